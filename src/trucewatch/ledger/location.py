"""Where a ledger lies: a file, or a database by its URL."""

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from trucewatch.ledger.dialect import Dialect
from trucewatch.ledger.postgres import Postgres
from trucewatch.ledger.sqlite import Sqlite
from trucewatch.model.errors import LedgerError

__all__ = ["dialect_of"]

_POSTGRES = frozenset({"postgresql", "postgres", "postgresql+pg8000"})


def dialect_of(target: str | Path, *, read_only: bool = False) -> Dialect:
    """The database that a path, a `sqlite:///PATH` or a `postgresql://USER@HOST/DATABASE` names. LedgerError for any
    other kind of URL, or one that cannot be read."""
    text = str(target)
    scheme, found, rest = text.partition("://")
    if not found:
        return Sqlite(Path(text), read_only=read_only)
    if scheme == "sqlite" and rest.startswith("/"):
        return Sqlite(Path(rest[1:]), read_only=read_only)
    if scheme not in _POSTGRES:
        message = f"Ledgers in a {scheme!r} database are not supported; give the path of a file or a postgresql:// URL."
        raise LedgerError(message)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        message = "The ledger's URL cannot be read; write it as postgresql://USER@HOST:PORT/DATABASE."
        raise LedgerError(message) from error
    return Postgres(url, read_only=read_only)
