"""Looking only around cues finds what trying every rule at every letter finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.extract.english import figures
from trucewatch.extract.english.cues import CUES, near, plain, spots
from trucewatch.extract.english.time_rules import RULES

WORDS = (
    "the on in of since until during for a an two 21 three twenty-one couple few last next past this that same "
    "previous following day days week weeks month months year years hour hours ago earlier later after before now "
    "today yesterday tomorrow night morning dawn noon early mid- late end beginning March may june Jun. 2017 2018, "
    "1999 3rd 4 31 5 . , - – ; to and or Monday Tuesday's Wed, weekend spring summer signing within no than recently "
    "first light currently moment at present so far overnight tonight second straight several many within coming "
    "percent %"
).split()
NUMBERS = (
    "between one two and 3 4,500 1 000 dozen dozens hundred hundreds thousands of at least no fewer than most a an "
    "minimum more over upwards above up to as many much not less under about some around nearly almost close "
    "estimated total just the another additional further half several scores tens many nobody none no casualties "
    "serious deaths or + - – % ° 12.5 T-72 x5 5x _7 twenty-three million , . people"
).split()
GAPS = st.sampled_from([" ", " ", " ", "  ", "\n", "", "   "])


def texts(words: list[str]) -> st.SearchStrategy[str]:
    parts = st.lists(st.tuples(st.sampled_from(words), GAPS), max_size=60)
    return parts.map(lambda found: "".join(word + gap for word, gap in found))


@given(texts(WORDS))
def test_times_are_found_around_their_cues_as_everywhere(text: str) -> None:
    low = plain(text)
    assert low is not None
    for rule in RULES:
        cue = CUES[rule.name]
        everywhere = [m.span() for m in rule.pattern.finditer(text) if m.group().strip()]
        around = near(rule.pattern, text, spots(low, cue.words), cue.before, cue.after)
        assert [m.span() for m in around if m.group().strip()] == everywhere, rule.name


@given(texts(NUMBERS))
def test_figures_are_found_at_their_first_words_as_everywhere(text: str) -> None:
    assert [m.span() for m in figures._matches(text)] == [m.span() for m in figures._FIGURE.finditer(text)]


@pytest.mark.parametrize("text", ["on 5" + " " * 30 + "May", "Ye\u017fterday at noon", "İstanbul, 5 May"])
def test_where_cues_cannot_be_trusted_there_are_none(text: str) -> None:
    assert plain(text) is None


def test_near_gives_each_match_once_where_places_lie_close() -> None:
    text = "aba aba aba"
    found = near(re.compile("aba"), text, [0, 1, 2, 4, 8], 3, 3)
    assert [m.start() for m in found] == [0, 4, 8]


def test_every_rule_has_its_cues() -> None:
    assert set(CUES) == {rule.name for rule in RULES}
