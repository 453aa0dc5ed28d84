"""Numbers as agreements write them: in figures or in words."""

import re

__all__ = ["NUMBER", "number"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {w: 10 * (i + 2) for i, w in enumerate(_TENS)}
_WORD = "|".join(sorted((*_VALUES, "hundred"), key=len, reverse=True))

NUMBER = rf"(?:\d+(?:[.,]\d+)?|\b(?:an? )?(?:{_WORD})(?:[ -](?:and )?(?:{_WORD}))*\b)"
"""A pattern without groups: 7, 2.5, seven, twenty-one, a hundred and twenty."""


def number(text: str) -> float | None:
    """The value of a number in figures or words; None for anything else."""
    plain = text.strip().lower().replace(",", ".")
    if re.fullmatch(r"\d+(\.\d+)?", plain):
        return float(plain)
    words = [w for w in re.split(r"[ -]+", plain) if w not in ("a", "an", "and")]
    if not words or any(w not in _VALUES and w != "hundred" for w in words):
        return None
    total = 0
    for word in words:
        total = max(total, 1) * 100 if word == "hundred" else total + _VALUES[word]
    return float(total)
