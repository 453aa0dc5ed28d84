"""What the voices for and against a proposition weigh: a log-odds sum that a reader can redo by hand.

Each origin speaks once, with its weightiest claim. It adds its reliability (from the Admiralty letter it starts with)
times what its stake in the matter allows, times the certainty that it commits to. Origins of different sides that agree
add a bonus; a report that rejects or doubts what it quotes takes away. All parameters stand in PARAMETERS.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.assess.origins import OriginFinder, Trace
from trucewatch.model import Certainty, Claim, Contribution, EventType, Polarity, Stance, Weight
from trucewatch.world import World

__all__ = ["PARAMETERS", "Weighing", "stake_of"]

PARAMETERS: dict[str, float] = {
    "reliability_A": 2.2,
    "reliability_B": 1.5,
    "reliability_C": 0.9,
    "reliability_D": 0.4,
    "reliability_E": 0.1,
    "reliability_F": 0.5,
    "reliability_unnamed": 0.3,
    "stake_interested": 0.5,
    "stake_against_interest": 2.0,
    "stake_neutral": 1.0,
    "certainty_certain": 1.0,
    "certainty_probable": 0.6,
    "certainty_possible": 0.25,
    "agreement_across_sides": 0.7,
    "author_doubts": -0.4,
    "author_rejects": -0.8,
    "spread": 1.0,
}

_INITIATOR_GAINS = frozenset(
    {EventType.TERRITORY_CAPTURED, EventType.CONTROL, EventType.OFFENSIVE_LAUNCHED, EventType.HUMANITARIAN_ACTION}
)
_INITIATOR_LOSES = frozenset(
    {
        EventType.WITHDRAWAL,
        EventType.VIOLENCE_AGAINST_CIVILIANS,
        EventType.CHEMICAL_ATTACK,
        EventType.CEASEFIRE_BREACH,
        EventType.SIEGE,
        EventType.ACCESS_RESTRICTION,
        EventType.PROHIBITED_PRESENCE,
        EventType.SHELLING,
        EventType.AIR_STRIKE,
    }
)


@dataclass(frozen=True)
class _Voice:
    trace: Trace
    claim: Claim
    claims: tuple[str, ...]
    amount: float
    words: str


def _sides(refs: Sequence[str | None], world: World) -> set[str]:
    actors = (world.actors.get(ref) for ref in refs if ref)
    return {actor.side for actor in actors if actor and actor.side}


def stake_of(trace: Trace, claim: Claim, world: World) -> str:
    """ "interested", "against_interest" or "neutral": what the source has to gain from saying this.

    Gains and losses follow from who did what: captures serve who captures, flight and harm to civilians serve the other
    side. A denial turns the two around. A source whose lean is unknown counts as neutral.
    """
    lean = trace.source.lean if trace.source else None
    if lean in (None, "none", "mon"):
        return "neutral"
    initiators = _sides([a.id for a in claim.initiators], world)
    targets = _sides([a.id for a in claim.targets], world)
    gain, loss = (initiators, targets) if claim.type in _INITIATOR_GAINS else (targets, initiators)
    if claim.type not in _INITIATOR_GAINS | _INITIATOR_LOSES:
        return "neutral"
    if claim.polarity is Polarity.NEGATIVE:
        gain, loss = loss, gain
    if lean in gain and lean not in loss:
        return "interested"
    return "against_interest" if lean in loss and lean not in gain else "neutral"


class Weighing:
    """Weighs claims for and against one proposition at a time."""

    def __init__(self, finder: OriginFinder, world: World) -> None:
        self._finder = finder
        self._world = world

    def _voices(self, claims: Sequence[Claim]) -> list[_Voice]:
        """One voice an origin, in order of appearance: its most certain claim, or the one it has least interest in."""
        grouped: dict[str, list[tuple[Claim, Trace]]] = {}
        for claim in claims:
            trace = self._finder.trace(claim)
            grouped.setdefault(trace.id, []).append((claim, trace))
        return [max((self._voice(c, t, found) for c, t in found), key=lambda v: v.amount) for found in grouped.values()]

    def _voice(self, claim: Claim, trace: Trace, all_of: Sequence[tuple[Claim, Trace]]) -> _Voice:
        letter = trace.source.start if trace.source else ("F" if trace.named else "unnamed")
        stake = stake_of(trace, claim, self._world)
        base = PARAMETERS[f"reliability_{letter}"]
        amount = base * PARAMETERS[f"stake_{stake}"] * PARAMETERS[f"certainty_{claim.certainty}"]
        graded = f"reliability {letter}" if letter != "unnamed" else "unnamed source"
        words = f"{trace.name}: {graded}, {stake.replace('_', ' ')}, {claim.certainty}"
        return _Voice(trace, claim, tuple(c.key for c, _ in all_of), round(amount, 3), words)

    def weigh(self, supports: Sequence[Claim], denies: Sequence[Claim]) -> Weight:
        """The weight of a proposition from the claims that assert and the claims that deny it."""
        pros, cons = self._voices(supports), self._voices(denies)
        terms = [Contribution(term="asserts", log_odds=v.amount, reason=v.words, claims=v.claims) for v in pros]
        terms += [Contribution(term="denies", log_odds=-v.amount, reason=v.words, claims=v.claims) for v in cons]
        for voices, sign, verb in ((pros, 1, "assert"), (cons, -1, "deny")):
            sides = {v.trace.source.lean for v in voices if v.trace.source and v.trace.source.lean}
            if len(sides) > 1:
                bonus = sign * PARAMETERS["agreement_across_sides"]
                reason = f"sources of {len(sides)} sides {verb} it: {', '.join(sorted(s or '' for s in sides))}"
                terms.append(Contribution(term="agreement_across_sides", log_odds=bonus, reason=reason))
        terms += self._stances(supports, {c.report for c in denies if c.by_author})
        return self._sum(terms, pros, cons)

    def _stances(self, supports: Sequence[Claim], denied_by_author: set[str]) -> list[Contribution]:
        """What reports take from claims that they quote and do not believe, once a report; not where the report's own
        denial is already counted."""
        terms: dict[str, Contribution] = {}
        for claim in supports:
            root = self._finder.root(claim.report)
            if claim.author_stance not in (Stance.DOUBTS, Stance.REJECTS) or claim.report in denied_by_author:
                continue
            amount = PARAMETERS[f"author_{claim.author_stance}"]
            kept = terms.get(root)
            if kept is None or amount < kept.log_odds:
                reason = f"report {root} {claim.author_stance} what it quotes"
                terms[root] = Contribution(term="author_stance", log_odds=amount, reason=reason, claims=(claim.key,))
        return list(terms.values())

    def _sum(self, terms: list[Contribution], pros: list[_Voice], cons: list[_Voice]) -> Weight:
        total = sum(term.log_odds for term in terms)
        spread = PARAMETERS["spread"] / math.sqrt(max(1, len(pros) + len(cons)))
        probability = _odds(total)
        return Weight(
            probability=probability,
            low=_odds(total - spread),
            high=_odds(total + spread),
            grade_source=min((v.trace.source.start if v.trace.source else "F" for v in pros), default="F"),
            grade_item=_item_grade(probability, pros, cons),
            contributions=tuple(terms),
            would_change=_would_change(pros, cons),
        )


def _odds(log_odds: float) -> float:
    return round(1 / (1 + math.exp(-log_odds)), 4)


def _item_grade(probability: float, pros: list[_Voice], cons: list[_Voice]) -> int:
    """The Admiralty number: 1 confirmed by independent sources .. 5 improbable, 6 cannot be judged."""
    if not pros or all(not v.trace.named and v.claim.certainty is Certainty.POSSIBLE for v in pros):
        return 6
    if probability >= 0.9 and len(pros) > 1 and not cons:
        return 1
    return 2 if probability >= 0.75 else 3 if probability >= 0.5 else 4 if probability >= 0.25 else 5


def _would_change(pros: list[_Voice], cons: list[_Voice]) -> str:
    if cons and pros:
        return "a named source of another side that was there, or a statement of either party against its own interest"
    if not any(v.trace.named for v in pros):
        return "any named source, or a denial"
    if len(pros) == 1:
        return "a second origin that does not go back to the first, or a denial"
    return "a denial by a source with no interest in denying, or by the one it credits"
