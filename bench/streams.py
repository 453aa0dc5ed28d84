"""Memory that does not grow: a 5 MB report, and many reports in a stream.

    python -m bench streams                               a report of 5 MB, and 3,000 short reports against 300
    python -m bench.streams --megabytes 1 --reports 1000  smaller

Each is read in a process of its own with the rules, whose parse takes most of the memory; peaks are of that process.
"""

import argparse
import resource
import sys
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from multiprocessing import get_context

from bench.hostile import LONG, stretched
from trucewatch.extract import get_extractor
from trucewatch.extract.pool import extract_all
from trucewatch.model import Report
from trucewatch.world import World

MEGABYTES, REPORTS = 5.0, 3000
MOST_MB = 600
GROWTH_MB = 60
"""What ten times as many reports, or a hundred times as long a one, may cost besides its own text and claims."""

SENTENCE = "Shells hit the town of Deir Salam on Wednesday, killing at least {n} people, media activists said. "


def _reports(number: int) -> Iterator[Report]:
    for n in range(number):
        yield Report(id=f"r{n}", text=SENTENCE.format(n=n + 2) * 3, published=date(2017, 5, 5))


def _stream(number: int) -> int:
    """The claims of a stream of short reports, none of which is kept."""
    total = 0
    for _, claims in extract_all(_reports(number), "rules", World.general, jobs=1):
        total += len(claims)
    return total


def _long(length: int) -> int:
    text = stretched(LONG["sentences"], length)
    return len(get_extractor("rules").extract(Report(id="r", text=text), World.general()))


def _peak(answers: "deque[tuple[int, float]]", work: Callable[[int], int], size: int) -> None:
    found = work(size)
    answers.append((found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _measured(work: Callable[[int], int], size: int) -> tuple[int, float]:
    """Claims found and peak memory in MB of a fresh process."""
    context = get_context("spawn")
    with context.Manager() as manager:
        answers = manager.list()
        process = context.Process(target=_peak, args=(answers, work, size))
        process.start()
        process.join()
        found, peak = answers[0]
    return found, peak


def main(megabytes: float = MEGABYTES, reports: int = REPORTS) -> int:
    """Print the peaks; 1 where memory grows with the stream or exceeds what a process may take."""
    failed = False
    for name, work, small, large in (
        ("stream of short reports", _stream, reports // 10, reports),
        ("one long report, characters", _long, 50_000, int(megabytes * 1_000_000)),
    ):
        (few, low), (many, high) = _measured(work, small), _measured(work, large)
        print(f"{name}: {small} give {few} claims at {low:.0f} MB, {large} give {many} claims at {high:.0f} MB")
        failed |= high > MOST_MB or high - low > GROWTH_MB
    return int(failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.streams", description="Measure memory.")
    parser.add_argument("--megabytes", type=float, default=MEGABYTES)
    parser.add_argument("--reports", type=int, default=REPORTS)
    asked = parser.parse_args()
    sys.exit(main(asked.megabytes, asked.reports))
