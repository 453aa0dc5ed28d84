"""What people may decide, given what is there: nobody over another's head, nothing twice, and only one's own undone.

Checked in the transaction that writes, so that of two who decide at once the first one's word stands and the second one
is told. The sentence names who was first.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from trucewatch.ledger.decision_kinds import (
    ClaimCoded,
    ClaimCorrected,
    ClaimReviewed,
    ClaimsLinked,
    Decision,
    DecisionUndone,
    IncidentReviewed,
    RecordFlagged,
)
from trucewatch.ledger.kinds import Body, IncidentsRegrouped, IssuePublished
from trucewatch.ledger.known import report_of, visible
from trucewatch.ledger.reviewed import Judged
from trucewatch.ledger.tables import entries, known
from trucewatch.ledger.views import Known
from trucewatch.model.errors import ConflictError

__all__ = ["BY_PEOPLE", "CODERS", "UNDOABLE", "check_decision"]

BY_PEOPLE = frozenset({"joined", "parted"})
"""Changes of incidents that a named person made; the others are the method's."""

CODERS = 2
"""How many people code a claim blindly."""

_REVIEWS = frozenset({ClaimReviewed.kind, ClaimCorrected.kind})
UNDOABLE = _REVIEWS | {
    ClaimCoded.kind,
    ClaimsLinked.kind,
    RecordFlagged.kind,
    IncidentReviewed.kind,
    IncidentsRegrouped.kind,
}
"""Kinds of decisions that can be taken back; others have a word of their own for that (withdraw, open, None)."""


def check_decision(connection: Connection, body: Body) -> None:
    """ConflictError if a decision does not fit what is there; silent for what is no decision."""
    if isinstance(body, Decision | IncidentsRegrouped) and body.request:
        _not_asked_before(connection, body.request)
    match body:
        case ClaimReviewed() | ClaimCorrected():
            _as_seen(connection, body)
        case ClaimCoded():
            _as_seen(connection, body)
            _may_code(connection, body)
        case ClaimsLinked():
            for key in (body.claim, body.to):
                if _judged(connection, key).claim is None:
                    raise ConflictError(f"Claim {key} was rejected, so nothing can be linked to it; look again.")
            _no_regrouping_since(connection, body.seen, {body.claim, body.to}, body.by)
        case RecordFlagged():
            _flaggable(connection, body)
        case IncidentReviewed():
            _no_regrouping_since(connection, body.seen, set(body.claims), body.by)
        case IncidentsRegrouped() if body.seen is not None:
            touched = {key for change in body.changes for key in (*change.claims, *_claims_in(change.others))}
            _no_regrouping_since(connection, body.seen, touched, body.changes[0].by)
        case DecisionUndone():
            _may_undo(connection, body)
        case _:
            pass


def _not_asked_before(connection: Connection, request: str) -> None:
    query = select(known.c.seq).where(known.c.what == "request", known.c.id == request).limit(1)
    if (found := connection.execute(query).scalar()) is not None:
        raise ConflictError(f"This decision was recorded already, as entry {found}; it counts once.")


def _judged(connection: Connection, key: str) -> Judged:
    found = Known(connection, None, None).judged(report_of(key)).get(key)
    if found is None:
        raise ConflictError(f"There is no claim {key} here, or not any more; look again.")
    return found


def _as_seen(connection: Connection, body: ClaimReviewed | ClaimCorrected | ClaimCoded) -> None:
    found = _judged(connection, body.claim)
    if found.version == body.seen:
        return
    if found.judgement is not None and not body.seen.endswith(f"+{found.judgement.entry}"):
        first = found.judgement
        raise ConflictError(
            f"{first.body['by']} decided first: claim {body.claim} was {first.verdict}; look at it again."
        )
    raise ConflictError(f"Claim {body.claim} is not as you saw it, since it was read anew; look at it again.")


def _may_code(connection: Connection, body: ClaimCoded) -> None:
    coders = [entry.body["by"] for entry, _ in Known(connection, None, None).codings(body.claim)]
    if body.by.casefold() in {name.casefold() for name in coders}:
        raise ConflictError(f"{body.by} has coded claim {body.claim} already; another person is to code it.")
    if len(coders) >= CODERS:
        raise ConflictError(f"Claim {body.claim} was coded {CODERS} times first; it waits for an adjudicator now.")


def _flaggable(connection: Connection, body: RecordFlagged) -> None:
    if body.what == "claim":
        _judged(connection, body.id)
    elif body.what == "report" and not _has(connection, "report", body.id):
        raise ConflictError(f"Report {body.id} is not in the ledger, or was taken down.")


def _has(connection: Connection, what: str, subject: str) -> bool:
    query = select(known.c.seq).where(known.c.what == what, known.c.subject == subject).limit(1)
    return connection.execute(query).first() is not None


def _claims_in(names: tuple[str, ...]) -> Iterator[str]:
    """Those of some names that are claims, not incidents."""
    return (name for name in names if "/" in name)


def _no_regrouping_since(connection: Connection, seen: int, claims: set[str], by: str | None = None) -> None:
    """Refuse a decision on claims that somebody other than `by`, who knows their own, put together or apart after what
    was seen."""
    undone = _undone(connection)
    for row, body in _entries(connection, IncidentsRegrouped.kind, seen):
        for change in body["changes"]:
            touched = claims & {*change["claims"], *change["others"]}
            theirs = change["change"] in BY_PEOPLE and change["by"] != by
            if theirs and touched and row.seq not in undone:
                done = "put together" if change["change"] == "joined" else "put apart"
                raise ConflictError(
                    f"{change['by'] or row.by} decided first: claim {min(touched)} was {done}; look at it again."
                )


def _entries(connection: Connection, kind: str, after: int) -> Iterator[tuple[Any, Any]]:
    query = select(entries).where(entries.c.kind == kind, entries.c.seq > after).order_by(entries.c.seq)
    for row in connection.execute(query):
        yield row, json.loads(row.body)


def _undone(connection: Connection) -> set[int]:
    return {body["entry"] for _, body in _entries(connection, DecisionUndone.kind, 0)}


def _may_undo(connection: Connection, body: DecisionUndone) -> None:
    """An own decision, that stands, on which nothing rests: no later decision on the same, and no published issue."""
    row = connection.execute(select(entries).where(entries.c.seq == body.entry)).first()
    if row is None or row.kind not in UNDOABLE or row.hash != body.hash or row.kind != body.of:
        raise ConflictError(f"Entry {body.entry} is no decision that can be undone.")
    done = json.loads(row.body)
    by = done["changes"][0]["by"] if row.kind == IncidentsRegrouped.kind else done["by"]
    if row.kind == IncidentsRegrouped.kind and not any(c["change"] in BY_PEOPLE for c in done["changes"]):
        raise ConflictError(f"Entry {body.entry} was made by the method, not by a person; decide anew instead.")
    if by != body.by:
        raise ConflictError(f"Entry {body.entry} is a decision of {by}, who alone can undo it; decide anew.")
    if body.entry in _undone(connection):
        raise ConflictError(f"Entry {body.entry} was undone already.")
    for later, _ in _entries(connection, IssuePublished.kind, body.entry):
        raise ConflictError(
            f"Entry {body.entry} went out with an issue (entry {later.seq}); decide anew, so that the change shows."
        )
    _nothing_rests_on(connection, row, done)


def _nothing_rests_on(connection: Connection, row: Any, done: Any) -> None:
    if row.kind == IncidentsRegrouped.kind:
        touched = {key for change in done["changes"] for key in (*change["claims"], *change["others"])}
        _no_regrouping_since(connection, row.seq, touched)
        return
    report = report_of(done.get("claim", ""))
    later = visible("review", None, None).where(known.c.report == report, known.c.seq > row.seq)
    for found in connection.execute(later) if report else ():
        entry = connection.execute(select(entries).where(entries.c.seq == found.seq)).one()
        body = json.loads(entry.body)
        if row.kind in _REVIEWS and found.id == done["claim"]:
            raise ConflictError(f"{body['by']} decided on claim {found.id} after you did; decide anew instead.")
        if row.hash in body["codings"]:
            raise ConflictError(f"The coding of entry {row.seq} was settled by entry {entry.seq}; it cannot be undone.")
