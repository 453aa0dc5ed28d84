"""The projections made anew from the entries."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from trucewatch.ledger.kinds import KINDS
from trucewatch.ledger.known import project
from trucewatch.ledger.tables import contents, entries

__all__ = ["content_hash", "content_text", "in_order", "replay"]

_PAGE = 500


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


def replay(source: Connection, target: Connection) -> None:
    """Project every entry of `source` into the empty projections of `target`, which may be the same database."""
    for row in in_order(source):
        body = json.loads(row.body)
        sha256 = content_hash(row.kind, body) if row.kind == "claims_extracted" else None
        text = content_text(source, sha256) if sha256 else None
        project(target, row.seq, row.recorded_at, row.kind, body, json.loads(text) if text else None)
