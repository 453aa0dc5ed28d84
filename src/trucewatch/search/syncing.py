"""Bringing the index up to the ledger: entry by entry, in small transactions, from wherever it stands."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, or_, select

from trucewatch.ledger import Head, Ledger
from trucewatch.ledger.entry import GENESIS
from trucewatch.ledger.replay import content_hash, content_text
from trucewatch.ledger.tables import contents, ended, entries, head, known
from trucewatch.model import Claim, Report
from trucewatch.model.progress import Progress
from trucewatch.search.base import Index, Row, Writing
from trucewatch.search.documents import Kind, of_claim, of_report

__all__ = ["synced"]

_BATCH = 200


def synced(ledger: Ledger, index: Index, progress: Progress | None = None) -> int:
    """Bring the index up to the end of the ledger; how many entries that were. Others may do the same at once, and an
    interruption loses nothing. An index of another ledger, or of one that was restored to before it, is made anew.
    Words that a takedown removed from the ledger are removed here too, from the files as well."""
    with ledger.connected() as connection:
        end = _end(connection)
    done, gone = 0, False
    while (upto := index.upto()) is None or upto != end:
        with index.writing() as writing, ledger.connected() as connection:
            moved, removed = _step(connection, writing)
        done, gone = done + moved, gone or removed
        if moved == 0:
            break
        if progress:
            progress(done, end.seq)
    if gone:
        index.wipe()
    return done


def _end(connection: Connection) -> Head:
    row = connection.execute(select(head.c.seq, head.c.hash)).first()
    return Head(seq=row.seq, hash=row.hash) if row is not None else Head(seq=0, hash=GENESIS)


def _step(connection: Connection, writing: Writing) -> tuple[int, bool]:
    """Take in the next entries; how many, and whether one removed words."""
    start = writing.upto()
    if start is not None and start.seq and not _holds(connection, start):
        writing.clear()
        start = None
    first = start.seq if start is not None else 0
    end = _end(connection)
    last = min(first + _BATCH, end.seq)
    if last <= first:
        writing.note(end)
        return 0, False
    between = known.c.seq.between(first + 1, last)
    wanted = or_(known.c.what == "report", known.c.what == "claim", known.c.what == "takedown")
    rows = connection.execute(select(known).where(between, wanted).order_by(known.c.seq, known.c.item)).all()
    over = connection.execute(select(ended).where(ended.c.seq.between(first + 1, last), ended.c.what == "claim")).all()
    removed = [row.subject for row in rows if row.what == "takedown"]
    for report in removed:
        writing.forget(report)
    writing.add(list(_documents(connection, [row for row in rows if row.what != "takedown"])))
    for row in sorted(over, key=lambda row: row.seq):
        writing.end(Kind.CLAIM, row.subject, row.seq, row.known_to)
    digest = connection.execute(select(entries.c.hash).where(entries.c.seq == last)).scalar_one()
    writing.note(Head(seq=last, hash=digest))
    return last - first, bool(removed)


def _holds(connection: Connection, at: Head) -> bool:
    """Whether the ledger's chain goes through that entry."""
    found = connection.execute(select(entries.c.hash).where(entries.c.seq == at.seq)).scalar()
    return found == at.hash


def _documents(connection: Connection, rows: list[Any]) -> Iterator[Row]:
    reports: dict[str, Report | None] = {}
    held = _contents(connection, {row.seq for row in rows})
    for seq, group in groupby(rows, key=lambda row: row.seq):
        items = list(group)
        if (content := held.get(seq)) is None:
            continue
        plain = json.loads(content)
        if items[0].what == "report":
            report = Report.model_validate(plain)
            reports = {report.id: report}
            yield _row(items[0], Kind.REPORT, of_report(report).words)
            continue
        subject = items[0].subject
        if subject not in reports:
            reports = {subject: _report(connection, subject)}
        for row in items:
            claim = Claim.model_validate(plain[row.item])
            yield _row(row, Kind.CLAIM, of_claim(claim, reports[subject]).words)


def _contents(connection: Connection, seqs: set[int]) -> dict[int, str]:
    """The detached content of entries, in two queries for all of them; none of what was taken down."""
    bodies = connection.execute(select(entries.c.seq, entries.c.kind, entries.c.body).where(entries.c.seq.in_(seqs)))
    hashes = {row.seq: content_hash(row.kind, json.loads(row.body)) for row in bodies}
    wanted = select(contents.c.sha256, contents.c.content).where(contents.c.sha256.in_(set(hashes.values())))
    held = {row.sha256: row.content for row in connection.execute(wanted)}
    return {seq: held[sha256] for seq, sha256 in hashes.items() if sha256 in held}


def _row(row: Any, kind: Kind, words: list[str]) -> Row:
    return Row(row.seq, row.item, kind, row.id, row.report, row.known_from, words)


def _report(connection: Connection, name: str) -> Report | None:
    query = (
        select(entries.c.body)
        .select_from(known.join(entries, entries.c.seq == known.c.seq))
        .where(known.c.what == "report", known.c.subject == name)
    )
    body = connection.execute(query).scalar()
    content = content_text(connection, json.loads(body)["report"]["sha256"]) if body else None
    return Report.model_validate_json(content) if content else None
