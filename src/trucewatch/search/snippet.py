"""The words around what was found, in pieces: which were looked for is said beside the text, never inside it.

So nothing that a report says can act as markup where it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.publish.text import visible
from trucewatch.search.query import Query
from trucewatch.search.words import Word, words_of

__all__ = ["Piece", "snippet"]

_BEFORE, _LONGEST = 60, 240


@dataclass(frozen=True)
class Piece:
    """Some characters of a text; `hit` where they were looked for."""

    text: str
    hit: bool = False


def snippet(text: str, query: Query) -> tuple[Piece, ...]:
    """Some 240 characters around the first word found, or the beginning where none of them stands in the text."""
    words = list(words_of(text))
    spans = _spans(words, query)
    start = max(0, spans[0][0] - _BEFORE) if spans else 0
    start = _word_edge(text, start)
    end = min(len(text), start + _LONGEST)
    if end < len(text):
        end = max(text.rfind(" ", start + _LONGEST // 2, end), start + _LONGEST // 2)
    pieces = [Piece("… ")] if start > 0 else []
    at = start
    for a, b in spans:
        if a < at or b > end:
            continue
        pieces += [Piece(_shown(text[at:a]))] if a > at else []
        pieces.append(Piece(_shown(text[a:b]), hit=True))
        at = b
    pieces += [Piece(_shown(text[at:end]))] if end > at else []
    return (*pieces, Piece(" …")) if end < len(text) else tuple(pieces)


def _spans(words: Sequence[Word], query: Query) -> list[tuple[int, int]]:
    plain = [word.text for word in words]
    found = {
        (words[n].start, words[n + len(term.words) - 1].end)
        for group in query.wanted
        for term in group
        for n in term.at(plain)
    }
    kept: list[tuple[int, int]] = []
    for span in sorted(found, key=lambda s: (s[0], -s[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _word_edge(text: str, start: int) -> int:
    if start == 0:
        return 0
    space = text.find(" ", start, start + _BEFORE)
    return space + 1 if space >= 0 else start


def _shown(text: str) -> str:
    return " ".join(visible(text).split(" ")).replace("\n", " ").replace("\t", " ")
