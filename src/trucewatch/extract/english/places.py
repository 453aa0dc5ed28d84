"""Where it happened: the place phrases of an event, innermost first."""

from collections.abc import Iterator

from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.mentions import ACTOR_NOUNS, NOT_PLACES, Reading
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.roles import Roles
from trucewatch.extract.english.speech import SPEECH
from trucewatch.extract.english.syntax import conjuncts, modifiers, phrase, upwards
from trucewatch.extract.english.words import words
from trucewatch.model import EventType

__all__ = ["find_places"]

_WHERE = words("places.where")
_SHOWN = words("places.shown")
_OWN = words("places.own")
_SECTOR = words("places.sector")
_AIMS = frozenset(("aim", "seek", "intend", "hope", "try", "attempt"))
_MOST = 12


def find_places(reading: Reading, hit: EventHit, roles: Roles) -> list[Span]:
    """Place phrases in order: what the event word takes as its place, then what its own phrase names, then its
    clause, then the clauses around it up to the word of saying. [] if the sentence names none for it."""
    found: list[Span] = []
    for head in roles.places:
        _add(found, _place(head))
        _nested(reading, head, found)
    for target in roles.targets:
        _nested(reading, target, found)
    _prepositional(reading, hit.head, found)
    for child in hit.head.children:
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and hit.head.pos_ in ("VERB", "AUX"):
            _nested(reading, child, found)
    _modifying(reading, hit, found)
    _aimed_at(reading, hit, found)
    if len(found) < _MOST:
        _around(reading, hit.head, found)
    for doer in roles.initiators:
        if not found and doer.head.lower_ == "by":
            _nested(reading, doer, found)
    if not found:
        _nearest(reading, hit.head, found)
    return found[:_MOST]


def _nearest(reading: Reading, head: Token, found: list[Span]) -> None:
    """Where the parse gives no place, the one named next after a preposition: headlines and run-on text parse badly."""
    for token in head.doc[head.i + 1 : min(head.sent.end, head.i + 18)]:
        known = token.i in reading.places or token.ent_type_ in ("GPE", "LOC", "FAC")
        if known and token.i not in reading.actors and reading.is_place(token):
            top = (
                token.head
                if token.dep_ in ("compound", "poss", "nmod", "amod") and reading.is_place(token.head)
                else token
            )
            if top.dep_ in ("pobj", "conj", "dobj", "ROOT", "appos", "npadvmod") or token.i in reading.places:
                return _add(found, _place(top))
    return None


def _add(found: list[Span], span: Span) -> None:
    if not any(s.start < span.end and span.start < s.end for s in found):
        found.append(span)


def _place(head: Token, prep: Token | None = None) -> Span:
    span = _towards(head, phrase(head))
    if prep is not None and prep.lower_ in _SHOWN and span.start - prep.i <= 1:
        return head.doc[prep.i : span.end]
    return span


def _towards(head: Token, span: Span) -> Span:
    """The area "north of the city of X": the direction belongs to the place's name."""
    doc = head.doc
    if span.end + 1 < len(doc) and doc[span.end].lower_ in _SECTOR and doc[span.end + 1].lower_ == "of":
        inner = [c for c in doc[span.end + 1].children if c.dep_ == "pobj"]
        if inner:
            return doc[span.start : max(phrase(inner[0]).end, span.end + 2)]
    return span


def _is_where(reading: Reading, token: Token) -> bool:
    if reading.is_place(token):
        return True
    if (
        token.i in reading.actors
        or token.lower_ in NOT_PLACES
        or token.ent_type_ in ("DATE", "TIME", "CARDINAL", "NORP", "ORG", "PERSON")
    ):
        return False
    return token.pos_ == "PROPN" and not token.ent_type_


def _unknown_name(reading: Reading, token: Token, prep: Token) -> bool:
    """A name after "in" or "near" is a place, whatever the stock recogniser takes it for."""
    if prep.lower_ in _LOCAL and (token.ent_type_ in ("GPE", "LOC", "FAC") or reading.is_state(token)):
        return True
    if prep.lower_ in _BESIDE and token.pos_ == "NOUN" and token.lower_ not in NOT_PLACES and not token.ent_type_:
        return not reading.is_person(token)
    if (
        token.pos_ != "PROPN"
        or token.i in reading.actors
        or token.lemma_.lower() in ACTOR_NOUNS
        or token.lower_ in NOT_PLACES
    ):
        return False
    return prep.lower_ in _LOCAL and token.ent_type_ in (
        "",
        "ORG",
        "PERSON",
        "PRODUCT",
        "WORK_OF_ART",
        "NORP",
        "EVENT",
        "LAW",
    )


_BESIDE = frozenset("near outside inside around above behind beside opposite".split())
_LOCAL = frozenset("in at near around outside inside across from into".split())


def _nested(reading: Reading, head: Token, found: list[Span], depth: int = 0) -> None:
    if depth > 4:
        return
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in _WHERE:
            for prep in (child, *(c for c in child.children if c.dep_ == "conj" and c.pos_ == "ADP")):
                for inner in prep.children:
                    if inner.dep_ == "pobj":
                        _take(reading, inner, prep, found, depth)
        elif child.dep_ == "appos" and reading.is_place(child):
            _add(found, _place(child))


def _take(reading: Reading, head: Token, prep: Token, found: list[Span], depth: int = 0) -> None:
    for place in conjuncts(head):
        if _is_where(reading, place) or _unknown_name(reading, place, prep):
            _add(found, _place(place, prep if place == head else None))
            _nested(reading, place, found, depth + 1)


def _prepositional(reading: Reading, word: Token, found: list[Span]) -> None:
    for child in word.children:
        if child.dep_ in ("prep", "advmod", "prt") and child.pos_ in ("ADP", "ADV", "SCONJ"):
            _down(reading, child, found, 0)


def _down(reading: Reading, prep: Token, found: list[Span], depth: int) -> None:
    if depth > 3:
        return
    for child in prep.children:
        if child.dep_ == "pobj" and (prep.lower_ in _OWN or prep.lower_ in _SHOWN):
            _take(reading, child, prep, found)
        elif child.dep_ in ("prep", "conj") and child.pos_ == "ADP":
            _down(reading, child, found, depth + 1)


def _aimed_at(reading: Reading, hit: EventHit, found: list[Span]) -> None:
    """ "An operation, aiming to reach the city": where an offensive is meant to lead."""
    if hit.type is not EventType.OFFENSIVE_LAUNCHED:
        return
    for aim in hit.head.sent:
        if aim.lemma_.lower() in _AIMS and aim.pos_ == "VERB" and aim.dep_ in ("advcl", "acl", "relcl", "conj"):
            for goal in (c for c in aim.children if c.dep_ == "xcomp"):
                for place in (c for c in goal.children if c.dep_ in ("dobj", "obj") and reading.is_place(c)):
                    _add(found, _place(place))


def _modifying(reading: Reading, hit: EventHit, found: list[Span]) -> None:
    """ "The Aleppo airstrikes": a place in front of an event noun."""
    head = hit.head
    if head.pos_ not in ("NOUN", "PROPN"):
        return
    for word in modifiers(head):
        named = (
            word.i in reading.places
            or word.ent_type_ in ("GPE", "LOC", "FAC")
            or (hit.type is EventType.NEGOTIATION and word.pos_ == "PROPN")
        )
        if word.dep_ in ("compound", "nmod", "poss") and named and _not_acting(reading, hit, word):
            _add(found, head.doc[word.i : word.i + 1])


def _not_acting(reading: Reading, hit: EventHit, word: Token) -> bool:
    """Whether a name in front of the event is no party: talks named after a capital are held there."""
    return word.i not in reading.actors or (hit.type is EventType.NEGOTIATION and reading.is_state(word))


def _around(reading: Reading, head: Token, found: list[Span]) -> None:
    for above in _clauses(head):
        if found and (
            head.pos_ in ("VERB", "AUX") or (above.dep_ in ("ccomp", "ROOT") and above.pos_ not in ("VERB", "AUX"))
        ):
            return
        _prepositional(reading, above, found)
        for child in above.children:
            if child.dep_ in ("dobj", "nsubjpass", "nsubj") and head.is_ancestor(child) is False and child != head:
                _nested(reading, child, found) if not child.is_ancestor(head) else None
        if found:
            return


def _clauses(head: Token) -> Iterator[Token]:
    for n, above in enumerate(upwards(head)):
        if above.pos_ in ("VERB", "AUX") and above.lemma_.lower() in SPEECH and n:
            return
        if n > 8:
            return
        yield above
