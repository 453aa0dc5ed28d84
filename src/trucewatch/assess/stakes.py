"""What a source stands to gain from what it says, and whether it was there: read from actors, sides and its kind."""

import re
from collections.abc import Sequence
from datetime import date

from anyascii import anyascii

from trucewatch.assess.origins import Trace
from trucewatch.assess.parameters import Access, Promptness, Stake, parameters
from trucewatch.model import ActorRef, Claim, EventType, Mode, Polarity, PropositionKind, SourceKind
from trucewatch.world import World

__all__ = ["access_of", "answers_for_itself", "promptness_of", "stake_of"]

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
_DONE_TO_OTHERS = frozenset(
    {
        EventType.AIR_STRIKE,
        EventType.SHELLING,
        EventType.ASSAULT,
        EventType.EXPLOSIVE_DEVICE,
        EventType.WEAPONS_FIRE,
        EventType.VIOLENCE_AGAINST_CIVILIANS,
        EventType.CHEMICAL_ATTACK,
    }
)
"""Acts that may have happened although it was somebody else who did them; no army's withdrawal is another's."""
_ON_THE_GROUND = frozenset({SourceKind.WITNESS, SourceKind.NGO_MONITOR})
_PARTIES = frozenset({SourceKind.PARTY_STATEMENT, SourceKind.MINISTRY})
_UNINTERESTED = (None, "none", "mon")
_FACTS_WITHOUT_STAKE = frozenset({PropositionKind.PLACE, PropositionKind.DATE})


def _sides(refs: Sequence[str | None], world: World) -> set[str]:
    actors = (world.actors.get(ref) for ref in refs if ref)
    return {actor.side for actor in actors if actor and actor.side}


def stake_of(
    trace: Trace, claim: Claim, world: World, kind: PropositionKind = PropositionKind.OCCURRED, *, asserts: bool = True
) -> Stake:
    """What the source has to gain from saying this.

    Gains and losses follow from who did what: captures serve who captures; flight and harm serve the other side. A
    denial turns the two around. A source whose lean is unknown counts as neutral; so does everyone about day and place.
    """
    lean = trace.source.lean if trace.source else None
    if lean in _UNINTERESTED or kind in _FACTS_WITHOUT_STAKE:
        return "neutral"
    if claim.type not in _INITIATOR_GAINS | _INITIATOR_LOSES:
        return "neutral"
    initiators = _sides([a.id for a in claim.initiators], world)
    targets = _sides([a.id for a in claim.targets], world)
    gain, loss = (initiators, targets) if claim.type in _INITIATOR_GAINS else (targets, initiators)
    if claim.polarity is Polarity.NEGATIVE or not asserts:
        gain, loss = loss, gain
    if lean in gain and lean not in loss:
        return "interested"
    return "against_interest" if lean in loss and lean not in gain else "neutral"


def answers_for_itself(trace: Trace, claim: Claim, world: World) -> PropositionKind | None:
    """What a party denies of itself: that it did it (INITIATOR), or that it was hit (TARGET). None where the denial
    speaks of the event: it names no such part, comes from somebody else, or denies an act that nobody else could have
    done. "The army denied shelling the town" leaves open whether the town was shelled."""
    if claim.polarity is not Polarity.NEGATIVE or claim.type not in _DONE_TO_OTHERS:
        return None
    if _speaks_for(trace, claim, claim.initiators, world):
        return PropositionKind.INITIATOR
    return PropositionKind.TARGET if _speaks_for(trace, claim, claim.targets, world) else None


def _speaks_for(trace: Trace, claim: Claim, refs: Sequence[ActorRef], world: World) -> bool:
    """Whether the source is one of some actors, or its press office: as the watch knows it, or as it is worded."""
    source = trace.source
    if source is not None and source.kind in _PARTIES:
        return source.lean is not None and source.lean in _sides([ref.id for ref in refs], world)
    speaker = _plain(claim.source[0])
    return any((named := _plain(ref.text)) and named <= speaker for ref in refs)


def _plain(text: str) -> set[str]:
    """The words of a name as worded, without articles and the mark of the genitive."""
    return set(re.findall(r"[a-z0-9]+", re.sub(r"'s?\b", "", anyascii(text).lower()))) - {"the", "a", "an"}


def access_of(trace: Trace, claim: Claim, world: World) -> Access:
    """Whether the origin was there: monitors and witnesses of the ground are, and a party at its own side's acts; a
    site that reprints is not; of others nobody can say."""
    source = trace.source
    if source is None:
        return "unknown"
    if source.kind is SourceKind.REPUBLISHER:
        return "relayed"
    if source.kind in _ON_THE_GROUND:
        return "present"
    acting = _sides([a.id for a in (*claim.initiators, *claim.targets)], world)
    return "present" if source.kind in _PARTIES and source.lean in acting else "unknown"


def promptness_of(claim: Claim, published: date | None) -> Promptness:
    """How soon after the event the word was published; "before_the_event" where the event is dated later than that."""
    if published is None or claim.date_start is None or claim.mode is not Mode.ACTUAL:
        return "prompt"
    if claim.date_start > published:
        return "before_the_event"
    ended = claim.date_end or claim.date_start
    return "late" if (published - ended).days > parameters().late_after_days else "prompt"
