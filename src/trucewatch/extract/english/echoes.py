"""One mention per event: light verbs, weapons, tolls and headlines printed twice give way."""

from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.syntax import (
    clause_verb,
    objects,
    subjects,
)
from trucewatch.model import EventType

__all__ = ["once_a_place", "without_echoes"]


def without_echoes(hits: list[EventHit]) -> list[EventHit]:
    """One mention per event of a sentence: a light verb yields to its noun, a word in front of an event noun to
    that noun, a toll to what killed, a weapon to its use."""
    kept: list[EventHit] = []
    real = [h for h in hits if not h.toll]
    heads = {h.head.i: h for h in real}
    for hit in hits:
        if hit.toll and any(_tells_of(hit.head, r.head) for r in real if r.type in _FIRE):
            continue
        if hit.rule != "modifier:held" and hit.head.dep_ in ("compound", "amod", "nmod") and _modifies_one(hit, heads):
            continue
        if hit.head.lemma_.lower() in _WEAPONS and any(
            r.type is hit.type and r.head.lemma_.lower() not in _WEAPONS for r in real
        ):
            continue
        if hit.type is EventType.AGREEMENT_SIGNED and any(
            c.dep_ == "compound" and c.i in heads for c in hit.head.lefts
        ):
            continue
        if hit.head.pos_ == "VERB" and any(_lighter(hit, other) for other in real):
            continue
        kept.append(hit)
    return kept


_WEAPONS = frozenset(("bomb", "bomber", "mine", "landmine", "ied", "device"))


def _modifies_one(hit: EventHit, heads: dict[int, EventHit]) -> bool:
    other = heads.get(hit.head.head.i) or heads.get(hit.head.head.head.i)
    return other is not None and other.head.i > hit.head.i and other.type in _FIRE


_FIRE = frozenset(
    (
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.ASSAULT,
        EventType.EXPLOSIVE_DEVICE,
        EventType.CHEMICAL_ATTACK,
        EventType.ARMED_CLASH,
        EventType.WEAPONS_FIRE,
        EventType.VIOLENCE_AGAINST_CIVILIANS,
        EventType.OFFENSIVE_LAUNCHED,
    )
)


def _tells_of(toll: Token, event: Token) -> bool:
    """Whether a word of killing counts the victims of an event: it stands over it, below it or beside its clause."""
    if toll.is_ancestor(event) or event.is_ancestor(toll):
        return True
    above = clause_verb(toll.head) if toll.head != toll else None
    return (
        above is not None
        and (above.i == event.i or above.is_ancestor(event))
        and toll.dep_ in ("advcl", "conj", "acl", "xcomp", "relcl")
    )


def _lighter(hit: EventHit, noun: EventHit) -> bool:
    """Whether a verb only carries the noun: its subject or object is itself an event of the same kind."""
    if (
        noun.head == hit.head
        or noun.head.pos_ not in ("NOUN", "PROPN")
        or hit.toll
        or noun.head.lemma_.lower() in _WEAPONS
    ):
        return False
    if noun.type is not hit.type and not (hit.open and noun.type in _FIRE):
        return False
    if any(t.i == noun.head.i for t in (*subjects(hit.head), *objects(hit.head))):
        return hit.open or hit.type is noun.type
    near = noun.head.head == hit.head or noun.head.head.head == hit.head
    return near and (noun.head.dep_ in ("dobj", "nsubj", "nsubjpass") or hit.open or hit.type is noun.type)


def once_a_place(reading: Reading, hits: list[EventHit]) -> list[EventHit]:
    """A holder or a siege in a modifier is coded once a place and report (codebook, decisions: Modifiers), and
    words that repeat a headline not at all."""
    held: set[tuple[str, ...]] = set()
    told: dict[tuple[str, ...], list[frozenset[str]]] = {}
    kept = []
    for hit in hits:
        window, names = _window(reading, hit)
        key = (hit.type.value, hit.span.text.lower(), hit.head.head.lower_)
        echo = hit.rule == "modifier:held" and key in held
        if hit.rule == "modifier:held":
            held.add(key)
        if len(window) > _WINDOW:
            echo = echo or any(names <= earlier or earlier <= names for earlier in told.get(window, ()))
            told.setdefault(window, []).append(names)
        if not echo:
            kept.append(hit)
    return kept


_WINDOW = 5
_NAMES = 16


def _window(reading: Reading, hit: EventHit) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words around a mention, with its type, and the names and numbers that follow in its sentence: a sentence
    that is printed twice has the same, or one of the two breaks off; a list of like events has others."""
    doc, at = reading.doc, hit.head.i
    low, high = max(hit.head.sent.start, at - 4), min(hit.head.sent.end, at + 4)
    names = frozenset(
        t.lower_ for t in doc[at : min(hit.head.sent.end, at + _NAMES)] if t.pos_ == "PROPN" or t.like_num
    )
    return (hit.type.value, *(t.lower_ for t in doc[low:high] if t.is_alpha)), names
