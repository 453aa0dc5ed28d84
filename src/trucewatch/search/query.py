"""What is looked for, read from what somebody typed. Nothing typed is syntax of a database: all but four signs is text.

shelling Tabqa      both words, anywhere
"ceasefire zone"    these words one after the other
shell*              words that begin so
-denied             not this word
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trucewatch.model.errors import InputError
from trucewatch.search.words import folded

__all__ = ["LONGEST", "Query", "Term", "read_query"]

LONGEST = 400
MOST_TERMS = 24
_LONGEST_NAME = 4

_PIECE = re.compile(r'(-?)"([^"]*)"|(\S+)')


@dataclass(frozen=True)
class Term:
    """Words that stand one after the other; `starts`: the last one need only begin so."""

    words: tuple[str, ...]
    starts: bool = False

    def at(self, words: Sequence[str]) -> list[int]:
        """Where in a list of folded words the term begins."""
        first, length = self.words[0], len(self.words)
        if length == 1:
            return [n for n, word in enumerate(words) if self._last(word)]
        last = len(words) - length + 1
        begins = (n for n in range(last) if words[n] == first)
        middle = self.words[:-1]
        return [n for n in begins if tuple(words[n : n + length - 1]) == middle and self._last(words[n + length - 1])]

    def _last(self, word: str) -> bool:
        return word.startswith(self.words[-1]) if self.starts else word == self.words[-1]


@dataclass(frozen=True)
class Query:
    """All of `wanted` and none of `unwanted`; of each entry of `wanted` one term: a name, or another."""

    wanted: tuple[tuple[Term, ...], ...]
    unwanted: tuple[Term, ...] = ()

    def fits(self, words: Sequence[str]) -> bool:
        """Whether a text with these folded words is found."""
        return all(any(term.at(words) for term in group) for group in self.wanted) and not any(
            term.at(words) for term in self.unwanted
        )


def read_query(text: str, also: Callable[[tuple[str, ...]], Sequence[tuple[str, ...]]] | None = None) -> Query:
    """What was typed as a query; `also` gives other names, as folded words, of what some folded words name.

    InputError where it is too long or holds no word to look for.
    """
    if len(text) > LONGEST:
        raise InputError(f"A search of {len(text)} characters is too long; look for at most {LONGEST}.")
    wanted: list[tuple[Term, ...]] = []
    unwanted: list[Term] = []
    for sign, phrase, word in _PIECE.findall(text):
        minus = sign == "-" or (word.startswith("-") and len(word) > 1)
        words = tuple(folded(phrase or word))
        if not words:
            continue
        term = Term(words, starts=word.endswith("*"))
        unwanted += [term] if minus else []
        wanted += [] if minus else [(term,)]
    if len(wanted) + len(unwanted) > MOST_TERMS:
        raise InputError(f"A search for {len(wanted) + len(unwanted)} words is too long; name at most {MOST_TERMS}.")
    if not wanted:
        raise InputError("The search names no word to look for; write at least one, as in: shelling Tabqa.")
    return Query(_with_names(wanted, also) if also else tuple(wanted), tuple(unwanted))


def _with_names(
    wanted: list[tuple[Term, ...]], also: Callable[[tuple[str, ...]], Sequence[tuple[str, ...]]]
) -> tuple[tuple[Term, ...], ...]:
    """The terms; where some of them together name something (the longest such run first), any of its other names may
    stand for each of them."""
    done: list[tuple[Term, ...]] = []
    while left := wanted[len(done) :]:
        others: Sequence[tuple[str, ...]] = ()
        run = left[:1]
        for length in range(min(_LONGEST_NAME, len(left)), 0, -1):
            terms = [group[0] for group in left[:length]]
            if not any(term.starts for term in terms):
                others = also(tuple(word for term in terms for word in term.words))
            if others:
                run = left[:length]
                break
        done += [tuple(dict.fromkeys([*group, *map(Term, others)])) for group in run]
    return tuple(done)
