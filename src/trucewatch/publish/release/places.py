"""The one rule by which places leave: nothing finer than its source, than a town, or than its protection allows.

Rules (harm-legal-notes.md, "Not targeting"): coarsen, never jitter; at least town level; protected places by the name
of what they lie in, as a circle of at least 10 km. A place always comes out the same, so that two reports under one
profile cannot be laid over each other to find a finer one.
"""

import re
from dataclasses import dataclass
from math import sqrt

from trucewatch.model import Place, PlaceKind, PlaceRef, Setting
from trucewatch.publish.release.profile import Profile, shipped_profile

__all__ = ["PublishedPlace", "Release", "Shown", "hexagon"]

_PROTECTED_GRID_DEGREES = 0.1
_BELOW_TOWN = frozenset({PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD, PlaceKind.PART_OF, PlaceKind.INFRASTRUCTURE})
_TO_PARENT = frozenset({PlaceKind.PART_OF, PlaceKind.INFRASTRUCTURE})
_DISTRICT_OR_WIDER = frozenset(
    {PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.DISTRICT, PlaceKind.GOVERNORATE, PlaceKind.REGION, PlaceKind.COUNTRY}
)
_AREAS = frozenset({PlaceKind.DISTRICT, PlaceKind.GOVERNORATE, PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.SECTOR})
_FACILITY = re.compile(
    r"\b(?:hospitals?|clinics?|medical (?:point|centre|center)s?|ambulances?|schools?|kindergartens?|orphanages?|"
    r"shelters?|(?:refugee|displacement|IDP) camps?|aid (?:warehouse|depot|convoy|post)s?|dams?|"
    r"water (?:station|tower|plant|pumping station)s?|power (?:station|plant)s?|observation posts?|"
    r"bakery|bakeries)\b|مستشفى|مشفى|مدرسة|больниц\w*|школ\w*|госпитал\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PublishedPlace:
    """A place as it may be shown. `worded` where the name is the report's and in no gazetteer of the watch; lat, lon
    and radius_km are None where the place is not located; `coarsened` says why it is wider than known, "" if not; `id`
    is what names it from outside, None if nothing may."""

    name: str
    worded: bool = False
    kind: PlaceKind | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    coarsened: str = ""
    id: str | None = None

    @property
    def precision(self) -> str:
        """How well the place is known, in words."""
        if self.radius_km is None or self.lat is None:
            return "not located"
        reach = f"within about {max(self.radius_km, 0.1):.0f} km" if self.radius_km >= 1 else "within about 1 km"
        if self.coarsened:
            return f"{reach}; {self.coarsened}"
        return f"area, {reach}" if self.kind in _AREAS else reach


class Release:
    """What may be shown of the places of one watch under one profile (None: the public one)."""

    def __init__(self, setting: Setting, profile: Profile | None = None) -> None:
        self._profile = profile or shipped_profile()
        self._places = {place.id: place for place in setting.places}
        hides = self._profile.protected == "district"
        self._guarded = tuple(place for place in setting.places if hides and place.protected is not None)
        self._names = self._shown_names() if self._profile.places == "town" or hides else {}
        self._pattern = _any_of(self._names)

    def place(self, ref: PlaceRef) -> PublishedPlace:
        """A reported place, coarsened as the rules above ask; a wording that names a protected place counts as it."""
        entry = self._places.get(ref.place_id or "")
        if entry is None:
            return self._unlisted(ref)
        if self._guards(entry):
            return self._protected(entry, ref.radius_km or 0.0)
        parent = self._places.get(entry.parent or "")
        if self._profile.places == "town" and entry.kind in _TO_PARENT and parent is not None:
            if self._guards(parent):
                return self._protected(parent, ref.radius_km or 0.0)
            return self._listed(parent, ref, "shown by the town that it is part of")
        return self._listed(entry, ref, "")

    def by_id(self, place_id: str, name: str) -> PublishedPlace:
        """A place known by its id, `name` being how it is called where the watch does not list it."""
        return self.place(PlaceRef(name=name, place_id=place_id))

    def words(self, text: str, *, marked: bool = False) -> str:
        """Words with the names of places that may not be shown replaced by those that they are shown as; `marked` puts
        these in square brackets, as in a quotation."""
        if self._pattern is None:
            return text
        form = "[{}]" if marked else "{}"
        return self._pattern.sub(lambda found: form.format(self._names[found.group().casefold()]), text)

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Where a text names such places, and what stands for each."""
        if self._pattern is None:
            return []
        return [(m.start(), m.end(), self._names[m.group().casefold()]) for m in self._pattern.finditer(text)]

    def _guards(self, entry: Place) -> bool:
        return self._profile.protected == "district" and entry.protected is not None

    def _shown_names(self) -> dict[str, str]:
        """Names, folded in case, that may not be shown, with what is shown instead; longer names come first."""
        shown: dict[str, str] = {}
        for entry in self._places.values():
            coarse = self.place(PlaceRef(name=entry.name, place_id=entry.id))
            if coarse.id == entry.id:
                continue
            for name in (entry.name, *entry.variants):
                shown.setdefault(name.casefold(), coarse.name)
        kept = {
            name.casefold()
            for entry in self._places.values()
            if self.place(PlaceRef(name=entry.name, place_id=entry.id)).id == entry.id
            for name in (entry.name, *entry.variants)
        }
        return {name: shown[name] for name in sorted(shown, key=len, reverse=True) if name not in kept}

    def _named_in(self, words: str) -> Place | None:
        folded = words.casefold()
        names = ((entry, name) for entry in self._guarded for name in (entry.name, *entry.variants))
        return next((entry for entry, name in names if name.casefold() in folded), None)

    def _unlisted(self, ref: PlaceRef) -> PublishedPlace:
        guarded = self._named_in(ref.name)
        if guarded is not None:
            return self._protected(guarded, ref.radius_km or 0.0)
        if self._profile.protected == "district" and _FACILITY.search(ref.name):
            return self._facility(ref)
        name = self.words(ref.name)
        if ref.lat is None or ref.lon is None:
            return PublishedPlace(name, worded=True, id=ref.place_id)
        lat, lon = hexagon(ref.lat, ref.lon, self._profile.cell_degrees)
        radius = max(self._profile.least_km, ref.radius_km or self._profile.least_km)
        return PublishedPlace(name, worded=True, lat=lat, lon=lon, radius_km=radius, id=ref.place_id)

    def _facility(self, ref: PlaceRef) -> PublishedPlace:
        why = "shown at district level because such places are protected"
        if ref.lat is None or ref.lon is None:
            return PublishedPlace("a protected place", coarsened=why)
        lat, lon = _grid(ref.lat, _PROTECTED_GRID_DEGREES), _grid(ref.lon, _PROTECTED_GRID_DEGREES)
        radius = max(self._profile.protected_km, ref.radius_km or 0.0)
        return PublishedPlace("a protected place", lat=lat, lon=lon, radius_km=radius, coarsened=why)

    def _listed(self, entry: Place, ref: PlaceRef, why: str) -> PublishedPlace:
        radius = max(self._profile.least_km, entry.radius_km, ref.radius_km or 0.0)
        lat, lon = entry.lat, entry.lon
        if entry.kind in _BELOW_TOWN and self._profile.places == "town":
            lat, lon = hexagon(lat, lon, self._profile.cell_degrees)
        return PublishedPlace(
            entry.name, kind=entry.kind, lat=lat, lon=lon, radius_km=radius, coarsened=why, id=entry.id
        )

    def _protected(self, entry: Place, reach_km: float) -> PublishedPlace:
        why = "shown at district level because the place is protected"
        parent = self._places.get(entry.parent or "")
        seen = {entry.id}
        while parent is not None and (parent.protected is not None or parent.kind not in _DISTRICT_OR_WIDER):
            seen.add(parent.id)
            parent = self._places.get(parent.parent or "")
            if parent is not None and parent.id in seen:
                parent = None
        lat = _grid(entry.lat if parent is None else parent.lat, _PROTECTED_GRID_DEGREES)
        lon = _grid(entry.lon if parent is None else parent.lon, _PROTECTED_GRID_DEGREES)
        name = "a protected place" if parent is None else f"{parent.name} area"
        radius = max(self._profile.protected_km, reach_km, 0.0 if parent is None else parent.radius_km)
        shown = f"area-of-{parent.id}" if parent is not None else None
        return PublishedPlace(
            name, kind=PlaceKind.DISTRICT, lat=lat, lon=lon, radius_km=radius, coarsened=why, id=shown
        )


class Shown:
    """The places of a view that has left already: they are shown as they are, and never widened twice."""

    def __init__(self, setting: Setting, coarsened: dict[str, str]) -> None:
        self._places = {place.id: place for place in setting.places}
        self._coarsened = coarsened

    def place(self, ref: PlaceRef) -> PublishedPlace:
        """A place of the view."""
        entry = self._places.get(ref.place_id or "")
        if entry is None:
            radius = None if ref.lat is None else ref.radius_km
            return PublishedPlace(ref.name, worded=True, lat=ref.lat, lon=ref.lon, radius_km=radius, id=ref.place_id)
        radius = max(entry.radius_km, ref.radius_km or 0.0)
        why = self._coarsened.get(entry.id, "")
        return PublishedPlace(
            entry.name, kind=entry.kind, lat=entry.lat, lon=entry.lon, radius_km=radius, coarsened=why, id=entry.id
        )

    def by_id(self, place_id: str, name: str) -> PublishedPlace:
        """A place known by its id, `name` being how it is called where the view does not list it."""
        return self.place(PlaceRef(name=name, place_id=place_id))

    def words(self, text: str) -> str:
        """Words of the view, which say nothing that may not be said."""
        return text


def hexagon(lat: float, lon: float, width: float) -> tuple[float, float]:
    """The centre of the hexagon, `width` degrees from side to side, in which a point lies; a width of 0 leaves it."""
    if not width:
        return lat, lon
    rows = width * sqrt(3) / 2
    row = round(lat / rows)
    best: tuple[float, float, float] | None = None
    for r in (row - 1, row, row + 1):
        shift = width / 2 if r % 2 else 0.0
        x = round((lon - shift) / width) * width + shift
        away = (lat - r * rows) ** 2 + (lon - x) ** 2
        if best is None or away < best[0] - 1e-12:
            best = (away, r * rows, x)
    assert best is not None
    return max(-90.0, min(90.0, round(best[1], 4))), max(-180.0, min(180.0, round(best[2], 4)))


def _grid(degrees: float, step: float) -> float:
    return round(round(degrees / step) * step, 4)


def _any_of(names: dict[str, str]) -> re.Pattern[str] | None:
    if not names:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
