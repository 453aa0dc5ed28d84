"""The ground of a map: country borders, a projection centred on what is shown, and paths clipped to the frame."""

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from math import cos, radians
from typing import Any

import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from trucewatch.publish.svg import number

__all__ = ["Division", "Frame", "countries", "divisions", "frame", "lines", "path"]

_MARGIN = 0.08
_LEAST_HALF_KM = 15.0
_KM_A_DEGREE = 111.2


@cache
def countries() -> tuple[tuple[str, BaseGeometry], ...]:
    """Country names and outlines in WGS 84 degrees (Natural Earth 1:50m, public domain)."""
    packed = files("trucewatch.publish").joinpath("data/countries-50m.json.gz").read_bytes()
    raw: list[dict[str, Any]] = json.loads(gzip.decompress(packed))
    return tuple((c["name"], shapely.MultiPolygon([(p[0], p[1:]) for p in c["polygons"]])) for c in raw)


@dataclass(frozen=True)
class Division:
    """A country's first-level divisions: the lines between them, and a point well inside each with its name."""

    lines: BaseGeometry
    names: tuple[tuple[str, float, float], ...]


@cache
def divisions() -> tuple[Division, ...]:
    """The divisions of every country in WGS 84 degrees (Natural Earth 1:10m, made simpler, public domain)."""
    packed = files("trucewatch.publish").joinpath("data/divisions-10m.json.gz").read_bytes()
    raw: list[dict[str, Any]] = json.loads(gzip.decompress(packed))
    return tuple(
        Division(shapely.MultiLineString(c["lines"]), tuple((name, lon, lat) for name, lon, lat in c["names"]))
        for c in raw
    )


@dataclass(frozen=True)
class Frame:
    """A map's frame: an equal-area projection and how its kilometres lie on the drawing's units."""

    transformer: Transformer
    west_km: float
    north_km: float
    units_a_km: float
    width: float
    height: float

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """A place on the drawing."""
        x, y = self.transformer.transform(lon, lat)
        return ((x / 1000 - self.west_km) * self.units_a_km, (self.north_km - y / 1000) * self.units_a_km)

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place lies inside the frame."""
        x, y = self.point(lon, lat)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in degrees laid on the drawing and clipped to it; empty if none of it is inside."""
        reach_km = max(self.width, self.height) / self.units_a_km
        lon, lat = self._centre()
        lat_reach = reach_km / _KM_A_DEGREE
        lon_reach = lat_reach / max(0.2, cos(radians(lat)))
        near = shapely.clip_by_rect(geometry, lon - lon_reach, lat - lat_reach, lon + lon_reach, lat + lat_reach)
        if near.is_empty:
            return near
        dense = shapely.segmentize(near, 0.5)
        drawn = shapely.transform(dense, self._points, include_z=False)
        return shapely.clip_by_rect(drawn, 0, 0, self.width, self.height)

    def _points(self, coordinates: Any) -> Any:
        x, y = self.transformer.transform(coordinates[:, 0], coordinates[:, 1])
        result = coordinates.copy()
        result[:, 0] = (x / 1000 - self.west_km) * self.units_a_km
        result[:, 1] = (self.north_km - y / 1000) * self.units_a_km
        return result

    def _centre(self) -> tuple[float, float]:
        x = (self.west_km + self.width / self.units_a_km / 2) * 1000
        y = (self.north_km - self.height / self.units_a_km / 2) * 1000
        lon, lat = self.transformer.transform(x, y, direction="INVERSE")
        return (float(lon), float(lat))


def frame(points: list[tuple[float, float]], width: float, height: float) -> Frame:
    """The frame that shows every (lon, lat) point with a margin, at least 30 km across."""
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    crs = f"+proj=laea +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84 +units=m"
    transformer = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    projected = [transformer.transform(*point) for point in points]
    xs, ys = [p[0] / 1000 for p in projected], [p[1] / 1000 for p in projected]
    half_x = max(_LEAST_HALF_KM, (max(xs) - min(xs)) / 2) * (1 + 2 * _MARGIN)
    half_y = max(_LEAST_HALF_KM, (max(ys) - min(ys)) / 2) * (1 + 2 * _MARGIN)
    scale = min(width / (2 * half_x), height / (2 * half_y))
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return Frame(transformer, middle_x - width / scale / 2, middle_y + height / scale / 2, scale, width, height)


def path(geometry: BaseGeometry) -> str:
    """The polygons of a geometry on the drawing as one SVG path; "" if it has none."""
    rings = [
        ring
        for polygon in shapely.get_parts(shapely.get_parts(geometry))
        if isinstance(polygon, shapely.Polygon) and not polygon.is_empty
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return "".join(_ring(list(ring.coords)) for ring in rings)


def lines(geometry: BaseGeometry) -> str:
    """The lines of a geometry on the drawing as one SVG path; "" if it has none."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return "".join(_line(list(part.coords)) for part in parts if isinstance(part, shapely.LineString))


def _line(points: list[tuple[float, ...]]) -> str:
    steps = [step for step, _ in groupby(f"{number(p[0])} {number(p[1])}" for p in points)]
    return f"M{'L'.join(steps)}" if len(steps) > 1 else ""


def _ring(points: list[tuple[float, ...]]) -> str:
    steps: list[str] = []
    for x, y in ((p[0], p[1]) for p in points[:-1]):
        step = f"{number(x)} {number(y)}"
        if not steps or steps[-1] != step:
            steps.append(step)
    return f"M{'L'.join(steps)}Z" if len(steps) > 2 else ""
