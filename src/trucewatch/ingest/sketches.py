"""What is kept of a report so that others like it are found: a few hundred bytes, whatever its length.

*Bands* of a MinHash over its runs of three words (rensa) meet where two texts are alike as a whole. *Marks* meet where
two texts share a passage: of every eight runs of seven words in a row the one whose hash is least is marked, so that a
passage of fourteen words is marked alike wherever it stands (winnowing; Schleimer, Wilkerson and Aiken 2003).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from rensa import RMinHash

__all__ = [
    "MARK_RUN",
    "MARK_SPAN",
    "Hashes",
    "Sketch",
    "hashes_of",
    "is_crowded",
    "pairs_in",
    "pairs_of",
    "runs_of",
    "sketches_of",
]

Hashes = NDArray[np.uint64]

MARK_RUN, MARK_SPAN = 7, 14
"""Words of a marked run, and how long a shared passage must be for a mark in it to be certain."""

_BAND_RUN = 3
_PERMUTATIONS, _ROWS, _SEED = 48, 3, 42
_MOST_MARKS = 4096
_MOST_WORDS = 500_000
_CROWD = 60
_ELDERS = 4
_PAIRS_AT_ONCE = 1_000_000
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True)
class Sketch:
    """A report's bands and marks, each a sorted array of hashes without repeats; empty for very short reports."""

    bands: Hashes
    marks: Hashes


class _Vocabulary(dict[str, int]):
    """Hashes of words: the same in every run of the program, kept while there are not too many."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_WORDS:
            self.clear()
        value = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        self[word] = value
        return value


_vocabulary = _Vocabulary()


def sketches_of(texts: Sequence[Sequence[str]]) -> list[Sketch]:
    """The sketches of texts that are given as their words."""
    words = [hashes_of(text) for text in texts]
    shingles = [runs_of(each, _BAND_RUN) for each in words]
    places = np.cumsum([0, *(len(each) for each in shingles)], dtype=np.uint64)
    flat = np.concatenate([*shingles, np.empty(0, np.uint64)])
    digests = RMinHash.digest_matrix_from_flat_token_hashes(flat, places, num_perm=_PERMUTATIONS, seed=_SEED).to_rows()
    rows = np.array(digests, np.uint64).reshape(len(texts), _PERMUTATIONS // _ROWS, _ROWS)
    bands = _mixed(rows, np.arange(_PERMUTATIONS // _ROWS, dtype=np.uint64))
    none = np.empty(0, np.uint64)
    return [
        Sketch(bands[n] if len(shingles[n]) else none, _marks(runs_of(each, MARK_RUN))) for n, each in enumerate(words)
    ]


def hashes_of(words: Sequence[str]) -> Hashes:
    """A hash of every word, in their order."""
    return np.fromiter(map(_vocabulary.__getitem__, words), np.uint64, len(words))


def runs_of(words: Hashes, length: int) -> Hashes:
    """A hash of every run of that many words, in their order."""
    count = len(words) - length + 1
    if count < 1:
        return np.empty(0, np.uint64)
    total = np.zeros(count, np.uint64)
    for n in range(length):
        total = total * _FACTOR + words[n : n + count]
    return _scattered(total)


def _scattered(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(30))) * _MIX
    return values ^ (values >> np.uint64(31))


def _mixed(rows: Hashes, names: Hashes) -> Hashes:
    """One hash for each band: of its rows and of which band it is."""
    total = np.broadcast_to(names, rows.shape[:2]).copy()
    for n in range(rows.shape[2]):
        total = total * _FACTOR + rows[:, :, n]
    return _scattered(total)


def _marks(runs: Hashes) -> Hashes:
    window = MARK_SPAN - MARK_RUN + 1
    if len(runs) < window:
        return np.unique(runs)
    marks = np.unique(sliding_window_view(runs, window).min(axis=1))
    return marks[:_MOST_MARKS]


def pairs_of(hashes: Iterable[Hashes], among: Sequence[int] | None = None, *, crowd: int = _CROWD) -> NDArray[np.int64]:
    """Pairs of positions of arrays that share a hash, a row each, the lesser first, in order; `among`: one that an
    array there has.

    A hash that more than `crowd` arrays share pairs each of them with the first four only: such a text, or such a
    formula, is everywhere, and who printed it first is what matters.
    """
    arrays = list(hashes)
    keys = np.concatenate([*arrays, np.empty(0, np.uint64)])
    owners = np.repeat(np.arange(len(arrays)), [len(each) for each in arrays])
    if among is not None:
        kept = np.isin(keys, np.concatenate([*(arrays[n] for n in among), np.empty(0, np.uint64)]))
        keys, owners = keys[kept], owners[kept]
    return _paired(keys, owners, crowd)


def is_crowded(hashes: Iterable[Hashes]) -> bool:
    """Whether more arrays share a hash than `pairs_of` pairs each with each."""
    _, counts = np.unique(np.concatenate([*hashes, np.empty(0, np.uint64)]), return_counts=True)
    return bool(np.any(counts > _CROWD))


def pairs_in(keys: Hashes, owners: NDArray[np.int64], crowd: int = _CROWD) -> set[tuple[int, int]]:
    """The same of hashes that stand beside their owners, those of one hash in rising order."""
    return {(first, second) for first, second in _paired(keys, owners, crowd).tolist()}


def _paired(keys: Hashes, owners: NDArray[np.int64], crowd: int) -> NDArray[np.int64]:
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, len(keys)))
    count = int(np.max(owners, initial=0)) + 1
    found, fresh = np.empty(0, np.int64), [np.empty(0, np.int64)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        firsts, seconds = _in_group(size, crowd)
        alike = starts[sizes == size]
        at_once = max(1, _PAIRS_AT_ONCE // len(firsts))
        for n in range(0, len(alike), at_once):
            here = alike[n : n + at_once, None]
            a, b = owners[here + firsts].ravel(), owners[here + seconds].ravel()
            fresh.append((a * count + b)[a != b])
            if sum(map(len, fresh)) > max(_PAIRS_AT_ONCE, len(found)):
                found, fresh = np.unique(np.concatenate([found, *fresh])), []
    found = np.unique(np.concatenate([found, *fresh]))
    return np.stack(np.divmod(found, count), axis=1)


def _in_group(size: int, crowd: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of a group are paired: all, or, in a crowd, the first few with those after them."""
    if size <= crowd:
        return np.triu_indices(size, 1)
    after = [np.arange(n + 1, size) for n in range(_ELDERS)]
    return np.repeat(np.arange(_ELDERS), [len(each) for each in after]), np.concatenate(after)
