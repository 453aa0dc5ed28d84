"""Finding: candidates from the index, each held against the thing itself as its reader may see it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from trucewatch.search.base import Index, Row
from trucewatch.search.documents import Document, Kind
from trucewatch.search.fts5 import FileIndex
from trucewatch.search.query import Query, read_query
from trucewatch.search.snippet import Piece, snippet
from trucewatch.search.texts import LEDGER_KINDS, Texts

__all__ = ["MOST", "Found", "Hit", "Search"]

MOST = 1000
"""Results that one search gives at most; whoever needs more narrows it."""

_FIRST_BATCH, _LARGEST_BATCH = 32, 2048


@dataclass(frozen=True)
class Hit:
    """One thing found. `key` is its own (a released one where a profile renames it); `pieces` the words around."""

    kind: Kind
    key: str
    title: str
    day: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Found:
    """What was found from one place in the results on; `more` says whether there is any after it."""

    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True)
class _Limits:
    known_on: datetime | None
    since: date | None
    until: date | None

    def holds(self, document: Document) -> bool:
        if self.since is None and self.until is None:
            return True
        if document.day is None:
            return False
        day = date.fromisoformat(document.day)
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


class Search:
    """Search over what one reader may see. It may be used by several threads."""

    def __init__(self, index: Index, texts: Texts) -> None:
        self._index, self._texts = index, texts
        self._lock = Lock()
        self._own: tuple[Index, dict[tuple[Kind, str], Document]] | None = None

    def find(
        self,
        text: str,
        *,
        kinds: Iterable[Kind] = (),
        known_on: datetime | None = None,
        since: date | None = None,
        until: date | None = None,
        start: int = 0,
        limit: int = 20,
    ) -> Found:
        """What was typed, among these kinds (none: all), that was known on `known_on` (None: now) and has a day from
        `since` to `until`. The best of every kind come first, then the second best of every kind, and so on.

        InputError where the words cannot be looked for (see `read_query`).
        """
        query = read_query(text, self._texts.names)
        chosen = [kind for kind in self._texts.kinds if kind in (set(kinds) or set(self._texts.kinds))]
        limits = _Limits(known_on, since, until)
        wanted = min(start + limit, MOST)
        taken = _taken_in_turn([self._documents(query, kind, limits) for kind in chosen], wanted + 1)
        hits = tuple(Hit(d.kind, d.key, d.title, d.day or None, snippet(d.text, query)) for d in taken[start:wanted])
        return Found(hits, more=len(taken) > wanted and wanted < MOST)

    def _documents(self, query: Query, kind: Kind, limits: _Limits) -> Iterator[Document]:
        if kind in LEDGER_KINDS:
            index, known_on, held = self._index, limits.known_on, None
        else:
            (index, held), known_on = self._reckoned(), None
        start, size, given = 0, _FIRST_BATCH, set()
        while candidates := index.find(query, kind, known_on, start, size):
            for one in candidates:
                document = held.get((kind, one.key)) if held is not None else self._texts.document(kind, one.key)
                if document is None or document.key in given:
                    continue
                if query.fits(document.words) and limits.holds(document):
                    given.add(document.key)
                    yield document
            if len(candidates) < size:
                return
            start, size = start + size, min(size * 4, _LARGEST_BATCH)

    def _reckoned(self) -> tuple[Index, dict[tuple[Kind, str], Document]]:
        """An index in memory of what no entry holds, made at the first search."""
        with self._lock:
            if self._own is None:
                held = {(d.kind, d.key): d for d in self._texts.reckoned()}
                index = FileIndex(None, [kind for kind in Kind if kind not in LEDGER_KINDS])
                with index.writing() as writing:
                    rows = [Row(n, 0, d.kind, d.key, None, None, d.words) for n, d in enumerate(held.values())]
                    writing.add(rows)
                self._own = (index, held)
            return self._own


def _taken_in_turn(streams: Sequence[Iterator[Document]], number: int) -> list[Document]:
    taken: list[Document] = []
    left = list(streams)
    while left and len(taken) < number:
        for stream in list(left):
            document = next(stream, None)
            if document is None:
                left.remove(stream)
                continue
            taken.append(document)
    return taken[:number]
