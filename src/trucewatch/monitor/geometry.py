"""Polygons with an uncertain edge, places with an uncertain extent: the share of one that lies inside the other.

A place is a density, not a pin (design.md, Places): a round normal density about the point with half its radius as
standard deviation, so that about 86 % of it lies within the radius. A boundary is not a line either: a point at signed
distance d km within it counts as inside with probability Phi(d / sigma). The integral is taken over fixed nodes of
equal weight, so that the same question always gives the same answer.
"""

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

__all__ = ["Boundary"]

_GOLDEN = 0.6180339887
_FAR_SPREADS, _FAR_SIGMAS = 2.5, 4.0
"""No node lies further out than 2.5 spreads, and an edge 4 sigmas off adds less than the fourth place of a share."""

_SEAM_KM = 0.001
_EDGE_DEGREES = 0.25
_KM_PER_DEGREE = 110.5
_HALF_TURN = 180.0


def _middle(figure: BaseGeometry) -> tuple[float, float]:
    """Latitude and longitude of the middle of a figure's corners on the globe, which no date line cuts."""
    degrees = np.radians(shapely.get_coordinates(figure))
    lon, lat = degrees[:, 0], degrees[:, 1]
    x, y, z = (float(np.mean(v)) for v in (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def _nodes(rings: int, spokes: int) -> NDArray[np.float64]:
    """Points of equal weight of the round normal density with standard deviation 1, as x and y."""
    quantiles = (np.arange(rings) + 0.5) / rings
    radii = np.sqrt(-2.0 * np.log1p(-quantiles))
    points = []
    for ring, radius in enumerate(radii):
        # Each ring is turned against the last, so that no straight edge runs through many nodes at once.
        turn = 2 * math.pi * (np.arange(spokes) + ring * _GOLDEN) / spokes
        points.append(np.column_stack((radius * np.cos(turn), radius * np.sin(turn))))
    return np.concatenate(points)


_FINE = _nodes(10, 24)
_COARSE = _nodes(4, 8)
"""Enough where the place is small beside the blur of the boundary, since the integrand hardly bends within it."""


class Boundary:
    """One version of a zone's outline in a plane of true distances about its middle, with its uncertainty in km.

    `geometry` is a Polygon or MultiPolygon (shapes.surface).
    """

    def __init__(self, geometry: dict[str, Any], sigma_km: float) -> None:
        figure = shape(geometry)
        lat, lon = _middle(figure)
        plane = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +units=km +ellps=WGS84"
        self._project = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
        # An edge of GeoJSON is straight in degrees (RFC 7946, 3.1.1), not in this plane.
        self._figure: BaseGeometry = shapely.transform(figure.segmentize(_EDGE_DEGREES), self._flatten)
        west, _, east, _ = figure.bounds
        if west <= -_HALF_TURN and east >= _HALF_TURN:
            # GeoJSON cuts a zone over the date line in two (RFC 7946, 3.1.9); here the parts grow together again.
            self._figure = self._figure.buffer(_SEAM_KM)
        self._edge: BaseGeometry = self._figure.boundary
        self._sigma = sigma_km
        self._heart = lat, lon
        self._extent_km = float(np.max(np.hypot(*shapely.get_coordinates(self._figure).T)))
        shapely.prepare(self._figure)
        shapely.prepare(self._edge)

    @property
    def disc(self) -> tuple[float, float, float, float]:
        """Latitude and longitude of the middle, how far the outline reaches from it, and the edge's blur, in km."""
        return *self._heart, self._extent_km, self._sigma

    def share_inside(self, lat: float, lon: float, radius_km: float) -> float:
        """The probability that an event in a place (degrees; radius in km) lies inside, 0 to 1."""
        spread = radius_km / 2
        reach = _FAR_SPREADS * spread + _FAR_SIGMAS * self._sigma
        if _at_least_apart_km(*self._heart, lat, lon) > self._extent_km + reach:
            return 0.0
        x, y = self._project.transform(lon, lat)
        middle = shapely.Point(x, y)
        distance = float(shapely.distance(self._edge, middle))
        if distance > reach:
            return 1.0 if shapely.covers(self._figure, middle) else 0.0
        nodes = _COARSE if spread <= self._sigma / 2 else _FINE
        share = float(np.mean(self._inside(np.array([x, y]) + spread * nodes)))
        # Four places are more than any boundary is known to, and the same on every machine.
        return round(share, 4)

    def _flatten(self, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(self._project.transform(degrees[:, 0], degrees[:, 1]))

    def is_swallowed_by(self, lat: float, lon: float, radius_km: float) -> bool:
        """Whether a place is larger than the zone and reaches it, so that a small share says nothing: "in Syria"."""
        if _at_least_apart_km(*self._heart, lat, lon) > self._extent_km + radius_km:
            return False
        x, y = self._project.transform(lon, lat)
        larger = math.pi * radius_km**2 > self._figure.area
        return larger and float(shapely.distance(self._figure, shapely.Point(x, y))) <= radius_km

    def _inside(self, nodes: NDArray[np.float64]) -> NDArray[np.float64]:
        points = shapely.points(nodes)
        within = shapely.covers(self._figure, points)
        if self._sigma == 0:
            return np.asarray(within, dtype=np.float64)
        away: NDArray[np.float64] = np.asarray(shapely.distance(self._edge, points))
        signed: NDArray[np.float64] = np.where(within, away, -away)
        return _normal(signed / self._sigma)


def _normal(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The standard normal distribution function Phi, to 2e-7 (Abramowitz and Stegun, 7.1.26)."""
    x = np.abs(values) / math.sqrt(2)
    t = 1.0 / (1.0 + 0.3275911 * x)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    upper: NDArray[np.float64] = 0.5 * tail * np.exp(-x * x)
    return np.where(values >= 0, 1.0 - upper, upper)


def _at_least_apart_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """A distance on the globe that the true one does not fall below: a degree is nowhere shorter than 110.5 km."""
    a, b, turn = math.radians(lat), math.radians(other_lat), math.radians(other_lon - lon)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(half)))) * _KM_PER_DEGREE
