"""A claim in the making, whatever the language: what the stages have found so far, and the claims put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from trucewatch.extract.status_fields import Status
from trucewatch.model import AUTHOR, ActorRef, Casualties, Claim, EventType, Link, LinkType, PlaceRef, Report, Trigger

__all__ = ["Draft", "claims_of", "hand_on", "numbered"]


class _Word(Protocol):
    """A word of a report: its sentence's number and its characters."""

    sentence: int
    start: int
    end: int


class _Said(Protocol):
    """Who says so: the speakers around the source, from the innermost outwards."""

    @property
    def chain(self) -> tuple[str, ...]: ...


W = TypeVar("W", bound=_Word)
S = TypeVar("S", bound=_Said)


@dataclass(eq=False)
class Draft(Generic[W, S]):
    """One claim before it has an id. `first` and `last` are the words of its trigger, `head` the one that heads
    it; `links` point to other drafts."""

    head: W
    first: int
    last: int
    type: EventType
    said: S
    status: Status
    source: tuple[str, ...]
    initiators: tuple[ActorRef, ...] = ()
    targets: tuple[ActorRef, ...] = ()
    places: tuple[PlaceRef, ...] = ()
    date_start: date | None = None
    date_end: date | None = None
    killed: tuple[Casualties, ...] = ()
    injured: tuple[Casualties, ...] = ()
    links: list[tuple[LinkType, "Draft[W, S]"]] = field(default_factory=list)
    rules: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> int:
        """The number of its sentence."""
        return self.head.sentence

    @property
    def is_dated(self) -> bool:
        """Whether the text tells its day."""
        return self.date_start is not None or self.date_end is not None

    def shares(self, other: "Draft[W, S]") -> bool:
        """Whether two mentions may be of one event: of one type, and no party or place of theirs speaks against
        it."""
        if self.type is not other.type:
            return False
        mine, theirs = _words(self), _words(other)
        return not mine or not theirs or bool(mine & theirs)

    def repeats(self, other: "Draft[W, S]") -> bool:
        """Whether two mentions in different sentences say the same of what may be one event, and both name a party or
        a place."""
        same = self.status.polarity is other.status.polarity and self.status.mode is other.status.mode
        named = bool(self.places or self.initiators) and bool(other.places or other.initiators)
        return same and named and self.sentence != other.sentence and self.shares(other)

    def take_over(self, other: "Draft[W, S]") -> None:
        """Places, doers and days of the mention that this one speaks of, where this one leaves them unsaid."""
        if not self.places:
            self.places, self.rules["places"] = other.places, "taken_over"
        if not self.initiators:
            self.initiators, self.rules["initiators"] = other.initiators, "taken_over"
        if not self.is_dated:
            self.date_start, self.date_end, self.rules["date"] = other.date_start, other.date_end, "taken_over"


D = TypeVar("D", bound=Draft[Any, Any])


class _Found(Protocol):
    """What drafts of every language hold alike."""

    said: Any
    status: Status
    initiators: tuple[ActorRef, ...]
    targets: tuple[ActorRef, ...]
    places: tuple[PlaceRef, ...]
    date_start: date | None
    date_end: date | None
    killed: tuple[Casualties, ...]
    injured: tuple[Casualties, ...]
    links: Any
    rules: dict[str, str]


F = TypeVar("F", bound=_Found)


def _words(draft: "Draft[W, S]") -> set[str]:
    names = [p.name for p in draft.places] + [a.text for a in (*draft.initiators, *draft.targets)]
    ids = {i for i in (*(p.place_id for p in draft.places), *(a.id for a in (*draft.initiators, *draft.targets))) if i}
    return ids | {w.lower()[:4] for n in names for w in n.split() if len(w) > 3}


def hand_on(drafts: Sequence[D], is_mention_of: Callable[[D, D], bool]) -> None:
    """A repeated mention takes the day that another mention of the event has; a headline that of the body."""
    for draft in drafts:
        if draft.is_dated:
            continue
        twin = next((o for o in drafts if o.is_dated and is_mention_of(draft, o)), None)
        if twin is not None:
            draft.date_start, draft.date_end, draft.rules["date"] = twin.date_start, twin.date_end, "other_mention"


def claims_of(report: Report, words: Sequence[W], drafts: Sequence[Draft[W, S]], method: str) -> list[Claim]:
    """The claims of the drafts, numbered c1, c2 ... in their order. `words` are all words of the report."""

    def fields(draft: Draft[W, S]) -> dict[str, Any]:
        start, end = words[draft.first].start, words[draft.last].end
        trigger = Trigger(text=report.text[start:end], start=start, end=end)
        return {"trigger": trigger, "type": draft.type, "source": draft.source}

    return numbered(report, drafts, method, fields)


def chain_of(source: Sequence[str], chain: Sequence[str]) -> tuple[str, ...]:
    """The speakers from the innermost outwards, the source itself first; () where the report speaks itself."""
    if tuple(source) == (AUTHOR,):
        return ()
    return tuple(dict.fromkeys((*source, *chain)))


def numbered(report: Report, drafts: Sequence[F], method: str, fields: Callable[[F], dict[str, Any]]) -> list[Claim]:
    """The claims c1, c2 ... of drafts in their order; links to drafts that were left out are dropped. `fields` gives
    what each kind of draft holds in its own way: trigger, type, source."""
    ids = {id(draft): f"c{n}" for n, draft in enumerate(drafts, 1)}
    return [
        Claim(
            id=ids[id(draft)],
            report=report.id,
            initiators=draft.initiators,
            targets=draft.targets,
            places=draft.places,
            date_start=draft.date_start,
            date_end=draft.date_end,
            source_chain=chain_of(draft.said.source, draft.said.chain),
            polarity=draft.status.polarity,
            certainty=draft.status.certainty,
            mode=draft.status.mode,
            author_stance=draft.status.stance,
            links=tuple(
                dict.fromkeys(Link(type=kind, to=ids[id(other)]) for kind, other in draft.links if id(other) in ids)
            ),
            killed=draft.killed,
            injured=draft.injured,
            rules=draft.rules | draft.status.rules,
            method=method,
            **fields(draft),
        )
        for draft in drafts
    ]
