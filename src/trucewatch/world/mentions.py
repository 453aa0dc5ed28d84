"""Where a text names things: spotting of known names, word by word, the longest name first."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from trucewatch.world.names import fold

__all__ = ["Mention", "NameFinder", "Word", "words"]

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ‘ʿʾ`´][^\W_]+)*")
_POSSESSIVES = ("'s", "’s", "ʼs", "`s")


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to `end` (exclusive) of a text name the actor or place with this id."""

    start: int
    end: int
    id: str


class Word(NamedTuple):
    """A word of a text with its place, its folded form, and whether it starts like a name."""

    start: int
    end: int
    folded: str
    capital: bool
    shouted: bool


def words(text: str) -> list[Word]:
    """The words of a text; one whose folded form has several words (an apostrophe aside) stays one word."""
    found = []
    for match in _WORD.finditer(text):
        raw = match.group()
        start, end = match.span()
        if raw.endswith(_POSSESSIVES):
            raw, end = raw[:-2], end - 2
        folded, capital, shouted = _form(raw)
        if folded:
            found.append(Word(start, end, folded, capital, shouted))
    return found


@lru_cache(maxsize=20_000)
def _form(raw: str) -> tuple[str, bool, bool]:
    """A word folded, and whether it starts like a name and is written in capitals; scripts without capitals do both."""
    cased = raw[0].upper() != raw[0].lower()
    return fold(raw).replace(" ", ""), not cased or raw[0].isupper(), not cased or raw.isupper()


@lru_cache(maxsize=8)
def _words_of(text: str) -> list[Word]:
    """The words of a text that several finders search one after the other."""
    return words(text)


@dataclass(slots=True)
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)


class NameFinder:
    """Known names in a tree of folded words.

    A name written with capitals is found only where the text has a capital in it; an acronym of up to four letters
    only in capitals, so that "is" and "us" are no actors. Possessives are left out of the found span.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names` are pairs of a name as written and the id it stands for; several ids may share a name."""
        self._root = _Node()
        for name, name_id in names:
            self._add([w.folded for w in words(name)], name, name_id)

    @classmethod
    def of_folded(cls, names: Iterable[tuple[str, str]]) -> "NameFinder":
        """A finder of names given folded, every word of which texts write with a capital."""
        made = cls(())
        for folded, name_id in names:
            made._add(folded.split(), folded.title(), name_id)
        return made

    def _add(self, parts: list[str], name: str, name_id: str) -> None:
        parts = parts[1:] if parts[:1] == ["the"] else parts
        if not parts:
            return
        node = self._root
        for part in parts:
            follower = node.next.get(part)
            if follower is None:
                follower = node.next[part] = _Node()
            node = follower
        demand = _demand(name.removeprefix("The "))
        if (name_id, demand) not in node.names:
            node.names.append((name_id, demand))

    def find(self, text: str) -> list[Mention]:
        """Every mention in reading order; mentions of several ids over the same words stand side by side."""
        return [m for group in self.spans_of(text) for m in group]

    def spans_of(self, text: str) -> Iterator[list[Mention]]:
        """The mentions in a text, grouped by span, none overlapping."""
        return self.spans(_words_of(text))

    def spans(self, found: list[Word]) -> Iterator[list[Mention]]:
        """The mentions among given words, grouped by span, none overlapping."""
        first, free = self._root.next, 0
        folded = [word.folded for word in found]
        for i in [n for n, w in enumerate(folded) if w in first or (w[-1] == "s" and w[:-1] in first)]:
            ids, stop = self._longest(found, i) if i >= free else ([], i)
            if ids:
                yield [Mention(found[i].start, found[stop - 1].end, name_id) for name_id in ids]
                free = stop

    def _longest(self, found: list[Word], i: int) -> tuple[list[str], int]:
        node, best, stop = self._root, [], i
        for j in range(i, len(found)):
            word = found[j].folded
            follower = node.next.get(word)
            if follower is None and word.endswith("s") and len(word) > 5 and found[j].capital:
                follower = node.next.get(word[:-1])  # a possessive whose apostrophe the web lost
                if follower is not None and not follower.names:
                    follower = None
            if follower is None:
                break
            node = follower
            fits = [name_id for name_id, demand in node.names if _meets(found[i : j + 1], demand)]
            if fits:
                best, stop = list(dict.fromkeys(fits)), j + 1
        return best, stop


def _demand(name: str) -> str:
    if name[:5].isalpha() and len(name) > 4:
        return "capital" if any(c.isupper() for c in name) else ""
    letters = [c for c in name if c.isalpha()]
    if len(letters) <= 4 and all(c.upper() == c for c in letters):
        return "shouted"
    return "capital" if any(c.isupper() for c in letters) else ""


def _meets(found: list[Word], demand: str) -> bool:
    if demand == "shouted":
        return all(w.shouted for w in found)
    return not demand or any(w.capital for w in found)
