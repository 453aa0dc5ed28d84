"""Actors: states, forces, groups, delegations and labels, with their dated relations (domain notes; actors.yaml)."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["FIGHTING_KINDS", "Actor", "ActorKind", "Relation", "RelationKind", "SideRelation"]


class ActorKind(StrEnum):
    """What kind of actor; CLASS and LABEL never resolve to one command."""

    STATE = "state"
    ARMED_FORCES = "armed_forces"
    UNIT = "unit"
    MILITIA = "militia"
    ARMED_GROUP = "armed_group"
    COALITION = "coalition"
    DELEGATION = "delegation"
    CLASS = "class"
    LABEL = "label"
    IGO = "igo"
    BODY = "body"
    CIVILIANS = "civilians"


FIGHTING_KINDS = frozenset(
    {
        ActorKind.ARMED_FORCES,
        ActorKind.UNIT,
        ActorKind.MILITIA,
        ActorKind.ARMED_GROUP,
        ActorKind.COALITION,
        ActorKind.CLASS,
        ActorKind.LABEL,
    }
)
"""Kinds of actors that fight, or under whose name somebody does ("the rebels"); a state fights through its forces."""


class RelationKind(StrEnum):
    """How an actor stands to another; all may carry dates."""

    PART_OF = "part_of"
    UMBRELLA_MEMBER = "umbrella_member"
    ALLIED = "allied"
    BACKED_BY = "backed_by"
    BACKS = "backs"
    PREDECESSOR = "predecessor"
    SPLIT_FROM = "split_from"
    HOSTILE_TO = "hostile_to"


class SideRelation(StrEnum):
    """How two actors stand to each other in one event (codebook.yaml, relations_derived)."""

    INTER_SIDE = "inter_side"
    INTRA_SIDE = "intra_side"
    VS_EXCLUDED = "vs_excluded"
    VS_CIVILIAN = "vs_civilian"
    THIRD_PARTY = "third_party"
    UNKNOWN = "unknown"


class Relation(BaseModel):
    """A dated relation from the actor that carries it; None for either end means open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: RelationKind
    to: str
    since: date | None = None
    until: date | None = None
    note: str | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether the relation holds on a day; a day of None asks whether it ever held."""
        if day is None:
            return True
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Actor(BaseModel):
    """Someone who acts or is acted upon. `side` groups actors of one camp in this watch; `valid_from`/`valid_to`
    bound the name's life (None: open). `standing` says in a word how the actor stands under an agreement, by the
    agreement's id ("bound_by_text", "guarantor", "excluded"); it is for readers, what binds is the agreement's text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    side: str | None = None
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    standing: dict[str, str] = Field(default_factory=dict)
    note: str | None = None
