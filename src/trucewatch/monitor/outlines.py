"""The drawn outlines of areas, and which of them a spot can touch at all: most lie far from most."""

import math
from collections.abc import Iterable, Sequence

from trucewatch.model import Place
from trucewatch.model.agreement import Zone, ZoneVersion
from trucewatch.monitor.geometry import Boundary
from trucewatch.monitor.shapes import surface
from trucewatch.monitor.spots import Spot

__all__ = ["NearZones", "Outlines", "drawn_before"]

SIGMA_WHEN_UNSTATED_KM = {"official": 0.1, "provisional": 1.0}
"""By the precision of the boundary; any other precision is known to 3 km at best."""

_WIDEST = 2.0
_ROUNDER = 1.02
"""By how much a true distance can exceed the least one that is reckoned here."""
_FAR_SPREADS, _FAR_SIGMAS = 2.5, 4.0
_KM_PER_DEGREE = 110.5
"""A degree is nowhere shorter."""


class Outlines:
    """Boundaries by zone, version and how much wider than stated their blur is taken, each made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, float], Boundary] = {}

    def of(self, zone: Zone, version: ZoneVersion, widen: float) -> Boundary:
        """The outline of a version that has a geometry."""
        key = (zone.id, version.id, widen)
        if key not in self._made:
            sigma = version.boundary_sigma_km
            if sigma is None:
                sigma = SIGMA_WHEN_UNSTATED_KM.get(version.precision, 3.0)
            assert version.geometry is not None
            self._made[key] = Boundary(surface(version.geometry, zone.as_worded), sigma * widen)
        return self._made[key]


class NearZones:
    """Tells which of some zones a spot can touch: by name, by a list, or by where they are drawn."""

    def __init__(self, zones: Sequence[Zone], outlines: Outlines) -> None:
        self._zones = zones
        self._named: dict[str, set[int]] = {}
        self._ids = {zone.id: i for i, zone in enumerate(zones)}
        self._admin: dict[str, set[int]] = {}
        self._discs: list[tuple[int, float, float, float, float]] = []
        self._undrawn: set[int] = set()
        for i, zone in enumerate(zones):
            for name in _names(zone):
                self._named.setdefault(name.casefold(), set()).add(i)
            for version in zone.versions:
                for code in version.admin:
                    self._admin.setdefault(code, set()).add(i)
            if _is_drawn(zone):
                self._discs.append((i, *_disc(zone, outlines)))
            else:
                self._undrawn.add(i)

    def to(self, spot: Spot) -> list[int]:
        """Indexes of the zones that the spot can touch, in order; it lies outside all others with certainty."""
        return sorted(self._undrawn | self._listed(spot) | self._close(spot))

    def _close(self, spot: Spot) -> set[int]:
        if spot.lat is None or spot.lon is None:
            return set(range(len(self._zones)))
        found = set()
        for i, lat, lon, extent, blur in self._discs:
            reach = extent + max(_FAR_SPREADS * spot.radius_km / 2 + _FAR_SIGMAS * blur, spot.radius_km)
            # Most zones lie too far north or south already, which is cheaper to see than the distance.
            if abs(spot.lat - lat) * _KM_PER_DEGREE <= reach and _apart(lat, lon, spot.lat, spot.lon) <= reach:
                found.add(i)
        return found

    def _listed(self, spot: Spot) -> set[int]:
        found = set(self._named.get(spot.name.casefold(), ()))
        for place in spot.chain:
            found |= self._by_place(place)
        return found

    def _by_place(self, place: Place) -> set[int]:
        if "all" in place.membership:
            return set(range(len(self._zones)))
        found = {self._ids[zone] for zone in place.membership if zone in self._ids}
        for name in (place.id, place.name, *place.variants):
            found |= self._named.get(name.casefold(), set())
        if place.admin1 is not None:
            found |= self._admin.get(place.admin1, set())
        return found


def drawn_before(zone: Zone, version: ZoneVersion) -> ZoneVersion | None:
    """The latest version with a geometry that is no younger than this one."""
    earlier = [v for v in zone.versions if v.geometry and (v.valid_from or "") <= (version.valid_from or "")]
    return max(earlier, key=lambda v: v.valid_from or "", default=None)


def _is_drawn(zone: Zone) -> bool:
    """Whether every version has a geometry, its own or an earlier one, by which far places can be ruled out."""
    return zone.kind != "whole_territory" and all(v.geometry or drawn_before(zone, v) for v in zone.versions)


def _disc(zone: Zone, outlines: Outlines) -> tuple[float, float, float, float]:
    """A disc (latitude, longitude, radius, blur) that holds every drawn version, however blurred it is taken."""
    widen = 1.0 if all(v.geometry for v in zone.versions) else _WIDEST
    discs = [outlines.of(zone, v, widen).disc for v in zone.versions if v.geometry]
    lat, lon, _, _ = discs[0]
    extent = max(_apart(lat, lon, d[0], d[1]) * _ROUNDER + d[2] for d in discs)
    return lat, lon, extent, max(d[3] for d in discs)


def _apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """A distance on the globe that the true one does not fall below."""
    a, b, turn = math.radians(lat), math.radians(other_lat), math.radians(other_lon - lon)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(half)))) * _KM_PER_DEGREE


def _names(zone: Zone) -> Iterable[str]:
    yield zone.id
    yield zone.as_worded
    for version in zone.versions:
        yield from version.includes
        yield from version.excludes
        yield from (str(part.get("place") or part.get("id")) for part in version.disputed_parts)
