"""Ledgers of an earlier Trucewatch, brought up to date by Alembic's revisions in migrations/versions.

A revision may change tables, indexes, guards and projections. It never touches an entry or its words, so the chain and
every hash noted outside stay as they were. Everything happens in the one transaction of the caller: an upgrade that is
cut short leaves the ledger as it was.
"""

from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select

from trucewatch.ledger.dialect import Dialect
from trucewatch.ledger.entry import GENESIS
from trucewatch.ledger.tables import FORMAT, REVISION, about, head, metadata, revision
from trucewatch.model.errors import LedgerError

__all__ = ["lay_down", "needs_upgrade", "upgrade"]


def lay_down(connection: Connection, dialect: Dialect) -> None:
    """Make the tables of a new ledger, at the newest revision. LedgerError if there are tables already."""
    if inspect(connection).has_table(about.name):
        raise LedgerError(f"There is a ledger {dialect.where} already; open it, or name another place for a new one.")
    metadata.create_all(connection, checkfirst=False)
    connection.execute(insert(about), {"name": "format", "value": FORMAT})
    connection.execute(insert(revision), {"version_num": REVISION})
    connection.execute(insert(head), {"one": 1, "seq": 0, "hash": GENESIS})
    dialect.guard(connection)


def needs_upgrade(connection: Connection, dialect: Dialect) -> bool:
    """Whether the ledger was made by an earlier Trucewatch. LedgerError if by a later one, or if it is old and may not
    be written to."""
    found = connection.execute(select(about.c.value).where(about.c.name == "format")).scalar()
    if found == FORMAT:
        return False
    if found not in {f"trucewatch/ledger/{number}" for number in range(1, int(REVISION))}:
        raise LedgerError(f"The ledger {dialect.where} has format {found!r}, not {FORMAT}; update Trucewatch.")
    if dialect.read_only:
        message = (
            f"The ledger {dialect.where} is of an earlier Trucewatch ({found}); open it once to write, then again."
        )
        raise LedgerError(message)
    return True


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Bring the tables to the newest revision, unless another process has done so meanwhile."""
    from alembic import command
    from alembic.config import Config

    if not needs_upgrade(connection, dialect):
        return
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    if not inspect(connection).has_table(revision.name):
        command.stamp(config, "1")
    command.upgrade(config, REVISION)
