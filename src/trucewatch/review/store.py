"""The queue's file: what waits for people, in the order of its worth, with leases and what was put off.

A projection in SQLite beside the ledger, which can be thrown away: it is made anew from the ledger and a view. It holds
keys, scores and reasons, no words of reports. Every process on a machine shares it, so two people get different items.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from weakref import finalize

from trucewatch.model.errors import WatchError
from trucewatch.review.value import Reason, Worth

__all__ = ["Filters", "Item", "QueueStore"]

_TABLES = """
CREATE TABLE IF NOT EXISTS item (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, report TEXT, incident TEXT, type TEXT NOT NULL, language TEXT,
    score REAL NOT NULL, reasons TEXT NOT NULL, claims TEXT NOT NULL, blind INTEGER NOT NULL, state TEXT NOT NULL,
    round INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS item_order ON item (state, score DESC, id);
CREATE INDEX IF NOT EXISTS item_report ON item (report);
CREATE INDEX IF NOT EXISTS item_incident ON item (incident);
CREATE TABLE IF NOT EXISTS lease (id TEXT PRIMARY KEY, by TEXT NOT NULL, until REAL NOT NULL, name TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS lease_by ON lease (by);
CREATE TABLE IF NOT EXISTS skip (id TEXT, by TEXT, until REAL NOT NULL, PRIMARY KEY (id, by)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS coded (id TEXT, by TEXT, PRIMARY KEY (id, by)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_VERSION = "queue/3"
_BATCH = 2000


@dataclass(frozen=True)
class Filters:
    """Which items are wanted; None: any. `reason` is a code of value.REASONS; `kind` claim, incident or
    adjudication; `blind` those that two people code apart, or only the others."""

    kind: str | None = None
    type: str | None = None
    report: str | None = None
    incident: str | None = None
    language: str | None = None
    reason: str | None = None
    blind: bool | None = None


@dataclass(frozen=True)
class Item:
    """Something that waits for a person. `state`: open, adjudicate or done. `leased_by` holds it now, None: nobody."""

    id: str
    kind: str
    report: str | None
    incident: str | None
    type: str
    language: str | None
    score: float
    reasons: tuple[Reason, ...]
    state: str
    leased_by: str | None = None


class QueueStore:
    """The file; several processes and threads may use it at once, each call in a transaction of its own. `close` lets
    go of it, as does forgetting the store."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # One connection that stays open: closing the last one of a file makes SQLite copy its log back each time.
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self.close = finalize(self, self._db.close)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            with self._open(write=True) as db:
                _lay_down(db)
        except (OSError, sqlite3.DatabaseError) as error:
            raise WatchError(
                f"The review queue {path} cannot be used ({error}); delete it and its -wal file: it is made anew."
            ) from error

    @contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if write:
                self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            if write:
                self._db.execute("COMMIT")

    def noted(self, name: str) -> str | None:
        """A note of the queue's own, such as how far it has read the ledger."""
        with self._open() as db:
            row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def note(self, name: str, value: str) -> None:
        """Keep such a note."""
        with self._open(write=True) as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def put(
        self,
        worths: Iterable[Worth],
        done: Iterable[str],
        blind: Callable[[str], bool],
        *,
        all_of_them: bool = False,
    ) -> None:
        """Set what items are worth; those in `done` wait no longer, others keep their state. `blind` says of a claim
        whether two people code it apart. `all_of_them`: whatever is
        not named is no item any more. In parts, so that nobody who asks for the next item waits long."""
        decided = frozenset(done)
        number = int(self.noted("round") or 0) + 1
        batch: list[tuple[object, ...]] = []
        for worth in worths:
            state = "done" if worth.id in decided else "open"
            reasons = json.dumps([[r.code, r.adds, r.said] for r in worth.reasons], ensure_ascii=False)
            given = (worth.kind, worth.report, worth.incident, str(worth.type), worth.language, worth.score, reasons)
            apart = int(worth.kind == "claim" and blind(worth.id))
            batch.append((worth.id, *given, json.dumps(worth.claims), apart, state, number))
            if len(batch) >= _BATCH:
                self._upsert(batch)
                batch = []
        self._upsert(batch)
        with self._open(write=True) as db:
            if all_of_them:
                db.execute("DELETE FROM item WHERE round < ?", (number,))
            db.execute("INSERT OR REPLACE INTO meta VALUES ('round', ?)", (str(number),))

    def _upsert(self, rows: Sequence[tuple[object, ...]]) -> None:
        names = "id, kind, report, incident, type, language, score, reasons, claims, blind, state, round"
        kept = "CASE WHEN excluded.state = 'done' OR item.kind = 'incident' THEN excluded.state ELSE item.state END"
        changed = ", ".join(f"{name} = excluded.{name}" for name in names.split(", ")[1:] if name != "state")
        with self._open(write=True) as db:
            db.executemany(
                f"INSERT INTO item ({names}) VALUES ({', '.join('?' * 12)}) "  # noqa: S608
                f"ON CONFLICT (id) DO UPDATE SET {changed}, state = {kept}",
                rows,
            )

    def set_state(self, name: str, state: str) -> None:
        """Whether an item waits (open), waits for an adjudicator (adjudicate) or is done; its lease ends."""
        with self._open(write=True) as db:
            db.execute("UPDATE item SET state = ? WHERE id = ?", (state, name))
            db.execute("DELETE FROM lease WHERE id = ?", (name,))

    def set_coders(self, name: str, coders: Iterable[str]) -> None:
        """Who has coded a claim blindly and so is not offered it again."""
        with self._open(write=True) as db:
            db.execute("DELETE FROM coded WHERE id = ?", (name,))
            db.executemany("INSERT OR IGNORE INTO coded VALUES (?, ?)", [(name, by.casefold()) for by in coders])
            db.execute("DELETE FROM lease WHERE id = ?", (name,))

    def drop_report(self, report: str) -> None:
        """Forget the claims of a report that was taken down or read anew."""
        with self._open(write=True) as db:
            of_it = "IN (SELECT id FROM item WHERE report = ?)"
            db.execute(f"DELETE FROM coded WHERE id {of_it}", (report,))  # noqa: S608
            db.execute(f"DELETE FROM lease WHERE id {of_it}", (report,))  # noqa: S608
            db.execute("DELETE FROM item WHERE report = ?", (report,))

    def next(self, by: str, now: float, until: float, filters: Filters, *, adjudicates: bool) -> Item | None:
        """Lease the item that is worth most to a person until a moment: the one they hold already, if it still waits
        and is wanted, else the first that nobody else holds, that they did not put off and have not coded. None:
        nothing waits."""
        person = by.casefold()
        where, values = _wanted(filters, adjudicates=adjudicates)
        free = (
            "NOT EXISTS (SELECT 1 FROM lease WHERE lease.id = item.id AND lease.by != ? AND lease.until > ?) "
            "AND NOT EXISTS (SELECT 1 FROM skip WHERE skip.id = item.id AND skip.by = ? AND skip.until > ?) "
            "AND NOT EXISTS (SELECT 1 FROM coded WHERE coded.id = item.id AND coded.by = ?)"
        )
        held = "id IN (SELECT id FROM lease WHERE by = ? AND until > ?)"
        with self._open(write=True) as db:
            row = None
            for extra, given in ((held, (person, now)), ("1", ())):
                query = (
                    f"SELECT {_COLUMNS} FROM item WHERE {where} AND {extra} AND {free} "  # noqa: S608
                    "ORDER BY score DESC, id LIMIT 1"
                )
                row = db.execute(query, (*values, *given, person, now, person, now, person)).fetchone()
                if row is not None:
                    break
            if row is None:
                return None
            db.execute("DELETE FROM lease WHERE by = ? OR until <= ?", (person, now))
            db.execute("INSERT OR REPLACE INTO lease VALUES (?, ?, ?, ?)", (row[0], person, until, by))
            return _item(row, by)

    def lease(self, name: str, by: str, now: float, until: float) -> str | None:
        """Lease one item by its id; who else holds it, None where the lease is given."""
        person = by.casefold()
        with self._open(write=True) as db:
            row = db.execute("SELECT by, name FROM lease WHERE id = ? AND until > ?", (name, now)).fetchone()
            if row is not None and row[0] != person:
                return str(row[1])
            db.execute("INSERT OR REPLACE INTO lease VALUES (?, ?, ?, ?)", (name, person, until, by))
            return None

    def skip(self, name: str, by: str, until: float) -> None:
        """Put an item off for one person until a moment, and let others have it."""
        person = by.casefold()
        with self._open(write=True) as db:
            db.execute("INSERT OR REPLACE INTO skip VALUES (?, ?, ?)", (name, person, until))
            db.execute("DELETE FROM lease WHERE id = ? AND by = ?", (name, person))

    def put_off(self, by: str, now: float) -> int:
        """How many items that still wait a person has put off now."""
        with self._open() as db:
            return _put_off(db, by.casefold(), now)

    def unskip(self, by: str, now: float) -> int:
        """Take back whatever a person put off; how many items wait again by that."""
        person = by.casefold()
        with self._open(write=True) as db:
            number = _put_off(db, person, now)
            db.execute("DELETE FROM skip WHERE by = ?", (person,))
        return number

    def release(self, by: str) -> None:
        """Let go of what a person holds."""
        with self._open(write=True) as db:
            db.execute("DELETE FROM lease WHERE by = ?", (by.casefold(),))

    def item(self, name: str) -> Item | None:
        """An item by its id."""
        with self._open() as db:
            row = db.execute(f"SELECT {_COLUMNS} FROM item WHERE id = ?", (name,)).fetchone()  # noqa: S608
        return None if row is None else _item(row)

    def waiting(self, filters: Filters, limit: int, now: float) -> list[Item]:
        """The first items that wait, leased or not, with who holds them."""
        where, values = _wanted(filters, adjudicates=True)
        query = (
            f"SELECT {_COLUMNS}, (SELECT name FROM lease WHERE lease.id = item.id AND until > ?) FROM item "  # noqa: S608
            f"WHERE {where} ORDER BY score DESC, id LIMIT ?"
        )
        with self._open() as db:
            return [_item(row, row[-1]) for row in db.execute(query, (now, *values, limit))]

    def counts(self) -> dict[str, int]:
        """How many items there are by kind and state, as "claim open"."""
        with self._open() as db:
            rows = db.execute("SELECT kind, state, count(*) FROM item GROUP BY kind, state ORDER BY kind, state")
            return {f"{kind} {state}": number for kind, state, number in rows}

    def incident_claims(self, name: str) -> tuple[str, ...]:
        """The claims that an incident had when it was weighed; () where it is no item."""
        with self._open() as db:
            row = db.execute("SELECT claims FROM item WHERE id = ?", (name,)).fetchone()
        return tuple(json.loads(row[0])) if row is not None else ()


def _lay_down(db: sqlite3.Connection) -> None:
    """Make the tables; those of another version go first."""
    known = db.execute("SELECT name FROM sqlite_master WHERE name = 'meta'").fetchone()
    version = db.execute("SELECT value FROM meta WHERE name = 'version'").fetchone() if known else None
    if known and (version is None or version[0] != _VERSION):
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            db.execute(f'DROP TABLE "{name}"')
    for statement in _TABLES.split(";"):
        db.execute(statement)
    db.execute("INSERT OR REPLACE INTO meta VALUES ('version', ?)", (_VERSION,))


def _put_off(db: sqlite3.Connection, person: str, now: float) -> int:
    row = db.execute(
        "SELECT count(*) FROM skip JOIN item USING (id) WHERE skip.by = ? AND skip.until > ? AND state != 'done'",
        (person, now),
    ).fetchone()
    return int(row[0])


_COLUMNS = "item.id, kind, report, incident, type, language, score, reasons, state"


def _wanted(filters: Filters, *, adjudicates: bool) -> tuple[str, tuple[object, ...]]:
    """What the filters ask for as SQL, with its values."""
    parts: list[str] = []
    values: list[object] = []
    if filters.kind == "adjudication":
        parts.append("state = 'adjudicate'")
    else:
        parts.append("state IN ('open', 'adjudicate')" if adjudicates and filters.kind is None else "state = 'open'")
        if filters.kind is not None:
            parts.append("kind = ?")
            values.append(filters.kind)
    for name in ("type", "report", "incident", "language"):
        value = getattr(filters, name)
        if value is not None:
            parts.append(f"{name} = ?")
            values.append(value)
    if filters.blind is not None:
        parts.append("blind = ?")
        values.append(int(filters.blind))
    if filters.reason is not None:
        parts.append("instr(reasons, ?) > 0")
        values.append(f'["{filters.reason}"')
    return " AND ".join(parts), tuple(values)


def _item(row: Sequence[object], holder: object = None) -> Item:
    name, kind, report, incident, type_, language, score, reasons, state = row[:9]
    return Item(
        id=str(name),
        kind=str(kind),
        report=None if report is None else str(report),
        incident=None if incident is None else str(incident),
        type=str(type_),
        language=None if language is None else str(language),
        score=float(str(score)),
        reasons=tuple(Reason(*one) for one in json.loads(str(reasons))),
        state=str(state),
        leased_by=None if holder is None else str(holder),
    )
