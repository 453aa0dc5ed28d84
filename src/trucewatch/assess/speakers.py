"""Whom a wording names as a speaker: a source of the watch, else one of its actors, else somebody by that name.

One voice has one id, however it is met: as a speaker who is quoted, as the publisher of a page, or as the agency that
signs a text. A source goes by its id; everybody else by their name, without a leading article.
"""

import re
from dataclasses import dataclass
from datetime import date

from anyascii import anyascii

from trucewatch.model import Actor, ActorKind, Source
from trucewatch.world import World

__all__ = ["Speaker", "folded", "is_unnamed", "speaker_named"]

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
    line = (actor.id, *world.actors.ancestors(actor.id, on))
    side = next((a.side for a in map(world.actors.get, line) if a and a.side), None)
    parts = {s.lean.partition(":")[2] for s in world.sources if s.lean and s.lean.startswith(f"{side}:")}
    if side is None or not parts:
        return side
    own = [part for part in line if part in parts]
    return f"{side}:{own[0] if own else actor.id}" if len(own) < 2 else side
