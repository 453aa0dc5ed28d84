"""What was believed of an incident, and when: the claims of its reports, assessed again at each moment that counts.

Only moments at which something about the incident was recorded or became known are asked, and only the claims of its
own reports are assessed, so that the answer is cheap. People's words and outcomes count from when they were known.
Where the incident was then held to be one with claims of reports that do not speak of it now, it may have stood
otherwise: the whole picture of that moment, which the clocks give, is exact.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from trucewatch.assess import assess
from trucewatch.assess.records import TrackRecords
from trucewatch.decisions import BY_PEOPLE, known_from, signatures
from trucewatch.ledger.entry import Entry
from trucewatch.ledger.kinds import (
    ClaimCorrected,
    ClaimReviewed,
    ClaimsLinked,
    DecisionUndone,
    FindingSigned,
    IncidentsRegrouped,
    PropositionResolved,
)
from trucewatch.ledger.moment import moment, moment_text
from trucewatch.ledger.tables import known
from trucewatch.model import Agreement, Claim, Copy, Incident, Regrouping, Report, Verdict, View
from trucewatch.moments import day_of
from trucewatch.monitor import judge
from trucewatch.publish.wording import STANDING_WORDS, VERDICT_WORDS
from trucewatch.regrouping import records_of, regroupings
from trucewatch.watch import Watch
from trucewatch.world import World

__all__ = ["MOST_MOMENTS", "Belief", "beliefs", "moments_of"]

T = TypeVar("T")

MOST_MOMENTS = 40
"""Of an incident that changed more often, the first and the last moments are asked, and others evenly between them."""


@dataclass(frozen=True)
class Belief:
    """What was held on a moment. `standing` and `probability` are those of its having happened, None where nothing was
    said yet; `verdicts` by agreement; `incidents` how many incidents the claims made then (more than 1: they were not
    yet held to be one). `came` are the reports whose claims became known at this moment."""

    at: datetime
    standing: str
    standing_words: str
    probability: float | None
    low: float | None
    high: float | None
    claims: int
    origins: int
    incidents: int
    verdicts: Mapping[str, Verdict]
    verdict_words: str
    came: tuple[str, ...]


def beliefs(watch: Watch, view: View, world: World, incident: Incident) -> tuple[Belief, ...]:
    """What was held of an incident of a view at each moment up to the view's own, the earliest first; moments at which
    nothing came of what was recorded are left out. The last is what the view itself holds, at its own moment where
    reports on other events have moved it since."""
    found: list[Belief] = []
    past = _Past(watch, view, world, incident)
    for at in thinned(moments_of(watch, view, incident)):
        belief = _Then(past, at).belief()
        if belief is not None and (not found or _differs(found[-1], belief)):
            found.append(belief)
    now = _now(view, incident)
    if not found or _differs(found[-1], now):
        found.append(now)
    return tuple(found)


def _now(view: View, incident: Incident) -> Belief:
    """What the view holds."""
    verdicts = {f.agreement: f.verdict for f in view.findings if f.incident == incident.id}
    return _belief(view.known_on, incident, verdicts, 1, ())


def _belief(
    at: datetime, incident: Incident, verdicts: Mapping[str, Verdict], incidents: int, came: tuple[str, ...]
) -> Belief:
    weight = incident.occurred.weight
    return Belief(
        at=at,
        standing=incident.occurred.standing.value,
        standing_words=STANDING_WORDS[incident.occurred.standing],
        probability=weight.probability if weight else None,
        low=weight.low if weight else None,
        high=weight.high if weight else None,
        claims=len(incident.claims),
        origins=len(incident.origins),
        incidents=incidents,
        verdicts=verdicts,
        verdict_words="; ".join(dict.fromkeys(VERDICT_WORDS[v] for v in verdicts.values())) or "Not judged",
        came=came,
    )


def _differs(before: Belief, after: Belief) -> bool:
    kept = ("standing", "probability", "low", "high", "claims", "origins", "verdicts")
    return any(getattr(before, name) != getattr(after, name) for name in kept)


def thinned(moments: Sequence[T], most: int = MOST_MOMENTS) -> Sequence[T]:
    """At most so many of them, evenly, the first and the last among these."""
    if len(moments) <= most:
        return moments
    step = (len(moments) - 1) / (most - 1)
    return [moments[round(i * step)] for i in range(most)]


def moments_of(watch: Watch, view: View, incident: Incident) -> list[datetime]:
    """The moments up to the view's at which what the ledger knows of an incident changed: its reports, their readings,
    people's words on its claims, outcomes of its propositions, signatures on its findings."""
    reports = {key.rpartition("/")[0] for key in incident.claims}
    moments = set(_readings(watch, reports))
    findings = {finding.id for finding in view.findings if finding.incident == incident.id}
    touching = {entry.seq: known_from(entry) for entry in _touching(watch, incident, findings)}
    undone = [e for e in watch.ledger.entries(DecisionUndone.kind) if e.body["entry"] in touching]
    moments |= {*touching.values(), *map(known_from, undone)}
    return sorted(at for at in moments if at <= view.known_on)


def _touching(watch: Watch, incident: Incident, findings: set[str]) -> Iterator[Entry]:
    """The entries in which people decided on an incident, its claims or its findings."""
    claims, ledger = set(incident.claims), watch.ledger
    for entry in ledger.entries(IncidentsRegrouped.kind):
        if any(c["change"] in BY_PEOPLE and claims & set(c["claims"]) for c in entry.body["changes"]):
            yield entry
    for entry in ledger.entries(PropositionResolved.kind):
        if entry.body["incident"] == incident.id or claims & {*entry.body["supports"], *entry.body["denies"]}:
            yield entry
    for kind in (ClaimReviewed.kind, ClaimCorrected.kind, ClaimsLinked.kind):
        yield from (e for e in ledger.entries(kind) if claims & {e.body["claim"], e.body.get("to")})
    yield from (entry for entry in ledger.entries(FindingSigned.kind) if entry.body["finding"] in findings)


def _readings(watch: Watch, reports: set[str]) -> Iterator[datetime]:
    query = select(known.c.known_from).where(known.c.what == "claim", known.c.report.in_(sorted(reports))).distinct()
    with watch.ledger.connected() as connection:
        yield from (moment(row.known_from) for row in connection.execute(query))


class _Past:
    """What every moment of one incident is drawn from, read once: when each report became known, what was decided about
    incidents of its reports, and whether any outcome is known."""

    def __init__(self, watch: Watch, view: View, world: World, incident: Incident) -> None:
        self.watch, self.view, self.world, self.incident = watch, view, world, incident
        self.names = sorted({key.rpartition("/")[0] for key in incident.claims})
        self.known = _known_reports(watch)
        self.resolved = next(watch.ledger.entries(PropositionResolved.kind), None) is not None
        decided = regroupings(watch.ledger)
        self._by_people = any(change.change in BY_PEOPLE for change in decided)
        self._decided = self._near(decided)

    def _near(self, changes: Sequence[Regrouping]) -> list[Regrouping]:
        """Those changes that name a claim of these reports, or incidents and no claim at all (merges)."""
        own = set(self.names)
        return [c for c in changes if not c.claims or any(key.rpartition("/")[0] in own for key in c.claims)]

    def decisions(self, at: datetime) -> list[Regrouping]:
        """What counts at a moment: minted ids always, people's words from when they were known."""
        return self._near(regroupings(self.watch.ledger, at)) if self._by_people else self._decided

    def records(self, at: datetime) -> TrackRecords:
        """The sources' records as known then; of all reports, since a source learns from whatever was resolved."""
        view = self.view
        if not self.resolved:
            return TrackRecords()
        return records_of(self.watch.ledger, view.reports, view.claims, view.copies, self.world, at)


class _Then:
    """An incident's claims as they were known at one moment."""

    def __init__(self, past: _Past, at: datetime) -> None:
        self._past, self._at = past, at
        ledger, view = past.watch.ledger, past.view
        self._claims: dict[str, Claim] = {
            key: claim for name in past.names for key, claim in ledger.claims(at, report=name).items()
        }
        text = moment_text(at)
        self._reports: dict[str, Report] = {
            key: report for key, report in view.reports.items() if past.known.get(key, "9") <= text
        }
        self._copies: tuple[Copy, ...] = tuple(c for c in view.copies if {c.a, c.b} <= self._reports.keys())

    def belief(self) -> Belief | None:
        """What they came to; None where none of them was known, or none made this incident."""
        incidents = self._incidents()
        if not incidents:
            return None
        incident = self._past.incident
        ours = set(incident.claims)
        chief = max(incidents, key=lambda i: (i.id == incident.id, len(ours & set(i.claims)), i.id))
        return _belief(self._at, chief, self._verdicts(chief), len(incidents), self._came())

    def _incidents(self) -> list[Incident]:
        past = self._past
        found = assess(
            self._reports,
            self._claims.values(),
            self._copies,
            past.world,
            decisions=past.decisions(self._at),
            records=past.records(self._at),
            on=day_of(self._at, past.watch.zone),
        )
        ours = set(past.incident.claims)
        return [i for i in found if i.id == past.incident.id or ours & set(i.claims)]

    def _verdicts(self, chief: Incident) -> dict[str, Verdict]:
        past = self._past
        signed = signatures(past.watch.ledger, self._at, None)
        agreements: tuple[Agreement, ...] = past.view.setting.agreements
        return {
            finding.agreement: finding.verdict
            for agreement in agreements
            for finding in judge((chief,), agreement, self._claims, self._reports, past.world, past.view.as_of, signed)
        }

    def _came(self) -> tuple[str, ...]:
        query = (
            select(known.c.report)
            .where(known.c.what == "claim", known.c.known_from == moment_text(self._at))
            .where(known.c.report.in_(self._past.names))
            .distinct()
        )
        with self._past.watch.ledger.connected() as connection:
            return tuple(sorted(row.report for row in connection.execute(query)))


def _known_reports(watch: Watch) -> dict[str, str]:
    """From when each report counts as known, as the ledger's tables have moments."""
    query = select(known.c.id, known.c.known_from).where(known.c.what == "report")
    with watch.ledger.connected() as connection:
        return {row.id: row.known_from for row in connection.execute(query)}
