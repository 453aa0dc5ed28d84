"""Who held a place from when to when, as propositions over time, each weighed.

A capture or a statement of control begins a span of its holder; the next capture by another, or the holder's own
withdrawal, ends it. Spans rest on incidents, so a denied capture is a span with little weight, not a fact. Of what
happened on one day the order follows where it can be known: whoever held the place lost it before retaking it, and a
party leaves what it took after taking it. Where it cannot, neither ends the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from trucewatch.model import ControlSpan, EventType, Holding, Incident

__all__ = ["control_spans", "span_of"]

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


def span_of(holding: Holding, spans: Iterable[ControlSpan]) -> ControlSpan | None:
    """The span that rests on claims which speak for a holding, the latest of several; None where none does."""
    claims = set(holding.claims)
    fits = [s for s in spans if claims & set(s.supports) and (s.since is None or s.since <= holding.as_of)]
    return max(fits, key=lambda s: s.since or date.min, default=None)


def _spans(place: str, incidents: Sequence[Incident]) -> list[ControlSpan]:
    in_order = list(_in_order(incidents))
    found = []
    for number, (when, incident) in enumerate(in_order):
        if incident.type not in _BEGINS:
            continue
        holder, happened = incident.initiators[0], incident.occurred
        later = (i for then, i in in_order[number + 1 :] if incident.date_start and i.date_start and then > when)
        end = next((i.date_start for i in later if _ends(i, holder)), None)
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


def _in_order(incidents: Sequence[Incident]) -> Iterator[tuple[tuple[date, int], Incident]]:
    """The incidents of a place in order, each with its day and its turn on that day; equal turns: nobody knows."""

    def day(incident: Incident) -> date:
        return incident.date_start or date.max

    before: str | None = None
    for when, group in groupby(sorted(incidents, key=day), key=day):
        turns = sorted(((_turn(i, before), i.id, i) for i in group), key=lambda turn: turn[:2])
        yield from (((when, turn), incident) for turn, _, incident in turns)
        took = [(turn, i.initiators[0]) for turn, _, i in turns if i.type in _BEGINS and _is_believed(i)]
        if took:
            last = {holder for turn, holder in took if turn == took[-1][0]}
            before = last.pop() if len(last) == 1 else None


def _turn(incident: Incident, before: str | None) -> int:
    """When on its day an incident came, given who held the place before: left, taken by others, left again, retaken."""
    own = incident.initiators[0] == before
    if incident.type is EventType.WITHDRAWAL:
        return 0 if own else 2
    return 3 if own and incident.type is EventType.TERRITORY_CAPTURED else 1


def _is_believed(incident: Incident) -> bool:
    weight = incident.occurred.weight
    return weight is not None and weight.probability > 0.5


def _ends(later: Incident, holder: str) -> bool:
    """Whether a later incident ends a holder's span, by more likely than not having happened."""
    if not _is_believed(later):
        return False
    if later.type is EventType.WITHDRAWAL:
        return later.initiators[0] == holder
    return later.type in _BEGINS and later.initiators[0] != holder
