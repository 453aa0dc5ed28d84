"""Armed groups that reports name and the watch does not know: proposals for a person to accept or leave.

A wording is proposed where it is written like the name of one group and no actor of the watch answers to it. Nothing is
added by itself: an unknown group stays unknown until somebody who knows says who it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from trucewatch.world.actors import ActorIndex
from trucewatch.world.countries import country_named
from trucewatch.world.names import fold, sounds_like, tokens
from trucewatch.world.naming import is_force_word

__all__ = ["Proposal", "Seen", "propose"]

_GROUP_WORDS = frozenset(
    "brigade brigades battalion battalions movement front corps legion army militia militias group faction division "
    "regiment jaysh jaish jeish liwa liwaa faylaq failaq harakat kataib katibat katiba squadron column bloc guard "
    "guards forces units unit resistance martyrs company detachment rebels fighters militants".split()
)
_LEAD = re.compile(
    r"^(?:the|a|an|some|several|its|their|local|armed|rebel|opposition|militant|members of|fighters of|"
    r"fighters from|members from|units of|forces of|elements of)\s+",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"\s+(?:fighters?|militants?|members?|rebels?|forces|troops|positions?|elements)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One place where a wording stands: report, day of publication, and the sentence."""

    report: str
    day: date | None
    sentence: str


@dataclass
class Proposal:
    """A group that may be missing: its usual wording, the others, and where it was seen."""

    name: str
    wordings: set[str] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)


def propose(mentions: Iterable[tuple[str, Seen]], known: ActorIndex) -> list[Proposal]:
    """Proposals from wordings of actors that no actor of the watch answers to, the most seen first."""
    found: dict[str, Proposal] = {}
    for wording, seen in mentions:
        name = _name(wording)
        if name is None or known.resolve(wording, seen.day).actor is not None:
            continue
        key = " ".join(tokens(name))
        near = key if key in found else next((k for k in found if sounds_like(k, key) is not None), key)
        proposal = found.setdefault(near, Proposal(name))
        proposal.wordings.add(wording)
        if seen not in proposal.seen:
            proposal.seen.append(seen)
    return sorted(found.values(), key=lambda p: (-len(p.seen), p.name))


def _name(wording: str) -> str | None:
    """The group's name in a wording, None where it is not written like the name of one group."""
    text = " ".join(wording.split())
    while (cut := _LEAD.sub("", text)) != text:
        text = cut
    text = _TRAIL.sub("", text)
    words = text.split()
    own = [w for w in words if w[:1].isupper() and not is_force_word(fold(w)) and _is_own(w)]
    spoken_of_as_group = any(fold(w) in _GROUP_WORDS for w in wording.split())
    is_acronym = len(words) == 1 and words[0].isupper() and 2 < len(words[0]) < 8
    numbered = any(c.isdigit() for c in text) and any(fold(w) in _GROUP_WORDS for w in words)
    if not words or len(words) > 7 or not (numbered or is_acronym or (own and spoken_of_as_group)):
        return None
    return text


def _is_own(word: str) -> bool:
    return country_named(word, adjectives=True) is None
