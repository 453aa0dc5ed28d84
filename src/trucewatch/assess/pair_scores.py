"""The scores of same_event.py for many pairs of claims at once: the same terms, the same weights, the same sums."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from trucewatch.assess import same_event
from trucewatch.assess.columns import KINDS, NEAR_DAYS, UNDATED_WITHIN_DAYS, Columns, Flags, Numbers
from trucewatch.assess.same_event import (
    ACTOR_TERMS,
    DAY_TERMS,
    NEAREST_TERMS,
    PLACE_TERMS,
    PRINT_TERMS,
    TOLL_TERMS,
    actor_term,
    nearest_term,
    place_term,
    type_term,
)
from trucewatch.assess.seen import Seen

__all__ = ["PairScores", "Scores"]

Scores = NDArray[np.float64]

_PRINT_STEPS = (1, 3, 10)
_ROUNDING = 1e-6


class _Weights:
    """The weights of all terms as tables. Rows: two reports or one; or, for days and print, whether both are states."""

    def __init__(self) -> None:
        self._of = same_event.weights()
        here, state = ("", "one_report_"), ("", "state_")
        self.types = np.array([[self.one(type_term(a, b)) for b in KINDS] for a in KINDS])
        self.days = self._table(state, DAY_TERMS)
        self.places = self._table((f"{one}place_" for one in here), PLACE_TERMS)
        self.nearest = self._table((f"{one}nearest_" for one in here), NEAREST_TERMS)
        self.clash, self.initiators, self.targets = self._table(("clash_", "initiators_", "targets_"), ACTOR_TERMS)
        self.tolls = self._table(("", ""), TOLL_TERMS)
        for name in ("toll_close", "toll_differs"):
            self.tolls[1, TOLL_TERMS.index(name)] = self.one(f"one_report_{name}")
        self.wording = self._table((f"{one}wording_" for one in here), tuple("01234"))
        self.print = self._table((f"{one}published_" for one in state), PRINT_TERMS)
        self.most_of_the_rest = self._most_of_the_rest()

    def one(self, name: str) -> float:
        """The weight of one term."""
        return self._of.get(name, 0.0)

    def _table(self, prefixes: Iterable[str], names: Sequence[str]) -> Scores:
        return np.array([[self.one(prefix + name) if name else 0.0 for name in names] for prefix in prefixes])

    def _most_of_the_rest(self) -> Scores:
        """The most that can come to what happened when and where, in two reports or in one."""
        who = max(self.clash.max(), self.initiators.max() + self.targets.max())
        rest = who + self.tolls.max(axis=1) + self.wording.max(axis=1) + max(0.0, self.one("mode_differs"))
        linked = max(0.0, self.one("headline")) + max(0.0, self.one("linked"))
        told: Scores = np.array([np.max(self.print), self.one("one_report") + linked])
        most: Scores = rest + told
        return most


class PairScores:
    """Scores some claims, pair by pair. A pair is told by two positions, the lesser one first; pairs are two arrays.

    `bonds` are people's decisions (clusters.Bonds); a pair that they hold to be of one event scores `certain`.
    """

    def __init__(self, items: Sequence[Seen], bonds: Mapping[frozenset[str], bool], certain: float) -> None:
        self.columns = Columns(items)
        self._weights = _Weights()
        self.bonds: dict[tuple[int, int], float] = {}
        at = {seen.claim.key: n for n, seen in enumerate(items)} if bonds else {}
        for pair, together in bonds.items():
            ends = sorted(at[key] for key in pair if key in at)
            if len(ends) == 2:
                self.bonds[ends[0], ends[1]] = certain if together else float("-inf")

    def compared(self, i: Numbers, j: Numbers) -> Flags:
        """Which pairs are compared at all: those that may meet (clusters.may_meet) and share a bucket
        (clusters.buckets_of)."""
        c = self.columns
        near = self._gap(i, j) <= NEAR_DAYS
        near &= np.maximum(c.block_first[i], c.block_first[j]) <= np.minimum(c.block_last[i], c.block_last[j])
        printed = (c.printed[i] > 0) & (c.printed[j] > 0)
        printed &= np.abs(c.printed[i] - c.printed[j]) <= UNDATED_WITHIN_DAYS
        met: Flags = np.where(c.dated[i] & c.dated[j], near, printed) | (c.report[i] == c.report[j])
        met &= c.family[i] == c.family[j]
        return met

    def exact(self, i: Numbers, j: Numbers) -> Scores:
        """The score of each pair; -inf where its report keeps the two apart. Bonds are not looked at."""
        c, w = self.columns, self._weights
        same = c.report[i] == c.report[j]
        wording = w.wording[same.astype(np.int64), self._wording(i, j)]
        scores = _sum([*self._what_when_where(i, j, same), *self._who(i, j, same), wording, *self._told(i, j, same)])
        if len(c.apart):
            scores[np.isin(c.code_of(i, j), c.apart)] = float("-inf")
        return scores

    def hopeful(self, i: Numbers, j: Numbers) -> tuple[Numbers, Numbers, Flags]:
        """Of these pairs those that may score above zero, with those of them that do, whatever their wording."""
        w, same = self._weights, self.columns.report[i] == self.columns.report[j]
        rough = np.sum(self._what_when_where(i, j, same), axis=0)
        kept = np.flatnonzero(rough + w.most_of_the_rest[same.astype(np.int64)] > -_ROUNDING)
        i, j, same, rough = i[kept], j[kept], same[kept], rough[kept]
        rough = rough + np.sum([*self._who(i, j, same), *self._told(i, j, same)], axis=0)
        here = same.astype(np.int64)
        kept = np.flatnonzero(rough + w.wording.max(axis=1)[here] > -_ROUNDING)
        sure = rough[kept] + w.wording.min(axis=1)[here[kept]] > _ROUNDING
        return i[kept], j[kept], sure

    def _gap(self, i: Numbers, j: Numbers) -> Numbers:
        """Days between two dated claims, 0 where they meet."""
        c = self.columns
        gap: Numbers = np.maximum(0, np.maximum(c.first[j] - c.last[i], c.first[i] - c.last[j]))
        return gap

    def _what_when_where(self, i: Numbers, j: Numbers, same: Flags) -> list[Scores]:
        c, w = self.columns, self._weights
        places, nearest = np.divmod(c.places.codes(i, j, _places_code), len(NEAREST_TERMS))
        here = same.astype(np.int64)
        return [
            np.full(len(i), w.one("bias")),
            w.types[c.kind[i], c.kind[j]],
            w.days[(c.state[i] & c.state[j]).astype(np.int64), self._days(i, j)],
            w.places[here, places],
            w.nearest[here, nearest],
        ]

    def _who(self, i: Numbers, j: Numbers, same: Flags) -> list[Scores]:
        """Who did it, to whom and how many died; in a clash both sides are one term."""
        c, w = self.columns, self._weights
        clash = c.clash[i] | c.clash[j]
        first, second = np.zeros(len(i)), np.zeros(len(i))
        a, b = i[clash], j[clash]
        first[clash] = w.clash[c.sides.codes(a, b, _clash_code)]
        a, b = i[~clash], j[~clash]
        first[~clash] = w.initiators[c.initiators.codes(a, b, _initiators_code)]
        second[~clash] = w.targets[c.targets.codes(a, b, _targets_code)]
        return [first, second, w.tolls[same.astype(np.int64), self._tolls(i, j)]]

    def _told(self, i: Numbers, j: Numbers, same: Flags) -> list[Scores]:
        """What one report says of both, or how far apart two reports appeared; and whether both are said to be so."""
        c, w = self.columns, self._weights
        apart = np.abs(c.printed[i] - c.printed[j])
        when = np.searchsorted(_PRINT_STEPS, apart)  # 0 to 1 day, to 3, to 10, more
        when[(c.printed[i] == 0) | (c.printed[j] == 0)] = len(_PRINT_STEPS) + 1
        printed = w.print[(c.state[i] & c.state[j]).astype(np.int64), when]
        headline = same & (c.headline[i] != c.headline[j])
        linked = same.copy()
        linked[same] = np.isin(c.code_of(i[same], j[same]), c.linked)
        return [
            np.where(same, w.one("one_report"), printed),
            np.where(headline, w.one("headline"), 0.0),
            np.where(linked, w.one("linked"), 0.0),
            np.where(c.actual[i] != c.actual[j], w.one("mode_differs"), 0.0),
        ]

    def _days(self, i: Numbers, j: Numbers) -> Numbers:
        """The number of each pair's day term in DAY_TERMS, as same_event.terms has it."""
        c = self.columns
        gap, state = self._gap(i, j), c.state[i] & c.state[j]
        lengths = c.last[i] - c.first[i], c.last[j] - c.first[j]
        short, long = np.minimum(*lengths), np.maximum(*lengths)
        both, one = c.dated[i] & c.dated[j], c.dated[i] | c.dated[j]
        alike = (c.first[i] == c.first[j]) & (c.last[i] == c.last[j])
        rules: list[tuple[Flags, str]] = [
            (~one, "both_undated"),
            (~both & (long > 3), "one_undated_long"),  # an undated claim has the length 0
            (~both, "one_undated"),
            (gap == 1, "day_next"),
            (gap == NEAR_DAYS, "day_second_next"),
            (gap > 0, "day_apart"),
            (alike & (short > 0), "span_same"),
            (alike, "day_same"),
            (state, "overlap"),
            ((short == 0) & (long <= 1), "overlap_next"),
            (long <= 3, "overlap_short"),
            (short >= 4, "overlap_long"),
        ]
        codes = [DAY_TERMS.index(name) for _, name in rules]
        return np.select([rule for rule, _ in rules], codes, DAY_TERMS.index("overlap_mixed"))

    def _tolls(self, i: Numbers, j: Numbers) -> Numbers:
        """The number of each pair's toll term in TOLL_TERMS, as same_event.terms has it."""
        c = self.columns
        low, high = np.minimum(c.toll[i], c.toll[j]), np.maximum(c.toll[i], c.toll[j])
        rules = [(low < 0, ""), ((low == high) & (low > 2), "toll_same"), (low == high, "toll_same_small")]
        rules += [(high <= 1.5 * low + 1, "toll_close")]
        codes = [TOLL_TERMS.index(name) for _, name in rules]
        return np.select([rule for rule, _ in rules], codes, TOLL_TERMS.index("toll_differs"))

    def _wording(self, i: Numbers, j: Numbers) -> Numbers:
        """How far the sentences share telling words, 0 to 4, as same_event.terms has it."""
        c = self.columns
        product = c.length[i] * c.length[j]
        shared = c.shared_words(i, j)
        share = 6 * shared / np.sqrt(np.maximum(product, 1))
        alike: Numbers = np.minimum(4, share.astype(np.int64))
        return alike


def _places_code(a: Seen, b: Seen) -> int:
    return PLACE_TERMS.index(place_term(a, b)) * len(NEAREST_TERMS) + NEAREST_TERMS.index(nearest_term(a, b))


def _clash_code(a: Seen, b: Seen) -> int:
    sides = (a.initiators | a.targets, b.initiators | b.targets)
    camps = (a.initiator_camps | a.target_camps, b.initiator_camps | b.target_camps)
    return ACTOR_TERMS.index(actor_term(*sides, *camps))


def _initiators_code(a: Seen, b: Seen) -> int:
    return ACTOR_TERMS.index(actor_term(a.initiators, b.initiators, a.initiator_camps, b.initiator_camps))


def _targets_code(a: Seen, b: Seen) -> int:
    return ACTOR_TERMS.index(actor_term(a.targets, b.targets, a.target_camps, b.target_camps))


def _sum(terms: Sequence[Scores]) -> Scores:
    """The sums of terms to the last digit, whatever their order (Neumaier's sum, as near as math.fsum for so few)."""
    total, lost = terms[0].copy(), np.zeros(len(terms[0]))
    for term in terms[1:]:
        grown = total + term
        larger = np.abs(total) >= np.abs(term)
        lost += np.where(larger, (total - grown) + term, (term - grown) + total)
        total = grown
    return total + lost
