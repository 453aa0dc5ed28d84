"""Words as search compares them: case, accents and script folded away, each with its place in the text.

Folding is that of names (world/names.py), so that Алеппо, Aleppo and ALEPPO are one word. Both databases are handed
these words and never the text, so that they cannot differ in what they take for a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trucewatch.world.names import fold

__all__ = ["LONGEST_WORD", "Word", "folded", "words_of"]

LONGEST_WORD = 64
"""Letters of a word that are compared; what follows them is not."""

# A dotted abbreviation, or letters, digits, marks on letters and apostrophes in a row.
_RUN = re.compile(r"(?:[A-Za-z]\.){2,}|[\w'’ʻʼʿʾ\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and the characters `start` to `end` of the text that it stands for."""

    text: str
    start: int
    end: int


def words_of(text: str) -> Iterator[Word]:
    """The words of a text in order. A run that folds to several words gives each of them the whole run's place."""
    for run in _RUN.finditer(text):
        for word in fold(run.group()).split():
            yield Word(word[:LONGEST_WORD], run.start(), run.end())


def folded(text: str) -> list[str]:
    """The same without their places."""
    return [word[:LONGEST_WORD] for run in _RUN.findall(text) for word in fold(run).split()]
