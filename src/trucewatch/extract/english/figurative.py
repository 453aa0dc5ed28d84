"""Words of war that speak of something else: sport, business, politics, illness, weather."""

from trucewatch.extract.english.mentions import WAR, Reading
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.syntax import clause_words
from trucewatch.extract.english.words import words
from trucewatch.model import EventType

__all__ = ["is_figurative", "is_warlike"]

_ELSEWHERE = words("figurative.elsewhere")

_PROCESS = frozenset(
    (
        EventType.AGREEMENT_SIGNED,
        EventType.NEGOTIATION,
        EventType.POSITION_STATED,
        EventType.MECHANISM_ESTABLISHED,
        EventType.BOUNDARY_DEFINED,
        EventType.CEASEFIRE_BREACH,
    )
)
_ARMED = WAR - words("figurative.soft")


def is_warlike(reading: Reading, sentence: Span) -> bool:
    """Whether words of war or a party of the watch stand in the sentence, or the report is full of them."""
    if reading.warlike:
        return True
    lower, lemma = reading.doc.lower, reading.doc.lemma
    return any(
        lemma[i] in WAR or lower[i] in WAR or i in reading.actors
        for i in range(sentence.start, min(sentence.end, sentence.start + 120))
    )


def is_figurative(reading: Reading, head: Token, kind: EventType) -> bool:
    """Whether the event word is meant figuratively: its clause speaks of sport, business, illness and the like and
    names no party of the watch, it stands in a comparison ("like a shelled town"), or it is "taking part"."""
    if _in_comparison(head) or _takes_part(head):
        return True
    words = [t for t in clause_words(head) if t != head]
    elsewhere = sum(t.lemma_.lower() in _ELSEWHERE or t.lower_ in _ELSEWHERE for t in words)
    if not elsewhere:
        return False
    party = any(t.i in reading.actors and not reading.is_state(t) for t in words)
    armed = sum(t.lemma_.lower() in _ARMED and t.pos_ in ("NOUN", "PROPN") for t in words)
    return not party and (elsewhere > armed or kind in _PROCESS)


def _takes_part(head: Token) -> bool:
    parts = (c for c in head.children if c.dep_ == "dobj" and c.lower_ in ("part", "place"))
    return head.lemma_ == "take" and any(not any(c.lower_ == "of" for c in part.children) for part in parts)


def _in_comparison(head: Token) -> bool:
    above = [head, *list(head.ancestors)[:3]]
    for word in above:
        if word.dep_ == "prep" and word.lower_ == "like":
            return True
        if word.pos_ in ("VERB", "AUX"):
            return any(c.dep_ == "mark" and c.lower_ == "like" for c in word.children)
    return False
