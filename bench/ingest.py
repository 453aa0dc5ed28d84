"""How fast web pages become reports: `python -m bench ingest`, over 10,000 short invented pages.

The yardstick is trafilatura alone, with the same settings, in one process over the same pages. The whole ingest reads
the files, extracts, tells the language, marks page furniture and hashes, as `trucewatch.ingest.read` does for every
command; it is timed once with one reading process, which is what the code costs, and once as it runs.
"""

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import trafilatura

from bench.measure import Measure, measured
from trucewatch.ingest import isolation, read

PAGES = 10_000
LEAST = 0.7
MEASURED_PAGES, QUICK_PAGES, ROUNDS = 1_000, 60, 3
PLACES = "Dusthill Salt-Hill Tell-Amara Port-Aldo Rivermouth Stonebridge Oldwell Highgate".split()
SIDES = ("the Northern Brigade", "the army", "the Valley Front", "the observers", "residents", "a doctor of the town")
DONE = (
    "said that shells had fallen near the mill", "denied that its guns had fired", "reported that the road was open",
    "called on the guarantors to send observers", "said that four people had been hurt", "left its posts on the ridge",
    "told this paper that the market stayed shut", "said that the truce held for the ninth day",
)  # fmt: skip


def page(chance: random.Random, number: int) -> str:
    place = chance.choice(PLACES)
    day = f"2017-05-{1 + number % 28:02}"
    paragraphs = "".join(
        "<p>" + " ".join(
            f"On the morning of day {chance.randint(1, 400)} {chance.choice(SIDES)} in {chance.choice(PLACES)} "
            f"{chance.choice(DONE)}." for _ in range(chance.randint(2, 5))
        ) + "</p>"
        for _ in range(chance.randint(3, 7))
    )  # fmt: skip
    links = "".join(f'<li><a href="/{n}">News of {chance.choice(PLACES)} {n}</a></li>' for n in range(25))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>News of {place} {number}</title>'
        f'<meta property="og:site_name" content="Gazette">'
        f'<meta property="article:published_time" content="{day}T10:00:00Z">'
        f'<link rel="canonical" href="https://gazette.example/{number}"></head><body><nav><ul>{links}</ul></nav>'
        f"<article><h1>News of {place} {number}</h1>{paragraphs}</article><aside><ul>{links}</ul></aside>"
        "<footer>Copyright The Gazette. Follow us on Telegram.</footer></body></html>"
    )


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of processors; other work on the machine lengthens the former only."""

    clock: float
    processor: float

    def line(self, name: str, pages: int, yardstick: "Spent") -> str:
        of_clock, of_processor = yardstick.clock / self.clock, yardstick.processor / self.processor
        return (
            f"{name:<22} {self.clock:7.1f} s {pages / self.clock:6.0f} a second, {of_clock:.2f} of its speed; "
            f"processors {self.processor:6.1f} s, {of_processor:.2f}"
        )


def spent(work: Callable[[], object]) -> Spent:
    """What the work costs, in this process and in those that it started and ended."""
    isolation.end_all()
    before, start = os.times(), time.perf_counter()
    work()
    isolation.end_all()
    after, end = os.times(), time.perf_counter()
    return Spent(end - start, sum(after[:4]) - sum(before[:4]))


def trafilatura_alone(files: list[Path]) -> None:
    for file in files:
        trafilatura.bare_extraction(file.read_text("utf-8"), with_metadata=True, include_comments=False)


def whole(folder: Path, processes: int | None) -> None:
    count = sum(item.report is not None for item in read(folder, processes=processes))
    assert count == len(list(folder.iterdir()))


def laid(folder: Path, pages: int) -> list[Path]:
    """The pages in a folder."""
    chance = random.Random(1)
    for number in range(pages):
        (folder / f"{number:05}.html").write_text(page(chance, number), "utf-8")
    return sorted(folder.iterdir())


def measures(quick: bool = False) -> list[Measure]:
    """What reading web pages into reports costs beside trafilatura alone, with one reading process."""
    pages, rounds = (QUICK_PAGES, 1) if quick else (MEASURED_PAGES, ROUNDS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = laid(folder, pages)
        trafilatura_alone(files[:50])
        works = (lambda: whole(folder, 1), lambda: trafilatura_alone(files))
        pairs = [(spent(works[0]).processor, spent(works[1]).processor) for _ in range(rounds)]
    note = f"{pages:,} invented web pages; processor time, that of the reading process included."
    scale = (1000 / pages, 1000 / pages)
    return [measured("ingest beside trafilatura alone", pairs, "ms a page", note, scale)]


def main(pages: int = PAGES) -> int:
    folder = Path(tempfile.mkdtemp())
    try:
        files = laid(folder, pages)
        trafilatura_alone(files[:50])
        yardstick = spent(lambda: trafilatura_alone(files))
        one, many = spent(lambda: whole(folder, 1)), spent(lambda: whole(folder, None))
    finally:
        shutil.rmtree(folder)
    print(f"{pages:,} pages, {os.cpu_count()} processors")
    for name, cost in (("trafilatura alone", yardstick), ("ingest, one reader", one), ("ingest, as it runs", many)):
        print(cost.line(name, pages, yardstick))
    return int(yardstick.clock / many.clock < LEAST)


if __name__ == "__main__":
    raise SystemExit(main())
