"""Phases with an end and daily hours: humanitarian pauses, corridors open from eight to two, stages of a plan.

Outside windows of hours an agreement does not bind. Between two stages of days or months, or after the last, the text
has to say so itself; where it does not, whether it binds is unknown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from trucewatch.monitor.moments import Span, is_moment, moment, parse_offset

__all__ = ["Window", "WindowAnswer", "is_dated", "parse_hours", "window_of", "within", "zones_of"]

_HOURS = re.compile(
    r"(?P<a>\d{1,2})(?:[:.h](?P<am>\d{2}))?\s*(?:-|–|to|until|till)\s*(?P<b>\d{1,2})(?:[:.h](?P<bm>\d{2}))?",
    re.IGNORECASE,
)
_ENDS = ("to", "until", "end")
_DAY = timedelta(days=1)
_MOST_DAYS = 400

Interval = tuple[datetime, datetime]


class WindowAnswer(StrEnum):
    """Where the time of an event lies against the windows."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    STRADDLES = "straddles"
    BETWEEN = "between"
    AFTER = "after"


@dataclass(frozen=True)
class Window:
    """A phase that ends or has hours. `end` None: open; `hours` local times of each day (empty: the whole of it)."""

    start: datetime
    end: datetime | None
    hours: tuple[tuple[time, time], ...]
    zones: frozenset[str]
    binds: frozenset[str]


def is_dated(phase: Mapping[str, Any]) -> bool:
    """Whether every moment, duration and span of hours in a phase can be read; one that cannot binds nobody here."""
    if not all(is_moment(str(phase[key])) for key in ("from", *_ENDS) if phase.get(key)):
        return False
    try:
        list(parse_hours(phase.get("hours")))
        if phase.get("duration"):
            parse_offset(str(phase["duration"]))
    except ValueError:
        return False
    return True


def window_of(phase: Mapping[str, Any], begins: datetime, tz: tzinfo) -> Window | None:
    """The window of a phase as the agreement file has it; None where it has neither an end nor hours."""
    start = moment(str(phase["from"]), tz) if phase.get("from") else begins
    end = _end(phase, start, tz)
    hours = tuple(parse_hours(phase.get("hours")))
    if end is None and not hours:
        return None
    return Window(start, end, hours, zones_of(phase), _names(phase.get("binds") or ("all",)))


def zones_of(phase: Mapping[str, Any]) -> frozenset[str]:
    """The zones that a phase names; empty where it speaks of all."""
    return _names(phase.get("zones")) | _names(phase.get("zone"))


def parse_hours(value: object) -> Iterator[tuple[time, time]]:
    """Daily hours such as "08:00-14:00", "8 to 14", or a list of them; ValueError for a value that holds none."""
    if value is None:
        return
    parts = value if isinstance(value, list | tuple) else re.split(r"[,;]| and ", str(value))
    for part in parts:
        found = _HOURS.search(str(part))
        if found is None:
            raise ValueError(f"{part!r} is no span of hours such as 08:00-14:00")
        first, last = _clock(found["a"], found["am"]), _clock(found["b"], found["bm"])
        yield first, last


def within(span: Span, windows: Sequence[Window]) -> WindowAnswer:
    """Where a span whose start is known lies against windows of which there is at least one."""
    assert span.start is not None
    if span.end is None:
        return WindowAnswer.STRADDLES
    short = all(w.hours or (w.end is not None and w.end - w.start < _DAY) for w in windows)
    intervals = _merged(i for w in windows for i in _intervals(w, span))
    if any(a <= span.start and span.end <= b for a, b in intervals):
        return WindowAnswer.INSIDE
    if any(a < span.end and span.start < b for a, b in intervals):
        return WindowAnswer.STRADDLES
    if short:
        return WindowAnswer.OUTSIDE
    later = any(w.end is None or w.start >= span.end for w in windows)
    return WindowAnswer.BETWEEN if later else WindowAnswer.AFTER


def _end(phase: Mapping[str, Any], start: datetime, tz: tzinfo) -> datetime | None:
    for key in _ENDS:
        if phase.get(key):
            text = str(phase[key])
            at = moment(text, tz)
            return at if "T" in text else at + _DAY
    return parse_offset(str(phase["duration"])).after(start) if phase.get("duration") else None


def _intervals(window: Window, span: Span) -> Iterator[Interval]:
    """The window's intervals that can touch a span: one, or one a day and span of hours."""
    assert span.start is not None
    assert span.end is not None
    if not window.hours:
        yield window.start, window.end or span.end + _DAY
        return
    day = span.start.astimezone(window.start.tzinfo).replace(hour=0, minute=0, second=0, microsecond=0) - _DAY
    for _ in range(min(_MOST_DAYS, (span.end - day).days + 2)):
        for first, last in window.hours:
            opens = datetime.combine(day.date(), first, day.tzinfo)
            # Hours that end before they begin run over midnight; 24:00 is the next day's first instant.
            closes = datetime.combine(day.date() + (_DAY if last <= first else timedelta()), last, day.tzinfo)
            if closes > window.start and (window.end is None or opens < window.end):
                yield max(opens, window.start), min(closes, window.end) if window.end else closes
        day += _DAY


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for first, last in sorted(intervals):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _clock(hour: str, minute: str | None) -> time:
    value = int(hour)
    if value == 24 and int(minute or 0) == 0:
        return time(0)
    return time(value, int(minute or 0))


def _names(value: object) -> frozenset[str]:
    if isinstance(value, list | tuple):
        return frozenset(str(v) for v in value)
    return frozenset({str(value)}) if value else frozenset()
