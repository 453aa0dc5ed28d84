"""Speakers where the parse is lost: hung below the event, at the edge of a headline, in run-on text."""

import re
from collections.abc import Iterator

from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.speakers import STRONG, counted, names
from trucewatch.extract.english.syntax import (
    conjuncts,
    upwards,
)
from trucewatch.extract.english.words import words

__all__ = ["Link", "loose"]

_SOURCE_NOUNS = words("speech.source_nouns")


Link = tuple[tuple[str, ...], Token, str]


def loose(reading: Reading, head: Token, last: tuple[str, ...]) -> Iterator[Link]:
    """Speakers of an event that nothing above it embeds; none for the report's own voice."""
    yield from _beside(reading, head, last)
    yield from _surface(reading, head, last)


def _beside(reading: Reading, head: Token, last: tuple[str, ...]) -> Iterator[Link]:
    """A speaker hung below the event's own clause ("The army, officials said, withdrew"), or at the edge of a
    headline."""
    seen = [head, *upwards(head)]
    for word in seen:
        for child in word.children:
            lemma = child.lemma_.lower()
            if (
                child.pos_ == "VERB"
                and lemma in STRONG
                and child not in seen
                and child.dep_ in ("parataxis", "ccomp", "conj", "advcl", "dep", "relcl")
            ):
                own = [c for c in child.children if c.dep_ == "nsubj"]
                embeds = any(c.dep_ in ("ccomp", "dobj", "xcomp") for c in child.children)
                led_in = any(c.dep_ in ("mark", "aux") or c.tag_ == "WRB" for c in child.children)
                if own and not embeds and not led_in and own[0].tag_ not in ("WDT", "WP"):
                    yield names(reading, [t for o in own for t in conjuncts(o)], last), child, f"speech:{lemma}"
                    return
    yield from _headline(head.sent)


def _surface(reading: Reading, head: Token, last: tuple[str, ...]) -> Iterator[Link]:
    """Where the parse is lost on run-on text: "X said that" opens the sentence or "X said" closes it, whatever
    hangs on what."""
    sentence = head.sent
    lemma = head.doc.lemma
    for i in range(sentence.start, sentence.end):
        if lemma[i] not in _PLAIN:
            continue
        verb = head.doc[i]
        if (
            verb.pos_ != "VERB"
            or verb.tag_ not in ("VBD", "VBZ", "VBP")
            or (verb.lemma_ == "announce" and any(c.dep_ == "dobj" for c in verb.children))
            or abs(verb.i - head.i) > 60
        ):
            continue
        opens = head.i > verb.i and verb.i - sentence.start <= 14
        closes = head.i < verb.i and sentence.end - verb.i <= 14
        if not (opens or closes) or any(
            t.lower_ in ("but", ";", "while", "whereas") for t in head.doc[min(head.i, verb.i) : max(head.i, verb.i)]
        ):
            continue
        own = [t for s in verb.children if s.dep_ == "nsubj" and s.i < verb.i for t in conjuncts(s)]
        who = [inner for t in own or _left_noun(verb) for inner in counted(t)]
        joined = bool(who) and closes and head.doc[max(who[0].left_edge.i - 1, 0)].lower_ in _JOINS
        if (
            who
            and not joined
            and who[0].tag_ not in ("WDT", "WP")
            and not any(t == head or t.is_ancestor(head) for t in who)
        ):
            yield names(reading, who, last), verb, "speech:surface"
            return


_JOINS = frozenset(("and", "but", ";", ":", "while", "though", "as", "when"))


_PLAIN = frozenset("say report tell announce claim add state note confirm stress".split())


def _left_noun(verb: Token) -> list[Token]:
    before = verb.nbor(-1) if verb.i else verb
    while before.dep_ in ("compound", "flat") and before.head.i == before.i + 1 and before.head.i < verb.i:
        before = before.head
    return (
        [before] if before.pos_ in ("NOUN", "PROPN", "PRON") and before.ent_type_ not in ("DATE", "TIME", "GPE") else []
    )


_EDGE = re.compile(
    r"^(?P<first>[A-Z][\w'’. ]{1,40}?):\s"
    r"|(?::|\s[-–—|])\s+(?P<last>[A-Z\w][\w'’. ]{1,30}?)\s*[.]?$"
    r"|\s(?P<bare>[Mm]onitor|[Ww]atchdog|[Aa]ctivists|NGO)\s*$"
)


def _headline(sentence: Span) -> Iterator[Link]:
    text = sentence.text.strip()
    m = _EDGE.search(text) if len(text) < 160 else None
    if m is None:
        return
    name = m["first"] or m["last"] or m["bare"]
    words = name.lower().split()
    if len(words) <= 5 and {words[0], words[-1]} & _SOURCE_NOUNS:
        yield (name.strip(),), sentence.root, "speech:headline"
