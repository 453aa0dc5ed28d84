"""The drawn outlines of areas, and which of them a spot can touch at all: most lie far from most."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from trucewatch.model import Place
from trucewatch.model.agreement import Zone, ZoneVersion
from trucewatch.monitor.geometry import Boundary
from trucewatch.monitor.shapes import surface
from trucewatch.monitor.spots import Spot

__all__ = ["NearZones", "Outlines", "drawn_before"]

SIGMA_WHEN_UNSTATED_KM = {"official": 0.1, "provisional": 1.0}
"""By the precision of the boundary; any other precision is known to 3 km at best."""

_WIDEST = 2.0
_FAR_SIGMAS = 5.0
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
        discs, self._undrawn = [], set()
        for i, zone in enumerate(zones):
            for name in _names(zone):
                self._named.setdefault(name.casefold(), set()).add(i)
            for version in zone.versions:
                for code in version.admin:
                    self._admin.setdefault(code, set()).add(i)
            if _is_drawn(zone):
                discs.append((i, _disc(zone, outlines)))
            else:
                self._undrawn.add(i)
        self._order = [i for i, _ in discs]
        table = np.array([disc for _, disc in discs], dtype=np.float64).reshape(len(discs), 4)
        self._lat, self._lon = np.radians(table[:, 0]), np.radians(table[:, 1])
        self._extent, self._blur = table[:, 2], table[:, 3]
        self._cos = np.cos(self._lat)

    def to(self, spot: Spot) -> list[int]:
        """Indexes of the zones that the spot can touch, in order; it lies outside all others with certainty."""
        return sorted(self._undrawn | self._listed(spot) | self._close(spot))

    def _close(self, spot: Spot) -> set[int]:
        if spot.lat is None or spot.lon is None:
            return set(range(len(self._zones)))
        lat, lon = math.radians(spot.lat), math.radians(spot.lon)
        half = np.sin((self._lat - lat) / 2) ** 2 + math.cos(lat) * self._cos * np.sin((self._lon - lon) / 2) ** 2
        away = np.degrees(2 * np.arcsin(np.sqrt(np.minimum(1.0, half)))) * _KM_PER_DEGREE
        reach = self._extent + np.maximum(_FAR_SIGMAS * (spot.radius_km / 2 + self._blur), spot.radius_km)
        return {self._order[k] for k in np.flatnonzero(away <= reach)}

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
    discs = [outlines.of(zone, v, _WIDEST).disc for v in zone.versions if v.geometry]
    lat, lon, _, _ = discs[0]
    extent = max(_apart(lat, lon, d[0], d[1]) * 1.02 + d[2] for d in discs)
    return lat, lon, extent, max(d[3] for d in discs)


def _apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    a, b, turn = math.radians(lat), math.radians(other_lat), math.radians(other_lon - lon)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(half)))) * 111.7


def _names(zone: Zone) -> Iterable[str]:
    yield zone.id
    yield zone.as_worded
    for version in zone.versions:
        yield from version.includes
        yield from version.excludes
        yield from (str(part.get("place") or part.get("id")) for part in version.disputed_parts)
