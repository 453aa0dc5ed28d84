"""What differs between databases, in one place: how to connect, guard the chain, and read an error."""

from typing import Protocol

from sqlalchemy import Connection, Engine

from trucewatch.model.errors import LedgerError

__all__ = ["WRITES", "Dialect"]

WRITES = "trucewatch_writes"
"""Execution option of a connection that means to write: it takes the writer's lock when its transaction begins."""


class Dialect(Protocol):
    """One database behind a ledger. `where` is how messages name it, without any password."""

    where: str
    read_only: bool

    def exists(self) -> bool:
        """Whether there is a ledger already. LedgerError if the database cannot be asked."""
        ...

    def engine(self) -> Engine:
        """Connections in which a transaction marked WRITES has no other writer beside it, and any other sees one
        moment of the ledger from its beginning to its end."""
        ...

    def beginning(self) -> "Dialect":
        """Where a new ledger is laid down first: this place, or one that `settle` moves here whole."""
        ...

    def settle(self, begun: "Dialect") -> None:
        """Put the ledger that was laid down at `begun` here. LedgerError if another one was settled meanwhile."""
        ...

    def guard(self, connection: Connection) -> None:
        """Make the database itself refuse to change or remove entries."""
        ...

    def missing_guards(self, connection: Connection) -> tuple[str, ...]:
        """Names of guards that somebody took away or altered."""
        ...

    def discard(self) -> None:
        """Remove what a creation that failed has left behind."""
        ...

    def wipe(self, engine: Engine) -> None:
        """Overwrite what deleted rows left behind in the files."""
        ...

    def explain(self, error: Exception) -> LedgerError:
        """The database's error as one sentence."""
        ...
