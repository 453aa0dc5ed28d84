"""The pieces of text without which a regular expression cannot match, so that most need not be tried at all.

Looking for a plain piece of text is a hundred times faster than trying an expression at every place.
"""

import re
from collections.abc import Iterable, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["Cue", "cues_of", "possible"]

_SHORTEST = 3
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)

Cue = tuple[frozenset[str] | None, re.Pattern[str]]
"""An expression under the pieces of which it needs one at least, in folded letters; None where there are none."""


def cues_of(patterns: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> tuple[Cue, ...]:
    """Each expression, compiled, with what it needs."""
    return tuple((_needles(_parser.parse(pattern, flags)), re.compile(pattern, flags)) for pattern in patterns)


def possible(cues: Iterable[Cue], text: str) -> list[re.Pattern[str]]:
    """The expressions that may match somewhere in the text; all others cannot."""
    holds = text.casefold().__contains__
    return [pattern for needles, pattern in cues if needles is None or any(map(holds, needles))]


def _needles(parsed: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    """Of all that must stand there, the set whose shortest piece is longest."""
    found: list[frozenset[str]] = []
    run = ""
    for kind, value in parsed:
        if kind is _constants.LITERAL:
            run += chr(value)
            continue
        found.append(frozenset({run.casefold()}))
        run = ""
        inside = _inside(kind, value)
        if inside is not None:
            found.append(inside)
    found.append(frozenset({run.casefold()}))
    best = max(found, key=lambda pieces: min(map(len, pieces)))
    return best if min(map(len, best)) >= _SHORTEST else None


def _inside(kind: Any, value: Any) -> frozenset[str] | None:
    if kind is _constants.SUBPATTERN:
        return _needles(value[-1])
    if kind in _REPEATS:
        return _needles(value[2]) if value[0] else None
    if kind is _constants.BRANCH:
        branches = [_needles(branch) for branch in value[1]]
        return None if None in branches else frozenset().union(*(branch for branch in branches if branch))
    return None
