"""The parse as plain objects tells of every token and span what spaCy tells of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy import tokens as spacy_tokens

from trucewatch.extract.english.parsed import Doc, plain
from trucewatch.extract.english.pipeline import bare_parse

HERE = Path(__file__).parent
WORDS = (
    "the Northern Brigade (NB) said U.S. forces shelled Tell Amara , killing 12 and wounding three people — \n\n "
    "“They had not denied it.” On 3 May rebels, who hold the town and its mill, fled; was"
).split(" ")
SAME = (
    "i idx text lower_ lemma_ pos_ tag_ dep_ ent_type_ ent_iob_ whitespace_ text_with_ws is_punct is_space is_alpha"
    " is_upper like_num"
).split()


def _texts() -> list[str]:
    path = HERE.parent / "gold" / "reports.jsonl"
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()][:6]


def _numbers(found: object) -> list[int]:
    return [token.i for token in found]  # type: ignore[attr-defined]


def _hold_together(ours: Doc, theirs: spacy_tokens.Doc) -> None:
    assert ours.text == theirs.text
    assert len(ours) == len(theirs)
    assert [(s.start, s.end) for s in ours.sents] == [(s.start, s.end) for s in theirs.sents]
    for token, other in zip(ours, theirs, strict=True):
        assert {name: getattr(token, name) for name in SAME} == {name: getattr(other, name) for name in SAME}
        assert (token.head.i, len(token)) == (other.head.i, len(other))
        assert (token.sent.start, token.sent.end) == (other.sent.start, other.sent.end)
        assert (token.left_edge.i, token.right_edge.i) == (other.left_edge.i, other.right_edge.i)
        for name in ("children", "lefts", "rights", "subtree", "ancestors"):
            assert _numbers(getattr(token, name)) == _numbers(getattr(other, name)), (name, token)
        assert token.is_ancestor(ours[0]) == other.is_ancestor(theirs[0])
    assert ours.lower == [t.lower_ for t in theirs]
    assert ours.lemma == [t.lemma_.lower() for t in theirs]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Shelling.", "The mill was shelled.\n\nRebels fled."])
def test_short_texts(text: str) -> None:
    theirs = bare_parse(text)
    _hold_together(plain(theirs), theirs)


@pytest.mark.parametrize("text", _texts())
def test_whole_reports_and_their_spans(text: str) -> None:
    theirs = bare_parse(text)
    ours = plain(theirs)
    _hold_together(ours, theirs)
    for start in range(0, len(ours), 7):
        for length in (1, 2, 5, 11, 40):
            span, other = ours[start : start + length], theirs[start : start + length]
            assert (span.start, span.end, span.text) == (other.start, other.end, other.text)
            assert (span.start_char, span.end_char) == (other.start_char, other.end_char)
            assert (span.root.i, span.sent.start, span.sent.end) == (
                other.root.i,
                other.sent.start,
                other.sent.end,
            )
            assert (span[0].i, span[-1].i, len(span[1:])) == (other[0].i, other[-1].i, len(other[1:]))


@given(st.lists(st.sampled_from(WORDS), max_size=40), st.integers(-3, 200), st.integers(0, 60))
def test_words_in_any_order(words: list[str], start: int, length: int) -> None:
    theirs = bare_parse(" ".join(words))
    ours = plain(theirs)
    _hold_together(ours, theirs)
    found, slice_ = ours[start : start + length], theirs[start : start + length]
    assert (found.start, found.end) == (slice_.start, slice_.end)
    if start >= 0 and length and start + length <= len(ours.text):
        span = ours.covering(start, start + length)
        other = theirs.char_span(start, start + length, alignment_mode="expand")
        assert span is not None
        assert (span.start, span.end, span.text) == (other.start, other.end, other.text)


def test_beyond_the_text_nothing_is_covered_and_nobody_is_near() -> None:
    doc = plain(bare_parse("The mill was shelled."))
    assert doc.covering(0, 500) is None
    assert doc.covering(400, 500) is None
    for steps in (-1, 20):
        with pytest.raises(IndexError):
            doc[0].nbor(steps)
    assert doc[1:3] == doc[1:3]
    assert doc[1:3] != doc[1:4]
    assert len({doc[1:3], doc[1:3]}) == 1
