"""Claims as columns of numbers, so that many pairs of them are compared at once.

What claims have in common, such as the same place in the same words, is numbered once; the rules of same_event.py are
asked once for every two such numbers, not once for every two claims.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from trucewatch.assess.apart import by_id, kept_apart
from trucewatch.assess.same_event import STATES, family_of, gap_days
from trucewatch.assess.seen import SAME_VOICE, Seen
from trucewatch.model import EventType, Mode, PlaceRef

__all__ = ["KINDS", "NEAR_DAYS", "UNDATED_WITHIN_DAYS", "Columns", "Flags", "Numbers", "Views", "block_span"]

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

KINDS = tuple(EventType)
_NUMBER_OF = {kind: number for number, kind in enumerate(KINDS)}
NEAR_DAYS = 2
"""How many days may lie between two dated claims that are compared."""
UNDATED_WITHIN_DAYS = 31
"""Within how many days two reports must have appeared for an undated claim to be compared."""
_BUCKET_DAYS = 4
_LONGEST_SPAN_DAYS = 40
_MOST_IN_TABLE = 3000
_UNASKED = -1


def block_span(first: int, last: int) -> tuple[int, int]:
    """The first and last of the blocks of days in which a claim of these days (ordinals) meets others; of a long span
    those at its end."""
    begins = first // _BUCKET_DAYS
    if last - first > _LONGEST_SPAN_DAYS:
        begins = last // _BUCKET_DAYS - _LONGEST_SPAN_DAYS // _BUCKET_DAYS
    return begins, last // _BUCKET_DAYS + 1


class Views:
    """One side of claims, such as who did it, numbered: claims that are alike in it have one number."""

    def __init__(self, items: Sequence[Seen], key: Callable[[Seen], Hashable]) -> None:
        numbers: dict[Hashable, int] = {}
        self._examples: list[Seen] = []
        found = []
        for seen in items:
            found.append(numbers.setdefault(key(seen), len(numbers)))
            if found[-1] == len(self._examples):
                self._examples.append(seen)
        self._of = np.array(found, np.int64)
        self._said: dict[int, int] = {}
        self._table = np.full((len(numbers),) * 2, _UNASKED, np.int16) if len(numbers) <= _MOST_IN_TABLE else None

    def codes(self, i: Numbers, j: Numbers, rule: Callable[[Seen, Seen], int]) -> Numbers:
        """What a rule says of each pair of claims; always the same rule, which sees only this side of a claim."""
        a, b = self._of[i], self._of[j]
        if self._table is None:
            return self._asked(a * len(self._examples) + b, rule)
        said = self._table[a, b].astype(np.int64)
        unasked = np.flatnonzero(said == _UNASKED)
        if len(unasked):
            a, b = a[unasked], b[unasked]
            said[unasked] = self._asked(a * len(self._examples) + b, rule)
            self._table[a, b] = said[unasked]
        return said

    def _asked(self, pairs: Numbers, rule: Callable[[Seen, Seen], int]) -> Numbers:
        found, where = np.unique(pairs, return_inverse=True)
        count = len(self._examples)
        said = np.zeros(len(found), np.int64)
        for n, pair in enumerate(found.tolist()):
            code = self._said.get(pair)
            if code is None:
                code = self._said[pair] = rule(self._examples[pair // count], self._examples[pair % count])
            said[n] = code
        return said[where]


class Columns:
    """What comparing needs of some claims, in their order. Days are ordinals, 0 where there is none; a toll is -1 where
    there is none. `linked` and `apart` are pairs of one report, as `code_of` writes them."""

    def __init__(self, items: Sequence[Seen]) -> None:
        self.size = len(items)
        # Copies work out names and words for the while; what is kept of them is numbered or shared.
        fresh = [Seen(seen.claim, seen.published, seen.lineage, seen.text) for seen in items]
        self.kind = np.array([_NUMBER_OF[s.claim.type] for s in items], np.int64)
        self.family = np.array([family_of(s.claim.type) for s in items], np.int64)
        self.state = np.array([s.claim.type in STATES for s in items], np.bool_)
        self.clash = np.array([s.claim.type is EventType.ARMED_CLASH for s in items], np.bool_)
        self.actual = np.array([s.claim.mode is Mode.ACTUAL for s in items], np.bool_)
        days = [tuple(day.toordinal() for day in s.days) if s.days else (0, 0) for s in fresh]
        self.first, self.last = np.array(days, np.int64).reshape(-1, 2).T
        self.dated = self.first > 0
        blocks = [block_span(first, last) for first, last in days]
        self.block_first, self.block_last = np.array(blocks, np.int64).reshape(-1, 2).T
        self.printed = np.array([s.published.toordinal() if s.published else 0 for s in items], np.int64)
        self.toll = np.array([-1 if s.toll is None else s.toll for s in fresh], np.int64)
        self.headline = np.array([s.in_headline for s in fresh], np.bool_)
        self.places = Views(fresh, _place_of)
        self.initiators = Views(fresh, lambda s: (s.initiators, s.initiator_camps))
        self.targets = Views(fresh, lambda s: (s.targets, s.target_camps))
        self.sides = Views(fresh, lambda s: (s.initiators | s.targets, s.initiator_camps | s.target_camps))
        shared: dict[str, str] = {}
        self._words = [frozenset(shared.setdefault(word, word) for word in s.sentence) for s in fresh]
        self.length = np.array([len(words) for words in self._words], np.int64)
        self.of_report: dict[str, list[int]] = {}
        for n, seen in enumerate(items):
            self.of_report.setdefault(seen.claim.report, []).append(n)
        self.report = np.zeros(self.size, np.int64)
        for number, members in enumerate(self.of_report.values()):
            self.report[members] = number
        linked: set[int] = set()
        apart: set[int] = set()
        for members in self.of_report.values():
            linked |= {self._code(*pair) for pair in _linked(items, members)}
            apart |= {self._code(a, b) for a, b, _ in kept_apart(items, members)}
        self.linked = np.array(sorted(linked), np.int64)
        self.apart = np.array(sorted(apart), np.int64)

    def _code(self, a: int, b: int) -> int:
        return min(a, b) * self.size + max(a, b)

    def code_of(self, i: Numbers, j: Numbers) -> Numbers:
        """A number for each pair of claims, the earlier one first."""
        return i * self.size + j

    def shared_words(self, i: Numbers, j: Numbers) -> Numbers:
        """How many telling words the sentences of each pair share."""
        words = self._words
        counts = (len(words[a] & words[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True))
        return np.fromiter(counts, np.int64, len(i))


def _place_of(seen: Seen) -> Hashable:
    """All that the rules on places see of a claim."""

    def told(place: PlaceRef | None) -> Hashable:
        return place and (place.lat, place.lon, place.radius_km, place.place_id)

    return tuple((p.name, told(p)) for p in seen.claim.places)


def _linked(items: Sequence[Seen], members: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The pairs of a report of which one denies, confirms or repeats the other, unless their days lie apart: fighting
    that "continued on Friday" bears out Thursday's and is not it."""
    named = by_id(items, members)
    for n in members:
        for link in items[n].claim.links:
            if link.type in SAME_VOICE:
                yield from ((n, other) for other in named.get(link.to, ()) if not gap_days(items[n], items[other]))
