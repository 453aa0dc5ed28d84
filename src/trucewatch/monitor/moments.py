"""Moments, offsets and intervals as agreements write them: ISO dates, local times with offset, ISO 8601 durations."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

__all__ = ["Offset", "Span", "day_of", "is_moment", "local_day", "moment", "parse_offset", "span_of_days", "zone_named"]

_OFFSET = re.compile(
    r"^(?P<sign>[+-])?P(?:(?P<y>\d+)Y)?(?:(?P<mo>\d+)M)?(?:(?P<w>\d+)W)?(?:(?P<d>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<h>\d+)H)?(?:(?P<mi>\d+)M)?(?:(?P<s>\d+)S)?)?$"
)
_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2}|Z)?)?$")
_SATURDAY = 5


def zone_named(tz: str | None) -> tzinfo:
    """The time zone of that IANA name; UTC for None. Raises ValueError for a name that there is not."""
    if tz is None:
        return UTC
    try:
        return ZoneInfo(tz)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"no time zone is called {tz!r}") from error


def moment(text: str, tz: tzinfo) -> datetime:
    """An ISO date (its first instant) or datetime as an aware datetime in `tz`; a time without offset is local.

    Raises ValueError for anything else.
    """
    if not _MOMENT.match(text):
        raise ValueError(f"{text!r} is not an ISO date (2017-05-04) or datetime (2017-05-06T00:00+03:00)")
    stamp = datetime.fromisoformat(text)
    return stamp.astimezone(tz) if stamp.tzinfo else stamp.replace(tzinfo=tz)


def is_moment(text: str) -> bool:
    """Whether a text is an ISO date or datetime that there is."""
    try:
        moment(text, UTC)
    except ValueError:
        return False
    return True


def day_of(text: str) -> date:
    """The calendar day that a moment is written with, whatever its offset."""
    return date.fromisoformat(text[:10])


def local_day(stamp: datetime, tz: tzinfo) -> date:
    """The calendar day on which a moment falls in `tz`; a datetime without offset is taken as local."""
    return stamp.astimezone(tz).date() if stamp.tzinfo else stamp.date()


@dataclass(frozen=True)
class Offset:
    """An ISO 8601 duration in its parts: months (years counted as twelve), days (weeks as seven) and a time."""

    months: int
    days: int
    clock: timedelta

    def after(self, start: datetime, *, working_days: bool = False) -> datetime:
        """The moment this long after `start`. Working days are Monday to Friday; public holidays are not known here.

        A month that is too short gives its last day (31 January and one month: 28 February).
        """
        index = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(index, 12)
        moved = start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))
        moved = _working(moved, self.days) if working_days else moved + timedelta(days=self.days)
        return moved + self.clock


def _working(start: datetime, days: int) -> datetime:
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        start += step
        left -= start.weekday() < _SATURDAY
    return start


def parse_offset(text: str) -> Offset:
    """An offset such as P5D, P2W, P1M, PT72H or -P1D; ValueError for anything else."""
    found = _OFFSET.match(text)
    parts = {key: int(value) for key, value in found.groupdict().items() if value and key != "sign"} if found else {}
    if found is None or not parts:
        raise ValueError(f"{text!r} is not an ISO 8601 offset such as P5D, P2W, P1M or PT72H")
    sign = -1 if found["sign"] == "-" else 1
    clock = timedelta(hours=parts.get("h", 0), minutes=parts.get("mi", 0), seconds=parts.get("s", 0))
    return Offset(
        months=sign * (parts.get("y", 0) * 12 + parts.get("mo", 0)),
        days=sign * (parts.get("w", 0) * 7 + parts.get("d", 0)),
        clock=sign * clock,
    )


@dataclass(frozen=True)
class Span:
    """When an event can have happened: from `start` (None: nothing bounds it below) until `end`, exclusive (None:
    nothing bounds it above)."""

    start: datetime | None
    end: datetime | None

    def wholly_before(self, point: datetime) -> bool:
        """Whether even its latest possible instant lies before `point`."""
        return self.end is not None and self.end <= point

    def wholly_from(self, point: datetime) -> bool:
        """Whether even its earliest possible instant lies at or after `point`."""
        return self.start is not None and self.start >= point


def span_of_days(first: date | None, last: date | None, tz: tzinfo) -> Span:
    """The span from the first instant of one day to the last of another, in `tz`."""
    start = datetime.combine(first, time.min, tz) if first else None
    end = datetime.combine(last + timedelta(days=1), time.min, tz) if last else None
    return Span(start, end)
