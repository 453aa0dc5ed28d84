"""Which claims hang together: only those whom a chain of pairs that score above zero ties can be of one incident.

Average linkage joins two groups only where the mean over their pairs is above zero, so at least one pair is. Groups of
claims that no such pair ties to each other can therefore be told apart each by itself, with the very same result.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from trucewatch.assess.columns import NEAR_DAYS, UNDATED_WITHIN_DAYS, Numbers
from trucewatch.assess.pair_scores import PairScores

__all__ = ["meeting_pairs", "tied"]

_AT_ONCE = 500_000


def tied(scores: PairScores) -> list[Numbers]:
    """The claims in groups, each in order and the groups by their first claim, so that no pair that may score above
    zero lies in two of them."""
    size = scores.columns.size
    root: Numbers = np.arange(size)
    for pairs in meeting_pairs(scores, np.arange(size)):
        i, j, sure = scores.hopeful(*pairs)
        root = _united(root, i[sure], j[sure])
        open_ = ~sure & (root[i] != root[j])
        i, j = i[open_], j[open_]
        scoring = scores.exact(i, j) > 0
        root = _united(root, i[scoring], j[scoring])
    if together := [pair for pair, value in scores.bonds.items() if value > 0]:
        root = _united(root, *np.array(together, np.int64).T)
    order = np.argsort(root, kind="stable")
    starts = np.flatnonzero(np.diff(root[order], prepend=-1))
    return [order[a:b] for a, b in pairwise([*starts.tolist(), size])]


def meeting_pairs(scores: PairScores, among: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """The pairs of some claims that are compared, the lesser position first, many at a time; a pair may come twice."""
    c = scores.columns
    for family in np.unique(c.family[among]):
        members = among[c.family[among] == family]
        dated = members[c.dated[members]]
        dated = dated[np.argsort(c.first[dated], kind="stable")]
        ends = np.searchsorted(c.first[dated], c.last[dated] + NEAR_DAYS, side="right")
        yield from _compared(scores, dated, dated, np.arange(len(dated)) + 1, ends)
        printed = members[c.printed[members] > 0]
        printed = printed[np.argsort(c.printed[printed], kind="stable")]
        undated, others = printed[~c.dated[printed]], printed[c.dated[printed]]
        until = c.printed[undated] + UNDATED_WITHIN_DAYS
        since = c.printed[undated] - UNDATED_WITHIN_DAYS
        ends = np.searchsorted(c.printed[undated], until, side="right")
        yield from _compared(scores, undated, undated, np.arange(len(undated)) + 1, ends)
        ends = np.searchsorted(c.printed[others], until, side="right")
        yield from _compared(scores, undated, others, np.searchsorted(c.printed[others], since), ends)
        reports = members[np.argsort(c.report[members], kind="stable")]
        ends = np.searchsorted(c.report[reports], c.report[reports], side="right")
        yield from _compared(scores, reports, reports, np.arange(len(reports)) + 1, ends)


def _compared(
    scores: PairScores, one: Numbers, other: Numbers, starts: Numbers, ends: Numbers
) -> Iterator[tuple[Numbers, Numbers]]:
    """Each claim of `one` with those of `other` from its start to before its end, as far as they are compared."""
    counts = np.maximum(0, ends - starts)
    reached = np.cumsum(counts)
    at = 0
    while at < len(one):
        before = reached[at - 1] if at else 0
        upto = max(at + 1, int(np.searchsorted(reached, before + _AT_ONCE, side="right")))
        some = counts[at:upto]
        total = int(some.sum())
        if total:
            a = np.repeat(one[at:upto], some)
            offsets = np.arange(total) - np.repeat(np.cumsum(some) - some, some)
            b = other[np.repeat(starts[at:upto], some) + offsets]
            i, j = np.minimum(a, b), np.maximum(a, b)
            kept = scores.compared(i, j)
            yield i[kept], j[kept]
        at = upto


def _united(root: Numbers, a: Numbers, b: Numbers) -> Numbers:
    """The least claim of each claim's group, after pairs were tied."""
    while len(a):
        one, other = root[a], root[b]
        open_ = one != other
        a, b, one, other = a[open_], b[open_], one[open_], other[open_]
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(root, further := root[root]):
            root = further
    return root
