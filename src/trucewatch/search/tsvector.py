"""The index in PostgreSQL: a table of its own in the ledger's database, with the words as tsvector."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, text

from trucewatch.ledger import Head, Ledger
from trucewatch.ledger.moment import moment_text
from trucewatch.search.base import RANKED, Candidate, Row
from trucewatch.search.documents import Kind
from trucewatch.search.query import Query, Term

__all__ = ["TableIndex"]

_FORMAT = "1"
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS search_state (name text PRIMARY KEY, value text NOT NULL)",
    """CREATE TABLE IF NOT EXISTS search_documents (
        id bigserial PRIMARY KEY, seq integer NOT NULL, item integer NOT NULL, kind text NOT NULL, key text NOT NULL,
        report text, known_from text COLLATE "C", known_to text COLLATE "C", words tsvector NOT NULL,
        UNIQUE (seq, item, kind))""",
    "CREATE INDEX IF NOT EXISTS search_words ON search_documents USING gin (words)",
    "CREATE INDEX IF NOT EXISTS search_report ON search_documents (report, kind, seq)",
    # No samples of words in the planner's statistics, where a takedown would not reach them.
    "ALTER TABLE search_documents ALTER COLUMN words SET STATISTICS 0",
)
_LAST_POSITION = 16_383
_MOST_BYTES = 1_000_000

# One statement for many rows, handed over as JSON: the driver takes milliseconds for each statement.
_INSERT = """
    INSERT INTO search_documents (seq, item, kind, key, report, known_from, words)
    SELECT seq, item, kind, key, report, known_from, CAST(words AS tsvector)
    FROM json_to_recordset(CAST(:rows AS json))
        AS t(seq integer, item integer, kind text, key text, report text, known_from text, words text)"""

# A word that stands in most documents is ranked among the newest of them alone, which need not be looked for far back.
_FIND = f"""
    WITH asked AS (SELECT CAST(:query AS tsquery) AS words),
    recent AS (
        SELECT d.id, d.key, d.words FROM search_documents AS d, asked
        WHERE d.id > (SELECT max(id) FROM search_documents) - 20000
            AND d.words @@ asked.words AND d.kind = :kind AND {{known}} ORDER BY d.id DESC LIMIT {RANKED}),
    every AS (
        SELECT d.id, d.key, d.words FROM search_documents AS d, asked
        WHERE (SELECT count(*) FROM recent) < {RANKED}
            AND d.words @@ asked.words AND d.kind = :kind AND {{known}} ORDER BY d.id DESC LIMIT {RANKED}),
    matched AS (
        SELECT * FROM every UNION ALL SELECT * FROM recent WHERE (SELECT count(*) FROM recent) = {RANKED})
    SELECT key FROM matched, asked ORDER BY ts_rank(matched.words, asked.words, 1) DESC, id DESC
    LIMIT :limit OFFSET :start"""  # noqa: S608


class TableIndex:
    """The index in the ledger's own database, on the ledger's connections: a writer of the index waits for writers of
    the ledger and they for it, each for the time of one small batch."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def upto(self) -> Head | None:
        """The entry up to which the index goes; None where it was never filled."""
        with self._ledger.connected() as connection:
            return _upto(connection) if _is_there(connection) else None

    @contextmanager
    def writing(self) -> Iterator["_TableWriting"]:
        """A transaction of the database; the tables are made first where they are missing or of another format."""
        with self._ledger.projecting() as connection:
            if not _is_there(connection):
                for table in ("search_documents", "search_state"):
                    connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
                for statement in _SCHEMA:
                    connection.execute(text(statement))
                connection.execute(text("INSERT INTO search_state VALUES ('format', :format)"), {"format": _FORMAT})
            yield _TableWriting(connection)

    def find(self, query: Query, kind: Kind, known_on: datetime | None, start: int, limit: int) -> list[Candidate]:
        """Documents of a kind that were known then, by PostgreSQL's rank."""
        known = "known_to IS NULL"
        values: dict[str, object] = {"query": _match(query), "kind": kind.value, "start": start, "limit": limit}
        if known_on is not None:
            known = "(known_from IS NULL OR known_from <= :on) AND (known_to IS NULL OR known_to > :on)"
            values["on"] = moment_text(known_on)
        statement = _FIND.format(known=known)
        with self._ledger.connected() as connection:
            if not _is_there(connection):
                return []
            return [Candidate(kind, row.key) for row in connection.execute(text(statement), values)]

    def wipe(self) -> None:
        """Write the table of words anew, so that removed ones lie in none of its files any more."""
        self._ledger.wipe()

    def close(self) -> None:
        """Nothing to let go of: the connections are the ledger's."""


class _TableWriting:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def upto(self) -> Head | None:
        return _upto(self._connection)

    def add(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        values = [
            {
                "seq": row.seq,
                "item": row.item,
                "kind": row.kind.value,
                "key": row.key,
                "report": row.report,
                "known_from": row.known_from,
                "words": _vector(row.words),
            }
            for row in rows
        ]
        self._connection.execute(text(_INSERT), {"rows": json.dumps(values)})

    def end(self, kind: Kind, report: str, before: int, known_to: str) -> None:
        self._connection.execute(
            text(
                "UPDATE search_documents SET known_to = least(coalesce(known_to, :to), :to)"
                " WHERE report = :report AND kind = :kind AND seq < :before"
            ),
            {"to": known_to, "report": report, "kind": kind.value, "before": before},
        )

    def forget(self, report: str) -> None:
        self._connection.execute(text("DELETE FROM search_documents WHERE report = :report"), {"report": report})

    def clear(self) -> None:
        self._connection.execute(text("DELETE FROM search_documents"))
        self._connection.execute(text("DELETE FROM search_state WHERE name IN ('seq', 'hash')"))

    def note(self, head: Head) -> None:
        for name, value in (("seq", str(head.seq)), ("hash", head.hash)):
            self._connection.execute(
                text(
                    "INSERT INTO search_state VALUES (:name, :value)"
                    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                ),
                {"name": name, "value": value},
            )


def _is_there(connection: Connection) -> bool:
    if connection.execute(text("SELECT to_regclass('search_state')")).scalar() is None:
        return False
    return connection.execute(text("SELECT value FROM search_state WHERE name = 'format'")).scalar() == _FORMAT


def _upto(connection: Connection) -> Head | None:
    rows = connection.execute(text("SELECT name, value FROM search_state")).all()
    state = {row.name: row.value for row in rows}
    return Head(seq=int(state["seq"]), hash=state["hash"]) if "seq" in state else None


def _vector(words: Sequence[str]) -> str:
    """The words with their places as PostgreSQL reads a tsvector. One that would be larger than it can hold loses the
    places, and then its last words: it is found by fewer phrases."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words, start=1):
        places.setdefault(word, []).append(min(at, _LAST_POSITION))
    whole = " ".join(f"'{word}':{','.join(map(str, at[:255]))}" for word, at in places.items())
    if len(whole) <= _MOST_BYTES:
        return whole
    return " ".join(f"'{word}'" for word in places)[:_MOST_BYTES].rpartition(" ")[0]


def _match(query: Query) -> str:
    """The query as PostgreSQL has it. Every word is of a-z and 0-9 alone and stands in quotation marks."""
    wanted = [f"({' | '.join(map(_term, group))})" for group in query.wanted]
    return " & ".join([*wanted, *(f"!({_term(term)})" for term in query.unwanted)])


def _term(term: Term) -> str:
    words = [f"'{word}'" for word in term.words]
    if term.starts:
        words[-1] += ":*"
    return f"({' <-> '.join(words)})"
