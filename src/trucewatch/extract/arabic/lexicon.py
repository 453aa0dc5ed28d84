"""The Arabic words that the stages know (lexicon.yaml), read once, in levelled spelling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from trucewatch.extract.arabic.forms import level

__all__ = ["Frame", "frames", "speech_kind", "table", "words"]


@dataclass(frozen=True)
class Frame:
    """When a word names an event. `kind` is the event type; the other fields are conditions on the words around.

    `near`: one of these in the clause; `next`: one within six words after; `lacks`: none of these close by; `needs`:
    one of these in the clause besides; `after`: one of these within three words before; `subject`: one of these in the
    sentence; `forms`: only these written forms; `not_forms`: none of these; `pos`: only as verb (V) or noun (N);
    `default`: the type where no means of attack is named; `place`: a place follows; `negated`: only where it is denied;
    `present`: only as a present verb; `join`: the trigger takes in the next word; `headline`: only in the headline;
    `not_person`: not where one person is what follows; `owned`: only with a pronoun ending; `width`: how many words
    after `next` looks at."""

    kind: str
    near: frozenset[str] = frozenset()
    next: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    not_forms: frozenset[str] = frozenset()
    pos: str = ""
    default: str = ""
    place: bool = False
    negated: bool = False
    present: bool = False
    join: bool = False
    headline: bool = False
    not_person: bool = False
    owned: bool = False
    width: int = 0


@cache
def _raw() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files(__package__).joinpath("lexicon.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 -- either is safe
    return raw


def _expanded(items: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for item in items:
        found |= words(item[1:]) if item.startswith("@") else {level(item)}
    return frozenset(found)


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list or class of the lexicon, levelled, the classes that it names taken in."""
    raw = _raw()
    return _expanded(raw["classes"].get(name, raw.get(name, ())))


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of the lexicon with levelled keys, such as numbers or countries."""
    return {level(key): value for key, value in _raw()[name].items()}


@cache
def _kinds() -> dict[str, str]:
    return {level(verb): kind for kind, verbs in _raw()["speech"].items() for verb in verbs}


def speech_kind(lemma: str) -> str | None:
    """What a verb does to what it says (say, claim, confirm, admit, deny, accuse, demand, fear, provide); None for
    other words."""
    return _kinds().get(lemma)


_SETS = ("near", "next", "lacks", "needs", "after", "subject", "forms", "not_forms")
_PLAIN = ("pos", "default", "place", "negated", "present", "join", "headline", "not_person", "owned", "width")


@cache
def frames() -> Mapping[str, tuple[Frame, ...]]:
    """The frames by lemma, in the order in which they are tried."""
    found: dict[str, tuple[Frame, ...]] = {}
    for raw in _raw()["frames"]:
        given: dict[str, Any] = {name: _expanded(raw[name]) for name in _SETS if name in raw}
        given |= {name: raw[name] for name in _PLAIN if name in raw}
        frame = Frame(raw["type"], **given)
        for head in raw["heads"]:
            found[level(head)] = (*found.get(level(head), ()), frame)
    return found
