"""A claim in the making: the values that the stages have found so far."""

from dataclasses import dataclass, field
from datetime import date

from trucewatch.extract.russian.pipeline import Word
from trucewatch.extract.russian.speech import Attribution
from trucewatch.extract.russian.status import Status
from trucewatch.model import ActorRef, Casualties, EventType, LinkType, PlaceRef

__all__ = ["Draft"]


@dataclass(eq=False)
class Draft:
    """One claim before it has an id. `first` and `last` are the words of its trigger, `head` the one that heads
    it; `links` point to other drafts."""

    head: Word
    first: int
    last: int
    type: EventType
    said: Attribution
    status: Status
    source: tuple[str, ...]
    initiators: tuple[ActorRef, ...] = ()
    targets: tuple[ActorRef, ...] = ()
    places: tuple[PlaceRef, ...] = ()
    date_start: date | None = None
    date_end: date | None = None
    killed: tuple[Casualties, ...] = ()
    injured: tuple[Casualties, ...] = ()
    links: list[tuple[LinkType, "Draft"]] = field(default_factory=list)
    rules: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> int:
        """The number of its sentence."""
        return self.head.sentence

    @property
    def is_dated(self) -> bool:
        """Whether the text tells its day."""
        return self.date_start is not None or self.date_end is not None

    def shares(self, other: "Draft") -> bool:
        """Whether two mentions may be of one event: of one type, and no party or place of theirs speaks against
        it."""
        if self.type is not other.type:
            return False
        mine, theirs = _words(self), _words(other)
        return not mine or not theirs or bool(mine & theirs)


def _words(draft: Draft) -> set[str]:
    names = [p.name for p in draft.places] + [a.text for a in (*draft.initiators, *draft.targets)]
    ids = {i for i in (*(p.place_id for p in draft.places), *(a.id for a in (*draft.initiators, *draft.targets))) if i}
    return ids | {w.lower()[:4] for n in names for w in n.split() if len(w) > 3}
