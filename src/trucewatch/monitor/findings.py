"""Findings: each incident held against an agreement by six separate tests, never by one score.

Precedence (violation-notes.md, section 4): a no in the tests of force, zone, actors or act decides; then whether it
happened at all; then anything left open in those tests; only then the evidence. "Established" is never given here.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from trucewatch.model import (
    Agreement,
    Claim,
    EventType,
    Finding,
    Incident,
    Outcome,
    PlaceRef,
    Report,
    Standing,
    Test,
    TestName,
    Verdict,
)
from trucewatch.monitor.acts import Prohibitions, is_judged
from trucewatch.monitor.evidence import Voices, is_mutual
from trucewatch.monitor.in_force import ForceClock
from trucewatch.monitor.moments import span_of_days
from trucewatch.monitor.parties import Parties
from trucewatch.monitor.reasons import REASONS
from trucewatch.monitor.zones import ZoneMap

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["METHOD", "judge"]

METHOD = "six-tests/1"

_SCOPE = (TestName.IN_FORCE, TestName.IN_ZONE, TestName.ACTORS_BOUND)


def judge(
    incidents: Iterable[Incident],
    agreement: Agreement,
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    world: "World",
    as_of: datetime | date,
) -> tuple[Finding, ...]:
    """A finding for every incident that is an act, is said to have happened and does not start after `as_of`.

    Process events, states of control, what is only planned or foreseen and what is only denied get none. `claims` by
    key and `reports` by id tell which claims each answer rests on; claims of other reports are not named.
    """
    day = as_of.date() if isinstance(as_of, datetime) else as_of
    bench = _Bench(agreement, world)
    return tuple(
        bench.finding(incident, [claims[k] for k in incident.claims if k in claims and claims[k].report in reports])
        for incident in incidents
        if _comes_up(incident, day)
    )


def _comes_up(incident: Incident, day: date) -> bool:
    occurred = incident.occurred
    if not incident.mode_actual or occurred.standing is Standing.FORESEEN:
        return False
    if occurred.denies and not occurred.supports:
        # Only a denial: nobody whom the watch has read says that it happened.
        return False
    first = incident.date_start or incident.date_end
    return is_judged(incident.types or (incident.type,)) and (first is None or first <= day)


class _Bench:
    """One agreement with everything that its six tests look up."""

    def __init__(self, agreement: Agreement, world: "World") -> None:
        self._agreement = agreement
        self._text = agreement.authoritative_version().id
        self._parties = Parties(agreement, world)
        self._zones = ZoneMap(agreement, world)
        self._clock = ForceClock(agreement)
        self._acts = Prohibitions(agreement)
        self._voices = Voices(world, self._parties.sides_of)

    def finding(self, incident: Incident, claims: list[Claim]) -> Finding:
        """The finding on one incident, from the claims in it."""
        zone, tests = self._tests(incident, claims)
        verdict, codes = _verdict({t.name: t for t in tests})
        return Finding(
            id=f"{self._agreement.id}:{incident.id}",
            incident=incident.id,
            agreement=self._agreement.id,
            text_version=self._text,
            zone=zone,
            tests=tests,
            verdict=verdict,
            decided_by=codes,
            wording=self._wording(incident, verdict, codes),
            method=METHOD,
        )

    def _tests(self, incident: Incident, claims: list[Claim]) -> tuple[str | None, tuple[Test, ...]]:
        last = incident.date_end or incident.date_start or incident.reported_first
        first = incident.date_start
        mutual = is_mutual(incident)
        actors = self._parties.test(incident.initiators, incident.targets, first or last, mutual=mutual)
        where = self._zones.test(_places(incident), first, last)
        span = span_of_days(first, last, self._clock.zone)
        force = self._clock.test(span, (actors.initiators, actors.targets), where.zone)
        act = self._acts.test(_types(incident), where.zone, actors)
        who = self._voices.attribution(incident)
        gaining = incident.targets if not mutual else ()
        voices = self._voices.evidence(incident, gaining)
        dated = tuple(c.key for c in claims if c.date_start or c.date_end)
        placed = tuple(c.key for c in claims if c.places)
        peopled = tuple(c.key for c in claims if c.initiators or c.targets)
        return where.zone, (
            Test(name=TestName.IN_FORCE, outcome=force.outcome, code=force.code, reason=force.reason, claims=dated),
            Test(
                name=TestName.IN_ZONE,
                outcome=where.outcome,
                code=where.code,
                reason=where.reason,
                claims=placed,
                low=where.low,
                high=where.high,
            ),
            Test(
                name=TestName.ACTORS_BOUND,
                outcome=actors.outcome,
                code=actors.code,
                reason=actors.reason,
                claims=peopled,
            ),
            Test(
                name=TestName.ACT_PROHIBITED,
                outcome=act.outcome,
                code=act.code,
                reason=act.reason,
                claims=tuple(c.key for c in claims),
            ),
            Test(name=TestName.ATTRIBUTION, outcome=who.outcome, code=who.code, reason=who.reason, claims=who.claims),
            Test(
                name=TestName.EVIDENCE,
                outcome=voices.outcome,
                code=voices.code,
                reason=voices.reason,
                claims=voices.claims,
            ),
        )

    def _wording(self, incident: Incident, verdict: Verdict, codes: tuple[str, ...]) -> str:
        title = self._agreement.title
        silent = self._agreement.violations.defined == "none"
        a_breach = "inconsistent with" if silent else "a violation of"
        place = f" at {incident.place.name}" if incident.place else ""
        act = f"reported {incident.type.value.replace('_', ' ')}{place}"
        subject = f"The {act}"
        because = "; ".join(REASONS[code] for code in codes)
        sentences = {
            Verdict.PROBABLE: f"{subject} is assessed as probably {a_breach} {title}: {because}.",
            Verdict.ALLEGED: f"{subject} is alleged to be {a_breach} {title}: {because}.",
            Verdict.INDETERMINATE: f"Whether the {act} is {a_breach} {title} is open: {because}.",
            Verdict.CONTRADICTED: f"{subject} is contradicted and not held against {title}: {because}.",
            Verdict.NOT_A_VIOLATION: f"{subject} is not {a_breach} {title}: {because}.",
            Verdict.OUT_OF_SCOPE: f"{subject} does not fall under {title}: {because}.",
        }
        return sentences[verdict]


def _types(incident: Incident) -> tuple[EventType, ...]:
    return tuple(dict.fromkeys((incident.type, *incident.types)))


def _places(incident: Incident) -> tuple[PlaceRef, ...]:
    first = (incident.place,) if incident.place else ()
    return tuple(dict.fromkeys((*first, *incident.places)))


def _verdict(tests: Mapping[TestName, Test]) -> tuple[Verdict, tuple[str, ...]]:
    outside = [tests[n] for n in _SCOPE if tests[n].outcome is Outcome.NO and tests[n].code != "target_excluded"]
    if outside:
        return Verdict.OUT_OF_SCOPE, tuple(t.code for t in outside)
    act, evidence = tests[TestName.ACT_PROHIBITED], tests[TestName.EVIDENCE]
    if act.outcome is Outcome.NO:
        return Verdict.NOT_A_VIOLATION, (act.code,)
    if evidence.code == "occurrence_rejected":
        return Verdict.CONTRADICTED, (evidence.code,)
    left_open = tuple(_left_open(tests))
    if left_open:
        return Verdict.INDETERMINATE, left_open
    attribution = tests[TestName.ATTRIBUTION]
    if evidence.outcome is not Outcome.YES:
        return Verdict.ALLEGED, (evidence.code,)
    if attribution.outcome is Outcome.DISPUTED:
        return Verdict.ALLEGED, (attribution.code,)
    return Verdict.PROBABLE, (evidence.code,)


def _left_open(tests: Mapping[TestName, Test]) -> Iterator[str]:
    for name in (*_SCOPE, TestName.ACT_PROHIBITED):
        if tests[name].outcome in (Outcome.DISPUTED, Outcome.UNKNOWN):
            yield tests[name].code
    if tests[TestName.EVIDENCE].code == "occurrence_contested":
        yield "occurrence_contested"
