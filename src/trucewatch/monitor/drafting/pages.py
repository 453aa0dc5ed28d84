"""A report read for drafting: its sentences with the actors named in them, its times, and its claims."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from trucewatch.extract.english.parsed import Doc, Span, Token
from trucewatch.extract.english.pipeline import parse
from trucewatch.extract.english.times import TimeExpression, find_times
from trucewatch.model import Claim, EventType, Report

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["Named", "Page", "quoted", "slug", "subtree_text"]

_NAMES = frozenset({"PROPN"})
_SPEAKS_FOR = frozenset(
    "delegation representative leader commander envoy official negotiator member delegate leadership".split()
)
_DATELINE = re.compile(r"^\s*[A-Z][A-Z .'’/-]{2,}(?:,\s*[\w .]{2,20})?(?:\s*\([^)]{2,30}\))?\s*[-–—:]\s+")
_CLAUSES = re.compile(r"(?m)^\s*(?:Article\s+\w+|ARTICLE\s+\w+|\(?\d{1,2}[.)])\s*\S")
_PREAMBLE = re.compile(
    r"\b(?:the (?:parties|undersigned|signatories|guarantors)(?: \w+)? (?:agree|undertake|have agreed|shall|commit)|"
    r"hereby|have agreed as follows)\b",
    re.IGNORECASE,
)
_LEAST_CLAUSES = 3
_ARTICLE = re.compile(r"^(?:the|a|an|both|all|its|their)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """Someone as worded, with the id of the actor that the wording resolves to, else one made of the wording."""

    words: str
    id: str
    known: bool


class Page:
    """One report. `signed` is the day that "within five days of signing" counts from, None where it is not known."""

    def __init__(self, report: Report, claims: Sequence[Claim], world: "World") -> None:
        self.report, self.claims, self._world = report, claims, world

    @cached_property
    def doc(self) -> Doc:
        """The parse of the report."""
        return parse(self.report.text)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences outside the page's furniture."""
        return tuple(s for s in self.doc.sents if not self.report.is_boilerplate(s.start_char, s.end_char))

    def times(self, signed: date | None) -> list[TimeExpression]:
        """Every time in the text."""
        return find_times(self.doc, self.report.published, {"signing": signed} if signed else None)

    def quote(self, span: Span) -> str:
        """The words of a sentence, as they stand."""
        return " ".join(span.text.split())

    def claims_in(self, span: Span, *types: EventType) -> list[Claim]:
        """The claims whose trigger stands in a sentence, of some types (none given: of all)."""
        return [
            c
            for c in self.claims
            if span.start_char <= c.trigger.start < span.end_char and (not types or c.type in types)
        ]

    def name(self, words: str) -> Named:
        """Whom a wording names."""
        plain = _ARTICLE.sub("", " ".join(words.split())).strip(" ,.;:\"'“”")
        actor = self._world.actors.resolve(plain, self.report.published).actor
        return Named(plain, actor.id if actor else slug(plain), actor is not None)

    def names_in(self, tokens: Token) -> list[Named]:
        """Everyone in a noun phrase and what is joined to it by commas and "and"; "the delegations of A and B" are A
        and B."""
        heads = [head for first in _joined(tokens) for head in _behind(first)]
        return [self.name(subtree_text(head)) for head in heads if _is_someone(head)]

    @cached_property
    def is_instrument(self) -> bool:
        """Whether the text is an agreement itself and no report on one: numbered clauses, and words that bind."""
        text = self.report.text
        return len(_CLAUSES.findall(text)) >= _LEAST_CLAUSES and bool(_PREAMBLE.search(text))

    def without_dateline(self, span: Span) -> Span:
        """The sentence without "PLACE, 4 May - " before it, which the parser would take for a subject."""
        found = _DATELINE.match(span.text)
        return parse(span.text[found.end() :])[:] if found and span.text[found.end() :].strip() else span


def slug(words: str) -> str:
    """An id made of a wording: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:60] or "unnamed"


def quoted(quote: str, report: str | None) -> str:
    """A quotation with the report that it stands in, as it is written into a note."""
    where = f" ({report})" if report else ""
    return f"“{quote.strip(' “”')}”{where}"


def subtree_text(head: Token) -> str:
    """The noun phrase of a head without what is joined to it, relative clauses and set-off additions."""
    left_out = {"conj", "cc", "punct", "relcl", "appos", "acl", "advcl", "preconj"}
    kept = [head]
    stack = [c for c in head.children if c.dep_ not in left_out]
    while stack:
        token = stack.pop()
        kept.append(token)
        stack += [c for c in token.children if c.dep_ not in left_out]
    kept.sort(key=lambda t: t.i)
    pieces = [kept[0].text]
    for before, token in pairwise(kept):
        # A gap where something was left out is a gap between words all the same.
        apart = token.i != before.i + 1 or before.whitespace_
        pieces.append(f" {token.text}" if apart else token.text)
    return " ".join("".join(pieces).split())


def _joined(head: Token) -> Iterator[Token]:
    yield head
    first = next(token for token in (head, *head.ancestors) if token.dep_ != "conj")
    joined = [first]
    for token in joined:
        joined += [child for child in token.rights if child.dep_ == "conj"]
    yield from (token for token in joined if token is not head)


def _behind(head: Token) -> Iterator[Token]:
    """Those for whom somebody speaks, else the head itself."""
    if head.lemma_.lower() in _SPEAKS_FOR:
        for prep in head.children:
            if prep.dep_ == "prep" and prep.lower_ in ("of", "from", "for"):
                for named in (t for t in prep.children if t.dep_ == "pobj"):
                    yield from _joined(named)
                return
    yield head


def _is_someone(head: Token) -> bool:
    return head.pos_ in ("PROPN", "NOUN") and any(
        t.pos_ in _NAMES or t.text[:1].isupper() for t in (head, *head.subtree)
    )
