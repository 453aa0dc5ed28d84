"""Other people's text made safe to show: hidden characters become visible, and the sentence around some words."""

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Quote", "quote", "sentence_around", "visible"]

_KEPT = frozenset("\n\t\u200c\u200d\u200e\u200f\u00ad")
_LONGEST = 600
_END = re.compile(r"(?:[.!?؟。]+[\"'”’)\]]*(?=\s)|\n)")
_NO_END = re.compile(r"(?:\b(?:[A-Z]|[Dd]r|[Mm]rs?|[Gg]en|[Cc]ol|St|[Nn]o|vs|km)\.)$")


def visible(text: str) -> str:
    """The text with control and bidirectional-override characters spelt out as [U+202E], so that none can act.

    Joiners and direction marks that Arabic and Persian spelling needs stay as they are: they cannot reorder what
    stands around them.
    """
    return "".join(_spelt(char) for char in text)


def _spelt(char: str) -> str:
    if char in _KEPT or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}:
        return char
    return f"[U+{ord(char):04X}]"


@dataclass(frozen=True)
class Quote:
    """A report's own words: what stands before the trigger in its sentence, the trigger, and what follows.

    `exact` is False where the report's text does not hold the trigger at its offsets; then only the trigger is given.
    """

    before: str
    trigger: str
    after: str
    exact: bool = True


def quote(text: str, start: int, end: int, trigger: str) -> Quote:
    """The sentence around characters start..end, shortened to some 600 characters with "…" where it is longer."""
    if text[start:end] != trigger:
        return Quote("", trigger, "", exact=False)
    left, right = sentence_around(text, start, end)
    before, after = text[left:start].lstrip(), text[end:right].rstrip()
    half = _LONGEST // 2
    if len(before) > half:
        before = "… " + before[-half:].partition(" ")[2]
    if len(after) > half:
        after = after[:half].rpartition(" ")[0] + " …"
    return Quote(" ".join(before.split()) + _gap(before), trigger, _lead(after) + " ".join(after.split()))


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence, or sentences, that hold characters start..end begin and end."""
    return _sentence_start(text, start), _sentence_end(text, end)


def _gap(before: str) -> str:
    return " " if before[-1:].isspace() else ""


def _lead(after: str) -> str:
    return " " if after[:1].isspace() else ""


def _sentence_start(text: str, start: int) -> int:
    begin = 0
    for match in _END.finditer(text, max(0, start - 2 * _LONGEST), start):
        if not _NO_END.search(text[max(0, match.end() - 8) : match.end()]):
            begin = match.end()
    return begin or max(0, start - 2 * _LONGEST)


def _sentence_end(text: str, end: int) -> int:
    for match in _END.finditer(text, end):
        if not _NO_END.search(text[max(0, match.end() - 8) : match.end()]):
            return match.end()
    return len(text)
