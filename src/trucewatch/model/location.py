"""Where something lies as a distribution: a point with a radius, an outline, a sector, a stretch, a region, unknown."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from trucewatch.model.claim import PlaceRef
from trucewatch.model.place import PlaceKind

__all__ = ["Location", "Shape"]


class Shape(StrEnum):
    """What form the distribution has."""

    POINT = "point"
    POLYGON = "polygon"
    SECTOR = "sector"
    LINE = "line"
    REGION = "region"
    UNKNOWN = "unknown"


class Location(BaseModel):
    """What a wording for a place was resolved to, with what speaks for it.

    `lat`, `lon` (WGS 84 degrees) are the best point, `radius_km` how far from it the event may lie; all None where
    unknown. `geometry` is GeoJSON (longitude first) of where the event may lie. `precision` follows UCDP GED's
    where_prec: 1 the place itself, 2 near it or in a part of it, 3 a district, 4 a first-level division, 5 a stretch or
    a part of a division or country, 6 a country, 7 beyond any country; None where unknown. `place_id` is the
    gazetteer's entry where the event lies in that very place, `base_id` the entry it was reckoned from, `gazetteer`
    whose it is. `within` are the names of what the place lies in, nearest first; `rule` says in words how it was found.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    shape: Shape = Shape.UNKNOWN
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    radius_km: float | None = Field(default=None, ge=0)
    precision: int | None = Field(default=None, ge=1, le=7)
    place_id: str | None = None
    base_id: str | None = None
    place_name: str | None = None
    kind: PlaceKind | None = None
    gazetteer: str | None = None
    within: tuple[str, ...] = ()
    geometry: dict[str, Any] | None = None
    rule: str = ""

    @property
    def ref(self) -> PlaceRef:
        """The place as claims carry it."""
        return PlaceRef(name=self.name, lat=self.lat, lon=self.lon, radius_km=self.radius_km, place_id=self.place_id)
