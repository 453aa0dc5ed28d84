"""The day on which a report was written, as its own text gives it."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from trucewatch.extract.english.parsed import Doc
from trucewatch.extract.english.time_words import MONTH, WEEKDAY, YEAR, month_number, safe_date

__all__ = ["Header", "dateline", "find_headers"]

_HEADER_DATE = re.compile(
    rf"(?:(?:{WEEKDAY}|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\b\.?,?\s+)?"
    rf"(?:(?P<d1>[0-3]?\d)\s?[./-]\s?(?P<m1>\d\d?)\s?[./-]\s?(?P<y1>{YEAR})"
    rf"|(?P<y2>{YEAR})-(?P<m2>\d\d)-(?P<d2>\d\d)"
    rf"|(?P<d3>[0-3]?\d)(?:st|nd|rd|th)?\s+(?P<m3>{MONTH})(?![a-z])(?:,?\s*(?P<y3>{YEAR}))?"
    rf"|(?P<m4>{MONTH})(?![a-z])\s+(?P<d4>[0-3]?\d)(?:st|nd|rd|th)?(?:,?\s*(?P<y4>{YEAR}))?)(?!\d)"
)
_LABEL = re.compile(
    r"(?:(?i:published|updated|last updated at|date of publication|posted|issued|dated?|as of(?:"
    r" \d\d?[:.]\d\d\s?(?:h|hrs|hours)?,?)?)(?: on)?"
    r"|[A-Z]{3,}(?:[ /-][A-Z]{2,})*(?: \([A-Za-z]+\))?)[\s,:;/\-–—]*$"
)
_BULLETIN = re.compile(r"(?i:\bas of)(?:\s+\d\d?[:.]\d\d\s?(?:h|hrs|hours)?)?(?:\s+on)?,?\s*$")
_LINE_START = re.compile(r"(?:^|\n)\s*(?:[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,2}(?:/[A-Z]\w*)?,\s*)?$")
_PREPOSITION = re.compile(
    r"\b(?:on|in|since|until|till|by|of|before|after|from|the|between|and|to|as|for)\s*$", re.IGNORECASE
)
_REACH = 500
_FAR_DAYS = 45
_NEAR_DAYS = 3


@dataclass(frozen=True)
class Header:
    """A date that heads the text at start..end: the day of writing, which dates the report and no event in it.

    `bulletin` is true for "as of 19:30, 13 March": what such a bulletin observes, it observed on that day.
    """

    start: int
    end: int
    day: date
    bulletin: bool = False


def _day_of(m: re.Match[str], published: date | None) -> date | None:
    n = next(n for n in "1234" if m[f"m{n}"])
    month = int(m[f"m{n}"]) if m[f"m{n}"].isdigit() else month_number(m[f"m{n}"])
    day, year = int(m[f"d{n}"]), m[f"y{n}"]
    if year:
        return safe_date(int(year), month, day) or (safe_date(int(year), day, month) if n == "1" else None)
    if published is None:
        return None
    years = (y for y in (published.year - 1, published.year, published.year + 1) if 0 < y < 10000)
    near = [found for y in years if (found := safe_date(y, month, day))]
    return min(near, key=lambda found: abs((found - published).days), default=None)


def _heads(m: re.Match[str], text: str, day: date, published: date | None) -> bool:
    before, after = text[max(0, m.start() - 60) : m.start()], text[m.end() : m.end() + 2]
    if re.match(r"[-–]\d", after):
        return False
    if _LABEL.search(before):
        return True
    if _PREPOSITION.search(before):
        return False
    with_year = any(m[f"y{n}"] for n in "1234")
    # A lost line break leaves "17-05-2016 Rival bands clash": a full date and then a new sentence.
    closed = after[:1] in ("", "\n", ".", ":", "-", "–", "—", ",", ")", "(") or after[1:] in ("-", "–", "—")
    if _LINE_START.search(before) and (closed or (with_year and (after[1:].isupper() or after[1:].isdigit()))):
        return True
    return with_year and published is not None and abs((day - published).days) <= _NEAR_DAYS


@lru_cache(maxsize=4)
def find_headers(text: str, published: date | None) -> tuple[Header, ...]:
    """The dates that head the text, all of the same day: at the start of a line, after "Published" or after a place
    in capitals.

    A date far off the metadata (more than 45 days) is taken for an event's. Empty if no date heads the text.
    """
    found: list[Header] = []
    for m in _HEADER_DATE.finditer(text, 0, min(len(text), _REACH)):
        day = _day_of(m, published)
        if day is None or (published is not None and abs((day - published).days) > _FAR_DAYS):
            continue
        if found:
            if day == found[0].day and m.start() - found[-1].end <= 60:
                found.append(Header(m.start(), m.end(), day))
        elif _heads(m, text, day, published):
            found.append(
                Header(m.start(), m.end(), day, bool(_BULLETIN.search(text, max(0, m.start() - 40), m.start())))
            )
    return tuple(found)


def dateline(text: Doc | str, published: date | None) -> date | None:
    """The day on which the report was written: the date that heads its text, else `published`.

    A date inside the text beats the metadata (codebook, decisions: Date). None if neither is known.
    """
    headers = find_headers(text if isinstance(text, str) else text.text, published)
    return headers[0].day if headers else published
