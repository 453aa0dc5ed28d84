"""Where in a text a rule of `time_rules` can match at all: by the words that each of its matches holds.

Most reports hold the words of few rules, and hold them in few places. Looking for plain words and trying a rule only
around them finds the same as trying every rule at every letter, in a tenth of the time.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["CUES", "Cue", "near", "plain", "spots"]


class Cue(NamedTuple):
    """Words in small letters of which every match of a rule holds one; how many characters of a match may lie before
    where the word begins, and how many from there on a match and what it looks ahead to may take."""

    words: tuple[str, ...]
    before: int
    after: int


_MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
_WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
_YEARS = ("19", "20")
_PARTS = tuple("dawn morning noon midday evening night".split())

CUES: dict[str, Cue] = {
    "iso-date": Cue(_YEARS, 0, 12),
    "numeric-date": Cue(_YEARS, 20, 8),
    "day-range-month": Cue(_MONTHS, 70, 60),
    "month-day-range": Cue(_MONTHS, 0, 130),
    "day-month": Cue(_MONTHS, 70, 60),
    "month-day": Cue(_MONTHS, 60, 90),
    "day-of-month": Cue(("on the ",), 0, 60),
    "month": Cue(_MONTHS, 80, 70),
    "year": Cue(_YEARS, 50, 50),
    "season": Cue(("spring", "summer", "autumn", "winter"), 20, 50),
    "weekday": Cue(_WEEKDAYS, 90, 60),
    "named-day": Cue(("yesterday", "tomorrow", "today", "tonight", "last night", "last evening", "overnight"), 20, 25),
    "part-of-today": Cue((*_PARTS, "the day", "daybreak", "first light"), 50, 40),
    "neighbour-day": Cue(
        (
            "previous day",
            "following day",
            "next day",
            "day before",
            "day earlier",
            "day later",
            "day after",
        ),
        20,
        25,
    ),
    "vague-window": Cue(("hours", "days", "weeks", "months", "years", "recently", "lately"), 50, 20),
    "calendar-unit": Cue(("week", "month", "year"), 50, 15),
    "past-window": Cue(("past ", "last ", "previous ", "latest ", "preceding "), 15, 60),
    "weekend": Cue(("weekend",), 25, 15),
    "ago": Cue(("ago", "earlier", "before now"), 60, 20),
    "days-away": Cue(("later", "after"), 60, 40),
    "same-day": Cue(("the same ", "that day", "that evening", "that night", "that morning", "that afternoon"), 10, 30),
    "same-year": Cue(("same year", "that year"), 15, 15),
    "since-then": Cue(("since ",), 0, 25),
    "days-of": Cue(("days", "weeks", "months"), 35, 50),
    "for-days": Cue(("days", "weeks", "months", "years"), 60, 15),
    "nth-day": Cue(("for a ", "for the "), 0, 60),
    "within": Cue(("within", "in the next", "over the next", "no later than", "not later than"), 0, 300),
    "ongoing": Cue(("now", "currently", "moment", "present", "so far"), 20, 15),
}
"""By the rules' names. The numbers allow for eight spaces wherever a rule allows for any."""

_WIDE = re.compile(r"\s{9}")
_ODD = "\u017f\u0131\u212a"
"""Letters that a pattern takes for s, i and k, and small letters do not: long s, dotless i, the Kelvin sign."""


def plain(text: str) -> str | None:
    """The text in small letters, letter by letter; None where cues cannot be trusted in it: long gaps, letters of
    another length in small, letters that stand for others."""
    low = text.lower()
    odd = not text.isascii() and (len(low) != len(text) or any(letter in text for letter in _ODD))
    return None if odd or _WIDE.search(text) else low


def spots(low: str, words: Sequence[str]) -> list[int]:
    """Where any of the words begins in a text of small letters, in order."""
    found = []
    for word in words:
        at = low.find(word)
        while at >= 0:
            found.append(at)
            at = low.find(word, at + 1)
    return sorted(found)


def near(pattern: re.Pattern[str], text: str, found: Sequence[int], before: int, after: int) -> Iterator[re.Match[str]]:
    """The matches of a pattern around some places of a text, in order and none overlapping."""
    n, free = 0, 0
    while n < len(found):
        start, end = max(free, found[n] - before), found[n] + after
        n += 1
        while n < len(found) and found[n] - before <= end:
            end = found[n] + after
            n += 1
        for match in pattern.finditer(text, start, end):
            free = match.end()
            yield match
