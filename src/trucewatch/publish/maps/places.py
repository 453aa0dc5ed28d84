"""What a map shows: the zones with their surfaces, and the spots at which incidents lie."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from trucewatch.model import Verdict
from trucewatch.model.errors import AgreementError
from trucewatch.monitor.shapes import surface
from trucewatch.publish.clock import zone_version
from trucewatch.publish.desk import Desk
from trucewatch.publish.geo import Frame
from trucewatch.publish.release import PublishedPlace
from trucewatch.publish.sections.groups import Case, zone_letters
from trucewatch.publish.svg import VERDICT_CLASSES
from trucewatch.publish.wording import quoted

__all__ = ["SOFT", "MapZone", "Spot", "at", "corners", "map_zones", "near", "reach", "span", "spots_of"]

SOFT = frozenset({"stated", "indicative"})
"""Precisions of a boundary that is no line to verify by."""
_FAR_DEGREES = 4.0
_WIDEST_KM = 150.0


@dataclass(frozen=True)
class MapZone:
    """A zone as the map shows it: its letter, its surface (None where no boundary is published), and how far a boundary
    that is only stated may lie off."""

    letter: str
    name: str
    precision: str
    shape: BaseGeometry | None
    sigma_km: float


@dataclass
class Spot:
    """One published place and the incidents that lie there."""

    place: PublishedPlace
    cases: list[Case] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The place's name; in quotation marks where it is only the report's wording."""
        return quoted(self.place.name) if self.place.worded else self.place.name

    @property
    def verdict(self) -> Verdict | None:
        """The strongest verdict of its incidents; None where none was judged."""
        found = [case.finding.verdict for case in self.cases if case.finding is not None]
        return next((verdict for verdict in VERDICT_CLASSES if verdict in found), None)


def map_zones(desk: Desk) -> list[MapZone]:
    """The zones of all agreements of the watch, in the version that holds on the day of the issue."""
    zones: list[MapZone] = []
    letters = zone_letters(desk)
    for agreement in desk.setting.agreements:
        for zone in agreement.zones:
            version = zone_version(zone.versions, desk.as_of)
            geometry = version.geometry if version is not None else None
            zones.append(
                MapZone(
                    letters[agreement.id, zone.id],
                    zone.as_worded,
                    version.precision if version is not None else "stated",
                    _shape(geometry, zone.id, zone.as_worded),
                    (version.boundary_sigma_km if version is not None else None) or 3.0,
                )
            )
    return zones


def _shape(geometry: dict[str, Any] | None, zone: str, wording: str) -> BaseGeometry | None:
    """The zone's surface: a corridor or circle is drawn as wide as the text says."""
    if geometry is None:
        return None
    try:
        found: BaseGeometry = shapely.make_valid(shapely.geometry.shape(surface(geometry, wording)))
    except (shapely.errors.ShapelyError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise AgreementError(
            f"the boundary of zone {zone!r} is no GeoJSON geometry; mend or remove it in the agreement's file"
        ) from error
    return None if found.is_empty else found


def spots_of(desk: Desk, cases: Sequence[Case]) -> tuple[list[Spot], int]:
    """The spots with most incidents first, and the number of incidents that have no point or too wide an area."""
    spots: dict[tuple[str, float, float], Spot] = {}
    unplaced = 0
    for case in cases:
        ref = case.incident.place
        place = desk.naming.release.place(ref) if ref is not None else None
        if place is None or place.lat is None or place.lon is None or (place.radius_km or 0) > _WIDEST_KM:
            unplaced += 1
            continue
        spot = spots.setdefault((place.name, place.lat, place.lon), Spot(place))
        spot.place = max(spot.place, place, key=lambda p: p.radius_km or 0)
        spot.cases.append(case)
    return sorted(spots.values(), key=lambda s: (-len(s.cases), s.place.name)), unplaced


def at(spot: Spot) -> tuple[float, float]:
    """Longitude and latitude."""
    assert spot.place.lon is not None
    assert spot.place.lat is not None
    return (spot.place.lon, spot.place.lat)


def near(zones: list[MapZone], spots: list[Spot]) -> list[Spot]:
    """The spots in or around the zones; where no zone has a boundary, around the busiest spot."""
    around = [p for zone in zones for p in corners(zone)] or [at(spot) for spot in spots[:1]]
    if not around:
        return []
    west, east = min(p[0] for p in around) - _FAR_DEGREES, max(p[0] for p in around) + _FAR_DEGREES
    south, north = min(p[1] for p in around) - _FAR_DEGREES, max(p[1] for p in around) + _FAR_DEGREES
    return [s for s in spots if west <= at(s)[0] <= east and south <= at(s)[1] <= north]


def corners(zone: MapZone) -> list[tuple[float, float]]:
    """Corners of the box that holds the zone and what its boundary may lie off; none without a boundary."""
    if zone.shape is None:
        return []
    margin = zone.sigma_km / 111.2 if zone.precision in SOFT else 0.0
    west, south, east, north = zone.shape.buffer(margin).bounds
    return [(west, south), (east, north), (west, north), (east, south)]


def reach(spot: Spot) -> list[tuple[float, float]]:
    """The four ends of the circle in which the incidents may lie."""
    (lon, lat), degrees = at(spot), (spot.place.radius_km or 0) / 111.2
    return [(lon, lat - degrees), (lon, lat + degrees), (lon - degrees, lat), (lon + degrees, lat)]


def span(view: Frame, zone: MapZone) -> float:
    """How wide or high the zone is drawn, in units of the drawing."""
    assert zone.shape is not None
    west, south, east, north = view.shape(zone.shape).bounds
    return float(max(east - west, north - south))
