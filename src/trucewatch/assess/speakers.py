"""Whom a wording names as a speaker: a source of the watch, else one of its actors, else somebody by that name.

One voice has one id, however it is met: as a speaker who is quoted, as the publisher of a page, or as the agency that
signs a text. A source goes by its id; everybody else by their name, without a leading article.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from anyascii import anyascii

from trucewatch.model import Actor, ActorKind, RelationKind, Source
from trucewatch.world import World

__all__ = ["Speaker", "folded", "is_unnamed", "line_of", "speaker_named"]

_GENERIC = frozenset(
    "a an the some several many various other local field medical media military security opposition official unnamed "
    "anonymous number of among own its his their from in on and or report reports source sources activist activists "
    "outlet outlets resident residents witness witnesses observer observers monitor monitors people official officials "
    "correspondent correspondents rumour rumours rumor rumors account accounts page pages user users social network "
    "networks civilians doctors medics staff worker workers fighter fighters commander commanders unconfirmed".split()
)
_OFFICE = (
    r"(?:spokes(?:man|woman|person|men|people)|press (?:office|centre|center|service)|media (?:office|wing|centre|"
    r"center|arm)|statements?|commanders?|command|officers?|officials?|leaders?|leadership|delegates?|negotiators?|"
    r"representatives?)"
)
_OFFICE_OF = re.compile(rf"^(?:[\w-]+ ){{0,3}}?{_OFFICE} (?:of|for) (?P<whom>.+)$", re.IGNORECASE)
_WHOSE_OFFICE = re.compile(rf"^(?P<whom>.+?)(?:['’]s?)? {_OFFICE}$", re.IGNORECASE)
_MANY = (ActorKind.CLASS, ActorKind.LABEL, ActorKind.CIVILIANS)
"""Kinds of actors that are not one voice: two rebels may say two things."""
_UPWARD = (RelationKind.PART_OF, RelationKind.UMBRELLA_MEMBER)
_SHORT = {
    "agence france presse": "afp",
    "associated press": "ap",
    "thomson reuters": "reuters",
    "anadolu agency": "anadolu",
    "aa": "anadolu",
    "fars news": "fars",
}
"""Agencies that sign by more than one name."""


@dataclass(frozen=True)
class Speaker:
    """A voice by name. `source` is the watch's entry, None where it has none; `side` is that of its interest (None:
    unknown): the source's lean, or the side of the actor that it speaks for."""

    id: str
    name: str
    source: Source | None = None
    side: str | None = None


def folded(text: str) -> str:
    """A text in plain lower-case words."""
    return " ".join(re.findall(r"\w+", anyascii(text).lower()))


def is_unnamed(speaker: str) -> bool:
    """Whether a source as worded names nobody in particular ("activists", "reports", "local residents")."""
    head = re.split(r"\b(?:in|from|near|inside|around|at)\b", anyascii(speaker).lower(), maxsplit=1)[0]
    words = re.findall(r"[a-z]+", head)
    return all(word in _GENERIC for word in words)


def speaker_named(words: str, *, world: World, on: date | None, publisher: bool = False) -> Speaker:
    """Who speaks under this name on a day. A `publisher` is an actor only by that one's own name: what calls itself
    "The Rebel" is a paper."""
    source = world.sources.resolve(words)
    if source is not None:
        return Speaker(source.id, source.name, source, source.lean)
    actor = _actor(words, world, on)
    if actor is None or (publisher and actor.kind in _MANY):
        return Speaker(_id(words), words)
    name = words if actor.kind in _MANY else actor.name
    return Speaker(_id(name), name, side=_side(actor, world, on))


def _id(name: str) -> str:
    plain = re.sub(r"^(?:the|an?) (?=\w)", "", folded(name))
    return f"voice:{_SHORT.get(plain, plain)}"


def _actor(words: str, world: World, on: date | None) -> Actor | None:
    """The actor that the words name, or for whom the office that they name speaks ("a commander of the Brigade")."""
    offices = (pattern.match(words) for pattern in (_OFFICE_OF, _WHOSE_OFFICE))
    for wording in (words, *(office["whom"] for office in offices if office)):
        found = world.actors.resolve(wording, on)
        if found.actor is not None and not found.within:
            return found.actor
    return None


def _side(actor: Actor, world: World, on: date | None) -> str | None:
    """The side of an actor, or of what it is part of. Where the watch's sources tell the members of a side apart
    ("guar:ru", "guar:tr"), its own part of it, unless it belongs to several."""
    line = line_of(actor.id, world, on)
    side = next((a.side for a in map(world.actors.get, line) if a and a.side), None)
    own = [part for held, part in _parts(world) if held == side and part in line]
    if len(own) > 1 or not any(held == side for held, _ in _parts(world)):
        return side
    return f"{side}:{own[0] if own else actor.id}"


def line_of(actor_id: str, world: World, on: date | None) -> tuple[str, ...]:
    """An actor and what it is part of on a day, nearest first, up to where the watch's sources tell the members of a
    side apart: the Turkish part of a joint commission is Turkey's, though the commission is also another's."""
    parts = {part for _, part in _parts(world)}
    line, level = [actor_id], [actor_id]
    while level and parts.isdisjoint(level):
        actors = [actor for actor in map(world.actors.get, level) if actor]
        above = [r.to for a in actors for r in a.relations if r.kind in _UPWARD and r.holds_on(on)]
        level = [i for i in dict.fromkeys(above) if i not in line]
        line += level
    return tuple(line)


@lru_cache(maxsize=8)
def _parts(world: World) -> frozenset[tuple[str, str]]:
    """The sides whose members the watch's sources tell apart, each with one member: ("guar", "ru") of "guar:ru"."""
    split = (source.lean.partition(":") for source in world.sources if source.lean)
    return frozenset((side, part) for side, _, part in split if part)
