"""The copies among all reports of an archive, found by many tasks: which reports there are, their pairs, the copies."""

from collections.abc import Mapping, Sequence

from trucewatch.bulk.comparing import Part
from trucewatch.bulk.copying import (
    KINDS,
    Found,
    Listed,
    Paired,
    Sketched,
    TextsDealt,
    ToDeal,
    ToList,
    ToMeasure,
    ToPair,
    ToSketch,
)
from trucewatch.bulk.manifest import Manifest
from trucewatch.bulk.slices import Slice
from trucewatch.bulk.stepping import Stepping
from trucewatch.ingest.copies import Moment
from trucewatch.model import Copy
from trucewatch.model.errors import InputError

__all__ = ["Reports", "copies_among", "reports_of"]


class Reports:
    """All reports of an archive: `parts`, the shards with what to pass over in each; `where`, the shard of each report;
    `ranks`, by shard, the place of those whose copies are looked for in the order of all moments."""

    def __init__(self, parts: Sequence[Part], where: Mapping[str, int], moments: Mapping[str, Moment]) -> None:
        self.parts = tuple(parts)
        self.where = where
        self.ranks: dict[int, dict[str, int]] = {part.number: {} for part in parts}
        for rank, name in enumerate(sorted(moments, key=lambda name: moments[name])):
            self.ranks[where[name]][name] = rank


def reports_of(stepping: Stepping, manifest: Manifest) -> Reports:
    """The reports of all shards, each once. InputError where two have one id and different texts."""
    shards = [Part(shard.number, f"part-{shard.number:06d}.parquet") for shard in manifest.shards]
    known: dict[str, tuple[int, str]] = {}
    moments: dict[str, Moment] = {}
    parts = []
    for part, listed in zip(shards, stepping("list", [ToList(part) for part in shards], Listed), strict=True):
        again = set()
        for report in listed.reports:
            first = known.get(report.id)
            if first is None:
                known[report.id] = (part.number, report.text)
                if report.indexed:
                    moments[report.id] = report.moment
            elif first[1] != report.text:
                message = f"Two reports have the id {report.id} and different texts (shards {first[0]} and "
                raise InputError(f"{message}{part.number}); give each report its own id and read them again.")
            elif first[0] != part.number:
                again.add(report.id)
        parts.append(Part(part.number, part.name, frozenset(again)))
    return Reports(parts, {name: shard for name, (shard, _) in known.items()}, moments)


def copies_among(stepping: Stepping, reports: Reports, reach: int) -> list[Copy]:
    """The copies that `ingest.find_copies` finds among all reports, in its order. `reach`: about how many reports'
    hashes, and how many pairs, one task takes."""
    count = sum(map(len, reports.ranks.values()))
    ways = max(1, -(-count // reach))
    held = [part for part in reports.parts if reports.ranks[part.number]]
    sketched = stepping("sketch", [ToSketch(part, reports.ranks[part.number], ways) for part in held], Sketched)
    slices: dict[tuple[str, int], list[Slice]] = {}
    for one in sketched:
        for kind, way, piece in one.slices:
            slices.setdefault((kind, way), []).append(piece)
    wanted = [ToPair(*(tuple(slices.get((kind, way), ())) for kind in KINDS)) for way in range(ways)]
    pairs = sorted({pair for one in stepping("pair", wanted, Paired) for pair in one.pairs})
    bins = [tuple(pairs[at : at + reach]) for at in range(0, len(pairs), reach)]
    texts = _texts(stepping, reports, bins)
    found = stepping("copies", [ToMeasure(pairs, texts.get(n, ())) for n, pairs in enumerate(bins)], Found)
    copies = sorted(((a, b, copy) for one in found for a, b, copy in one.copies), key=lambda item: item[:2])
    return [copy for _, _, copy in copies]


def _texts(
    stepping: Stepping, reports: Reports, bins: Sequence[Sequence[tuple[int, int]]]
) -> dict[int, tuple[Slice, ...]]:
    """Where the reports lie that each bin of pairs needs."""
    homes: dict[int, list[int]] = {}
    for number, pairs in enumerate(bins):
        for rank in sorted({rank for pair in pairs for rank in pair}):
            homes.setdefault(rank, []).append(number)
    tasks = []
    for part in reports.parts:
        ranks = reports.ranks[part.number]
        wanted = {name: (rank, tuple(homes[rank])) for name, rank in ranks.items() if rank in homes}
        if wanted:
            tasks.append(ToDeal(part, wanted))
    found: dict[int, list[Slice]] = {}
    for dealt in stepping("texts", tasks, TextsDealt):
        for home, piece in dealt.slices.items():
            found.setdefault(home, []).append(piece)
    return {home: tuple(pieces) for home, pieces in found.items()}
