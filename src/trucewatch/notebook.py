"""A watch as a notebook meets it: lists to look at, to filter and to turn into frames, on both clocks.

import trucewatch as tw

watch = tw.open("examples/syria-2017")
watch.incidents(as_of="2017-05-05", known_on="2017-05-05").to_pandas()
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import PrivateAttr

from trucewatch import notebook_rows as rows
from trucewatch.issuing import leaving_moment
from trucewatch.ledger import Ledger
from trucewatch.model import Claim, Finding, Holding, Incident, ObligationStatus, Report, Source
from trucewatch.model.coverage import Trend, ZoneDay
from trucewatch.model.errors import WatchError
from trucewatch.moments import moment
from trucewatch.monitor import trend as trend_of
from trucewatch.monitoring import Monitoring
from trucewatch.notebook_frames import Column, Listing
from trucewatch.notebook_html import facts, finding_card, incident_card, page, words
from trucewatch.publish.exports import Leaving, Licences, leaving_view
from trucewatch.publish.release import load_profile
from trucewatch.settings import WatchSettings
from trucewatch.watch import Watch

__all__ = ["NotebookWatch", "ShownFinding", "ShownIncident", "open_watch"]

When = str | date | datetime | None
"""An ISO day or moment, a date (its last second) or a datetime (in the watch's zone where it has none); None: now."""

_Value = TypeVar("_Value", Incident, Finding)
_INSIDE = "internal"
_VIEWS_KEPT = 8


class ShownIncident(Incident):
    """An incident that a notebook shows as a card."""

    _leaving: Leaving | None = PrivateAttr(default=None)

    def _repr_html_(self) -> str | None:
        return incident_card(self, self._leaving) if self._leaving else None


class ShownFinding(Finding):
    """A finding that a notebook shows as a card."""

    _leaving: Leaving | None = PrivateAttr(default=None)

    def _repr_html_(self) -> str | None:
        if self._leaving is None:
            return None
        about = next((i for i in self._leaving.incidents if i.id == self.incident), None)
        return finding_card(self, about, self._leaving)


class NotebookWatch(Watch):
    """An open watch whose parts are lists.

    Each list is asked on two clocks: `as_of`, the world up to then, and `known_on`, only what was known by then; both
    now where they are not given. Claims, reports and sources hang on `known_on` alone. `profile` names the release
    profile that they have passed (docs/releases.md); without one they show what the team itself sees, which must not
    leave it.
    """

    def __init__(
        self,
        folder: Path,
        settings: WatchSettings,
        ledger: Ledger,
        extractor: str = "default",
        *,
        profile: str | None = None,
    ) -> None:
        super().__init__(folder, settings, ledger, extractor)
        self.profile = profile
        self._kept = lru_cache(maxsize=_VIEWS_KEPT)(self._view_at)

    def claims(self, as_of: When = None, known_on: When = None, profile: str | None = None) -> Listing[Claim]:
        """Every claim known then, whatever it speaks of; columns as in `trucewatch export csv`."""
        return self._listing("claim", rows.CLAIMS, rows.claims, as_of, known_on, profile)

    def incidents(self, as_of: When = None, known_on: When = None, profile: str | None = None) -> Listing[Incident]:
        """Claims of one event together, each proposition weighed."""
        leaving = self._leaving(as_of, known_on, profile)
        values, cells = rows.incidents(leaving)
        shown = [_shown(ShownIncident, value, leaving) for value in values]
        return Listing("incident", rows.INCIDENTS, shown, cells, self._note(leaving, as_of))

    def findings(self, as_of: When = None, known_on: When = None, profile: str | None = None) -> Listing[Finding]:
        """Incidents held against the agreements, by six tests each."""
        leaving = self._leaving(as_of, known_on, profile)
        values, cells = rows.findings(leaving)
        shown = [_shown(ShownFinding, value, leaving) for value in values]
        return Listing("finding", rows.FINDINGS, shown, cells, self._note(leaving, as_of))

    def obligations(
        self, as_of: When = None, known_on: When = None, profile: str | None = None
    ) -> Listing[ObligationStatus]:
        """The duties of the agreements and where each stands on its clock."""
        return self._listing("obligation", rows.OBLIGATIONS, rows.obligations, as_of, known_on, profile)

    def reports(self, as_of: When = None, known_on: When = None, profile: str | None = None) -> Listing[Report]:
        """The reports known then."""
        return self._listing("report", rows.REPORTS, rows.reports, as_of, known_on, profile)

    def sources(self, as_of: When = None, known_on: When = None, profile: str | None = None) -> Listing[Source]:
        """The sources that the watch lists, and how much of what was known then they put out."""
        return self._listing("source", rows.SOURCES, rows.sources, as_of, known_on, profile)

    def control(self, as_of: When = None, known_on: When = None, profile: str | None = None) -> Listing[Holding]:
        """Who held the places that the watch follows."""
        return self._listing("place", rows.CONTROL, rows.control, as_of, known_on, profile)

    def coverage(
        self, days: int = 14, as_of: When = None, known_on: When = None, agreement: str | None = None
    ) -> Listing[ZoneDay]:
        """Who could have told: every zone of an agreement (None: the only one) on each of the last `days` days. It is
        made from all claims, so a watch that was opened under a profile refuses (WatchError)."""
        monitoring, first = self._monitored(days, as_of, known_on)
        held = monitoring.agreement(agreement)
        told = monitoring.coverage(held).days(first, monitoring.day)
        note = f"{held.id}, {first} to {monitoring.day}; a day without a source is unknown, not quiet"
        return Listing("zone-day", rows.COVERAGE, told, rows.coverage(told), note)

    def trend(
        self,
        days: int = 56,
        as_of: When = None,
        known_on: When = None,
        agreement: str | None = None,
        *,
        zone: str | None = None,
        period_days: int = 7,
    ) -> Trend:
        """Whether incidents become more or fewer over the last `days` days, raw and allowing for how much was reported;
        refused under a profile like `coverage`."""
        monitoring, first = self._monitored(days, as_of, known_on)
        view = monitoring.view
        return trend_of(
            monitoring.agreement(agreement).id,
            view.findings,
            monitoring.incidents,
            view.reports,
            first,
            monitoring.day,
            zone=zone,
            period_days=period_days,
        )

    def __repr__(self) -> str:
        return f"<watch {self.settings.id} in {self.folder}>"

    def _repr_html_(self) -> str:
        leaving = self._leaving(None, None, None)
        agreements = ", ".join(agreement.title for agreement in leaving.setting.agreements)
        shown = (
            ("agreements", words(agreements or "none")),
            ("time zone, clock", words(f"{self.settings.timezone}, {self.settings.clock}")),
            ("reports", str(len(leaving.reports))),
            ("claims", str(len(rows.claims(leaving)[0]))),
            ("incidents", str(len(leaving.incidents))),
            ("ledger", words(f"{self.ledger.head().seq} entries, begun {self.began():%Y-%m-%d %H:%M %Z}")),
        )
        return page(self.settings.title, facts(shown), note=self._note(leaving, None))

    # Views ---------------------------------------------------------------------------------------------------------

    def _listing(
        self,
        noun: str,
        columns: tuple[Column, ...],
        made: Callable[[Leaving], rows.Rows],
        as_of: When,
        known_on: When,
        profile: str | None,
    ) -> Listing[Any]:
        leaving = self._leaving(as_of, known_on, profile)
        values, cells = made(leaving)
        return Listing(noun, columns, values, cells, self._note(leaving, as_of))

    def _leaving(self, as_of: When, known_on: When, profile: str | None) -> Leaving:
        now = datetime.now(self.zone)
        moments = (self._moment(as_of), self._moment(known_on))
        # What is known "now" stays so until something is recorded or the day ends.
        return self._kept(moments, profile or self.profile, self.ledger.head().hash, now.date())

    def _view_at(
        self, moments: tuple[datetime | None, datetime | None], profile: str | None, _head: str, _day: date
    ) -> Leaving:
        now = datetime.now(self.zone)
        as_of, known_on = moments[0] or now, moments[1] or now
        licences = Licences.load(self.folder, self.setting)
        rules = load_profile(profile or _INSIDE, self.folder)
        if profile is None:
            licences = Licences(licences.by_publisher, never=frozenset())
        leaves = leaving_moment(self, known_on)
        return leaving_view(self.view(as_of, known_on), rules, leaves=leaves, licences=licences)

    def _monitored(self, days: int, as_of: When, known_on: When) -> tuple[Monitoring, date]:
        if self.profile is not None:
            raise WatchError(
                f"Coverage and trend are made from all claims and pass no release profile; open {self.folder} without "
                f'profile="{self.profile}" to see them.'
            )
        now = datetime.now(self.zone)
        monitoring = Monitoring(self, self._moment(as_of) or now, self._moment(known_on) or now)
        return monitoring, monitoring.day - timedelta(days=days - 1)

    def _moment(self, when: When) -> datetime | None:
        if when is None:
            return None
        if isinstance(when, datetime):
            return when if when.tzinfo else when.replace(tzinfo=self.zone)
        return moment(when if isinstance(when, str) else when.isoformat(), self.zone)

    def _note(self, leaving: Leaving, as_of: When) -> str:
        on = self._moment(as_of)
        world = f"as of {on:%Y-%m-%d}" if on else "as of now"
        inside = "the team's own view, which must not leave it"
        kept = f"as released under the profile {leaving.profile.name}" if leaving.profile.for_release else inside
        return f"{self.settings.id}, {world}, as known on {leaving.known_on:%Y-%m-%d}; {kept}"


def _shown(kind: type[_Value], value: Any, leaving: Leaving) -> _Value:
    made = kind.model_construct(**{name: getattr(value, name) for name in kind.model_fields})
    made._leaving = leaving  # type: ignore[attr-defined]  # noqa: SLF001  # both kinds have it
    return made


def open_watch(folder: str | Path, *, profile: str | None = None, extractor: str = "default") -> NotebookWatch:
    """The watch in a folder, for a notebook. `profile` names the release profile that everything shown has passed, so
    that a notebook can be handed on; None shows what the team sees. Errors: as for `Watch.open`, and ConfigError for an
    unknown profile."""
    path = Path(folder)
    if profile is not None:
        load_profile(profile, path)
    watch = NotebookWatch.open(path, extractor=extractor)
    watch.profile = profile
    return watch
