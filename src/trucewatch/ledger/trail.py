"""Which entries are about which report: its adding, every reading, every decision of a person on it or on a claim of
it, what it repeats, and its takedown.

They are taken from the projections, which have the numbers by report. Two things leave no row there: a reading that
found no claim, and everything about a report that was taken down. Those are looked for among the entries, the first
once for all reports. What tied a report to one that was taken down is not counted to it any more.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, or_, select

from trucewatch.ledger.entry import Entry, canonical, sha256_of
from trucewatch.ledger.kinds import (
    ClaimCoded,
    ClaimCorrected,
    ClaimReviewed,
    ClaimsExtracted,
    ClaimsLinked,
    CopiesFound,
    DecisionUndone,
    ExtractionSkipped,
    RecordFlagged,
    ReportAdded,
    Takedown,
)
from trucewatch.ledger.known import report_of
from trucewatch.ledger.projections import DECIDED
from trucewatch.ledger.reading import Reading
from trucewatch.ledger.tables import ended, entries, known
from trucewatch.ledger.views import entry_of

__all__ = ["DECISIONS_ON_REPORTS", "Trail"]

DECISIONS_ON_REPORTS = frozenset(
    body.kind for body in (ClaimReviewed, ClaimCorrected, ClaimCoded, ClaimsLinked, RecordFlagged, DecisionUndone)
)
"""Kinds of what people decide on a report or on a claim of it. What they decide on incidents stands with those."""

_OF_REPORTS = DECISIONS_ON_REPORTS - {DecisionUndone.kind} | {
    body.kind for body in (ReportAdded, ClaimsExtracted, ExtractionSkipped, CopiesFound, Takedown)
}
_NO_CLAIM = sha256_of(canonical([]))
_AT_ONCE = 500


class Trail:
    """The entries of a ledger by report. Ask one object for many reports."""

    def __init__(self, ledger: Reading) -> None:
        self._ledger = ledger

    def of(self, report: str) -> tuple[Entry, ...]:
        """The entries about a report, in order. Empty if the ledger has never held it."""
        empty = self._empty.get(report, ())
        with self._ledger.connected() as connection:
            numbers = set(_in_projections(connection, report)) | set(empty)
            if _taken_down(connection, report):
                numbers.update(_among_entries(connection, report))
                numbers.update(_undoings_of(connection, numbers))
            else:
                numbers.update(_undoings(connection, numbers))
            return tuple(_read(connection, numbers))

    @cached_property
    def _empty(self) -> Mapping[str, tuple[int, ...]]:
        """The readings that found no claim, by report."""
        found: dict[str, tuple[int, ...]] = defaultdict(tuple)
        query = select(entries.c.seq, entries.c.body).where(
            entries.c.kind == ClaimsExtracted.kind, entries.c.body.contains(_NO_CLAIM)
        )
        with self._ledger.connected() as connection:
            for row in connection.execute(query):
                found[json.loads(row.body)["report"]] += (row.seq,)
        return found


def _in_projections(connection: Connection, report: str) -> Iterable[int]:
    query = select(known.c.seq).where(or_(known.c.report == report, known.c.other == report))
    return connection.execute(query).scalars()


def _taken_down(connection: Connection, report: str) -> bool:
    query = select(known.c.seq).where(known.c.what == "takedown", known.c.subject == report)
    return connection.execute(query).first() is not None


def _among_entries(connection: Connection, report: str) -> Iterable[int]:
    """The numbers of the entries about a report, found by what they say: a claim's key begins with its report's id."""
    named = canonical(report).decode()[:-1]
    query = select(entries.c.seq, entries.c.kind, entries.c.body).where(
        entries.c.kind.in_(sorted(_OF_REPORTS)), entries.c.body.contains(named, autoescape=True)
    )
    return (row.seq for row in connection.execute(query) if report in _reports_in(row.kind, json.loads(row.body)))


def _reports_in(kind: str, body: Mapping[str, Any]) -> set[str]:
    """The reports that an entry is about."""
    if kind == ReportAdded.kind:
        return {body["id"]}
    if kind == CopiesFound.kind:
        return {copy[side] for copy in body["copies"] for side in ("a", "b")}
    if kind == ClaimsLinked.kind:
        return {report_of(body["claim"]), report_of(body["to"])}
    if kind == RecordFlagged.kind:
        return {"report": {body["id"]}, "claim": {report_of(body["id"])}}.get(body["what"], set())
    return {body["report"]}


def _undoings(connection: Connection, numbers: set[int]) -> set[int]:
    """The entries that took back a decision among those."""
    found: set[int] = set()
    for part in _parts(numbers):
        undone = ended.c.what.in_(DECIDED), ended.c.subject.in_([str(number) for number in part])
        found.update(connection.execute(select(ended.c.seq).where(*undone)).scalars())
    return found


def _undoings_of(connection: Connection, numbers: set[int]) -> set[int]:
    """The same, where no projection tells."""
    query = select(entries.c.seq, entries.c.body).where(entries.c.kind == DecisionUndone.kind)
    return {row.seq for row in connection.execute(query) if json.loads(row.body)["entry"] in numbers}


def _read(connection: Connection, numbers: set[int]) -> Iterable[Entry]:
    for part in _parts(numbers):
        query = select(entries).where(entries.c.seq.in_(part)).order_by(entries.c.seq)
        yield from map(entry_of, connection.execute(query).all())


def _parts(numbers: set[int]) -> Iterable[list[int]]:
    ordered = sorted(numbers)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))
