"""A finished parse as plain objects, with spaCy's names for what the rules ask of it.

spaCy makes a token, its strings, its children and its sentence anew each time that they are asked for, which costs the
rules more than their own work (docs/decisions/0015). Here everything is made once.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import overload

from spacy import attrs, tokens

__all__ = ["Doc", "Span", "Token", "plain"]

_STRINGS = (attrs.ORTH, attrs.LOWER, attrs.LEMMA, attrs.POS, attrs.TAG, attrs.DEP, attrs.ENT_TYPE)
_FLAGS = (attrs.SPACY, attrs.IS_PUNCT, attrs.IS_SPACE, attrs.IS_ALPHA, attrs.IS_UPPER, attrs.LIKE_NUM)
_NUMBERS = (attrs.IDX, attrs.SENT_START, attrs.HEAD, attrs.ENT_IOB)
_IOB = ("", "I", "O", "B")
_NEGATIVE = 2**63
"""spaCy tells how far off a head is as an unsigned number, where those from here on are below nought."""


class Token:
    """A word, a mark or a run of white space of a report, with its place in the sentence's tree of words."""

    __slots__ = (
        "children",
        "dep_",
        "doc",
        "ent_iob_",
        "ent_type_",
        "head",
        "i",
        "idx",
        "is_alpha",
        "is_punct",
        "is_space",
        "is_upper",
        "lemma_",
        "like_num",
        "lower_",
        "pos_",
        "sent",
        "tag_",
        "text",
        "whitespace_",
    )
    doc: "Doc"
    i: int
    """The number of the token in the report."""
    idx: int
    """The offset of its first character in the report's text."""
    head: "Token"
    """The word that it hangs on; the token itself at the top of a sentence."""
    children: list["Token"]
    """What hangs on it, in text order."""
    sent: "Span"
    """Its sentence."""
    text: str
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    ent_type_: str
    ent_iob_: str
    """B where the name of an entity begins, I where it goes on."""
    whitespace_: str
    """The space behind it, or nothing."""
    is_punct: bool
    is_space: bool
    is_alpha: bool
    is_upper: bool
    like_num: bool

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def lefts(self) -> list["Token"]:
        """What hangs on it and stands before it."""
        return [c for c in self.children if c.i < self.i]

    @property
    def rights(self) -> list["Token"]:
        """What hangs on it and stands behind it."""
        return [c for c in self.children if c.i > self.i]

    @property
    def subtree(self) -> list["Token"]:
        """The token and all that hangs on it, directly or not; in text order where no branches cross."""
        if not self.children:
            return [self]
        before = [token for child in self.lefts for token in child.subtree]
        return [*before, self, *(token for child in self.rights for token in child.subtree)]

    @property
    def left_edge(self) -> "Token":
        """The first of its subtree."""
        first = self
        for child in self.children:
            edge = child.left_edge if child.children else child
            first = edge if edge.i < first.i else first
        return first

    @property
    def right_edge(self) -> "Token":
        """The last of its subtree."""
        last = self
        for child in self.children:
            edge = child.right_edge if child.children else child
            last = edge if edge.i > last.i else last
        return last

    @property
    def ancestors(self) -> Iterator["Token"]:
        """The words above it, the nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def is_ancestor(self, other: "Token") -> bool:
        """Whether the other hangs on it, directly or not."""
        return any(above is self for above in other.ancestors)

    @property
    def text_with_ws(self) -> str:
        """The token with the space behind it."""
        return self.text + self.whitespace_

    def nbor(self, steps: int = 1) -> "Token":
        """The token so many steps behind it (before it, if negative); IndexError beyond the ends of the report."""
        at = self.i + steps
        if at < 0:
            raise IndexError(at)
        return self.doc.tokens[at]


class Span:
    """The tokens [start, end) of a report."""

    __slots__ = ("doc", "end", "start")

    def __init__(self, doc: "Doc", start: int, end: int) -> None:
        self.doc, self.start, self.end = doc, start, end

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Span):
            return NotImplemented
        return self.doc is other.doc and (self.start, self.end) == (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return self.text

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> "Span": ...
    def __getitem__(self, at: int | slice) -> "Token | Span":
        if isinstance(at, int):
            return self.doc.tokens[range(self.start, self.end)[at]]
        start, stop, _ = at.indices(self.end - self.start)
        return Span(self.doc, self.start + start, self.start + max(start, stop))

    @property
    def start_char(self) -> int:
        """The offset of its first character."""
        return self.doc.tokens[self.start].idx

    @property
    def end_char(self) -> int:
        """The offset behind its last character."""
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        """Its words as the report has them."""
        return self.doc.text[self.start_char : self.end_char] if self.end > self.start else ""

    @property
    def sent(self) -> "Span":
        """The sentence of its first token."""
        return self.doc.tokens[self.start].sent

    @property
    def root(self) -> Token:
        """The word on which the others hang: nearest to the top of the sentence, the first of those as near; a mark
        only where there is nothing else."""
        words, last = self.doc.tokens[self.start : self.end], len(self.doc.tokens)
        if len(words) == 1:
            return words[0]
        best, least = words[0], last
        for token in words:
            if token.head is token:
                return token
            if self.start <= token.head.i < self.end:
                continue
            bare = not token.children and (token.is_punct or token.is_space)
            depth = last - 1 if bare else sum(1 for _ in token.ancestors)
            if depth < least:
                best, least = token, depth
        return best


class Doc:
    """A report as parsed: its text, tokens and sentences; `lower` and `lemma` list the tokens' words and lemmas in
    small letters."""

    __slots__ = ("lemma", "lower", "sents", "text", "tokens")

    def __init__(self, text: str, words: list[Token], sents: list[Span], lower: list[str], lemma: list[str]) -> None:
        self.text, self.tokens, self.sents, self.lower, self.lemma = text, words, sents, lower, lemma

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Span: ...
    def __getitem__(self, at: int | slice) -> Token | Span:
        if isinstance(at, slice):
            start, stop, _ = at.indices(len(self.tokens))
            return Span(self, start, max(start, stop))
        return self.tokens[at]

    def covering(self, start: int, end: int) -> Span | None:
        """The tokens that hold the characters [start, end), of which a space behind a token is none; None where these
        reach beyond the text."""
        first, last = self._at(start), self._at(end - 1)
        if first is None or last is None or last < first:
            return None
        token = self.tokens[first]
        return Span(self, first + (start == token.idx + len(token.text)), last + 1)

    def _at(self, char: int) -> int | None:
        found = bisect_right(self.tokens, char, key=lambda t: t.idx) - 1
        if found < 0:
            return None
        token = self.tokens[found]
        return found if char < token.idx + len(token.text) + len(token.whitespace_) else None


def plain(parsed: tokens.Doc) -> Doc:
    """The parse as plain objects."""
    strings = _Strings(parsed)
    columns = parsed.to_array([*_STRINGS, *_FLAGS, *_NUMBERS]).T.tolist()
    text, lower, lemma = ([strings[key] for key in column] for column in columns[:3])
    doc = Doc(parsed.text, [Token() for _ in text], [], lower, [word.lower() for word in lemma])
    words = doc.tokens
    for i, (token, row) in enumerate(zip(words, zip(*columns[3:], strict=True), strict=True)):
        pos, tag, dep, kind, space, *flags, idx, start, head, iob = row
        token.doc, token.i, token.idx, token.children, token.ent_iob_ = doc, i, idx, [], _IOB[iob]
        token.text, token.lower_, token.lemma_ = text[i], lower[i], lemma[i]
        token.pos_, token.tag_, token.dep_, token.ent_type_ = strings[pos], strings[tag], strings[dep], strings[kind]
        token.whitespace_ = " " if space else ""
        token.is_punct, token.is_space, token.is_alpha, token.is_upper, token.like_num = map(bool, flags)
        if start == 1 or i == 0:
            sentence = Span(doc, i, i)
            doc.sents.append(sentence)
        sentence.end, token.sent = i + 1, sentence
        token.head = words[i + (head if head < _NEGATIVE else head - 2 * _NEGATIVE)]
    for token in words:
        if token.head is not token:
            token.head.children.append(token)
    return doc


class _Strings(dict[int, str]):
    """The strings of a vocabulary, each made once."""

    def __init__(self, parsed: tokens.Doc) -> None:
        super().__init__()
        self._store = parsed.vocab.strings

    def __missing__(self, key: int) -> str:
        self[key] = found = self._store[key]
        return found
