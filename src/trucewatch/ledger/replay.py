"""The projections made anew from the entries."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select

from trucewatch.ledger.kinds import KINDS
from trucewatch.ledger.known import clear, project
from trucewatch.ledger.projections import Projections, Reckoned
from trucewatch.ledger.tables import contents, ended, entries, known

__all__ = ["batched", "claim_ids", "content_hash", "content_text", "in_order", "rebuild", "replay"]

_PAGE = 500
_BATCH = 1000

T = TypeVar("T")


def in_order(connection: Connection) -> Iterator[Any]:
    """The stored rows of the chain, in order, read page by page."""
    after = None
    while True:
        query = select(entries).order_by(entries.c.seq).limit(_PAGE)
        page = connection.execute(query if after is None else query.where(entries.c.seq > after)).all()
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].seq


def content_hash(kind: str, body: Any) -> str | None:
    """The hash of an entry's detached content; None for a kind that detaches nothing."""
    model = KINDS.get(kind)
    return None if model is None or model.detached is None else str(body[model.detached]["sha256"])


def content_text(connection: Connection, sha256: str) -> str | None:
    """Detached content as stored; None where it was taken down."""
    return connection.execute(select(contents.c.content).where(contents.c.sha256 == sha256)).scalar()


def claim_ids(connection: Connection, body: Mapping[str, Any]) -> Sequence[str]:
    """The ids of the claims that an entry speaks of: its own list, or, in entries of format 1, which had none, read
    from the words; nothing where those were taken down."""
    if body.get("ids") is not None:
        return tuple(body["ids"])
    text = content_text(connection, body["claims"]["sha256"])
    return tuple(claim["id"] for claim in json.loads(text)) if text else ()


def replay(source: Connection, target: Projections) -> None:
    """Project every entry of `source` into the empty projections of `target`."""
    ids = partial(claim_ids, source)
    for row in in_order(source):
        project(target, row.seq, row.recorded_at, row.kind, json.loads(row.body), ids)


def rebuild(connection: Connection) -> None:
    """Empty the projections and fill them from the entries."""
    rows: Reckoned[tuple[Any, ...]] = Reckoned(lambda row: row)
    replay(connection, rows)
    clear(connection)
    for table, made in ((known, rows.known()), (ended, rows.ended())):
        for batch in batched(sorted(made, key=lambda pair: pair[0]), _BATCH):
            connection.execute(insert(table), [dict(zip(table.c.keys(), row, strict=True)) for _, row in batch])


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of that size."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch
