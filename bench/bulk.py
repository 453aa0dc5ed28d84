"""What archives cost: reading them on the local pool and on Ray, writing, and assessing in parts.

    python -m bench bulk                    the ratios, and where the time of a report goes
    python -m bench.bulk --reports 200      quicker

Reports are made of the sentences of the coded reports that ship, about as long as a news page (3,000 characters). Where
the time goes is measured in processor seconds, in one process, so that other work on the machine does not count.
"""

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import wraps
from itertools import product
from pathlib import Path
from typing import Any

from bench.corpora import ROOT
from bench.measure import Measure, clock_seconds, measured, pairs_of, processor_seconds, rounds_of
from trucewatch.assess import assess
from trucewatch.bulk import reader as reading
from trucewatch.bulk.archives import Shard
from trucewatch.bulk.assessing import Assessment, assess_archive
from trucewatch.bulk.documents import documents_of
from trucewatch.bulk.extracting import Extraction, extract_archives
from trucewatch.bulk.manifest import Manifest
from trucewatch.bulk.readers import Read
from trucewatch.bulk.running import On, workers_here
from trucewatch.bulk.storage import Place
from trucewatch.bulk.writing import ShardWriter
from trucewatch.extract.english import english_extractor, rules_extractor
from trucewatch.extract.english.tagger import Tagger
from trucewatch.extract.pool import extract_all
from trucewatch.ingest import find_copies, read
from trucewatch.ingest.fields import Reading
from trucewatch.model import Claim, Report
from trucewatch.world import World

REPORTS, LENGTH, ROUNDS = 120, 3_000, 2
PAGES = {"all of events": 1.0, "a tenth of events": 0.1}
"""What share of the sentences speaks of events, the others being prose of these documents."""
SHARDS_A_WORKER = 4
SYLLABLES = "ta lo mir sha ken du ra beth ul qas im zar no wa hel fi".split()


def archive(path: Path, reports: int, share: float = 1.0, seed: int = 1) -> None:
    """An archive of invented reports, each line one; `share` of their sentences speaks of events."""
    rng = random.Random(seed)
    lines = (ROOT / "tests" / "gold" / "reports.jsonl").read_text("utf-8").splitlines()
    events = _sentences(json.loads(line)["text"] for line in lines)
    prose = _sentences(page.read_text("utf-8") for page in sorted((ROOT / "docs").glob("*.md")))
    with path.open("w", encoding="utf-8") as out:
        for number in range(reports):
            text = ""
            while len(text) < LENGTH * rng.uniform(0.6, 1.4):
                text += rng.choice(events if rng.random() < share else prose) + rng.choice((" ", " ", "\n"))
            day = date(2017, 5, 1) + timedelta(days=rng.randrange(365))
            row = {"id": f"r{number}", "text": text, "published": day.isoformat(), "publisher": f"Desk {number % 20}"}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _sentences(texts: Iterable[str]) -> list[str]:
    """Plain sentences, without tables, code and headings."""
    lines = [line for text in texts for line in text.splitlines() if line[:1].isalpha()]
    return [
        s for line in lines for s in re.split(r"(?<=[.!?])\s+", line) if len(s) > 30 and "`" not in s and "|" not in s
    ]


def extracted(path: Path, out: Path, extractor: str, **how: Any) -> Manifest:
    """The archive read, in a few shards for each worker."""
    shards = SHARDS_A_WORKER * workers_here(None, 1_000)
    size = path.stat().st_size / 2**20 / shards
    return extract_archives(Extraction([str(path)], str(out), extractor, World.general, shard_mb=size, **how))


@contextmanager
def cluster() -> Iterator[str]:
    """A Ray cluster of one node with all cores of this machine; its address."""
    from ray.cluster_utils import Cluster

    node = {"num_cpus": workers_here(None, 1_000), "object_store_memory": 100 * 2**20, "include_dashboard": False}
    os.environ |= {"RAY_raylet_start_wait_time_s": "120"}
    found = Cluster(initialize_head=True, head_node_args=node)
    try:
        yield found.address
    finally:
        found.shutdown()


def measures(quick: bool = False) -> list[Measure]:
    """The ratios of archives."""
    reports, rounds, extractor = (24, 1, "rules") if quick else (REPORTS, ROUNDS, "english")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        archive(folder / "archive.jsonl", reports)
        return [
            *_reading(folder, reports, rounds, extractor),
            _assessing(folder, 400 if quick else 4_000, rounds),
        ]


def _reading(folder: Path, reports: int, rounds: int, extractor: str) -> list[Measure]:
    path = folder / "archive.jsonl"
    names = iter(range(1_000_000))

    def local() -> object:
        return extracted(path, folder / f"out{next(names)}", extractor)

    def pool() -> object:
        found = (item.report for item in read([path]) if item.report is not None)
        lines = (c.model_dump_json() for _, claims in extract_all(found, extractor, World.general) for c in claims)
        return (folder / "claims.jsonl").write_text("\n".join(lines), "utf-8")

    with cluster() as address:

        def ray() -> object:
            return extracted(path, folder / f"out{next(names)}", extractor, on=On.RAY, address=address)

        costs = rounds_of({"ray": ray, "local": local}, rounds, clock_seconds)
    pairs = list(zip(costs["ray"], costs["local"], strict=True))
    each = (1000 / reports, 1000 / reports)
    what = f"{reports} reports of about {LENGTH} characters, extractor {extractor}"
    on_ray = f"{what}; by the clock, on a cluster of one node that runs already; loading of the models included."
    beside = f"{what}; processor time of all processes; the pool writes its claims as JSON Lines."
    return [
        measured("archive on Ray beside archive on the local pool", pairs, "ms a report", on_ray, each),
        measured(
            "archive on the local pool beside the single run's pool",
            pairs_of(local, pool, rounds, processor_seconds),
            "ms a report",
            beside,
            each,
        ),
    ]


def _assessing(folder: Path, size: int, rounds: int) -> Measure:
    reports, claims = grouped(size)
    _as_archive(folder / "given", reports, claims)
    names = iter(range(1_000_000))

    def parts() -> object:
        wanted = Assessment(str(folder / "given"), str(folder / f"incidents{next(names)}"), World.general, jobs=1)
        return assess_archive(wanted)

    def whole() -> object:
        return assess({r.id: r for r in reports}, claims, find_copies(reports), World.general())

    note = f"{len(claims)} invented claims over a year and some hundred places; processor time, one process."
    pairs = pairs_of(parts, whole, rounds)
    each = (1000 / len(claims), 1000 / len(claims))
    return measured("incidents in parts beside incidents in one run", pairs, "ms a claim", note, each)


def grouped(size: int, seed: int = 1) -> tuple[list[Report], list[Claim]]:
    """Invented claims: events at a few hundred known places over a year, each in a few reports."""
    rng = random.Random(seed)
    names = ["".join(rng.choices(SYLLABLES, k=3)).capitalize() for _ in range(400)]
    places = [(name, 33 + 5 * rng.random(), 36 + 5 * rng.random()) for name in names]
    texts: dict[str, list[str]] = {}
    claims: list[Claim] = []
    for _ in range(size // 3):
        name, lat, lon = rng.choice(places)
        day = rng.randrange(365)
        kind = rng.choice(("shelling", "air_strike", "armed_clash", "assault", "withdrawal", "control"))
        for _ in range(3):
            report = f"r{day}-{rng.randrange(4)}"
            told = texts.setdefault(report, [])
            start = sum(map(len, told))
            told.append(
                f"Shells fell on {name}, {rng.choice(('residents', 'the army', 'a doctor'))} said on day {day}. "
            )
            when = date(2031, 1, 1) + timedelta(days=day)
            claims.append(
                Claim.model_validate(
                    {
                        "id": f"c{len(told)}",
                        "report": report,
                        "trigger": {"text": "fell", "start": start + 7, "end": start + 11},
                        "type": kind,
                        "places": [{"name": name, "lat": lat, "lon": lon, "radius_km": 2.0, "place_id": name}],
                        "date_start": when,
                        "date_end": when,
                    }
                )
            )
    days = {name: date(2031, 1, 1) + timedelta(days=int(name[1:].split("-")[0])) for name in texts}
    reports = [Report(id=name, text="".join(told), published=days[name]) for name, told in texts.items()]
    return reports, claims


def _as_archive(folder: Path, reports: Sequence[Report], claims: Sequence[Claim]) -> None:
    """The claims as `bulk extract` leaves them."""
    sys.path.insert(0, str(ROOT / "tests" / "bulk"))
    from bulk_material import archive_of

    archive_of(folder, reports, claims, 4)


class Clock:
    """Processor seconds by what they went into, of functions that are timed while they run."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def run(*args: Any, **kwargs: Any) -> Any:
            begun = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                self.spent[name] = self.spent.get(name, 0.0) + time.process_time() - begun

        return run


def profile(reports: int, extractor: str, share: float, folder: Path) -> dict[str, float]:
    """Processor milliseconds of a report, by what they went into; and the bytes that it leaves."""
    path = folder / "profiled.jsonl"
    archive(path, reports, share, seed=2)
    clock = Clock()
    means = reading.Means(extractor, World.general, Reading(), 2**40)
    reader = reading.DocumentReader(means)
    kept = (english_extractor.parse, rules_extractor.parse, Tagger.read, reading.report_of)
    english_extractor.parse = clock.timed("parse", english_extractor.parse)
    rules_extractor.parse = clock.timed("parse", rules_extractor.parse)
    Tagger.read = clock.timed("tagger", Tagger.read)  # type: ignore[method-assign]
    reading.report_of = clock.timed("fields, language, page furniture", reading.report_of)
    answer = clock.timed("in all", reading.answered)
    writer = ShardWriter("profile", folder)
    add, finish = clock.timed("write", writer.add), clock.timed("write", writer.finish)
    try:
        for document in documents_of(Shard(0, str(path), "jsonl"), {}, {}):
            told = json.loads(clock.timed("pass on", json.dumps)(answer(reader, document.where, "json", document.raw)))
            add(Read(document, tuple((i["report"], tuple(i["claims"])) for i in told["items"])), str(path))
        finish(Place(str(folder / "profile")))
    finally:
        english_extractor.parse, rules_extractor.parse, Tagger.read, reading.report_of = kept  # type: ignore[method-assign]
    spent = {name: 1000 * seconds / reports for name, seconds in clock.spent.items()}
    known = sum(spent.get(name, 0.0) for name in ("parse", "tagger", "fields, language, page furniture"))
    spent["rules and the rest"] = spent.pop("in all") - known
    return spent


def _print_costs(reports: int, extractor: str, share: float, folder: Path) -> None:
    spent = profile(reports, extractor, share, folder)
    total = sum(spent.values())
    print(f"  {total:.1f} ms of a processor a report, {1000 / total:.1f} reports a second and core")
    for name, cost in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {cost:7.2f} ms  {cost / total:4.0%}  {name}")
    wanted = Extraction([str(folder / "profiled.jsonl")], str(folder / "out"), extractor, World.general, jobs=1)
    found = extract_archives(wanted).metrics
    each = 1000 * found.reports
    print(
        f"  {found.claims / found.reports:.1f} claims a report; a million reports: {total / 3.6:.0f} core-hours, "
        f"{found.bytes_in / each:.1f} GB in, {found.bytes_out / each:.1f} GB out; {found.peak_mb} MB a reading process",
        flush=True,
    )


def main(argv: Sequence[str] = ()) -> int:
    """Print where the time goes and what a million reports cost, then the ratios."""
    parser = argparse.ArgumentParser(prog="python -m bench.bulk")
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--no-ratios", action="store_true")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        for number, (extractor, (name, share)) in enumerate(product(("english", "rules"), PAGES.items())):
            folder = Path(scratch) / str(number)
            folder.mkdir()
            print(f"{extractor}, pages {name}:", flush=True)
            _print_costs(args.reports, extractor, share, folder)
    for one in [] if args.no_ratios else measures(quick=args.reports < REPORTS):
        print(f"{one.ratio:7.2f}  {one.name} ({one.numerator:.2f} and {one.denominator:.2f} {one.unit})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
