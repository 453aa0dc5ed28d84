"""Findings: each incident held against an agreement by six separate tests, never by one score.

"Established" is never given by the tests: it takes a named person's signature (verdicts.py).
"""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import rfc8785

from trucewatch.model import (
    Agreement,
    Claim,
    EventType,
    Finding,
    Incident,
    PlaceRef,
    Report,
    Standing,
    Test,
    TestName,
)
from trucewatch.model.finding import Signature
from trucewatch.monitor.acts import Prohibitions, is_judged
from trucewatch.monitor.evidence import Voices, is_mutual
from trucewatch.monitor.in_force import ForceClock
from trucewatch.monitor.moments import span_of_days
from trucewatch.monitor.parties import Parties, TestOfActors
from trucewatch.monitor.sentences import sentence_of
from trucewatch.monitor.verdicts import decide, signed_verdict, wording
from trucewatch.monitor.weapons import weapon_classes
from trucewatch.monitor.zones import ZoneMap

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["METHOD", "Judge", "agreement_hash", "finding_id", "judge"]

METHOD = "six-tests/2"


def judge(
    incidents: Iterable[Incident],
    agreement: Agreement,
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    world: "World",
    as_of: datetime | date,
    signatures: Mapping[str, Signature] | None = None,
) -> tuple[Finding, ...]:
    """A finding for every incident that is an act, is said to have happened and does not start after `as_of`.

    Process events, states of control, what is only planned or foreseen and what is only denied get none. `claims` by
    key and `reports` by id tell which claims each answer rests on; claims of other reports are not named. `signatures`
    are people's decisions by finding id.
    """
    day = as_of.date() if isinstance(as_of, datetime) else as_of
    bench = Judge(agreement, world, signatures or {})
    with _uncollected():
        return tuple(bench.finding(i, claims, reports) for i in incidents if bench.comes_up(i, day))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: findings hold no cycles and are all kept, yet it would search them over and over,
    which took a third of the time for fifty thousand."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def finding_id(agreement: str, incident: str) -> str:
    """The name of the finding on an incident under an agreement."""
    return f"{agreement}:{incident}"


def agreement_hash(agreement: Agreement) -> str:
    """SHA-256 of an agreement's data in canonical JSON (RFC 8785): which state of it a finding was judged by."""
    data = agreement.model_dump(mode="json", by_alias=True)
    return hashlib.sha256(rfc8785.dumps(data)).hexdigest()


class Judge:
    """One agreement with everything that its six tests look up; keep it to judge new incidents as they come."""

    def __init__(self, agreement: Agreement, world: "World", signatures: Mapping[str, Signature] | None = None) -> None:
        self._agreement = agreement
        self._signatures = signatures or {}
        self._text = agreement.authoritative_version().id
        self._parties = Parties(agreement, world)
        self._zones = ZoneMap(agreement, world)
        self._clock = ForceClock(agreement)
        self._acts = Prohibitions(agreement)
        self._voices = Voices(world, self._parties.sides_of)

    @cached_property
    def _hash(self) -> str:
        return agreement_hash(self._agreement)

    @staticmethod
    def comes_up(incident: Incident, day: date) -> bool:
        """Whether an incident is judged at all on a day."""
        occurred = incident.occurred
        if not incident.mode_actual or occurred.standing is Standing.FORESEEN:
            return False
        if occurred.denies and not occurred.supports:
            # Only a denial: nobody whom the watch has read says that it happened.
            return False
        first = incident.date_start or incident.date_end
        return is_judged(incident.types or (incident.type,)) and (first is None or first <= day)

    def finding(self, incident: Incident, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> Finding:
        """The finding on one incident, from the claims in it."""
        told = [c for k in incident.claims if (c := claims.get(k)) is not None and c.report in reports]
        zone, tests = self._tests(incident, told, tuple(sentence_of(c, reports[c.report]) for c in told))
        found, codes = decide({t.name: t for t in tests})
        key = finding_id(self._agreement.id, incident.id)
        signature = self._signatures.get(key)
        verdict, codes = signed_verdict(found, codes, signature)
        return Finding(
            id=key,
            incident=incident.id,
            agreement=self._agreement.id,
            text_version=self._text,
            zone=zone,
            tests=tests,
            verdict=verdict,
            decided_by=codes,
            wording=wording(self._agreement, incident, verdict, codes, signature.by if signature else ""),
            method=METHOD,
            agreement_hash=self._hash,
            claims=tuple(c.key for c in told),
            signature=signature,
        )

    def _tests(
        self, incident: Incident, claims: Sequence[Claim], sentences: Sequence[str]
    ) -> tuple[str | None, tuple[Test, ...]]:
        last = incident.date_end or incident.date_start or incident.reported_first
        first = incident.date_start
        mutual = is_mutual(incident)
        acts = _types(incident)
        actors = self._parties.test(incident.initiators, incident.targets, first or last, mutual=mutual, acts=acts)
        weapons = weapon_classes(" ".join(sentences)) if self._zones.by_weapon else frozenset()
        where = self._zones.test(_places(incident), first, last, acts=acts, actors=_reached(actors), weapons=weapons)
        span = span_of_days(first, last, self._clock.zone)
        sides = (actors.initiators,) if actors.code == "bound_alone" else (actors.initiators, actors.targets)
        force = self._clock.test(span, sides, where.zone)
        act = self._acts.test(acts, where.zone, actors, sentences)
        who = self._voices.attribution(incident)
        voices = self._voices.evidence(incident, incident.targets if not mutual else ())
        keys = tuple(c.key for c in claims)
        dated = tuple(c.key for c in claims if c.date_start or c.date_end)
        placed = tuple(c.key for c in claims if c.places)
        peopled = tuple(c.key for c in claims if c.initiators or c.targets)
        in_zone = Test(
            name=TestName.IN_ZONE,
            outcome=where.outcome,
            code=where.code,
            reason=where.reason,
            claims=placed,
            low=where.low,
            high=where.high,
            boundaries=where.boundaries,
        )
        return where.zone, (
            Test(name=TestName.IN_FORCE, outcome=force.outcome, code=force.code, reason=force.reason, claims=dated),
            in_zone,
            Test(
                name=TestName.ACTORS_BOUND,
                outcome=actors.outcome,
                code=actors.code,
                reason=actors.reason,
                claims=peopled,
            ),
            Test(name=TestName.ACT_PROHIBITED, outcome=act.outcome, code=act.code, reason=act.reason, claims=keys),
            Test(name=TestName.ATTRIBUTION, outcome=who.outcome, code=who.code, reason=who.reason, claims=who.claims),
            Test(
                name=TestName.EVIDENCE,
                outcome=voices.outcome,
                code=voices.code,
                reason=voices.reason,
                claims=voices.claims,
            ),
        )


def _reached(actors: TestOfActors) -> frozenset[str]:
    """Those who acted, and the participants through whom the agreement reaches them."""
    return frozenset(name for s in actors.initiators for name in (s.actor, s.through) if name)


def _types(incident: Incident) -> tuple[EventType, ...]:
    return tuple(dict.fromkeys((incident.type, *incident.types)))


def _places(incident: Incident) -> tuple[PlaceRef, ...]:
    first = (incident.place,) if incident.place else ()
    return tuple(dict.fromkeys((*first, *incident.places)))
