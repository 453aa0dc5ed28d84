"""What happened to accounts, chained by hashes as the ledger is: each link holds the hash of one happening together
with that of the link before, so that whoever changes, removes, adds or reorders one breaks the chain from there on.

Somebody who may write to the database can cut the newest links off, or make the whole chain anew; only a hash that was
kept elsewhere shows that (`trucewatch accounts verify --head`).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, desc, insert, select, text

from trucewatch.workbench.people.tables import happenings, links, secrets

__all__ = ["Checked", "add_happening", "begin", "check"]

_LOCK = 0x6C696E6B73  # "links"
_BEGUN = "chained"
"""Name of the mark that says that the chain was begun: from then on a happening without a link is a fault."""

FIRST = "0" * 64


@dataclass(frozen=True)
class Checked:
    """How the list stands: how many happenings, the hash of the last link, and what is wrong, in sentences."""

    happenings: int
    head: str
    problems: tuple[str, ...]


def begin(connection: Connection) -> None:
    """Chain what happened before there was a chain, once."""
    if connection.execute(select(secrets.c.value).where(secrets.c.name == _BEGUN)).first() is not None:
        return
    before = FIRST
    for row in connection.execute(select(happenings).order_by(happenings.c.seq)).all():
        before = _hash(before, row)
        connection.execute(insert(links), {"seq": row.seq, "hash": before})
    connection.execute(insert(secrets), {"name": _BEGUN, "value": b"1"})


def add_happening(connection: Connection, values: dict[str, str]) -> None:
    """Add a happening and its link, after those of every other process."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    last = connection.execute(select(links.c.hash).order_by(desc(links.c.seq)).limit(1)).scalar()
    made = connection.execute(insert(happenings), values)
    (seq,) = made.inserted_primary_key or (None,)
    row = connection.execute(select(happenings).where(happenings.c.seq == seq)).one()
    connection.execute(insert(links), {"seq": seq, "hash": _hash(last or FIRST, row)})


def check(connection: Connection, head: str | None = None) -> Checked:
    """Reckon the whole chain again; a `head` that was kept must be one of its links."""
    rows = connection.execute(select(happenings).order_by(happenings.c.seq)).all()
    held = {int(row.seq): str(row.hash) for row in connection.execute(select(links)).all()}
    found = _faults(rows, held)
    if head is not None and head not in held.values():
        found.append(f"No link has the hash {head[:64]}: the end was cut off, or the chain was made anew.")
    return Checked(len(rows), held[max(held)] if held else FIRST, tuple(found))


def _faults(rows: Sequence[Row[tuple[object, ...]]], held: dict[int, str]) -> list[str]:
    found, before = [], FIRST
    there = {int(str(row.seq)) for row in rows}
    found += [f"Happening {seq} was removed." for seq in sorted(set(held) - there)]
    for row in rows:
        link = held.get(int(str(row.seq)))
        if link is None:
            found.append(f"Happening {row.seq} was added from outside: it has no link in the chain.")
        elif link != _hash(before, row):
            found.append(f"Happening {row.seq} was changed, or one before it was.")
        before = link or before
    return found


def _hash(before: str, row: Row[tuple[object, ...]]) -> str:
    told = [before, row.seq, row.at, row.by, row.what, row.whom, row.watch, row.detail]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
