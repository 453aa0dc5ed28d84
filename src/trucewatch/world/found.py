"""What a wording was found to mean: a spot, the place it is or was reckoned from, and the form it has."""

from dataclasses import dataclass, replace

from trucewatch.model import Place, PlaceKind, PlaceRef, Shape
from trucewatch.world.sectors import Ring, Spot, distance_km

__all__ = ["REGIONS", "Found", "precision_of", "shape_of"]

REGIONS = (PlaceKind.COUNTRY, PlaceKind.GOVERNORATE, PlaceKind.REGION, PlaceKind.DISTRICT)
_NEAR_KM = 25.0


@dataclass(frozen=True, slots=True)
class Found:
    """A spot, and the place it is; `place` None where it lies by or within `base`, the place it was reckoned from.

    `ring` says which part around `origin` is meant, `line` (latitude, longitude) along which stretch; `how` in words
    how the spot follows from the base.
    """

    spot: Spot
    place: Place | None
    base: Place | None
    how: str = "the place itself"
    origin: Spot | None = None
    ring: Ring | None = None
    line: tuple[tuple[float, float], ...] = ()

    @classmethod
    def at(cls, place: Place) -> "Found":
        """The place itself."""
        return cls(Spot(place.lat, place.lon, place.radius_km), place, place)

    @classmethod
    def as_named(cls, ref: PlaceRef, place: Place | None) -> "Found":
        """Where the report put a place that it named before."""
        spot = Spot(ref.lat or 0.0, ref.lon or 0.0, ref.radius_km or 5.0)
        return cls(spot, place, place, f"as named before: {ref.name}")

    @classmethod
    def between(cls, one: "Found", other: "Found", how: str) -> "Found":
        """Anywhere on the straight line from one to the other, 2 km more at either end."""
        a, b = one.spot, other.spot
        half = distance_km(a.lat, a.lon, b.lat, b.lon) / 2
        middle = Spot((a.lat + b.lat) / 2, (a.lon + b.lon) / 2, half + 2)
        ends = " and ".join(f.base.name for f in (one, other) if f.base)
        return cls(middle, None, None, f"{how}: {ends}", line=((a.lat, a.lon), (b.lat, b.lon)))

    def moved(self, spot: Spot, how: str, ring: Ring | None = None) -> "Found":
        """Somewhere else, reckoned from here."""
        return Found(spot, None, self.base, how, self.spot, ring)

    def within(self, how: str = "somewhere in it") -> "Found":
        """Somewhere in here."""
        return replace(self, place=None, how=how)

    def widened(self, km: float, how: str = "in or around it") -> "Found":
        """Somewhere in or around here."""
        return self.moved(Spot(self.spot.lat, self.spot.lon, self.spot.radius_km + km), how)


def shape_of(found: Found, *, has_outline: bool) -> Shape:
    """The form of what was found."""
    if found.line:
        return Shape.LINE
    if found.ring is not None and found.ring.bearing is not None:
        return Shape.SECTOR
    base = found.place or found.base
    if found.place is not None and has_outline:
        return Shape.POLYGON
    if base is not None and base.kind in REGIONS:
        return Shape.REGION
    return Shape.POINT


def precision_of(found: Found) -> int:
    """How exactly the place is known, by UCDP GED's where_prec (model.Location.precision)."""
    base = found.place or found.base
    is_itself = found.place is not None
    if found.line:
        return 2 if found.spot.radius_km <= _NEAR_KM else 5
    if base is None:
        return 2 if found.spot.radius_km <= _NEAR_KM else 5
    if base.kind is PlaceKind.COUNTRY:
        return 6 if found.ring is None else 5
    if base.kind is PlaceKind.GOVERNORATE:
        return 4 if found.ring is None else 5
    if base.kind is PlaceKind.DISTRICT:
        return 3
    if base.kind in (PlaceKind.REGION, PlaceKind.SECTOR):
        return 3 if found.spot.radius_km <= _NEAR_KM else 5
    if is_itself:
        return 1
    return 2 if found.spot.radius_km <= 2 * _NEAR_KM else 5
