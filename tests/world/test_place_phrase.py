import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.world.place_phrase import PlacePhrase
from trucewatch.world.place_words import Hint, Join


def names(text: str) -> list[list[str]]:
    return [[run for run, _ in piece.names] for piece in PlacePhrase(text).pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tell Amara", [["Tell Amara"]]),
        ("the town of Tell Amara", [[], ["Tell Amara"]]),
        ("a hospital on the northern outskirts of Deir ez-Salam", [[], [], ["Deir ez-Salam"]]),
        ("Salam city", [["Salam"]]),
        ("Amara's Kasra quarter", [["Kasra"], ["Amara"]]),
        ("Kasra quarter, Amara", [["Kasra"], ["Amara"]]),
        ("the town (Amara)", [[], ["Amara"]]),
        ("al-Amara", [["al-Amara"]]),
        ("the rebel-held town of Amara", [[], ["Amara"]]),
        ("Syrian town of Amara", [[], ["Amara"]]),
        ("At Tall", [["At Tall"]]),
        ("the city", [[]]),
        ("", []),
    ],
)
def test_names_of_the_pieces(text: str, expected: list[list[str]]) -> None:
    assert names(text) == expected


def test_kind_words_are_handed_to_the_name_they_speak_of() -> None:
    _, name = PlacePhrase("the province of Amara").pieces
    assert Hint.PROVINCE in name.hints


def test_a_name_reaches_over_the_kind_words_behind_it() -> None:
    assert PlacePhrase("the Amara dam").pieces[0].names == [("Amara", "Amara dam")]


@pytest.mark.parametrize(
    ("text", "bearing", "noun"),
    [
        ("north of Amara", 0, True),
        ("north-west of Amara", 315, True),
        ("northwestern Amara", 315, False),
        ("the south-eastern part of Amara", 135, False),
        ("South Amara", 180, True),
    ],
)
def test_directions(text: str, bearing: float, noun: bool) -> None:
    piece = PlacePhrase(text).pieces[0]
    assert (piece.bearing, piece.noun_bearing) == (bearing, noun)


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("7 km north-west of Amara", 7),
        ("some 12 kilometres from Amara", 12),
        ("10 miles (16 km) south of Amara", 16.09),
        ("2.5km to the east of Amara", 2.5),
        ("a 98-kilometre stretch near Amara", None),
    ],
)
def test_distances(text: str, km: float | None) -> None:
    given = [p.distance_km for p in PlacePhrase(text).pieces if p.distance_km is not None]
    assert given == ([] if km is None else [pytest.approx(km, abs=0.01)])


def test_how_pieces_lean() -> None:
    phrase = PlacePhrase("a mill near Amara in northern Syria")
    assert [p.join for p in phrase.pieces] == [Join.NEAR, Join.IN, None]
    assert not phrase.between
    assert PlacePhrase("the road between Amara and Salam").between


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    for piece in PlacePhrase(text).pieces:
        assert all(run.strip() and run in reach for run, reach in piece.names)
