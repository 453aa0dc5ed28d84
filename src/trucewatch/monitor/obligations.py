"""Obligations and their clocks: what is due by when, under which version of the text, and what speaks for its state.

A duty is missed on what is known: no claim of fulfilment by the deadline is no proof that nothing was done, and the
reason says so (design.md: unknown is a value; silence is not calm).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from trucewatch.model import (
    Agreement,
    Claim,
    Deadline,
    Finding,
    Incident,
    ObligationState,
    ObligationStatus,
    Report,
)
from trucewatch.model.agreement import Obligation, StatusNote
from trucewatch.model.finding import Occurrence, QuietClock
from trucewatch.monitor.deadlines import Deadlines, deadlines
from trucewatch.monitor.events import Events
from trucewatch.monitor.evidence_of_duty import DutyVoices, KnownClaims
from trucewatch.monitor.moments import day_of, local_day, zone_named
from trucewatch.monitor.quiet_days import quiet_clocks
from trucewatch.monitor.recurrence import recurrence_of
from trucewatch.monitor.reporting_duties import reporting_duties
from trucewatch.monitor.turns import turns

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["obligations"]

_NOTED = {
    "pending": ObligationState.PENDING,
    "in_progress": ObligationState.IN_PROGRESS,
    "met": ObligationState.MET,
    "met_late": ObligationState.MET_LATE,
    "partly_met": ObligationState.PARTLY_MET,
    "missed": ObligationState.MISSED,
    "lapsed": ObligationState.WAIVED,
    "superseded": ObligationState.WAIVED,
    "disputed": ObligationState.UNKNOWN,
    "unknown": ObligationState.UNKNOWN,
}
_STARTED = frozenset({"in_progress", "met", "met_late", "partly_met"})
_UNSETTLED = frozenset({"unknown", "pending"})
_COMPLETED = frozenset({"met", "met_late"})


def obligations(
    agreement: Agreement,
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    incidents: Iterable[Incident],
    *,
    as_of: datetime,
    known_on: datetime,
    tz: str,
    world: "World | None" = None,
    findings: Iterable[Finding] = (),
    sourced: Mapping[str | None, Collection[date]] | None = None,
    events: Mapping[str, date] | None = None,
) -> tuple[ObligationStatus, ...]:
    """Where every obligation, and then every duty to report, stands on the day of `as_of` in the zone `tz`, on what was
    known at `known_on`.

    The state comes from claims of the duty's event types, then from the notes in the agreement file (each counts from
    its own day on), then from the deadline. `incidents` tell which claims are contested or rejected. `world` tells
    which actors act for those whom a duty binds; without it only the ids that the duty itself names count, and
    no duty to report is followed. `findings` and `sourced` (Coverage.sourced) set and reset clocks that count quiet
    days; `events` are days on which events that duties wait for are recorded to have happened, by the event's name.
    """
    zone = zone_named(tz)
    day, known = local_day(as_of, zone), local_day(known_on, zone)
    incidents, findings = tuple(incidents), tuple(findings)
    voices = KnownClaims(agreement, claims, reports, incidents, as_of=day, known_on=known, world=world)
    heard = {o.id: voices.of(o) for o in agreement.obligations}
    happened = dict(_happened(agreement, heard, min(day, known)))
    by_id = {i.id: i for i in incidents}
    waited = Events(agreement, incidents, events or {}, min(day, known))
    found = []
    for duty in agreement.obligations:
        clocks = quiet_clocks(agreement, duty, findings, by_id, sourced or {}, min(day, known))
        due = deadlines(agreement, duty, known, happened | waited.of(duty, clocks))
        case = _Case(agreement, duty, heard[duty.id], voices, day, min(day, known), clocks, bool(findings))
        found.append(case.status(due))
    if world is not None:
        found += reporting_duties(agreement, claims, reports, min(day, known), world)
    return tuple(found)


def _happened(
    agreement: Agreement, heard: Mapping[str, DutyVoices], day: date
) -> Iterable[tuple[tuple[str, str], date]]:
    """When duties that others hang on are known to have been started and completed."""
    for duty in agreement.obligations:
        notes = [n for n in duty.status if day_of(n.as_of) <= day]
        days = [d for c in heard[duty.id].fulfilled if (d := c.date_end or c.date_start) is not None]
        started = [day_of(n.as_of) for n in notes if n.state in _STARTED] + days
        completed = [day_of(n.as_of) for n in notes if n.state in _COMPLETED] + days
        if started:
            yield (duty.id, "started"), min(started)
        if completed:
            yield (duty.id, "completed"), min(completed)


@dataclass(frozen=True)
class _Case:
    """One duty on one day."""

    agreement: Agreement
    duty: Obligation
    heard: DutyVoices
    voices: KnownClaims
    day: date
    seen_until: date
    clocks: tuple[QuietClock, ...] = ()
    judged: bool = False

    def status(self, due: Deadlines) -> ObligationStatus:
        """The duty's state with its reason and what speaks for it."""
        occurrences = self._occurrences(due.best)
        state, evidence, reason = self._state(due.best)
        if occurrences:
            state, reason = self._recurring(occurrences, state, reason)
        said = " ".join(s for s in (reason, *self._about_quotes(due), self._about_version(due.best)) if s)
        return ObligationStatus(
            id=self.duty.id,
            agreement=self.agreement.id,
            provision=self.duty.provision,
            actors=self.duty.actors,
            modality=self.duty.modality,
            duty=" ".join(p for p in (self.duty.action, self.duty.object) if p),
            state=state,
            deadline=due.best,
            others=due.others,
            days_left=(due.best.day - self.day).days if due.best else None,
            quoted=tuple(c.key for c in self.heard.quoted),
            evidence=tuple(c.key for c in evidence),
            reason=said,
            text_version=self.duty.text_version or self.agreement.authoritative_version().id,
            recurrence=self.duty.recurrence,
            occurrences=occurrences,
            clocks=self.clocks if self.judged else (),
        )

    # --- turns of a recurring duty

    def _occurrences(self, due: Deadline | None) -> tuple[Occurrence, ...]:
        every = recurrence_of(self.duty.recurrence) if self.duty.recurrence else None
        if every is None:
            return ()
        start = due.day if due else day_of(self.agreement.in_force.start)
        return turns(every, start, self.heard.fulfilled, self._done_on, self.heard.watched, self.day)

    def _done_on(self, claim: Claim) -> date | None:
        """The day of a claim's event, else that of its report."""
        return claim.date_start or self.voices.published(claim)

    def _recurring(
        self, found: Sequence[Occurrence], state: ObligationState, reason: str
    ) -> tuple[ObligationState, str]:
        """The state of a duty with turns: that of the last turn that fell due."""
        if not self.heard.watched:
            return state, reason
        past = [o for o in found if o.due < self.day]
        kept = sum(o.state is ObligationState.MET for o in past)
        if not past:
            return ObligationState.PENDING, f"It first falls due on {found[0].due}."
        said = f"Of the {len(past)} last turns, for {kept} some report says that it was done"
        last = past[-1]
        if last.state is ObligationState.MET:
            return ObligationState.IN_PROGRESS, f"{said}; the last one, of {last.due}, is among them."
        return ObligationState.OVERDUE, f"{said}; for the last one, of {last.due}, none is known, which is no proof."

    # --- the state

    def _state(self, due: Deadline | None) -> tuple[ObligationState, Sequence[Claim], str]:
        if self.duty.modality == "must_not":
            return self._prohibition(due)
        note = self._note()
        if self.heard.fulfilled and not (note and self._outlives(note)):
            return self._fulfilled(due)
        if note is not None:
            return self._noted(note, due)
        return self._by_clock(due)

    def _noted(self, note: StatusNote, due: Deadline | None) -> tuple[ObligationState, Sequence[Claim], str]:
        state = _NOTED[note.state]
        said = f"The agreement file notes on {note.as_of[:10]}: {note.state.replace('_', ' ')}"
        said += f" ({note.note})." if note.note else "."
        if state is ObligationState.MISSED:
            clocked, evidence, reason = self._by_clock(due)
            return state, evidence, f"{reason} {said}" if clocked is state else said
        return state, self.heard.fulfilled or self.heard.against, said

    def _prohibition(self, due: Deadline | None) -> tuple[ObligationState, Sequence[Claim], str]:
        binding = due.day if due else day_of(self.agreement.in_force.start)
        if self.day < binding:
            return ObligationState.PENDING, (), f"The prohibition binds from {binding}."
        said = "The prohibition has no end of its own; the findings say whether it is kept."
        return ObligationState.NO_DEADLINE, (), said

    def _fulfilled(self, due: Deadline | None) -> tuple[ObligationState, Sequence[Claim], str]:
        done = self.heard.fulfilled
        names = _count(done, "report says", "reports say")
        if self.duty.recurrence or (due is None and (self.duty.deadline is None or self.heard.against)):
            against = (
                f" {_count(self.heard.against, 'report speaks', 'reports speak')} against it."
                if self.heard.against
                else ""
            )
            said = f"{names} that it was acted upon; no day ends the duty.{against}"
            return ObligationState.IN_PROGRESS, (*done, *self.heard.against), said
        days = [d for c in done if (d := c.date_end or c.date_start) is not None]
        if due is None or not days:
            late = due is not None and all((p := self.voices.published(c)) is None or p > due.day for c in done)
            when = "; the day is not stated, so whether it was in time is not known" if late else ""
            return ObligationState.MET, done, f"{names} that it was done{when}."
        first = min(days)
        if first > due.day:
            return (
                ObligationState.MET_LATE,
                done,
                f"{names} that it was done on {first}, after the deadline of {due.day}.",
            )
        return ObligationState.MET, done, f"{names} that it was done on {first}, by the deadline of {due.day}."

    def _by_clock(self, due: Deadline | None) -> tuple[ObligationState, Sequence[Claim], str]:
        begun = (*self.heard.begun, *self.heard.doubtful)
        if due is None:
            return self._without_deadline(begun)
        if self.day <= due.day:
            today = self.day == due.day
            state, when = (ObligationState.DUE, "today") if today else (ObligationState.PENDING, f"on {due.day}")
            if begun:
                said = f"{_count(begun, 'report speaks', 'reports speak')} of steps towards it."
                return ObligationState.IN_PROGRESS, begun, f"{said} It is due on {due.day}."
            return (
                state,
                (),
                f"It is due {when}; no claim of fulfilment is known.",
            )
        if self.duty.deadline and self.duty.deadline.kind == "not_before":
            return ObligationState.NO_DEADLINE, begun, f"It may be done from {due.day} on; the text sets no last day."
        if self.duty.modality != "must":
            return ObligationState.NO_DEADLINE, begun, f"The text allows or aims at it until {due.day}; it is no duty."
        if not self.heard.watched:
            said = (
                f"The deadline of {due.day} has passed; the agreement file names no kind of event that would fulfil it."
            )
            return ObligationState.UNKNOWN, self.heard.against, said
        spoken = (*self.heard.against, *self._spoken_since(due.day))
        reports = f" Reported on it: {', '.join(c.key for c in spoken)}." if spoken else ""
        if self.heard.doubtful:
            said = f"The deadline of {due.day} has passed; fulfilment is claimed, but denied or doubtful.{reports}"
            return ObligationState.OVERDUE, (*self.heard.doubtful, *spoken), said
        said = f"No claim of fulfilment is known by the deadline of {due.day}, which is no proof of absence.{reports}"
        return ObligationState.MISSED, spoken, said

    def _spoken_since(self, day: date) -> tuple[Claim, ...]:
        """Claims after the deadline that still plan the duty: they speak of it as not yet done."""
        later = (c for c in self.heard.planned if (p := self.voices.published(c)) is not None and p > day)
        return tuple(later)

    def _without_deadline(self, begun: Sequence[Claim]) -> tuple[ObligationState, Sequence[Claim], str]:
        rule = self.duty.deadline
        if self.clocks and self.judged:
            said = " ".join(f"{c.zone or 'Everywhere'}: {c.reason}" for c in self.clocks)
            return ObligationState.PENDING, begun, f"Its clock counts quiet days. {said}"
        if rule is not None and rule.trigger is not None and rule.trigger.startswith("event:"):
            said = f"Its clock starts with {rule.trigger[6:].replace('_', ' ')}, which is not known to have happened."
            return ObligationState.UNKNOWN, begun, said
        if rule is not None:
            said = (
                "No version of the text that states its deadline was public, or what its clock hangs on is not known."
            )
            return ObligationState.UNKNOWN, begun, said
        if self.heard.against:
            said = f"The text sets no day. {_count(self.heard.against, 'report speaks', 'reports speak')} against it."
            return ObligationState.NO_DEADLINE, (*begun, *self.heard.against), said
        return ObligationState.NO_DEADLINE, begun, "The text sets no day, and no claim of fulfilment is known."

    def _note(self) -> StatusNote | None:
        notes = [n for n in self.duty.status if day_of(n.as_of) <= self.seen_until]
        return max(notes, key=lambda n: n.as_of, default=None)

    def _outlives(self, note: StatusNote) -> bool:
        """Whether a note stands against claims of fulfilment: it is newer than all of them and settles something."""
        newest = max(self.voices.published(c) or c.date_end or self.agreement.signing_day for c in self.heard.fulfilled)
        return note.state not in _UNSETTLED and day_of(note.as_of) > newest

    # --- what is said of the deadline

    def _about_version(self, due: Deadline | None) -> str:
        if due is None or due.authoritative:
            return ""
        return f"The deadline is that of {due.version}, which is not authoritative; the signed text was not yet public."

    def _about_quotes(self, due: Deadlines) -> Iterable[str]:
        """Which days reports state for the duty, and whose they are, where that is not the ruling day alone."""
        by_day: dict[date, set[str]] = {}
        for claim in self.heard.quoted:
            assert claim.date_end is not None
            by_day.setdefault(claim.date_end, set()).add(claim.report)
        for day, reports in sorted(by_day.items()):
            best = due.best
            if best is not None and day == best.day and best.authoritative:
                continue
            names = [d for d in (*((best,) if best else ()), *due.others) if d.day == day]
            count = f"{len(reports)} report quotes" if len(reports) == 1 else f"{len(reports)} reports quote"
            whose = (
                f", which is the day of {' and '.join(dict.fromkeys(d.version for d in names))}"
                if names
                else ", which no known version gives"
            )
            ruling = f"; the {best.version} text says {best.day}" if best is not None and best.day != day else ""
            yield f"{count} {day}{whose}{ruling}."


def _count(claims: Sequence[Claim], one: str, many: str) -> str:
    reports = len({c.report for c in claims})
    return f"{reports} {one if reports == 1 else many}"
