"""Steps of bulk assess that find the copies among all reports, as `ingest.find_copies` does in one process.

Each shard's reports are listed; their sketches are dealt out by hash, so that all reports that share a hash meet in one
task, in the order of their moments; the pairs so found are put into bins, and the texts that a bin needs are dealt to
it. What has to be held in one place is no text: the id and moment of every report, and the pairs.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from trucewatch.bulk.comparing import Part, reports_in
from trucewatch.bulk.slices import Slice, bytes_of, deal, deal_bytes, lines_of
from trucewatch.bulk.storage import Place
from trucewatch.ingest.copies import Moment, copy_of, is_indexed, moment_of
from trucewatch.ingest.shingles import words_of
from trucewatch.ingest.sketches import pairs_in, sketches_of
from trucewatch.model import Copy, Report

__all__ = [
    "KINDS",
    "Found",
    "Listed",
    "Paired",
    "ReportList",
    "Sketched",
    "TextsDealt",
    "ToDeal",
    "ToList",
    "ToMeasure",
    "ToPair",
    "ToSketch",
    "deal_texts",
    "list_reports",
    "measure_copies",
    "pair_reports",
    "sketch_reports",
]

_BATCH = 500
_WORDS_KEPT = 2_048
KINDS = ("bands", "marks")
"""The hashes of a sketch by which reports meet."""
_HASHES = np.dtype([("hash", "<u8"), ("rank", "<i8")])


@dataclass(frozen=True)
class ToList:
    """A shard whose reports are to be listed."""

    part: Part


@dataclass(frozen=True)
class ReportList:
    """A report as all of them are told apart and put in order: its id, the SHA-256 of its text, its moment, and whether
    copies of it are looked for."""

    id: str
    text: str
    moment: Moment
    indexed: bool


@dataclass(frozen=True)
class Listed:
    """The reports of a shard, in its order."""

    number: int
    reports: tuple[ReportList, ...]


def list_reports(source: Place, task: ToList) -> Listed:
    """List a shard's reports."""
    found = tuple(
        ReportList(report.id, _digest(report.text), moment_of(report), is_indexed(report))
        for report in reports_in(source, task.part)
    )
    return Listed(task.part.number, found)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True)
class ToSketch:
    """A shard whose reports are to be sketched: `ranks` by id, in the order of moments over all shards; `ways` is into
    how many tasks hashes are dealt."""

    part: Part
    ranks: Mapping[str, int]
    ways: int


@dataclass(frozen=True)
class Sketched:
    """Where the hashes lie that each task needs, by kind and task."""

    slices: tuple[tuple[str, int, Slice], ...]


def sketch_reports(source: Place, scratch: Place, task: ToSketch) -> Sketched:
    """Sketch a shard's reports and deal the hashes out."""
    dealt: dict[tuple[str, int], list[bytes]] = {}
    waiting = dict(task.ranks)
    reports = (report for report in reports_in(source, task.part) if waiting.pop(report.id, None) is not None)
    while batch := list(islice(reports, _BATCH)):
        ranks = [task.ranks[report.id] for report in batch]
        for rank, sketch in zip(ranks, sketches_of([words_of(report).words for report in batch]), strict=True):
            for kind in KINDS:
                hashes = getattr(sketch, kind)
                ways = hashes % np.uint64(task.ways)
                for way in np.unique(ways).tolist():
                    rows = np.empty(int((ways == way).sum()), _HASHES)
                    rows["hash"], rows["rank"] = hashes[ways == way], rank
                    dealt.setdefault((kind, way), []).append(rows.tobytes())
    found = deal_bytes(scratch, f"sketches/{task.part.number}", dealt)
    return Sketched(tuple((kind, way, one) for (kind, way), one in found.items()))


@dataclass(frozen=True)
class ToPair:
    """The hashes of one task, of all shards."""

    bands: tuple[Slice, ...]
    marks: tuple[Slice, ...]


@dataclass(frozen=True)
class Paired:
    """Ranks of reports that may repeat each other, the earlier one first."""

    pairs: tuple[tuple[int, int], ...]


def pair_reports(scratch: Place, task: ToPair) -> Paired:
    """The pairs of one task."""
    found: set[tuple[int, int]] = set()
    for slices in (task.bands, task.marks):
        rows = np.frombuffer(b"".join(bytes_of(scratch, slices)), _HASHES)
        rows = rows[np.argsort(rows["rank"], kind="stable")]
        found |= pairs_in(rows["hash"].astype(np.uint64), rows["rank"].astype(np.int64))
    return Paired(tuple(sorted(found)))


@dataclass(frozen=True)
class ToDeal:
    """A shard of which some reports are needed elsewhere: by id, its rank and in which bins of pairs."""

    part: Part
    wanted: Mapping[str, tuple[int, tuple[int, ...]]]


@dataclass(frozen=True)
class TextsDealt:
    """Where the reports lie that each bin needs."""

    slices: Mapping[int, Slice]


def deal_texts(source: Place, scratch: Place, task: ToDeal) -> TextsDealt:
    """Deal a shard's reports out by the bins of pairs that need them."""
    dealt: dict[str, list[object]] = {}
    left = dict(task.wanted)
    for report in reports_in(source, task.part):
        rank, bins = left.pop(report.id, (0, ()))
        for home in bins:
            dealt.setdefault(str(home), []).append([rank, report.model_dump_json(exclude_defaults=True)])
    found = deal(scratch, f"texts/{task.part.number}.jsonl", dealt)
    return TextsDealt({int(home): one for home, one in found.items()})


@dataclass(frozen=True)
class ToMeasure:
    """A bin of pairs to be measured exactly, and where their reports lie."""

    pairs: tuple[tuple[int, int], ...]
    reports: tuple[Slice, ...]


@dataclass(frozen=True)
class Found:
    """The copies of a bin, each with the ranks of its two reports."""

    copies: tuple[tuple[int, int, Copy], ...]


def measure_copies(scratch: Place, task: ToMeasure) -> Found:
    """The copies of a bin."""
    reports = {rank: Report.model_validate_json(told) for rank, told in lines_of(scratch, task.reports)}
    words = lru_cache(maxsize=_WORDS_KEPT)(lambda rank: words_of(reports[rank]))

    def copies() -> Iterator[tuple[int, int, Copy]]:
        for a, b in task.pairs:
            copy = copy_of(reports[a], reports[b], words(a), words(b))
            if copy is not None:
                yield a, b, copy

    return Found(tuple(copies()))
