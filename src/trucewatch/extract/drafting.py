"""A claim in the making, whatever the language: what the stages have found so far, and the claims put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from trucewatch.extract.status_fields import Status
from trucewatch.model import ActorRef, Casualties, Claim, EventType, Link, LinkType, PlaceRef, Report, Trigger

__all__ = ["Draft", "claims_of"]


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


def _words(draft: "Draft[W, S]") -> set[str]:
    names = [p.name for p in draft.places] + [a.text for a in (*draft.initiators, *draft.targets)]
    ids = {i for i in (*(p.place_id for p in draft.places), *(a.id for a in (*draft.initiators, *draft.targets))) if i}
    return ids | {w.lower()[:4] for n in names for w in n.split() if len(w) > 3}


def claims_of(report: Report, words: Sequence[W], drafts: Sequence[Draft[W, S]], method: str) -> list[Claim]:
    """The claims of the drafts, numbered c1, c2 ... in their order. `words` are all words of the report."""
    ids = {id(draft): f"c{n}" for n, draft in enumerate(drafts, 1)}
    return [_claim(report, words, draft, ids, method) for draft in drafts]


def _claim(report: Report, words: Sequence[W], draft: Draft[W, S], ids: dict[int, str], method: str) -> Claim:
    start, end = words[draft.first].start, words[draft.last].end
    return Claim(
        id=ids[id(draft)],
        report=report.id,
        trigger=Trigger(text=report.text[start:end], start=start, end=end),
        type=draft.type,
        initiators=draft.initiators,
        targets=draft.targets,
        places=draft.places,
        date_start=draft.date_start,
        date_end=draft.date_end,
        source=draft.source,
        source_chain=draft.said.chain,
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
    )
