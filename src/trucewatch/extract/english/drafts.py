"""A claim in the making: the values that the stages have found so far."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.roles import Roles
from trucewatch.extract.english.speech import Attribution
from trucewatch.extract.english.status import Status
from trucewatch.model import ActorRef, Casualties, LinkType, PlaceRef

__all__ = ["Draft"]


@dataclass(eq=False)
class Draft:
    """One claim before it has an id. `links` point to other drafts; `head` is the word that heads its trigger, in whose
    sentence it stands; `definite` says that the trigger takes up an event that was named before ("the attack")."""

    hit: EventHit
    said: Attribution
    status: Status
    roles: Roles
    initiators: tuple[ActorRef, ...] = ()
    targets: tuple[ActorRef, ...] = ()
    places: tuple[PlaceRef, ...] = ()
    date_start: date | None = None
    date_end: date | None = None
    killed: tuple[Casualties, ...] = ()
    injured: tuple[Casualties, ...] = ()
    links: list[tuple[LinkType, "Draft"]] = field(default_factory=list)
    rules: dict[str, str] = field(default_factory=dict)
    definite: bool = False

    @property
    def head(self) -> Token:
        """The head word of the trigger."""
        return self.hit.head

    @cached_property
    def sentence(self) -> int:
        """Where its sentence starts, in tokens."""
        start: int = self.hit.head.sent.start
        return start
