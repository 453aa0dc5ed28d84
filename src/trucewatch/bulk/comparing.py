"""Steps of bulk assess that find which claims could be of one event: the survey of each shard, then cell by cell.

Average linkage (assess/clusters.py) puts two groups together only where some pair between them scores above zero. So
claims that no chain of such pairs ties together are never of one incident, and the groups so tied can be assessed each
for itself, with the very result of one run over all claims.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
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

__all__ = ["Compare", "Part", "Survey", "Surveyed", "claims_in", "order_of", "reports_in"]

ROWS = 32
"""Bits of a claim's number that give its row; the others give its shard."""

Lineage = Callable[[str], Iterable[str]]


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
    index: Mapping[tuple[str, str], Slice]


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


def order_of(claim: Claim, published: date | None) -> tuple[str, str, int, str]:
    """What claims are ordered by in one run (assess.incidents.ordered)."""
    return (published or date.max).isoformat(), claim.report, claim.trigger.start, claim.id


class Survey:
    """Deals out a shard's claims by cell and region, and ties those of one report."""

    def __init__(self, source: Place, scratch: Place, lineage: Lineage) -> None:
        self._source = source
        self._scratch = scratch
        self._lineage = lineage

    def __call__(self, part: Part, /) -> Surveyed:
        """Survey a shard."""
        reports = {report.id: report for report in reports_in(self._source, part)}
        dealt: dict[str, list[Any]] = {}
        names: dict[str, tuple[str, str]] = {}
        of_report: dict[str, list[tuple[int, Seen]]] = {}
        for number, claim in claims_in(self._source, part):
            seen = Seen.of(claim, reports.get(claim.report), self._lineage)
            of_report.setdefault(claim.report, []).append((number, seen))
            told = [number, order_of(claim, seen.published), body_of(seen)]
            for cell, buckets in cells_of(seen).items():
                place = (cell, region_of(seen))
                names["|".join(place)] = place
                dealt.setdefault("|".join(place), []).append([*told, buckets])
        forest = Forest()
        spans = tuple((report, items[0][0], items[-1][0]) for report, items in of_report.items())
        for items in of_report.values():
            items.sort(key=lambda item: order_of(item[1].claim, item[1].published))
            _tie(forest, combinations(items, 2), ("", "report"))
        slices = deal(self._scratch, f"survey/{part.number}.jsonl", dealt)
        return Surveyed(part, spans, tuple(forest.edges), {names[key]: one for key, one in slices.items()})


class Compare:
    """Ties claims of different reports that score for one event."""

    def __init__(self, scratch: Place, lineage: Lineage) -> None:
        self._scratch = scratch
        self._lineage = lineage

    def __call__(self, task: Pairings, /) -> tuple[tuple[int, int], ...]:
        """The ties that some pairings need, fewer than the claims in them."""
        forest = Forest()
        for pairing in task.pairings:
            self._compare(pairing, forest)
        return tuple(forest.edges)

    def _compare(self, pairing: Pairing, forest: Forest) -> None:
        one = self._items(pairing.one)
        other = None if pairing.other is None else self._items(pairing.other)
        for bucket in sorted({bucket for _, _, buckets in one for bucket in buckets}):
            mine = [(n, seen) for n, seen, buckets in one if bucket in buckets]
            if other is None:
                pairs: Iterable[Any] = combinations(mine, 2)
            else:
                theirs = [(n, seen) for n, seen, buckets in other if bucket in buckets]
                pairs = ((a, b) for a in mine for b in theirs)
            _tie(forest, pairs, bucket)

    def _items(self, slices: Sequence[Slice]) -> list[tuple[int, Seen, frozenset[Any]]]:
        found = []
        for number, order, body, buckets in lines_of(self._scratch, slices):
            found.append((order, number, seen_of(body, self._lineage), frozenset(map(tuple, buckets))))
        return [item[1:] for item in sorted(found, key=lambda item: item[0])]


def _tie(forest: Forest, pairs: Iterable[tuple[tuple[int, Seen], tuple[int, Seen]]], bucket: Bucket) -> None:
    """Tie what scores above zero; what is tied already need not be scored again."""
    for (n, a), (m, b) in pairs:
        if forest.root(n) == forest.root(m) or not is_compared(a, b, bucket) or cannot_link(a, b):
            continue
        first, second = (a, b) if order_of(a.claim, a.published) <= order_of(b.claim, b.published) else (b, a)
        if score(first, second) > 0:
            forest.tie(n, m)
