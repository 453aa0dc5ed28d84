"""The fifth and sixth tests: who is said to have done it and by whom, and on how many independent voices it rests."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trucewatch.model import (
    ActorKind,
    EventType,
    Incident,
    Origin,
    Outcome,
    Proposition,
    PropositionKind,
    SourceKind,
    Standing,
)

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["TestOfVoices", "Voices", "is_mutual"]

_ENOUGH = 2
_APART_BY_KIND = frozenset({SourceKind.WIRE, SourceKind.IGO, SourceKind.NGO_MONITOR})


@dataclass(frozen=True)
class TestOfVoices:
    """The answer of the fifth or the sixth test, with the claims that it rests on."""

    __test__ = False

    outcome: Outcome
    code: str
    reason: str
    claims: tuple[str, ...] = ()


def is_mutual(incident: Incident) -> bool:
    """Whether the act has no direction: clashes, whose first-named side has not therefore begun (codebook.md)."""
    return incident.type is EventType.ARMED_CLASH


class Voices:
    """Weighs who speaks of incidents, by the sides of one agreement. `sides_of` names those of an actor or camp."""

    def __init__(self, world: "World", sides_of: Callable[[str], frozenset[str]]) -> None:
        self._world = world
        self._sides_of = sides_of

    def attribution(self, incident: Incident) -> TestOfVoices:
        """Who is said to have done it, and who says so."""
        said = [p for p in incident.propositions if p.kind is PropositionKind.INITIATOR]
        claims = tuple(dict.fromkeys(key for p in said for key in (*p.supports, *p.denies)))
        if is_mutual(incident):
            return TestOfVoices(
                Outcome.UNKNOWN, "attribution_mutual", "a mutual exchange; no claim says who began", claims
            )
        if not incident.initiators:
            return TestOfVoices(Outcome.UNKNOWN, "attribution_unknown", "no claim says who did it", claims)
        by = self._speakers(incident, claims)
        if any(p.standing in (Standing.CONTESTED, Standing.REJECTED) for p in said) or self._opposed(said):
            names = ", ".join(dict.fromkeys(self._name(p.value) for p in said))
            return TestOfVoices(Outcome.DISPUTED, "attribution_disputed", f"claims differ over {names}{by}", claims)
        names = ", ".join(dict.fromkeys(self._name(a) for a in incident.initiators))
        named = any(self._is_named(a) for a in incident.initiators)
        code = "attributed_named" if named else "attributed_side"
        return TestOfVoices(Outcome.YES, code, f"said of {names}{by}", claims)

    def evidence(self, incident: Incident, beneficiaries: Iterable[str]) -> TestOfVoices:
        """On how many independent origins it rests, and whether one stands apart from those who gain from the claim.

        `beneficiaries` are the actors against whom the act was directed: being wronged is in their interest to claim.
        In a mutual exchange nobody gains alone, so voices of two sides stand apart from each other.
        """
        occurred = incident.occurred
        rests = (*occurred.supports, *occurred.denies)
        count, names = self._asserting(incident, occurred)
        if occurred.standing is Standing.REJECTED:
            return TestOfVoices(Outcome.NO, "occurrence_rejected", "what denies it outweighs what asserts it", rests)
        if occurred.standing is Standing.CONTESTED or occurred.denies:
            said = f"asserted by {names or 'nobody named'}, denied in {len(occurred.denies)} claims"
            return TestOfVoices(Outcome.DISPUTED, "occurrence_contested", said, rests)
        if occurred.standing is Standing.UNCONFIRMED:
            return TestOfVoices(Outcome.UNKNOWN, "hedged", "only hedged or unnamed sources speak of it", rests)
        if len(count) < _ENOUGH:
            return TestOfVoices(Outcome.UNKNOWN, "single_origin", f"it rests on {names or 'one origin'} alone", rests)
        if not self._one_apart(count, tuple(beneficiaries), mutual=is_mutual(incident)):
            said = f"none of {names} is known to stand apart from those who gain from the claim"
            return TestOfVoices(Outcome.UNKNOWN, "aligned_origins", said, rests)
        return TestOfVoices(Outcome.YES, "independent_origins", f"{len(count)} independent origins: {names}", rests)

    def _asserting(self, incident: Incident, occurred: Proposition) -> tuple[tuple[Origin, ...], str]:
        backing = set(occurred.supports)
        found = tuple(o for o in incident.origins if not backing or backing.intersection(o.claims))
        return found, ", ".join(dict.fromkeys(o.name for o in found))

    def _one_apart(self, origins: Sequence[Origin], beneficiaries: Sequence[str], *, mutual: bool) -> bool:
        sides = [self._sides(o) for o in origins]
        if mutual:
            told = frozenset(side for found in sides for side in found)
            opposed = any(a and b and not a & b for i, a in enumerate(sides) for b in sides[i + 1 :])
            return opposed or any(self._stands_apart(o, s, told) for o, s in zip(origins, sides, strict=True))
        gaining = frozenset(side for b in beneficiaries for side in self._sides_of(b))
        return any(self._stands_apart(o, s, gaining) for o, s in zip(origins, sides, strict=True))

    def _stands_apart(self, origin: Origin, sides: frozenset[str], gaining: frozenset[str]) -> bool:
        if sides:
            return not sides & gaining
        if origin.side is not None:
            return True
        # A side that is not known is no proof of distance, unless the kind of source itself has none.
        source = self._world.sources.get(origin.id)
        return source is not None and source.kind in _APART_BY_KIND

    def _sides(self, origin: Origin) -> frozenset[str]:
        """The sides that an origin has an interest in; empty where none is known or it is judged to have none."""
        if origin.side is None or origin.side == "none":
            return frozenset()
        return frozenset(side for token in origin.side.split("/") for side in self._sides_of(token.strip()))

    def _opposed(self, said: Sequence[Proposition]) -> bool:
        """Whether claims that share nothing name actors of different sides."""
        return any(
            not set(a.supports) & set(b.supports) and not self._sides_of(a.value) & self._sides_of(b.value)
            for i, a in enumerate(said)
            for b in said[i + 1 :]
            if self._world.actors.get(a.value) and self._world.actors.get(b.value)
        )

    def _is_named(self, actor: str) -> bool:
        known = self._world.actors.get(actor)
        return known is not None and known.kind not in (ActorKind.CLASS, ActorKind.LABEL)

    def _name(self, actor: str) -> str:
        known = self._world.actors.get(actor)
        return known.name if known else actor

    def _speakers(self, incident: Incident, claims: Sequence[str]) -> str:
        backing = set(claims)
        names = [o.name for o in incident.origins if not backing or backing.intersection(o.claims)]
        return f", by {', '.join(dict.fromkeys(names))}" if names else ""
