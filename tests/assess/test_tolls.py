"""How many died: parts stand beside a whole, make one up, or are all that somebody speaks of."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.assess import assess
from trucewatch.assess.tolls import Told, told_by
from trucewatch.model import Casualties, Claim, Report
from trucewatch.world import World

WORLD = World((), (), ())
TEXT = "Shells hit Tell Amara on Thursday."


def toll(low: int | None, high: int | None = -1, who: str = "") -> Casualties:
    return Casualties(who=who, low=low, high=low if high == -1 else high)


def incident(*words: Sequence[Casualties]) -> tuple[int | None, int | None]:
    """The bounds over reports of different outlets, in order of publication."""
    reports, claims = {}, []
    for n, tolls in enumerate(words, start=1):
        key = f"r{n}"
        reports[key] = Report(id=key, text=TEXT, published=date(2031, 5, 4 + n), publisher=f"Outlet {n}")
        fields: dict[str, Any] = {
            "id": "c1",
            "report": key,
            "trigger": {"text": "Shells", "start": 0, "end": 6},
            "type": "shelling",
            "places": [{"name": "Tell Amara", "lat": 35.1, "lon": 36.9, "radius_km": 2.0, "place_id": "amara"}],
            "date_start": "2031-05-04",
            "killed": [t.model_dump() for t in tolls],
        }
        claims.append(Claim.model_validate(fields))
    (found,) = assess(reports, claims, (), WORLD)
    return found.killed_low, found.killed_high


@pytest.mark.parametrize(
    ("tolls", "told"),
    [
        ([toll(61, who="people"), toll(5, who="children"), toll(3, who="policemen")], Told(61, 61, True)),
        ([toll(31, who="civilians"), toll(16, who="others")], Told(47, 47, True)),
        ([toll(15, who="civilians"), toll(27, None, "fighters of the brigade")], Told(42, None, True)),
        ([toll(43, who="people including two medics")], Told(43, 43, True)),
        ([toll(22, who="children"), toll(6, who="teachers")], Told(28, 28, False)),
        ([toll(1, who="the groom")], Told(1, 1, False)),
        ([toll(1, who="Karim Saleh")], Told(1, 1, False)),
        ([toll(1, who="a person")], Told(1, 1, True)),
        ([toll(3, who="three more people")], Told(3, 3, False)),
        ([toll(None, 20)], Told(0, 20, True)),
        ([toll(7, who="قتلى")], Told(7, 7, True)),
    ],
)
def test_what_one_claim_says_of_all_the_dead(tolls: list[Casualties], told: Told) -> None:
    assert told_by(tolls) == told


def test_no_number_is_no_toll() -> None:
    assert told_by([]) is None
    assert told_by([Casualties(who="people")]) is None


def test_who_speaks_of_some_of_the_dead_does_not_lower_the_toll() -> None:
    assert incident([toll(61, who="people")], [toll(6, who="women"), toll(5, who="children")]) == (61, 61)


def test_more_of_some_than_of_all_leaves_the_upper_end_open() -> None:
    assert incident([toll(12, who="people")], [toll(20, who="medics")]) == (12, None)


def test_where_nobody_speaks_of_all_the_words_on_some_stand() -> None:
    assert incident([toll(4, who="medics")], [toll(5, who="medics")]) == (4, 5)


def test_nobody_gives_a_toll() -> None:
    assert incident([], []) == (None, None)


@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from(["people", "children", "civilians", "others", ""])), max_size=5
    )
)
def test_a_claim_counts_no_fewer_than_any_of_its_parts_of_all(tolls: list[tuple[int, str]]) -> None:
    told = told_by([toll(low, who=who) for low, who in tolls])
    whole = [low for low, who in tolls if who in ("people", "")]
    assert (told is None) == (not tolls)
    if told is not None and whole:
        assert (told.low, told.whole) == (max(whole), True)
