"""The ledger: entries that are only ever added, under any database that a dialect describes.

One writer at a time: an append takes the writer's lock, reads the chain's end, and writes entries, contents,
projections and the new end in one transaction, so that nothing is ever half recorded.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from trucewatch.ledger.dialect import WRITES, Dialect
from trucewatch.ledger.entry import GENESIS, Entry, Head, canonical, hash_of, sha256_of
from trucewatch.ledger.evidence import Evidence
from trucewatch.ledger.kinds import Body, Takedown, body_of
from trucewatch.ledger.known import clear, project
from trucewatch.ledger.moment import moment, moment_text, utc_now
from trucewatch.ledger.reading import Reading
from trucewatch.ledger.replay import replay
from trucewatch.ledger.rules import check
from trucewatch.ledger.sqlite import Sqlite
from trucewatch.ledger.tables import FORMAT, about, contents, entries, head, known, metadata
from trucewatch.model.errors import LedgerError, TamperError

__all__ = ["Draft", "Ledger"]

_TICK = timedelta(microseconds=1)

Draft = tuple[str, Body | Mapping[str, Any]]
"""An entry to be: its kind and its body."""


class Ledger(Reading):
    """A watch's only memory. Use `open` or `create`; close it, or use it as a context manager. What was recorded before
    an error is intact. `clock` gives this machine's moment, in UTC."""

    def __init__(self, dialect: Dialect, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__(dialect, engine)
        self._clock = clock

    @classmethod
    def create(cls, target: str | Path, *, clock: Callable[[], datetime] = utc_now) -> Self:
        """Make a new, empty ledger. LedgerError if there is something already, or the folder cannot be written to."""
        dialect = _dialect(target)
        if dialect.exists():
            raise LedgerError(f"There is a file {dialect.where} already; open it, or name another for a new ledger.")
        ledger = cls(dialect, dialect.engine(create=True), clock)
        try:
            with ledger._writing() as connection:
                metadata.create_all(connection)
                connection.execute(insert(about), {"name": "format", "value": FORMAT})
                connection.execute(insert(head), {"one": 1, "seq": 0, "hash": GENESIS})
                dialect.guard(connection)
        except LedgerError:
            ledger.close()
            dialect.discard()
            raise
        return ledger

    @classmethod
    def open(cls, target: str | Path, *, read_only: bool = False, clock: Callable[[], datetime] = utc_now) -> Self:
        """Open a ledger that exists. LedgerError if it is missing, no ledger, or of a format that is not known here."""
        dialect = _dialect(target, read_only=read_only)
        if not dialect.exists():
            raise LedgerError(f"There is no ledger at {dialect.where}; name an existing one, or begin a watch there.")
        ledger = cls(dialect, dialect.engine(create=False), clock)
        try:
            with ledger._reading() as connection:
                found = connection.execute(select(about.c.value).where(about.c.name == "format")).scalar()
            if found != FORMAT:
                raise LedgerError(f"The ledger {dialect.where} has format {found!r}, not {FORMAT}; update Trucewatch.")
        except LedgerError:
            ledger.close()
            raise
        return ledger

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._connection(**{WRITES: True})

    def append(self, kind: str, body: Body | Mapping[str, Any], *, by: str) -> Entry:
        """Record one entry. LedgerError if its body is not valid or contradicts the ledger (rules.py)."""
        return self.append_many([(kind, body)], by=by)[0]

    def append_many(self, drafts: Sequence[Draft], *, by: str) -> tuple[Entry, ...]:
        """Record several entries at one moment: all of them, or none.

        The moment is this machine's clock, or just after the last entry where the clock has been set back: a later
        append always has a later moment. A takedown has effects beyond its entry and is refused: see `take_down`.
        """
        if any(kind == Takedown.kind for kind, _ in drafts):
            raise LedgerError("A takedown removes words from several places; ask for it with take_down.")
        return self._record([body_of(kind, body) for kind, body in drafts], by)

    def _record(self, bodies: Sequence[Body], by: str) -> tuple[Entry, ...]:
        if not by.strip():
            raise LedgerError("An entry needs a name for who or what recorded it; give one as 'by'.")
        done: list[Entry] = []
        with self._writing() as connection:
            last = self._end(connection)
            now = self._now(connection, last)
            for body in bodies:
                check(connection, body)
                done.append(_write(connection, body, by, now, last))
                last = Head(seq=done[-1].seq, hash=done[-1].hash)
            connection.execute(update(head).values(seq=last.seq, hash=last.hash))
        return tuple(done)

    def _now(self, connection: Connection, last: Head) -> datetime:
        now = moment(moment_text(self._clock()))
        if not last.seq:
            return now
        before = connection.execute(select(entries.c.recorded_at).where(entries.c.seq == last.seq)).scalar_one()
        return max(now, moment(before) + _TICK)

    def take_down(self, report: str, reason: str, *, by: str, evidence: Evidence | None = None) -> Entry:
        """Remove a report's words, the claims that quote them, and its raw bytes, for good; record that and why.

        The chain stays whole: hashes stay. The report leaves every view, those of earlier moments included, which can
        no longer be reproduced. Bytes that another report shares are kept. Give `evidence` unless the watch keeps none.
        Snapshots inside published issues are not touched.
        """
        entry = self._record([body_of(Takedown.kind, {"report": report, "reason": reason})], by)[0]
        try:
            self._dialect.wipe(self._engine)
        except SQLAlchemyError as error:
            raise self._dialect.explain(error) from error
        sha256 = entry.body["evidence"]
        if evidence is not None and sha256 is not None:
            evidence.remove(sha256)
        return entry

    def rebuild(self) -> None:
        """Make the projections anew from the entries. TamperError if an entry cannot be read."""
        with self._writing() as connection:
            clear(connection)
            try:
                replay(connection, connection)
            except (ValueError, TypeError, KeyError) as error:
                message = f"An entry of {self._dialect.where} cannot be read, so it was changed; verify the ledger."
                raise TamperError(message) from error


def _dialect(target: str | Path, *, read_only: bool = False) -> Dialect:
    text = str(target)
    scheme, found, rest = text.partition("://")
    if not found:
        return Sqlite(Path(text), read_only=read_only)
    if scheme == "sqlite" and rest.startswith("/"):
        return Sqlite(Path(rest[1:]), read_only=read_only)
    raise LedgerError(f"Ledgers in a {scheme!r} database are not supported; give the path of a file.")


def _write(connection: Connection, body: Body, by: str, now: datetime, last: Head) -> Entry:
    if isinstance(body, Takedown):
        body = _completed(connection, body)
    plain = body.model_dump(mode="json")
    content = None
    if body.detached is not None:
        content = plain[body.detached]
        plain[body.detached] = _detach(connection, content)
    seq, recorded_at = last.seq + 1, moment_text(now)
    digest = hash_of(seq, recorded_at, by, body.kind, plain, last.hash)
    text = canonical(plain).decode()
    row = {"seq": seq, "recorded_at": recorded_at, "by": by, "kind": body.kind, "prev_hash": last.hash, "hash": digest}
    connection.execute(insert(entries), {**row, "body": text})
    project(connection, seq, recorded_at, body.kind, plain, content)
    if isinstance(body, Takedown):
        connection.execute(delete(contents).where(contents.c.sha256.in_(body.contents)))
    return Entry.model_validate({**row, "recorded_at": now, "body": json.loads(text)})


def _detach(connection: Connection, content: Any) -> dict[str, Any]:
    """Lay the content beside the chain and return what the entry holds instead of it."""
    text = canonical(content)
    sha256 = sha256_of(text)
    if connection.execute(select(contents.c.sha256).where(contents.c.sha256 == sha256)).first() is None:
        connection.execute(insert(contents), {"sha256": sha256, "content": text.decode()})
    return {"sha256": sha256, "bytes": len(text)}


def _completed(connection: Connection, body: Takedown) -> Takedown:
    """The takedown with the hashes of everything that goes with it."""
    of_report = select(known.c.seq).where(known.c.report == body.report, known.c.what.in_(["report", "claim"]))
    going: set[str] = set()
    evidence = None
    for row in connection.execute(select(entries).where(entries.c.seq.in_(of_report))):
        plain = json.loads(row.body)
        if row.kind == "report_added":
            evidence = plain["evidence"]
            going.add(plain["report"]["sha256"])
        else:
            going.add(plain["claims"]["sha256"])
    living = select(known.c.seq).where(known.c.what == "report", known.c.report != body.report)
    others = connection.execute(select(entries.c.body).where(entries.c.seq.in_(living))).scalars()
    if evidence is not None and any(json.loads(other)["evidence"] == evidence for other in others):
        evidence = None
    return body.model_copy(update={"contents": tuple(sorted(going)), "evidence": evidence})
