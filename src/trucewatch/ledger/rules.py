"""What may not be recorded, given what is there: checked before an entry is written, so the chain holds no nonsense."""

from sqlalchemy import Connection, select

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
from trucewatch.ledger.tables import known
from trucewatch.model.errors import ConflictError, LedgerError

__all__ = ["check"]

_NAMES = frozenset({"id", "ids", "report", "part", "copies", "claim", "to", "incident", "request"})


def check(connection: Connection, body: Body) -> None:
    """ConflictError if the entry contradicts what the ledger holds, LedgerError for a name that no database can hold;
    silent otherwise."""
    if any("\0" in str(value) for name, value in body if name in _NAMES):
        raise LedgerError("A name in this entry holds a NUL character, which not every database can keep; rename it.")
    match body:
        case WatchOpened():
            _refuse(_has(connection, "watch"), "This ledger holds a watch already; open it instead of beginning one.")
        case ReportAdded():
            there, gone = _has(connection, "report", body.id), _has(connection, "takedown", body.id)
            _refuse(there, f"Report {body.id} is in the ledger already; give a different report another id.")
            _refuse(gone, f"Report {body.id} was taken down and cannot be added again; leave it out.")
        case ClaimsExtracted():
            _needs_report(connection, body.report)
            if not body.supersedes:
                _no_claim_twice(connection, body)
        case ExtractionSkipped() | Takedown():
            _needs_report(connection, body.report)
        case IssuePublished():
            number = str(body.number)
            _refuse(_has(connection, "issue", number), f"Issue {number} was published already; take the next number.")
        case _:
            check_decision(connection, body)


def _refuse(wrong: bool, sentence: str) -> None:
    if wrong:
        raise ConflictError(sentence)


def _has(connection: Connection, what: str, name: str | None = None) -> bool:
    query = select(known.c.seq).where(known.c.what == what)
    if name is not None:
        query = query.where(known.c.subject == name)
    return connection.execute(query.limit(1)).first() is not None


def _needs_report(connection: Connection, report: str) -> None:
    missing = not _has(connection, "report", report)
    _refuse(missing, f"Report {report} is not in the ledger, or was taken down; add it first.")


def _no_claim_twice(connection: Connection, body: ClaimsExtracted) -> None:
    there = connection.execute(visible("claim", None, None).where(known.c.subject == body.report)).all()
    taken = {row.id for row in there} & {claim.key for claim in body.claims}
    if taken:
        first = min(taken)
        raise ConflictError(
            f"Claim {first} is in the ledger already; record the new claims as superseding the old ones."
        )
