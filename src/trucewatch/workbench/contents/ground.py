"""The map and its timeline: zones with boundary versions, incidents as areas, and control, each with its days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select

from trucewatch.ledger.moment import moment
from trucewatch.ledger.tables import known
from trucewatch.model import Agreement, Incident, PlaceKind, PlaceRef, Verdict
from trucewatch.moments import day_of
from trucewatch.publish.clock import moment_day, version_known, zone_version
from trucewatch.publish.text import visible
from trucewatch.publish.wording import PRECISION_WORDS, VERDICT_WORDS
from trucewatch.watch import Watch
from trucewatch.workbench.contents.areas import SOFT, Box, borders, bounds_of, country_points, layers, zone_shape
from trucewatch.workbench.contents.control import ControlSpan, Held, control_spans, held_now
from trucewatch.workbench.contents.incidents import NOT_JUDGED, incident_row
from trucewatch.workbench.contents.seen import Seen
from trucewatch.world import World

__all__ = [
    "DISCLAIMER",
    "WIDEST_KM",
    "Ground",
    "Label",
    "Spot",
    "ZoneOnMap",
    "days_known",
    "first_known",
    "ground",
    "ground_of_incident",
    "is_public",
    "spot_of",
    "zones_on_map",
]

DISCLAIMER = "Boundaries and names shown do not imply endorsement or acceptance by anyone."
WIDEST_KM = 150.0
"""A place known no better than this is listed, not drawn."""

_AROUND_KM = 40.0
_MOST_LABELS = 60
_MANY, _FARTHEST = 40, 0.01
_NAMES_COUNTRIES = 2.5
_TOWNS = (PlaceKind.CITY, PlaceKind.TOWN)
_NO_DAY = ""


@dataclass(frozen=True)
class ZoneOnMap:
    """One boundary version of a zone. `first` and `last` are ISO days ("" where open); `areas` is empty where no
    outline is public; `soft` ones have no line. `current`: it holds on the view's day; `known`: a text of its agreement
    was public by the day up to which the view knows."""

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
    known: bool
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
class Label:
    """A name for the eye to go by: a country, or a town of the watch's own gazetteer, as it may be shown."""

    name: str
    lat: float
    lon: float
    kind: str


@dataclass(frozen=True)
class Ground:
    """Everything that the map shows on the view's clocks. `first` to `last` are the days that the world's clock can be
    played over, None where nothing is dated, and `control` is for those days; `held` is for the view's own, which is
    `as_of`. The clock of knowledge is played by playback/."""

    box: Box | None
    land: dict[str, Any]
    labels: tuple[Label, ...]
    zones: tuple[ZoneOnMap, ...]
    spots: tuple[Spot, ...]
    control: tuple[ControlSpan, ...]
    held: tuple[Held, ...]
    first: date | None
    last: date | None
    as_of: date
    notes: tuple[str, ...] = field(default=())


def days_known(watch: Watch) -> dict[str, date]:
    """The day on which the watch first knew each claim, by its key, on its own clock of knowledge."""
    query = select(known.c.id, func.min(known.c.known_from).label("start")).where(known.c.what == "claim")
    with watch.ledger.connected() as connection:
        starts = connection.execute(query.group_by(known.c.id)).all()
    return {row.id: day_of(moment(row.start), watch.zone) for row in starts}


def first_known(days: Mapping[str, date], incidents: Iterable[Incident]) -> dict[str, date]:
    """The first of the days on which the watch knew a claim of each incident."""
    known_days = {i.id: [days[key] for key in i.claims if key in days] for i in incidents}
    return {name: min(found) for name, found in known_days.items() if found}


def ground(seen: Seen, world: World, known_days: Mapping[str, date]) -> Ground:
    """The map of a view. `known_days` are those of `first_known`; an incident without one counts as known from its
    first report."""
    zones, shapes = zones_on_map(seen)
    spots = tuple(spot_of(seen, incident, known_days) for incident in seen.view.incidents)
    control = tuple(control_spans(seen, world))
    circles = [(s.lon, s.lat, s.km) for s in spots if s.drawn and s.lon is not None and s.lat is not None and s.km]
    circles += [(c.lon, c.lat, c.km) for c in control]
    box = bounds_of(shapes, _near(circles, shapes))
    days = [d for spot in spots for d in (spot.first, spot.last) if d]
    return Ground(
        box=box,
        land=borders(box) if box else {"type": "FeatureCollection", "features": []},
        labels=tuple(_labels(seen, box)) if box else (),
        zones=tuple(zones),
        spots=spots,
        control=control,
        held=held_now(seen),
        first=date.fromisoformat(min(days)) if days else None,
        last=min(date.fromisoformat(max(days)), seen.desk.as_of) if days else None,
        as_of=seen.desk.as_of,
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
        held=(),
        first=None,
        last=None,
        as_of=seen.desk.as_of,
        notes=_notes((), spots),
    )


def zones_on_map(seen: Seen) -> tuple[list[ZoneOnMap], list[Any]]:
    """Every boundary version of every zone, a letter a zone; and the shapes of those that are drawn."""
    zones: list[ZoneOnMap] = []
    shapes: list[Any] = []
    letters = _letters()
    for agreement in seen.view.setting.agreements:
        public = is_public(agreement, seen.desk.known_on)
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
                        known=public,
                        areas=layers(shape, version) if shape is not None else (),
                    )
                )
    return zones, shapes


def is_public(agreement: Agreement, on: date) -> bool:
    """Whether any text of an agreement was public on a day; where none of them says since when, from its signing on."""
    if any(version.date is not None for version in agreement.text_versions):
        return version_known(agreement, on) is not None
    return agreement.signing_day <= on


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
