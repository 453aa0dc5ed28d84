"""Duties to report: who is to report to whom how often, and which reports of theirs are known, turn by turn.

A public report is known by claims whose source is the body that reports, or one that is part of it. Reports that are
not public cannot be seen from outside, so whether they are made is unknown. A turn for which nobody quotes the body is
missed only where the watch reads what the body itself publishes; else its bulletin may simply not be read here, and the
turn is unknown (silence is not calm).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from trucewatch.model import Agreement, Claim, ObligationState, ObligationStatus, Report
from trucewatch.model.agreement import ReportingDuty
from trucewatch.model.finding import Occurrence
from trucewatch.monitor.moments import day_of
from trucewatch.monitor.recurrence import recurrence_of
from trucewatch.monitor.turns import turns

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["reporting_duties"]


def reporting_duties(
    agreement: Agreement, claims: Mapping[str, Claim], reports: Mapping[str, Report], day: date, world: "World"
) -> tuple[ObligationStatus, ...]:
    """Where each duty to report stood on a day, on the claims that were known; ids are `reporting-1` and on, in the
    order of the agreement. `claims` and `reports` hold what was known."""
    if not agreement.reporting:
        return ()
    voices = _Voices(dict(sorted(claims.items())), reports, world)
    return tuple(
        _Duty(agreement, duty, f"reporting-{number}", day, voices).status()
        for number, duty in enumerate(agreement.reporting, start=1)
    )


@dataclass(frozen=True)
class _Voices:
    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    world: "World"
    _known: dict[tuple[str, str, date], bool] = field(default_factory=dict)

    def published(self, claim: Claim) -> date | None:
        report = self.reports.get(claim.report)
        return report.published if report else None

    def of(self, body: str, until: date) -> tuple[Claim, ...]:
        """The first claim of each report, published by a day, in which the body is itself heard."""
        found: dict[str, Claim] = {}
        for claim in self.claims.values():
            published = self.published(claim)
            if published is None or published > until or claim.report in found:
                continue
            if any(self._is_of(body, said, published) for said in self._speakers(claim)):
                found[claim.report] = claim
        return tuple(found.values())

    def published_by(self, body: str, until: date) -> bool:
        """Whether the watch reads what the body itself publishes: some report up to a day is its own."""
        own = ((r.publisher, r.published) for r in self.reports.values() if r.publisher and r.published)
        return any(day <= until and self._is_of(body, publisher, day) for publisher, day in own)

    def _speakers(self, claim: Claim) -> tuple[str, ...]:
        if not claim.by_author:
            return claim.source
        publisher = self.reports[claim.report].publisher
        return (publisher,) if publisher else ()

    def _is_of(self, body: str, said: str, on: date) -> bool:
        asked = (body, said, on)
        if asked not in self._known:
            actor = self.world.actors.resolve(said, on).actor
            self._known[asked] = actor is not None and body in (actor.id, *self.world.actors.ancestors(actor.id, on))
        return self._known[asked]


@dataclass(frozen=True)
class _Duty:
    agreement: Agreement
    duty: ReportingDuty
    id: str
    day: date
    voices: _Voices

    def status(self) -> ObligationStatus:
        heard = self._heard()
        read = self._public and self.voices.published_by(self.duty.by, self.day)
        occurrences = self._turns(heard, read)
        state, reason = self._state(occurrences, heard, read)
        return ObligationStatus(
            id=self.id,
            agreement=self.agreement.id,
            actors=(self.duty.by,),
            modality="must",
            duty=f"report to {self.duty.to}",
            state=state,
            evidence=tuple(c.key for c in heard),
            reason=reason,
            text_version=self.agreement.authoritative_version().id,
            recurrence=self.duty.cadence,
            occurrences=occurrences,
        )

    @property
    def _public(self) -> bool:
        return self.duty.public is not False

    @property
    def _start(self) -> date:
        return day_of(self.agreement.in_force.start)

    def _heard(self) -> tuple[Claim, ...]:
        said = self.voices.of(self.duty.by, self.day) if self._public else ()
        return tuple(c for c in said if (self.voices.published(c) or self._start) >= self._start)

    def _turns(self, heard: tuple[Claim, ...], read: bool) -> tuple[Occurrence, ...]:
        every = recurrence_of(self.duty.cadence) if self.duty.cadence else None
        if every is None or self._start > self.day or not self._public:
            return ()
        return turns(every, self._start, heard, self.voices.published, read, self.day)

    def _state(
        self, occurrences: tuple[Occurrence, ...], heard: tuple[Claim, ...], read: bool
    ) -> tuple[ObligationState, str]:
        if self.day < self._start:
            return ObligationState.PENDING, f"It binds from {self._start}."
        if not self._public:
            return ObligationState.UNKNOWN, "These reports are not public, so whether they are made is not known."
        if not heard and not read:
            return ObligationState.UNKNOWN, "No report read here quotes the body that is to report, which is no proof."
        quoted = f"{len(heard)} {'report quotes' if len(heard) == 1 else 'reports quote'} it"
        if not occurrences:
            cadence = f"the cadence {self.duty.cadence!r} sets no days" if self.duty.cadence else "no cadence is stated"
            return ObligationState.IN_PROGRESS, f"{quoted}; {cadence}."
        past = [o for o in occurrences if o.due < self.day]
        if not past:
            return ObligationState.PENDING, f"{quoted}; it first falls due on {occurrences[0].due}."
        kept = sum(o.state is ObligationState.MET for o in past)
        said = f"{quoted}, for {kept} of the last {len(past)} turns"
        if past[-1].state is ObligationState.MET:
            return ObligationState.IN_PROGRESS, f"{said}; the last one, of {past[-1].due}, is among them."
        if not read:
            return (
                ObligationState.UNKNOWN,
                f"{said}; what it publishes itself is not read here, so the others are unknown.",
            )
        return (
            ObligationState.OVERDUE,
            f"{said}; for the last one, of {past[-1].due}, none is known, which is no proof.",
        )
