"""The Russian words that the stages know (lexicon.yaml), read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["Frame", "frames", "is_a", "speech_kind", "table", "words"]


@dataclass(frozen=True)
class Frame:
    """When a word names an event. `kind` is the event type, or "means" where the means named decide; the other
    fields are conditions: words of which one must (`wanted`, `subject`, `governor`, `subject_of`) or none may
    (`lacks`) stand around it.

    `place`: a place is its object; `agreed`: only where an agreement lays it down; `negated`: only after "не";
    `join`: the trigger takes in the governing word that stands beside it; `not_under`: never right below these
    ("прекращение огня")."""

    kind: str
    wanted: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    governor: frozenset[str] = frozenset()
    subject_of: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    place: bool = False
    agreed: bool = False
    negated: bool = False
    join: bool = False
    not_pos: str = ""
    not_under: frozenset[str] = frozenset()


@cache
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("lexicon.yaml").read_text("utf-8"))
    return raw


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list or class of the lexicon, the classes that it names taken in."""
    raw = _raw()
    return _expanded(raw["classes"].get(name, raw.get(name, ())))


def _expanded(items: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for item in items:
        found |= words(item[1:]) if item.startswith("@") and item != "@armed" else {item}
    return frozenset(found)


def is_a(lemma: str, name: str) -> bool:
    """Whether a lemma belongs to a list or class of the lexicon."""
    return lemma in words(name)


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of the lexicon, such as numbers or adjectives."""
    found: Mapping[str, Any] = _raw()[name]
    return found


@cache
def speech_kind(lemma: str) -> str | None:
    """What a verb does to what it says (say, admit, confirm, deny, accuse, demand, fear, provide); None for other
    words."""
    return next((kind for kind, verbs in _raw()["speech"].items() if lemma in verbs), None)


@cache
def frames() -> Mapping[str, tuple[Frame, ...]]:
    """The frames by lemma, in the order in which they are tried."""
    found: dict[str, tuple[Frame, ...]] = {}
    for raw in _raw()["frames"]:
        frame = Frame(
            kind=raw["type"],
            wanted=_expanded(raw.get("with", ())),
            subject=_expanded(raw.get("subject", ())),
            governor=_expanded(raw.get("governor", ())),
            subject_of=_expanded(raw.get("subject_of", ())),
            lacks=_expanded(raw.get("lacks", ())),
            place=raw.get("place", False),
            agreed=raw.get("agreed", False),
            negated=raw.get("negated", False),
            join=raw.get("join", False),
            not_pos=raw.get("not_pos", ""),
            not_under=_expanded(raw.get("not_under", ())),
        )
        for head in raw["heads"]:
            found[head] = (*found.get(head, ()), frame)
    return found
