"""Obligations as iCalendar (RFC 5545): each version's deadline an all-day event."""

from typing import BinaryIO, Literal

from trucewatch.monitor.calendar_file import calendar_of
from trucewatch.publish.exports.base import Leaving

__all__ = ["EXPORTER"]


class _Calendar:
    name = "ics"
    suffix = "ics"
    title = "Obligations as iCalendar (RFC 5545)"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("obligation's deadline", "VEVENT on that day, CONFIRMED"),
        ("deadlines of other versions", "VEVENT on that day, TENTATIVE"),
        ("recurring duty", "RRULE"),
        ("duty and state", "SUMMARY, DESCRIPTION"),
    )
    losses = (
        "A duty without a day is left out.",
        "Incidents, claims and findings are left out.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        statuses = leaving.released.view.obligations if leaving.released is not None else ()
        text = calendar_of(leaving.setting.agreements, statuses, leaving.known_on)
        out.write(text)
        return text.count(b"BEGIN:VEVENT")


EXPORTER = _Calendar()
