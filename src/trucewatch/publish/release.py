"""The one door through which places leave: nothing is published finer than its source, a town, or its protection.

Rules (harm-legal-notes.md, "Not targeting"): coarsen, never jitter; at least town level; protected places by the name
of what they lie in, as a circle of at least 10 km.
"""

import re
from dataclasses import dataclass

from trucewatch.model import Place, PlaceKind, PlaceRef, Setting

__all__ = ["PublishedPlace", "Release"]

TOWN_KM = 3.0
PROTECTED_KM = 10.0
_GRID_DEGREES = 0.05
_PROTECTED_GRID_DEGREES = 0.1
_BELOW_TOWN = frozenset({PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD, PlaceKind.PART_OF, PlaceKind.INFRASTRUCTURE})
_DISTRICT_OR_WIDER = frozenset(
    {PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.DISTRICT, PlaceKind.GOVERNORATE, PlaceKind.REGION, PlaceKind.COUNTRY}
)
_AREAS = frozenset({PlaceKind.DISTRICT, PlaceKind.GOVERNORATE, PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.SECTOR})


@dataclass(frozen=True)
class PublishedPlace:
    """A place as it may be shown. `worded` where the name is the report's and in no gazetteer of the watch; lat, lon
    and radius_km are None where the place is not located; `coarsened` says why it is wider than known, "" if not."""

    name: str
    worded: bool = False
    kind: PlaceKind | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    coarsened: str = ""

    @property
    def precision(self) -> str:
        """How well the place is known, in words."""
        if self.radius_km is None or self.lat is None:
            return "not located"
        reach = f"within about {self.radius_km:.0f} km"
        if self.coarsened:
            return f"{reach}; {self.coarsened}"
        return f"area, {reach}" if self.kind in _AREAS else reach


class Release:
    """What may be shown of the places of one watch."""

    def __init__(self, setting: Setting) -> None:
        self._places = {place.id: place for place in setting.places}
        self._guarded = tuple(place for place in setting.places if place.protected is not None)

    def place(self, ref: PlaceRef) -> PublishedPlace:
        """A reported place, coarsened as the rules above ask; a wording that names a protected place counts as it."""
        entry = self._places.get(ref.place_id or "")
        if entry is None:
            return self._unlisted(ref)
        if entry.protected is not None:
            return self._protected(entry, ref.radius_km or 0.0)
        if entry.kind is PlaceKind.PART_OF and (parent := self._places.get(entry.parent or "")) is not None:
            return self._listed(parent, ref, "shown by the town that it is part of")
        return self._listed(entry, ref, "")

    def by_id(self, place_id: str, name: str) -> PublishedPlace:
        """A place known by its id, `name` being how it is called where the watch does not list it."""
        return self.place(PlaceRef(name=name, place_id=place_id))

    def words(self, text: str) -> str:
        """Our own words with the names of protected places replaced by the areas that they are shown as."""
        for entry in self._guarded:
            shown = self._protected(entry, 0.0).name
            for name in (entry.name, *entry.variants):
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", shown, text, flags=re.IGNORECASE)
        return text

    def _named_in(self, words: str) -> Place | None:
        folded = words.casefold()
        names = ((entry, name) for entry in self._guarded for name in (entry.name, *entry.variants))
        return next((entry for entry, name in names if name.casefold() in folded), None)

    def _unlisted(self, ref: PlaceRef) -> PublishedPlace:
        guarded = self._named_in(ref.name)
        if guarded is not None:
            return self._protected(guarded, ref.radius_km or 0.0)
        if ref.lat is None or ref.lon is None:
            return PublishedPlace(ref.name, worded=True)
        radius = max(TOWN_KM, ref.radius_km or TOWN_KM)
        return PublishedPlace(
            ref.name,
            worded=True,
            lat=_grid(ref.lat, _GRID_DEGREES),
            lon=_grid(ref.lon, _GRID_DEGREES),
            radius_km=radius,
        )

    def _listed(self, entry: Place, ref: PlaceRef, why: str) -> PublishedPlace:
        radius = max(TOWN_KM, entry.radius_km, ref.radius_km or 0.0)
        lat, lon = entry.lat, entry.lon
        if entry.kind in _BELOW_TOWN:
            lat, lon = _grid(lat, _GRID_DEGREES), _grid(lon, _GRID_DEGREES)
        return PublishedPlace(entry.name, kind=entry.kind, lat=lat, lon=lon, radius_km=radius, coarsened=why)

    def _protected(self, entry: Place, reach_km: float) -> PublishedPlace:
        why = "shown at district level because the place is protected"
        parent = self._places.get(entry.parent or "")
        while parent is not None and (parent.protected is not None or parent.kind not in _DISTRICT_OR_WIDER):
            parent = self._places.get(parent.parent or "")
        lat = _grid(entry.lat if parent is None else parent.lat, _PROTECTED_GRID_DEGREES)
        lon = _grid(entry.lon if parent is None else parent.lon, _PROTECTED_GRID_DEGREES)
        name = "a protected place" if parent is None else f"{parent.name} area"
        radius = max(PROTECTED_KM, reach_km, 0.0 if parent is None else parent.radius_km)
        return PublishedPlace(name, kind=PlaceKind.DISTRICT, lat=lat, lon=lon, radius_km=radius, coarsened=why)


def _grid(degrees: float, step: float) -> float:
    return round(round(degrees / step) * step, 4)
