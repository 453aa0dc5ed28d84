"""The sentence of a report in which a claim's trigger stands."""

import re
from functools import lru_cache

from trucewatch.model import Claim, Report

__all__ = ["sentence_at", "sentence_of"]

_END = re.compile(r"[.!?…]['\"”’»)]*\s|\n")
_FARTHEST = 1500


def sentence_of(claim: Claim, report: Report) -> str:
    """The words between the ends of sentence, or lines, about the claim's trigger."""
    start, end = sentence_at(report.text, claim.trigger.start, claim.trigger.end)
    return report.text[start:end]


@lru_cache(maxsize=20_000)
def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence about a span begins and ends; no further off than some 1,500 characters."""
    low = max(0, start - _FARTHEST)
    first = max((m.end() for m in _END.finditer(text, low, start)), default=low)
    last = _END.search(text, end, min(len(text), end + _FARTHEST))
    return first, last.start() + 1 if last else min(len(text), end + _FARTHEST)
