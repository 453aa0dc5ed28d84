"""Numbers, and the killed and injured of each event. All sentences here are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.extract.english.casualties import casualties, find_counts
from trucewatch.extract.english.claim_dates import EventMention
from trucewatch.extract.english.figures import find_figures, number_of
from trucewatch.extract.english.pipeline import parse


def figures(text: str) -> list[tuple[int | None, int | None]]:
    return [(f.low, f.high) for f in find_figures(parse(text))]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12 people", 12, 12),
        ("twelve people", 12, 12),
        ("at least 12 people", 12, None),
        ("no fewer than twenty-five people", 25, None),
        ("more than 20 people", 20, None),
        ("30 or more people", 30, None),
        ("some 70 people", 70, 70),
        ("about 70 people", 70, 70),
        ("up to 30 people", 0, 30),
        ("between 10 and 15 people", 10, 15),
        ("10-15 people", 10, 15),
        ("1,300 people", 1300, 1300),
        ("one hundred and ten people", 110, 110),
        ("two dozen people", 24, 24),
        ("dozens of people", 24, None),
        ("scores of people", 40, None),
        ("hundreds of people", 200, None),
        ("no one", 0, 0),
    ],
)
def test_range_of_a_figure(text: str, low: int, high: int | None) -> None:
    assert figures(text) == [(low, high)]


@pytest.mark.parametrize(
    "text", ["several people", "some people", "a 5-year-old boy", "the 14th brigade", "at 19:30", "a T-72", ""]
)
def test_no_figure(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two hundred and five thousand", 205_000),
        ("half a dozen", 6),
        ("a mill", None),
        ("9" * 10_000, None),
        ("²", None),
        ("٣", 3),
    ],
)
def test_number_of_words(text: str, value: int | None) -> None:
    assert number_of(text) == value


Sides = tuple[list[tuple[str, int | None, int | None]], list[tuple[str, int | None, int | None]]]


def toll(text: str, *triggers: tuple[str, str]) -> list[Sides]:
    doc = parse(text)
    events, at = [], 0
    for word, kind in triggers:
        at = text.index(word, at)
        span = doc.covering(at, at + len(word))
        events.append(EventMention(span, kind))
        at += len(word)
    found = casualties(events, find_counts(doc, find_figures(doc)))
    for killed, injured in found:
        for casualty in (*killed, *injured):
            assert casualty.rule
            assert 0 <= casualty.span[0] < casualty.span[1] <= len(text)
    return [
        ([(c.who, c.low, c.high) for c in killed], [(c.who, c.low, c.high) for c in injured])
        for killed, injured in found
    ]


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Shelling of Orlo killed 12 villagers.", [(12, 12)], []),
        ("At least four villagers were killed and nine wounded in shelling of Orlo.", [(4, None)], [(9, 9)]),
        ("3 killed 10 injured in shelling of Orlo", [(3, 3)], [(10, 10)]),
        ("A shelling of Orlo left at least three dead and 30 wounded.", [(3, None)], [(30, 30)]),
        ("The shelling claimed the lives of six villagers.", [(6, 6)], []),
        ("The death toll from the shelling has risen to 40.", [(40, 40)], []),
        ("Dozens of villagers died in the shelling.", [(24, None)], []),
        ("Three fighters and two villagers were killed in the shelling.", [(3, 3), (2, 2)], []),
        ("The shelling killed 12 villagers, including three children.", [(12, 12)], []),
        ("The shelling killed a woman and wounded her neighbour.", [(1, 1)], [(1, 1)]),
        ("The shelling left 25 villagers killed and injured.", [], []),
        ("Several villagers were killed in the shelling.", [], []),
        ("The shelling destroyed 12 houses and killed some villagers.", [], []),
        ("The shelling caused no casualties.", [(0, 0)], [(0, 0)]),
        ("Six rockets were fired in the shelling.", [], []),
        ("On 4 January shelling of Orlo killed about 30.", [(30, 30)], []),
        ("Published October 4 Shelling killed 30 villagers.", [(30, 30)], []),
        ("Heavy shelling kills 60 in Orlo suburb", [(60, 60)], []),
    ],
)
def test_killed_and_injured_of_one_event(
    text: str, killed: list[tuple[int, int | None]], injured: list[tuple[int, int | None]]
) -> None:
    [(dead, hurt)] = toll(text, ("helling", "shelling"))
    assert [(low, high) for _, low, high in dead] == killed
    assert [(low, high) for _, low, high in hurt] == injured


def test_who_was_killed() -> None:
    [(dead, _)] = toll("Shelling of Orlo killed at least 12 young villagers on Sunday.", ("Shelling", "shelling"))
    assert dead == [("young villagers", 12, None)]


def test_each_count_goes_to_the_event_of_its_clause() -> None:
    raid, bomb = toll(
        "An air raid on Orlo killed five villagers, and a car bomb in Marvo killed two guards.",
        ("raid", "air_strike"),
        ("bomb", "explosive_device"),
    )
    assert [low for _, low, _ in raid[0]] == [5]
    assert [low for _, low, _ in bomb[0]] == [2]


def test_a_sentence_with_only_a_toll_counts_for_the_event_told_just_before() -> None:
    raid, held = toll(
        "Jets bombed the mill in rebel-held Orlo. Eleven villagers were killed.",
        ("bombed", "air_strike"),
        ("held", "control"),
    )
    assert [low for _, low, _ in raid[0]] == [11]
    assert held == ([], [])


def test_the_dead_of_the_whole_war_belong_to_no_raid() -> None:
    [raid] = toll("Jets bombed the mill of Orlo. The war has killed more than 9,000 people.", ("bombed", "air_strike"))
    assert raid == ([], [])


def test_no_events_no_casualties() -> None:
    assert casualties([], []) == []


_WORDS = st.sampled_from(
    "killed wounded dead 12 at least two people and , . injured or dozens of no casualties toll to among including "
    "the a man was were left killing \n 1,000 lives claimed more than up hundred thousand".split(" ")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=25).map(" ".join) | st.text(max_size=60))
def test_any_text_gives_ordered_bounds_inside_it(text: str) -> None:
    doc = parse(text)
    found = find_figures(doc)
    for figure in found:
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.low is None or figure.high is None or figure.low <= figure.high
    for count in find_counts(doc, found):
        for casualty in count.people:
            assert 0 <= casualty.span[0] < casualty.span[1] <= len(text)
