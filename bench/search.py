"""How long a search takes among 100,000 claims, under both databases, and how long the index takes to be made.

    python -m bench search                    100,000 claims in 20,000 reports
    python -m bench.search --reports 2000     quicker

The median and the slowest of searches from rare words to the commonest ones, each asked as the workbench asks: twenty
results of claims and reports, held against the ledger and quoted. PostgreSQL is measured where it is installed.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from bench.corpora import ROOT
from trucewatch.ledger import ClaimsExtracted, Ledger, ReportAdded
from trucewatch.model import ActorRef, Claim, EventType, PlaceRef, Report, Setting, Trigger
from trucewatch.search import LedgerTexts, Search, index_of, synced

REPORTS, CLAIMS_A_REPORT, BATCH = 20_000, 5, 500
QUERIES = (
    "shelling",
    "village1234",
    "shelling village77",
    '"army shelled"',
    "shell* -denied",
    "village1*",
    "the army said",
    "обстрел village5",
    "quarter mortar witness",
    "brigade12 brigade13",
)
SETTING = Setting(id="bench", title="Bench", timezone="UTC")
_VERBS = ("shelled", "attacked", "fired mortar rounds at", "denied shelling", "withdrew from", "entered")


def report_of(number: int, rng: random.Random) -> tuple[Report, list[Claim]]:
    """An invented report of a few sentences, with a claim of each."""
    sentences, claims, at = [], [], 0
    for n in range(CLAIMS_A_REPORT):
        who, where = f"brigade{int(rng.paretovariate(0.7)) % 300}", f"village{int(rng.paretovariate(0.5)) % 5000}"
        verb = rng.choice(_VERBS)
        words = f"The army said that {who} {verb} the eastern quarter of {where}, a witness of the shelling told us."
        start = at + words.index(verb)
        trigger = Trigger(text=verb, start=start, end=start + len(verb))
        claims.append(
            Claim(
                id=f"c{n}",
                report=f"r{number}",
                trigger=trigger,
                type=EventType.SHELLING,
                initiators=(ActorRef(text=who),),
                places=(PlaceRef(name=where),),
                source=("the army",),
            )
        )
        sentences.append(words)
        at += len(words) + 1
    day = date(2017, 1, 1) + timedelta(days=number % 900)
    return Report(id=f"r{number}", text=" ".join(sentences), published=day, publisher=f"Wire {number % 40}"), claims


def fill(ledger: Ledger, reports: int) -> None:
    rng = random.Random(7)
    for first in range(0, reports, BATCH):
        drafts = []
        for number in range(first, min(first + BATCH, reports)):
            report, claims = report_of(number, rng)
            drafts.append(("report_added", ReportAdded(report=report)))
            body = ClaimsExtracted(report=report.id, extractor="bench", version="1", claims=tuple(claims))
            drafts.append(("claims_extracted", body))
        ledger.append_many(drafts, by="bench")


def measure(name: str, ledger: Ledger) -> float:
    """Fill the index and ask every query three times; the median in milliseconds."""
    began = time.perf_counter()
    index = index_of(ledger)
    entries = synced(ledger, index)
    made = time.perf_counter() - began
    search = Search(index, LedgerTexts(ledger, SETTING))
    times: dict[str, float] = {}
    for query in QUERIES:
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            search.find(query, limit=20)
            taken.append((time.perf_counter() - start) * 1000)
        times[query] = median(taken)
    index.close()
    middle = median(times.values())
    slowest = max(times, key=lambda query: times[query])
    print(f"{name}: index of {entries} entries made in {made:.0f} s ({made / entries * 1e6:.0f} us an entry)")
    print(f"{name}: a search takes {middle:.0f} ms at the median, {times[slowest]:.0f} ms at most ({slowest})")
    for query, taken_ms in times.items():
        print(f"    {taken_ms:7.1f} ms  {query}")
    return middle


@contextmanager
def postgres() -> Iterator[str | None]:
    """The address of an empty database of a server started for this; None where PostgreSQL is not installed."""
    sys.path.insert(0, str(ROOT / "tests" / "ledger"))
    from databases import programs, server

    found = programs()
    if found is None:
        yield None
        return
    with server(found) as started:
        yield started.database().target


def main(reports: int = REPORTS) -> int:
    middles = []
    with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "ledger.db") as ledger:
        fill(ledger, reports)
        middles.append(measure("SQLite FTS5", ledger))
    with postgres() as target:
        if target is not None:
            with Ledger.create(target) as ledger:
                fill(ledger, reports)
                middles.append(measure("PostgreSQL", ledger))
    return int(max(middles) > 300)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=REPORTS)
    sys.exit(main(parser.parse_args().reports))
