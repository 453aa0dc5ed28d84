"""Where an event lay: the wording, the gazetteer's chain from the place upwards, and a density if one is known."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trucewatch.model import Place, PlaceRef

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["RADIUS_WHEN_UNSTATED_KM", "Spot", "Spots"]

RADIUS_WHEN_UNSTATED_KM = 3.0
"""A point without a radius: UCDP precision 2, "near a known place" (violation-notes.md)."""

_KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Spot:
    """A place of an event. `chain` holds the gazetteer's place and those that hold it; lat, lon None: nowhere known."""

    name: str
    chain: tuple[Place, ...]
    lat: float | None
    lon: float | None
    radius_km: float


class Spots:
    """Finds the spot of a place as reports name it, once for each."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._known: dict[PlaceRef, Spot | None] = {}

    def of(self, ref: PlaceRef) -> Spot | None:
        """The spot of a place; None where it cannot be located."""
        if ref not in self._known:
            self._known[ref] = self._find(ref)
        return self._known[ref]

    def _find(self, ref: PlaceRef) -> Spot | None:
        place = self._world.places.get(ref.place_id) if ref.place_id else None
        if ref.lat is None or ref.lon is None:
            if place is None:
                return None
            return Spot(ref.name, self._chain(place), place.lat, place.lon, place.radius_km)
        radius = ref.radius_km
        if radius is None:
            radius = place.radius_km if place else RADIUS_WHEN_UNSTATED_KM
        # "7 km north of X" names X and lies elsewhere: what is said of X does not hold there.
        here = place if place and _apart_km(ref.lat, ref.lon, place) <= place.radius_km else None
        return Spot(ref.name, self._chain(here) if here else (), ref.lat, ref.lon, radius)

    def _chain(self, place: Place) -> tuple[Place, ...]:
        chain = [place]
        while (parent := chain[-1].parent) is not None:
            above = self._world.places.get(parent)
            if above is None or above in chain:
                break
            chain.append(above)
        return tuple(chain)


def _apart_km(lat: float, lon: float, place: Place) -> float:
    """Distance over the few kilometres at which it matters, on a flat map."""
    east = (lon - place.lon) * math.cos(math.radians(lat))
    return math.hypot(lat - place.lat, east) * _KM_PER_DEGREE
