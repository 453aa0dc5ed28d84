"""Speakers as worded: whom a word of saying names, and whom a pronoun among them takes up."""

from collections.abc import Sequence

from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.syntax import (
    conjuncts,
    is_passive,
    objects,
    phrase,
    prep_objects,
    subjects,
)
from trucewatch.extract.english.words import words
from trucewatch.model import AUTHOR

__all__ = ["SPEECH", "STRONG", "WEAK", "counted", "names", "speaker_of", "speakers"]

SPEECH = words("speech.speech")


WEAK = words("speech.weak")


STRONG = SPEECH - WEAK
"""Words of saying that mark speech wherever they stand."""


_PRONOUNS = frozenset("he she it they who which".split())


def speaker_of(reading: Reading, verb: Token, last: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The speakers of one verb of saying, as worded; a pronoun stands for `last`."""
    return names(reading, speakers(verb), last)


def speakers(verb: Token) -> list[Token]:
    """Heads of those who say it: the subject, or whom "quoted" and "citing" name."""
    quoting = verb.head.head if verb.dep_ == "pcomp" and verb.head.lower_ == "as" else None
    if quoting is not None and quoting.lemma_ in ("quote", "cite"):
        return [t for h in objects(quoting) for t in conjuncts(h)]
    cited = (
        [c for c in verb.children if c.dep_ == "dobj"]
        if verb.lemma_ in ("quote", "cite") and not is_passive(verb)
        else []
    )
    heads = cited or subjects(verb)
    return [inner for h in heads for t in conjuncts(h) for inner in counted(t)]


def counted(head: Token) -> list[Token]:
    """ "A number of activists and outlets" are activists and outlets."""
    if head.lemma_.lower() not in ("number", "several", "some", "many", "dozen", "couple"):
        return [head]
    inner = [o for p, o in prep_objects(head) if p == "of"]
    return [t for o in inner for t in conjuncts(o)] or [head]


def names(reading: Reading, heads: Sequence[Token], last: tuple[str, ...]) -> tuple[str, ...]:
    """Speakers as worded. A pronoun stands for `last`; "we" is the report itself."""
    found: list[str] = []
    for head in heads:
        if head.lower_ in ("we", "i", "us"):
            found += [AUTHOR] if not found else []
        elif head.lower_ in _PRONOUNS or head.tag_ in ("WDT", "WP"):
            found += [name for name in last if name not in found]
        else:
            text = reading.span_text(_full(head))
            known = [
                name
                for name in last
                if head.lower_ in name.lower().split() and head.lower_ in ("source", "sources", "official", "spokesman")
            ]
            found += known if known and len(text.split()) <= 2 else [text]
    return tuple(found)


def _full(head: Token) -> Span:
    """A speaker with what tells him from others: "a source at the police command"."""
    span = phrase(head)
    for child in head.rights:
        if (
            child.dep_ == "prep"
            and child.i == span.end
            and child.lower_ in ("at", "in", "from", "for", "of", "with", "on")
        ):
            inner = [c for c in child.children if c.dep_ == "pobj"]
            if inner:
                return head.doc[span.start : max(span.end, phrase(inner[0]).end)]
    return span
