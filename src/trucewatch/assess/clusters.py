"""Claims of one event, brought together across reports.

Blocking: only claims of one type family whose days can meet are compared. Clustering: average linkage on the pair
score of `same_event`, most certain pairs first; claims that a report or a person keeps apart never meet, and those that
a person put together are never parted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from trucewatch.assess.apart import kept_apart
from trucewatch.assess.columns import NEAR_DAYS, UNDATED_WITHIN_DAYS, Flags, Numbers, block_span
from trucewatch.assess.linkage import MANY, Days, Linkage, SparseLinkage
from trucewatch.assess.pair_scores import PairScores, Scores
from trucewatch.assess.same_event import STATES, family_of, gap_days
from trucewatch.assess.seen import Seen
from trucewatch.assess.ties import meeting_pairs, tied
from trucewatch.model import Mode

__all__ = ["FLOOR", "Bonds", "buckets_of", "cannot_link", "clusters", "days_of", "is_compared", "may_meet"]

_AT_ONCE = 500_000
FLOOR = -2.0
"""What a pair counts for, in log-odds, that blocking kept from being compared."""
_CERTAIN = 1e6

Bonds = Mapping[frozenset[str], bool]
"""What people decided about pairs of claim keys: True, they speak of one event; False, they do not."""


def cannot_link(a: Seen, b: Seen) -> str | None:
    """Why the report itself keeps two of its claims apart (apart.py), in words; None where it does not."""
    if a.claim.report != b.claim.report:
        return None
    return next((reason for _, _, reason in kept_apart((a, b), (0, 1))), None)


def may_meet(a: Seen, b: Seen) -> bool:
    """Whether two claims are compared at all: one family, and days (or, undated, publications) that can meet."""
    if family_of(a.claim.type) != family_of(b.claim.type):
        return False
    gap = gap_days(a, b)
    if a.claim.report == b.claim.report:
        return True
    if gap is not None:
        return gap <= NEAR_DAYS
    if a.published is None or b.published is None:
        return True
    return abs((a.published - b.published).days) <= UNDATED_WITHIN_DAYS


def buckets_of(seen: Seen) -> Iterable[tuple[object, ...]]:
    """Where a claim may meet others: its report; its days; and, since undated ones have none, its month of print."""
    family = family_of(seen.claim.type)
    yield family, seen.claim.report
    if seen.days is not None:
        begins, ends = block_span(*(day.toordinal() for day in seen.days))
        yield from ((family, "day", block) for block in range(begins, ends + 1))
    if seen.published is not None:
        month = seen.published.toordinal() // UNDATED_WITHIN_DAYS
        yield from ((family, "print", month), (family, "print", month + 1))


def is_compared(a: Seen, b: Seen, bucket: tuple[object, ...]) -> bool:
    """Whether two claims that lie in one bucket are compared there: dated ones meet by their days, not by their month
    of print."""
    both_dated = a.days is not None and b.days is not None
    return not (bucket[1] == "print" and both_dated) and may_meet(a, b)


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
    scores = PairScores(items, bonds or {}, _CERTAIN)
    days = [days_of(seen) for seen in items]
    found: list[list[int]] = []
    few: list[Numbers] = []
    for claims in tied(scores):
        if len(claims) == 1:
            found.append(claims.tolist())
        elif len(claims) > MANY:
            found += _linked_sparsely(scores, claims, days)
        else:
            few.append(claims)
    found += _linked(scores, few, days)
    return [[items[n] for n in group] for group in sorted(found)]


def _linked(scores: PairScores, tied_claims: Sequence[Numbers], days: Days) -> Iterator[list[int]]:
    """The groups among claims that hang together, few each; their pairs are scored many at a time."""
    for some in _batches(tied_claims):
        pairs = [np.triu_indices(len(claims), 1) for claims in some]
        i = np.concatenate([claims[rows] for claims, (rows, _) in zip(some, pairs, strict=True)])
        j = np.concatenate([claims[columns] for claims, (_, columns) in zip(some, pairs, strict=True)])
        values, compared = _scored(scores, i, j)
        at = 0
        for claims, (rows, columns) in zip(some, pairs, strict=True):
            table, known = np.zeros((len(claims),) * 2), np.zeros((len(claims),) * 2, np.bool_)
            here = slice(at, at + len(rows))
            table[rows, columns] = table[columns, rows] = values[here]
            known[rows, columns] = known[columns, rows] = compared[here]
            groups = Linkage(table, known, FLOOR, [days[n] for n in claims.tolist()]).run()
            yield from (claims[group].tolist() for group in groups)
            at += len(rows)


def _batches(tied_claims: Sequence[Numbers]) -> Iterator[list[Numbers]]:
    held: list[Numbers] = []
    pairs = 0
    for claims in tied_claims:
        held.append(claims)
        pairs += len(claims) ** 2
        if pairs > _AT_ONCE:
            yield held
            held, pairs = [], 0
    if held:
        yield held


def _linked_sparsely(scores: PairScores, claims: Numbers, days: Days) -> Iterator[list[int]]:
    """The groups among many claims that hang together."""
    above: dict[tuple[int, int], float] = {}
    for pairs in meeting_pairs(scores, claims):
        i, j, _ = scores.hopeful(*pairs)
        values = scores.exact(i, j)
        kept = values > 0
        here = np.searchsorted(claims, i[kept]).tolist(), np.searchsorted(claims, j[kept]).tolist()
        above |= zip(zip(*here, strict=True), values[kept].tolist(), strict=True)
    at = {n: position for position, n in enumerate(claims.tolist())}
    for (a, b), value in scores.bonds.items():
        if a in at and b in at:
            above.pop((at[a], at[b]), None)
            above |= {(at[a], at[b]): value} if value > 0 else {}

    def scored(rows: Numbers, columns: Numbers) -> tuple[Scores, Flags]:
        return _scored(scores, claims[rows], claims[columns])

    groups = SparseLinkage(len(claims), above, scored, FLOOR, [days[n] for n in claims.tolist()]).run()
    yield from (claims[group].tolist() for group in groups)


def _scored(scores: PairScores, a: Numbers, b: Numbers) -> tuple[Scores, Flags]:
    """The score of each pair of claims, 0 where they are not compared, and whether they are."""
    values, compared = np.zeros(len(a)), np.zeros(len(a), np.bool_)
    for start in range(0, len(a), _AT_ONCE):
        here = slice(start, start + _AT_ONCE)
        i, j = np.minimum(a[here], b[here]), np.maximum(a[here], b[here])
        met = scores.compared(i, j)
        compared[here] = met
        values[here][met] = scores.exact(i[met], j[met])
    if scores.bonds:
        for n, pair in enumerate(zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True)):
            if pair in scores.bonds:
                values[n], compared[n] = scores.bonds[pair], True
    return values, compared
