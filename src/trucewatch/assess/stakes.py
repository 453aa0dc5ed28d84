"""What a source stands to gain from what it says, and whether it was there: read from actors, sides and its kind."""

import re
from collections.abc import Sequence
from datetime import date

from anyascii import anyascii

from trucewatch.assess.origins import Trace
from trucewatch.assess.parameters import Access, Promptness, Stake, parameters
from trucewatch.assess.speakers import line_of
from trucewatch.model import (
    FIGHTING_KINDS,
    ActorKind,
    ActorRef,
    Claim,
    EventType,
    Mode,
    Polarity,
    PropositionKind,
    SourceKind,
)
from trucewatch.world import World

__all__ = ["DONE_TO_OTHERS", "access_of", "answers_for_itself", "promptness_of", "stake_of"]

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
_BLOWS = frozenset({EventType.AIR_STRIKE, EventType.SHELLING, EventType.EXPLOSIVE_DEVICE})
"""Acts that a party boasts of where they hit fighters. Nobody boasts of poison gas, or of having broken a truce; of an
assault either side may boast, who made it or who held out, and of shots neither."""
DONE_TO_OTHERS = frozenset(
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


def _is_of_side(lean: str | None, refs: Sequence[ActorRef], claim: Claim, world: World) -> bool:
    """Whether a source of this lean has an interest in one of some actors. A lean is a side ("gov"), or one actor of a
    side that is of several minds ("guar:ru"), with whatever is part of it."""
    if lean is None:
        return False
    for ref in refs:
        line = line_of(ref.id, world, claim.date_start) if ref.id else ()
        side = next((actor.side for actor in map(world.actors.get, line) if actor and actor.side), None)
        if lean == side or lean.partition(":")[2] in line:
            return True
    return False


def stake_of(
    trace: Trace, claim: Claim, world: World, kind: PropositionKind = PropositionKind.OCCURRED, *, asserts: bool = True
) -> Stake:
    """What the source has to gain from saying this.

    Gains and losses follow from who did what (_gain_and_loss). A source whose lean is unknown counts as neutral, and so
    does everyone about day and place.
    """
    if trace.side in _UNINTERESTED or kind in _FACTS_WITHOUT_STAKE:
        return "neutral"
    gain, loss = _gain_and_loss(claim, world, denied=claim.polarity is Polarity.NEGATIVE or not asserts)
    gains, loses = (_is_of_side(trace.side, refs, claim, world) for refs in (gain, loss))
    if gains and not loses:
        return "interested"
    return "against_interest" if loses and not gains else "neutral"


def _gain_and_loss(claim: Claim, world: World, *, denied: bool) -> tuple[Sequence[ActorRef], Sequence[ActorRef]]:
    """Whom it serves, and whom it harms, that this is said.

    Captures serve who captures; flight, and harm to civilians, serve the other side. A denial turns the two around. A
    blow to fighters serves who boasts of it, and who denies it: that one clears itself of a breach or hides that it was
    hit. Who was hit and says so complains of a breach but admits a blow, which is neither; owning up to its dead, it
    speaks against itself.
    """
    did, hit = claim.initiators, claim.targets
    if claim.type in _BLOWS and _hits_fighters(claim, world):
        if denied:
            return (*did, *hit), ()
        return did, hit if any(toll.low or toll.high for toll in claim.killed) else ()
    if claim.type in _INITIATOR_GAINS:
        gain, loss = did, hit
    elif claim.type in _INITIATOR_LOSES:
        gain, loss = hit, did
    else:
        return (), ()
    return (loss, gain) if denied else (gain, loss)


def _hits_fighters(claim: Claim, world: World) -> bool:
    """Whether those hit are fighters and no civilians, as far as the watch knows them."""
    hit = [actor for ref in claim.targets if ref.id and (actor := world.actors.get(ref.id))]
    kinds = {actor.kind for actor in hit if actor.side not in ("none", "mon")}
    return bool(kinds & FIGHTING_KINDS) and ActorKind.CIVILIANS not in kinds


def answers_for_itself(trace: Trace, claim: Claim, world: World) -> PropositionKind | None:
    """What a party denies of itself: that it did it (INITIATOR), or that it was hit (TARGET). None where the denial
    speaks of the event: it names no such part, comes from somebody else, or denies an act that nobody else could have
    done. "The army denied shelling the town" leaves open whether the town was shelled."""
    if claim.polarity is not Polarity.NEGATIVE or claim.type not in DONE_TO_OTHERS:
        return None
    if _speaks_for(trace, claim, claim.initiators, world):
        return PropositionKind.INITIATOR
    return PropositionKind.TARGET if _speaks_for(trace, claim, claim.targets, world) else None


def _speaks_for(trace: Trace, claim: Claim, refs: Sequence[ActorRef], world: World) -> bool:
    """Whether the source is one of some actors, or its press office: as the watch knows it, or as it is worded."""
    source = trace.source
    if source is not None and source.kind in _PARTIES:
        return _is_of_side(source.lean, refs, claim, world)
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
    acting = _is_of_side(source.lean, (*claim.initiators, *claim.targets), claim, world)
    return "present" if source.kind in _PARTIES and acting else "unknown"


def promptness_of(claim: Claim, published: date | None) -> Promptness:
    """How soon after the event the word was published; "before_the_event" where the event is dated later than that."""
    if published is None or claim.date_start is None or claim.mode is not Mode.ACTUAL:
        return "prompt"
    if claim.date_start > published:
        return "before_the_event"
    ended = claim.date_end or claim.date_start
    return "late" if (published - ended).days > parameters().late_after_days else "prompt"
