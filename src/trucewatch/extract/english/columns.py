"""The words of a parse as plain lists: spaCy makes a token's string anew each time that it is asked for one."""

from functools import lru_cache
from typing import NamedTuple

from spacy.attrs import LEMMA, LOWER
from spacy.tokens import Doc

__all__ = ["Columns", "columns"]


class Columns(NamedTuple):
    """By a token's place in the parse: its small letters, and its lemma in small letters."""

    lower: list[str]
    lemma: list[str]


@lru_cache(maxsize=2)
def columns(doc: Doc) -> Columns:
    """The columns of a parse that is finished; the stages of a report ask one after the other."""
    strings = doc.vocab.strings
    lower, lemma = doc.to_array([LOWER, LEMMA]).T.tolist()
    return Columns([strings[key] for key in lower], [strings[key].lower() for key in lemma])
