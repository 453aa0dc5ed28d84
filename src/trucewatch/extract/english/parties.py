"""What the stages of the roles share: the result, joined words, and who can act."""

from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.syntax import (
    conjuncts,
    prep_objects,
)
from trucewatch.extract.english.words import words
from trucewatch.model import EventType

__all__ = ["AIMED", "HARM", "MUTUAL", "OBJECT_IS_PLACE", "PERCEIVING", "SUFFER", "TELLING", "Roles", "spread"]


@dataclass(frozen=True)
class Roles:
    """Heads of the phrases that fill an event's roles. `places` are those that the event word itself takes as its place
    ("captured the town"); further places are found by the place stage. `rule` names the construction."""

    initiators: tuple[Token, ...] = ()
    targets: tuple[Token, ...] = ()
    places: tuple[Token, ...] = ()
    rule: str = "none"


OBJECT_IS_PLACE = frozenset(
    (
        EventType.TERRITORY_CAPTURED,
        EventType.CONTROL,
        EventType.SIEGE,
        EventType.WITHDRAWAL,
        EventType.REINFORCEMENT,
        EventType.MECHANISM_ESTABLISHED,
        EventType.BOUNDARY_DEFINED,
    )
)


MUTUAL = frozenset((EventType.ARMED_CLASH, EventType.NEGOTIATION, EventType.AGREEMENT_SIGNED))


SUFFER = words("roles.suffer")


HARM = words("roles.harm")


PERCEIVING = words("roles.perceiving")


TELLING = words("roles.telling")


AIMED = frozenset("against at on upon targeting".split())


def spread(heads: Iterable[Token]) -> list[Token]:
    """The words with those joined to them; measure words ("dozens of") yield to what they measure."""
    return [inner for h in heads for t in conjuncts(h) for inner in _counted(t)]


def _counted(head: Token) -> list[Token]:
    """ "Dozens of members of A and B" are A and B: a measure word yields to what it measures."""
    if head.lemma_.lower() not in _MEASURES:
        return [head]
    inner = [o for p, o in prep_objects(head) if p == "of"]
    return [found for o in inner for t in conjuncts(o) for found in _counted(t)] or [head]


_MEASURES = words("roles.measures")
