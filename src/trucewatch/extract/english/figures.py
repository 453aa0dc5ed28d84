"""Numbers in an English report: digits, words and the vague ones, each as a range that the text supports.

"At least 12" is [12, None], "some 70" is [70, 70], "up to 30" is [0, 30], "dozens" is [24, None], "hundreds" is
[200, None] (codebook, decisions: Casualties). "Several" and "some" without a number are no figures. Which figures
are casualties, and of which event, is decided in `casualties`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.extract.english.cues import plain
from trucewatch.extract.english.parsed import Doc
from trucewatch.extract.english.time_words import NUMBER_WORDS

__all__ = ["Figure", "find_figures", "number_of"]


@dataclass(frozen=True)
class Figure:
    """A number at character offsets start..end, its modifier included. `low` None: no lower bound; `high`
    None: no upper one."""

    start: int
    end: int
    low: int | None
    high: int | None
    rule: str


_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_VAGUE = {"dozens": 24, "scores": 40, "tens": 20, "hundreds": 200, "thousands": 2_000}
_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_SPELT = rf"(?:{_WORD})(?:[ -](?:{_WORD}|hundred|thousand|million|and (?:{_WORD})))*"
_SCALED = rf"(?:an?|half a|several|{_WORD}|\d{{1,3}}) (?:dozen|hundred|thousand|million)(?: and (?:{_SPELT}))?"
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d{1,3}(?: 000)+|\d+"
_NUMBER = rf"(?:{_SCALED}|{_SPELT}|(?:{_DIGITS})(?: (?:thousand|million))?|dozen)"
_MODIFIER = (
    r"(?:(?:(?P<open>at least|no fewer than|no less than|not less than|not fewer than|a minimum of"
    r"|more than|over|upwards of|above)"
    r"|(?P<cap>up to|as many as|as much as|no more than|not more than|at most|fewer than|less than|under)"
    r"|(?P<about>about|some|around|approximately|nearly|almost|roughly|close to|an estimated|a total"
    r" of|just over|the))\s+)"
)
_FIGURE = re.compile(
    rf"\b(?:(?P<between>between (?P<a>{_NUMBER}) and (?P<b>{_NUMBER}))"
    rf"|(?P<range>(?P<c>{_DIGITS})\s?(?:-|–|to)\s?(?P<d>{_DIGITS}))"
    rf"|{_MODIFIER}?(?:(?:another|an additional|a further)\s+)?(?:(?P<number>{_NUMBER})(?P<more>\+|\s+or more\b)?"
    rf"|(?P<vague>(?:many )?dozens|scores|tens|hundreds|thousands)(?:\s+of\s+(?:thousands|hundreds))?)"
    r"|(?P<none>no one|nobody|none|no(?=\s+(?:\w+ )?(?:casualties|deaths|fatalities|injuries|victims|losses))))\b"
    r"(?!\s?(?:%|°))",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\w+")
_FIRST = frozenset(
    "between at no not less fewer a an more over upwards above up as most under about some around approximately nearly "
    "almost roughly close just the another half several many dozen dozens scores tens hundreds thousands nobody none "
    "minimum".split()
) | frozenset(NUMBER_WORDS)
"""Every word, besides a number in digits, that a figure can begin with."""
# Digits inside an ordinal, a time, a decimal, a compound ("5-year-old") or a name ("T-72") count nothing.
_PART_OF_WORD_BEFORE = re.compile(r"[\w.,:/-]$|[#№]$")
_PART_OF_WORD_AFTER = re.compile(r"^(?:st|nd|rd|th|mm|km|pm|am)\b|^[:/]\d|^\.\d|^-(?!\s|based)\w", re.IGNORECASE)


_UNITS = {"a": 1, "an": 1, "several": 2, **NUMBER_WORDS}
_LONGEST = 9
"""The most digits that a number of people can have."""


def _unit(word: str) -> int | None:
    digits = word.replace(",", "")
    if digits.isdecimal():
        return int(digits) if len(digits) <= _LONGEST else None
    return _UNITS.get(word)


def number_of(text: str) -> int | None:
    """The whole number that digits or words stand for ("1,300", "two dozen", "one hundred and ten"); None if
    none, or more than people can be."""
    words = text.lower().replace("-", " ").split()
    joined = "".join(words).replace(",", "")
    if joined.isdecimal():
        return _unit(joined)
    if words == ["dozen"]:
        return 12
    if words[:3] == ["half", "a", "dozen"]:
        return 6
    total = current = 0
    for word in words:
        if word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] > 100:
                total, current = total + current, 0
        elif (unit := _unit(word)) is not None:
            current += unit
        elif word != "and":
            return None
    return total + current


def _read(m: re.Match[str]) -> tuple[int | None, int | None, str] | None:
    if m["between"] or m["range"]:
        low, high = (number_of(m[g]) for g in (("a", "b") if m["between"] else ("c", "d")))
        return (low, high, "between") if low is not None and high is not None and low <= high else None
    if m["none"]:
        return 0, 0, "none"
    if m["vague"]:
        return _VAGUE[m["vague"].lower().split()[-1]], None, "vague-number"
    value = number_of(m["number"])
    if value is None:
        return None
    if m["open"] or m["more"] or m["number"].lower().startswith("several"):
        return value, None, "at-least"
    return (0, value, "up-to") if m["cap"] else (value, value, "about" if m["about"] else "number")


def _matches(text: str) -> Iterable[re.Match[str]]:
    """What the pattern finds in a text, tried only at words that a figure can begin with."""
    if plain(text) is None:
        return _FIGURE.finditer(text)
    found: list[re.Match[str]] = []
    free = 0
    for word in _WORDS.finditer(text):
        first, at = word.group(), word.start()
        if at >= free and (first.lower() in _FIRST or first[0].isdecimal()) and (m := _FIGURE.match(text, at)):
            found.append(m)
            free = m.end()
    return found


def find_figures(doc: Doc) -> list[Figure]:
    """Every figure of the text in order: a number with the words that bound it. Numbers inside dates, times
    and names are left out."""
    text, out = doc.text, []
    for m in _matches(text):
        first = m.start("number") if m["number"] else m.start()
        if _PART_OF_WORD_BEFORE.search(text[max(0, first - 1) : first]) and not m["range"]:
            continue
        if _PART_OF_WORD_AFTER.match(text[m.end() : m.end() + 8]):
            continue
        found = _read(m)
        if found is not None:
            out.append(Figure(m.start(), m.end(), *found))
    return out
