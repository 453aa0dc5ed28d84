"""Steps of bulk assess that find which claims could be of one event: the survey of each shard, then cell by cell.

Average linkage (assess/clusters.py) puts two groups together only where some pair between them scores above zero. So
claims that no chain of such pairs ties together are never of one incident, and the groups so tied can be assessed each
for itself, with the very result of one run over all claims.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Any

from trucewatch.assess.clusters import cannot_link, is_compared
from trucewatch.assess.neighbourhood import body_of, seen_of
from trucewatch.assess.same_event import score
from trucewatch.assess.seen import Seen
from trucewatch.bulk.archives import parquet_file
from trucewatch.bulk.cells import Bucket, Pairing, Pairings, cells_of, region_of
from trucewatch.bulk.forest import Forest
from trucewatch.bulk.slices import Slice, deal, lines_of
from trucewatch.bulk.storage import Place
from trucewatch.model import Claim, Report

__all__ = [
    "Cells",
    "Compare",
    "Order",
    "Pairs",
    "Part",
    "Survey",
    "Surveyed",
    "claims_in",
    "in_order",
    "order_of",
    "reports_in",
    "seen_in",
    "survey_file",
]

ROWS = 32
"""Bits of a claim's number that give its row; the others give its shard."""

Lineage = Callable[[str], Iterable[str]]
Order = tuple[str, str, int, str]
Pairs = Iterable[tuple[tuple[int, Seen], tuple[int, Seen]]]


@dataclass(frozen=True)
class Part:
    """A shard's claims and reports, as `bulk extract` left them. `passed_over` are reports that another shard has
    too."""

    number: int
    name: str
    passed_over: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Surveyed:
    """What a survey found: the reports in order, each with the numbers of its first and last claim; ties within
    reports; and where the claims of each cell and region lie."""

    part: Part
    spans: tuple[tuple[str, int, int], ...]
    ties: tuple[tuple[int, int], ...]
    index: tuple[tuple[str, str, Slice], ...]


def claims_in(source: Place, part: Part) -> Iterator[tuple[int, Claim]]:
    """The claims of a shard with their numbers; a report that stands in it twice counts once."""
    taken: set[str] = set()
    with parquet_file(f"{source.url}/claims/{part.name}", source.options) as table:
        row = part.number << ROWS
        for batch in table.iter_batches(columns=["key", "report", "claim"]):
            for key, report, claim in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                if report not in part.passed_over and key not in taken:
                    taken.add(key)
                    yield row, Claim.model_validate_json(claim)
                row += 1


def reports_in(source: Place, part: Part) -> Iterator[Report]:
    """The reports of a shard."""
    with parquet_file(f"{source.url}/reports/{part.name}", source.options) as table:
        for batch in table.iter_batches(batch_size=1_000, columns=["report"]):
            for told in batch.column(0).to_pylist():
                report = Report.model_validate_json(told)
                if report.id not in part.passed_over:
                    yield report


def survey_file(shard: int) -> str:
    """Where a shard's claims lie as its survey dealt them out."""
    return f"survey/{shard}.jsonl"


def order_of(claim: Claim, published: date | None) -> Order:
    """What claims are ordered by in one run (assess.incidents.ordered)."""
    return (published or date.max).isoformat(), claim.report, claim.trigger.start, claim.id


def in_order(a: Seen, b: Seen) -> tuple[Seen, Seen]:
    """Two claims as one run puts them."""
    return (a, b) if order_of(a.claim, a.published) <= order_of(b.claim, b.published) else (b, a)


def seen_in(source: Place, part: Part, lineage: Lineage) -> list[list[tuple[int, Seen]]]:
    """The numbered claims of a shard's reports as comparing sees them, report by report."""
    reports = {report.id: report for report in reports_in(source, part)}
    found: dict[str, list[tuple[int, Seen]]] = {}
    for number, claim in claims_in(source, part):
        seen = Seen.of(claim, reports.get(claim.report), lineage)
        found.setdefault(claim.report, []).append((number, seen))
    return list(found.values())


class Survey:
    """Deals out a shard's claims by cell and region, and ties those of one report."""

    def __init__(self, source: Place, scratch: Place, lineage: Lineage) -> None:
        self._source = source
        self._scratch = scratch
        self._lineage = lineage

    def __call__(self, part: Part, /) -> Surveyed:
        """Survey a shard."""
        dealt: dict[str, list[Any]] = {}
        names: dict[str, tuple[str, str]] = {}
        forest = Forest()
        spans = []
        for items in seen_in(self._source, part, self._lineage):
            spans.append((items[0][1].claim.report, items[0][0], items[-1][0]))
            for number, seen in items:
                told = [number, order_of(seen.claim, seen.published), body_of(seen)]
                for cell, buckets in cells_of(seen).items():
                    place = (cell, region_of(seen))
                    names["|".join(place)] = place
                    dealt.setdefault("|".join(place), []).append([*told, buckets])
            items.sort(key=lambda item: order_of(item[1].claim, item[1].published))
            _tie(forest, combinations(items, 2), ("", "report"))
        slices = deal(self._scratch, survey_file(part.number), dealt)
        index = tuple((*names[key], one) for key, one in slices.items())
        return Surveyed(part, tuple(spans), tuple(forest.edges), index)


class Cells:
    """Claims as surveys dealt them out by cell and region."""

    def __init__(self, scratch: Place, lineage: Lineage) -> None:
        self._scratch = scratch
        self._lineage = lineage

    def met(self, pairing: Pairing, wanted: Container[int] | None = None) -> Iterator[tuple[Bucket, Pairs]]:
        """The pairs of numbered claims that meet in a pairing, bucket by bucket; `wanted`: only among these numbers."""
        one = self._items(pairing.one, wanted)
        other = None if pairing.other is None else self._items(pairing.other, wanted)
        for bucket in sorted({bucket for _, _, buckets in one for bucket in buckets}):
            mine = [(n, seen) for n, seen, buckets in one if bucket in buckets]
            if other is None:
                yield bucket, combinations(mine, 2)
            else:
                theirs = [(n, seen) for n, seen, buckets in other if bucket in buckets]
                yield bucket, product(mine, theirs)

    def _items(self, slices: Sequence[Slice], wanted: Container[int] | None) -> list[tuple[int, Seen, frozenset[Any]]]:
        found = []
        for number, order, body, buckets in lines_of(self._scratch, slices):
            if wanted is None or number in wanted:
                found.append((order, number, seen_of(body, self._lineage), frozenset(map(tuple, buckets))))
        return [item[1:] for item in sorted(found, key=lambda item: item[0])]


class Compare:
    """Ties claims of different reports that score for one event."""

    def __init__(self, scratch: Place, lineage: Lineage) -> None:
        self._cells = Cells(scratch, lineage)

    def __call__(self, task: Pairings, /) -> tuple[tuple[int, int], ...]:
        """The ties that some pairings need, fewer than the claims in them."""
        forest = Forest()
        for pairing in task.pairings:
            for bucket, pairs in self._cells.met(pairing):
                _tie(forest, pairs, bucket)
        return tuple(forest.edges)


def _tie(forest: Forest, pairs: Pairs, bucket: Bucket) -> None:
    """Tie what scores above zero; what is tied already need not be scored again."""
    for (n, a), (m, b) in pairs:
        if forest.root(n) == forest.root(m) or not is_compared(a, b, bucket) or cannot_link(a, b):
            continue
        if score(*in_order(a, b)) > 0:
            forest.tie(n, m)
