"""Extraction beside the bare parse and beside the rules, in one run; and the pool beside one process.

Ratios of medians over rounds that alternate, because the clock of a shared machine is noisy.
"""

import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from bench.measure import Measure, measured, rounds_of
from trucewatch.extract import get_extractor
from trucewatch.extract.english.pipeline import parse
from trucewatch.extract.pool import extract_all
from trucewatch.ingest import read
from trucewatch.model import Report
from trucewatch.world import World

REPORTS = Path(__file__).parent.parent / "examples" / "syria-2017" / "reports" / "reports.jsonl"
ROUNDS = 5
QUICK_REPORTS = 4


def _reports() -> list[Report]:
    found = [ingested.report for ingested in read([REPORTS])]
    return [report for report in found if report is not None and report.language == "en"]


def _clock(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _pooled(reports: list[Report], jobs: int) -> float:
    """Seconds from the first result on, so that starting processes does not count."""
    stream = extract_all(reports, "english", World.general, jobs=jobs)
    next(stream)
    return _clock(lambda: list(stream))


def _works(reports: list[Report]) -> dict[str, Callable[[], object]]:
    world = World.general()
    english, rules = get_extractor("english"), get_extractor("rules")
    return {
        "parse": lambda: [parse(r.text) for r in reports],
        "rules": lambda: [rules.extract(r, world) for r in reports],
        "english": lambda: [english.extract(r, world) for r in reports],
    }


def measures(quick: bool = False) -> list[Measure]:
    """What reading costs beside the bare parse, and the whole extractor beside the rules."""
    reports = _reports()[: QUICK_REPORTS if quick else None]
    costs = rounds_of(_works(reports), 2 if quick else ROUNDS)
    note = f"{len(reports)} English reports of the example watch, one after another; processor time."
    scale = (1000 / len(reports), 1000 / len(reports))
    sides = (
        ("extraction beside the bare parse", "english", "parse"),
        ("extraction beside the rules alone", "english", "rules"),
        ("the rules alone beside the bare parse", "rules", "parse"),
    )
    return [
        measured(name, zip(costs[ours], costs[yardstick], strict=True), "ms a report", note, scale)
        for name, ours, yardstick in sides
    ]


def main() -> None:
    """Print the ratios."""
    reports = _reports()
    works = _works(reports)
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            times[name].append(_clock(work))
    median = {name: statistics.median(found) for name, found in times.items()}
    for name, seconds in median.items():
        beyond = (seconds - median["parse"]) / median["parse"]
        print(f"{name:8s} {1000 * seconds / len(reports):6.1f} ms a report; beyond the parse {beyond:5.2f} of it")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of this process at most {peak:.0f} MB")
    jobs = os.cpu_count() or 1
    if jobs > 1:
        many = [r.model_copy(update={"id": f"{r.id}-{n}"}) for n in range(12) for r in reports]
        alone, pooled = _pooled(many, 1), _pooled(many, jobs)
        print(f"pool of {jobs}: {alone / pooled:.2f} times one process, efficiency {alone / pooled / jobs:.2f}")


if __name__ == "__main__":
    main()
