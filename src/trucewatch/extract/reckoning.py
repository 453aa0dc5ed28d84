"""Days reckoned from the day on which a report was written, whatever its language (codebook, Date)."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

__all__ = [
    "Days",
    "Reckon",
    "Seen",
    "TimePhrase",
    "bound",
    "month_away",
    "month_of",
    "nearest_day",
    "shift",
    "week_away",
]

Days = tuple[date, date]


@dataclass(frozen=True)
class TimePhrase:
    """Characters `start` to `end` name a time. `days` gives its first and last day for an event that is past
    (True) or ahead (False); `kind` is day, span, deadline, since, roundup, within or same."""

    start: int
    end: int
    kind: str
    days: Callable[[bool], Days | None]


@dataclass(frozen=True)
class Seen:
    """A time expression in a text, the day to reckon from, and whether it dates something past."""

    match: re.Match[str]
    today: date | None
    past: bool


Reckon = Callable[[Seen], Days | None]


def bound(reckon: Reckon, match: re.Match[str], today: date | None) -> Callable[[bool], Days | None]:
    """The days of one expression; None where no calendar has them."""

    def days(past: bool) -> Days | None:
        try:
            return reckon(Seen(match, today, past))
        except (ValueError, OverflowError):
            return None

    return days


def nearest_day(day: int, month: int, year: int | None, today: date | None) -> date | None:
    """A day of a month; without a year the one nearest to today, None where today is not known either, and for a day
    that no calendar has."""
    days = [date(y, month, day) for y in _years(year, today) if 0 < day <= monthrange(y, month)[1]]
    return min(days, key=lambda d: abs((d - today).days) if today else 0, default=None)


def _years(year: int | None, today: date | None) -> list[int]:
    """The years that a date without one may be of: last year, this one, the next; or that which it names."""
    near = [year] if year is not None else [today.year + n for n in (-1, 0, 1)] if today is not None else []
    return [y for y in near if MINYEAR <= y <= MAXYEAR]


def month_of(month: int, year: int | None, today: date | None) -> Days | None:
    """A whole month; without a year the one nearest to today."""
    years = _years(year, today)
    if not years:
        return None
    best = min(years, key=lambda y: abs((date(y, month, 15) - (today or date(y, month, 15))).days))
    return date(best, month, 1), date(best, month, monthrange(best, month)[1])


def shift(first: int, last: int) -> Reckon:
    """So many days from today."""

    def reckon(seen: Seen) -> Days | None:
        if seen.today is None:
            return None
        return seen.today + timedelta(first), seen.today + timedelta(last)

    return reckon


def week_away(weeks: int) -> Reckon:
    """The week, Monday to Sunday, so many weeks from this one."""

    def reckon(seen: Seen) -> Days | None:
        if seen.today is None:
            return None
        monday = seen.today - timedelta(seen.today.weekday()) + timedelta(7 * weeks)
        return monday, monday + timedelta(6)

    return reckon


def month_away(months: int) -> Reckon:
    """The month so many months from this one."""

    def reckon(seen: Seen) -> Days | None:
        if seen.today is None:
            return None
        year, month = divmod(seen.today.year * 12 + seen.today.month - 1 + months, 12)
        return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])

    return reckon
