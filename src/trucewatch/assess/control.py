"""Who held a place from when to when, as propositions over time, each weighed.

A capture or a statement of control begins a span of its holder; the next capture by another, or the holder's own
withdrawal, ends it. Spans rest on incidents, so a denied capture is a span with little weight, not a fact.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from trucewatch.model import ControlSpan, EventType, Incident

__all__ = ["control_spans"]

_BEGINS = frozenset({EventType.TERRITORY_CAPTURED, EventType.CONTROL})


def control_spans(incidents: Iterable[Incident]) -> tuple[ControlSpan, ...]:
    """The spans of every place that incidents speak of, by place and first day (undated last).

    Of a statement of control the first day is when it is said to hold at the latest; who held it before is left open.
    """
    by_place: defaultdict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        if incident.place and incident.mode_actual and incident.initiators:
            by_place[incident.place.place_id or incident.place.name].append(incident)
    return tuple(span for place in sorted(by_place) for span in _spans(place, by_place[place]))


def _spans(place: str, incidents: Sequence[Incident]) -> list[ControlSpan]:
    ordered = sorted(incidents, key=lambda i: (i.date_start or date.max, i.id))
    found = []
    for number, incident in enumerate(ordered):
        if incident.type not in _BEGINS:
            continue
        holder, happened = incident.initiators[0], incident.occurred
        later = (i for i in ordered[number + 1 :] if incident.date_start and i.date_start)
        end = next((i.date_start for i in later if _ends(i, incident, holder)), None)
        found.append(
            ControlSpan(
                place=place,
                holder=holder,
                since=incident.date_start,
                until=end,
                supports=happened.supports,
                denies=happened.denies,
                weight=happened.weight,
            )
        )
    return found


def _ends(later: Incident, begun: Incident, holder: str) -> bool:
    """Whether a later incident ends a holder's span, by more likely than not having happened."""
    weight = later.occurred.weight
    if weight is None or weight.probability <= 0.5 or later.date_start == begun.date_start:
        return False
    if later.type is EventType.WITHDRAWAL:
        return later.initiators[0] == holder
    return later.type in _BEGINS and later.initiators[0] != holder
