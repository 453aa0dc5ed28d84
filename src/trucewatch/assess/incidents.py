"""From claims to incidents: grouping, then each proposition apart with those who assert and those who deny it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from trucewatch.assess.clusters import clusters
from trucewatch.assess.identity import bonds_of, identities
from trucewatch.assess.origins import OriginFinder, Traced
from trucewatch.assess.propositions import propositions
from trucewatch.assess.records import TrackRecords
from trucewatch.assess.seen import Seen
from trucewatch.assess.tolls import toll_of
from trucewatch.assess.weighing import Weighing
from trucewatch.model import (
    ActorRef,
    Claim,
    Copy,
    Incident,
    Mode,
    PlaceRef,
    Polarity,
    Regrouping,
    Report,
)
from trucewatch.world import World

__all__ = ["METHOD", "assess", "group", "ordered"]

METHOD = "assess/6"


def assess(
    reports: Mapping[str, Report],
    claims: Iterable[Claim],
    copies: Sequence[Copy],
    world: World,
    *,
    decisions: Sequence[Regrouping] = (),
    records: TrackRecords | None = None,
    on: date | None = None,
) -> tuple[Incident, ...]:
    """Every claim in exactly one incident, in order of the event's day (undated last by first report).

    `decisions` are what was decided before: ids that were minted stay with the claims that they were minted for, and
    people's words on which claims are of one event bind (identity.py). `records` are the sources' track records as far
    as they were learned by the day `on`.
    """
    finder = OriginFinder(reports, copies, world)
    weighing = Weighing(finder, world, reports, records, on)
    groups = _groups(ordered(reports, claims, world), decisions)
    found = [_incident(key, group, finder, weighing) for key, group in groups]
    return tuple(sorted(found, key=lambda i: (i.date_start or i.reported_first or date.max, i.id)))


def group(
    reports: Mapping[str, Report], claims: Iterable[Claim], world: World, decisions: Sequence[Regrouping] = ()
) -> dict[str, tuple[str, ...]]:
    """The incidents that `assess` makes of these claims, as id and claim keys, without weighing anything."""
    groups = _groups(ordered(reports, claims, world), decisions)
    return {key: tuple(seen.claim.key for seen in group) for key, group in groups}


def _groups(seen: Sequence[Seen], decisions: Sequence[Regrouping]) -> list[tuple[str, list[Seen]]]:
    groups = clusters(seen, bonds_of(decisions))
    keys = identities([[s.claim.key for s in group] for group in groups], decisions)
    return list(zip(keys, groups, strict=True))


def ordered(reports: Mapping[str, Report], claims: Iterable[Claim], world: World) -> list[Seen]:
    """Claims in the order in which they lead an incident: by publication, report and place in the text."""
    lineage = cache(lambda actor: world.actors.ancestors(actor, None))
    seen = [Seen.of(claim, reports.get(claim.report), lineage) for claim in claims]
    return sorted(seen, key=lambda s: (s.published or date.max, s.claim.report, s.claim.trigger.start, s.claim.id))


def _incident(key: str, group: list[Seen], finder: OriginFinder, weighing: Weighing) -> Incident:
    claims = [s.claim for s in group]
    asserted = [c for c in claims if _is_asserted(c)]
    leading = asserted or [c for c in claims if c.polarity is Polarity.POSITIVE] or claims
    first, last = _when(leading)
    types = tuple(kind for kind, _ in Counter(c.type for c in leading).most_common())
    traced: Traced = finder.traced(claims)
    low, high = toll_of([s for s in group if _is_asserted(s.claim)], traced)
    return Incident(
        id=key,
        type=types[0],
        types=types,
        initiators=_actors(c.initiators for c in leading),
        targets=_actors(c.targets for c in leading),
        place=_leading_place(leading),
        places=_distinct(p for c in leading for p in c.places),
        date_start=first,
        date_end=last,
        reported_first=min((s.published for s in group if s.published), default=None),
        mode_actual=any(c.mode is Mode.ACTUAL for c in claims),
        claims=tuple(c.key for c in claims),
        origins=traced.origins(claims),
        origin_edges=traced.edges(),
        killed_low=low,
        killed_high=high,
        propositions=propositions(claims, traced, weighing),
        method=METHOD,
    )


def _is_asserted(claim: Claim) -> bool:
    return claim.polarity is Polarity.POSITIVE and claim.mode is Mode.ACTUAL


def _when(claims: Sequence[Claim]) -> tuple[date | None, date | None]:
    """The interval that most claims give, the narrower one among equals."""
    dated = Counter((c.date_start, c.date_end or c.date_start) for c in claims if c.date_start)
    if not dated:
        return None, None
    return max(dated, key=lambda span: (dated[span], -_length(span), -(span[0] or date.max).toordinal()))


def _length(span: tuple[date | None, date | None]) -> int:
    return (span[1] - span[0]).days if span[0] and span[1] else 0


def _distinct(places: Iterable[PlaceRef]) -> tuple[PlaceRef, ...]:
    kept: dict[str, PlaceRef] = {}
    for place in places:
        kept.setdefault(place.place_id or place.name.casefold(), place)
    return tuple(kept.values())


def _leading_place(claims: Sequence[Claim]) -> PlaceRef | None:
    """The innermost place that most claims give, one with a point before one without."""
    inner = [c.places[0] for c in claims if c.places]
    if not inner:
        return None
    named = Counter(p.place_id or p.name.casefold() for p in inner)
    return max(inner, key=lambda p: (p.lat is not None, named[p.place_id or p.name.casefold()]))


def _actors(groups: Iterable[tuple[ActorRef, ...]]) -> tuple[str, ...]:
    """Ids where resolved, else the wording, the most named first."""
    counted = Counter(ref.id or ref.text for refs in groups for ref in refs)
    return tuple(name for name, _ in counted.most_common())
