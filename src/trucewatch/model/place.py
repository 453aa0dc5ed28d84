"""Places: a place is a distribution, not a pin (design.md, Places)."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Place", "PlaceKind"]


class PlaceKind(StrEnum):
    """What kind of place; it decides how far from the point an event there may lie."""

    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    NEIGHBOURHOOD = "neighbourhood"
    PART_OF = "part_of"
    INFRASTRUCTURE = "infrastructure"
    DISTRICT = "district"
    GOVERNORATE = "governorate"
    REGION = "region"
    COUNTRY = "country"
    SECTOR = "sector"


class Place(BaseModel):
    """A place of a gazetteer: best point (WGS 84 degrees), radius in km within which an event "in X" lies.

    `membership` holds what the watch knows about agreement zones: {zone id: "inside" | "outside" | "disputed"};
    key "all" speaks of every zone. `protected` says why the place may only be published coarsely, None if it may.
    `ambiguity` lists what else the bare name can mean (city or governorate). `gazetteer` names where it comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    radius_km: float = Field(gt=0)
    kind: PlaceKind
    parent: str | None = None
    admin1: str | None = None
    country: str | None = None
    population: int | None = None
    variants: tuple[str, ...] = ()
    membership: dict[str, str] = Field(default_factory=dict)
    ambiguity: tuple[str, ...] = ()
    protected: str | None = None
    gazetteer: str = "watch"
    note: str | None = None
