"""What an index of words is asked for and told, whatever database lies under it.

An index holds folded words and the two moments between which each document was known; never a text. It is a
projection: what it says is always held against the thing itself before it is shown (finding.py).
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trucewatch.ledger import Head
from trucewatch.search.documents import Kind
from trucewatch.search.query import Query

__all__ = ["RANKED", "Candidate", "Index", "Row", "Writing"]

RANKED = 1000
"""How many documents are ranked, the newest of all that match: a word that stands in more of them tells none apart."""


@dataclass(frozen=True)
class Row:
    """A document to be found: item `item` of entry `seq`, known from `known_from` on (stored text; None: always)."""

    seq: int
    item: int
    kind: Kind
    key: str
    report: str | None
    known_from: str | None
    words: Sequence[str]


@dataclass(frozen=True)
class Candidate:
    """What may be meant, the best first."""

    kind: Kind
    key: str


class Writing(Protocol):
    """One transaction that brings the index further."""

    def upto(self) -> Head | None:
        """The entry up to which the index goes; None where it was never filled."""
        ...

    def add(self, rows: Sequence[Row]) -> None:
        """Let documents be found."""
        ...

    def end(self, kind: Kind, report: str, before: int, known_to: str) -> None:
        """Documents of a report, of entries before `before`, are no longer known from `known_to` on."""
        ...

    def forget(self, report: str) -> None:
        """Remove every document of a report."""
        ...

    def clear(self) -> None:
        """Remove everything."""
        ...

    def note(self, head: Head) -> None:
        """Say up to which entry the index goes now."""
        ...


class Index(Protocol):
    """Words and where they are found."""

    def upto(self) -> Head | None:
        """The entry up to which the index goes; None where it was never filled. LedgerError if it cannot be read."""
        ...

    def writing(self) -> AbstractContextManager[Writing]:
        """A transaction, with no other writer of the index beside it; undone where it ends in an error."""
        ...

    def find(self, query: Query, kind: Kind, known_on: datetime | None, start: int, limit: int) -> list[Candidate]:
        """Documents of a kind that were known on `known_on` (None: now), the best first, from the `start`th on."""
        ...

    def wipe(self) -> None:
        """Overwrite what removed words left behind in the files."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
