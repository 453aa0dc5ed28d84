"""The ledger: entries that are only ever added, under any database that a dialect describes.

One writer at a time: an append takes the writer's lock, reads the chain's end, and writes entries, contents,
projections and the new end in one transaction, so that nothing is ever half recorded.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, bindparam, delete, exists, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from trucewatch.ledger.dialect import WRITES, Dialect
from trucewatch.ledger.entry import Entry, Head, canonical, hash_with, sha256_of
from trucewatch.ledger.evidence import Evidence
from trucewatch.ledger.kinds import Body, ReportAdded, Takedown, body_of, evidence_of
from trucewatch.ledger.known import project
from trucewatch.ledger.location import dialect_of
from trucewatch.ledger.moment import moment, moment_text, utc_now
from trucewatch.ledger.prepared import Prepared
from trucewatch.ledger.projections import Stored
from trucewatch.ledger.reading import Reading
from trucewatch.ledger.replay import claim_ids, content_hash, rebuild
from trucewatch.ledger.rules import check
from trucewatch.ledger.tables import contents, entries, head, known
from trucewatch.ledger.upgrade import lay_down, needs_upgrade, upgrade
from trucewatch.ledger.verify import verify
from trucewatch.model.errors import ConflictError, LedgerError, TamperError

__all__ = ["Draft", "Ledger"]

_TICK = timedelta(microseconds=1)

_ADD = Prepared(insert(entries))
_SET_HEAD = Prepared(update(head).values(seq=bindparam("end"), hash=bindparam("hash_of_end")))
_KEEP = Prepared(
    insert(contents).from_select(
        [contents.c.sha256, contents.c.content],
        select(
            bindparam("name", type_=contents.c.sha256.type), bindparam("words", type_=contents.c.content.type)
        ).where(~exists().where(contents.c.sha256 == bindparam("name"))),
    )
)
"""Content is laid beside the chain once."""

Fill = Callable[[Connection], None]
Draft = tuple[str, Body | Mapping[str, Any]]
"""An entry to be: its kind and its body."""


class Ledger(Reading):
    """A watch's only memory. Use `open` or `create`; close it, or use it as a context manager. What was recorded before
    an error is intact. `clock` gives this machine's moment, in UTC."""

    def __init__(self, dialect: Dialect, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__(dialect, engine)
        self._clock = clock

    @classmethod
    def create(cls, target: str | Path, *, clock: Callable[[], datetime] = utc_now, fill: Fill | None = None) -> Self:
        """Make a new ledger, whole or not at all, and open it: an empty one, or one that `fill` lays entries into,
        which is then verified. LedgerError if there is one already, or if the folder or database does not allow it;
        TamperError if what was laid into it does not verify."""
        dialect = dialect_of(target)
        ledger = cls(dialect, dialect.engine(), clock)
        with _closed_on_error(ledger):
            if dialect.exists():
                message = f"There is a ledger {dialect.where} already; open it, or name another place for a new one."
                raise LedgerError(message)
            begun = dialect.beginning()
            try:
                with cls(begun, begun.engine(), clock) as first, first._writing() as connection:
                    lay_down(connection, begun)
                    if fill is not None:
                        fill(connection)
                        _verified(connection, begun)
                dialect.settle(begun)
            except BaseException:
                begun.discard()
                raise
            return ledger

    @classmethod
    def open(cls, target: str | Path, *, read_only: bool = False, clock: Callable[[], datetime] = utc_now) -> Self:
        """Open a ledger that exists; one of an earlier Trucewatch is brought up to date (upgrade.py). LedgerError if it
        is missing, no ledger, of a format that is not known here, or old and opened `read_only`."""
        dialect = dialect_of(target, read_only=read_only)
        ledger = cls(dialect, dialect.engine(), clock)
        with _closed_on_error(ledger):
            if not dialect.exists():
                message = f"There is no ledger at {dialect.where}; name an existing one, or begin a watch there."
                raise LedgerError(message)
            with ledger._reading() as connection:
                old = needs_upgrade(connection, dialect)
            if old:
                with ledger._writing() as connection:
                    upgrade(connection, dialect)
            return ledger

    @classmethod
    def begin(cls, target: str | Path, *, clock: Callable[[], datetime] = utc_now) -> Self:
        """Open the ledger, making it first where there is none; another process may do the same at once."""
        if not cls.exists(target):
            try:
                return cls.create(target, clock=clock)
            except LedgerError:
                if not cls.exists(target):
                    raise
        return cls.open(target, clock=clock)

    @classmethod
    def exists(cls, target: str | Path) -> bool:
        """Whether there is a ledger. LedgerError if the database cannot be asked."""
        dialect = dialect_of(target)
        with cls(dialect, dialect.engine()):
            return dialect.exists()

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._connection(**{WRITES: True})

    def projecting(self) -> AbstractContextManager[Connection]:
        """A connection that may write, for projections that lie beside the ledger's own tables in its database. No
        entry can be recorded while it is open, so keep it short."""
        return self._writing()

    def wipe(self) -> None:
        """Overwrite what removed words left behind in the database's files."""
        try:
            self._dialect.wipe(self._engine)
        except SQLAlchemyError as error:
            raise self._dialect.explain(error) from error

    def append(self, kind: str, body: Body | Mapping[str, Any], *, by: str) -> Entry:
        """Record one entry. LedgerError if its body is not valid or contradicts the ledger (rules.py)."""
        return self.append_many([(kind, body)], by=by)[0]

    def append_many(self, drafts: Sequence[Draft], *, by: str, after: Head | None = None) -> tuple[Entry, ...]:
        """Record several entries at one moment: all of them, or none. ConflictError if they do not fit what is there,
        or if `after` is given and no longer the end of the chain: what they were drawn from has changed.

        The moment is this machine's clock, or just after the last entry where the clock has been set back: a later
        append always has a later moment. A takedown has effects beyond its entry and is refused: see `take_down`.
        """
        if any(kind == Takedown.kind for kind, _ in drafts):
            raise LedgerError("A takedown removes words from several places; ask for it with take_down.")
        return self._record([body_of(kind, body) for kind, body in drafts], by, after)

    def _record(self, bodies: Sequence[Body], by: str, after: Head | None = None) -> tuple[Entry, ...]:
        if not by.strip():
            raise LedgerError("An entry needs a name for who or what recorded it; give one as 'by'.")
        drafts = [_Laid.of(body) for body in bodies]
        done: list[Entry] = []
        with self._writing() as connection:
            last, before = self._last(connection)
            if after is not None and after != last:
                raise ConflictError(
                    f"Something was recorded in {self._dialect.where} meanwhile; look again and repeat."
                )
            now = self._now(before)
            for draft in drafts:
                check(connection, draft.body, draft.text)
                done.append(_write(connection, draft, by, now, last))
                last = Head(seq=done[-1].seq, hash=done[-1].hash)
            _SET_HEAD.run(connection, {"end": last.seq, "hash_of_end": last.hash})
        return tuple(done)

    def _now(self, before: str | None) -> str:
        now = moment_text(self._clock())
        return now if before is None or now > before else moment_text(moment(before) + _TICK)

    def take_down(self, report: str, reason: str, *, by: str, evidence: Evidence | None = None) -> Entry:
        """Remove a report's words, the claims that quote them, and its raw bytes, for good; record that and why.

        The chain stays whole: hashes stay. The report leaves every view, those of earlier moments included, which can
        no longer be reproduced. Bytes that another report shares are kept. Give `evidence` unless the watch keeps none.
        Snapshots inside published issues are not touched.
        """
        entry = self._record([body_of(Takedown.kind, {"report": report, "reason": reason})], by)[0]
        self.wipe()
        if evidence is not None:
            for sha256 in evidence_of(entry.kind, entry.body):
                evidence.remove(sha256)
        return entry

    def finish_takedown(self, report: str, evidence: Evidence) -> tuple[str, ...]:
        """Complete a takedown that was recorded and then cut short; the hashes of the bytes that still lay there. Empty
        where it had been completed. LedgerError if the report was not taken down."""
        gone = self.taken_down().get(report)
        if gone is None:
            raise LedgerError(f"Report {report} was not taken down; take it down first.")
        self.wipe()
        hashes = evidence_of(gone.kind, gone.model_dump())
        left = tuple(sha256 for sha256 in hashes if evidence.holds(sha256) and not self.standing_on(sha256))
        for sha256 in left:
            evidence.remove(sha256)
        return left

    def rebuild(self) -> None:
        """Make the projections anew from the entries. TamperError if an entry cannot be read."""
        with self._writing() as connection:
            try:
                rebuild(connection)
            except (ValueError, TypeError, KeyError) as error:
                message = f"An entry of {self._dialect.where} cannot be read, so it was changed; verify the ledger."
                raise TamperError(message) from error


def _verified(connection: Connection, dialect: Dialect) -> None:
    found = verify(connection, dialect, None, None, {})
    if not found.ok:
        raise TamperError(f"What was to be laid into {dialect.where} does not verify: {found.problems[0]}.")


@contextmanager
def _closed_on_error(ledger: "Ledger") -> Iterator[None]:
    try:
        yield
    except BaseException:
        ledger.close()
        raise


@dataclass(frozen=True)
class _Laid:
    """A body ready to be recorded: as plain data and as the canonical text of that, with its content laid apart. It is
    made before the writer's lock is taken, so that writers wait for each other only while the database writes."""

    body: Body
    plain: dict[str, Any]
    text: bytes
    content: bytes | None

    @classmethod
    def of(cls, body: Body) -> Self:
        plain, content = body.model_dump(mode="json"), None
        if body.detached is not None:
            content = canonical(plain[body.detached])
            plain[body.detached] = {"sha256": sha256_of(content), "bytes": len(content)}
        return cls(body, plain, canonical(plain), content)


def _write(connection: Connection, laid: _Laid, by: str, now: str, last: Head) -> Entry:
    if isinstance(laid.body, Takedown):
        laid = _Laid.of(_completed(connection, laid.body))
    body, plain = laid.body, laid.plain
    if laid.content is not None and body.detached is not None:
        _KEEP.run(connection, {"name": plain[body.detached]["sha256"], "words": laid.content.decode()})
    seq = last.seq + 1
    digest = hash_with(seq, now, by, body.kind, laid.text, last.hash)
    row = {"seq": seq, "recorded_at": now, "by": by, "kind": body.kind, "prev_hash": last.hash, "hash": digest}
    _ADD.run(connection, {**row, "body": laid.text.decode()})
    project(Stored(connection), seq, now, body.kind, plain, partial(claim_ids, connection))
    if isinstance(body, Takedown):
        connection.execute(delete(contents).where(contents.c.sha256.in_(body.contents)))
    return Entry.model_validate({**row, "recorded_at": moment(now), "body": json.loads(laid.text)})


def _completed(connection: Connection, body: Takedown) -> Takedown:
    """The takedown with the hashes of everything that goes with it: what another report stands on too is kept."""
    of_report = select(known.c.seq).where(
        known.c.report == body.report, known.c.what.in_(["report", "claim", "skipped", "review", "coding"])
    )
    going: set[str] = set()
    hashes: dict[str, str | None] = {}
    for row in connection.execute(select(entries).where(entries.c.seq.in_(of_report))):
        plain = json.loads(row.body)
        if (content := content_hash(row.kind, plain)) is not None:
            going.add(content)
        if row.kind == ReportAdded.kind:
            hashes = {name: plain.get(name) for name in ("evidence", "record")}
    hashes = {
        name: sha256 if sha256 and not _shared(connection, body.report, sha256) else None
        for name, sha256 in hashes.items()
    }
    return body.model_copy(update={"contents": tuple(sorted(going)), **hashes})


def _shared(connection: Connection, report: str, sha256: str) -> bool:
    """Whether the bytes of that hash are another living report's too."""
    others = select(known.c.seq).where(known.c.what == "report", known.c.report != report)
    query = select(entries.c.seq).where(entries.c.seq.in_(others), entries.c.body.contains(sha256))
    return connection.execute(query.limit(1)).first() is not None
