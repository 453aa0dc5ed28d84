"""Who did it to whom: the parties of an event from its place in the sentence."""

from collections.abc import Iterable

from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.noun_roles import of_noun
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.parties import AIMED, Roles, spread
from trucewatch.extract.english.syntax import conjuncts, prep_objects
from trucewatch.extract.english.verb_roles import of_verb
from trucewatch.extract.english.words import words
from trucewatch.model import EventType

__all__ = ["Roles", "assign"]

_NO_TARGET = frozenset(
    (
        EventType.WITHDRAWAL,
        EventType.REINFORCEMENT,
        EventType.NEGOTIATION,
        EventType.AGREEMENT_SIGNED,
        EventType.MECHANISM_ESTABLISHED,
        EventType.BOUNDARY_DEFINED,
        EventType.POSITION_STATED,
        EventType.CEASEFIRE_BREACH,
        EventType.SIEGE,
        EventType.CONTROL,
        EventType.PROHIBITED_PRESENCE,
    )
)


_OBJECTS = words("roles.objects")


_MINIONS = words("roles.minions")


def assign(reading: Reading, hit: EventHit) -> Roles:
    """The parties of one event mention, as far as its own sentence tells; pronouns are left for the resolve stage."""
    if hit.holder is not None:
        return Roles((hit.holder,), (), tuple(_held_places(hit)), "modifier")
    head = hit.head
    if head.pos_ in ("NOUN", "PROPN"):
        found = of_noun(reading, hit)
    elif head.dep_ == "amod" and head.pos_ != "VERB":
        found = Roles((), (), tuple(conjuncts(head.head)), "modifier")
    elif (owner := _owner(reading, head)) is not None:
        aimed = spread(o for p, o in prep_objects(head) if p in ("of", *AIMED))
        found = Roles((owner,), tuple(aimed), (), "gerund")
    else:
        found = of_verb(reading, hit)
    return _sorted_out(reading, hit, found)


def _owner(reading: Reading, head: Token) -> Token | None:
    """Whose doing a gerund is that the parser took for a verb: "died in rebel shelling of the town"."""
    if (
        head.tag_ != "VBG"
        or head.i == head.sent.start
        or any(c.dep_ in ("dobj", "aux", "nsubj") for c in head.children)
    ):
        return None
    before = head.nbor(-1)
    return before if before.dep_ == "pobj" and reading.is_actor(before) else None


def _held_places(hit: EventHit) -> list[Token]:
    noun = hit.head.head
    return conjuncts(noun) if noun.pos_ in ("NOUN", "PROPN") else []


def _sorted_out(reading: Reading, hit: EventHit, found: Roles) -> Roles:
    """Doers that can act, targets that can be hit, places apart; nothing twice."""
    held = {t.i for t in hit.span}
    doers = [t for t in _unique(found.initiators) if t.i not in held and _doer(reading, t, hit)]
    doers = [t for t in doers if not (t.head in doers and t.dep_ in ("compound", "amod", "nmod"))]
    targets, places = [], list(found.places)
    for token in _unique(found.targets):
        if token.i in held or token in doers or token.ent_type_ in ("DATE", "TIME"):
            continue
        lemma = token.lemma_.lower()
        if hit.type in _NO_TARGET:
            if reading.is_place(token):
                places.append(token)
            continue
        if token.i in reading.actors or reading.is_person(token) or lemma in _OBJECTS or token.tag_ in ("PRP", "WP"):
            targets.append(token)
            if lemma in _OBJECTS and reading.is_place(token):
                places.append(token)
        elif reading.is_place(token):
            places.append(token)
        elif reading.is_actor(token) or token.pos_ == "PROPN" or (lemma in _MINIONS and token.pos_ != "NUM"):
            targets.append(token)
    return Roles(tuple(doers), tuple(targets), tuple(_unique(places)), found.rule)


def _doer(reading: Reading, token: Token, hit: EventHit) -> bool:
    if token.ent_type_ in ("DATE", "TIME", "CARDINAL") and not reading.is_actor(token):
        return token.lemma_.lower() in _MINIONS or token.pos_ == "NUM"
    if token.pos_ in ("PROPN", "PRON"):
        return token.lower_ not in ("it", "there", "this", "that", "these", "those") or token.lower_ == "it"
    if reading.is_actor(token) or reading.is_person(token) or token.lemma_.lower() in _MINIONS:
        return True
    return (
        hit.type not in (EventType.SHELLING, EventType.AIR_STRIKE, EventType.EXPLOSIVE_DEVICE, EventType.CONTROL)
        and token.pos_ == "NOUN"
        and (
            token.lemma_.lower()
            in (
                "convoy",
                "side",
                "howitzer",
                "vehicle",
                "column",
                "lorry",
                "bus",
                "relief",
                "aid",
                "reinforcement",
                "remnant",
            )
        )
    )


def _unique(tokens: Iterable[Token]) -> list[Token]:
    seen: set[int] = set()
    out = []
    for token in tokens:
        if token.i not in seen:
            seen.add(token.i)
            out.append(token)
    return out
