"""Do two claims speak of one event? A score that can be read out term by term.

The score is a sum of log-odds over named terms (type, day, place, nearest points, who, whom, toll, wording, report,
links). The weights stand in same_event.yaml: fitted by logistic regression on pairs of coded claims (`python -m bench
incidents --fit`), but for those listed there as set by hand.
"""

import math
from functools import cache
from importlib.resources import files

import yaml

from trucewatch.assess.seen import SAME_VOICE, Seen
from trucewatch.model import EventType, Mode, PlaceRef

__all__ = [
    "ACTOR_TERMS",
    "DAY_TERMS",
    "FAMILIES",
    "NEAREST_TERMS",
    "PLACE_TERMS",
    "PRINT_TERMS",
    "STATES",
    "TOLL_TERMS",
    "Seen",
    "actor_term",
    "family_of",
    "gap_days",
    "kilometres",
    "nearest_term",
    "place_term",
    "score",
    "terms",
    "type_term",
    "weights",
]

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

STATES = frozenset(
    {
        EventType.CONTROL,
        EventType.SIEGE,
        EventType.ACCESS_RESTRICTION,
        EventType.AGREEMENT_SIGNED,
        EventType.BOUNDARY_DEFINED,
        EventType.MECHANISM_ESTABLISHED,
        EventType.PROHIBITED_PRESENCE,
    }
)
"""What goes on or stays, so that reports give it the day on which they speak of it."""

_FAMILY_OF = {kind: number for number, family in enumerate(FAMILIES) for kind in family}
_FAMILY_OF |= {kind: len(FAMILIES) + n for n, kind in enumerate(EventType) if kind not in _FAMILY_OF}
_WIDE_KM = 15.0
_NEAREST_KM = (("0km", 0.5), ("2km", 2.0), ("6km", 6.0), ("20km", 20.0), ("60km", 60.0))

DAY_TERMS = tuple(
    "both_undated one_undated one_undated_long day_next day_second_next day_apart day_same span_same overlap "
    "overlap_next overlap_short overlap_long overlap_mixed".split()
)
PLACE_TERMS = tuple(
    "both_unknown one_unknown same name_overlaps within named_alike differ known_apart 1km 1km_named_alike 6km "
    "6km_named_alike 25km 25km_named_alike far far_named_alike".split()
)
NEAREST_TERMS = ("", "0km", "2km", "6km", "20km", "60km", "far", "far_apart")
ACTOR_TERMS = ("", "shared", "of_others", "same_camp", "other_camp", "differ")
TOLL_TERMS = ("", "toll_same", "toll_same_small", "toll_close", "toll_differs")
PRINT_TERMS = ("together", "3_days", "10_days", "apart", "unknown")
"""What can be said of two claims in one respect each; "" says nothing."""


@cache
def weights() -> dict[str, float]:
    """The weight of every term, in log-odds."""
    text = files("trucewatch.assess").joinpath("same_event.yaml").read_text("utf-8")
    data: dict[str, dict[str, float]] = yaml.safe_load(text)
    return {**data["fitted"], **data["by_hand"]}


def family_of(kind: EventType) -> int:
    """The number of the type's family; a type outside the families is one of its own."""
    return _FAMILY_OF[kind]


def kilometres(a: PlaceRef, b: PlaceRef) -> float:
    """Great-circle distance between two places with points, in km."""
    la1, lo1 = math.radians(a.lat or 0.0), math.radians(a.lon or 0.0)
    la2, lo2 = math.radians(b.lat or 0.0), math.radians(b.lon or 0.0)
    h = math.sin((la2 - la1) / 2) ** 2 + math.cos(la1) * math.cos(la2) * math.sin((lo2 - lo1) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def gap_days(a: Seen, b: Seen) -> int | None:
    """Days between the two events, 0 where their intervals meet; None where either is undated."""
    if a.ordinals is None or b.ordinals is None:
        return None
    return max(0, b.ordinals[0] - a.ordinals[1], a.ordinals[0] - b.ordinals[1])


def terms(a: Seen, b: Seen) -> tuple[str, ...]:
    """The names of the terms that hold for two claims, each one to be looked up in `weights`."""
    same = a.claim.report == b.claim.report
    here = "one_report_" if same else ""
    state = "state_" if a.claim.type in STATES and b.claim.type in STATES else ""
    found = ["bias", type_term(a.claim.type, b.claim.type), state + _day_term(a, b, state)]
    found.append(f"{here}place_{place_term(a, b)}")
    nearest = nearest_term(a, b)
    found.append(nearest and f"{here}nearest_{nearest}")
    found += _actor_terms(a, b)
    found.append(_toll_term(a, b, here))
    found.append(f"{here}wording_{_wording(a, b)}")
    found += _report_terms(a, b) if same else [_published_term(a, b, state)]
    if (a.claim.mode is Mode.ACTUAL) != (b.claim.mode is Mode.ACTUAL):
        found.append("mode_differs")
    return tuple(term for term in found if term)


def score(a: Seen, b: Seen) -> float:
    """Log-odds that two claims speak of one event."""
    table = weights()
    return math.fsum([table.get(term, 0.0) for term in terms(a, b)])


def type_term(a: EventType, b: EventType) -> str:
    """The term for the types of two claims."""
    if a is not b:
        return "type_family"
    if a in STATES:
        return "type_state"
    return "type_clash" if a in (EventType.ARMED_CLASH, EventType.OFFENSIVE_LAUNCHED) else "type_act"


def _day_term(a: Seen, b: Seen, state: str) -> str:
    gap = gap_days(a, b)
    if gap is None or a.ordinals is None or b.ordinals is None:
        days = a.ordinals or b.ordinals
        if days is None:
            return "both_undated"
        return "one_undated_long" if days[1] - days[0] > 3 else "one_undated"
    if gap:
        return "day_next" if gap == 1 else "day_second_next" if gap == 2 else "day_apart"
    lengths = sorted((a.ordinals[1] - a.ordinals[0], b.ordinals[1] - b.ordinals[0]))
    if a.ordinals == b.ordinals:
        return "span_same" if lengths[0] else "day_same"
    if state:
        return "overlap"
    if lengths[0] == 0 and lengths[1] <= 1:
        return "overlap_next"
    if lengths[1] <= 3:
        return "overlap_short"
    return "overlap_long" if lengths[0] >= 4 else "overlap_mixed"


def place_term(a: Seen, b: Seen) -> str:
    """Which of PLACE_TERMS holds for the innermost places: by name, by a list that holds one, else by distance."""
    if not a.claim.places or not b.claim.places:
        return "both_unknown" if not a.claim.places and not b.claim.places else "one_unknown"
    if (a.inner_words and a.inner_words == b.inner_words) or a.narrow_ids & b.narrow_ids:
        return "same"
    if a.inner_words & b.inner_words:
        return "name_overlaps"
    if (a.inner_words and a.inner_words <= b.place_words) or (b.inner_words and b.inner_words <= a.place_words):
        return "within"
    alike = "_named_alike" if a.place_words & b.place_words else ""
    if a.point is None or b.point is None:
        return "named_alike" if alike else "differ"
    distance, radii = kilometres(a.point, b.point), (a.point.radius_km or 0.0, b.point.radius_km or 0.0)
    if max(radii) < _WIDE_KM and min(radii) > 0 and distance > sum(radii) and a.point.place_id and b.point.place_id:
        return "known_apart"
    if max(radii) >= _WIDE_KM and distance <= sum(radii):
        return "within"
    return next(
        (f"{name}{alike}" for name, km in (("1km", 1), ("6km", 6), ("25km", 25)) if distance <= km), f"far{alike}"
    )


def nearest_term(a: Seen, b: Seen) -> str:
    """Which of NEAREST_TERMS holds for the two nearest of all points that two claims name; far_apart where neither's
    innermost place is wide and their extents are not known, which place_term judges."""
    if not a.points or not b.points:
        return ""
    distance = min(kilometres(p, q) for p in a.points for q in b.points)
    if near := next((name for name, km in _NEAREST_KM if distance <= km), ""):
        return near
    return "far" if a.is_wide or b.is_wide or place_term(a, b) == "known_apart" else "far_apart"


def _actor_terms(a: Seen, b: Seen) -> list[str]:
    """Who did it and to whom; in a clash, who is named first says nothing (codebook, Clashes)."""
    if EventType.ARMED_CLASH in (a.claim.type, b.claim.type):
        names = (a.initiators | a.targets, b.initiators | b.targets)
        camps = (a.initiator_camps | a.target_camps, b.initiator_camps | b.target_camps)
        found = {"clash": actor_term(*names, *camps)}
    else:
        found = {
            "initiators": actor_term(a.initiators, b.initiators, a.initiator_camps, b.initiator_camps),
            "targets": actor_term(a.targets, b.targets, a.target_camps, b.target_camps),
        }
    return [f"{role}_{term}" for role, term in found.items() if term]


def actor_term(a: frozenset[str], b: frozenset[str], camps_a: frozenset[str], camps_b: frozenset[str]) -> str:
    """Which of ACTOR_TERMS holds for those whom two claims name in one role."""
    if not a or not b:
        return ""
    if a & b:
        return "shared"
    if all(any(name.startswith("#") for name in names) for names in (a, b)):
        return "of_others"
    if camps_a and camps_b:
        return "same_camp" if camps_a & camps_b else "other_camp"
    return "differ"


def _toll_term(a: Seen, b: Seen, here: str) -> str:
    if a.toll is None or b.toll is None:
        return ""
    low, high = sorted((a.toll, b.toll))
    if low == high:
        return "toll_same" if low > 2 else "toll_same_small"
    return f"{here}toll_close" if high <= 1.5 * low + 1 else f"{here}toll_differs"


def _wording(a: Seen, b: Seen) -> int:
    """How far the sentences share telling words, 0 to 4."""
    if not a.sentence or not b.sentence:
        return 0
    return min(4, int(6 * len(a.sentence & b.sentence) / math.sqrt(len(a.sentence) * len(b.sentence))))


def _report_terms(a: Seen, b: Seen) -> list[str]:
    found = ["one_report", "headline" if a.in_headline != b.in_headline else ""]
    kinds = {str(k.type) for k in a.claim.links if k.to == b.claim.id}
    kinds |= {str(k.type) for k in b.claim.links if k.to == a.claim.id}
    return [*found, "linked" if kinds & SAME_VOICE and not gap_days(a, b) else ""]


def _published_term(a: Seen, b: Seen, state: str) -> str:
    if a.published is None or b.published is None:
        return f"{state}published_unknown"
    days = abs((a.published - b.published).days)
    return f"{state}published_" + (
        "together" if days <= 1 else "3_days" if days <= 3 else "10_days" if days <= 10 else "apart"
    )
