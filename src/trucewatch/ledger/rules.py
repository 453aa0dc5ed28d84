"""What may not be recorded, given what is there: checked before an entry is written, so the chain holds no nonsense."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from trucewatch.ledger.decision_rules import check_decision
from trucewatch.ledger.kinds import (
    Body,
    ClaimsExtracted,
    ExtractionSkipped,
    IssuePublished,
    ReportAdded,
    Takedown,
    WatchOpened,
)
from trucewatch.ledger.known import visible
from trucewatch.ledger.prepared import Prepared
from trucewatch.ledger.projections import Stored
from trucewatch.ledger.tables import known
from trucewatch.model import Copy
from trucewatch.model.errors import ConflictError, LedgerError

__all__ = ["check"]

_NAMES = frozenset({"id", "ids", "report", "part", "copies", "claim", "to", "incident", "request"})
_NUL = rb"\u0000"

_ANY = Prepared(select(known.c.seq).where(known.c.what == bindparam("what")).limit(1))
_OF_REPORT = Prepared(
    select(known.c.what)
    .where(or_(known.c.what == "report", known.c.what == "takedown"), known.c.subject == bindparam("id"))
    .order_by(known.c.seq)
)
_CLAIMS = Prepared(
    visible("claim", None, None).where(known.c.subject == bindparam("report")).with_only_columns(known.c.id)
)


def check(connection: Connection, body: Body, text: bytes) -> None:
    """ConflictError if the entry contradicts what the ledger holds, LedgerError for a name that no database can hold;
    silent otherwise. `text` is the body as it will be recorded."""
    if _NUL in text and any("\0" in name for field, value in body if field in _NAMES for name in _names(value)):
        raise LedgerError("A name in this entry holds a NUL character, which not every database can keep; rename it.")
    match body:
        case WatchOpened():
            _refuse(
                bool(_ANY.rows(connection, {"what": "watch"})),
                "This ledger holds a watch already; open it instead of beginning one.",
            )
        case ReportAdded():
            found = _OF_REPORT.rows(connection, {"id": body.id})
            there, gone = ("report",) in found, ("takedown",) in found
            _refuse(there, f"Report {body.id} is in the ledger already; give a different report another id.")
            _refuse(gone, f"Report {body.id} was taken down and cannot be added again; leave it out.")
        case ClaimsExtracted():
            _needs_report(connection, body.report)
            if not body.supersedes:
                _no_claim_twice(connection, body)
        case ExtractionSkipped() | Takedown():
            _needs_report(connection, body.report)
        case IssuePublished():
            there = Stored(connection).holds("issue", str(body.number))
            _refuse(there, f"Issue {body.number} was published already; take the next number.")
        case _:
            check_decision(connection, body)


def _refuse(wrong: bool, sentence: str) -> None:
    if wrong:
        raise ConflictError(sentence)


def _names(value: Any) -> Iterator[str]:
    """The names in a field; a report that stands there whole has its name in a field of its own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from (each.a, each.b) if isinstance(each, Copy) else _names(each)


def _needs_report(connection: Connection, report: str) -> None:
    missing = ("report",) not in _OF_REPORT.rows(connection, {"id": report})
    _refuse(missing, f"Report {report} is not in the ledger, or was taken down; add it first.")


def _no_claim_twice(connection: Connection, body: ClaimsExtracted) -> None:
    there = _CLAIMS.rows(connection, {"report": body.report})
    taken = {key for (key,) in there} & {claim.key for claim in body.claims}
    if taken:
        first = min(taken)
        raise ConflictError(
            f"Claim {first} is in the ledger already; record the new claims as superseding the old ones."
        )
