"""The parties of an event that a verb names, active and passive, with the verbs that turn the roles round."""

from collections.abc import Callable

from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.parties import AIMED, MUTUAL, OBJECT_IS_PLACE, Roles, spread
from trucewatch.extract.english.syntax import (
    conjuncts,
    objects,
    prep_objects,
    subjects,
)
from trucewatch.extract.english.words import words
from trucewatch.model import EventType

__all__ = ["of_verb"]


def of_verb(reading: Reading, hit: EventHit) -> Roles:
    """The parties of the event that this verb names."""
    verb, lemma = hit.head, hit.head.lemma_.lower()
    doers, done_to = spread(subjects(verb)), spread(objects(verb))
    doers += _led_by(doers)
    preps = list(prep_objects(verb)) + [(p, o) for d in done_to for p, o in prep_objects(d) if p in ("from", "against")]
    special = _SPECIAL.get(lemma)
    if special is not None and (found := special(hit, doers, done_to)) is not None:
        return found
    if hit.type in MUTUAL:
        others = spread(o for p, o in preps if p in ("with", "against", "and"))
        others = [o for o in others if reading.is_actor(o) or o.pos_ in ("PROPN", "PRON")]
        pairs = spread(o for p, o in preps if p == "between")
        if hit.type is EventType.ARMED_CLASH:
            others += [o for o in done_to if reading.is_actor(o)]
            return Roles(tuple(doers or pairs[:1]), tuple(others or pairs[1:]), (), "verb:mutual")
        partners = [o for o in done_to if lemma == "meet" and reading.is_actor(o)]
        return Roles(tuple(doers + others + pairs + partners), (), (), "verb:mutual")
    aimed = spread(
        o
        for p, o in preps
        if p in AIMED or (p in ("to", "into") and hit.type in (EventType.SHELLING, EventType.AIR_STRIKE))
    )
    froms = spread(o for p, o in preps if p == "from")
    if hit.type is EventType.TERRITORY_CAPTURED:
        lost = [o for o in froms if reading.is_actor(o) or (o.pos_ == "PROPN" and not reading.is_place(o))]
        ousted = [o for o in done_to if reading.is_actor(o) and not reading.is_place(o)]
        places = [o for o in done_to if o not in ousted] + ([o for o in froms if o not in lost] if ousted else [])
        places += [o for p, o in preps if p in ("of", "over")]
        return Roles(
            tuple(doers),
            tuple(lost + ousted),
            tuple(p for p in places if p.lemma_ not in ("control", "hand")),
            "verb:captured",
        )
    if (
        hit.type is EventType.WITHDRAWAL
        and lemma in ("pull", "draw", "withdraw", "move", "evacuate", "bring", "take", "remove")
        and done_to
    ):
        moved = [o for o in done_to if reading.is_actor(o)]
        return Roles(tuple(doers or moved), (), tuple(spread(froms)), "verb:moved")
    if hit.type in OBJECT_IS_PLACE:
        moved = [o for o in done_to if not reading.is_place(o)] if hit.type is EventType.REINFORCEMENT else []
        places = [o for o in done_to if o not in moved]
        return Roles(tuple(doers or moved), (), tuple(places), "verb")
    return Roles(tuple(doers), tuple(done_to + aimed), (), "verb")


def _lost(hit: EventHit, doers: list[Token], done_to: list[Token]) -> Roles | None:
    if hit.type is not EventType.TERRITORY_CAPTURED:
        return None
    to = spread(o for p, o in prep_objects(hit.head) if p == "to")
    for place in done_to:
        to += spread(o for p, o in prep_objects(place) if p == "to")
    return Roles(tuple(to), tuple(doers), tuple(done_to), "verb:lost")


def _fell(hit: EventHit, doers: list[Token], _: list[Token]) -> Roles | None:
    preps = list(prep_objects(hit.head))
    if hit.type is EventType.TERRITORY_CAPTURED:
        return Roles(
            tuple(spread(o for p, o in preps if p in ("to", "under") and o.lemma_ not in ("control", "hand"))),
            (),
            tuple(doers),
            "verb:fell",
        )
    if hit.type is EventType.SHELLING:
        aimed = spread(o for p, o in preps if p in ("on", "in", "into", "near", "at"))
        return Roles((), tuple(aimed), (), "verb:fell")
    return None


def _changed_hands(hit: EventHit, doers: list[Token], _: list[Token]) -> Roles | None:
    return Roles((), (), tuple(doers), "verb:changed_hands") if hit.type is EventType.TERRITORY_CAPTURED else None


def _munition(hit: EventHit, doers: list[Token], done_to: list[Token]) -> Roles | None:
    """Shells and rockets are fired: neither doer nor target. What they are fired at is."""
    if hit.type not in (
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.WEAPONS_FIRE,
        EventType.CHEMICAL_ATTACK,
        EventType.EXPLOSIVE_DEVICE,
    ):
        return None
    actors = [d for d in doers if d.lemma_.lower() not in _MUNITIONS]
    hit_ = [o for o in done_to if o.lemma_.lower() not in _MUNITIONS]
    aimed = spread(
        o
        for p, o in prep_objects(hit.head)
        if p in ("at", "on", "into", "against", "upon", "toward", "towards", "over")
    )
    for weapon in done_to:
        aimed += spread(o for p, o in prep_objects(weapon) if p in ("at", "on", "into", "against", "upon"))
    return Roles(tuple(actors), tuple(hit_ + aimed), (), "verb:munition")


_MUNITIONS = words("roles.munitions")


_SPECIAL: dict[str, Callable[[EventHit, list[Token], list[Token]], Roles | None]] = {
    "lose": _lost,
    "fall": _fell,
    "land": _fell,
    "change": _changed_hands,
    "fire": _munition,
    "launch": _munition,
    "drop": _munition,
    "use": _munition,
    "lob": _munition,
    "hit": _munition,
    "strike": _munition,
    "slam": _munition,
    "crash": _munition,
    "open": _munition,
    "detonate": _munition,
    "explode": _munition,
    "impact": _munition,
    "plant": _munition,
    "lay": _munition,
    "rain": _munition,
    "deploy": _munition,
    "shower": _munition,
    "blow": _munition,
    "go": _munition,
}


def _led_by(doers: list[Token]) -> list[Token]:
    """ "The army, led by the 5th Brigade": both act."""
    found: list[Token] = []
    for doer in doers:
        for child in doer.children:
            if child.dep_ == "acl" and child.lemma_.lower() == "lead":
                found += [t for a in subjects(child) for t in conjuncts(a)]
    return found
