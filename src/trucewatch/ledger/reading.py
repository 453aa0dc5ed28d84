"""The reading side of a ledger: entries one by one, and what is known on two clocks."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from trucewatch.ledger.dialect import WRITES, Dialect
from trucewatch.ledger.entry import GENESIS, Entry, Head, sha256_of
from trucewatch.ledger.evidence import Evidence
from trucewatch.ledger.kinds import (
    KINDS,
    Body,
    ExtractionSkipped,
    IssuePublished,
    SettingLoaded,
    Takedown,
    WatchOpened,
    body_of,
)
from trucewatch.ledger.prepared import Prepared
from trucewatch.ledger.replay import content_hash, content_text
from trucewatch.ledger.reviewed import Judged, Outline
from trucewatch.ledger.sqlite import Sqlite
from trucewatch.ledger.tables import entries, head
from trucewatch.ledger.verify import Verification, verify
from trucewatch.ledger.views import Known, entry_of
from trucewatch.model import Agreement, Claim, Copy, Report
from trucewatch.model.errors import LedgerError, TamperError
from trucewatch.model.progress import StepProgress

__all__ = ["Reading"]

_PAGE = 200
_LAST = Prepared(
    select(head.c.seq, head.c.hash, entries.c.seq, entries.c.hash, entries.c.recorded_at).select_from(
        head.outerjoin(entries, entries.c.seq == select(func.max(entries.c.seq)).scalar_subquery())
    )
)

T = TypeVar("T")
Moment = datetime | None


class Reading:
    """What can be asked of a ledger. Views take two moments, each None for no limit: `known_on`, when the watch counts
    as having known a thing, and `as_recorded`, which leaves out entries recorded later (known.py). Both moments need a
    time zone. Every method raises LedgerError with one sentence if the database fails."""

    def __init__(self, dialect: Dialect, engine: Engine) -> None:
        self._dialect, self._engine = dialect, engine

    @property
    def file(self) -> Path | None:
        """The file that the ledger lies in; None in a server's database."""
        return self._dialect.path if isinstance(self._dialect, Sqlite) else None

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _connection(self, **options: Any) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
            raise self._dialect.explain(error) from error

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._connection(**{WRITES: False})

    def connected(self) -> AbstractContextManager[Connection]:
        """A connection that sees one moment of the ledger, for queries that no method here asks."""
        return self._reading()

    def _known(self, ask: Callable[[Known], T], known_on: Moment = None, as_recorded: Moment = None) -> T:
        with self._reading() as connection:
            return ask(Known(connection, known_on, as_recorded))

    def head(self) -> Head:
        """The end of the chain. TamperError if it is not the end that was recorded."""
        with self._reading() as connection:
            return self._end(connection)

    def _end(self, connection: Connection) -> Head:
        return self._last(connection)[0]

    def _last(self, connection: Connection) -> tuple[Head, str | None]:
        """The end of the chain and when its entry was recorded, as stored; None for an empty chain."""
        found = _LAST.rows(connection, {})
        seq, name, last_seq, last_name, recorded_at = found[0] if found else (None,) * 5
        if (seq, name) != ((0, GENESIS) if last_seq is None else (last_seq, last_name)):
            message = f"The end of the ledger {self._dialect.where} is not as it was recorded; verify it before adding."
            raise TamperError(message)
        return Head(seq=seq, hash=name), recorded_at

    def entries(self, kind: str | None = None, after_seq: int = 0) -> Iterator[Entry]:
        """Entries in order, read page by page; of one kind only, or after a number, where asked."""
        while True:
            query = select(entries).where(entries.c.seq > after_seq).order_by(entries.c.seq).limit(_PAGE)
            if kind is not None:
                query = query.where(entries.c.kind == kind)
            with self._reading() as connection:
                page = [entry_of(row) for row in connection.execute(query)]
            yield from page
            if len(page) < _PAGE:
                return
            after_seq = page[-1].seq

    def last_entries(self, kinds: Collection[str], by: str) -> Iterator[Entry]:
        """Entries of some kinds that one person or program recorded, the last one first, read page by page."""
        before = None
        while True:
            query = select(entries).where(entries.c.kind.in_(kinds), entries.c.by == by)
            query = query.order_by(entries.c.seq.desc()).limit(_PAGE)
            with self._reading() as connection:
                found = connection.execute(query if before is None else query.where(entries.c.seq < before))
                page = [entry_of(row) for row in found]
            yield from page
            if len(page) < _PAGE:
                return
            before = page[-1].seq

    def entry(self, number: int) -> Entry:
        """The entry with that number. LedgerError if there is none."""
        found = next(self.entries(after_seq=number - 1), None)
        if found is None or found.seq != number:
            raise LedgerError(f"There is no entry {number} in {self._dialect.where}; it ends before, or lacks it.")
        return found

    def content(self, entry: Entry) -> bytes | None:
        """An entry's detached content as recorded, canonical JSON; None for a kind that detaches nothing. LedgerError
        if it was taken down, TamperError if it is not what was recorded."""
        sha256 = content_hash(entry.kind, entry.body)
        if sha256 is None:
            return None
        with self._reading() as connection:
            text = content_text(connection, sha256)
        if text is None:
            raise LedgerError(f"The words of entry {entry.seq} ({entry.kind}) are gone; see the takedowns.")
        if sha256_of(text.encode()) != sha256:
            raise TamperError(f"The words of entry {entry.seq} ({entry.kind}) were changed; verify the ledger.")
        return text.encode()

    def body(self, entry: Entry) -> Body:
        """An entry's body with its detached content. LedgerError if that was taken down, TamperError if it is wrong."""
        content = self.content(entry)
        if content is None:
            return body_of(entry.kind, entry.body)
        return body_of(entry.kind, {**entry.body, str(KINDS[entry.kind].detached): json.loads(content)})

    def reports(self, known_on: Moment = None, as_recorded: Moment = None) -> dict[str, Report]:
        """Reports by id, in the order in which they came in; those taken down are not among them."""
        return self._known(Known.reports, known_on, as_recorded)

    def report(self, name: str) -> Report | None:
        """The report of that id; None if there is none, or it was taken down."""
        return self._known(lambda known: known.report(name))

    def claims(
        self, known_on: Moment = None, as_recorded: Moment = None, *, report: str | None = None
    ) -> dict[str, Claim]:
        """Claims by key, those of the method that counts on both moments; of one report only, where one is named."""
        return self._known(lambda known: known.claims(report), known_on, as_recorded)

    def judged(
        self, known_on: Moment = None, as_recorded: Moment = None, *, report: str | None = None
    ) -> dict[str, Judged]:
        """Every claim by key with the person's decision that stands on it, rejected ones too (reviewed.py)."""
        return self._known(lambda known: known.judged(report), known_on, as_recorded)

    def outlines(self) -> list[Outline]:
        """Every claim of now in outline; cheap for a hundred thousand."""
        return self._known(lambda known: list(known.outlines()))

    def codings(self, claim: str) -> tuple[tuple[Entry, Claim], ...]:
        """The blind codings of a claim that stand, each with what it says."""
        return self._known(lambda known: known.codings(claim))

    def requested(self, request: str) -> Entry | None:
        """The entry that was asked for under that name; None if there is none."""
        found = self._known(lambda known: known.requested(request))
        return None if found is None else self.entry(found)

    def copies(self, known_on: Moment = None, as_recorded: Moment = None) -> tuple[Copy, ...]:
        """Pairs of reports of which one repeats the other."""
        return self._known(Known.copies, known_on, as_recorded)

    def skipped(self, known_on: Moment = None, as_recorded: Moment = None) -> dict[str, ExtractionSkipped]:
        """Reports that no extractor has read, by report id."""
        return self._known(Known.skipped, known_on, as_recorded)

    def agreements(self, known_on: Moment = None, as_recorded: Moment = None) -> dict[str, Agreement]:
        """Agreements by id, each as last loaded."""
        return self._known(Known.agreements, known_on, as_recorded)

    def settings(self, known_on: Moment = None, as_recorded: Moment = None) -> dict[str, SettingLoaded]:
        """The watch's own data by part, each as last loaded. It is reference data, so most callers leave `known_on`."""
        return self._known(Known.settings, known_on, as_recorded)

    def issues(self, as_recorded: Moment = None) -> tuple[IssuePublished, ...]:
        """Published issues by number."""
        return self._known(Known.issues, None, as_recorded)

    def watch(self) -> WatchOpened | None:
        """How the watch was opened; None in a ledger that holds none yet."""
        return self._known(Known.watch)

    def taken_down(self) -> dict[str, Takedown]:
        """Reports whose words were removed for good, by report id."""
        return self._known(Known.taken_down)

    def standing_on(self, sha256: str) -> tuple[str, ...]:
        """Ids of the reports that stand on the raw bytes of that hash; those taken down are not among them."""
        return self._known(lambda known: known.standing_on(sha256))

    def report_ids(self) -> frozenset[str]:
        """Ids that are in use, those of reports taken down included."""
        return self._known(Known.report_ids) | frozenset(self.taken_down())

    def verify(
        self,
        evidence: Evidence | None = None,
        progress: StepProgress | None = None,
        anchors: Mapping[int, str] | None = None,
    ) -> Verification:
        """Check the chain, the words, the projections and the evidence anew (verify.py). Damage is the answer, not an
        error. `evidence` None leaves the raw bytes unchecked; `anchors` maps entry numbers to hashes noted outside."""
        with self._reading() as connection:
            return verify(connection, self._dialect, evidence, progress, anchors or {})
