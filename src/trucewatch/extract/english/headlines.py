"""Headlines In Capitals: written small for the parser, which takes capitals for names and loses verbs and objects."""

import re
from functools import cache

from trucewatch.extract.english.lexicon import lexicon

__all__ = ["recased"]

_WORD = r"[^\W\d_][\w'’]*(?:-[\w'’]+)*"
_SMALL = (
    r"(?:of|in|on|to|and|the|for|by|from|at|with|as|a|an|near|over|after|its|their|his|between|against|into"
    r"|&|-|–|\d[\d,.]*)"
)
_RUN = re.compile(
    rf"(?:[A-Z][\w'’]*(?:-[\w'’]+)*|\d[\d,.]*)(?:[ ,:]{{1,2}}(?:[A-Z][\w'’]*(?:-[\w'’]+)*|{_SMALL})){{4,}}"
)
_LEAST = 4
_ENDINGS = ("s", "es", "ed", "d", "ing")


def recased(text: str) -> str:
    """The text with words of capitalised headlines written small where the report or the lexicon knows them as
    common words.

    Same length, so that offsets hold; the same text if there is no such headline. Names keep their capitals.
    """
    runs = [m for m in _RUN.finditer(text) if sum(w[0].isupper() for w in re.findall(_WORD, m[0])) >= _LEAST]
    if not runs:
        return text
    known = {w for w in re.findall(_WORD, text) if w.islower()} | _common()
    out, at = [], 0
    for run in runs:
        out += [text[at : run.start()], re.sub(_WORD, lambda m: _small(m[0], known), run[0])]
        at = run.end()
    result = "".join([*out, text[at:]])
    return result if len(result) == len(text) else text


def _small(word: str, known: set[str]) -> str:
    lower = word.lower()
    return (
        lower
        if len(lower) == len(word) and (lower in known or any(part in known for part in lower.split("-")[1:]))
        else word
    )


@cache
def _common() -> set[str]:
    book = lexicon()
    words = {w for table in (book.verbs, book.nouns) for w in table} | {
        w for s in book.sets.values() for w in s if "@" not in w
    }
    return (
        words
        | {w + e for w in words for e in _ENDINGS}
        | {w[:-1] + e for w in words if w.endswith("e") for e in ("ing", "ed")}
    )
