"""A report's words as copies are found by them: without page furniture, and as runs."""

import re
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trucewatch.ingest.sketches import Hashes, hashes_of, runs_of
from trucewatch.model import Report

__all__ = ["Flags", "Words", "covered", "longest_run", "share_of", "words_of"]

Flags = NDArray[np.bool_]

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?؟])\W*\s(?=\W*[A-ZА-ЯЁ\u0590-\u06ff])|\n+")
_LINK_LIST = re.compile(
    r"\b(?:Related(?: (?:News|Articles|Stories|Topics))?|Category [A-Z]\w+|Most (?:Read|Popular|Viewed)|"
    r"Read (?:Also|More)|More (?:[Oo]n|[Ff]rom) (?:[Tt]his|[Tt]he|[A-Z]\w+)(?: [A-Z]\w+)?)(?=:? [A-Z])"
)
_MOST_SENTENCES = 3


@dataclass
class Words:
    """A report's words, lower case. Runs of them are told apart by hashes of 64 bits (sketches.py)."""

    words: list[str]
    _held: dict[int, tuple[Hashes, Hashes]] = field(default_factory=dict)

    @cached_property
    def _hashes(self) -> Hashes:
        return hashes_of(self.words)

    def runs(self, length: int) -> Hashes:
        """Every run of that many words, in their order."""
        return self._both(length)[0]

    def has(self, runs: Hashes, length: int) -> Flags:
        """Which of some runs of that many words stand here too."""
        own = self._both(length)[1]
        if not len(own):
            return np.zeros(len(runs), np.bool_)
        return np.asarray(own[np.minimum(np.searchsorted(own, runs), len(own) - 1)] == runs)

    def _both(self, length: int) -> tuple[Hashes, Hashes]:
        """The runs as they stand, and sorted."""
        if length not in self._held:
            runs = runs_of(self._hashes, length)
            self._held[length] = runs, np.sort(runs)
        return self._held[length]


def words_of(report: Report) -> Words:
    """The words of a report outside its page furniture and outside lists of links that lead up to furniture."""
    text = report.text
    away = [(span.start, span.end) for span in report.boilerplate]
    if away:
        for heading in _LINK_LIST.finditer(text):
            end = min((start for start, _ in away if start >= heading.start()), default=None)
            if end is not None and len(_SENTENCE.findall(text[heading.start() : end])) <= _MOST_SENTENCES:
                away.append((heading.start(), end))
        for start, end in away:
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return Words(_WORD.findall(text.lower()))


def covered(words: Words, other: Words, run: int, first: int | None = None) -> Flags:
    """Which of the words (of the `first` so many, where given) stand in the other text in runs of `run` words or
    more."""
    length = len(words.words[:first])
    runs = words.runs(run)[: max(0, length - run + 1)]
    hits = other.has(runs, run)
    found = np.zeros(length, np.bool_)
    if hits.any():
        for n in range(run):
            found[n : n + len(hits)] |= hits
    return found


def share_of(flags: Flags) -> float:
    """The share of the words that are covered; 0 of no words."""
    return int(np.count_nonzero(flags)) / len(flags) if len(flags) else 0.0


def longest_run(flags: Flags) -> int:
    """How many words in a row are covered."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return int(np.max(edges[1::2] - edges[::2], initial=0))
