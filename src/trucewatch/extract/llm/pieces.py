"""A long report in pieces: at borders of paragraphs where it can be, of sentences else, never overlapping."""

import re
from collections.abc import Iterator

from trucewatch.model import TextSpan

__all__ = ["LONGEST", "halves", "pieces"]

LONGEST = 4000
"""Characters of a piece: what a model of 8,000 tokens can read and answer in full, in any script."""

_BORDERS = tuple(
    re.compile(pattern)
    for pattern in (r"\n[ \t\r]*\n\s*", r"\n\s*", r"[.!?…][\"'”’»)]*\s+|[。！？]|[؟۔।]\s*", r"[;:,،；，]\s+", r"\s+")
)


def pieces(text: str, longest: int = LONGEST) -> tuple[TextSpan, ...]:
    """Spans that cover the text without a gap, each of at most `longest` characters."""
    return tuple(_cut(text, 0, len(text), longest))


def halves(text: str, piece: TextSpan) -> tuple[TextSpan, TextSpan]:
    """A piece in two of about the same length, for a model that could not finish it."""
    middle = (piece.start + piece.end + 1) // 2
    cut = _border(text, piece.start, middle)
    return TextSpan(start=piece.start, end=cut), TextSpan(start=cut, end=piece.end)


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[TextSpan]:
    while end - start > longest:
        cut = _border(text, start, start + longest)
        yield TextSpan(start=start, end=cut)
        start = cut
    if end > start:
        yield TextSpan(start=start, end=end)


def _border(text: str, start: int, last: int) -> int:
    """The last border of the best kind in the later half of a stretch; its very end where there is none."""
    least = start + (last - start) // 2
    for border in _BORDERS:
        found = [m.end() for m in border.finditer(text, least, last) if least < m.end() <= last]
        if found:
            return found[-1]
    return last
