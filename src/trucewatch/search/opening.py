"""Where the index of a ledger lies: a file beside the ledger's own, or its database."""

from pathlib import Path

from trucewatch.ledger import Ledger
from trucewatch.model.errors import LedgerError
from trucewatch.search.base import Index
from trucewatch.search.fts5 import FileIndex
from trucewatch.search.syncing import synced
from trucewatch.search.tsvector import TableIndex

__all__ = ["forget_words", "index_of"]


def index_of(ledger: Ledger) -> Index:
    """The index of a ledger, to be brought up to it with `synced`. Where nothing can be written beside the ledger, it
    is kept in memory."""
    path = _beside(ledger)
    if path is None:
        return TableIndex(ledger)
    try:
        return FileIndex(path)
    except LedgerError:
        return FileIndex(None)


def forget_words(ledger: Ledger) -> None:
    """After a takedown: remove its words from the index too, where there is one."""
    path = _beside(ledger)
    if path is not None and not path.exists():
        return
    index = index_of(ledger)
    try:
        if index.upto() is not None:
            synced(ledger, index)
    finally:
        index.close()


def _beside(ledger: Ledger) -> Path | None:
    return ledger.file.with_name(f"{ledger.file.name}.search") if ledger.file is not None else None
