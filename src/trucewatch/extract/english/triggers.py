"""Which words of a report name an event, and of which type."""

from functools import lru_cache

from trucewatch.extract.english.echoes import once_a_place, without_echoes
from trucewatch.extract.english.entry_conditions import entries, holds, may_be_listed
from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.figurative import is_figurative
from trucewatch.extract.english.lexicon import Entry
from trucewatch.extract.english.means import settle
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.syntax import (
    objects,
)
from trucewatch.model import EventType

__all__ = ["find_triggers"]

_HELD = {
    "held": EventType.CONTROL,
    "controlled": EventType.CONTROL,
    "occupied": EventType.CONTROL,
    "dominated": EventType.CONTROL,
    "besieged": EventType.SIEGE,
}


def find_triggers(reading: Reading) -> list[EventHit]:
    """Every event mention in text order; none in boilerplate and none that is meant figuratively."""
    doc, hits = reading.doc, list[EventHit]()
    lower, lemma = doc.lower, doc.lemma
    for sentence in doc.sents:
        if reading.report.is_boilerplate(sentence.start_char, sentence.end_char):
            continue
        likely = (doc[i] for i in range(sentence.start, sentence.end) if may_name(lower[i], lemma[i]))
        found = [hit for token in likely if (hit := _held(reading, token) or _at(reading, token)) is not None]
        found = [h for h in found if not is_figurative(reading, h.head, h.type)]
        hits += without_echoes(found)
    return once_a_place(reading, settle(hits))


@lru_cache(maxsize=20_000)
def may_name(lower: str, lemma: str) -> bool:
    """Whether a word can name an event anywhere, or can at no place."""
    return "-" in lower or lower in _HELD or may_be_listed(lower, lemma)


def _held(reading: Reading, token: Token) -> EventHit | None:
    """ "Rebel-held": a state of control or siege whose holder is named in front of the hyphen."""
    kind = _HELD.get(token.lower_)
    if kind is None:
        word = token.lower_
        if "-" not in word:
            return None
        for ending, kind_ in _HELD.items():
            if word.endswith("-" + ending) and len(word) > len(ending) + 1:
                return EventHit(reading.doc[token.i : token.i + 1], token, kind_, "modifier:held")
        return None
    if token.i < 2 or reading.doc[token.i - 1].text not in ("-", "‑", "–"):
        return None
    holder = reading.doc[token.i - 2]
    if holder.pos_ == "ADV" or holder.lower_ in ("long", "well", "newly"):
        return None
    return EventHit(reading.doc[holder.i : token.i + 1], token, kind, "modifier:held", holder=holder)


def _is_clock(token: Token) -> bool:
    """ "Within ten days of signing" starts a clock; it tells of no signing."""
    if token.lower_ not in ("signing", "signature"):
        return False
    before = token.doc[max(token.sent.start, token.i - 5) : token.i]
    ties = {t.lower_ for t in before[-2:]} & {"of", "after", "from", "since"}
    return bool(ties) and any(t.lemma_ in ("day", "week", "month", "hour") for t in before)


def _at(reading: Reading, token: Token) -> EventHit | None:
    if _is_clock(token):
        return None
    for entry in entries(token):
        if holds(reading, token, entry):
            span = _span(reading, token, entry)
            return EventHit(span, token, entry.type, entry.rule, open=entry.open, toll=entry.toll, negated=entry.neg)
    return None


def _span(reading: Reading, token: Token, entry: Entry) -> Span:
    doc = reading.doc
    end = token.i + 1
    if entry.obj and {"fire", "himself", "hand"} & entry.obj and len(entry.obj) <= 4:
        inner = [o for o in objects(token) if o.i > token.i and o.i - token.i <= 3]
        end = inner[0].i + 1 if inner else end
    elif token.i + 1 < len(doc) and doc[token.i + 1].dep_ == "prt" and doc[token.i + 1].head == token:
        end = token.i + 2
    start = token.i
    if (
        token.pos_ in ("NOUN", "PROPN")
        and start
        and doc[start - 1].lower_ in ("air", "drone", "gas")
        and doc[start - 1].head == token
    ):
        start -= 1
    return doc[start:end]
