"""Claims of one event, brought together across reports.

Blocking: only claims of one type family whose days can meet are compared. Clustering: average linkage on the pair
score of `same_event`, most certain pairs first; two claims that a report itself keeps apart never meet.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, count

from trucewatch.assess.same_event import Seen, family_of, score
from trucewatch.model import LinkType

__all__ = ["cannot_link", "clusters"]

_BUCKET_DAYS = 4


def cannot_link(a: Seen, b: Seen) -> bool:
    """Whether the reports themselves keep two claims apart: one causes the other or hangs on it, or one report dates
    or places two events of one type apart in the same voice."""
    if a.claim.report != b.claim.report:
        return False
    apart = {LinkType.CAUSES, LinkType.CONDITIONAL_ON}
    ends = {(a.claim.id, b.claim.id), (b.claim.id, a.claim.id)}
    if any((x.claim.id, link.to) in ends and link.type in apart for x in (a, b) for link in x.claim.links):
        return True
    days = (a.claim.date_start, b.claim.date_start)
    return None not in days and days[0] != days[1] and a.claim.date_end == days[0] and b.claim.date_end == days[1]


def _buckets(seen: Seen) -> Iterable[tuple[int, object]]:
    """Where a claim may meet others: its family, with the days of the event or, undated, of the publication."""
    family = family_of(seen.claim.type)
    yield family, seen.claim.report
    day = seen.claim.date_start or seen.published
    if day is not None:
        block = day.toordinal() // _BUCKET_DAYS
        yield from ((family, block), (family, block + 1))


def _pairs(items: Sequence[Seen]) -> dict[tuple[int, int], float]:
    """Scores of the pairs that blocking lets meet; -inf where a cannot-link stands between them."""
    blocks: defaultdict[tuple[int, object], list[int]] = defaultdict(list)
    for number, seen in enumerate(items):
        for bucket in _buckets(seen):
            blocks[bucket].append(number)
    found: dict[tuple[int, int], float] = {}
    for members in blocks.values():
        for i, j in combinations(members, 2):
            if (i, j) not in found:
                found[i, j] = float("-inf") if cannot_link(items[i], items[j]) else score(items[i], items[j])
    return found


class _Linkage:
    """Average linkage over sparse pair scores; a pair that blocking kept apart counts as `floor`."""

    def __init__(self, size: int, scores: dict[tuple[int, int], float], floor: float) -> None:
        self.members: dict[int, list[int]] = {n: [n] for n in range(size)}
        self.sums: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self.counted: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self.floor = floor
        self.fresh = count(size)
        self.heap: list[tuple[float, int, int]] = []
        for (i, j), value in scores.items():
            self._set(i, j, value, 1)

    def _set(self, i: int, j: int, total: float, pairs: int) -> None:
        for x, y in ((i, j), (j, i)):
            self.sums[x][y] = total
            self.counted[x][y] = pairs
        mean = self.mean(i, j)
        if mean > 0:
            heapq.heappush(self.heap, (-mean, min(i, j), max(i, j)))

    def mean(self, i: int, j: int) -> float:
        """Mean score over all pairs between two clusters."""
        size = len(self.members[i]) * len(self.members[j])
        return (self.sums[i][j] + self.floor * (size - self.counted[i][j])) / size

    def run(self) -> list[list[int]]:
        """Merge until no two clusters score above even odds."""
        while self.heap:
            value, i, j = heapq.heappop(self.heap)
            if i in self.members and j in self.members and self.mean(i, j) == -value:
                self._merge(i, j)
        return sorted((sorted(group) for group in self.members.values()), key=lambda group: group[0])

    def _merge(self, i: int, j: int) -> None:
        new = next(self.fresh)
        self.members[new] = self.members[i] + self.members[j]
        for other in sorted((self.sums[i].keys() | self.sums[j].keys()) - {i, j}):
            total = self.sums[i].get(other, 0.0) + self.sums[j].get(other, 0.0)
            pairs = self.counted[i].get(other, 0) + self.counted[j].get(other, 0)
            self._set(new, other, total, pairs)
            for old in (i, j):
                self.sums[other].pop(old, None)
                self.counted[other].pop(old, None)
        for old in (i, j):
            del self.members[old]
            self.sums.pop(old, None)
            self.counted.pop(old, None)


def clusters(items: Sequence[Seen]) -> list[list[Seen]]:
    """The claims grouped by event, each group and the whole in the order given.

    Deterministic: the same claims in the same order give the same groups.
    """
    linkage = _Linkage(len(items), _pairs(items), floor=-2.0)
    return [[items[n] for n in group] for group in linkage.run()]
