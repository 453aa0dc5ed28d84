"""Obligations as an iCalendar file (RFC 5545): deadlines as all-day events, recurring duties with their rule."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from trucewatch._version import __version__
from trucewatch.model import Agreement, Deadline, ObligationStatus
from trucewatch.monitor.moments import day_of
from trucewatch.monitor.recurrence import recurrence_of

__all__ = ["calendar_of"]

_DAY = timedelta(days=1)


def calendar_of(agreements: Iterable[Agreement], statuses: Iterable[ObligationStatus], stamp: datetime) -> bytes:
    """The calendar of the agreements' duties as they stood; `stamp` is the moment of what was known.

    Each version's deadline is its own event: that of the ruling text is confirmed, others are tentative. A duty without
    a day is left out. The same obligations at the same moment give the same bytes.
    """
    by_id = {a.id: a for a in agreements}
    calendar = Calendar()
    calendar.add("prodid", f"-//Trucewatch//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "; ".join(a.title for a in by_id.values()))
    for status in statuses:
        agreement = by_id.get(status.agreement)
        if agreement is None:
            continue
        if status.deadline is not None:
            calendar.add_component(_due(agreement, status, status.deadline, stamp, ruling=True))
        for other in status.others:
            if status.deadline is None or other.day != status.deadline.day:
                calendar.add_component(_due(agreement, status, other, stamp, ruling=False))
        turn = _turns(agreement, status, stamp)
        if turn is not None:
            calendar.add_component(turn)
    return bytes(calendar.to_ical())


def _event(uid: str, day: date, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + _DAY)
    event.add("transp", "TRANSPARENT")
    return event


def _due(agreement: Agreement, status: ObligationStatus, deadline: Deadline, stamp: datetime, *, ruling: bool) -> Event:
    uid = f"{agreement.id}/{status.id}/{deadline.version}/{deadline.day}@trucewatch"
    event = _event(uid, deadline.day, stamp)
    version = "" if ruling and deadline.authoritative else f" (by {deadline.version}, not the binding text)"
    event.add("summary", f"{status.id} due: {status.duty}{version}")
    event.add("status", "CONFIRMED" if ruling and deadline.authoritative else "TENTATIVE")
    event.add("categories", [agreement.id, status.state.value])
    lines = [
        f"Agreement: {agreement.title}",
        f"Bound: {', '.join(status.actors)}",
        f"Provision: {status.provision or 'not stated'}",
        f"Reckoned: {deadline.reckoning}, by the version {deadline.version}",
        f"State: {status.state.value.replace('_', ' ')}. {status.reason}",
    ]
    event.add("description", "\n".join(lines))
    return event


def _turns(agreement: Agreement, status: ObligationStatus, stamp: datetime) -> Event | None:
    every = recurrence_of(status.recurrence) if status.recurrence else None
    if every is None:
        return None
    start = status.deadline.day if status.deadline else day_of(agreement.in_force.start)
    first = next(iter(every.turns(start, start + timedelta(days=800))), None)
    if first is None:
        return None
    event = _event(f"{agreement.id}/{status.id}/turns@trucewatch", first, stamp)
    event.add(
        "summary", f"{status.id} falls due again: {', '.join(status.actors)} to {status.duty} ({status.recurrence})"
    )
    _add_rule(event, every.rrule, agreement)
    return event


def _add_rule(event: Event, rule: dict[str, object], agreement: Agreement) -> None:
    """Add the rule of the turns, which end with the agreement where all of it has ended."""
    ends = [day_of(str(e["date"])) for e in agreement.in_force.ended if e.get("date") and not e.get("zone")]
    if ends:
        rule["UNTIL"] = min(ends)
    event.add("rrule", rule)
