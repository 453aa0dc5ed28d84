"""The surfaces that an agreement's geometry comes to: outlines as drawn, corridors and circles as wide as stated.

A zone may be drawn as a surface, as a line with a width (a corridor) or as a point with a reach ("ten kilometres about
the port"). The width stands in the geometry (`width_km`, `radius_km`) or in the zone's wording; where neither gives
one, the line is all that is known, and a place on it lies inside with a probability of no more than about one half.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from trucewatch.monitor.numbers import NUMBER, number

__all__ = ["buffered", "geometry_problem", "half_width_km", "line_problem", "surface"]

_SURFACES = frozenset({"Polygon", "MultiPolygon"})
_LINES = frozenset({"LineString", "MultiLineString"})
_POINTS = frozenset({"Point", "MultiPoint"})
_BARE_KM = 0.02
"""Half the width of a line whose width nobody states."""
_EDGE_DEGREES = 0.25
_UNITS = {"k": 1.0, "m": 0.001}
_UNIT = r"(?:km|kilomet\w*|m|met(?:re|er)s?)\b"
_LENGTH = rf"{NUMBER}[\s-]*{_UNIT}"
_MEASURE = re.compile(rf"(?P<n>{NUMBER})[\s-]*(?P<unit>{_UNIT})", re.IGNORECASE)
_EITHER = re.compile(
    rf"{_LENGTH}[^.;]{{0,40}}?\b(?:each|either|both|every) (?:side|way|direction|bank)s?", re.IGNORECASE
)
_ABOUT = re.compile(
    rf"(?:within|radius of|up to)\s+{_LENGTH}|{_LENGTH}\s+(?:radius|about|around|of|from)\b", re.IGNORECASE
)
_WIDE = re.compile(rf"{_LENGTH}[\s-]+(?:wide|broad|in width|corridor|strip|belt)", re.IGNORECASE)


def surface(geometry: Mapping[str, Any], wording: str = "") -> dict[str, Any]:
    """The Polygon or MultiPolygon (GeoJSON) of a zone's geometry. `geometry` must have passed `geometry_problem`."""
    parts = [_surface_of(part, wording) for part in _parts(geometry)]
    if len(parts) == 1:
        return parts[0]
    return dict(mapping(shapely.union_all([shape(part) for part in parts])))


def half_width_km(geometry: Mapping[str, Any], wording: str = "") -> float | None:
    """How far a line or point reaches to each side, in km, by its own entry or the zone's words; None if unsaid."""
    for key, share in (("radius_km", 1.0), ("width_km", 0.5)):
        stated = geometry.get(key)
        if isinstance(stated, int | float) and not isinstance(stated, bool) and stated > 0:
            return float(stated) * share
    for pattern, share in ((_EITHER, 1.0), (_WIDE, 0.5), (_ABOUT, 1.0)):
        if found := pattern.search(wording):
            measure = _MEASURE.search(found[0])
            length = number(measure["n"]) if measure else None
            if measure and length:
                return length * _UNITS[measure["unit"][0].lower()] * share
    return None


def buffered(geometry: Mapping[str, Any], km: float) -> dict[str, Any]:
    """Everything within `km` of a GeoJSON geometry, as a Polygon or MultiPolygon in degrees."""
    figure = shape(dict(geometry)).segmentize(_EDGE_DEGREES)
    degrees = shapely.get_coordinates(figure)
    lon, lat = (float(v) for v in degrees.mean(axis=0))
    plane = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +units=km +ellps=WGS84"
    there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def flat(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(there.transform(points[:, 0], points[:, 1]))

    def round_again(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(there.transform(points[:, 0], points[:, 1], direction="INVERSE"))

    wide: BaseGeometry = shapely.transform(figure, flat).buffer(km)
    return dict(mapping(shapely.transform(wide, round_again)))


def geometry_problem(geometry: Mapping[str, Any]) -> str | None:
    """What is wrong with a zone's GeoJSON geometry, in words; None if it can be used.

    Coordinates are degrees, longitude first, within +-180 and +-90; a surface does not cross itself.
    """
    try:
        parts = list(_parts(geometry))
    except (TypeError, AttributeError, KeyError):
        return "it cannot be read as GeoJSON"
    if not parts:
        return "the geometry has no part"
    return next((p for part in parts if (p := _problem(part, _SURFACES | _LINES | _POINTS, "zone")) is not None), None)


def line_problem(geometry: Mapping[str, Any]) -> str | None:
    """What is wrong with a line's GeoJSON geometry, in words; None if it can be used."""
    try:
        parts = list(_parts(geometry))
    except (TypeError, AttributeError, KeyError):
        return "it cannot be read as GeoJSON"
    return next((p for part in parts if (p := _problem(part, _LINES, "line")) is not None), None)


def _parts(geometry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The plain geometries in a Feature, a collection or a geometry itself."""
    kind = geometry.get("type")
    if kind == "Feature":
        yield from _parts(geometry["geometry"])
    elif kind == "FeatureCollection":
        for feature in geometry["features"]:
            yield from _parts(feature)
    elif kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _parts(part)
    else:
        yield geometry


def _surface_of(geometry: Mapping[str, Any], wording: str) -> dict[str, Any]:
    if geometry["type"] in _SURFACES:
        return dict(geometry)
    return buffered(geometry, half_width_km(geometry, wording) or _BARE_KM)


def _problem(geometry: Mapping[str, Any], allowed: frozenset[str], what: str) -> str | None:
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in allowed:
        return f"a {what} is drawn as GeoJSON {', '.join(sorted(allowed))}, not {kind!r}"
    try:
        with np.errstate(invalid="ignore"):
            figure = shape(dict(geometry))
        west, south, east, north = figure.bounds
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        return f"the coordinates cannot be read as {kind!r} ({str(error).splitlines()[0]})"
    if not all(math.isfinite(value) for value in (west, south, east, north)):
        return "the geometry has no extent, or a coordinate that is not a number"
    if west < -180 or east > 180 or south < -90 or north > 90:
        return f"it reaches beyond the globe (longitude {west} to {east}, latitude {south} to {north}; longitude first)"
    if not figure.is_valid:
        return f"the geometry is not valid ({explain_validity(figure)})"
    return None
