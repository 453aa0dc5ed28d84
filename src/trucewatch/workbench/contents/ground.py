"""The map and its timeline: zones with boundary versions, incidents as areas, and control, each with its days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import func, select

from trucewatch.ledger.moment import moment
from trucewatch.ledger.tables import known
from trucewatch.model import Claim, Incident, LinkType, PlaceKind, PlaceRef, Verdict
from trucewatch.moments import day_of
from trucewatch.monitor.control import control_timeline
from trucewatch.publish.clock import moment_day, zone_version
from trucewatch.publish.text import visible
from trucewatch.publish.wording import PRECISION_WORDS, VERDICT_WORDS
from trucewatch.watch import Watch
from trucewatch.workbench.contents.areas import SOFT, Box, borders, bounds_of, country_points, layers, zone_shape
from trucewatch.workbench.contents.incidents import NOT_JUDGED, incident_row
from trucewatch.workbench.contents.seen import Seen
from trucewatch.world import World

__all__ = [
    "DISCLAIMER",
    "WIDEST_KM",
    "ControlSpan",
    "Ground",
    "Label",
    "Spot",
    "ZoneOnMap",
    "first_known",
    "ground",
    "ground_of_incident",
    "spot_of",
    "zones_on_map",
]

DISCLAIMER = "Boundaries and names shown do not imply endorsement or acceptance by anyone."
WIDEST_KM = 150.0
"""A place known no better than this is listed, not drawn."""

_MOST_PLACES = 40
_AROUND_KM = 40.0
_MOST_LABELS = 60
_MANY, _FARTHEST = 40, 0.01
_NAMES_COUNTRIES = 2.5
_TOWNS = (PlaceKind.CITY, PlaceKind.TOWN)
_NO_DAY = ""


@dataclass(frozen=True)
class ZoneOnMap:
    """One boundary version of a zone. `first` and `last` are ISO days ("" where open); `areas` is empty where no
    outline is public; `soft` ones have no line. `current`: it holds on the view's day."""

    letter: str
    name: str
    agreement: str
    version: str
    precision: str
    soft: bool
    disputed: bool
    first: str
    last: str
    current: bool
    areas: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Spot:
    """An incident where it may be shown. `first` and `last` are ISO days of the event, both "" where nobody dates it;
    `reported` the day of the first report, `known` that on which this watch knew of it. `km` is how far it may lie
    from the centre; `drawn` False, with `why_not`, where it stands in the table alone."""

    id: str
    what: str
    where: str
    precision: str
    lat: float | None
    lon: float | None
    km: float | None
    first: str
    last: str
    when: str
    reported: str
    known: str
    verdict: str
    verdict_words: str
    standing: str
    drawn: bool
    why_not: str


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
class Label:
    """A name for the eye to go by: a country, or a town of the watch's own gazetteer, as it may be shown."""

    name: str
    lat: float
    lon: float
    kind: str


@dataclass(frozen=True)
class Ground:
    """Everything that the map shows. `first` to `last` are the days that the world's clock can be played over, and
    `known_first` to `known_last` those of knowledge; None where nothing is dated."""

    box: Box | None
    land: dict[str, Any]
    labels: tuple[Label, ...]
    zones: tuple[ZoneOnMap, ...]
    spots: tuple[Spot, ...]
    control: tuple[ControlSpan, ...]
    first: date | None
    last: date | None
    known_first: date | None
    known_last: date | None
    notes: tuple[str, ...] = field(default=())


def first_known(watch: Watch, incidents: Iterable[Incident]) -> dict[str, date]:
    """The day on which the watch first knew a claim of each incident, on its own clock of knowledge."""
    query = select(known.c.id, func.min(known.c.known_from).label("start")).where(known.c.what == "claim")
    with watch.ledger.connected() as connection:
        starts = {row.id: row.start for row in connection.execute(query.group_by(known.c.id))}
    found = {}
    for incident in incidents:
        texts = [starts[key] for key in incident.claims if key in starts]
        if texts:
            found[incident.id] = day_of(moment(min(texts)), watch.zone)
    return found


def ground(seen: Seen, world: World, known_days: Mapping[str, date]) -> Ground:
    """The map of a view. `known_days` are those of `first_known`; an incident without one counts as known from its
    first report."""
    zones, shapes = zones_on_map(seen)
    spots = tuple(spot_of(seen, incident, known_days) for incident in seen.view.incidents)
    control = tuple(_control(seen, world))
    circles = [(s.lon, s.lat, s.km) for s in spots if s.drawn and s.lon is not None and s.lat is not None and s.km]
    circles += [(c.lon, c.lat, c.km) for c in control]
    box = bounds_of(shapes, _near(circles, shapes))
    days = [d for spot in spots for d in (spot.first, spot.last) if d]
    knowns = [spot.known for spot in spots if spot.known]
    return Ground(
        box=box,
        land=borders(box) if box else {"type": "FeatureCollection", "features": []},
        labels=tuple(_labels(seen, box)) if box else (),
        zones=tuple(zones),
        spots=spots,
        control=control,
        first=date.fromisoformat(min(days)) if days else None,
        last=min(date.fromisoformat(max(days)), seen.desk.as_of) if days else None,
        known_first=date.fromisoformat(min(knowns)) if knowns else None,
        known_last=date.fromisoformat(max(knowns)) if knowns else None,
        notes=_notes(zones, spots),
    )


def ground_of_incident(seen: Seen, incident: Incident) -> Ground:
    """The map of one incident: every place that its claims give, and the zones about them."""
    zones, _ = zones_on_map(seen)
    spots = tuple(spot_of(seen, incident, {}, place) for place in incident.places or (incident.place,))
    circles = [(s.lon, s.lat, s.km + _AROUND_KM) for s in spots if s.lon is not None and s.lat is not None and s.km]
    box = bounds_of([], circles)
    return Ground(
        box=box,
        land=borders(box) if box else {"type": "FeatureCollection", "features": []},
        labels=tuple(_labels(seen, box)) if box else (),
        zones=tuple(zones),
        spots=spots,
        control=(),
        first=None,
        last=None,
        known_first=None,
        known_last=None,
        notes=_notes((), spots),
    )


def zones_on_map(seen: Seen) -> tuple[list[ZoneOnMap], list[Any]]:
    """Every boundary version of every zone, a letter a zone; and the shapes of those that are drawn."""
    zones: list[ZoneOnMap] = []
    shapes: list[Any] = []
    letters = _letters()
    for agreement in seen.view.setting.agreements:
        for zone in agreement.zones:
            letter = next(letters)
            current = zone_version(zone.versions, seen.desk.as_of)
            for version in zone.versions:
                shape = zone_shape(zone, version)
                if shape is not None:
                    shapes.append(shape)
                zones.append(
                    ZoneOnMap(
                        letter=letter,
                        name=visible(zone.as_worded),
                        agreement=agreement.id,
                        version=version.id,
                        precision=PRECISION_WORDS[version.precision],
                        soft=version.precision in SOFT,
                        disputed=version.precision == "disputed",
                        first=str(moment_day(version.valid_from)) if version.valid_from else _NO_DAY,
                        last=str(moment_day(version.valid_to)) if version.valid_to else _NO_DAY,
                        current=current is not None and current.id == version.id,
                        areas=layers(shape, version) if shape is not None else (),
                    )
                )
    return zones, shapes


def _labels(seen: Seen, box: Box) -> Iterator[Label]:
    if box[2] - box[0] > _NAMES_COUNTRIES:
        for name, lon, lat in country_points(box):
            yield Label(name, lat, lon, "country")
    shown: set[tuple[float, float]] = set()
    towns = [p for p in seen.view.setting.places if p.kind in _TOWNS]
    for entry in sorted(towns, key=lambda p: (_TOWNS.index(p.kind), -(p.population or 0), p.name)):
        place = seen.place(PlaceRef(name=entry.name, place_id=entry.id))
        if place.lat is None or place.lon is None or place.coarsened or len(shown) >= _MOST_LABELS:
            continue
        inside = box[0] <= place.lon <= box[2] and box[1] <= place.lat <= box[3]
        if inside and (place.lat, place.lon) not in shown:
            shown.add((place.lat, place.lon))
            yield Label(visible(place.name), place.lat, place.lon, "town")


def _letters() -> Iterator[str]:
    number = 0
    while True:
        yield chr(ord("A") + number % 26) + (str(number // 26 + 1) if number >= 26 else "")
        number += 1


def spot_of(seen: Seen, incident: Incident, known_days: Mapping[str, date], ref: PlaceRef | None = None) -> Spot:
    """One incident as the map has it; at another of its places where `ref` is given."""
    row = incident_row(seen, incident)
    ref = ref or incident.place
    place = seen.place(ref) if ref else None
    km = place.radius_km if place else None
    why = _why_not(ref, place.lat if place else None, km)
    reported = str(incident.reported_first or _NO_DAY)
    known_day = known_days.get(incident.id)
    verdict = row.verdicts[0] if row.verdicts else NOT_JUDGED
    return Spot(
        id=incident.id,
        what=row.what,
        where=seen.place_name(ref),
        precision=place.precision if place else "not located",
        lat=place.lat if place and not why else None,
        lon=place.lon if place and not why else None,
        km=km if not why else None,
        first=row.day,
        last=str(incident.date_end or incident.date_start or _NO_DAY),
        when=row.when,
        reported=reported,
        known=str(known_day) if known_day else reported,
        verdict=verdict,
        verdict_words=VERDICT_WORDS[Verdict(verdict)] if verdict != NOT_JUDGED else "Not judged",
        standing=row.standing_words,
        drawn=not why,
        why_not=why,
    )


def _why_not(ref: PlaceRef | None, lat: float | None, km: float | None) -> str:
    if ref is None:
        return "no claim names a place"
    if lat is None:
        return "the place could not be located"
    return f"the place is known to no better than {km:.0f} km" if (km or 0) > WIDEST_KM else ""


def _near(circles: Sequence[tuple[float, float, float]], shapes: Sequence[Any]) -> list[tuple[float, float, float]]:
    """Those circles that the map is framed by: about the zones, where there are any, and of many not the few that lie
    farthest out, so that one far away does not make the map small. All are drawn."""
    kept = list(circles)
    if shapes:
        box = bounds_of(shapes, [])
        assert box is not None
        kept = [c for c in kept if box[0] - 4 <= c[0] <= box[2] + 4 and box[1] - 4 <= c[1] <= box[3] + 4]
    if len(kept) < _MANY:
        return kept
    few = int(len(kept) * _FARTHEST)
    east, north = sorted(c[0] for c in kept), sorted(c[1] for c in kept)
    return [c for c in kept if east[few] <= c[0] <= east[-1 - few] and north[few] <= c[1] <= north[-1 - few]]


def _control(seen: Seen, world: World) -> Iterator[ControlSpan]:
    view = seen.view
    first = _first_day(view.incidents)
    if first is None:
        return
    for holding in view.holdings[:_MOST_PLACES]:
        place = seen.place(PlaceRef(name=holding.place, place_id=holding.place_id))
        if place.lat is None or place.lon is None:
            continue
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


def _notes(zones: Sequence[ZoneOnMap], spots: Sequence[Spot]) -> tuple[str, ...]:
    blank = sorted({zone.name for zone in zones if zone.current and not zone.areas})
    missing = sum(1 for spot in spots if not spot.drawn)
    notes = []
    if blank:
        notes.append(f"Not drawn, because no boundary is public: {', '.join(blank)}.")
    if missing:
        notes.append(f"{missing} of {len(spots)} incidents are in the table only: not located, or too wide an area.")
    notes.append(
        "Zones that are only stated in words have a soft edge: they are no line to verify by. Circles show how far an "
        "incident may lie from their centre. Borders: Natural Earth (public domain)."
    )
    return (*notes, DISCLAIMER)
