"""From claims to incidents: grouping, then each proposition apart with those who assert and those who deny it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from trucewatch.assess.clusters import clusters
from trucewatch.assess.origins import OriginFinder
from trucewatch.assess.same_event import Seen
from trucewatch.assess.weighing import Weighing
from trucewatch.model import (
    ActorRef,
    Certainty,
    Claim,
    Copy,
    Incident,
    Mode,
    PlaceRef,
    Polarity,
    Proposition,
    PropositionKind,
    Report,
    Stance,
    Standing,
    Weight,
)
from trucewatch.world import World

__all__ = ["METHOD", "assess"]

METHOD = "assess/1"
_REJECTED_BELOW = 0.3


def assess(
    reports: Mapping[str, Report], claims: Iterable[Claim], copies: Sequence[Copy], world: World
) -> tuple[Incident, ...]:
    """Every claim in exactly one incident, in order of the event's day (undated last by first report).

    An incident's id comes from the claim that is first by publication, report and place in the text; it stays while
    that claim leads its incident.
    """
    finder = OriginFinder(reports, copies, world)
    weighing = Weighing(finder, world)
    lineage = cache(lambda actor: world.actors.ancestors(actor, None))
    seen = [Seen.of(claim, reports.get(claim.report), lineage) for claim in claims]
    seen.sort(key=lambda s: (s.published or date.max, s.claim.report, s.claim.trigger.start, s.claim.id))
    found = [_incident(group, finder, weighing) for group in clusters(seen)]
    return tuple(sorted(found, key=lambda i: (i.date_start or i.reported_first or date.max, i.id)))


def _incident(group: list[Seen], finder: OriginFinder, weighing: Weighing) -> Incident:
    claims = [s.claim for s in group]
    asserted = [c for c in claims if c.polarity is Polarity.POSITIVE and c.mode is Mode.ACTUAL]
    leading = asserted or [c for c in claims if c.polarity is Polarity.POSITIVE] or claims
    first, last = _when(leading)
    types = tuple(kind for kind, _ in Counter(c.type for c in leading).most_common())
    places = _distinct(p for c in leading for p in c.places)
    return Incident(
        id="i-" + hashlib.sha256(claims[0].key.encode()).hexdigest()[:8],
        type=types[0],
        types=types,
        initiators=_actors(c.initiators for c in leading),
        targets=_actors(c.targets for c in leading),
        place=_leading_place(leading),
        places=places,
        date_start=first,
        date_end=last,
        reported_first=min((s.published for s in group if s.published), default=None),
        mode_actual=any(c.mode is Mode.ACTUAL for c in claims),
        claims=tuple(c.key for c in claims),
        origins=finder.origins(claims),
        propositions=_propositions(claims, finder, weighing),
        method=METHOD,
    )


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


def _propositions(claims: Sequence[Claim], finder: OriginFinder, weighing: Weighing) -> tuple[Proposition, ...]:
    found = [_occurred(claims, finder, weighing)]
    asserted = [c for c in claims if c.polarity is Polarity.POSITIVE]
    readers: tuple[tuple[PropositionKind, Callable[[Claim], Iterable[str]]], ...] = (
        (PropositionKind.INITIATOR, lambda c: (a.id or a.text for a in c.initiators)),
        (PropositionKind.TARGET, lambda c: (a.id or a.text for a in c.targets)),
        (PropositionKind.PLACE, lambda c: (p.place_id or p.name for p in c.places[:1])),
        (PropositionKind.DATE, _date_values),
        (PropositionKind.KILLED, _toll_values),
    )
    for kind, read in readers:
        by_value: dict[str, list[Claim]] = {}
        for claim in asserted:
            for value in dict.fromkeys(read(claim)):
                by_value.setdefault(value, []).append(claim)
        for value, supports in by_value.items():
            found.append(_part(kind, value, supports, finder, weighing, len(by_value) > 1))
    return tuple(found)


def _date_values(claim: Claim) -> Iterable[str]:
    if claim.date_start:
        end = claim.date_end or claim.date_start
        yield str(claim.date_start) if end == claim.date_start else f"{claim.date_start}/{end}"


def _toll_values(claim: Claim) -> Iterable[str]:
    for toll in claim.killed:
        if toll.low is not None:
            yield (
                f"{toll.low}"
                if toll.low == toll.high
                else f"{toll.low} or more"
                if toll.high is None
                else (f"{toll.low} to {toll.high}")
            )


def _part(
    kind: PropositionKind,
    value: str,
    supports: list[Claim],
    finder: OriginFinder,
    weighing: Weighing,
    rivals: bool,
) -> Proposition:
    """A proposition other than that it happened: rival values of a date or a toll contest each other."""
    actual = [c for c in supports if c.mode is Mode.ACTUAL]
    standing = _standing(actual, [], finder, None) if actual else Standing.FORESEEN
    if rivals and kind in (PropositionKind.DATE, PropositionKind.KILLED) and standing is not Standing.FORESEEN:
        standing = Standing.CONTESTED
    return Proposition(
        kind=kind,
        value=value,
        supports=tuple(c.key for c in supports),
        standing=standing,
        weight=weighing.weigh(actual, []) if actual else None,
    )


def _occurred(claims: Sequence[Claim], finder: OriginFinder, weighing: Weighing) -> Proposition:
    actual = [c for c in claims if c.mode is Mode.ACTUAL]
    supports = [c for c in actual if c.polarity is Polarity.POSITIVE]
    denies = [c for c in actual if c.polarity is Polarity.NEGATIVE]
    weight = weighing.weigh(supports, denies) if actual else None
    return Proposition(
        kind=PropositionKind.OCCURRED,
        supports=tuple(c.key for c in (supports if actual else claims)),
        denies=tuple(c.key for c in denies),
        standing=_standing(supports, denies, finder, weight) if actual else Standing.FORESEEN,
        weight=weight,
    )


def _standing(
    supports: Sequence[Claim], denies: Sequence[Claim], finder: OriginFinder, weight: Weight | None
) -> Standing:
    """Where a proposition stands (Standing's ladder), from who asserts and who denies it."""
    if not supports:
        return Standing.REJECTED
    disbelieved = all(c.author_stance in (Stance.REJECTS, Stance.DOUBTS) for c in supports)
    if denies or disbelieved:
        rejected = weight is not None and weight.probability < _REJECTED_BELOW
        return Standing.REJECTED if rejected else Standing.CONTESTED
    firm = [c for c in supports if c.certainty is not Certainty.POSSIBLE and finder.trace(c).named]
    if not firm:
        return Standing.UNCONFIRMED
    independent = {finder.trace(c).id for c in firm}
    return Standing.SUPPORTED if len(independent) > 1 else Standing.REPORTED
