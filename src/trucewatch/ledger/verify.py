"""Verification: every entry, every detached word, every projection and every piece of evidence, checked anew.

A chain can show what was changed, removed, inserted or reordered inside it; what it cannot show by itself is a chain
that somebody with full access rewrote from some entry to the end. For that, give `anchors`: hashes of entries that were
noted outside (`trucewatch verify` prints that of the end, and takes it with --head).
"""

import json
import marshal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from trucewatch.ledger.dialect import Dialect
from trucewatch.ledger.entry import GENESIS, canonical, hash_with, sha256_of
from trucewatch.ledger.evidence import Evidence
from trucewatch.ledger.kinds import KINDS, Takedown, evidence_of
from trucewatch.ledger.known import project
from trucewatch.ledger.moment import moment
from trucewatch.ledger.projections import Reckoned
from trucewatch.ledger.replay import claim_ids, content_hash, in_order
from trucewatch.ledger.tables import contents, ended, entries, head, known
from trucewatch.model.errors import LedgerError
from trucewatch.model.progress import StepProgress

__all__ = ["Verification", "verify"]

_ROWS = 1000
_NOTED = frozenset(kind for kind, model in KINDS.items() if model.detached is not None) | {Takedown.kind}
_UNREADABLE = (LedgerError, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True)
class Verification:
    """The outcome. `bytes` were hashed; `problems` are empty if all is as recorded, else each names what and where;
    `notes` say what is no damage but worth knowing. `end` is the number and the hash of the last entry as it was
    found."""

    ok: bool
    entries: int
    bytes: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    end: tuple[int, str]


@dataclass
class _Walk:
    """What is known of the chain while it is walked. `right` are the projections as the entries say they are."""

    connection: Connection
    seq: int = 0
    hash: str = GENESIS
    recorded_at: str = ""
    entries: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    content: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    evidence: dict[str, str] = field(default_factory=dict)
    right: Reckoned[int] = field(default_factory=lambda: Reckoned(_mark))
    derivable: bool = True
    gone_evidence: dict[str, str] = field(default_factory=dict)


def verify(
    connection: Connection,
    dialect: Dialect,
    evidence: Evidence | None,
    progress: StepProgress | None,
    anchors: Mapping[int, str],
) -> Verification:
    """Check everything, in one snapshot of the ledger. Never raises for damage: damage is its answer."""
    walk = _Walk(connection)
    try:
        for guard in dialect.missing_guards(connection):
            walk.problems.append(f"ledger: the guard {guard} is missing or changed, so entries could be altered")
        _walk_entries(walk, progress, anchors)
        _check_end(walk)
        _check_contents(walk)
        _check_projections(walk)
    except SQLAlchemyError as error:
        walk.problems.append(str(dialect.explain(error)))
    if evidence is not None:
        _check_evidence(walk, evidence, progress)
    end = (walk.seq, walk.hash)
    return Verification(not walk.problems, walk.entries, walk.bytes, tuple(walk.problems), tuple(walk.notes), end)


def _walk_entries(walk: _Walk, progress: StepProgress | None, anchors: Mapping[int, str]) -> None:
    total = walk.connection.execute(select(func.count()).select_from(entries)).scalar_one()
    for row in in_order(walk.connection):
        walk.entries += 1
        for missing in range(walk.seq + 1, min(row.seq, walk.seq + 101)):
            walk.problems.append(f"entry {missing} is missing")
        try:
            _check_row(walk, row)
        except _UNREADABLE:
            walk.problems.append(f"{_name(row)}: it cannot be read, so it was changed")
            walk.derivable = False
        if row.seq in anchors and anchors[row.seq] != row.hash:
            walk.problems.append(f"{_name(row)}: its hash is not the one noted outside")
        walk.seq, walk.hash, walk.recorded_at = row.seq, row.hash, str(row.recorded_at)
        if progress is not None:
            progress("entries", walk.entries, total)
    walk.problems.extend(
        f"entry {seq} is missing, though its hash was noted outside" for seq in sorted(anchors) if seq > walk.seq
    )


def _name(row: Any) -> str:
    return f"entry {row.seq} ({row.kind})"


def _check_row(walk: _Walk, row: Any) -> None:
    raw = row.body.encode()
    walk.bytes += len(raw)
    if hash_with(row.seq, row.recorded_at, row.by, row.kind, raw, row.prev_hash) != row.hash:
        walk.problems.append(f"{_name(row)}: it does not match its hash, so it was changed or moved")
        if canonical(json.loads(row.body)) != raw:
            walk.problems.append(f"{_name(row)}: its body is not canonical JSON, so it was changed")
        moment(row.recorded_at)
    if row.prev_hash != walk.hash:
        what = "it does not follow the entry before it, so one of the two was changed, inserted or moved"
        walk.problems.append(f"{_name(row)}: {what}")
    if row.recorded_at < walk.recorded_at:
        walk.problems.append(f"{_name(row)}: it was recorded before the entry it follows")
    if row.kind not in KINDS:
        walk.problems.append(f"{_name(row)}: no such kind of entry is known")
    body = json.loads(row.body)
    if row.kind in _NOTED:
        _note(walk, body, _name(row), row.kind)
    project(walk.right, row.seq, row.recorded_at, row.kind, body, partial(claim_ids, walk.connection))


def _note(walk: _Walk, body: Any, name: str, kind: str) -> None:
    """Remember which contents and which evidence the entry speaks of."""
    sha256 = content_hash(kind, body)
    if sha256 is not None:
        walk.content.setdefault(sha256, name)
    if kind == Takedown.kind:
        walk.gone.update(body["contents"])
        for what in evidence_of(kind, body):
            walk.gone_evidence[what] = walk.evidence.pop(what, name)
        return
    for what in evidence_of(kind, body):
        walk.evidence[what] = f"{name}, report {body['id']}"


def _check_end(walk: _Walk) -> None:
    noted = walk.connection.execute(select(head)).all()
    row = noted[0] if len(noted) == 1 and noted[0].one == 1 else None
    if row is None or not isinstance(row.seq, int):
        walk.problems.append("ledger: the note of where the chain ends is missing or was changed")
    elif row.seq > walk.seq:
        first = walk.seq + 1
        walk.problems.append(f"entry {first} is missing: {row.seq} entries were recorded, the chain ends at {walk.seq}")
    elif row.seq < walk.seq:
        walk.problems.append(f"entry {walk.seq} was inserted: only {row.seq} entries were recorded")
    elif row.hash != walk.hash:
        walk.problems.append(f"entry {walk.seq}: it is not the one that was recorded last")


def _check_contents(walk: _Walk) -> None:
    found = set()
    for row in walk.connection.execute(select(contents)).yield_per(_ROWS):
        found.add(row.sha256)
        name = walk.content.get(row.sha256)
        text = row.content if isinstance(row.content, str) else ""
        raw = text.encode(errors="replace")
        walk.bytes += len(raw)
        if name is None:
            walk.problems.append(f"content {row.sha256}: no entry speaks of it, so it was inserted")
        elif row.sha256 in walk.gone:
            walk.problems.append(f"{name}: its words were taken down but are still there")
        elif sha256_of(raw) != row.sha256:
            walk.problems.append(f"{name}: its words were changed")
    for sha256, name in walk.content.items():
        if sha256 not in found and sha256 not in walk.gone:
            walk.problems.append(f"{name}: its words are missing")


def _check_projections(walk: _Walk) -> None:
    if not walk.derivable:
        walk.problems.append("projections: they cannot be derived from the entries as these are now")
        return
    _compare(walk, known, walk.right.known)
    _compare(walk, ended, walk.right.ended)


def _mark(row: tuple[Any, ...]) -> int:
    """What is held of a row: the hash of its bytes, which nobody outside this process can foresee (Python keys it anew
    in each). That of its values would not do: 0, "" and 2**61 - 1 have the same. Form 0 of marshal writes equal values
    as equal bytes, which later forms, that refer back to what they wrote, do not."""
    return hash(marshal.dumps(row, 0))


def _compare(walk: _Walk, table: Table, right: Callable[[], Iterable[tuple[int, int]]]) -> None:
    """Name the entries whose rows are not those that the entries give. Most often none is, so the marks alone are held
    against each other first, and the rows are asked for once more only where they differ."""
    there, due = Counter(map(_mark, _rows(walk, table))), Counter(mark for _, mark in right())
    if dict.__eq__(there, due):
        return
    seq = list(table.c.keys()).index("seq")
    lacking = {number for number, mark in right() if due[mark] > there[mark]}
    wrong = {row[seq] for row in _rows(walk, table) if there[_mark(row)] > due[_mark(row)]}
    for name, numbers in (("lacks a row", lacking), ("has a row that is not right", wrong)):
        for number in sorted(map(str, numbers)):
            walk.problems.append(f"projection {table.name!r} {name} for entry {number}; rebuild it")


def _rows(walk: _Walk, table: Table) -> Iterator[tuple[Any, ...]]:
    for page in walk.connection.execute(select(table)).yield_per(_ROWS).partitions():
        yield from map(tuple, page)


def _check_evidence(walk: _Walk, evidence: Evidence, progress: StepProgress | None) -> None:
    total = len(walk.evidence)
    for done, (sha256, size, problem) in enumerate(evidence.verify(tuple(walk.evidence)), start=1):
        walk.bytes += size
        if problem is not None:
            walk.problems.append(f"{walk.evidence[sha256]}: {problem}")
        if progress is not None:
            progress("evidence", done, total)
    for sha256, name in walk.gone_evidence.items():
        if sha256 not in walk.evidence and evidence.holds(sha256):
            walk.problems.append(f"{name}: evidence {sha256} was taken down but is still there")
    spoken_of = walk.evidence.keys() | walk.gone_evidence.keys()
    unspoken = 0
    for path, named in sorted(evidence.others(spoken_of)):
        if named is None or evidence.problem(named):
            walk.problems.append(f"evidence folder: {path} was added; it is no evidence")
        else:
            unspoken += 1
    if unspoken:
        walk.notes.append(
            f"{unspoken} of the files in {evidence.folder} belong to no entry, as when adding was cut short; "
            "they prove nothing and are used nowhere"
        )
