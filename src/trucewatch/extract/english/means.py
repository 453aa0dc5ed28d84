"""By what means: settles the type of "attack", "strike", "bombed", "killed" where the word itself does not tell.

First the words that modify the event, then its clause, then what the report makes known elsewhere: the last event
whose means was told, or the one kind that prevails in the report. Else the lexicon's default (codebook, decisions:
Unspecific).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.syntax import clause_words, modifiers, prep_objects
from trucewatch.extract.english.words import words
from trucewatch.model import EventType

__all__ = ["means_of", "settle"]

_NAMED = {
    EventType.AIR_STRIKE: words("means.air_strike"),
    EventType.SHELLING: words("means.shelling"),
    EventType.EXPLOSIVE_DEVICE: words("means.explosive_device"),
    EventType.CHEMICAL_ATTACK: words("means.chemical_attack"),
    EventType.WEAPONS_FIRE: words("means.weapons_fire"),
}
_WORDS = {word: kind for kind, names in _NAMED.items() for word in names}
_ORDER = (
    EventType.CHEMICAL_ATTACK,
    EventType.EXPLOSIVE_DEVICE,
    EventType.AIR_STRIKE,
    EventType.SHELLING,
    EventType.WEAPONS_FIRE,
)
_STICKY = frozenset((EventType.SHELLING, EventType.AIR_STRIKE, EventType.EXPLOSIVE_DEVICE, EventType.CHEMICAL_ATTACK))
_SHARE = 0.6


def means_of(tokens: Iterable[Token]) -> tuple[EventType, ...]:
    """The kinds of attack whose weapon or carrier is named among the tokens, in the order of `_ORDER`."""
    found = {_WORDS[w] for t in tokens for w in (t.lemma_.lower(), t.lower_) if w in _WORDS}
    return tuple(kind for kind in _ORDER if kind in found)


def settle(hits: list[EventHit]) -> list[EventHit]:
    """The hits with their types settled. Two means with one trigger give two hits ("artillery and jets pounded")."""
    known = Counter(h.type for h in hits if not h.open and h.type in _STICKY)
    for hit in hits:
        if hit.open and (own := _own_means(hit)):
            known[own[0]] += 1
    last: EventType | None = None
    out: list[EventHit] = []
    for hit in hits:
        if not hit.open:
            last = hit.type if hit.type in _STICKY else last
            out.append(hit)
            continue
        kinds = _own_means(hit)
        if kinds:
            last = kinds[0] if kinds[0] in _STICKY else last
            out += [
                replace(hit, type=kind, rule=f"{hit.rule}+means", open=False, shared=n > 0)
                for n, kind in enumerate(kinds[:2])
            ]
        else:
            out.append(_from_report(hit, last, known))
    return out


def _own_means(hit: EventHit) -> tuple[EventType, ...]:
    head = hit.head
    if head.pos_ in ("NOUN", "PROPN"):
        near = modifiers(head)
        with_ = [o for p, o in prep_objects(head) if p in ("with", "by", "using", "involving", "of", "from")]
        near += [t for o in with_ for t in (o, *o.children)]
        if found := means_of(near):
            return found[:1]
    found = means_of(t for t in clause_words(head) if t != head)
    two = head.pos_ == "VERB" and not hit.toll and set(found) >= {EventType.AIR_STRIKE, EventType.SHELLING}
    if two:
        return (EventType.AIR_STRIKE, EventType.SHELLING)
    return found[:1]


def _from_report(hit: EventHit, last: EventType | None, known: Counter[EventType]) -> EventHit:
    if hit.type is EventType.WEAPONS_FIRE:
        return hit
    if last is not None:
        return replace(hit, type=last, rule=f"{hit.rule}+last_means")
    if known:
        kind, count = known.most_common(1)[0]
        if count >= _SHARE * known.total():
            return replace(hit, type=kind, rule=f"{hit.rule}+report_means")
    return hit
