"""The parties of an event that a noun names: "shelling of X by Y", "X launched an attack on Y"."""

from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.parties import AIMED, HARM, MUTUAL, OBJECT_IS_PLACE, PERCEIVING, SUFFER, Roles, spread
from trucewatch.extract.english.syntax import (
    clause_verb,
    is_passive,
    modifiers,
    objects,
    prep_objects,
    subjects,
)
from trucewatch.extract.english.words import words
from trucewatch.model import EventType

__all__ = ["of_noun"]

_OF_IS_DOER = frozenset((EventType.WITHDRAWAL, EventType.REINFORCEMENT, EventType.ARMED_CLASH, EventType.NEGOTIATION))


_TALKS = frozenset((EventType.NEGOTIATION, EventType.AGREEMENT_SIGNED))


def of_noun(reading: Reading, hit: EventHit) -> Roles:
    """The parties of the event that this noun names."""
    noun = hit.head
    preps = [*prep_objects(noun), *_beside(noun)]
    by = spread(o for p, o in preps if p == "by")
    between = spread(o for p, o in preps if p == "between")
    against = spread(o for p, o in preps if p in AIMED)
    with_ = spread(o for p, o in preps if p == "with")
    of = spread(o for p, o in preps if p == "of" and o.lemma_ not in ("fire", "village", "hand"))
    owners = [m for m in modifiers(noun) if m.tag_ == "PRP$" and m.lower_ in ("its", "their")]
    owners += [
        m
        for m in modifiers(noun)
        if _can_act(reading, m)
        and not (hit.type in _TALKS and m.dep_ == "compound" and (m.i not in reading.actors or reading.is_state(m)))
    ]
    doers, targets, places = by + owners, against, []
    if hit.type in MUTUAL:
        actors = [o for o in with_ + against if reading.is_actor(o) or o.pos_ == "PROPN"]
        if between:
            doers, targets = doers + between[:1], between[1:]
        else:
            targets = actors
            doers = doers or (_clause_side(reading, noun) if actors and hit.type is EventType.ARMED_CLASH else [])
    elif hit.type in _OF_IS_DOER and not by:
        doers += [o for o in of if not reading.is_place(o) or o.i in reading.actors]
    elif hit.type == EventType.CONTROL and noun.lemma_ in ("hand", "control", "grip") and not owners:
        doers += [o for o in of if reading.is_actor(o) and not (o.ent_type_ == "GPE" and noun.lemma_ == "control")]
        places = [o for o in of if o not in doers]
    else:
        targets = targets + of
    if hit.type in (EventType.TERRITORY_CAPTURED, EventType.SIEGE, EventType.CONTROL):
        places += [o for o in targets if reading.is_place(o)] + spread(o for p, o in preps if p == "over")
        froms = [o for p, o in preps if p == "from" and reading.is_actor(o)]
        targets = [o for o in targets if not reading.is_place(o)] + froms
    targets = targets + _said_of(noun)
    doers, targets, places = _around_noun(reading, hit, doers, targets, places)
    if hit.type is EventType.NEGOTIATION or hit.type is EventType.AGREEMENT_SIGNED:
        doers, targets = doers + targets, []
    return Roles(tuple(doers), tuple(targets), tuple(places), "noun")


def _beside(noun: Token) -> list[tuple[str, Token]]:
    """A phrase right behind the event noun is its own, whatever verb the parser hung it on ("seized it after a
    battle with B")."""
    if noun.i + 1 >= noun.sent.end:
        return []
    prep = noun.nbor(1)
    if prep.head == noun or prep.lower_ not in ("with", "against", "on", "by", "between", "of"):
        return []
    return [(prep.lower_, c) for c in prep.children if c.dep_ == "pobj"]


def _clause_side(reading: Reading, noun: Token) -> list[Token]:
    """ "A seized the town after a battle with B": the one side is the clause's own subject."""
    verb = clause_verb(noun)
    if verb is None or noun.dep_ != "pobj":
        return []
    return [s for s in spread(subjects(verb)) if s.i < noun.i and (reading.is_actor(s) or s.pos_ == "PRON")]


def _can_act(reading: Reading, word: Token) -> bool:
    if word.i in reading.actors or word.ent_type_ in ("NORP", "ORG"):
        return True
    if word.i in reading.places:
        return word.ent_type_ == "GPE" and word.dep_ == "poss"
    return word.lemma_.lower() in _ADJ_ACTORS or (
        reading.is_actor(word)
        and word.dep_ in ("poss", "compound", "amod", "nmod")
        and word.lemma_.lower() not in _CARRIERS
        and word.ent_type_ != "GPE"
    )


_ADJ_ACTORS = words("roles.adj_actors")


_CARRIERS = words("roles.carriers")


def _said_of(noun: Token) -> list[Token]:
    """What a clause that modifies the event noun says it hit: "the fire that hit the hill", "strikes targeting the
    convoy"."""
    found: list[Token] = []
    for child in noun.children:
        if child.dep_ in ("relcl", "acl") and child.lemma_.lower() in HARM and not is_passive(child):
            found += spread(o for o in child.children if o.dep_ == "dobj")
    return found


def _around_noun(
    reading: Reading, hit: EventHit, doers: list[Token], targets: list[Token], places: list[Token]
) -> tuple[list[Token], list[Token], list[Token]]:
    """What the verb that governs an event noun adds: "X launched an attack", "Y came under fire", "the strike
    killed Z"."""
    noun, verb = hit.head, clause_verb(hit.head)
    if verb is None or abs(verb.i - noun.i) > 30:
        return doers, targets, places
    lemma = verb.lemma_.lower()
    under = noun.dep_ == "pobj" and noun.head.lower_ == "under"
    if noun.dep_ in ("dobj", "nsubjpass") or (
        noun.dep_ == "pobj" and noun.head.head == verb and lemma in ("engage", "respond", "proceed", "embark", "hold")
    ):
        acting = spread(subjects(verb))
        if lemma in SUFFER:
            targets = targets + [a for a in acting if not reading.is_place(a)]
            places = places + [a for a in acting if reading.is_place(a)]
        elif not doers and lemma not in PERCEIVING:
            doers = acting
        if lemma in (
            "take",
            "gain",
            "regain",
            "get",
            "seize",
            "win",
            "wrest",
            "assert",
            "have",
            "lose",
            "restore",
            "recover",
        ):
            places = places + spread(o for p, o in prep_objects(verb) if p in ("over", "of"))
        if not targets:
            targets = spread(o for p, o in prep_objects(verb) if p in ("against", "on", "at"))
    elif under or (noun.dep_ in ("pobj", "agent") and is_passive(verb) and lemma != "hold"):
        suffering = spread(objects(verb)) if is_passive(verb) else spread(subjects(verb))
        if hit.type in OBJECT_IS_PLACE:
            places = places + suffering
        else:
            targets = targets + suffering
    elif noun.dep_ == "nsubj" and lemma in HARM:
        targets = targets + spread(objects(verb))
    elif noun.dep_ == "pobj" and lemma in ("die", "suffer", "perish"):
        targets = targets + [s for s in spread(subjects(verb)) if reading.is_person(s) or reading.is_actor(s)]
    if noun.dep_ == "pobj" and hit.type is EventType.CONTROL and noun.lemma_ in ("hand", "control"):
        places = places + [t for t in spread(subjects(verb)) if t not in doers and reading.is_place(t)]
    return doers, targets, places
