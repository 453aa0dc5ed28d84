"""One report's chain of custody, as a value: how its bytes came here, where they lie, and every entry about it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from trucewatch.ledger.entry import sha256_of
from trucewatch.ledger.evidence import Evidence
from trucewatch.ledger.kinds import Takedown, evidence_of
from trucewatch.ledger.reading import Reading
from trucewatch.ledger.trail import Trail
from trucewatch.model import Capture
from trucewatch.model.errors import LedgerError

__all__ = ["Custody", "Link", "Original", "WorkingCopy", "custody_of"]


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
    """One entry about the report: its adding, a reading, a person's decision, what it repeats, its takedown."""

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


def custody_of(ledger: Reading, evidence: Evidence, report: str, trail: Trail | None = None) -> Custody:
    """The chain of custody of a report; give one `trail` where many are asked for. LedgerError if the ledger has never
    held it."""
    found = (trail or Trail(ledger)).of(report)
    if not found:
        raise LedgerError(f"The report {report} is not in this ledger; look at the ids of its reports.")
    added = found[0]
    removal = next((entry for entry in found if entry.kind == Takedown.kind), None)
    words = ledger.report(report)
    held = None
    if words is not None:
        held = WorkingCopy(
            sha256=sha256_of(words.text.encode(errors="surrogatepass")),
            characters=len(words.text),
            recorded=added.body["report"]["sha256"],
        )
    hashes = dict.fromkeys(evidence_of(added.kind, added.body))
    return Custody(
        report=report,
        title=words.title if words else None,
        capture=words.capture if words else None,
        originals=tuple(_original(ledger, evidence, sha256, gone=removal is not None) for sha256 in hashes),
        working_copy=held,
        entries=tuple(Link(**entry.model_dump(include=set(Link.model_fields))) for entry in found),
        taken_down=removal.body["reason"] if removal else None,
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
