"""Which reports repeat which among those known on a day: what `find_copies` says, with each pair measured once."""

from collections.abc import Collection, Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trucewatch.ingest.copies import copy_of, is_indexed, moment_of
from trucewatch.ingest.shingles import words_of
from trucewatch.ingest.sketches import is_crowded, pairs_of, sketches_of
from trucewatch.model import Copy, Report

__all__ = ["Copies"]

_WORDS_KEPT = 4096
_BATCH = 500


class Copies:
    """The copies among some reports as these become known; `found` are those among all of them.

    Where no passage is in so many of them that not every two are compared, a pair hangs on its two reports alone. Else
    it hangs on all that are known, and the pairs are looked for anew.
    """

    def __init__(self, reports: Iterable[Report], found: Iterable[Copy]) -> None:
        self._reports = sorted(filter(is_indexed, reports), key=moment_of)
        self._place = {report.id: n for n, report in enumerate(self._reports)}
        sketches = []
        for start in range(0, len(self._reports), _BATCH):
            sketches += sketches_of([words_of(report).words for report in self._reports[start : start + _BATCH]])
        self._kinds = ([sketch.bands for sketch in sketches], [sketch.marks for sketch in sketches])
        self._crowded = any(is_crowded(kind) for kind in self._kinds)
        self._measured = {self._code(copy): copy for copy in found}
        self._all = np.array(sorted(self._measured), np.int64)
        self._compared = np.empty(0, np.int64)
        self._now: dict[int, Copy] = {}
        self._words = lru_cache(maxsize=_WORDS_KEPT)(lambda n: words_of(self._reports[n]))

    @property
    def now(self) -> tuple[Copy, ...]:
        """Those among the reports that are known now, in the order of `find_copies`."""
        return tuple(self._now[code] for code in sorted(self._now))

    def learn(self, known: Collection[str]) -> set[str]:
        """Take it that the reports of these ids are known; which of them have another way back to an original now."""
        compared = self._pairs(known)
        gone = np.setdiff1d(self._compared, compared, assume_unique=True)
        came = np.setdiff1d(compared, self._compared, assume_unique=True)
        self._compared = compared
        before = {code: copy for code in gone.tolist() if (copy := self._now.pop(code, None)) is not None}
        after = {code: copy for code in came.tolist() if (copy := self._measure(code)) is not None}
        self._now |= after
        fresh = {copy.b for copy in (*before.values(), *after.values())}
        pairs = [(copy.a, copy.b) for copy in (*self._now.values(), *before.values())] if fresh else []
        while more := {later for earlier, later in pairs if earlier in fresh} - fresh:
            fresh |= more
        return fresh

    def _pairs(self, known: Collection[str]) -> NDArray[np.int64]:
        """The pairs of known reports to be measured, as numbers in rising order."""
        here = np.array(sorted(self._place[name] for name in known if name in self._place), np.int64)
        size = len(self._reports)
        if not self._crowded:
            first, second = np.divmod(self._all, max(1, size))
            return self._all[np.isin(first, here) & np.isin(second, here)]
        pairs = np.concatenate([pairs_of([kind[n] for n in here.tolist()]) for kind in self._kinds])
        # Reports stand in the order of their moments, and so do their places in a pair: the earlier comes first.
        return np.unique(here[pairs[:, 0]] * size + here[pairs[:, 1]])

    def _code(self, copy: Copy) -> int:
        return self._place[copy.a] * len(self._reports) + self._place[copy.b]

    def _measure(self, code: int) -> Copy | None:
        if code not in self._measured:
            first, second = divmod(code, len(self._reports))
            found = copy_of(self._reports[first], self._reports[second], self._words(first), self._words(second))
            if found is None:
                return None
            self._measured[code] = found
        return self._measured[code]
