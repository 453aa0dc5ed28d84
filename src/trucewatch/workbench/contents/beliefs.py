"""What was believed of an incident, and when: the claims of its reports, assessed again at each moment that counts.

Only moments at which something about the incident was recorded or became known are asked, and only the claims of its
own reports are assessed, so that the answer is cheap. People's words and outcomes count from when they were known.
Where the incident was then held to be one with claims of reports that do not speak of it now, it may have stood
otherwise: the whole picture of that moment, which the clocks give, is exact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from trucewatch.assess import assess
from trucewatch.decisions import known_from, signatures
from trucewatch.ledger.kinds import FindingSigned, IncidentsRegrouped, PropositionResolved
from trucewatch.ledger.moment import moment, moment_text
from trucewatch.ledger.tables import known
from trucewatch.model import Agreement, Claim, Copy, Incident, Report, Verdict, View
from trucewatch.moments import day_of
from trucewatch.monitor import judge
from trucewatch.publish.wording import STANDING_WORDS, VERDICT_WORDS
from trucewatch.regrouping import records_of, regroupings
from trucewatch.watch import Watch
from trucewatch.world import World

__all__ = ["MOST_MOMENTS", "Belief", "beliefs", "moments_of"]

MOST_MOMENTS = 40
"""Of an incident that changed more often, the first and the last moments are asked, and others evenly between them."""

_MINTED = frozenset({"minted", "merged", "split"})


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
    for at in thinned(moments_of(watch, view, incident)):
        belief = _Then(watch, view, world, incident, at).belief()
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


def thinned(moments: list[datetime]) -> list[datetime]:
    """At most MOST_MOMENTS of them, the first and the last among these."""
    if len(moments) <= MOST_MOMENTS:
        return moments
    step = (len(moments) - 1) / (MOST_MOMENTS - 1)
    return [moments[round(i * step)] for i in range(MOST_MOMENTS)]


def moments_of(watch: Watch, view: View, incident: Incident) -> list[datetime]:
    """The moments up to the view's at which what the ledger knows of an incident changed: its reports, their readings,
    people's words on its claims, outcomes of its propositions, signatures on its findings."""
    reports = {key.rpartition("/")[0] for key in incident.claims}
    moments = set(_readings(watch, reports))
    claims = set(incident.claims)
    for entry in watch.ledger.entries(IncidentsRegrouped.kind):
        if any(c["change"] not in _MINTED and claims & set(c["claims"]) for c in entry.body["changes"]):
            moments.add(known_from(entry))
    for entry in watch.ledger.entries(PropositionResolved.kind):
        moments.add(known_from(entry))
    findings = {finding.id for finding in view.findings if finding.incident == incident.id}
    for entry in watch.ledger.entries(FindingSigned.kind):
        if entry.body["finding"] in findings:
            moments.add(known_from(entry))
    return sorted(at for at in moments if at <= view.known_on)


def _readings(watch: Watch, reports: set[str]) -> Iterator[datetime]:
    query = select(known.c.known_from).where(known.c.what == "claim", known.c.report.in_(sorted(reports))).distinct()
    with watch.ledger.connected() as connection:
        yield from (moment(row.known_from) for row in connection.execute(query))


class _Then:
    """An incident's claims as they were known at one moment."""

    def __init__(self, watch: Watch, view: View, world: World, incident: Incident, at: datetime) -> None:
        self._watch, self._view, self._world, self._incident, self._at = watch, view, world, incident, at
        names = sorted({key.rpartition("/")[0] for key in incident.claims})
        self._claims: dict[str, Claim] = {
            key: claim for name in names for key, claim in watch.ledger.claims(at, report=name).items()
        }
        known_then = _reports_at(watch, at)
        self._reports: dict[str, Report] = {key: report for key, report in view.reports.items() if key in known_then}
        self._copies: tuple[Copy, ...] = tuple(c for c in view.copies if {c.a, c.b} <= self._reports.keys())

    def belief(self) -> Belief | None:
        """What they came to; None where none of them was known, or none made this incident."""
        incidents = self._incidents()
        if not incidents:
            return None
        ours = set(self._incident.claims)
        chief = max(incidents, key=lambda i: (i.id == self._incident.id, len(ours & set(i.claims)), i.id))
        return _belief(self._at, chief, self._verdicts(chief), len(incidents), self._came())

    def _incidents(self) -> list[Incident]:
        ledger, view = self._watch.ledger, self._view
        # Records of all reports, since a source learns from whatever was resolved anywhere.
        records = records_of(ledger, view.reports, view.claims, view.copies, self._world, self._at)
        found = assess(
            self._reports,
            self._claims.values(),
            self._copies,
            self._world,
            decisions=regroupings(ledger, self._at),
            records=records,
            on=day_of(self._at, self._watch.zone),
        )
        ours = set(self._incident.claims)
        return [i for i in found if i.id == self._incident.id or ours & set(i.claims)]

    def _verdicts(self, chief: Incident) -> dict[str, Verdict]:
        signed = signatures(self._watch.ledger, self._at, None)
        agreements: tuple[Agreement, ...] = self._view.setting.agreements
        return {
            finding.agreement: finding.verdict
            for agreement in agreements
            for finding in judge(
                (chief,), agreement, self._claims, self._reports, self._world, self._view.as_of, signed
            )
        }

    def _came(self) -> tuple[str, ...]:
        text = moment_text(self._at)
        query = (
            select(known.c.report)
            .where(known.c.what == "claim", known.c.known_from == text)
            .where(known.c.report.in_(sorted({c.report for c in self._claims.values()})))
            .distinct()
        )
        with self._watch.ledger.connected() as connection:
            return tuple(sorted(row.report for row in connection.execute(query)))


def _reports_at(watch: Watch, at: datetime) -> set[str]:
    query = select(known.c.id).where(known.c.what == "report", known.c.known_from <= moment_text(at))
    with watch.ledger.connected() as connection:
        return {row.id for row in connection.execute(query)}
