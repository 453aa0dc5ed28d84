"""Who speaks: the publishers and speakers of a watch, found as reports word them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from trucewatch.model import Source
from trucewatch.world.mentions import NameFinder
from trucewatch.world.names import fold, sounds_like, tokens

__all__ = ["SourceIndex"]

_VARIANTS = ((re.compile(r"\bcentre\b"), "center"), (re.compile(r"\bdefence\b"), "defense"))
_OUTER = frozenset(
    "the a an state official news agency agencies website site newspaper daily channel tv television radio network "
    "report reports correspondent reporter spokesman spokeswoman spokesperson statement press service bureau office "
    "center online com org net english arabic media outlet".split()
)
_ABOUT = re.compile(
    r"\b(?:activists?|residents?|sources?|reports?|witnesses|medics|officials?|militants?|rebels?|fighters?|people)\s+"
    r"(?:close to|linked to|affiliated with|opposed to|in|from|near|who|that)\b",
    re.IGNORECASE,
)
_TYPO_FLOOR_LETTERS = 6


class SourceIndex:
    """The sources of a watch by id and by name. An unnamed source ("activists", "reports") is nobody here."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._by_id = {s.id: s for s in sources}
        names = [(name, s.id) for s in sources for name in (s.name, *s.aliases)]
        self._exact: dict[str, set[str]] = {}
        for name, source_id in names:
            for key in _keys(name):
                self._exact.setdefault(key, set()).add(source_id)
        self._names = [(n, i) for n, i in names if len(fold(n).replace(" ", "")) >= _TYPO_FLOOR_LETTERS]
        self._finder = NameFinder(names)
        self._resolve = lru_cache(maxsize=20_000)(self._find)

    def get(self, source_id: str) -> Source | None:
        """The source with this id, None if the watch has none."""
        return self._by_id.get(source_id)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._by_id.values())

    def resolve(self, text: str) -> Source | None:
        """The source that a publisher line or a wording in a report names; None for unnamed and unknown ones."""
        return self._resolve(text)

    def _find(self, text: str) -> Source | None:
        for key in _keys(text):
            ids = self._exact.get(key, set())
            if len(ids) == 1:
                return self._by_id[next(iter(ids))]
        if not _ABOUT.search(text):
            spans = list(self._finder.spans_of(text))
            found = {m.id for group in spans for m in group}
            if len(found) == 1:
                return self._by_id[next(iter(found))]
            if found:
                return None
        return self._begun(text) or self._similar(text)

    def _begun(self, text: str) -> Source | None:
        """The one source whose name begins with these words ("Syrian Observatory"), two words at least."""
        wanted = tokens(text)
        if len(wanted) < 2:
            return None
        ids = {i for name, i in self._names if tokens(name)[: len(wanted)] == wanted}
        return self._by_id[next(iter(ids))] if len(ids) == 1 else None

    def _similar(self, text: str) -> Source | None:
        wanted = " ".join(tokens(text))
        if len(wanted.replace(" ", "")) < _TYPO_FLOOR_LETTERS:
            return None
        close: dict[str, float] = {}
        for name, source_id in self._names:
            cost = sounds_like(name, wanted)
            if cost is not None and cost <= 0.7:
                close[source_id] = min(cost, close.get(source_id, 9.0))
        return self._by_id[min(close, key=lambda i: close[i])] if len(close) == 1 else None


def _keys(name: str) -> list[str]:
    """The folded name, without articles, and without the words that wrap a publisher's name."""
    folded = fold(name)
    for pattern, into in _VARIANTS:
        folded = pattern.sub(into, folded)
    inner = " ".join(w for w in folded.split() if w not in _OUTER)
    return [k for k in dict.fromkeys((folded, " ".join(tokens(folded)), inner)) if k]
