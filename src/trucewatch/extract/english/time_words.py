"""The words of time in English reports: months, weekdays, numbers, units, and the arithmetic of whole periods.

Everything here is about calendar days. A period is a pair of inclusive dates (first, last).
"""

import calendar
import re
from datetime import date, timedelta

__all__ = [
    "COUNT",
    "MONTH",
    "NUMBER_WORDS",
    "PART_OF_DAY",
    "WEEKDAY",
    "YEAR",
    "Period",
    "add_months",
    "count_of",
    "month_number",
    "month_part",
    "safe_date",
    "season",
    "shift",
    "week_of",
    "weekday_number",
    "whole_month",
    "whole_year",
    "year_part",
]

Period = tuple[date, date]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

MONTH = (
    r"(?:(?i:january|february|april|june|july|august|september|october|november|december)"
    r"|March|MARCH|May|MAY"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
# A possessive whose apostrophe was lost ("Tuesdays bombing") still names the day.
WEEKDAY = r"(?:(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday))(?:['’]?s)?"
YEAR = r"(?:19[0-9]\d|20\d\d)"
PART_OF_DAY = r"(?i:(?:early |late |mid-?)?(?:dawn|morning|noon|midday|afternoon|evening|night|midnight))"

NUMBER_WORDS: dict[str, int] = {
    **{
        word: n
        for n, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty".split()
        )
    },
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_LOOSE_COUNTS = {"a": 1, "an": 1, "couple": 2, "a couple of": 2, "couple of": 2, "few": 3, "a few": 3}
_ORDINALS = {
    word: n
    for n, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1)
}

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SIMPLE = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
COUNT = (
    rf"(?i:\d{{1,3}}|(?:{_TENS})-(?:one|two|three|four|five|six|seven|eight|nine)|{_SIMPLE}"
    r"|a couple of|couple of|a few|few|an?)"
)


def count_of(text: str) -> int | None:
    """The whole number that a count ("three", "21", "a few", "third") stands for; None if it stands for none."""
    word = text.strip().lower()
    if word.isdecimal():
        return int(word)
    if "-" in word:
        tens, _, ones = word.partition("-")
        if tens in NUMBER_WORDS and ones in NUMBER_WORDS:
            return NUMBER_WORDS[tens] + NUMBER_WORDS[ones]
    return NUMBER_WORDS.get(word) or _LOOSE_COUNTS.get(word) or _ORDINALS.get(word)


def month_number(text: str) -> int:
    """1..12 for a month's name or abbreviation."""
    return _MONTHS.index(text[:3].lower()) + 1


def weekday_number(text: str) -> int:
    """0 (Monday) .. 6 (Sunday) for a weekday's name or abbreviation."""
    return _DAYS.index(text[:3].lower())


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or None for a day that no calendar has (31 June)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift(day: date, days: int) -> date:
    """`day` moved by whole days, held inside the years that Python's calendar knows."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year = min(max(index // 12, date.min.year), date.max.year)
    month = index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def whole_month(year: int, month: int) -> Period:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def month_part(year: int, month: int, part: str) -> Period:
    """A third of a month: "early" is 1..10, "mid" 11..20, "late" 21 to the end, else the whole month."""
    first, last = whole_month(year, month)
    if part in ("early", "beginning", "start"):
        return first, first.replace(day=10)
    if part in ("mid", "middle"):
        return first.replace(day=11), first.replace(day=20)
    if part in ("late", "end"):
        return first.replace(day=21), last
    return first, last


def whole_year(year: int) -> Period:
    """First and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def year_part(year: int, part: str) -> Period:
    """A part of a year: "early" is January to April, "mid" June to August, "late" October to December."""
    months = {
        "early": (1, 4),
        "beginning": (1, 4),
        "start": (1, 4),
        "mid": (6, 8),
        "middle": (6, 8),
        "late": (10, 12),
        "end": (10, 12),
    }
    first, last = months.get(part, (1, 12))
    return date(year, first, 1), whole_month(year, last)[1]


def season(year: int, name: str) -> Period:
    """A northern season: spring is March to May; winter starts in December of the year named."""
    start = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[name]
    first = date(year, start, 1)
    if name == "winter":
        return first, whole_month(min(year + 1, date.max.year), 2)[1]
    return first, whole_month(year, start + 2)[1]


def week_of(day: date) -> Period:
    """Monday and Sunday of the week that holds `day`."""
    monday = shift(day, -day.weekday())
    return monday, shift(monday, 6)


def strip_part(text: str) -> str:
    """The bare word of a part of a month or year: "mid-" and "the middle of " are both "mid" or "middle"."""
    found = re.search(r"early|beginning|start|mid(?:dle)?|late|end", text.lower())
    return found.group() if found else ""
