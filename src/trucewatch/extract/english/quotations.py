"""Quotations of a report: where they stand, and who speaks in them."""

import re
from collections.abc import Iterator

from trucewatch.extract.english.parsed import Doc

__all__ = ["quotations"]

_MARK = re.compile('["“”]')


_LONGEST = 2000


def _quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    """Characters between opening and closing marks, of at least five words. A straight mark opens where a space
    stands before it and none after it: a mark lost elsewhere in the text turns no other round."""
    opened: int | None = None
    for mark in _MARK.finditer(text):
        at = mark.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        opens = mark[0] == "“" or (
            mark[0] == '"' and (not before or before.isspace() or before in "([") and bool(after.strip())
        )
        if opens:
            opened = at
        elif opened is not None:
            if at - opened < _LONGEST and text.count(" ", opened, at) >= 4:
                yield opened, at + 1
            opened = None


def quotations(doc: Doc, speakers: dict[int, tuple[str, ...]]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Each quotation of at least five words (characters start, end) with its speaker.

    The speaker is that of the sentence in which it ends or begins, else of the one beside it; () if none is named.
    `speakers` are those of sentences, by their first token.
    """
    found = []
    bounds = [(s.start_char, s.end_char, s.start) for s in doc.sents]
    n = 0
    text = doc.text
    for start, end in _quoted_spans(text):
        while n < len(bounds) - 1 and bounds[n][1] <= start:
            n += 1
        last = n
        while last < len(bounds) - 1 and bounds[last][1] < end:
            last += 1
        order = [last, n, last + 1, n - 1] if "\n" not in text[start:end] else [last, n]
        told = next((speakers[bounds[k][2]] for k in order if 0 <= k < len(bounds) and bounds[k][2] in speakers), ())
        found.append((start, end, told))
    return found
