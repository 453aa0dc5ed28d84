"""Steps of bulk assess for tied groups that are too large to be assessed whole: scored in many tasks, then cut.

The scores of a large group's pairs are taken cell by cell, as ties were. One task then runs the single run's linkage
over the group, on numbers alone, without texts and claims. What it leaves apart is never of one incident, and grouping
some of its clusters again leaves each as it is: linkage merges within a cluster in the same order whether others are
there or not. So the clusters go into bins as small groups do.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from trucewatch.assess.clusters import FLOOR, cannot_link, days_of, is_compared
from trucewatch.assess.columns import Numbers
from trucewatch.assess.linkage import SparseLinkage
from trucewatch.assess.same_event import score
from trucewatch.bulk.cells import Bucket, Pairing
from trucewatch.bulk.comparing import Cells, Lineage, Pairs, Part, in_order, order_of, seen_in
from trucewatch.bulk.slices import Slice, deal, lines_of
from trucewatch.bulk.storage import Place

__all__ = ["MEMBERS", "Across", "Linked", "Scored", "Scoring", "ToLink", "Within", "link", "members_as_json"]

MEMBERS = "large.json"
"""The file in the working folder that says of which large group a claim is."""

_LINE = 5_000


@dataclass(frozen=True)
class Within:
    """A shard of which those pairs are scored that stand in one report."""

    part: Part


@dataclass(frozen=True)
class Across:
    """Pairings of cells of which those pairs are scored that are of one large group."""

    number: int
    pairings: tuple[Pairing, ...]


@dataclass(frozen=True)
class Scored:
    """Where scores, and of a shard also its claims in large groups, lie, by group."""

    scores: Mapping[int, Slice]
    claims: Mapping[int, Slice]


@dataclass(frozen=True)
class ToLink:
    """A large group to be cut: its claims and the scores of its pairs."""

    claims: tuple[Slice, ...]
    scores: tuple[Slice, ...]


@dataclass(frozen=True)
class Linked:
    """The clusters of a large group, as numbers of claims."""

    clusters: tuple[tuple[int, ...], ...]


def members_as_json(groups: Mapping[int, Iterable[int]]) -> bytes:
    """The content of the file of members, of the claims' numbers by group."""
    return json.dumps({number: group for group, numbers in groups.items() for number in numbers}).encode()


class Scoring:
    """Scores the pairs of large groups."""

    def __init__(self, source: Place, scratch: Place, lineage: Lineage) -> None:
        self._source = source
        self._scratch = scratch
        self._lineage = lineage
        self._cells = Cells(scratch, lineage)

    @cached_property
    def _members(self) -> dict[int, int]:
        told = json.loads(self._scratch.read(MEMBERS) or b"{}")
        return {int(number): group for number, group in told.items()}

    def within(self, task: Within) -> Scored:
        """Score a shard's pairs of one report, and list its claims."""
        found: dict[int, dict[tuple[int, int], float]] = {}
        claims: dict[str, list[object]] = {}
        for items in seen_in(self._source, task.part, self._lineage):
            kept = [(number, seen) for number, seen in items if number in self._members]
            for number, seen in kept:
                told = [number, order_of(seen.claim, seen.published), days_of(seen)]
                claims.setdefault(str(self._members[number]), []).append(told)
            self._score(combinations(kept, 2), ("", "report"), found)
        listed = deal(self._scratch, f"listed/{task.part.number}.jsonl", claims)
        return Scored(self._dealt(f"within-{task.part.number}", found), _by_group(listed))

    def across(self, task: Across) -> Scored:
        """Score the pairs of some cells."""
        found: dict[int, dict[tuple[int, int], float]] = {}
        for pairing in task.pairings:
            for bucket, pairs in self._cells.met(pairing, self._members):
                self._score(pairs, bucket, found)
        return Scored(self._dealt(f"across-{task.number}", found), {})

    def _score(
        self,
        pairs: Pairs,
        bucket: Bucket,
        found: dict[int, dict[tuple[int, int], float]],
    ) -> None:
        for (n, a), (m, b) in pairs:
            group = self._members[n]
            if group != self._members[m] or not is_compared(a, b, bucket):
                continue
            scores = found.setdefault(group, {})
            pair = (min(n, m), max(n, m))
            if pair not in scores:
                scores[pair] = float("-inf") if cannot_link(a, b) else score(*in_order(a, b))

    def _dealt(self, name: str, found: Mapping[int, Mapping[tuple[int, int], float]]) -> dict[int, Slice]:
        dealt: dict[str, list[list[tuple[int, int, float]]]] = {}
        for group, scores in found.items():
            rows = [(n, m, value) for (n, m), value in scores.items()]
            dealt[str(group)] = [rows[at : at + _LINE] for at in range(0, len(rows), _LINE)]
        return _by_group(deal(self._scratch, f"scores/{name}.jsonl", dealt))


def _by_group(found: Mapping[str, Slice]) -> dict[int, Slice]:
    return {int(group): one for group, one in found.items()}


def link(scratch: Place, task: ToLink) -> Linked:
    """Cut a large group into its clusters, by the single run's linkage over its claims in their order."""
    claims = sorted(lines_of(scratch, task.claims), key=lambda told: told[1])
    scores = _Scores(scratch, task.scores, [number for number, _, _ in claims])
    days = [None if span is None else (span[0], span[1]) for _, _, span in claims]
    groups = SparseLinkage(len(claims), scores.above(), scores.of, FLOOR, days).run()
    return Linked(tuple(tuple(claims[place][0] for place in group) for group in groups))


class _Scores:
    """The scores of a large group's pairs, by the places of their claims, in twenty bytes a pair."""

    def __init__(self, scratch: Place, slices: Iterable[Slice], numbers: Sequence[int]) -> None:
        self._size = len(numbers)
        places = {number: place for place, number in enumerate(numbers)}
        keys, values = [np.empty(0, np.int64)], [np.empty(0, np.float64)]
        for rows in lines_of(scratch, slices):
            ends = np.array([(places[n], places[m]) for n, m, _ in rows], np.int64)
            keys.append(self._key(ends[:, 0], ends[:, 1]))
            values.append(np.array([value for _, _, value in rows], np.float64))
        self._keys, first = np.unique(np.concatenate(keys), return_index=True)
        self._values = np.concatenate(values)[first]

    def _key(self, a: Numbers, b: Numbers) -> Numbers:
        key: Numbers = np.minimum(a, b) * self._size + np.maximum(a, b)
        return key

    def above(self) -> dict[tuple[int, int], float]:
        """The pairs that score above zero."""
        kept = self._values > 0
        ends = np.stack(np.divmod(self._keys[kept], self._size), axis=1).tolist()
        return {(i, j): value for (i, j), value in zip(ends, self._values[kept].tolist(), strict=True)}

    def of(self, a: Numbers, b: Numbers) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The scores of pairs, 0 where they were not compared, and which were."""
        wanted = self._key(a, b)
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        compared = self._keys[places] == wanted
        return np.where(compared, self._values[places], 0.0), compared
