"""How long it takes to add a report, from ten thousand claims to a million over two years in one region.

    python -m bench incidents_speed                 10,000 and 1,000,000 claims (some minutes to lay them down)
    python -m bench.incidents_speed --most 100000   quicker

Claims are invented: an incident has a place among some hundreds, a day, two sides, and a few claims in a few reports.
The claims that are there already are put back with their incidents, as after a restart; then reports of ten claims on
the last days, some of them on incidents that are there, are added one by one.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from bench.measure import Measure, Pair, measured, processor_seconds
from trucewatch.assess.neighbourhood import Neighbourhoods
from trucewatch.model import Claim, Report

DAYS, PLACES, CLAIMS_A_REPORT, ADDED = 730, 400, 10, 200
FIRST = date(2016, 1, 1)
SIZES, QUICK_SIZES, BATCH = (10_000, 1_000_000), (400, 4_000), 10
TYPES = ("shelling", "air_strike", "armed_clash", "assault", "territory_captured", "humanitarian_action", "control")
LIMIT_MS, GROWTH = 50.0, 2.0
SIDES = ("government forces", "rebels", "northern brigade", "the coalition")


class Region:
    """Invented claims over an invented region of about five degrees."""

    def __init__(self, claims: int, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        self.places = [(f"Tell {n}", 33 + 5 * self.rng.random(), 36 + 5 * self.rng.random()) for n in range(PLACES)]
        self.claims = claims

    def event(self, day: int) -> dict[str, object]:
        """What happened on a day."""
        name, lat, lon = self.rng.choice(self.places)
        when = (FIRST + timedelta(days=day)).isoformat()
        return {
            "type": self.rng.choice(TYPES),
            "initiators": [{"text": self.rng.choice(SIDES)}],
            "targets": [{"text": self.rng.choice(SIDES)}],
            "places": [{"name": name, "lat": lat, "lon": lon, "radius_km": 2.0, "place_id": name}],
            "date_start": when,
            "date_end": when,
        }

    def claim(self, report: str, number: int, event: dict[str, object]) -> Claim:
        """One claim of an event in a report."""
        start = 40 * number
        trigger = {"text": "shelled", "start": start, "end": start + 7}
        return Claim.model_validate({"id": f"c{number}", "report": report, "trigger": trigger, **event})

    def past(self) -> Iterator[tuple[Report, Claim, str]]:
        """All claims so far, day by day, each with its incident."""
        number = 0
        for n in range(self.claims // 4):
            day = n * DAYS // max(1, self.claims // 4)
            event = self.event(day)
            for _ in range(4):
                report = report_of(f"p{number // CLAIMS_A_REPORT}", day)
                yield report, self.claim(report.id, number % CLAIMS_A_REPORT, event), f"i-{n}"
                number += 1

    def news(self, number: int) -> tuple[Report, list[Claim]]:
        """A new report of the last days."""
        report = report_of(f"new{number}", DAYS - 1)
        events = [self.event(DAYS - 1 - self.rng.randrange(3)) for _ in range(CLAIMS_A_REPORT // 2)]
        return report, [self.claim(report.id, n, events[n % len(events)]) for n in range(CLAIMS_A_REPORT)]


def report_of(key: str, day: int) -> Report:
    """A report of ten short sentences."""
    text = "".join(f"In {n} places people said it was shelled. " for n in range(CLAIMS_A_REPORT))
    return Report(id=key, text=text, published=FIRST + timedelta(days=day))


def measures(quick: bool = False) -> list[Measure]:
    """How the cost of adding a report grows with the claims that are there, the index in memory."""
    few, many = QUICK_SIZES if quick else SIZES
    small, large = Region(few), Region(many)
    with Neighbourhoods() as little, Neighbourhoods() as much:
        little.restore(small.past())
        much.restore(large.past())
        pairs: list[Pair] = []
        for start in range(0, 2 * BATCH if quick else ADDED, BATCH):
            numbers = range(start, start + BATCH)
            pairs.append((_added(much, large, numbers), _added(little, small, numbers)))
    note = f"Reports of {CLAIMS_A_REPORT} claims, added one by one, the index in memory; processor time."
    name = f"adding a report to {many:,} claims beside adding one to {few:,} claims"
    return [measured(name, pairs[1:], "ms a report", note, (1000 / BATCH, 1000 / BATCH))]


def _added(kept: Neighbourhoods, region: Region, numbers: range) -> float:
    reports = [region.news(number) for number in numbers]
    return processor_seconds(lambda: [kept.add(report, claims) for report, claims in reports])


def measure(claims: int, folder: Path) -> float:
    """Milliseconds to add a report, at the median."""
    region = Region(claims)
    with Neighbourhoods(folder / f"{claims}.db") as kept:
        started = time.perf_counter()
        kept.restore(region.past())
        laid = time.perf_counter() - started
        times, busy = [], []
        for number in range(ADDED):
            report, new = region.news(number)
            begun, worked = time.perf_counter(), time.process_time()
            kept.add(report, new)
            busy.append(1000 * (time.process_time() - worked))
            times.append(1000 * (time.perf_counter() - begun))
        median, worst = statistics.median(times), sorted(times)[int(0.95 * len(times))]
        said = f"{median:.1f} ms a report ({statistics.median(busy):.1f} ms of this process), 95 % under {worst:.1f} ms"
        print(f"{claims:>9,} claims ({laid:.0f} s to lay down): {said}", flush=True)
        return median


def main(argv: Sequence[str] = ()) -> int:
    """Print the times; 1 if a limit is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.incidents_speed")
    parser.add_argument("--most", type=int, default=1_000_000)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        few, many = (measure(count, Path(folder)) for count in (10_000, args.most))
    print(f"growth {many / few:.2f} times")
    return int(many > LIMIT_MS or many > GROWTH * few)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
