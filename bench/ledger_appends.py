"""How fast the ledger records, beside plain SQLite inserts of the same bytes with the same durability: write-ahead log
with synchronous=FULL and the usual checkpoints, one transaction a report, on the same disk, both in each round. The
floor is 0.3 of SQLite's speed.

Plain SQLite inserts the finished rows of entries and words. The ledger starts from values: it writes their JSON,
hashes, checks that they fit what is there, keeps an index on both clocks, and has the database guard the chain. How
long the disk takes to make a transaction safe is common to both, so the ratio depends on the disk (`--folder`).
Under /dev/shm nothing is made safe, and what is left is what the two cost the processor.
"""

import argparse
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.measure import Measure, Pair, measured
from trucewatch.ledger import ClaimsExtracted, Ledger, ReportAdded
from trucewatch.model import Claim, EventType, Report, Trigger

FLOOR = 0.3
REPORTS = 300
ROUNDS, QUICK_REPORTS = 7, 40
TEXT = "Shells hit the mill of Dusthill on Friday, and the families of the lower quarter fled towards the river. " * 20


def drafts(number: int, claims: int) -> list:
    """One report with its claims, as `add` records them."""
    report = Report(id=f"r{number}", text=f"{number}. {TEXT}", publisher="Harbour Wire", language="en")
    made = tuple(
        Claim(
            id=f"c{n}",
            report=report.id,
            trigger=Trigger(text="Shells", start=n, end=n + 6),
            type=EventType.SHELLING,
            rules={"type": "trigger", "place": "gazetteer"},
            confidence={"type": 0.9},
        )
        for n in range(claims)
    )
    body = ClaimsExtracted(report=report.id, extractor="bench", version="1", claims=made)
    return [(ReportAdded.kind, ReportAdded(report=report)), (ClaimsExtracted.kind, body)]


def recorded(folder: Path, all_drafts: list) -> float:
    """Seconds that the ledger takes."""
    with Ledger.create(folder / "ledger.db") as ledger:
        begun = time.perf_counter()
        for one in all_drafts:
            ledger.append_many(one, by="bench")
        return time.perf_counter() - begun


def inserted(folder: Path) -> float:
    """Seconds that SQLite takes for the entries and words of the same ledger, into the same two tables."""
    with closing(sqlite3.connect(folder / "ledger.db")) as made:
        rows = made.execute("SELECT * FROM entries ORDER BY seq").fetchall()
        words = dict(made.execute("SELECT sha256, content FROM contents"))
    with closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        names = ("seq INTEGER PRIMARY KEY", "recorded_at", "by", "kind", "body", "prev_hash", "hash UNIQUE")
        raw.execute(f"CREATE TABLE entries ({', '.join(names)})")
        raw.execute("CREATE TABLE contents (sha256 PRIMARY KEY, content)")
        left = list(words.items())
        begun = time.perf_counter()
        for first in range(0, len(rows), 2):
            raw.execute("BEGIN IMMEDIATE")
            for row in rows[first : first + 2]:
                raw.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            for _ in range(min(2, len(left))):
                raw.execute("INSERT INTO contents VALUES (?, ?)", left.pop())
            raw.execute("COMMIT")
        return time.perf_counter() - begun


def _round(made: list) -> Pair:
    with tempfile.TemporaryDirectory() as folder:
        ours = recorded(Path(folder), made)
        return ours, inserted(Path(folder))


def measures(quick: bool = False) -> list[Measure]:
    """What recording costs beside plain SQLite with the same bytes and the same durability."""
    reports = QUICK_REPORTS if quick else REPORTS
    found = []
    for claims in (1, 10):
        made = [drafts(number, claims) for number in range(reports)]
        pairs = [_round(made) for _ in range(ROUNDS)]
        said = f"{claims} claim{'s' * (claims > 1)}"
        note = f"{reports} reports of 2,000 characters, {said} each; by the clock, the disk included."
        name = f"recording a report of {said} beside raw SQLite"
        found.append(measured(name, pairs, "ms a report", note, (1000 / reports, 1000 / reports)))
    return found


def main(folder: str | None = None) -> int:
    """Print both speeds; 1 where the ledger is below the floor."""
    tempfile.tempdir = folder
    failed = False
    for measure in measures():
        speed = 1 / measure.ratio
        print(
            f"{measure.name}: {measure.numerator:.2f} {measure.unit}, SQLite {measure.denominator:.2f}; "
            f"{speed:.2f} of its speed (floor {FLOOR})"
        )
        failed |= speed < FLOOR
    return int(failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.ledger_appends", description="Measure appends.")
    parser.add_argument("--folder", help="where the ledgers lie meanwhile")
    raise SystemExit(main(parser.parse_args().folder))
