"""Shapes for a map that is drawn in a browser: borders, zones with soft or firm edges, and circles as wide as is known.

A zone that is only stated in words, or only indicative, is several nested areas without a line: it is no line to verify
by. All coordinates are WGS 84 degrees, as GeoJSON has them.
"""

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import shapely
from pyproj import Transformer
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from trucewatch.model.agreement import Zone, ZoneVersion
from trucewatch.model.errors import AgreementError
from trucewatch.monitor.shapes import surface
from trucewatch.publish.geo import countries, divisions

__all__ = ["SOFT", "Box", "borders", "bounds_of", "box_around", "country_points", "grown", "layers", "zone_shape"]

SOFT = frozenset({"stated", "indicative"})
"""Precisions of a boundary that are never drawn with a line."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_KM_A_DEGREE = 111.2
_SIGMA_KM = 3.0
_STEPS = (1.0, 0.6, 0.2)
_DECIMALS = 3
_LAND_AROUND = 6.0
_LEAST_SPAN = 0.4


def zone_shape(zone: Zone, version: ZoneVersion) -> BaseGeometry | None:
    """The surface of a boundary version, None where no outline is public. AgreementError if it is no geometry."""
    if version.geometry is None:
        return None
    try:
        found: BaseGeometry = shapely.make_valid(shapely.geometry.shape(surface(version.geometry, zone.as_worded)))
    except (shapely.errors.ShapelyError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise AgreementError(
            f"the boundary of zone {zone.id!r} is no GeoJSON geometry; mend or remove it in the agreement's file"
        ) from error
    return None if found.is_empty else found


def layers(shape: BaseGeometry, version: ZoneVersion) -> tuple[dict[str, Any], ...]:
    """The areas that draw a boundary version, the widest first: one for a firm edge, several for a soft one."""
    if version.precision not in SOFT:
        return (_geojson(shape),)
    sigma = version.boundary_sigma_km or _SIGMA_KM
    return (*(_geojson(grown(shape, sigma * step)) for step in _STEPS), _geojson(shape))


def grown(shape: BaseGeometry, km: float) -> BaseGeometry:
    """Everything within so many km of a shape (less than zero: what lies so far inside it)."""
    centre = shape.centroid
    there, back = _plane(round(centre.x, 2), round(centre.y, 2))
    flat = shapely.transform(shapely.segmentize(shape, 0.25), _with(there), include_z=False)
    return shapely.transform(flat.buffer(km * 1000, quad_segs=6), _with(back), include_z=False)


@lru_cache(maxsize=64)
def _plane(lon: float, lat: float) -> tuple[Transformer, Transformer]:
    crs = f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m"
    return (
        Transformer.from_crs("EPSG:4326", crs, always_xy=True),
        Transformer.from_crs(crs, "EPSG:4326", always_xy=True),
    )


def _with(transformer: Transformer) -> Any:
    def moved(points: Any) -> Any:
        x, y = transformer.transform(points[:, 0], points[:, 1])
        result = points.copy()
        result[:, 0], result[:, 1] = x, y
        return result

    return moved


def borders(box: Box) -> dict[str, Any]:
    """Country outlines about a box, and the lines between first-level divisions ("division" in their properties), as a
    GeoJSON collection (Natural Earth, public domain)."""
    west, south, east, north = box
    around = (west - _LAND_AROUND, south - _LAND_AROUND, east + _LAND_AROUND, north + _LAND_AROUND)
    return _borders(tuple(round(edge) for edge in around))


@lru_cache(maxsize=16)
def _borders(around: tuple[int, ...]) -> dict[str, Any]:
    found = []
    for name, outline in countries():
        near = shapely.clip_by_rect(outline, *around)
        if not near.is_empty:
            found.append({"type": "Feature", "properties": {"name": name}, "geometry": _geojson(near)})
    for division in divisions():
        near = shapely.clip_by_rect(division.lines, *around)
        if not near.is_empty:
            found.append({"type": "Feature", "properties": {"division": True}, "geometry": _geojson(near)})
    return {"type": "FeatureCollection", "features": found}


def country_points(box: Box) -> list[tuple[str, float, float]]:
    """Where the names of countries stand that fill a good part of a box: name, longitude, latitude."""
    found = []
    least = (box[2] - box[0]) * (box[3] - box[1]) / 25
    for name, outline in countries():
        near = shapely.clip_by_rect(outline, *box)
        if near.area > least:
            largest = max(shapely.get_parts(near), key=lambda part: float(part.area))
            point = shapely.point_on_surface(largest)
            found.append((name, round(point.x, _DECIMALS), round(point.y, _DECIMALS)))
    return found


def bounds_of(shapes: Iterable[BaseGeometry], circles: Iterable[tuple[float, float, float]]) -> Box | None:
    """The box that holds some shapes and some circles (lon, lat, km); None where there is nothing."""
    boxes = [shape.bounds for shape in shapes] + [box_around(*circle) for circle in circles]
    if not boxes:
        return None
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    more = max(0.0, (_LEAST_SPAN - (east - west)) / 2, (_LEAST_SPAN - (north - south)) / 2)
    return (west - more, south - more, east + more, north + more)


def box_around(lon: float, lat: float, km: float) -> Box:
    """The box about a circle."""
    up = km / _KM_A_DEGREE
    across = up / max(0.2, math.cos(math.radians(lat)))
    return (lon - across, lat - up, lon + across, lat + up)


def _geojson(shape: BaseGeometry) -> dict[str, Any]:
    return dict(_rounded(mapping(shape)))


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return round(value, _DECIMALS) if isinstance(value, float) else value
