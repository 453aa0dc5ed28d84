"""The trigger lexicon: which words name which event, under which conditions (lexicon.yaml)."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from trucewatch.model import EventType

__all__ = ["Entry", "Lexicon", "lexicon"]

_SETS = ("obj", "subj", "near", "mod", "mod_not", "gov", "of", "without", "prt", "prep", "ofobj")


@dataclass(frozen=True)
class Entry:
    """One line of the lexicon. Every condition given must hold; an empty set is no condition. See the head of
    lexicon.yaml."""

    type: EventType
    rule: str
    obj: frozenset[str] = frozenset()
    subj: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    mod: frozenset[str] = frozenset()
    mod_not: frozenset[str] = frozenset()
    gov: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    ofobj: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    prt: frozenset[str] = frozenset()
    prep: frozenset[str] = frozenset()
    open: bool = False
    require: bool = False
    warlike: bool = False
    toll: bool = False
    neg: bool = False
    passive: bool = False
    finite: bool = False
    nobj: bool = False
    noun: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Entries by lemma, in order of preference, for verbs and nouns; `sets` are the named word sets."""

    verbs: dict[str, tuple[Entry, ...]]
    nouns: dict[str, tuple[Entry, ...]]
    sets: dict[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with the package."""
    raw: dict[str, Any] = yaml.safe_load(
        files("trucewatch.extract.english").joinpath("lexicon.yaml").read_text("utf-8")
    )
    sets = {name: frozenset(words.split()) for name, words in raw["sets"].items()}
    return Lexicon(_table(raw["verbs"], "verb", sets), _table(raw["nouns"], "noun", sets), sets)


def _table(rows: list[dict[str, Any]], kind: str, sets: dict[str, frozenset[str]]) -> dict[str, tuple[Entry, ...]]:
    table: dict[str, list[Entry]] = {}
    for number, row in enumerate(rows):
        flags = {k: v for k, v in row.items() if k not in (*_SETS, "lemmas", "type")}
        given: dict[str, Any] = {key: _words(str(row[key]), sets) for key in _SETS if key in row}
        entry = Entry(
            type=EventType(row["type"]), rule=f"lexicon:{kind}:{number}", noun=kind == "noun", **given, **flags
        )
        for lemma in row["lemmas"].split():
            table.setdefault(lemma, []).append(entry)
    return {lemma: tuple(entries) for lemma, entries in table.items()}


def _words(text: str, sets: dict[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    for word in text.split():
        found |= sets[word[1:]] if word.startswith("$") else {word}
    return frozenset(found)
