"""A report's words as copies are found by them: without page furniture, and as runs."""

import re
from dataclasses import dataclass, field

from trucewatch.model import Report

__all__ = ["Words", "cover", "longest_run", "words_of"]

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?؟])\W*\s(?=\W*[A-ZА-ЯЁ\u0590-\u06ff])|\n+")
_LINK_LIST = re.compile(
    r"\b(?:Related(?: (?:News|Articles|Stories|Topics))?|Category [A-Z]\w+|Most (?:Read|Popular|Viewed)|"
    r"Read (?:Also|More)|More (?:[Oo]n|[Ff]rom) (?:[Tt]his|[Tt]he|[A-Z]\w+)(?: [A-Z]\w+)?)(?=:? [A-Z])"
)
_MOST_SENTENCES = 3


@dataclass
class Words:
    """A report's words, lower case. `runs(n)` are all runs of n words."""

    words: list[str]
    _runs: dict[int, frozenset[tuple[str, ...]]] = field(default_factory=dict)

    def runs(self, length: int) -> frozenset[tuple[str, ...]]:
        """Every run of that many words."""
        if length not in self._runs:
            last = len(self.words) - length + 1
            self._runs[length] = frozenset(tuple(self.words[n : n + length]) for n in range(last))
        return self._runs[length]


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


def _covered(words: list[str], other: Words, run: int) -> list[bool]:
    there = other.runs(run)
    covered = [False] * len(words)
    for n in range(len(words) - run + 1):
        if tuple(words[n : n + run]) in there:
            covered[n : n + run] = [True] * run
    return covered


def cover(words: list[str], other: Words, run: int) -> float:
    """The share of the words that stand in the other text in runs of `run` words or more."""
    return sum(_covered(words, other, run)) / len(words) if words else 0.0


def longest_run(words: list[str], other: Words, run: int) -> int:
    """How many words in a row are covered by runs that the other text has too; 0 if fewer than `run`."""
    longest = current = 0
    for is_covered in _covered(words, other, run):
        current = current + 1 if is_covered else 0
        longest = max(longest, current)
    return longest
