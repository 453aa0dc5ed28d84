"""Finding a model's words in the text: what does not stand there literally does not count."""

import re
from collections.abc import Iterator

from trucewatch.model import TextSpan

__all__ = ["quoted_spans", "spans_of", "wording"]

_LONGEST_QUOTATION = 3000
_BEYOND_SPACED_SCRIPTS = "\u0530"
"""Latin, Greek and Cyrillic lie below; scripts above join particles to words or leave no space between words."""


def spans_of(text: str, words: str, start: int = 0, end: int | None = None) -> Iterator[TextSpan]:
    """Where `words` stand exactly, as whole words, between two offsets of the text."""
    stop = len(text) if end is None else end
    if not words.strip():
        return
    at = text.find(words, start, stop)
    while at >= 0:
        if _whole(text, at, at + len(words)):
            yield TextSpan(start=at, end=at + len(words))
        at = text.find(words, at + 1, stop)


def quoted_spans(text: str, quotation: str, start: int, end: int) -> Iterator[TextSpan]:
    """Where a quotation stands between two offsets; runs of white space count as one, and nothing else is forgiven."""
    words = quotation.split()
    if not words or len(quotation) > _LONGEST_QUOTATION:
        return
    for match in re.compile(r"\s+".join(map(re.escape, words))).finditer(text, start, end):
        yield TextSpan(start=match.start(), end=match.end())


def wording(text: str, words: str) -> str | None:
    """The text's own wording of a name: exact, else the same but for capitals; None where it does not stand there."""
    words = words.strip()
    exact = next(spans_of(text, words), None)
    if exact is not None:
        return words
    if not words:
        return None
    for match in re.compile(re.escape(words), re.IGNORECASE).finditer(text):
        if _whole(text, match.start(), match.end()):
            return match.group()
    return None


def _whole(text: str, start: int, end: int) -> bool:
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    """Whether a word of a script with spaces runs on across an offset."""
    return 0 < at < len(text) and _is_word(text[at - 1]) and _is_word(text[at])


def _is_word(sign: str) -> bool:
    return sign.isalnum() and sign < _BEYOND_SPACED_SCRIPTS
