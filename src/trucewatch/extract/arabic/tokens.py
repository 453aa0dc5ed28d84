"""The words and clauses of an Arabic report, as the stages hand them on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from trucewatch.extract.arabic.forms import Reading, level
from trucewatch.extract.arabic.lexicon import words

__all__ = ["Clause", "Parsed", "Token"]


@dataclass(eq=False)
class Token:
    """A word or mark. `start`, `end` are characters of the report's text; `norm` is the levelled spelling; `tag` is
    verb, masdar, noun, number, prep, conj, rel, neg, pron, about or mark; `base` the word without prefixed letters,
    article and ending where the lexicon knows it, else the levelled word; `prefix` the letters before it;
    `article` whether "ال" stands; `owner` a pronoun ending; `clause` the number of its clause in the report."""

    i: int
    text: str
    start: int
    end: int
    sentence: int
    norm: str
    tag: str = "noun"
    base: str = ""
    form: str = ""
    prefix: str = ""
    article: bool = False
    owner: str = ""
    known: bool = False
    reading: Reading | None = None
    clause: int = 0
    in_time: bool = False
    stem: str = ""
    lemmas: tuple[str, ...] = ()
    bases: frozenset[str] = frozenset()

    def isa(self, name: str) -> bool:
        """Whether the word belongs to a list or class of the lexicon."""
        return bool(self.bases & words(name))

    @property
    def is_verb(self) -> bool:
        """Whether it is read as a finite verb."""
        return self.tag == "verb"

    @property
    def lemma(self) -> str:
        """The verb's past for verbs and verbal nouns, else the word's base."""
        return self.reading.lemma if self.reading is not None else self.base


@dataclass(frozen=True)
class Clause:
    """The words first to last (inclusive) of a clause; `kind` tells how it begins: start, mark, that, rel, if,
    contrast, when, and."""

    first: int
    last: int
    kind: str
    sentence: int


@dataclass(frozen=True)
class Parsed:
    """A report's words, its sentences as ranges of words (end exclusive), and its clauses in order."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]
    clauses: tuple[Clause, ...] = field(default=())

    def sentence_of(self, token: Token) -> Sequence[Token]:
        """The words of a word's sentence."""
        first, end = self.sentences[token.sentence]
        return self.tokens[first:end]

    def clause_of(self, token: Token) -> Clause:
        """The clause of a word."""
        return self.clauses[token.clause]

    def words_of(self, clause: Clause) -> Sequence[Token]:
        """The words of a clause."""
        return self.tokens[clause.first : clause.last + 1]

    def slice(self, first: int, last: int) -> str:
        """The words first to last as worded, without the letters prefixed to the first."""
        head = self.tokens[first]
        start = head.start
        if head.prefix:
            start = _behind(self.text, head)
        text = self.text[start : self.tokens[last].end]
        if head.article and head.prefix.endswith("ل") and not level(text).startswith("ال"):
            text = "ا" + text if level(text).startswith("ل") and level(text)[1:2] != "ل" else text
            text = text if level(text).startswith("ال") else "ال" + text
        return text.strip(" «»\"“”'")


def _behind(text: str, token: Token) -> int:
    """Where a word starts behind its prefixed letters (vowel signs passed over)."""
    at, left = token.start, len(token.prefix)
    while at < token.end and left:
        if level(text[at]):
            left -= 1
        at += 1
    return at if at < token.end else token.start
