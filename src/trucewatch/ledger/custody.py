"""One report's chain of custody, as a value: how its bytes came here, where they lie, and every entry about it."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select

from trucewatch.ledger.entry import Entry, canonical, sha256_of
from trucewatch.ledger.evidence import Evidence
from trucewatch.ledger.kinds import ClaimsExtracted, ExtractionSkipped, ReportAdded, Takedown, evidence_of
from trucewatch.ledger.reading import Reading
from trucewatch.ledger.tables import entries
from trucewatch.model import Capture
from trucewatch.model.errors import LedgerError

__all__ = ["Custody", "Link", "Original", "WorkingCopy", "custody_of", "entries_about"]

_NAMED_BY = {
    ReportAdded.kind: "id",
    ClaimsExtracted.kind: "report",
    ExtractionSkipped.kind: "report",
    Takedown.kind: "report",
}


State = Literal["as recorded", "changed or missing", "gone", "shared", "still there"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Original(_Part):
    """Bytes as captured. `state`: whether they are as recorded now. After a takedown `gone`; `shared` where another
    report stands on the same bytes, which therefore stay; `still there` where the takedown was cut short."""

    sha256: str
    path: str
    bytes: int | None
    state: State


class WorkingCopy(_Part):
    """The text that claims are read from. `sha256` is that of the text in UTF-8, `recorded` that of the report's whole
    record, which the chain holds."""

    sha256: str
    characters: int
    recorded: str


class Link(_Part):
    """One entry about the report."""

    seq: int
    recorded_at: datetime
    by: str
    kind: str
    hash: str


class Custody(_Part):
    """A report's chain of custody. `capture`, `title` and `working_copy` are None once its words were taken down, which
    `taken_down` then gives the reason for."""

    report: str
    title: str | None
    capture: Capture | None
    originals: tuple[Original, ...]
    working_copy: WorkingCopy | None
    entries: tuple[Link, ...]
    taken_down: str | None


def custody_of(ledger: Reading, evidence: Evidence, report: str) -> Custody:
    """The chain of custody of a report. LedgerError if the ledger has never held it."""
    found = entries_about(ledger, report)
    if not found:
        raise LedgerError(f"The report {report} is not in this ledger; look at the ids of its reports.")
    added, last = found[0], found[-1]
    words = ledger.report(report)
    held = None
    if words is not None:
        held = WorkingCopy(
            sha256=sha256_of(words.text.encode(errors="surrogatepass")),
            characters=len(words.text),
            recorded=added.body["report"]["sha256"],
        )
    gone = last.kind == Takedown.kind
    hashes = dict.fromkeys(evidence_of(added.kind, added.body))
    return Custody(
        report=report,
        title=words.title if words else None,
        capture=words.capture if words else None,
        originals=tuple(_original(ledger, evidence, sha256, gone=gone) for sha256 in hashes),
        working_copy=held,
        entries=tuple(Link(**entry.model_dump(include=set(Link.model_fields))) for entry in found),
        taken_down=last.body["reason"] if gone else None,
    )


def _original(ledger: Reading, evidence: Evidence, sha256: str, *, gone: bool) -> Original:
    path = evidence.path(sha256)
    size = path.stat().st_size if path.is_file() else None
    state: State = "as recorded"
    if gone:
        state = "gone" if size is None else "shared" if ledger.standing_on(sha256) else "still there"
    elif evidence.problem(sha256):
        state = "changed or missing"
    return Original(sha256=sha256, path=str(path), bytes=size, state=state)


def entries_about(ledger: Reading, report: str) -> tuple[Entry, ...]:
    """The entries about a report, in order: its adding, every reading of it, its takedown. Empty if there are none."""
    with ledger.connected() as connection:
        numbers = list(_numbers(connection, report))
    return tuple(ledger.entry(number) for number in numbers)


def _numbers(connection: Connection, report: str) -> Iterator[int]:
    named = canonical(report).decode()
    query = select(entries.c.seq, entries.c.kind, entries.c.body).where(
        entries.c.kind.in_(_NAMED_BY), entries.c.body.contains(named, autoescape=True)
    )
    for row in connection.execute(query.order_by(entries.c.seq)):
        if json.loads(row.body)[_NAMED_BY[row.kind]] == report:
            yield row.seq
