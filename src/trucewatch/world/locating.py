"""From what was found to what is told: a Location with its form, precision, geometry, hierarchy and reason."""

from shapely.geometry.base import BaseGeometry

from trucewatch.model import Location, Place, PlaceKind
from trucewatch.world.countries import countries
from trucewatch.world.divisions import divisions_of
from trucewatch.world.found import Found, precision_of, shape_of
from trucewatch.world.outlines import clipped, corridor, disc, geojson, loaded, sector
from trucewatch.world.toponyms import Toponyms

__all__ = ["location", "within"]

_ROAD_KM = 2.0


def location(phrase: str, found: Found | None, names: Toponyms, *, drawn: bool = True) -> Location:
    """What is told of a wording; a Location of unknown shape where nothing was found. `drawn`: with its geometry."""
    if found is None:
        return Location(name=phrase or "?", rule="no gazetteer has it, or nothing tells its namesakes apart")
    base = found.place or found.base
    wkb = names.listings.outline(base.gazetteer) if base is not None else None
    return Location(
        name=phrase,
        shape=shape_of(found, has_outline=wkb is not None),
        lat=round(found.spot.lat, 5),
        lon=round(found.spot.lon, 5),
        radius_km=round(found.spot.radius_km, 1),
        precision=precision_of(found),
        place_id=found.place.id if found.place else None,
        base_id=base.id if base else None,
        place_name=base.name if base else None,
        kind=base.kind if base else None,
        gazetteer=base.gazetteer if base else None,
        within=within(base, names) if base else (),
        geometry=geojson(_drawn(found, wkb)) if drawn else None,
        rule=f"{found.how}: {base.name}" if base else found.how,
    )


def _drawn(found: Found, wkb: bytes | None) -> BaseGeometry:
    """Where the event may lie: the stretch, the sector (cut from the outline where there is one), the outline, or a
    circle."""
    if found.line:
        return corridor(found.line, _ROAD_KM)
    outline = loaded(wkb) if wkb else None
    if found.ring is not None and found.origin is not None:
        is_part = outline is not None and found.ring.inner_km == 0
        return clipped(outline, found.origin, found.ring) if is_part else sector(found.origin, found.ring)
    if outline is not None and (found.place is not None or found.how == "somewhere in it"):
        return outline
    return disc(found.spot)


def within(place: Place, names: Toponyms) -> tuple[str, ...]:
    """The names of what a place lies in, nearest first: the watch's own parents, districts, division, country."""
    found: list[str] = []
    seen = {place.id}
    above = names.get(place.parent) if place.parent else None
    while above is not None and above.id not in seen:
        seen.add(above.id)
        found.append(above.name)
        above = names.get(above.parent) if above.parent else None
    listed = names.listings.get(place.gazetteer)
    if listed is not None and listed.admin2 and listed.kind is not PlaceKind.DISTRICT:
        districts = names.listings.divisions(listed.country, PlaceKind.DISTRICT)
        same = (d for d in districts if (d.admin1, d.admin2) == (listed.admin1, listed.admin2))
        found.append(next((d.name for d in same), listed.admin2))
    if place.admin1 and place.country and place.kind is not PlaceKind.GOVERNORATE:
        division = next((d for d in divisions_of(place.country) if place.admin1 in (d.code, d.iso)), None)
        found.append(division.names[0] if division else place.admin1)
    if place.country in countries() and place.kind is not PlaceKind.COUNTRY:
        found.append(countries()[place.country].name)
    return tuple(dict.fromkeys(found))
