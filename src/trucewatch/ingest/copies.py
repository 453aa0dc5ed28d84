"""Reports that repeat other reports: ten copies are one origin (design.md).

Candidates are alike as a whole or share a passage (sketches.py). Each candidate pair is then measured exactly. A pair
counts where the shorter text shares long runs of words with the other, or one so long that it is no formula; it is a
*copy* where most of the shorter text, its opening included, stands in the other, else *partial* (quoted passages, stock
background). Two independent reports of one event share names, figures and short phrases, but no long runs; one
publisher's reports of different events share its formulas, which are short too. Page furniture and link lists are left
out.

The thresholds were set on 74 labelled pairs of real reports (bench/copies.py): 25 copies, 13 partial, 11 of the same
event and 25 different; five are two deliveries of one text.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np

from trucewatch.ingest.shingles import Words, covered, longest_run, share_of, words_of
from trucewatch.ingest.sketches import Sketch, pairs_of, sketches_of
from trucewatch.model import Copy, Report

__all__ = ["CopyIndex", "Moment", "copy_of", "find_copies", "is_indexed", "moment_of"]

Moment = tuple[date, datetime, datetime, str]

_BATCH = 500
_WORDS_KEPT = 4096

_LONG_RUN = 7
_LEAST_LONG = 0.12
_LEAST_RUN = 14
_PLAIN_RUN = 40  # the standing sentences that agencies end their reports with reach 34 words
_MOSTLY = 0.5
_PLAINLY = 0.75
_LEAST_OPENING = 0.3
_LEAST_LONG_OF_COPY = 0.3
_OPENING = 60
_SHORT_RUN, _SHARED_RUN = 3, 5
_SAME_ISSUE = 0.95


class CopyIndex:
    """Reports, indexed so that those that repeat each other are found. Beside the reports themselves it keeps less than
    40 kB of any, usually less than 1 kB."""

    def __init__(self) -> None:
        self._reports: dict[str, Report] = {}
        self._sketches: list[Sketch] = []

    def __len__(self) -> int:
        return len(self._reports)

    def add(self, reports: Iterable[Report]) -> None:
        """Index reports; one that is indexed already, by its id, is passed over, and so are the events of imported
        datasets, which all have one form. Page furniture must be marked."""
        batch: dict[str, Report] = {}
        for report in reports:
            if report.id not in self._reports and is_indexed(report):
                batch.setdefault(report.id, report)
            if len(batch) == _BATCH:
                self._take(batch)
                batch = {}
        self._take(batch)

    def _take(self, batch: dict[str, Report]) -> None:
        self._sketches.extend(sketches_of([words_of(report).words for report in batch.values()]))
        self._reports.update(batch)

    def copies(self, among: Collection[str] | None = None) -> list[Copy]:
        """Every pair of which one report repeats the other, `a` being the earlier, in order of both; with `among`, only
        pairs with a report whose id is in it."""
        reports = list(self._reports.values())
        moments = [moment_of(report) for report in reports]
        words = lru_cache(maxsize=_WORDS_KEPT)(lambda n: words_of(reports[n]))
        places = None if among is None else [n for n, report in enumerate(reports) if report.id in among]
        alike = pairs_of([sketch.bands for sketch in self._sketches], places)
        marked = pairs_of([sketch.marks for sketch in self._sketches], places)
        pairs = np.unique(np.concatenate([alike, marked]), axis=0)
        if places is not None:
            pairs = pairs[np.isin(pairs, places).any(axis=1)]
        found = []
        for pair in pairs.tolist():
            first, second = sorted(pair, key=moments.__getitem__)
            copy = copy_of(reports[first], reports[second], words(first), words(second))
            if copy is not None:
                found.append(((moments[first], moments[second]), copy))
        return [copy for _, copy in sorted(found, key=lambda item: item[0])]


def find_copies(reports: Sequence[Report], *, among: Collection[str] | None = None) -> list[Copy]:
    """Every pair of which one report repeats the other, `a` being the earlier: by publication, then receipt, then id.

    A report without a date counts as later than any with one. `among`: only pairs with a report whose id is in it.
    """
    index = CopyIndex()
    index.add(sorted(reports, key=moment_of))
    return index.copies(among)


def is_indexed(report: Report) -> bool:
    """Whether copies are looked for: not among the events of imported datasets, which all have one form."""
    return report.upstream_license is None


def moment_of(report: Report) -> Moment:
    """What tells the earlier of two reports. Those of one day that say the hour come by it, after those that do not."""
    received = _aware(report.received) or datetime.max.replace(tzinfo=UTC)
    at = _aware(report.published_at) or datetime.min.replace(tzinfo=UTC)
    return report.published or date.max, at, received, report.id


def _aware(moment: datetime | None) -> datetime | None:
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_next_issue(a: Report, b: Report) -> bool:
    """Whether one publisher put the two out on different days: bulletins of one form are no copies of each other."""
    return a.publisher is not None and a.publisher == b.publisher and a.published != b.published


def copy_of(a: Report, b: Report, words_a: Words, words_b: Words) -> Copy | None:
    """What `b`, the later report, repeats of `a`; None where it repeats too little to count."""
    short, other = (words_a, words_b) if len(words_a.words) <= len(words_b.words) else (words_b, words_a)
    long_runs = covered(short, other, _LONG_RUN)
    in_long_runs = share_of(long_runs)
    if in_long_runs < _LEAST_LONG and np.count_nonzero(long_runs) < _PLAIN_RUN:
        return None
    longest = longest_run(long_runs)
    is_long = longest >= _LEAST_RUN or in_long_runs >= _MOSTLY
    if longest < _PLAIN_RUN and not (is_long and in_long_runs >= _LEAST_LONG):
        return None
    share, opening = share_of(covered(short, other, _SHORT_RUN)), share_of(covered(short, other, _SHORT_RUN, _OPENING))
    mostly = share >= _PLAINLY or (share >= _MOSTLY and opening >= _LEAST_OPENING)
    whole = mostly and in_long_runs >= _LEAST_LONG_OF_COPY and not (_is_next_issue(a, b) and share < _SAME_ISSUE)
    shared = share_of(covered(words_b, words_a, _SHARED_RUN))
    which = a.id if short is words_a else b.id
    reason = (
        f"{share:.0%} of the words of {which}, the shorter, stand in the other ({opening:.0%} of its opening), "
        f"the longest run {longest} words"
    )
    return Copy(a=a.id, b=b.id, kind="copy" if whole else "partial", shared=round(shared, 4), reason=reason)
