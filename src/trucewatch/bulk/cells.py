"""Where claims are compared: cells of type family and week (or month of print), cut into regions.

Two claims are compared in one run only where they share a bucket (assess/clusters.py): their days are no more than two
apart, or one has no day and they appeared within a month. Every bucket lies in one cell, and a claim lies in the cells
of all its buckets, also of those beside its own days: that is the margin in time, and by construction as wide as what
can meet. Distance alone forbids no pair, whatever the radii of the places: with the weights as fitted, two claims far
apart may still score for one event. So the margin in space is the whole cell: each region meets each other one, in
tasks of bounded size.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from trucewatch.assess.clusters import buckets_of
from trucewatch.assess.seen import Seen
from trucewatch.bulk.slices import Slice

__all__ = ["BLOCK", "Bucket", "Pairing", "Pairings", "cells_of", "pairings", "region_of", "tasks_of"]

BLOCK = 2_000
"""The most claims of a block, unless one region of a cell has more of one shard."""

_BUCKETS_A_CELL = {"day": 2, "print": 1}
_DEGREES = 5

Bucket = tuple[object, ...]


def cells_of(seen: Seen) -> dict[str, list[Bucket]]:
    """The cells in which a claim meets those of other reports, each with the buckets in it that it lies in."""
    found: dict[str, list[Bucket]] = {}
    for bucket in buckets_of(seen):
        if len(bucket) == 3:
            family, kind, number = bucket
            assert isinstance(kind, str)
            assert isinstance(number, int)
            found.setdefault(f"{family}/{kind}/{number // _BUCKETS_A_CELL[kind]}", []).append(bucket)
    return found


def region_of(seen: Seen) -> str:
    """The region of a claim's point, a square of five degrees; "-" where it has none."""
    if seen.point is None or seen.point.lat is None or seen.point.lon is None:
        return "-"
    return f"{int(seen.point.lat // _DEGREES)},{int(seen.point.lon // _DEGREES)}"


@dataclass(frozen=True)
class Pairing:
    """The claims of one block of a cell, to be compared with each other, or with those of another block."""

    cell: str
    one: tuple[Slice, ...]
    other: tuple[Slice, ...] | None = None

    @property
    def lines(self) -> int:
        """How many claims it loads."""
        return sum(one.lines for one in (*self.one, *(self.other or ())))


@dataclass(frozen=True)
class Pairings:
    """Pairings that make one task together."""

    pairings: tuple[Pairing, ...]


def pairings(index: Mapping[tuple[str, str], Sequence[Slice]], block: int = BLOCK) -> Iterator[Pairing]:
    """Every two claims that lie in one cell meet in exactly one pairing; `index` has the slices by cell and region.

    Regions beside each other in a cell are put into one block while it is not full.
    """
    cells: dict[str, list[Slice]] = {}
    for (cell, _), slices in sorted(index.items()):
        cells.setdefault(cell, []).extend(slices)
    for cell, found in cells.items():
        blocks = _blocks(found, block)
        for a, b in combinations_with_replacement(range(len(blocks)), 2):
            yield Pairing(cell, blocks[a], None if a == b else blocks[b])


def tasks_of(found: Iterable[Pairing], block: int = BLOCK) -> Iterator[Pairings]:
    """Pairings put together into tasks of about a block each."""
    held: list[Pairing] = []
    lines = 0
    for pairing in found:
        if held and lines + pairing.lines > block:
            yield Pairings(tuple(held))
            held, lines = [], 0
        held.append(pairing)
        lines += pairing.lines
    if held:
        yield Pairings(tuple(held))


def _blocks(slices: Sequence[Slice], block: int) -> list[tuple[Slice, ...]]:
    found: list[tuple[Slice, ...]] = []
    held: list[Slice] = []
    for one in slices:
        if held and sum(s.lines for s in held) + one.lines > block:
            found.append(tuple(held))
            held = []
        held.append(one)
    if held:
        found.append(tuple(held))
    return found
