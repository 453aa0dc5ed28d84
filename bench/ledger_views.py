"""How long a view of the past takes when the ledger holds a hundred times the claims: 10,000 and 1,000,000, on SQLite.

Questions of the same size are asked of both: what was known on a day on which 500 claims were known, what had been
recorded by then, and which claims of one report were known. The floor: the large ledger takes at most three times as
long.
"""

import json
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, update

from bench.measure import Measure, Pair, measured
from trucewatch.ledger import GENESIS, ClaimsExtracted, Ledger, ReportAdded
from trucewatch.ledger.entry import canonical, hash_with, sha256_of
from trucewatch.ledger.moment import moment_text
from trucewatch.ledger.replay import batched, rebuild
from trucewatch.ledger.tables import contents, entries, head
from trucewatch.model import Claim, EventType, Report, Trigger

SIZES, QUICK_SIZES = (10_000, 1_000_000), (1_000, 20_000)
ROUNDS = 5
PER_REPORT = 20
KNOWN_THEN = 500
MOST = 3.0
REPEATS = 15
START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Filled:
    """A ledger's entries and words, made without asking pydantic for each of a million claims: the first report's are
    made as always, and the others' are theirs under another name. The ledger verifies them all the same."""

    def __init__(self, claims: int) -> None:
        self.reports = claims // PER_REPORT
        report = Report(id="NAME", text="Shells hit the mill of Dusthill on Friday. " * 3)
        trigger = Trigger(text="Shells", start=0, end=6)
        made = tuple(
            Claim(id=f"c{n:02}", report="NAME", trigger=trigger, type=EventType.SHELLING) for n in range(PER_REPORT)
        )
        read = ClaimsExtracted(report="NAME", extractor="bench", version="1", claims=made)
        self.bodies = [ReportAdded(report=report).model_dump(mode="json"), read.model_dump(mode="json")]
        self.kinds = (ReportAdded.kind, ClaimsExtracted.kind)
        self.words = [
            canonical(self.bodies[0].pop("report")).decode(),
            canonical(self.bodies[1].pop("claims")).decode(),
        ]

    def lay(self, connection: Connection) -> None:
        """Fill a new ledger."""
        end: dict[str, Any] = {"seq": 0, "hash": GENESIS}
        for batch in batched(iter(range(self.reports)), 500):
            rows, words = [], []
            for number in batch:
                for which in (0, 1):
                    row, text = self.row(number, which, end)
                    rows.append(row)
                    words.append({"sha256": sha256_of(text.encode()), "content": text})
                    end = row
            connection.execute(insert(contents), words)
            connection.execute(insert(entries), rows)
        connection.execute(update(head).values(seq=end["seq"], hash=end["hash"]))
        rebuild(connection)

    def row(self, number: int, which: int, before: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """An entry and its words: a report (0) or its claims (1)."""
        name = f"r{number:06}"
        text = self.words[which].replace('"NAME"', f'"{name}"')
        held = {"sha256": sha256_of(text.encode()), "bytes": len(text.encode())}
        body = json.loads(json.dumps(self.bodies[which]).replace('"NAME"', f'"{name}"'))
        raw = canonical(body | {("report", "claims")[which]: held})
        when = moment_text(START + number * MINUTE)
        seq, kind = before["seq"] + 1, self.kinds[which]
        row = {"seq": seq, "recorded_at": when, "by": "bench", "kind": kind, "body": raw.decode()}
        made = hash_with(seq, when, "bench", kind, raw, before["hash"])
        return row | {"prev_hash": before["hash"], "hash": made}, text


def timed(ask: Any) -> float:
    """The median of some askings, in seconds."""
    took = []
    for _ in range(REPEATS):
        begun = time.process_time()
        ask()
        took.append(time.process_time() - begun)
    return statistics.median(took)


def asked(ledger: Ledger) -> dict[str, float]:
    """How long each question takes; the answers are checked to be of the same size whatever the ledger's."""
    then = START + (KNOWN_THEN // PER_REPORT - 1) * MINUTE
    assert len(ledger.claims(then)) == KNOWN_THEN
    assert len(ledger.claims(as_recorded=then)) == KNOWN_THEN
    assert len(ledger.claims(then, report="r000007")) == PER_REPORT
    return {
        "all claims known on a past day": timed(lambda: ledger.claims(then)),
        "all claims recorded by a past day": timed(lambda: ledger.claims(as_recorded=then)),
        "one report's claims on a past day": timed(lambda: ledger.claims(then, report="r000007")),
    }


def measures(quick: bool = False) -> list[Measure]:
    """How a past view's cost grows with what was recorded since."""
    few, many = QUICK_SIZES if quick else SIZES
    pairs: dict[str, list[Pair]] = {}
    with tempfile.TemporaryDirectory() as folder:
        made = [Ledger.create(Path(folder) / f"{size}.db", fill=Filled(size).lay) for size in (few, many)]
        with made[0] as small, made[1] as large:
            for _ in range(2 if quick else ROUNDS):
                below, above = asked(small), asked(large)
                for what, cost in above.items():
                    pairs.setdefault(what, []).append((cost, below[what]))
    note = f"{KNOWN_THEN} claims were known on that day in either ledger; processor time."
    return [
        measured(f"{what} among {many:,} beside the same among {few:,}", found, "ms", note, (1000, 1000))
        for what, found in pairs.items()
    ]


def main() -> int:
    """Print the times and how they grow; 1 where one grows more than the floor allows."""
    times: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            with Ledger.create(Path(folder) / f"{size}.db", fill=Filled(size).lay) as ledger:
                times.append(asked(ledger))
            print(f"{size:>9} claims laid down and verified", flush=True)
    failed = False
    for what, small in times[0].items():
        large = times[1][what]
        print(f"{what:36} {small * 1000:8.2f} ms  {large * 1000:8.2f} ms  {large / small:5.2f} times (at most {MOST})")
        failed |= large > MOST * small
    return int(failed)
