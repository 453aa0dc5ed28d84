"""What a watch came to know on which day: reports, their readings, people's decisions, and its own data where that
counts by when it was recorded.

A day means all that was known by its end in the watch's time zone, as the clock "as known on" has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from trucewatch.decisions import BY_PEOPLE, known_from
from trucewatch.ledger.decision_kinds import DecisionUndone
from trucewatch.ledger.kinds import ClaimsLinked, FindingSigned, IncidentsRegrouped, PropositionResolved
from trucewatch.ledger.moment import moment, moment_text
from trucewatch.ledger.tables import ended, known
from trucewatch.model import Claim, View
from trucewatch.moments import day_of, end_of_day
from trucewatch.watch import Watch

__all__ = ["Arrivals", "Day"]

_OF_READINGS = ("claim", "review", "link")
_OF_SETTING = ("setting", "agreement")
_DECIDED = (IncidentsRegrouped, ClaimsLinked, PropositionResolved, FindingSigned, DecisionUndone)


@dataclass
class Day:
    """What came on a day: `reports` that became known, the `claims` of reports that read otherwise from then on,
    reports whose own day of publication had come (`heard`), whether people `decided`, and whether the watch's own data
    became others (`settled`)."""

    day: date
    reports: set[str] = field(default_factory=set)
    claims: dict[str, dict[str, Claim]] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    decided: bool = False
    settled: bool = False


class Arrivals:
    """The days up to a view's own, from what was recorded up to `upto`, the earliest first."""

    def __init__(self, watch: Watch, view: View, upto: datetime) -> None:
        self._watch, self._view, self._upto = watch, view, upto
        self._days: dict[date, Day] = {}
        self._last = day_of(view.known_on, watch.zone)
        with watch.ledger.connected() as connection:
            self._reports(connection)
            touched = self._touched(connection)
            if watch.settings.clock == "recorded":
                self._settings(connection)
        self._readings(touched)
        self._decisions()

    def __iter__(self) -> Iterator[Day]:
        return iter([self._days[day] for day in sorted(self._days)])

    def moment(self, day: date) -> datetime:
        """Up to when what was known counts on a day: its end, or the view's own moment where that comes before."""
        return min(end_of_day(day, self._watch.zone), self._view.known_on)

    def day(self, when: datetime) -> date:
        """The first day by whose end something known from a moment on is known."""
        day = day_of(when, self._watch.zone)
        return day if when <= end_of_day(day, self._watch.zone) else day + timedelta(days=1)

    def on(self, day: date) -> Day:
        """What came on a day, which is made one on which something came."""
        return self._days.setdefault(day, Day(day))

    def _rows(self, connection: Connection, *kinds: str) -> list[Any]:
        query = select(known.c.what, known.c.subject, known.c.report, known.c.recorded_at, known.c.known_from)
        query = query.where(known.c.what.in_(kinds), known.c.recorded_at <= moment_text(self._upto)).distinct()
        return list(connection.execute(query))

    def _reports(self, connection: Connection) -> None:
        for row in self._rows(connection, "report"):
            report = self._view.reports.get(row.subject)
            if report is None:
                continue
            day = self.day(moment(row.known_from))
            self.on(day).reports.add(row.subject)
            if report.published is not None and day < report.published <= self._last:
                self.on(report.published).heard.add(row.id)

    def _touched(self, connection: Connection) -> dict[str, set[date]]:
        """The days on which the reading of each report changed."""
        reports: dict[tuple[str, str], str] = {}
        found: dict[str, set[date]] = {}
        for row in self._rows(connection, *_OF_READINGS):
            reports[row.what, row.subject] = row.report
            self._note(found, row.report, row.known_from)
        query = select(ended.c.what, ended.c.subject, ended.c.known_to)
        query = query.where(ended.c.what.in_(_OF_READINGS), ended.c.recorded_at <= moment_text(self._upto))
        for row in connection.execute(query):
            if report := reports.get((row.what, row.subject)):
                self._note(found, report, row.known_to)
        return found

    def _note(self, found: dict[str, set[date]], report: str, text: str) -> None:
        at = moment(text)
        if report in self._view.reports and at <= self._view.known_on:
            found.setdefault(report, set()).add(self.day(at))

    def _readings(self, touched: dict[str, set[date]]) -> None:
        """The last reading of each report is the view's own; those before it are asked of the ledger."""
        now: dict[str, dict[str, Claim]] = {}
        for key, claim in self._view.claims.items():
            now.setdefault(claim.report, {})[key] = claim
        for report, days in touched.items():
            last = max(days)
            for day in days:
                self.on(day).claims[report] = now.get(report, {}) if day == last else self._read(report, day)

    def _read(self, report: str, day: date) -> dict[str, Claim]:
        return self._watch.ledger.claims(self.moment(day), self._upto, report=report)

    def _settings(self, connection: Connection) -> None:
        for row in self._rows(connection, *_OF_SETTING):
            at = moment(row.recorded_at)
            if at <= self._view.known_on:
                self.on(self.day(at)).settled = True

    def _decisions(self) -> None:
        for kind in _DECIDED:
            for entry in self._watch.ledger.entries(kind.kind):
                at = known_from(entry)
                mechanical = kind is IncidentsRegrouped and all(
                    change["change"] not in BY_PEOPLE for change in entry.body["changes"]
                )
                if mechanical or entry.recorded_at > self._upto or at > self._view.known_on:
                    continue
                self.on(self.day(at)).decided = True
                # An outcome teaches from the day on that its own moment states, wherever that was written.
                if kind is PropositionResolved and self.day(at) < at.date() <= self._last:
                    self.on(at.date()).decided = True
