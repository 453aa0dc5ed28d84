"""Where an event may lie, as geometry: discs, sectors, corridors and outlines, drawn in an equal-distance projection.

Each shape is drawn in kilometres around its own point (azimuthal equidistant), where distances and bearings from that
point are true, and brought back to WGS 84 degrees.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import LineString, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from trucewatch.world.sectors import Ring, Spot

__all__ = ["clipped", "corridor", "disc", "geojson", "loaded", "sector"]

_STEPS = 24


@dataclass(frozen=True)
class _Plane:
    """The plane around a point, in km."""

    there: Transformer
    back: Transformer

    def to(self, geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(geometry, lambda xy: 0.001 * np.column_stack(self.there.transform(xy[:, 0], xy[:, 1])))

    def of(self, geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(
            geometry, lambda xy: np.column_stack(self.back.transform(1000 * xy[:, 0], 1000 * xy[:, 1]))
        )


@lru_cache(maxsize=256)
def _plane(lat: float, lon: float) -> _Plane:
    local = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m"
    return _Plane(
        Transformer.from_crs("EPSG:4326", local, always_xy=True),
        Transformer.from_crs(local, "EPSG:4326", always_xy=True),
    )


def disc(spot: Spot) -> BaseGeometry:
    """The circle around a point."""
    return _plane(spot.lat, spot.lon).of(Point(0, 0).buffer(max(spot.radius_km, 0.05), quad_segs=_STEPS // 2))


def sector(spot: Spot, ring: Ring) -> BaseGeometry:
    """What lies on a bearing from a point between two distances; all around it where there is no bearing."""
    outer, inner = max(ring.outer_km, 0.05), max(ring.inner_km, 0.0)
    if ring.bearing is None:
        shape = Point(0, 0).buffer(outer, quad_segs=_STEPS)
        return _plane(spot.lat, spot.lon).of(shape.difference(Point(0, 0).buffer(inner, quad_segs=_STEPS)))
    angles = [
        math.radians(ring.bearing - ring.half_angle + 2 * ring.half_angle * step / _STEPS) for step in range(_STEPS + 1)
    ]
    far = [(outer * math.sin(a), outer * math.cos(a)) for a in angles]
    near = [(inner * math.sin(a), inner * math.cos(a)) for a in reversed(angles)] if inner > 0 else [(0.0, 0.0)]
    return _plane(spot.lat, spot.lon).of(Polygon([*far, *near]))


def corridor(points: Sequence[tuple[float, float]], half_km: float) -> BaseGeometry:
    """What lies within some km of a line through points (latitude, longitude)."""
    middle = points[len(points) // 2]
    plane = _plane(*middle)
    line = plane.to(LineString([(lon, lat) for lat, lon in points]))
    return plane.of(line.buffer(half_km, quad_segs=_STEPS // 3))


def clipped(outline: BaseGeometry | None, spot: Spot, ring: Ring) -> BaseGeometry:
    """The part of an outline that lies on a bearing from its middle; the bare sector where they do not meet."""
    wedge = sector(spot, ring)
    if outline is None:
        return wedge
    both = outline.intersection(wedge)
    return wedge if both.is_empty else both


def loaded(wkb: bytes) -> BaseGeometry:
    """An outline from a gazetteer, as an area: a line gets a km to each side."""
    found = shapely.from_wkb(wkb)
    if found.geom_type in ("LineString", "MultiLineString"):
        lines = [[(lat, lon) for lon, lat, *_ in shapely.get_coordinates(part)] for part in shapely.get_parts(found)]
        return shapely.union_all([corridor(line, 1.0) for line in lines if len(line) > 1])
    return found


def geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """A geometry as GeoJSON, rounded to about 10 m."""
    rounded = shapely.set_precision(geometry, 0.0001)
    kept = geometry if rounded.is_empty else rounded
    plain: dict[str, Any] = mapping(kept)
    return plain
