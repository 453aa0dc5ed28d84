"""What a time expression stands for: one reading a form of words, each from the match and the clock of its sentence.

A reading answers with a period of inclusive days, or with None where the words name a time that cannot be told.
Such a time is kept: "in recent weeks" still says that the event is not of today. The forms themselves stand in
`time_rules`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from trucewatch.extract.english.time_words import (
    Period,
    add_months,
    count_of,
    month_number,
    month_part,
    safe_date,
    season,
    shift,
    strip_part,
    week_of,
    weekday_number,
    whole_month,
    whole_year,
    year_part,
)

__all__ = [
    "Clock",
    "Rule",
    "read_ago",
    "read_away",
    "read_calendar_unit",
    "read_day_first",
    "read_day_of_month",
    "read_day_range",
    "read_deadline",
    "read_full_date",
    "read_iso",
    "read_lasting",
    "read_month",
    "read_named_day",
    "read_next_to",
    "read_same_day",
    "read_same_year",
    "read_season",
    "read_since_then",
    "read_this_day",
    "read_unknown",
    "read_weekday",
    "read_weekend",
    "read_window",
    "read_year",
]


@dataclass(frozen=True)
class Clock:
    """What a relative expression is measured from.

    `base` is the day of writing (None: unknown), `future` whether the clause looks ahead, `earlier` the period
    named just before in the text, `anchors` the days of named events ("signing") that the caller knows, `year`
    the year that the sentence wrote out just before.
    """

    base: date | None
    future: bool = False
    earlier: Period | None = None
    anchors: Mapping[str, date] = field(default_factory=dict)
    year: int | None = None


Resolver = Callable[[re.Match[str], Clock], Period | None]


@dataclass(frozen=True)
class Rule:
    """One pattern of the grammar, its kind of expression and its reading."""

    name: str
    kind: str
    pattern: re.Pattern[str]
    read: Resolver


def _one(day: date | None) -> Period | None:
    return None if day is None else (day, day)


def _year_near(month: int, day: int, clock: Clock) -> int | None:
    """The year of a date written without one: the last such date up to the day of writing, the next in a
    clause that looks ahead."""
    if clock.year is not None:
        return clock.year
    if clock.base is None:
        return None
    candidates = [
        y for y in range(clock.base.year - 4, clock.base.year + 5) if 0 < y < 10000 and safe_date(y, month, day)
    ]
    if not candidates:
        return None
    past = [y for y in candidates if date(y, month, day) <= shift(clock.base, 1)]
    ahead = [y for y in candidates if date(y, month, day) >= clock.base]
    if (
        clock.future
        and ahead
        and (not past or _nearer(date(ahead[0], month, day), date(past[-1], month, day), clock.base))
    ):
        return ahead[0]
    if past and ahead and (clock.base - date(past[-1], month, day)).days > 330:
        return ahead[0]
    return past[-1] if past else ahead[0]


def _nearer(ahead: date, past: date, base: date) -> bool:
    """Whether a date to come is near enough that a clause which looks ahead means it, and not the one that
    has just passed."""
    return (ahead - base).days <= 180 or (base - past).days > 90


def read_full_date(m: re.Match[str], clock: Clock) -> Period | None:
    """A day and a month, the year as written or the nearest fitting one."""
    month, day = month_number(m["month"]), int(m["day"])
    year = int(m["year"]) if m["year"] else _year_near(month, day, clock)
    return None if year is None else _one(safe_date(year, month, day))


def read_day_range(m: re.Match[str], clock: Clock) -> Period | None:
    """From one day to another of one month ("4-6 May"); None if they run backwards."""
    month, a, b = month_number(m["month"]), int(m["a"]), int(m["b"])
    year = int(m["year"]) if m["year"] else _year_near(month, b, clock)
    if year is None:
        return None
    first, last = safe_date(year, month, a), safe_date(year, month, b)
    return (first, last) if first and last and first <= last else None


def read_iso(m: re.Match[str], _clock: Clock) -> Period | None:
    """Year, month and day in figures."""
    return _one(safe_date(int(m["year"]), int(m["month"]), int(m["day"])))


def read_day_first(m: re.Match[str], _clock: Clock) -> Period | None:
    """Day before month, as the agencies of the region write; month before day only where no other reading exists."""
    day, month, year = int(m["day"]), int(m["month"]), int(m["year"])
    return _one(safe_date(year, month, day) or safe_date(year, day, month))


def read_day_of_month(m: re.Match[str], clock: Clock) -> Period | None:
    """A bare day ("on the 4th"): the last such day, the next one in a clause that looks ahead."""
    if clock.base is None:
        return None
    day, base = int(m["day"]), clock.base
    here = safe_date(base.year, base.month, day)
    if here and (here >= base if clock.future else here <= base):
        return _one(here)
    other = add_months(base.replace(day=1), 1 if clock.future else -1)
    return _one(safe_date(other.year, other.month, day))


def read_month(m: re.Match[str], clock: Clock) -> Period | None:
    """A month or a third of it ("mid-July"): the last such month, the next one in a clause that looks ahead."""
    month, part = month_number(m["month"]), strip_part(m["part"] or "")
    which = (m["which"] or "").lower().split()
    if m["year"]:
        year: int | None = int(m["year"])
    elif m["named"] == "that":
        year = clock.earlier[0].year if clock.earlier else None
    elif m["named"]:
        year = clock.base.year + {"last": -1, "this": 0, "next": 1}[m["named"]] if clock.base else None
    elif clock.year is not None and not which:
        year = clock.year
    elif clock.base is None:
        year = None
    elif "next" in which or (clock.future and "last" not in which):
        year = clock.base.year + (month < clock.base.month)
    else:
        year = clock.base.year - (month > clock.base.month)
    return None if year is None else month_part(year, month, part)


def read_year(m: re.Match[str], _clock: Clock) -> Period | None:
    """A year or a part of it ("early 2011")."""
    return year_part(int(m["year"]), strip_part(m["part"] or ""))


def read_season(m: re.Match[str], clock: Clock) -> Period | None:
    """A season, its year as written or told by "last", "this", "next"."""
    name, which = m["season"].lower(), (m["which"] or "").lower()
    if m["year"]:
        return season(int(m["year"]), name)
    if clock.base is None:
        return None
    here = season(clock.base.year, name)
    if which == "last" and here[1] >= clock.base:
        return season(clock.base.year - 1, name)
    return season(clock.base.year + 1, name) if which == "next" and here[0] <= clock.base else here


def read_weekday(m: re.Match[str], clock: Clock) -> Period | None:
    """The last such day up to the day of writing for a past event (codebook, fields), the next one in a
    clause that looks ahead."""
    if clock.base is None:
        return None
    want, which = weekday_number(m["weekday"]), (m["which"] or "").lower()
    back = (clock.base.weekday() - want) % 7
    if which == "next" or (clock.future and which not in ("last", "past")):
        return _one(shift(clock.base, (want - clock.base.weekday()) % 7 or 7))
    return _one(shift(clock.base, -(back or (7 if which in ("last", "past") else 0))))


_NAMED_DAYS = {
    "today": (0, 0), "tonight": (0, 0), "this day": (0, 0), "yesterday": (-1, -1), "tomorrow": (1, 1),
    "last night": (-1, -1), "last evening": (-1, -1), "overnight": (-1, 0),
    "the day before yesterday": (-2, -2), "the day after tomorrow": (2, 2),
}  # fmt: skip


def read_named_day(m: re.Match[str], clock: Clock) -> Period | None:
    """Days such as "yesterday", "overnight", counted from the day of writing."""
    if clock.base is None:
        return None
    offsets = _NAMED_DAYS.get(re.sub(r"\s+", " ", m.group().lower()), (0, 0))
    return shift(clock.base, offsets[0]), shift(clock.base, offsets[1])


def read_this_day(_m: re.Match[str], clock: Clock) -> Period | None:
    """The day of writing."""
    return _one(clock.base)


def read_next_to(m: re.Match[str], clock: Clock) -> Period | None:
    """The day before or after the day named just before ("the previous day"), else that of writing."""
    origin = clock.earlier[0] if clock.earlier else clock.base
    if origin is None:
        return None
    return _one(shift(origin, 1 if re.search(r"(?i)next|following|later", m.group()) else -1))


def _span(count: int, unit: str, end: date) -> date:
    if unit.startswith("month"):
        return add_months(end, -count)
    if unit.startswith("year"):
        return add_months(end, -12 * count)
    return shift(end, -(-(-count // 24) if unit.startswith("hour") else count * (7 if unit.startswith("week") else 1)))


def read_window(m: re.Match[str], clock: Clock) -> Period | None:
    """From the day on which the window opens ("the last 24 hours") to the day of writing."""
    count = count_of(m["count"]) if m["count"] else 1
    if clock.base is None or count is None:
        return None
    return _span(count, m["unit"].lower(), clock.base), clock.base


def read_lasting(m: re.Match[str], clock: Clock) -> Period | None:
    """As many days as are named ("three days of shelling", "for a third day"), the last of them the day of writing.

    "After nine days of talks" ends on the day named just before.
    """
    count = count_of(m["count"])
    after = m.string[max(0, m.start() - 6) : m.start()].lower() == "after "
    end = clock.earlier[1] if after and clock.earlier else clock.base
    if end is None or not count:
        return None
    unit = m["unit"].lower()
    first = _span(count, unit, end)
    return (first if unit[0] in "my" else min(shift(first, 1), end)), end


def read_away(m: re.Match[str], clock: Clock) -> Period | None:
    """So long after the day named just before ("two days later"), or so long before it ("two days after they left")."""
    count = count_of(m["count"])
    if clock.earlier is None or count is None:
        return None
    days = count * (7 if m["unit"].lower().startswith("week") else 1)
    return _one(shift(clock.earlier[0], days if m["way"].lower() == "later" else -days))


def read_same_day(_m: re.Match[str], clock: Clock) -> Period | None:
    """The day named just before."""
    return clock.earlier


def read_same_year(_m: re.Match[str], clock: Clock) -> Period | None:
    """The year of the day named just before."""
    return whole_year(clock.earlier[0].year) if clock.earlier else None


def read_since_then(_m: re.Match[str], clock: Clock) -> Period | None:
    """From the day named just before to the day of writing."""
    if clock.earlier is None or clock.base is None:
        return None
    return clock.earlier[0], max(clock.earlier[0], clock.base)


def read_ago(m: re.Match[str], clock: Clock) -> Period | None:
    """Counted back: "three days ago" from the day of writing, "three days earlier" from the day named just before."""
    count, unit = count_of(m["count"]), m["unit"].lower()
    origin = clock.earlier[0] if clock.earlier and m.group().lower().endswith("earlier") else clock.base
    if clock.base is None or origin is None or count is None:
        return None
    day = _span(count, unit, origin)
    if unit.startswith("hour"):
        return _one(clock.base if count < 24 else day)
    if unit.startswith("month"):
        return whole_month(day.year, day.month)
    return whole_year(day.year) if unit.startswith("year") else _one(day)


def read_calendar_unit(m: re.Match[str], clock: Clock) -> Period | None:
    """The whole calendar unit ("last week"); the running one ends with the day of writing unless the clause
    looks ahead."""
    if clock.base is None:
        return None
    unit, which = m["unit"].lower(), m["which"].lower().split()[-1]
    step = {"last": -1, "this": 0, "the": 0, "previous": -1, "next": 1, "coming": 1}[which]
    if unit == "week":
        first, last = week_of(shift(clock.base, 7 * step))
    elif unit == "month":
        there = add_months(clock.base, step)
        first, last = whole_month(there.year, there.month)
    else:
        first, last = whole_year(min(max(clock.base.year + step, date.min.year), date.max.year))
    if step == 0:
        if clock.future:
            return clock.base, last
        # "Earlier this week", written on a Monday, can only mean the days before it.
        return (shift(first, -7), shift(first, -1)) if clock.base == first and unit == "week" else (first, clock.base)
    if unit == "week" and m["part"]:
        return (shift(first, 4), last) if m["part"].lower() == "late" else (first, shift(first, 2))
    return first, last


def read_weekend(m: re.Match[str], clock: Clock) -> Period | None:
    """Saturday and Sunday: the last weekend begun, the next one in a clause that looks ahead."""
    if clock.base is None:
        return None
    saturday = shift(week_of(clock.base)[0], 5)
    if m["which"] and m["which"].lower() == "next":
        saturday = shift(saturday, 7)
    elif clock.base < saturday and not clock.future:
        saturday = shift(saturday, -7)
    return saturday, shift(saturday, 1)


def read_deadline(m: re.Match[str], clock: Clock) -> Period | None:
    """From the day of the event named ("within ten days of signing"), if the caller knows it; else from that
    of writing."""
    count, event = count_of(m["count"]), (m["event"] or "").lower()
    start = clock.base if not event else next((d for k, d in clock.anchors.items() if k.lower()[:4] in event), None)
    if start is None or count is None:
        return None
    unit = m["unit"].lower()
    if unit.startswith("month"):
        return start, add_months(start, count)
    days = -(-count // 24) if unit.startswith("hour") else count * (7 if unit.startswith("week") else 1)
    return start, shift(start, days)


def read_unknown(_m: re.Match[str], _clock: Clock) -> Period | None:
    """A time that the words leave open."""
    return None
