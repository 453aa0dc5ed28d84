"""Points and radii on the ground: distance, shifting by a bearing, sectors of a place, the extent of many towns.

How a direction phrase becomes a point and a radius (r: the radius of the place itself, in km):
- "northern X", "north of X" said of the inside: the point moves r/2 that way, radius 0.7 r;
- "north of X" (outside): it moves r + 8, radius r + 8, so that the circle reaches from X's middle to 2r + 16;
- "northern countryside of X": it moves r + 12, radius r + 12;
- "7 km north of X": it moves 7, radius 1 + 0.15 x 7; without a direction: the point stays, radius 7 + r;
- "near X", "outskirts of X": the point stays, radius r + 5; "countryside of X": r + 20;
- "northern part" of a country or governorate: the middle of its outermost towns that way (`towards`).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Ring", "Spot", "distance_km", "extent", "shifted", "towards"]

_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A point (WGS 84 degrees) and the radius in km within which an event there lies."""

    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class Ring:
    """What lies between two distances (km) from a point, within `half_angle` degrees to each side of a bearing; all
    around where the bearing is None."""

    bearing: float | None
    inner_km: float
    outer_km: float
    half_angle: float = 45.0


def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Great-circle distance in km."""
    d_lat, d_lon = math.radians(b_lat - a_lat), math.radians(b_lon - a_lon)
    h = (
        math.sin(d_lat / 2) ** 2
        + math.cos(math.radians(a_lat)) * math.cos(math.radians(b_lat)) * math.sin(d_lon / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, h)))


def shifted(spot: Spot, bearing: float, km: float, radius_km: float) -> Spot:
    """The point that lies `km` away on a bearing (degrees from north), with a radius of its own."""
    angle, lat, lon = km / _EARTH_KM, math.radians(spot.lat), math.radians(spot.lon)
    turn = math.radians(bearing)
    to_lat = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(turn))
    to_lon = lon + math.atan2(
        math.sin(turn) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(to_lat)
    )
    return Spot(math.degrees(to_lat), (math.degrees(to_lon) + 540) % 360 - 180, radius_km)


def extent(points: Iterable[tuple[float, float]]) -> Spot | None:
    """The middle of points and the radius that holds nine tenths of them; None for no points."""
    found = list(points)
    if not found:
        return None
    lat, lon = median(p[0] for p in found), median(p[1] for p in found)
    away = sorted(distance_km(lat, lon, *p) for p in found)
    return Spot(lat, lon, max(5.0, away[int(0.9 * (len(away) - 1))]))


def towards(points: Sequence[tuple[float, float]], middle: tuple[float, float], bearing: float) -> Spot | None:
    """The middle of those points that lie farthest that way from a middle; None for fewer than three points.

    A point counts by how far it lies along the bearing, less half of how far it lies off it, so that the east of a
    country is not its north-east; the upper third of that measure is taken.
    """
    if len(points) < 3:
        return None
    turn, shrink = math.radians(bearing), math.cos(math.radians(middle[0]))
    scored = []
    for lat, lon in points:
        up, right = lat - middle[0], (lon - middle[1]) * shrink
        along = up * math.cos(turn) + right * math.sin(turn)
        across = abs(right * math.cos(turn) - up * math.sin(turn))
        scored.append((along - across / 2, (lat, lon)))
    low, high = min(s for s, _ in scored), max(s for s, _ in scored)
    return extent(p for s, p in scored if s >= high - (high - low) / 3)
