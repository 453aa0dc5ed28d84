"""A ledger laid down anew in another place, entry by entry, and proved to be the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from trucewatch.ledger.base import Ledger
from trucewatch.ledger.entry import Head
from trucewatch.ledger.reading import Reading
from trucewatch.ledger.replay import batched, in_order, rebuild
from trucewatch.ledger.tables import contents, entries, head
from trucewatch.model.errors import TamperError

__all__ = ["copy_ledger"]

_BATCH = 500


def copy_ledger(
    source: Reading, target: str | Path, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Head:
    """Copy a ledger, which may be in use, to a new place; the end of the chain, which is the same in both.

    Entries and words are copied as they are and projections made from them; the copy is then verified from its first
    entry on. LedgerError if there is a ledger at the target already, TamperError if the copy does not verify, which
    means that the source does not; then nothing is left at the target.
    """
    with source.connected() as connection:
        end = connection.execute(select(head.c.seq, head.c.hash)).one()

        def fill(other: Connection) -> None:
            _lay(other, entries, in_order(connection), lambda done: progress(done, end.seq))
            _lay(other, contents, connection.execute(select(contents)).yield_per(_BATCH), lambda _done: None)
            other.execute(update(head).values(seq=end.seq, hash=end.hash))
            rebuild(other)

        with Ledger.create(target, fill=fill) as copy:
            same = copy.head()
            words = connection.execute(select(func.count()).select_from(contents)).scalar()
            with copy.connected() as other:
                there = other.execute(select(func.count()).select_from(contents)).scalar()
    if (same.seq, same.hash, there) != (end.seq, end.hash, words):
        raise TamperError(f"The copy at {target} does not end as its source does; remove it and copy again.")
    return same


def _lay(connection: Connection, table: Table, rows: Any, told: Callable[[int], None]) -> None:
    done = 0
    for batch in batched(rows, _BATCH):
        connection.execute(insert(table), [row._asdict() for row in batch])
        done += len(batch)
        told(done)
