"""Where projected rows go: into the ledger's tables, or reckoned in memory, to hold against them or to fill them."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select

from trucewatch.ledger.prepared import Prepared
from trucewatch.ledger.tables import ended, known

__all__ = ["DECIDED", "ENDED", "KNOWN", "Projections", "Reckoned", "Stored"]

KNOWN = tuple(known.c.keys())
ENDED = tuple(ended.c.keys())
DECIDED = ("review", "coding", "link", "flag", "checked", "request")
"""What people decided: each row is a subject of its own, named by its entry's number, which only an undoing ends."""

_AS_KNOWN, _AS_ENDED = itemgetter(*KNOWN), itemgetter(*ENDED)

Row = dict[str, Any]
T = TypeVar("T")

_OF_SUBJECT = (known.c.what == bindparam("what"), known.c.subject == bindparam("subject"))
_REPORT_FROM = Prepared(select(known.c.known_from).where(known.c.what == "report", known.c.subject == bindparam("id")))
_HOLDS = Prepared(select(known.c.seq).where(*_OF_SUBJECT).limit(1))
_ADD = Prepared(insert(known))
_END = Prepared(insert(ended))


class Projections(Protocol):
    """What an entry's handler asks for and adds to (known.py)."""

    def report_from(self, report: str) -> str | None:
        """From when a report is known; None if it is not in the ledger (or was taken down)."""
        ...

    def holds(self, what: str, subject: str) -> bool:
        """Whether earlier entries have rows of this subject."""
        ...

    def add(self, rows: list[Row]) -> None:
        """Add one entry's rows to `known`."""
        ...

    def end(self, row: Row) -> None:
        """Add a row to `ended`."""
        ...

    def forget(self, report: str) -> None:
        """Remove every row of a report and of the pairs that it is in."""
        ...


class Stored:
    """The ledger's own tables."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def report_from(self, report: str) -> str | None:
        """From when a report is known."""
        found = _REPORT_FROM.rows(self._connection, {"id": report})
        return str(found[0][0]) if found else None

    def holds(self, what: str, subject: str) -> bool:
        """Whether there are rows of this subject."""
        return bool(_HOLDS.rows(self._connection, {"what": what, "subject": subject}))

    def add(self, rows: list[Row]) -> None:
        """Add rows to `known`."""
        _ADD.run_each(self._connection, rows)

    def end(self, row: Row) -> None:
        """Add a row to `ended`."""
        _END.run(self._connection, row)

    def forget(self, report: str) -> None:
        """Remove every row of a report and of its pairs."""
        of_report = or_(known.c.report == report, known.c.other == report)
        pairs = select(known.c.subject).where(known.c.what == "copy", of_report)
        decisions = select(known.c.subject).where(known.c.what.in_(DECIDED), of_report)
        gone = or_(
            and_(ended.c.what.in_(["claim", "skipped"]), ended.c.subject == report),
            and_(ended.c.what == "copy", ended.c.subject.in_(pairs)),
            and_(ended.c.what.in_(DECIDED), ended.c.subject.in_(decisions)),
        )
        self._connection.execute(delete(ended).where(gone))
        self._connection.execute(delete(known).where(of_report))


class Reckoned(Generic[T]):
    """The rows as the entries say, without a database. Of each row only what `keep` makes of it is held, so that a
    large ledger is checked in little memory."""

    def __init__(self, keep: Callable[[tuple[Any, ...]], T]) -> None:
        self._keep = keep
        self._known: dict[tuple[str, str], list[tuple[int, T]]] = defaultdict(list)
        self._ended: dict[tuple[str, str], list[tuple[int, T]]] = defaultdict(list)
        self._reports: dict[str, str] = {}
        self._pairs: dict[str, set[str]] = defaultdict(set)
        self._decided: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def report_from(self, report: str) -> str | None:
        """From when a report is known."""
        return self._reports.get(report)

    def holds(self, what: str, subject: str) -> bool:
        """Whether there are rows of this subject."""
        return (what, subject) in self._known

    def add(self, rows: list[Row]) -> None:
        """Add rows to `known`."""
        for row in rows:
            what = row["what"]
            self._known[what, row["subject"]].append((row["seq"], self._keep(_AS_KNOWN(row))))
            if what == "report":
                self._reports[row["id"]] = row["known_from"]
            elif what == "copy":
                self._pairs[row["report"]].add(row["subject"])
                self._pairs[row["other"]].add(row["subject"])
            elif what in DECIDED:
                for report in {row["report"], row["other"]} - {None}:
                    self._decided[report].add((what, row["subject"]))

    def end(self, row: Row) -> None:
        """Add a row to `ended`."""
        self._ended[row["what"], row["subject"]].append((row["seq"], self._keep(_AS_ENDED(row))))

    def forget(self, report: str) -> None:
        """Remove every row of a report and of its pairs."""
        self._reports.pop(report, None)
        subjects = [(what, report) for what in ("report", "claim", "skipped")]
        subjects += [("copy", pair) for pair in self._pairs.pop(report, ())]
        subjects += self._decided.pop(report, ())
        for subject in subjects:
            self._known.pop(subject, None)
            self._ended.pop(subject, None)

    def known(self) -> Iterator[tuple[int, T]]:
        """The entry's number and what was kept, for each row of `known`."""
        for rows in self._known.values():
            yield from rows

    def ended(self) -> Iterator[tuple[int, T]]:
        """The same for `ended`."""
        for rows in self._ended.values():
            yield from rows
