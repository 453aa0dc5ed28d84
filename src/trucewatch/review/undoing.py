"""Taking back one's own decision: a new entry, after which the one before it stands again.

What can be undone: a decision of the same person that stands, on which nothing rests. Nothing rests on it if nobody
decided on the same afterwards, if it is no coding that was settled, and if no issue went out since: what readers have
seen is changed by a new decision, not taken back. Undoing is not itself undone: decide anew.
"""

from collections.abc import Iterator

from trucewatch.ledger import Ledger
from trucewatch.ledger.decision_rules import BY_PEOPLE, UNDOABLE
from trucewatch.ledger.entry import Entry
from trucewatch.ledger.kinds import DecisionUndone, IncidentsRegrouped
from trucewatch.model.errors import InputError
from trucewatch.review.deciding import Reviewer, record

__all__ = ["own_decisions", "person_of", "undo"]


def undo(
    reviewer: Reviewer, entry: int | None = None, *, reason: str = "", request: str | None = None
) -> tuple[Entry, ...]:
    """Take back the person's decision of that number, or their last that stands. InputError if there is none,
    ConflictError, with the reason, if it cannot be undone. One that counts from a stated day is undone from it."""
    ledger = reviewer.ledger
    if request is not None and (before := ledger.requested(request)) is not None and before.by == reviewer.by:
        return (before,)
    if entry is None:
        last = next(own_decisions(ledger, reviewer.by), None)
        if last is None:
            raise InputError(f"{reviewer.by} has made no decision here that could be undone.")
    else:
        if not 1 <= entry <= ledger.head().seq:
            raise InputError(f"There is no entry {entry} here; `trucewatch review undo` takes the last decision back.")
        last = ledger.entry(entry)
    body = DecisionUndone(
        entry=last.seq,
        of=last.kind,
        hash=last.hash,
        **reviewer.said(reason, request) | {"known_from": reviewer.desk.known_from or last.body.get("known_from")},
    )
    return record(ledger, [body], reviewer.by)


def own_decisions(ledger: Ledger, by: str) -> Iterator[Entry]:
    """A person's decisions that stand, the last one first."""
    undone = {entry.body["entry"] for entry in ledger.entries(DecisionUndone.kind)}
    for entry in ledger.last_entries(UNDOABLE, by):
        if entry.seq not in undone and person_of(entry) == by:
            yield entry


def person_of(entry: Entry) -> str | None:
    """Who made a decision; None where the method did."""
    if entry.kind == IncidentsRegrouped.kind:
        people = [change["by"] for change in entry.body["changes"] if change["change"] in BY_PEOPLE]
        return people[0] if people else None
    return str(entry.body["by"])
