"""The words that the tagger marks, as the parse has them: whole names and phrases, and who gave which field."""

from collections.abc import Sequence

from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Doc, Span, Token
from trucewatch.extract.english.syntax import phrase
from trucewatch.extract.english.tagger import Span as Offsets
from trucewatch.extract.english.tagger import TaggedClaim

__all__ = ["completed", "given_by", "giver_of", "led", "marked", "names", "nested", "place_name", "words_at"]

_LONGEST = 12
"""The longest noun phrase, in words, to which a span that the tagger marks is filled up."""

_IN_FRONT = frozenset(("det", "predet", "amod", "compound"))

_DANGLING = frozenset(("of", "in", "on", "at", "and", "or", "including", "from", "by", "with", "the"))


def given_by(probability: float, giver: str = "tagger") -> str:
    """The rule name of what a probability decided: "tagger 0.83"."""
    return f"{giver} {probability:.2f}"


def giver_of(claim: TaggedClaim, role: str, found: Sequence[object], rule: str) -> str:
    """Who gave a role: the tagger, the rules beside it (with their rule) or alone, or the tagger by finding nobody."""
    marked = {"initiator": claim.initiators, "target": claim.targets, "place": claim.places}[role]
    if found and not marked:
        return rule
    giver = "tagger" if len(found) <= len(marked) else f"tagger and {rule}"
    return given_by(claim.sure.get(role, 0.5), giver if found else "tagger:none")


def words_at(doc: Doc, offsets: Offsets) -> Span | None:
    """The words that offsets touch, without punctuation at either end; None where they touch none."""
    span: Span | None = doc.covering(*offsets)
    if span is None:
        return None
    words = [token.i for token in span if not token.is_punct and not token.is_space]
    while words and doc[words[-1]].lower_ in _DANGLING:
        words.pop()
    return doc[words[0] : words[-1] + 1] if words else None


def place_name(reading: Reading, span: Span) -> Span:
    """The span grown to the whole name that it breaks off in, a known place's or one written in capitals: "Santa" of
    "Santa Rosa del Sur"."""
    end = span.end
    while end < span.sent.end and (
        reading.places.get(end, "") == reading.places.get(end - 1, None)
        or (span.doc[end - 1].dep_ == "compound" and span.doc[end - 1].head.i >= end and span.doc[end].pos_ == "PROPN")
    ):
        end += 1
    return span.doc[span.start : end]


def nested(span: Span) -> list[Span]:
    """A place and what it is said to lie in, each by itself: "the mill in the village of X"."""
    for token in span[1:-1]:
        if token.lower_ == "in" and token.dep_ == "prep":
            return [span.doc[span.start : token.i], *nested(span.doc[token.i + 1 : span.end])]
    return [span]


def _is_modifier(span: Span) -> bool:
    """Whether a name is only the first half of a word ("US-backed")."""
    return span.end < len(span.doc) and span.doc[span.end].text == "-" and not span.doc[span.end - 1].whitespace_


def led(span: Span) -> Span:
    """The noun phrase that an article or "each" opens, the span itself where there is
    none or it is too long."""
    head = span.root.head if span.root.dep_ in ("det", "predet") else span.root
    full = phrase(head)
    return full if _fits(span, full) else span


def _whole(span: Span) -> Span:
    """The noun phrase that a span is a part of, the span itself where it is none or too long."""
    full = phrase(span.root)
    return full if _fits(span, full) else span


def completed(span: Span) -> Span:
    """The noun phrase of a speaker whose words break off before its head: "a rebel" of "a rebel spokesman"."""
    head = span.root
    while head.dep_ in _IN_FRONT and head.head.i >= span.end and head.head.pos_ in ("NOUN", "PROPN"):
        head = head.head
    full = phrase(head)
    return full if _fits(span, full) else span


def _fits(span: Span, full: Span) -> bool:
    return full.start <= span.start and span.end <= full.end and len(full) <= _LONGEST


def names(reading: Reading, token: Token) -> bool:
    """Whether a word can name somebody or something by itself, as articles, numbers and comparatives can't."""
    nominal = token.pos_ in ("NOUN", "PROPN", "PRON") or token.ent_type_ == "NORP" or reading.is_actor(token)
    return nominal or (len(token) > 1 and token.is_upper)


def marked(reading: Reading, spans: Sequence[Offsets], *, whole: bool) -> list[Span]:
    """The words that the tagger marks, filled up to the names of which they are a part and, if asked, to their noun
    phrases; what lies within another of them falls away."""
    found = [
        span for offsets in spans if (span := words_at(reading.doc, offsets)) is not None and not _is_modifier(span)
    ]
    found = [_named(reading, span) for span in found]
    found = [_whole(span) for span in found] if whole else found
    return [
        span
        for n, span in enumerate(found)
        if not any(
            other.start <= span.start and span.end <= other.end and (len(other) > len(span) or m < n)
            for m, other in enumerate(found)
            if m != n
        )
    ]


def _named(reading: Reading, span: Span) -> Span:
    """The span grown to the whole name of an actor of the watch that it is a part of."""
    start, end = span.start, span.end
    first, last = reading.actors.get(start), reading.actors.get(end - 1)
    while first is not None and start > span.sent.start and reading.actors.get(start - 1) == first:
        start -= 1
    while last is not None and end < span.sent.end and reading.actors.get(end) == last:
        end += 1
    return span.doc[start:end]
