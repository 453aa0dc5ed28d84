"""How fast a watch is verified, beside plain SHA-256 of the same bytes: entries, words and evidence read from where
they lie and hashed, and nothing else. The floor is half of that speed, for reports with web pages as evidence. Both are
measured in this process's own time, so that other work on the machine does not count."""

import hashlib
import random
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.ledger_appends import drafts
from bench.measure import Measure, measured
from trucewatch.ledger import Evidence, Ledger
from trucewatch.model import Capture

FLOOR = 0.5
REPORTS = 600
CLAIMS = 8
PAGE = 80_000  # bytes; half of all web pages have more HTML than 30 kB, and images and PDF files are larger
ROUNDS = 2
MEASURED_ROUNDS, QUICK_REPORTS = 5, 30


def filled(folder: Path, reports: int = REPORTS) -> None:
    """A watch's ledger and evidence."""
    evidence, noise = Evidence(folder / "evidence"), random.Random(5)
    with Ledger.create(folder / "ledger.db") as ledger:
        made = []
        for number in range(reports):
            (kind, added), extracted = drafts(number, CLAIMS)
            raw = noise.randbytes(noise.randint(PAGE // 4, PAGE * 7 // 4))
            path = evidence.path(hashlib.sha256(raw).hexdigest())
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
            capture = Capture(sha256=hashlib.sha256(raw).hexdigest(), size=len(raw))
            report = added.report.model_copy(update={"capture": capture})
            made += [(kind, type(added)(report=report)), extracted]
        ledger.append_many(made, by="bench")


def hashed(folder: Path) -> tuple[float, int]:
    """Seconds for the plain hashes, and bytes."""
    begun, size = time.process_time(), 0
    with closing(sqlite3.connect(folder / "ledger.db")) as raw:
        for query in ("SELECT body FROM entries", "SELECT content FROM contents"):
            for (text,) in raw.execute(query):
                content = text.encode()
                hashlib.sha256(content).hexdigest()
                size += len(content)
    for path in (folder / "evidence").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            hashlib.sha256(content).hexdigest()
            size += len(content)
    return time.process_time() - begun, size


def verified(folder: Path) -> float:
    """Seconds that verification takes."""
    begun = time.process_time()
    with Ledger.open(folder / "ledger.db") as ledger:
        found = ledger.verify(Evidence(folder / "evidence"))
    if not found.ok:
        raise SystemExit(f"the watch of this measurement is damaged: {found.problems[0]}")
    return time.process_time() - begun


def measures(quick: bool = False) -> list[Measure]:
    """What verification costs beside SHA-256 of the same bytes."""
    reports, rounds = (QUICK_REPORTS, 3) if quick else (REPORTS, MEASURED_ROUNDS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        filled(folder, reports)
        _, size = hashed(folder)
        verified(folder)
        pairs = [(verified(folder), hashed(folder)[0]) for _ in range(rounds)]
    note = f"{reports} reports with {CLAIMS} claims each and their pages, {size / 1e6:.0f} MB; processor time."
    return [measured("verification beside plain SHA-256", pairs, "ms a MB", note, (1e9 / size, 1e9 / size))]


def main() -> int:
    """Print both speeds; 1 where verification is below the floor."""
    best = 0.0
    with tempfile.TemporaryDirectory() as folder:
        filled(Path(folder))
        hashed(Path(folder))
        for _ in range(ROUNDS):
            theirs, size = hashed(Path(folder))
            ours = verified(Path(folder))
            best = max(best, theirs / ours)
            print(f"verify {size / ours / 1e6:7.0f} MB/s, plain SHA-256 {size / theirs / 1e6:7.0f} MB/s")
    print(f"{best:.2f} of plain SHA-256 in the quietest round (floor {FLOOR})")
    return int(best < FLOOR)
