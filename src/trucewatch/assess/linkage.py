"""Average linkage: the two groups whose pairs score best on average become one, as long as any score above even odds.

A pair that was not compared counts as `floor`. Two groups never become one whose days cannot be one event's, whatever
lies between: a later true event does not make an earlier false report true.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trucewatch.assess.columns import Flags, Numbers
from trucewatch.assess.pair_scores import Scores

__all__ = ["MANY", "Days", "Linkage", "SparseLinkage", "grouped"]

_ONE_EVENT_DAYS = 3
_UNBOUND = 10**9
_ROUNDING = 1e-6

MANY = 600
"""From how many claims on only the pairs that score above zero are held."""

Days = Sequence[tuple[int, int] | None]
"""Each claim's first and last day as ordinals, None where it gives none to go by."""


class Linkage:
    """Groups few claims, of which the score of every pair is held. `scores` is symmetric, 0 where `compared` is not."""

    def __init__(self, scores: Scores, compared: Flags, floor: float, days: Days = ()) -> None:
        self._sums = scores
        self._counted = compared.astype(np.int64)
        self._floor = floor
        size = len(scores)
        self._sizes = np.ones(size, np.int64)
        self._names = np.arange(size)
        self._members = [[n] for n in range(size)]
        spans = [*days, *[None] * (size - len(days))]
        self._starts = np.array([-_UNBOUND if span is None else span[0] for span in spans], np.int64)
        self._ends = np.array([_UNBOUND if span is None else span[1] for span in spans], np.int64)
        self._means = np.array([self._mean_of(n) for n in range(size)]).reshape(size, size)

    def _mean_of(self, n: int) -> Scores:
        """The mean score over all pairs between a group and each other; -inf with itself, with those that are gone,
        and where the days are too far apart."""
        sizes = self._sizes * self._sizes[n]
        means: Scores = (self._sums[n] + self._floor * (sizes - self._counted[n])) / np.maximum(sizes, 1)
        far = np.maximum(self._starts, self._starts[n]) - np.minimum(self._ends, self._ends[n]) > _ONE_EVENT_DAYS
        means[far | (self._sizes == 0)] = float("-inf")
        means[n] = float("-inf")
        return means

    def run(self) -> list[list[int]]:
        """Merge until no two groups score above even odds; of equals those that came first."""
        for name in range(len(self._names), 2 * len(self._names)):
            best = self._means.max(initial=0.0)
            if best <= 0:
                break
            rows, columns = np.nonzero(self._means == best)
            i = rows[np.argmin(self._names[rows])]
            others = columns[rows == i]
            self._merge(int(i), int(others[np.argmin(self._names[others])]), name)
        return sorted((sorted(group) for group in self._members if group), key=lambda group: group[0])

    def _merge(self, i: int, j: int, name: int) -> None:
        self._members[i] += self._members[j]
        self._members[j] = []
        self._names[i] = name
        self._sizes[i] += self._sizes[j]
        self._sizes[j] = 0
        self._starts[i] = max(self._starts[i], self._starts[j])
        self._ends[i] = min(self._ends[i], self._ends[j])
        for table in (self._sums, self._counted):
            table[i] += table[j]
            table[:, i] = table[i]
        self._means[j] = self._means[:, j] = float("-inf")
        self._means[i] = self._means[:, i] = self._mean_of(i)


class SparseLinkage:
    """Groups many claims, with the very result of `Linkage`, holding only the pairs that score above zero.

    `above` are these pairs. `scored` gives the score (0 where not compared) of any pairs, and which were compared; it
    is asked where groups could become one although not all of their pairs score for it.
    """

    def __init__(
        self,
        size: int,
        above: Mapping[tuple[int, int], float],
        scored: Callable[[Numbers, Numbers], tuple[Scores, Flags]],
        floor: float,
        days: Days = (),
    ) -> None:
        self._floor = floor
        self._scored = scored
        self._made: dict[int, tuple[int, int]] = {}
        self._members: dict[int, list[int]] = {n: [n] for n in range(size)}
        self._history: dict[int, list[int]] = {n: [] for n in range(size)}
        self._days = {n: span for n, span in enumerate(days) if span is not None}
        self._beside: dict[int, dict[int, _Known | float]] = {n: {} for n in range(size)}
        self._fresh = size
        self._heap: list[tuple[float, int, int]] = []
        for (i, j), value in above.items():
            self._set(i, j, _Known(value, 1))

    def run(self) -> list[list[int]]:
        """Merge until no two groups score above even odds; of equals those that came first."""
        while self._heap:
            _, i, j = heapq.heappop(self._heap)
            if i in self._members and j in self._members:
                self._merge(i, j)
        return sorted((sorted(group) for group in self._members.values()), key=lambda group: group[0])

    def _set(self, i: int, j: int, known: "_Known | float") -> None:
        self._beside[i][j] = self._beside[j][i] = known
        if isinstance(known, _Known) and not self._far(i, j):
            mean = self._most(i, j, known) / (len(self._members[i]) * len(self._members[j]))
            if mean > 0:
                heapq.heappush(self._heap, (-mean, min(i, j), max(i, j)))

    def _far(self, i: int, j: int) -> bool:
        if i not in self._days or j not in self._days:
            return False
        (start_i, end_i), (start_j, end_j) = self._days[i], self._days[j]
        return max(start_i, start_j) - min(end_i, end_j) > _ONE_EVENT_DAYS

    def _most(self, i: int, j: int, known: "_Known | float | None") -> float:
        """The sum over all pairs of two groups, or the most that it can be: pairs that are not held are not above 0."""
        if not isinstance(known, _Known):
            return known or 0.0
        size = len(self._members[i]) * len(self._members[j])
        return known.total + self._floor * (size - known.pairs)

    def _merge(self, i: int, j: int) -> None:
        name, self._fresh = self._fresh, self._fresh + 1
        beside = self._beside.pop(i), self._beside.pop(j)
        others = sorted((beside[0].keys() | beside[1].keys()) - {i, j})
        found: dict[int, _Known | float] = {}
        asked: list[tuple[int, int]] = []
        held: dict[tuple[int, int], _Known] = {}
        for other in others:
            parts = [(half, other, side.get(other)) for half, side in zip((i, j), beside, strict=True)]
            most = sum(self._most(*part) for part in parts)
            if most < -_ROUNDING:
                found[other] = most
                continue
            for half, _, known in parts:
                if isinstance(known, _Known):
                    held[half, other] = known
                else:
                    asked.append((half, other))
        held |= self._asked(asked)
        for other in others:
            if other not in found:
                one, two = held[i, other], held[j, other]
                found[other] = _Known(one.total + two.total, one.pairs + two.pairs)
        self._join(i, j, name)
        for other in others:
            self._beside[other].pop(i, None)
            self._beside[other].pop(j, None)
            if not self._far(name, other):
                self._set(name, other, found[other])

    def _join(self, i: int, j: int, name: int) -> None:
        self._made[name] = (i, j)
        self._members[name] = self._members.pop(i) + self._members.pop(j)
        self._history[name] = sorted([*self._history.pop(i), *self._history.pop(j), name])
        spans = [self._days.pop(n) for n in (i, j) if n in self._days]
        if spans:
            self._days[name] = max(start for start, _ in spans), min(end for _, end in spans)
        self._beside[name] = {}

    def _asked(self, pairs: Sequence[tuple[int, int]]) -> "dict[tuple[int, int], _Known]":
        """The sums over all pairs of some groups, added up in the order in which the groups grew."""
        grids = [(self._members[a], self._members[b]) for a, b in pairs]
        rows = np.concatenate([np.repeat(a, len(b)) for a, b in grids] or [np.zeros(0, np.int64)])
        columns = np.concatenate([np.tile(b, len(a)) for a, b in grids] or [np.zeros(0, np.int64)])
        scores, compared = self._scored(rows, columns)
        found, at = {}, 0
        for (a, b), (one, other) in zip(pairs, grids, strict=True):
            upto = at + len(one) * len(other)
            table = scores[at:upto].reshape(len(one), len(other)).copy()
            found[a, b] = _Known(self._grown(a, b, table), int(compared[at:upto].sum()))
            at = upto
        return found

    def _grown(self, a: int, b: int, table: Scores) -> float:
        """The scores between two groups added up as the groups grew, so that the sum is the same to the last digit."""
        at = {name: n for group in (a, b) for n, name in enumerate(self._members[group])}
        of_a = {*self._history[a]}
        for name in sorted([*self._history[a], *self._history[b]]):
            one, other = self._made[name]
            at[name] = at[one]
            if name in of_a:
                table[at[one]] += table[at[other]]
            else:
                table[:, at[one]] += table[:, at[other]]
        return float(table[at[a], at[b]])


@dataclass(frozen=True, slots=True)
class _Known:
    """The sum of the scores between two groups, and how many of their pairs were compared."""

    total: float
    pairs: int


def grouped(size: int, scores: Mapping[tuple[int, int], float], floor: float, days: Days = ()) -> list[list[int]]:
    """The groups among claims of which the score of each pair that was compared is given, the lesser number first."""
    pairs = np.array(list(scores), np.int64).reshape(-1, 2)
    i, j, values = pairs[:, 0], pairs[:, 1], np.array(list(scores.values()))
    if size <= MANY:
        table, compared = np.zeros((size, size)), np.zeros((size, size), np.bool_)
        table[i, j] = table[j, i] = values
        compared[i, j] = compared[j, i] = True
        return Linkage(table, compared, floor, days).run()

    def scored(rows: Numbers, columns: Numbers) -> tuple[Scores, Flags]:
        asked = zip(np.minimum(rows, columns).tolist(), np.maximum(rows, columns).tolist(), strict=True)
        found = [scores.get(pair) for pair in asked]
        return np.array([value or 0.0 for value in found]), np.array([value is not None for value in found], np.bool_)

    return SparseLinkage(size, {pair: v for pair, v in scores.items() if v > 0}, scored, floor, days).run()
