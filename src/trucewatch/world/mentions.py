"""Where a text names things: spotting of known names, word by word, the longest name first."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from trucewatch.world.names import fold

__all__ = ["Mention", "NameFinder", "Word", "words"]

_POSSESSIVE = re.compile(r"['’ʼ`]s?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to `end` (exclusive) of a text name the actor or place with this id."""

    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with its place, its folded form, and whether it starts like a name."""

    start: int
    end: int
    folded: str
    capital: bool
    shouted: bool


def words(text: str) -> list[Word]:
    """The words of a text; one whose folded form has several words (an apostrophe aside) stays one word."""
    found = []
    for match in re.finditer(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ‘ʿʾ`´][^\W_]+)*", text):
        raw = match.group()
        start, end = match.span()
        cut = _POSSESSIVE.search(raw)
        if cut and cut.start():
            raw, end = raw[: cut.start()], start + cut.start()
        folded = fold(raw).replace(" ", "")
        if folded:
            cased = raw[0].upper() != raw[0].lower()
            found.append(Word(start, end, folded, not cased or raw[0].isupper(), not cased or raw.isupper()))
    return found


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
            parts = [w.folded for w in words(name)]
            parts = parts[1:] if parts[:1] == ["the"] else parts
            if not parts:
                continue
            node = self._root
            for part in parts:
                node = node.next.setdefault(part, _Node())
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
        i, first = 0, self._root.next
        while i < len(found):
            word = found[i].folded
            if word not in first and word[:-1] not in first:
                i += 1
                continue
            ids, stop = self._longest(found, i)
            if ids:
                yield [Mention(found[i].start, found[stop - 1].end, name_id) for name_id in ids]
                i = stop
            else:
                i += 1

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
    letters = [c for c in name if c.isalpha()]
    if len(letters) <= 4 and all(c.upper() == c for c in letters):
        return "shouted"
    return "capital" if any(c.isupper() for c in letters) else ""


def _meets(found: list[Word], demand: str) -> bool:
    if demand == "shouted":
        return all(w.shouted for w in found)
    return not demand or any(w.capital for w in found)
