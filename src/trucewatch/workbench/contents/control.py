"""Who is said to hold which place, as the map has it: over the days of the world, and on the view's own clocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from trucewatch.model import Claim, Holding, Incident, LinkType, PlaceRef
from trucewatch.monitor.control import control_timeline
from trucewatch.publish.release import PublishedPlace
from trucewatch.publish.text import visible
from trucewatch.workbench.contents.seen import Seen
from trucewatch.world import World

__all__ = ["ControlSpan", "Held", "control_spans", "held_now"]

_MOST_PLACES = 40
_NO_DAY = ""


@dataclass(frozen=True)
class ControlSpan:
    """Who is said to have held a place from a day on ("" for the last: up to the view's day)."""

    place: str
    lat: float
    lon: float
    km: float
    first: str
    last: str
    state: str
    holder: str
    reason: str


@dataclass(frozen=True)
class Held:
    """Who is said to hold a place on the view's day, on what the view knows. `since` is the first day of that, "" where
    it is not known; `sure` says how sure it is and of whom, "" where nobody is named or the profile does not tell."""

    place_id: str
    place: str
    lat: float
    lon: float
    km: float
    state: str
    holder: str
    since: str
    sure: str
    reason: str


def held_now(seen: Seen) -> tuple[Held, ...]:
    """The holders of the view's places, as far as these are located."""
    return tuple(_held(seen, holding, place) for holding, place in _located(seen))


def _held(seen: Seen, holding: Holding, place: PublishedPlace) -> Held:
    assert place.lat is not None
    assert place.lon is not None
    name = visible(seen.desk.naming.actor(holding.candidate)) if holding.candidate else ""
    sure = f"{holding.probability:.0%} likely that {name} holds it" if holding.probability is not None else ""
    return Held(
        place_id=holding.place_id,
        place=place.name,
        lat=place.lat,
        lon=place.lon,
        km=place.radius_km or 0.0,
        state=holding.state.value,
        holder=visible(seen.desk.naming.actor(holding.holder)) if holding.holder else "",
        since=str(holding.since or _NO_DAY),
        sure=sure,
        reason=visible(holding.reason),
    )


def _located(seen: Seen) -> Iterator[tuple[Holding, PublishedPlace]]:
    for holding in seen.view.holdings[:_MOST_PLACES]:
        place = seen.place(PlaceRef(name=holding.place, place_id=holding.place_id))
        if place.lat is not None and place.lon is not None:
            yield holding, place


def control_spans(seen: Seen, world: World) -> Iterator[ControlSpan]:
    """Every change in who holds the view's places, from the first day of any incident on."""
    view = seen.view
    first = _first_day(view.incidents)
    if first is None:
        return
    for holding, place in _located(seen):
        assert place.lat is not None
        assert place.lon is not None
        claims = _about(seen, world, holding.place_id)
        changes = control_timeline(holding.place_id, claims, view.reports, world, first, view.as_of, view.known_on)
        for change, following in zip(changes, [*changes[1:], None], strict=True):
            yield ControlSpan(
                place=place.name,
                lat=place.lat,
                lon=place.lon,
                km=place.radius_km or 0.0,
                first=str(change.as_of),
                last=str(following.as_of) if following else _NO_DAY,
                state=change.state.value,
                holder=visible(seen.desk.naming.actor(change.holder)) if change.holder else "",
                reason=visible(change.reason),
            )


def _first_day(incidents: Sequence[Incident]) -> date | None:
    return min((i.date_start for i in incidents if i.date_start), default=None)


def _about(seen: Seen, world: World, place_id: str) -> dict[str, Claim]:
    """The claims that who holds a place can hang on: those that speak of it or its parts, and those that deny them."""
    place = world.places.get(place_id)

    @cache
    def inside(other: str) -> bool:
        found = world.places.get(other)
        return other == place_id or (found is not None and found.parent == place_id)

    def near(ref: PlaceRef) -> bool:
        if ref.place_id is not None:
            return inside(ref.place_id)
        if ref.lat is None or ref.lon is None or place is None:
            return False
        return abs(ref.lat - place.lat) < 1 and abs(ref.lon - place.lon) < 2

    bearing = {c.key: c for c in seen.view.claims.values() if any(near(ref) for ref in c.places)}
    reports = {c.report for c in bearing.values()}
    denying = {
        c.key: c
        for report in reports
        for c in seen.claims_of[report]
        if any(link.type is LinkType.DENIES and f"{report}/{link.to}" in bearing for link in c.links)
    }
    return bearing | denying
