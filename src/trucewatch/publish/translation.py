"""Headings, verdicts and table heads in other languages, through gettext catalogues; everything else stays English.

What others said is never translated, and neither are our sentences about it: a wrong shade there would be a claim.
"""

import gettext as catalogues
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from trucewatch.model.errors import InputError
from trucewatch.publish.document import Block, Bullets, Document, Facts, Figure, Row, Section, Sentence, Table

__all__ = ["LANGUAGES", "Translation", "translated", "translation"]

LANGUAGES = ("en", "fr", "ar", "ru")
"""The languages that there are catalogues for; English is the source."""

_DOMAIN = "trucewatch"
_RIGHT_TO_LEFT = frozenset({"ar"})
_LONGEST_WORDS = 60


@dataclass(frozen=True)
class Translation:
    """One language's words. Called with an English phrase it gives the phrase, untranslated where it has none."""

    language: str
    catalogue: catalogues.NullTranslations

    @property
    def direction(self) -> str:
        """How the language runs: "ltr" or "rtl"."""
        return "rtl" if self.language in _RIGHT_TO_LEFT else "ltr"

    def __call__(self, words: str) -> str:
        """The phrase in this language; of "Probable: reported by one origin" each part by itself."""
        if not words or self.language == "en":
            return words
        whole = self.catalogue.gettext(words)
        if whole != words or ": " not in words:
            return whole
        return ": ".join(self.catalogue.gettext(part) for part in words.split(": "))


@cache
def translation(language: str) -> Translation:
    """The words of a language. InputError, with the languages that there are, for another."""
    if language not in LANGUAGES:
        raise InputError(f'There is no translation into "{language}"; there are {", ".join(LANGUAGES)}.')
    if language == "en":
        return Translation(language, catalogues.NullTranslations())
    path = files("trucewatch.publish").joinpath("locales", language, "LC_MESSAGES", f"{_DOMAIN}.mo")
    with path.open("rb") as file:
        return Translation(language, catalogues.GNUTranslations(file))


def translated(document: Document, words: Translation) -> Document:
    """The document with its headings, table heads, labels and set phrases in a language."""
    if words.language == "en":
        return document
    title, number = document.title.rsplit(" ", 1)
    return replace(
        document,
        title=f"{words(title)} {number}",
        head=_facts(document.head, words),
        sections=tuple(_section(section, words) for section in document.sections),
    )


def _section(section: Section, words: Translation) -> Section:
    return replace(
        section,
        title=words(section.title),
        blocks=tuple(_block(block, words) for block in section.blocks),
        parts=tuple(_section(part, words) for part in section.parts),
    )


def _block(block: Block, words: Translation) -> Block:
    match block:
        case Table():
            return _table(block, words)
        case Facts():
            return _facts(block, words)
        case Figure(data=data):
            table = _table(data, words) if data is not None else None
            return replace(block, caption=words(block.caption), data=table)
        case Bullets(items=items):
            return replace(block, items=tuple(_sentence(item, words) for item in items))
        case _:
            return replace(block, sentences=tuple(_sentence(item, words) for item in block.sentences))


def _facts(facts: Facts, words: Translation) -> Facts:
    return Facts(tuple((words(label), sentence) for label, sentence in facts.items))


def _table(table: Table, words: Translation) -> Table:
    return replace(
        table,
        caption=words(table.caption),
        columns=tuple(words(column) for column in table.columns),
        note_label=words(table.note_label),
        rows=tuple(_row(row, words) for row in table.rows),
    )


def _row(row: Row, words: Translation) -> Row:
    note = _sentence(row.note, words) if row.note is not None else None
    return replace(row, cells=tuple(_sentence(cell, words) for cell in row.cells), note=note)


def _sentence(sentence: Sentence, words: Translation) -> Sentence:
    """A set phrase, such as a verdict; anything with claims behind it stays as it is said."""
    if sentence.claims or len(sentence.text) > _LONGEST_WORDS:
        return sentence
    return replace(sentence, text=words(sentence.text))
