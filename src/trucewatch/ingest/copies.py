"""Reports that repeat other reports: ten copies are one origin (design.md).

Candidates share at least one sentence, nearly word for word: MinHash over each sentence's word runs, looked up by
locality-sensitive hashing. Each candidate pair is then measured exactly. A pair counts where the shorter text shares
long runs of words with the other; it is a *copy* where most of the shorter text, its opening included, stands in the
other, else *partial* (quoted passages, stock background). Two independent reports of one event share names, figures and
short phrases, but no long runs; one publisher's reports of different events share its formulas, which are short too.
Page furniture and link lists are left out.

The thresholds were set on 74 labelled pairs of real reports (bench/copies.py).
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime

from rensa import RMinHash, RMinHashLSH

from trucewatch.ingest.shingles import Words, cover, longest_run, words_of
from trucewatch.model import Copy, Report

__all__ = ["find_copies"]

_PERMUTATIONS, _BANDS, _SEED = 64, 32, 42
_SENTENCE_RUN = 3
_SHORTEST_SENTENCE = 8

_LONG_RUN = 7
_LEAST_LONG = 0.12
_LEAST_RUN = 14
_MOSTLY = 0.5
_PLAINLY = 0.75
_LEAST_OPENING = 0.3
_LEAST_LONG_OF_COPY = 0.3
_OPENING = 60
_SHORT_RUN, _SHARED_RUN = 3, 5
_SAME_ISSUE = 0.95


def find_copies(reports: Sequence[Report], *, among: Collection[str] | None = None) -> list[Copy]:
    """Every pair of which one report repeats the other, `a` being the earlier: by publication, then receipt, then id.

    A report without a date counts as later than any with one. `among`: only pairs with a report whose id is in it.
    """
    ordered = sorted(reports, key=_when)
    words = [words_of(report) for report in ordered]
    found = []
    for first, second in sorted(_candidates(words)):
        a, b = ordered[first], ordered[second]
        if among is None or a.id in among or b.id in among:
            copy = _compare(a, b, words[first], words[second])
            if copy is not None:
                found.append(copy)
    return found


def _when(report: Report) -> tuple[date, datetime, str]:
    received = report.received or datetime.max.replace(tzinfo=UTC)
    return report.published or date.max, received if received.tzinfo else received.replace(tzinfo=UTC), report.id


def _candidates(texts: list[Words]) -> set[tuple[int, int]]:
    """Pairs of positions of texts that share a sentence, nearly."""
    owners, runs = [], []
    for n, text in enumerate(texts):
        for sentence in text.sentences:
            if len(sentence) >= _SHORTEST_SENTENCE:
                owners.append(n)
                last = len(sentence) - _SENTENCE_RUN + 1
                runs.append([" ".join(sentence[k : k + _SENTENCE_RUN]) for k in range(last)])
    if not runs:
        return set()
    hashes = RMinHash.from_token_sets(runs, num_perm=_PERMUTATIONS, seed=_SEED)
    index = RMinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    index.insert_many(hashes)
    pairs: set[tuple[int, int]] = set()
    for owner, keys in zip(owners, index.query_all(hashes), strict=True):
        pairs.update((owner, owners[key]) for key in keys if owners[key] > owner)
    return pairs


def _is_next_issue(a: Report, b: Report) -> bool:
    """Whether one publisher put the two out on different days: bulletins of one form are no copies of each other."""
    return a.publisher is not None and a.publisher == b.publisher and a.published != b.published


def _compare(a: Report, b: Report, words_a: Words, words_b: Words) -> Copy | None:
    short, other = (words_a, words_b) if len(words_a.words) <= len(words_b.words) else (words_b, words_a)
    longest = longest_run(short.words, other, _LONG_RUN)
    in_long_runs = cover(short.words, other, _LONG_RUN)
    if in_long_runs < _LEAST_LONG or (longest < _LEAST_RUN and in_long_runs < _MOSTLY):
        return None
    share, opening = cover(short.words, other, _SHORT_RUN), cover(short.words[:_OPENING], other, _SHORT_RUN)
    mostly = share >= _PLAINLY or (share >= _MOSTLY and opening >= _LEAST_OPENING)
    whole = mostly and in_long_runs >= _LEAST_LONG_OF_COPY and not (_is_next_issue(a, b) and share < _SAME_ISSUE)
    shared = cover(words_b.words, words_a, _SHARED_RUN)
    which = a.id if short is words_a else b.id
    reason = (
        f"{share:.0%} of the words of {which}, the shorter, stand in the other ({opening:.0%} of its opening), "
        f"the longest run {longest} words"
    )
    return Copy(a=a.id, b=b.id, kind="copy" if whole else "partial", shared=round(shared, 4), reason=reason)
