"""Which claims speak of a duty: that it was fulfilled, begun, hampered, or by when it is due."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trucewatch.model import (
    Agreement,
    Certainty,
    Claim,
    EventType,
    Incident,
    LinkType,
    Mode,
    Polarity,
    Report,
    Stance,
    Standing,
    codebook,
)
from trucewatch.model.agreement import Obligation
from trucewatch.monitor.duty_zones import DutyZones
from trucewatch.monitor.parties import Parties
from trucewatch.monitor.sentences import sentence_of

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["DutyVoices", "KnownClaims"]

_ALSO_FULFIL = frozenset({EventType.DETENTION_RELEASE})
_SAY_ENOUGH = frozenset({EventType.HUMANITARIAN_ACTION, EventType.DETENTION_RELEASE})
_BROKEN = frozenset({Standing.REJECTED, Standing.CONTESTED, Standing.FORESEEN})
_PROPOSED = re.compile(r"\b(propos|suggest|offer|draft|outlin|sketch)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_HEAD_ENDS = re.compile(r"\b(?:of|on|for|with|in|to|at|by|under|specifying|and)\b|[,;:]")
_EMPTY = frozenset({"the", "all", "and", "any", "its", "their", "safe", "full"})
_STEM = 5


@dataclass(frozen=True)
class DutyVoices:
    """The claims that speak of one duty, by what they say of it; every tuple holds claims in the order of their keys.

    `doubtful` say that it was fulfilled but are denied, rejected or only possible; `against` say that it was not, or
    that the opposite was done; `quoted` state a day by which it is due; `planned` say that it is still to be done.
    `watched` is False where the agreement names no event type by which a claim of fulfilment could be found.
    """

    fulfilled: tuple[Claim, ...] = ()
    begun: tuple[Claim, ...] = ()
    doubtful: tuple[Claim, ...] = ()
    against: tuple[Claim, ...] = ()
    quoted: tuple[Claim, ...] = ()
    planned: tuple[Claim, ...] = ()
    watched: bool = False


class KnownClaims:
    """The claims that were known on a day about a world up to another day, ready to be asked about duties.

    Only claims of what happened, or is to happen, from the signing on speak of an agreement's duties.
    """

    def __init__(
        self,
        agreement: Agreement,
        claims: Mapping[str, Claim],
        reports: Mapping[str, Report],
        incidents: Iterable[Incident],
        *,
        as_of: date,
        known_on: date,
        world: "World | None" = None,
    ) -> None:
        self._reports = reports
        self._standing = {key: i.occurred.standing for i in incidents for key in i.claims}
        self._zones = DutyZones(agreement)
        self._parties = Parties(agreement, world) if world else None
        self._world = world
        self._signed = agreement.signing_day
        self._known = [
            claim
            for _, claim in sorted(claims.items())
            if (report := reports.get(claim.report)) is not None
            and (report.published is None or report.published <= known_on)
            and not self._before_signing(claim)
        ]
        self._as_of = as_of
        self._denied = {
            f"{c.report}/{link.to}" for c in self._known for link in c.links if link.type is LinkType.DENIES
        }

    def of(self, duty: Obligation) -> DutyVoices:
        """What is known to be said of a duty."""
        listed = {EventType(t) for t in duty.event_types}
        fulfilling = {t for t in listed if codebook()[t].violation == "no" or t in _ALSO_FULFIL}
        opposite = listed - fulfilling if duty.modality == "must" else set()
        found: dict[str, list[Claim]] = {
            k: [] for k in ("fulfilled", "begun", "doubtful", "against", "quoted", "planned")
        }
        for claim in self._known:
            if claim.type not in listed or not self._zones.admit(duty, claim):
                continue
            if claim.type in fulfilling:
                kind = self._kind(claim, duty)
                if kind is not None:
                    found[kind].append(claim)
            elif claim.type in opposite and self._happened(claim) and self._by_the_bound(claim, duty):
                found["against"].append(claim)
        heard = {kind: tuple(voices) for kind, voices in found.items()}
        return DutyVoices(**heard, watched=bool(fulfilling))

    def _before_signing(self, claim: Claim) -> bool:
        last = claim.date_end or claim.date_start or self.published(claim)
        return last is not None and last < self._signed

    def published(self, claim: Claim) -> date | None:
        """When the report of a claim came out."""
        return self._reports[claim.report].published

    def _kind(self, claim: Claim, duty: Obligation) -> str | None:
        if _states_a_deadline(claim):
            return "quoted" if self._by_the_bound(claim, duty) else None
        if not (self._by_the_bound(claim, duty) and self._names(claim, duty)):
            return None
        if claim.polarity is Polarity.NEGATIVE:
            return "against" if claim.mode is Mode.ACTUAL else None
        if claim.mode is Mode.PLANNED:
            return "planned"
        if not self._happened_by_now(claim):
            return None
        if not self._happened(claim):
            return "doubtful"
        return "begun" if _PROPOSED.search(claim.trigger.text) else "fulfilled"

    def _happened_by_now(self, claim: Claim) -> bool:
        # What is undated happened before it was published, and that may be after the day asked about.
        first = claim.date_start or claim.date_end or self.published(claim)
        return claim.mode is Mode.ACTUAL and (first is None or first <= self._as_of)

    def _happened(self, claim: Claim) -> bool:
        return (
            self._happened_by_now(claim)
            and claim.polarity is Polarity.POSITIVE
            and claim.certainty is not Certainty.POSSIBLE
            and claim.author_stance not in (Stance.REJECTS, Stance.DOUBTS)
            and claim.key not in self._denied
            and self._standing.get(claim.key) not in _BROKEN
        )

    def _by_the_bound(self, claim: Claim, duty: Obligation) -> bool:
        """Whether the claim leaves room for the duty's actors: it names one of them, or nobody that was resolved."""
        ids = {ref.id for ref in claim.initiators if ref.id is not None}
        if not ids or "all" in duty.actors:
            return True
        return any(self._stands_for(actor, claim) & set(duty.actors) for actor in ids)

    def _stands_for(self, actor: str, claim: Claim) -> frozenset[str]:
        """The actor, what it is part of, and the participant through whom the agreement reaches it."""
        if self._world is None or self._parties is None:
            return frozenset({actor})
        on = claim.date_start or claim.date_end or self.published(claim)
        through = self._parties.standing(actor, on).through
        return frozenset({actor, *self._world.actors.ancestors(actor, on)} | ({through} if through else set()))

    def _names(self, claim: Claim, duty: Obligation) -> bool:
        """Whether the sentence of the claim names what the duty is about: most words of the object's head.

        Aid and releases need no such words: their type says what was done.
        """
        if duty.object is None or claim.type in _SAY_ENOUGH:
            return True
        head = _HEAD_ENDS.split(duty.object, maxsplit=1)[0] or duty.object
        wanted = {w.casefold()[:_STEM] for w in _WORD.findall(head)} - _EMPTY
        if not wanted:
            return True
        said = {w.casefold()[:_STEM] for w in _WORD.findall(sentence_of(claim, self._reports[claim.report]))}
        # "map" and "maps" differ within the stem; a shared beginning is enough.
        hits = sum(any(s.startswith(w.rstrip("s")) for s in said) for w in wanted)
        return hits * 2 >= len(wanted)


def _states_a_deadline(claim: Claim) -> bool:
    """Whether something planned is to be done by a day: it may begin before that day (codebook.md, "Deadlines")."""
    if claim.mode is not Mode.PLANNED or claim.polarity is not Polarity.POSITIVE or claim.date_end is None:
        return False
    return claim.date_start is None or claim.date_start < claim.date_end
