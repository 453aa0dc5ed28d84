"""The index in SQLite's FTS5: a file beside the ledger, which may be deleted at any time, or in memory."""

import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any

from trucewatch.ledger import Head
from trucewatch.ledger.moment import moment_text
from trucewatch.model.errors import LedgerError
from trucewatch.search.base import RANKED, Candidate, Row
from trucewatch.search.documents import Kind
from trucewatch.search.query import Query, Term

__all__ = ["FileIndex"]

_FORMAT = "trucewatch/search/1"
_BUSY_S = 120.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, item INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    report TEXT, known_from TEXT, known_to TEXT, words TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS documents_report ON documents (report, kind, seq);
CREATE UNIQUE INDEX IF NOT EXISTS documents_entry ON documents (seq, item, kind);
"""
_WORDS = """CREATE VIRTUAL TABLE IF NOT EXISTS found_{kind} USING fts5 (
    words, content='documents', content_rowid='id', tokenize="unicode61 remove_diacritics 0", prefix='2 3')"""


class FileIndex:
    """The index of some kinds of documents in one file; `path` None keeps it in memory. A file of another format, or
    one that is damaged, is thrown away and begun anew: nothing is lost with it."""

    def __init__(self, path: Path | None, kinds: Sequence[Kind] = (Kind.REPORT, Kind.CLAIM)) -> None:
        self._path, self._kinds, self._lock = path, tuple(kinds), RLock()
        try:
            self._raw = self._opened()
        except sqlite3.DatabaseError as error:
            if path is None or isinstance(error, sqlite3.OperationalError):
                raise self._explained(error) from error
            self._discard()
            self._raw = self._opened()
        self._closing = weakref.finalize(self, self._raw.close)

    def _opened(self) -> sqlite3.Connection:
        raw = sqlite3.connect(self._path or ":memory:", timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            if self._path is not None:
                raw.execute("PRAGMA journal_mode=WAL")
                raw.execute("PRAGMA synchronous=NORMAL")
            raw.execute("PRAGMA secure_delete=ON")
            if _value(raw, "format") not in (None, _FORMAT):
                raise sqlite3.DatabaseError("another format")
            raw.executescript(_SCHEMA)
            for kind in self._kinds:
                raw.execute(_WORDS.format(kind=kind.value))
            raw.execute("INSERT OR IGNORE INTO state VALUES ('format', ?)", [_FORMAT])
        except BaseException:
            raw.close()
            raise
        return raw

    def _discard(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    def _explained(self, error: Exception) -> LedgerError:
        where = self._path or "in memory"
        return LedgerError(f"The search index {where} cannot be used ({error}); delete the file: it is made anew.")

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._raw
            except sqlite3.Error as error:
                raise self._explained(error) from error

    def upto(self) -> Head | None:
        """The entry up to which the index goes; None where it was never filled."""
        with self._asking() as raw:
            return _upto(raw)

    @contextmanager
    def writing(self) -> Iterator["_FileWriting"]:
        """A transaction of the file."""
        with self._asking() as raw:
            raw.execute("BEGIN IMMEDIATE")
            try:
                yield _FileWriting(raw, self._kinds)
            except BaseException:
                raw.execute("ROLLBACK")
                raise
            raw.execute("COMMIT")

    def find(self, query: Query, kind: Kind, known_on: datetime | None, start: int, limit: int) -> list[Candidate]:
        """Documents of a kind that were known then, by BM25."""
        known, values = "d.known_to IS NULL", []
        if known_on is not None:
            known = "(d.known_from IS NULL OR d.known_from <= ?) AND (d.known_to IS NULL OR d.known_to > ?)"
            values = [moment_text(known_on)] * 2
        table = f"found_{kind.value}"
        matched = (
            f"SELECT d.key, d.id, bm25({table}) AS rank FROM {table} JOIN documents AS d ON d.id = {table}.rowid"  # noqa: S608
            f" WHERE {table} MATCH ? AND {known} ORDER BY {table}.rowid DESC LIMIT {RANKED}"
        )
        statement = f"SELECT key FROM ({matched}) ORDER BY rank, id DESC LIMIT ? OFFSET ?"  # noqa: S608
        with self._asking() as raw:
            rows = raw.execute(statement, [_match(query), *values, limit, start])
            return [Candidate(kind, key) for (key,) in rows]

    def wipe(self) -> None:
        """Merge the index, so that removed words are in none of its pages, and fold the write-ahead log back."""
        with self._asking() as raw:
            for kind in self._kinds:
                raw.execute(f"INSERT INTO found_{kind.value} (found_{kind.value}) VALUES ('optimize')")  # noqa: S608
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._closing()


class _FileWriting:
    def __init__(self, raw: sqlite3.Connection, kinds: Sequence[Kind]) -> None:
        self._raw, self._kinds = raw, kinds

    def upto(self) -> Head | None:
        return _upto(self._raw)

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            values = (row.seq, row.item, row.kind.value, row.key, row.report, row.known_from, " ".join(row.words))
            made = self._raw.execute(
                "INSERT INTO documents (seq, item, kind, key, report, known_from, words) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            into = f"INSERT INTO found_{row.kind.value} (rowid, words) VALUES (?, ?)"  # noqa: S608
            self._raw.execute(into, (made.lastrowid, values[6]))

    def end(self, kind: Kind, report: str, before: int, known_to: str) -> None:
        self._raw.execute(
            "UPDATE documents SET known_to = min(coalesce(known_to, :to), :to)"
            " WHERE report = :report AND kind = :kind AND seq < :before",
            {"to": known_to, "report": report, "kind": kind.value, "before": before},
        )

    def forget(self, report: str) -> None:
        for kind in self._kinds:
            self._raw.execute(
                f"INSERT INTO found_{kind.value} (found_{kind.value}, rowid, words)"  # noqa: S608
                " SELECT 'delete', id, words FROM documents WHERE report = ? AND kind = ?",
                [report, kind.value],
            )
        self._raw.execute("DELETE FROM documents WHERE report = ?", [report])

    def clear(self) -> None:
        for kind in self._kinds:
            self._raw.execute(f"INSERT INTO found_{kind.value} (found_{kind.value}) VALUES ('delete-all')")  # noqa: S608
        self._raw.execute("DELETE FROM documents")
        self._raw.execute("DELETE FROM state WHERE name IN ('seq', 'hash')")

    def note(self, head: Head) -> None:
        pairs: list[tuple[str, Any]] = [("seq", str(head.seq)), ("hash", head.hash)]
        self._raw.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", pairs)


def _value(raw: sqlite3.Connection, name: str) -> str | None:
    if raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone() is None:
        return None
    row = raw.execute("SELECT value FROM state WHERE name = ?", [name]).fetchone()
    return str(row[0]) if row else None


def _upto(raw: sqlite3.Connection) -> Head | None:
    seq, digest = _value(raw, "seq"), _value(raw, "hash")
    return Head(seq=int(seq), hash=digest) if seq is not None and digest is not None else None


def _match(query: Query) -> str:
    """The query as FTS5 has it. Every word is of a-z and 0-9 alone and stands in quotation marks."""
    wanted = " AND ".join(f"({' OR '.join(map(_term, group))})" for group in query.wanted)
    return f"({wanted}) NOT ({' OR '.join(map(_term, query.unwanted))})" if query.unwanted else wanted


def _term(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.starts else "")
