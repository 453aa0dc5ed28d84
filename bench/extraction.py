"""Extraction beside the bare parse and beside the rules, in one run; the pool beside one process; and the memory that
a process takes.

Costs are processor time, medians over rounds that alternate, because the clock of a shared machine is noisy. Only the
pool is measured by the clock: what it gives with other work beside it says little.
"""

import os
import resource
import statistics
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench.measure import Measure, Pair, clock_seconds, measured, rounds_of
from trucewatch.extract import get_extractor
from trucewatch.extract.english.pipeline import bare_parse
from trucewatch.extract.pool import extract_all
from trucewatch.ingest import read
from trucewatch.model import Report
from trucewatch.world import World

REPORTS = Path(__file__).parent.parent / "examples" / "syria-2017" / "reports" / "reports.jsonl"
ROUNDS = 5
QUICK_REPORTS = 4
MOST_MB = 600
"""What a process may take, in MB."""
POOLED_TIMES = 12
"""How many times over the reports are read to measure the pool."""


def _reports() -> list[Report]:
    found = [ingested.report for ingested in read([REPORTS])]
    return [report for report in found if report is not None and report.language == "en"]


def _pooled(reports: list[Report], jobs: int) -> float:
    """Seconds from the first result on, so that starting processes does not count."""
    stream: Iterator[object] = extract_all(reports, "english", World.general, jobs=jobs)
    next(stream)
    return clock_seconds(lambda: list(stream))


def _pool_pairs(reports: list[Report], jobs: int, rounds: int) -> list[Pair]:
    """Seconds of one process that reads them all and of a pool that shares them, over some rounds."""
    many = [r.model_copy(update={"id": f"{r.id}-{n}"}) for n in range(POOLED_TIMES) for r in reports]
    return [(_pooled(many, 1), _pooled(many, jobs)) for _ in range(rounds)]


def _read_all(reports: list[Report]) -> float:
    english, world = get_extractor("english"), World.general()
    for report in reports:
        english.extract(report, world)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def peak_mb(reports: list[Report]) -> float:
    """The most memory, in MB, of a fresh process that reads the reports with the whole English extractor."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_read_all, reports).result()


def _works(reports: list[Report]) -> dict[str, Callable[[], object]]:
    world = World.general()
    english, rules = get_extractor("english"), get_extractor("rules")
    return {
        "parse": lambda: [bare_parse(r.text) for r in reports],
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
    found = [
        measured(name, zip(costs[ours], costs[yardstick], strict=True), "ms a report", note, scale)
        for name, ours, yardstick in sides
    ]
    peak = peak_mb(reports)
    told = "Peak of a fresh process that reads the reports with the whole English extractor."
    found.append(measured(f"memory of an extracting process beside {MOST_MB} MB", [(peak, MOST_MB)], "MB", told))
    if not quick and (jobs := os.cpu_count() or 1) > 1:
        pairs = [(pooled * jobs, alone) for alone, pooled in _pool_pairs(reports, jobs, 3)]
        told = f"Each report by the clock, {jobs} processes beside one; 1.18 is an efficiency of 0.85."
        each = 1000 / (len(reports) * POOLED_TIMES)
        found.append(measured("a process of a pool beside one alone", pairs, "ms a report", told, (each, each)))
    return found


def main() -> None:
    """Print the ratios."""
    reports = _reports()
    median = {name: statistics.median(found) for name, found in rounds_of(_works(reports), ROUNDS).items()}
    for name, seconds in median.items():
        beyond = (seconds - median["parse"]) / median["parse"]
        print(f"{name:8s} {1000 * seconds / len(reports):6.1f} ms a report; beyond the parse {beyond:5.2f} of it")
    print(f"memory of a process at most {peak_mb(reports):.0f} MB")
    jobs = os.cpu_count() or 1
    if jobs > 1:
        ((alone, pooled),) = _pool_pairs(reports, jobs, 1)
        print(f"pool of {jobs}: {alone / pooled:.2f} times one process, efficiency {alone / pooled / jobs:.2f}")


if __name__ == "__main__":
    main()
