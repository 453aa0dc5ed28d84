"""Do two claims speak of one event? A score that can be read out term by term.

The score is a sum of log-odds over named terms (type, day, place, initiators, targets, toll, links, report). The
weights were fitted by logistic regression on pairs of coded claims and rounded (the bias raised for recall), but for
those of actors known to be others ("of_others"): coded claims without ids cannot tell these, so they were set by hand.
Where only one of two claims names a day or a place, that counts slightly against the pair.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anyascii import anyascii

from trucewatch.model import ActorRef, Claim, EventType, Mode, PlaceRef, Report

__all__ = ["FAMILIES", "WEIGHTS", "Seen", "family_of", "kilometres", "score", "terms"]

FAMILIES: tuple[frozenset[EventType], ...] = (
    frozenset(
        {
            EventType.AIR_STRIKE,
            EventType.SHELLING,
            EventType.ASSAULT,
            EventType.EXPLOSIVE_DEVICE,
            EventType.WEAPONS_FIRE,
            EventType.ARMED_CLASH,
            EventType.OFFENSIVE_LAUNCHED,
            EventType.VIOLENCE_AGAINST_CIVILIANS,
            EventType.CHEMICAL_ATTACK,
            EventType.CEASEFIRE_BREACH,
        }
    ),
    frozenset({EventType.WITHDRAWAL, EventType.HUMANITARIAN_ACTION}),
)

WEIGHTS: dict[str, float] = {
    "bias": -0.8,
    "type_same": 0.9,
    "type_family": -2.1,
    "day_same": 3.1,
    "day_overlap": 0.8,
    "day_next": -0.2,
    "day_apart": -3.9,
    "day_one_unknown": -1.1,
    "place_same": 0.8,
    "place_near": -1.5,
    "place_apart": -1.6,
    "place_one_unknown": -0.1,
    "initiators_shared": 0.3,
    "initiators_differ": -0.4,
    "initiators_of_others": -3.0,
    "targets_shared": 1.0,
    "targets_differ": 0.1,
    "targets_of_others": -1.5,
    "toll_same": 1.8,
    "toll_differs": -0.9,
    "words_shared": 0.3,
    "both_undated": 0.1,
    "place_both_unknown": 1.2,
    "linked": 2.2,
    "same_report": -1.3,
    "published_apart": -0.4,
    "mode_differs": -1.9,
}

_FILLERS = frozenset(
    "the a an of in on at to for by and or its their his her this that these those some several forces fighters troops "
    "militants rebels group groups members army people city town village province area near civilians at least".split()
)
_SAME_KM, _NEAR_KM, _WIDE_KM = 6.0, 25.0, 15.0


@dataclass(frozen=True)
class Seen:
    """A claim with what comparing it needs, worked out once."""

    claim: Claim
    published: date | None
    lineage: Callable[[str], Iterable[str]] = tuple

    @classmethod
    def of(cls, claim: Claim, report: Report | None, lineage: Callable[[str], Iterable[str]] = tuple) -> "Seen":
        """The claim as its report's publication date frames it; `lineage` gives the actors that one is part of."""
        return cls(claim, report.published if report else None, lineage)

    @cached_property
    def initiators(self) -> frozenset[str]:
        """Ids and telling words of who did it."""
        return _names(self.claim.initiators, self.lineage)

    @cached_property
    def targets(self) -> frozenset[str]:
        """Ids and telling words of whom it was done to."""
        return _names(self.claim.targets, self.lineage)

    @cached_property
    def point(self) -> PlaceRef | None:
        """The innermost place with a point."""
        return next((p for p in self.claim.places if p.lat is not None and p.lon is not None), None)

    @cached_property
    def place_words(self) -> frozenset[str]:
        """Telling words of the places as worded."""
        return frozenset().union(*(_words(p.name) for p in self.claim.places)) if self.claim.places else frozenset()

    @cached_property
    def toll(self) -> int | None:
        """The lowest number killed that the claim gives, None if it gives none."""
        return next((k.low for k in self.claim.killed if k.low is not None), None)


def _words(text: str) -> frozenset[str]:
    words = anyascii(text).lower().replace("'", "").replace("-", "").split()
    return frozenset(w.strip('.,;:()"') for w in words) - _FILLERS - {""}


def _names(refs: tuple[ActorRef, ...], lineage: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    for ref in refs:
        found |= {f"#{one}" for one in (ref.id, *lineage(ref.id))} if ref.id else _words(ref.text)
    return frozenset(found)


def _stem(trigger: str) -> str:
    return anyascii(trigger).lower().replace("-", "").replace(" ", "")[:5]


def family_of(kind: EventType) -> int:
    """The number of the type's family; a type outside the families is one of its own."""
    for number, family in enumerate(FAMILIES):
        if kind in family:
            return number
    return len(FAMILIES) + list(EventType).index(kind)


def kilometres(a: PlaceRef, b: PlaceRef) -> float:
    """Great-circle distance between two places with points, in km."""
    la1, lo1, la2, lo2 = (math.radians(v or 0.0) for v in (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((la2 - la1) / 2) ** 2 + math.cos(la1) * math.cos(la2) * math.sin((lo2 - lo1) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def terms(a: Seen, b: Seen) -> tuple[str, ...]:
    """The names of the terms that hold for two claims, each one to be looked up in WEIGHTS."""
    found = ["bias", _type_term(a, b), _day_term(a, b), _place_term(a, b)]
    found += _actor_terms(a, b)
    if _stem(a.claim.trigger.text) == _stem(b.claim.trigger.text):
        found.append("words_shared")
    if a.toll is not None and b.toll is not None:
        found.append("toll_same" if a.toll == b.toll else "toll_differs")
    if a.claim.report == b.claim.report:
        found.append("same_report")
        if any(link.to == b.claim.id for link in a.claim.links) or any(link.to == a.claim.id for link in b.claim.links):
            found.append(_link_term(a, b))
    elif a.published and b.published and abs((a.published - b.published).days) > 2:
        found.append("published_apart")
    if (a.claim.mode is Mode.ACTUAL) != (b.claim.mode is Mode.ACTUAL):
        found.append("mode_differs")
    return tuple(term for term in found if term)


def score(a: Seen, b: Seen) -> float:
    """Log-odds that two claims speak of one event."""
    return sum(WEIGHTS[term] for term in terms(a, b))


def _link_term(a: Seen, b: Seen) -> str:
    kinds = {str(k.type) for k in a.claim.links if k.to == b.claim.id} | {
        str(k.type) for k in b.claim.links if k.to == a.claim.id
    }
    return "linked" if kinds & {"denies", "confirms", "repeats"} else ""


def _type_term(a: Seen, b: Seen) -> str:
    if a.claim.type is b.claim.type:
        return "type_same"
    return "type_family"


def _day_term(a: Seen, b: Seen) -> str:
    first, second = a.claim.date_start, b.claim.date_start
    if first is None or second is None:
        return "day_one_unknown" if (first is None) != (second is None) else "both_undated"
    if first == second:
        return "day_same"
    last_a, last_b = a.claim.date_end or first, b.claim.date_end or second
    if first <= last_b and second <= last_a:
        return "day_overlap"
    return "day_next" if abs((first - second).days) == 1 else "day_apart"


def _place_term(a: Seen, b: Seen) -> str:
    if a.point is None or b.point is None:
        if a.place_words and b.place_words:
            return "place_same" if a.place_words & b.place_words else "place_apart"
        return "place_one_unknown" if (a.point is None) != (b.point is None) else "place_both_unknown"
    if _ids(a) & _ids(b):
        return "place_same"
    distance = kilometres(a.point, b.point)
    if a.point.radius_km and b.point.radius_km and distance > a.point.radius_km + b.point.radius_km:
        return "place_apart" if a.point.place_id and b.point.place_id else "place_near"
    return "place_same" if distance <= _SAME_KM else "place_near" if distance <= _NEAR_KM else "place_apart"


def _ids(seen: Seen) -> set[str]:
    """Ids of the places that are no wide regions."""
    return {p.place_id for p in seen.claim.places if p.place_id and (p.radius_km or 0.0) < _WIDE_KM}


def _actor_terms(a: Seen, b: Seen) -> list[str]:
    """Who did it and to whom; in a clash, who is named first says nothing (codebook, Clashes)."""
    if EventType.ARMED_CLASH in (a.claim.type, b.claim.type):
        return [_actor_term("initiators", a.initiators | a.targets, b.initiators | b.targets)]
    return [_actor_term("initiators", a.initiators, b.initiators), _actor_term("targets", a.targets, b.targets)]


def _actor_term(side: str, a: frozenset[str], b: frozenset[str]) -> str:
    if not a or not b:
        return ""
    if a & b:
        return f"{side}_shared"
    known = all(any(name.startswith("#") for name in names) for names in (a, b))
    return f"{side}_of_others" if known else f"{side}_differ"
