"""Who held a place, on what was known: denied changes change nothing and are kept."""

from datetime import UTC, date, datetime

import pytest

from trucewatch.model import ControlState, PlaceRef
from trucewatch.monitor import control_timeline, holdings

from .conftest import SOURCES, claim, place, report


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def may(day):
    return date(2017, 5, day)


def held(world, claims, published, day, known=None, place="tabqa"):
    reports = {r: report(r, d) for r, d in published.items()}
    found = holdings([place], {c.key: c for c in claims}, reports, world, noon(day), noon(known or day))
    assert len(found) == 1
    return found[0]


def taken(report_id, day, by=("sdf",), id_="c1", at=("tabqa",), **rest):
    return claim(report_id, id_, "territory_captured", by=by, to=["isis"], at=at, first=day, last=day, **rest)


EARLY = [
    taken("r1", may(4), author_stance="rejects"),
    taken("r1", may(4), id_="c2", polarity="-", denies="c1"),
    claim("r1", "c3", "armed_clash", by=["sdf"], to=["isis"], at=["tabqa-north"], first=may(5), last=may(5)),
]


@pytest.fixture(scope="module")
def world(syria):
    from trucewatch.model import Place
    from trucewatch.world import World

    from .conftest import SOURCES

    north = Place(
        id="tabqa-north", name="northern Tabqa", lat=35.85, lon=38.548, radius_km=1.5, kind="part_of", parent="tabqa"
    )
    return World(
        tuple(syria.actors),
        (*(p for i in ("tabqa", "tabqa-dam", "raqqa") if (p := syria.places.get(i))), north),
        SOURCES,
    )


def test_a_denied_capture_and_fighting_leave_it_contested(world):
    found = held(world, EARLY, {"r1": may(5)}, may(5))
    assert found.state is ControlState.CONTESTED
    assert found.holder is None
    assert found.denied == ("r1/c1",)
    assert "r1/c3" in found.claims


def test_a_later_capture_told_by_several_is_held_and_the_old_denial_kept(world):
    claims = [*EARLY, taken("r2", may(10)), taken("r3", may(10), by=["ypg"])]
    published = {"r1": may(5), "r2": may(10), "r3": may(11)}
    found = held(world, claims, published, may(11))
    assert (found.state, found.holder, found.since) == (ControlState.HELD, "sdf", may(10))
    assert found.claims == ("r2/c1", "r3/c1")
    assert found.denied == ("r1/c1",)
    assert held(world, claims, published, may(11), known=may(5)).state is ControlState.CONTESTED
    assert held(world, claims, published, may(9), known=may(11)).state is ControlState.CONTESTED


def test_an_untold_place_is_unknown_and_an_unknown_id_left_out(world):
    assert held(world, [], {}, may(5)).state is ControlState.UNKNOWN
    assert holdings(["nowhere"], {}, {}, world, noon(may(5)), noon(may(5))) == ()


def test_a_denial_in_another_report_counts_for_the_same_actors_within_days(world):
    firm = taken("r1", may(4))
    published = {"r1": may(4), "r2": may(5)}
    assert held(world, [firm], published, may(5)).state is ControlState.HELD
    refusal = taken("r2", may(5), polarity="-")
    assert held(world, [firm, refusal], published, may(5)).state is ControlState.CONTESTED
    unrelated = taken("r2", may(5), by=["saa"], polarity="-")
    assert held(world, [firm, unrelated], published, may(5)).state is ControlState.HELD


@pytest.mark.parametrize(
    "weak",
    [{"certainty": "possible"}, {"mode": "planned"}, {"mode": "predicted"}, {"author_stance": "doubts"}],
)
def test_hedged_or_future_captures_hold_nothing(world, weak):
    assert held(world, [taken("r1", may(4), **weak)], {"r1": may(5)}, may(5)).state is ControlState.UNKNOWN


@pytest.mark.parametrize(
    "at",
    [
        [PlaceRef(name="parts of Tabqa", place_id="tabqa")],
        [PlaceRef(name="north-western Tabqa", place_id="tabqa")],
        [PlaceRef(name="a bakery"), PlaceRef(name="Tabqa", place_id="tabqa")],
        ["tabqa-dam"],
    ],
)
def test_the_taking_of_a_part_is_not_the_taking_of_the_whole(world, at):
    found = held(world, [taken("r1", may(4), at=at)], {"r1": may(5)}, may(5))
    assert found.state is not ControlState.HELD


def test_two_sides_that_both_claim_it_on_one_day_contest_it(world):
    claims = [taken("r1", may(4)), taken("r2", may(4), by=["saa"])]
    found = held(world, claims, {"r1": may(5), "r2": may(5)}, may(5))
    assert found.state is ControlState.CONTESTED


def test_fighting_after_a_capture_contests_it_and_fighting_before_does_not(world):
    clash = claim("r2", "c1", "armed_clash", by=["isis"], to=["sdf"], at=["tabqa"], first=may(12), last=may(12))
    claims, published = [taken("r1", may(10)), clash], {"r1": may(10), "r2": may(13)}
    assert held(world, claims, published, may(11), known=may(13)).state is ControlState.HELD
    found = held(world, claims, published, may(13))
    assert found.state is ControlState.CONTESTED
    assert "Syrian Democratic Forces was said to hold it from 2017-05-10" in found.reason


def test_a_holder_that_left_leaves_it_unknown(world):
    left = claim("r2", "c1", "withdrawal", by=["sdf"], at=["tabqa"], first=may(12), last=may(12))
    found = held(world, [taken("r1", may(10)), left], {"r1": may(10), "r2": may(13)}, may(13))
    assert (found.state, found.holder) == (ControlState.UNKNOWN, None)


def test_the_leaving_of_a_part_or_an_ally_leaves_the_holder(world):
    for by, at in (["us"], ["tabqa"]), (["sdf"], ["tabqa-dam"]):
        left = claim("r2", "c1", "withdrawal", by=by, at=at, first=may(12), last=may(12))
        found = held(world, [taken("r1", may(10)), left], {"r1": may(10), "r2": may(13)}, may(13))
        assert (found.state, found.holder) == (ControlState.HELD, "sdf")


def test_after_a_month_without_news_a_contested_place_is_unknown(world):
    found = held(world, EARLY, {"r1": may(5)}, date(2017, 6, 20))
    assert found.state is ControlState.UNKNOWN
    assert found.denied == ("r1/c1",)
    assert "2017-05-05" in found.reason


def test_a_capture_in_a_governorate_does_not_hold_the_governorate(syria):
    from trucewatch.world import World

    land = place("land", 35.0, 38.0, radius_km=90, kind="governorate")
    near_world = World(tuple(syria.actors), (land,), SOURCES)
    assert held(near_world, [taken("r1", may(4), at=["land"])], {"r1": may(5)}, may(5), place="land").holder is None
    called = claim("r1", "c1", "control", by=["sdf"], at=["land"])
    assert held(near_world, [called], {"r1": may(5)}, may(5), place="land").holder == "sdf"


def test_a_denied_deal_over_a_place_leaves_it_contested(world):
    deal = claim("r1", "c1", "negotiation", by=["sdf"], to=["isis"], at=["tabqa"], first=may(4), last=may(4))
    refusal = claim("r1", "c2", "negotiation", by=["sdf"], at=["tabqa"], polarity="-", denies="c1")
    assert held(world, [deal], {"r1": may(5)}, may(5)).state is ControlState.UNKNOWN
    found = held(world, [deal, refusal], {"r1": may(5)}, may(5))
    assert (found.state, found.denied) == (ControlState.CONTESTED, ("r1/c1",))


def test_places_named_side_by_side_are_each_taken_whole(world):
    both = [
        PlaceRef(name="Raqqa", place_id="raqqa", lat=35.9528, lon=39.0079),
        PlaceRef(name="Tabqa", place_id="tabqa"),
    ]
    assert held(world, [taken("r1", may(4), at=both)], {"r1": may(5)}, may(5)).holder == "sdf"
    inner = [PlaceRef(name="a mill", lat=35.84, lon=38.55), PlaceRef(name="Tabqa", place_id="tabqa")]
    assert held(world, [taken("r1", may(4), at=inner)], {"r1": may(5)}, may(5)).holder is None


def test_who_is_said_to_hold_some_districts_does_not_hold_the_town(world):
    places = [PlaceRef(name="Tabqa", place_id="tabqa"), PlaceRef(name="the last districts they held")]
    some = claim("r1", "c1", "control", by=["isis"], at=places)
    assert held(world, [some], {"r1": may(5)}, may(5)).holder is None


def test_words_of_background_do_not_end_the_fighting(world):
    called = claim("r1", "c9", "control", by=["isis"], at=["tabqa"])
    assert held(world, [*EARLY, called], {"r1": may(5)}, may(5)).state is ControlState.CONTESTED
    alone = held(world, [called], {"r1": may(5)}, may(5))
    assert (alone.state, alone.holder, alone.since) == (ControlState.HELD, "isis", may(5))


def test_since_is_the_first_day_of_the_unbroken_hold(world):
    claims = [
        taken("r1", may(10)),
        claim("r2", "c1", "control", by=["sdf"], at=["tabqa"], first=may(20), last=may(20)),
    ]
    found = held(world, claims, {"r1": may(10), "r2": may(20)}, may(21))
    assert (found.holder, found.since) == ("sdf", may(10))


def test_a_claim_near_the_point_counts_without_an_id(world):
    near = PlaceRef(name="At-Tabqah", lat=35.84, lon=38.55)
    far = PlaceRef(name="At-Tabqah", lat=35.2, lon=38.55)
    assert held(world, [taken("r1", may(4), at=[near])], {"r1": may(5)}, may(5)).holder == "sdf"
    assert held(world, [taken("r1", may(4), at=[far])], {"r1": may(5)}, may(5)).state is ControlState.UNKNOWN


def test_the_holder_has_a_probability_that_grows_with_publishers_and_falls_with_denials(world):
    early = held(world, EARLY, {"r1": may(5)}, may(5))
    assert early.candidate == "sdf"
    assert early.probability <= 0.5
    published = {"r1": may(5), "r2": may(10), "r3": may(10)}
    one = held(world, [*EARLY, taken("r2", may(10))], published, may(11))
    two = held(world, [*EARLY, taken("r2", may(10)), taken("r3", may(10))], published, may(11))
    assert 0.5 < one.probability < two.probability < 1
    assert two.candidate == two.holder == "sdf"


def test_the_timeline_gives_each_change_and_only_changes(world):
    claims = {c.key: c for c in [*EARLY, taken("r2", may(10)), taken("r3", may(12))]}
    reports = {r: report(r, d) for r, d in {"r1": may(5), "r2": may(10), "r3": may(12)}.items()}
    made = control_timeline("tabqa", claims, reports, world, may(1), noon(may(20)), noon(may(20)))
    assert [(h.as_of, str(h.state), h.holder) for h in made] == [
        (may(1), "unknown", None),
        (may(4), "contested", None),
        (may(10), "held", "sdf"),
    ]
    earlier = control_timeline("tabqa", claims, reports, world, may(1), noon(may(20)), noon(may(6)))
    assert not [h for h in earlier if h.holder]
