"""An agreement's clock and the version of its text that was known on a day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.model import Agreement
from trucewatch.model.agreement import TextVersion, ZoneVersion
from trucewatch.publish.wording import counted, day, listing

__all__ = [
    "Clock",
    "clock",
    "duration_words",
    "moment_day",
    "moment_words",
    "version_known",
    "versions_public",
    "zone_version",
]

_DURATION = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
_MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Clock:
    """Where an agreement stands in its term: `number` is the day of its term (1 on the first day, 0 or less before
    it), `length` the days of the term and `end` the first day after it, both None where no term is stated."""

    start: date
    number: int
    length: int | None
    end: date | None

    @property
    def running(self) -> bool:
        """Whether the day lies in the term, or after its start where no term is stated."""
        return self.number > 0 and (self.end is None or self.length is None or self.number <= self.length)


def clock(agreement: Agreement, on: date) -> Clock:
    """The agreement's clock on a day."""
    start = moment_day(agreement.in_force.start)
    end = _after(start, agreement.in_force.duration or "")
    length = (end - start).days if end is not None else None
    return Clock(start, (on - start).days + 1, length, end)


def version_known(agreement: Agreement, known_on: date) -> TextVersion | None:
    """The best version of the text that was public on a day: an authoritative one if there is, else the latest.

    None: no version was public yet.
    """
    out = versions_public(agreement, known_on)
    binding = [v for v in out if v.authoritative]
    return max(binding or out, key=lambda v: (v.date or "")[:10], default=None)


def versions_public(agreement: Agreement, known_on: date) -> tuple[TextVersion, ...]:
    """The versions of the text that were public on a day.

    A signed text counts as public from its official publication where the agreement lists one.
    """
    published = [
        moment_day(v.date) for v in agreement.text_versions if v.status == "official_publication" and v.date is not None
    ]
    return tuple(v for v in agreement.text_versions if _public(v, min(published, default=None), known_on))


def _public(version: TextVersion, published: date | None, known_on: date) -> bool:
    if version.date is None:
        return False
    day = moment_day(version.date)
    if version.status == "signed" and published is not None:
        day = max(day, published)
    return day <= known_on


def zone_version(versions: tuple[ZoneVersion, ...], on: date) -> ZoneVersion | None:
    """The boundary version that holds on a day; None if none does."""
    fits = [
        version
        for version in versions
        if (version.valid_from is None or moment_day(version.valid_from) <= on)
        and (version.valid_to is None or on <= moment_day(version.valid_to))
    ]
    return fits[-1] if fits else None


def moment_day(moment: str) -> date:
    """The day of an agreement's date or datetime, on its own calendar."""
    return date.fromisoformat(moment[:10])


def moment_words(moment: str) -> str:
    """A day, or a moment with the hour and offset that it states, as 5 May 2017, 00:00+03:00; what is neither as it
    stands."""
    try:
        told = day(moment_day(moment))
    except ValueError:
        return moment
    hour = moment[10:].strip("T ")
    return f"{told}, {hour}" if hour else told


def duration_words(duration: str) -> str:
    """A length of time in the form of ISO 8601 (P6M) as 6 months; what is none as it stands."""
    match = _DURATION.match(duration)
    if match is None or duration == "P":
        return duration
    parts = zip(match.groups(), ("year", "month", "week", "day"), strict=True)
    return listing([counted(int(number), unit) for number, unit in parts if number])


def _after(start: date, duration: str) -> date | None:
    match = _DURATION.match(duration)
    if match is None or duration == "P":
        return None
    years, months, weeks, days = (int(group or 0) for group in match.groups())
    month = start.month - 1 + months + years * _MONTHS_A_YEAR
    year, month = start.year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1
    shifted = date(year, month, min(start.day, _length(year, month)))
    return shifted + timedelta(days=days + 7 * weeks)


def _length(year: int, month: int) -> int:
    following = date(year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1)
    return (following - timedelta(days=1)).day
