"""Claims of one event, brought together across reports.

Blocking: only claims of one type family whose days can meet are compared. Clustering: average linkage on the pair
score of `same_event`, most certain pairs first; claims that a report or a person keeps apart never meet, and those that
a person put together are never parted.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, count, product

from trucewatch.assess.same_event import STATES, family_of, gap_days, score
from trucewatch.assess.seen import Seen
from trucewatch.model import LinkType, Mode, Polarity

__all__ = ["FLOOR", "Bonds", "Linkage", "buckets_of", "cannot_link", "clusters", "days_of", "is_compared", "may_meet"]

_BUCKET_DAYS = 4
_LONGEST_SPAN_DAYS = 40
_NEAR_DAYS = 2
_ONE_EVENT_DAYS = 3
_UNDATED_WITHIN_DAYS = 31
FLOOR = -2.0
"""What a pair counts for, in log-odds, that blocking kept from being compared."""
_CERTAIN = 1e6

Bonds = Mapping[frozenset[str], bool]
"""What people decided about pairs of claim keys: True, they speak of one event; False, they do not."""


def cannot_link(a: Seen, b: Seen) -> bool:
    """Whether the report itself keeps two of its claims apart: one causes the other or hangs on it, or one voice denies
    the one and asserts the other."""
    if a.claim.report != b.claim.report:
        return False
    apart = {LinkType.CAUSES, LinkType.CONDITIONAL_ON}
    ends = {(a.claim.id, b.claim.id), (b.claim.id, a.claim.id)}
    if any((x.claim.id, link.to) in ends and link.type in apart for x in (a, b) for link in x.claim.links):
        return True
    return _denies_other(a, b) or _denies_other(b, a)


def _denies_other(denial: Seen, other: Seen) -> bool:
    """Whether a voice denies something else than what it asserts here."""
    if denial.claim.polarity is not Polarity.NEGATIVE or other.claim.polarity is not Polarity.POSITIVE:
        return False
    denied = {link.to for link in denial.claim.links if link.type is LinkType.DENIES}
    return bool(denied) and other.claim.id not in denied and denial.claim.source == other.claim.source


def may_meet(a: Seen, b: Seen) -> bool:
    """Whether two claims are compared at all: one family, and days (or, undated, publications) that can meet."""
    if family_of(a.claim.type) != family_of(b.claim.type):
        return False
    gap = gap_days(a, b)
    if a.claim.report == b.claim.report:
        return True
    if gap is not None:
        return gap <= _NEAR_DAYS
    if a.published is None or b.published is None:
        return True
    return abs((a.published - b.published).days) <= _UNDATED_WITHIN_DAYS


def buckets_of(seen: Seen) -> Iterable[tuple[object, ...]]:
    """Where a claim may meet others: its report; its days; and, since undated ones have none, its month of print."""
    family = family_of(seen.claim.type)
    yield family, seen.claim.report
    if seen.days is not None:
        first, last = (day.toordinal() for day in seen.days)
        blocks = range(first // _BUCKET_DAYS, last // _BUCKET_DAYS + 2)
        if last - first > _LONGEST_SPAN_DAYS:
            blocks = range(last // _BUCKET_DAYS - _LONGEST_SPAN_DAYS // _BUCKET_DAYS, last // _BUCKET_DAYS + 2)
        yield from ((family, "day", block) for block in blocks)
    if seen.published is not None:
        month = seen.published.toordinal() // _UNDATED_WITHIN_DAYS
        yield from ((family, "print", month), (family, "print", month + 1))


def is_compared(a: Seen, b: Seen, bucket: tuple[object, ...]) -> bool:
    """Whether two claims that lie in one bucket are compared there: dated ones meet by their days, not by their month
    of print."""
    both_dated = a.days is not None and b.days is not None
    return not (bucket[1] == "print" and both_dated) and may_meet(a, b)


def _scores(items: Sequence[Seen], bonds: Bonds) -> dict[tuple[int, int], float]:
    """Scores of the pairs that blocking lets meet; -inf where they must stay apart, very high where together."""
    blocks: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, seen in enumerate(items):
        for bucket in buckets_of(seen):
            blocks[bucket].append(number)
    found: dict[tuple[int, int], float] = {}
    for key, members in blocks.items():
        for i, j in _pairs(items, key, members):
            if (i, j) in found or not is_compared(items[i], items[j], key):
                continue
            found[i, j] = float("-inf") if cannot_link(items[i], items[j]) else score(items[i], items[j])
    _decide(items, bonds, found)
    return found


def _pairs(items: Sequence[Seen], bucket: tuple[object, ...], members: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The pairs of a bucket, the earlier claim first; by month of print only those with an undated one, since two dated
    ones are not compared there."""
    if bucket[1] != "print":
        yield from combinations(members, 2)
        return
    undated = [n for n in members if items[n].days is None]
    yield from combinations(undated, 2)
    for i, j in product(undated, (n for n in members if items[n].days is not None)):
        yield min(i, j), max(i, j)


def _decide(items: Sequence[Seen], bonds: Bonds, scores: dict[tuple[int, int], float]) -> None:
    if not bonds:
        return
    at = {seen.claim.key: number for number, seen in enumerate(items)}
    for pair, together in bonds.items():
        ends = sorted(at[key] for key in pair if key in at)
        if len(ends) == 2:
            scores[ends[0], ends[1]] = _CERTAIN if together else float("-inf")


class Linkage:
    """Average linkage over sparse pair scores; a pair that blocking kept apart counts as `floor`.

    Two clusters never merge whose days cannot be one event's, whatever lies between: a later true event does not make
    an earlier false report true. `days` are each item's first and last day, None where it gives none to go by.
    """

    def __init__(
        self,
        size: int,
        scores: dict[tuple[int, int], float],
        floor: float,
        days: Sequence[tuple[int, int] | None] = (),
    ) -> None:
        self.bounds = {n: (span[1], span[0]) for n, span in enumerate(days) if span is not None}
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
        """Mean score over all pairs between two clusters; -inf where their days are too far apart."""
        if i in self.bounds and j in self.bounds:
            (end_i, start_i), (end_j, start_j) = self.bounds[i], self.bounds[j]
            if max(start_i, start_j) - min(end_i, end_j) > _ONE_EVENT_DAYS:
                return float("-inf")
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
        bounds = [self.bounds[k] for k in (i, j) if k in self.bounds]
        if bounds:
            self.bounds[new] = (min(end for end, _ in bounds), max(start for _, start in bounds))
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


def days_of(seen: Seen) -> tuple[int, int] | None:
    """First and last day of an event that has its day; None for what goes on or stays, for plans and undated ones."""
    if seen.days is None or seen.claim.type in STATES or seen.claim.mode is not Mode.ACTUAL:
        return None
    first, last = (day.toordinal() for day in seen.days)
    return first, last


def clusters(items: Sequence[Seen], bonds: Bonds | None = None) -> list[list[Seen]]:
    """The claims grouped by event, each group and the whole in the order given; `bonds` are people's decisions.

    Deterministic: the same claims in the same order give the same groups.
    """
    linkage = Linkage(len(items), _scores(items, bonds or {}), FLOOR, [days_of(seen) for seen in items])
    return [[items[n] for n in group] for group in linkage.run()]
