"""The days that a report covers, and what reports and incidents fall on each."""

from collections.abc import Iterable
from datetime import date, timedelta

from trucewatch.model import Incident, Report
from trucewatch.publish.desk import Desk

__all__ = ["LONGEST", "days", "on_day", "reports_on"]

LONGEST = 31
"""A table or chart by day shows at most so many days, the latest ones; earlier ones are summed up."""


def days(desk: Desk) -> tuple[date, ...]:
    """The days of the edition's period, else from the first dated report to the view's day, at most the last 31."""
    if desk.period is not None:
        first, last = desk.period
        return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    published = [r.published for r in desk.view.reports.values() if r.published is not None]
    end = max([desk.as_of, *(day for day in published if day <= desk.known_on)])
    start = max(min([desk.as_of, *published]), end - timedelta(days=LONGEST - 1))
    return tuple(start + timedelta(days=n) for n in range((end - start).days + 1))


def reports_on(desk: Desk, day: date | None) -> list[Report]:
    """The reports published on a day; None asks for those without a date."""
    return [report for report in desk.view.reports.values() if report.published == day]


def on_day(incidents: Iterable[Incident], day: date) -> list[Incident]:
    """The incidents that start on a day; undated ones fall on none."""
    return [incident for incident in incidents if (incident.date_start or incident.date_end) == day]
