"""How often a duty falls due, as agreements word it, and the days on which it does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from trucewatch.monitor.moments import Offset, parse_offset
from trucewatch.monitor.numbers import NUMBER, number

__all__ = ["Recurrence", "recurrence_of"]

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?\b"
_PLAIN = {
    "daily": (0, 1), "every day": (0, 1), "each day": (0, 1), "once a day": (0, 1), "per day": (0, 1),
    "weekly": (0, 7), "every week": (0, 7), "each week": (0, 7), "once a week": (0, 7), "per week": (0, 7),
    "biweekly": (0, 14), "fortnightly": (0, 14), "every other week": (0, 14),
    "monthly": (1, 0), "every month": (1, 0), "each month": (1, 0), "once a month": (1, 0), "per month": (1, 0),
    "quarterly": (3, 0), "every quarter": (3, 0),
    "half-yearly": (6, 0), "semi-annually": (6, 0), "twice a year": (6, 0),
    "annually": (12, 0), "yearly": (12, 0), "every year": (12, 0), "once a year": (12, 0),
}  # fmt: skip
_EVERY = re.compile(
    rf"\b(?:every|each)\s+(?P<n>{NUMBER}|other)\s+(?P<unit>hour|day|week|month|year)s?\b", re.IGNORECASE
)
_RANGE = re.compile(rf"(?P<a>{_DAY_NAME})\s*(?:-|–|to|through)\s*(?P<b>{_DAY_NAME})", re.IGNORECASE)
_ON_DAYS = re.compile(rf"\b(?:every|each|on)\s+(?P<days>{_DAY_NAME}(?:\s*(?:,|and|&)\s*{_DAY_NAME})*)", re.IGNORECASE)
_REPEAT = re.compile(r"^R\d*/(?P<period>P[^/]+)$")
_ONCE = re.compile(r"\b(?:twice|two times|three times|\d+ times) (?:a|per) (?:day|week|month)\b", re.IGNORECASE)
_MOST = 4000


@dataclass(frozen=True)
class Recurrence:
    """A period in months and days, and the weekdays that count (empty: all). `said` is the wording."""

    said: str
    months: int
    days: int
    weekdays: frozenset[int] = frozenset()

    def turns(self, start: date, until: date) -> Iterator[date]:
        """The days on which it falls due: the first a whole period after `start`, the last not after `until`."""
        for count in range(1, _MOST):
            due = self._after(start, count)
            if due > until:
                return
            if not self.weekdays or due.weekday() in self.weekdays:
                yield due

    def next_after(self, start: date, day: date) -> date | None:
        """The first due day after a day."""
        for count in range(1, _MOST):
            due = self._after(start, count)
            if due > day and (not self.weekdays or due.weekday() in self.weekdays):
                return due
        return None

    @property
    def rrule(self) -> dict[str, object]:
        """The same as an iCalendar recurrence rule (RFC 5545)."""
        if self.weekdays:
            return {"FREQ": "WEEKLY", "BYDAY": [_WEEKDAYS[d][:2].upper() for d in sorted(self.weekdays)]}
        if self.months:
            return {"FREQ": "MONTHLY", "INTERVAL": self.months}
        if self.days % 7 == 0:
            return {"FREQ": "WEEKLY", "INTERVAL": self.days // 7}
        return {"FREQ": "DAILY", "INTERVAL": self.days}

    def _after(self, start: date, count: int) -> date:
        if not self.months:
            return start + timedelta(days=self.days * count)
        whole = Offset(months=self.months * count, days=self.days * count, clock=timedelta())
        return whole.after(datetime.combine(start, time.min, UTC)).date()


def recurrence_of(text: str) -> Recurrence | None:
    """What a wording or an ISO 8601 period ("P14D", "R/P1M") comes to; None for a wording that is not understood.

    Turns within a day ("every six hours") count by the day.
    """
    plain = " ".join(text.lower().split())
    repeat = _REPEAT.match(text.strip())
    if repeat or re.fullmatch(r"P[0-9YMWDTHS]+", text.strip()):
        try:
            parsed = parse_offset(repeat["period"] if repeat else text.strip())
        except ValueError:
            return None
        days_only = parsed.days or (1 if parsed.clock and not parsed.months else 0)
        return Recurrence(text, parsed.months, days_only) if parsed.months or days_only else None
    if _ONCE.search(plain):
        return None
    weekdays = _weekdays(plain)
    if weekdays:
        return Recurrence(text, 0, 1, weekdays)
    every = _EVERY.search(plain)
    if every:
        count = 2.0 if every["n"] == "other" else number(every["n"]) or 0.0
        spans: dict[str, tuple[float, float]] = {
            "hour": (0, 1),
            "day": (0, count),
            "week": (0, 7 * count),
            "month": (count, 0),
        }
        months, days = spans.get(every["unit"], (12 * count, 0))
        return Recurrence(text, int(months), int(days)) if months or days else None
    for words, period in _PLAIN.items():
        if re.search(rf"\b{words}\b", plain):
            return Recurrence(text, *period)
    return None


def _weekdays(text: str) -> frozenset[int]:
    if found := _RANGE.search(text):
        first, last = _weekday(found["a"]), _weekday(found["b"])
        return frozenset((first + i) % 7 for i in range((last - first) % 7 + 1))
    if found := _ON_DAYS.search(text):
        return frozenset(_weekday(name) for name in re.findall(_DAY_NAME, found["days"]))
    return frozenset()


def _weekday(name: str) -> int:
    return _WEEKDAYS.index(name[:3].lower())
