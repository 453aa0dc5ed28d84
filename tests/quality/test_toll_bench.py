"""The measurement of tolls: what it matches and how it reads reports, on invented ones."""

from datetime import date
from typing import Any

from bench.tolls import Corpora, Interval, Reference, against, inquiries, later_word, majority, matched, words_of

from trucewatch.model import Claim, PlaceRef, Report
from trucewatch.world import World

WORLD = World((), (), ())
AMARA = {"name": "Tell Amara", "lat": 35.1, "lon": 36.9, "radius_km": 2.0, "place_id": "amara"}


def told(key: str, day: int, low: int, high: int | None, who: str = "people") -> tuple[Report, list[Claim]]:
    """A report of May 2031 on shelling of 4 May, by an outlet of its own."""
    claim: dict[str, Any] = {
        "id": "c1",
        "report": key,
        "trigger": {"text": "Shells", "start": 0, "end": 6},
        "type": "shelling",
        "places": [AMARA],
        "date_start": "2031-05-04",
        "killed": [{"who": who, "low": low, "high": high}],
    }
    text = "Shells hit Tell Amara on Thursday."
    return Report(id=key, text=text, published=date(2031, 5, day), publisher=key), [Claim.model_validate(claim)]


def reference(low: int, high: int | None, *, km_north: float = 0.0, day: int = 4, civilians: bool = True) -> Reference:
    place = PlaceRef(name="Amara", lat=35.1 + km_north / 111, lon=36.9)
    return Reference("one", place, date(2031, 5, day), date(2031, 5, day), Interval(low, high), low, civilians)


def corpora() -> Corpora:
    return Corpora([told("r1", 5, 10, None), told("r2", 5, 12, 12), told("r3", 6, 12, None)], WORLD)


def test_a_group_is_read_in_every_way_and_judged() -> None:
    (group,) = corpora().groups()
    assert {name: str(toll) for name, toll in group.intervals.items()} == {
        "weighing": "10 or more",
        "last report": "12 or more",
        "majority of reports": "12 or more",
        "least to most told": "10 to 12",
    }
    found = matched(group, [reference(11, 11)])
    assert found is not None
    (weighing, *_, most) = against([(group, found)])
    assert weighing == ["weighing", "1 of 1", "1 of 1", "1 of 1", "1 of 1", "2.0"]
    assert most[1:5] == ["1 of 1", "1 of 1", "1 of 1", "0 of 1"]


def test_references_are_summed_up_by_place_and_day() -> None:
    (group,) = corpora().groups()
    near = [reference(5, 6), reference(4, None, km_north=20)]
    found = matched(group, [*near, reference(70, 70, km_north=40), reference(70, 70, day=6)])
    assert found is not None
    assert (found.toll, found.best) == (Interval(9, None), 9)
    assert matched(group, [reference(70, 70, km_north=40)]) is None


def test_dead_fighters_are_no_reference_for_a_toll_of_civilians() -> None:
    (group,) = Corpora([told("r1", 5, 3, 3, "civilians"), told("r2", 6, 4, 4)], WORLD).groups()
    assert matched(group, [reference(3, 3, civilians=False)]) is None


def test_the_last_report_is_held_against_those_of_days_before() -> None:
    held = corpora()
    [(group, found)] = later_word(held, held.groups())
    assert [word.report for word in group.words] == ["r1", "r2"]
    assert found.toll == Interval(12, None)
    assert group.ours == Interval(10, None)


def test_most_reports_decide_and_of_equals_the_latest() -> None:
    reports = {r.id: r for r, _ in (told("r1", 5, 3, 3), told("r2", 6, 4, 4), told("r3", 7, 3, None))}
    claims = [c for key, day, low in (("r1", 5, 3), ("r2", 6, 4), ("r3", 7, 3)) for c in told(key, day, low, low)[1]]
    assert majority(words_of(claims, reports)) == Interval(3, 3)
    assert majority(words_of(claims[:2], reports)) == Interval(4, 4)


def test_every_inquiry_names_its_source_and_its_place() -> None:
    for found in inquiries():
        assert "(" in found.of
        assert found.place.lat is not None
        assert found.toll.high is None or found.toll.low <= found.toll.high
