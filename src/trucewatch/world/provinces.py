"""The larger units of the earth as places: first-level divisions and countries, with what lies in them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from trucewatch.model import Place, PlaceKind
from trucewatch.world.countries import Country, countries, country_named
from trucewatch.world.divisions import Division, division_key, division_keys, divisions_named
from trucewatch.world.listings import Listings
from trucewatch.world.names import common_letters, fold, sound, sounds_close, tokens
from trucewatch.world.place_index import Listed
from trucewatch.world.sectors import distance_km, extent

__all__ = ["Provinces"]

_TOWN = 5_000
_NO_TOWNS_KM = 80.0


class Provinces:
    """Divisions and countries by name and code; those of the watch (`own`) come first."""

    def __init__(self, own: Mapping[str, Place], listings: Listings) -> None:
        self._own = {p.id: p for p in own.values() if p.kind in (PlaceKind.GOVERNORATE, PlaceKind.COUNTRY)}
        self._listings = listings
        self.named = lru_cache(maxsize=5_000)(self._named)
        self.country_place = lru_cache(maxsize=500)(self._country_place)
        self.division = lru_cache(maxsize=2_000)(self._division)

    def province(self, name: str, focus: tuple[str, ...]) -> Place | None:
        """The first-level division that bears this name or its seat's, of several the one with the most towns; None if
        no division or town of the focus bears it."""
        found = self.named(name, focus)
        return max(found, key=lambda p: len(self._towns_in(p)), default=None)

    def _named(self, name: str, focus: tuple[str, ...]) -> tuple[Place, ...]:
        """All divisions with this name: a city and the land around it may share it."""
        key = division_key(name)
        own = [
            p
            for p in self._own.values()
            if p.kind is PlaceKind.GOVERNORATE and key in {division_key(n) for n in (p.name, *p.variants)}
        ]
        if own:
            return tuple(own)
        known = [self._of(d) for d in divisions_named(name, focus)]
        if known:
            return tuple(known)
        listed = [
            p for p in self._listings.spelled(name) if p.kind is PlaceKind.GOVERNORATE and _is_in(p.country, focus)
        ]
        if listed:
            return tuple(self._listed(p) for p in listed)
        seat = self._seat(key, focus)
        division = self.division(seat.country, seat.admin1, seat.name) if seat and seat.admin1 else None
        return (division,) if division else ()

    def divided(self, name: str, focus: tuple[str, ...]) -> Place | None:
        """The one division of the focus that has this very name, None for none or several."""
        named = {d.iso: d for d in divisions_named(name, focus) if focus and fold(name) in {fold(n) for n in d.names}}
        return self._of(next(iter(named.values()))) if len(named) == 1 else None

    def is_seat(self, town: Place, division: Place) -> bool:
        """Whether a town is the largest of a division."""
        towns = self._towns_in(division)
        return bool(towns) and max(towns, key=lambda t: t.population).id == town.gazetteer

    def _seat(self, key: str, focus: tuple[str, ...]) -> Listed | None:
        """The largest town of this name, or one that sounds so."""
        towns = [t for t in self._listings.spelled(key) if t.kind is None and _is_in(t.country, focus)]
        towns = towns or [t for cost, t in self._heard(key, focus)]
        return max(towns, key=lambda t: t.population, default=None)

    def _heard(self, key: str, focus: tuple[str, ...]) -> list[tuple[float, Listed]]:
        heard = [(h, at) for country in focus for h, at in self._listings.heard(key, country)]
        given, common = sound(key), common_letters(key)
        close = [(sounds_close(given, common, h.sound, h.common), h, at) for h, at in heard]
        towns = [(cost, at(h.number)) for cost, h, at in close if cost is not None]
        return [(cost, t) for cost, t in towns if t.population >= _TOWN]

    def _of(self, division: Division) -> Place:
        made = self.division(division.country, division.code, division.names[0])
        if made is not None:
            return made
        return Place(
            id=f"admin1:{division.country}.{division.code}",
            name=division.names[0],
            lat=division.lat,
            lon=division.lon,
            radius_km=_NO_TOWNS_KM,
            kind=PlaceKind.GOVERNORATE,
            country=division.country,
            admin1=division.code,
            gazetteer="iso3166-2",
        )

    def _listed(self, listed: Listed) -> Place:
        return Place(
            id=listed.id,
            name=listed.name,
            lat=listed.lat,
            lon=listed.lon,
            radius_km=listed.radius_km or _NO_TOWNS_KM,
            kind=PlaceKind.GOVERNORATE,
            country=listed.country or None,
            admin1=listed.admin1 or None,
            gazetteer=listed.id,
        )

    def _division(self, country: str, code: str, name: str | None = None) -> Place | None:
        """A first-level division as a region: the point halfway between its seat and the mean of its towns."""
        towns = self._listings.within(country, code)
        if not towns:
            return None
        seat = max(towns, key=lambda t: t.population)
        key = " ".join(tokens(name)) if name else ""
        named = next((t for t in towns if t.name == name or (key and key in division_keys(t.name))), seat)
        lat = (named.lat + sum(t.lat for t in towns) / len(towns)) / 2
        lon = (named.lon + sum(t.lon for t in towns) / len(towns)) / 2
        away = sorted(distance_km(lat, lon, t.lat, t.lon) for t in towns)
        return Place(
            id=f"admin1:{country}.{code}",
            name=name or seat.name,
            lat=lat,
            lon=lon,
            radius_km=max(10.0, away[int(0.9 * (len(away) - 1))]),
            kind=PlaceKind.GOVERNORATE,
            country=country,
            admin1=code,
            gazetteer="geonames",
        )

    def _country_place(self, code: str) -> Place | None:
        country = countries()[code]
        names = {n.lower() for n in country.names}
        own = [p for p in self._own.values() if p.kind is PlaceKind.COUNTRY and p.name.lower() in names]
        if own:
            return own[0]
        lat, lon, radius = country.lat, country.lon, country.radius_km
        if lat is None or lon is None or radius is None:
            spot = extent((t.lat, t.lon) for t in self._listings.within(code))
            if spot is None:
                return None
            lat, lon, radius = spot.lat, spot.lon, spot.radius_km
        return Place(
            id=f"country:{code}",
            name=country.name,
            lat=lat,
            lon=lon,
            radius_km=radius,
            kind=PlaceKind.COUNTRY,
            country=code,
            gazetteer="naturalearth",
        )

    def capital(self, country: Country) -> Listed | None:
        """A country's capital, None where it has none or GeoNames lacks it."""
        if not country.capital:
            return None
        towns = [t for t in self._listings.spelled(country.capital) if t.country == country.code]
        return max(towns, key=lambda t: t.population, default=None)

    def points_of(self, place: Place, focus: tuple[str, ...]) -> list[tuple[float, float]]:
        """The towns of a country or province, for its sectors; [] for anything else."""
        if place.kind is PlaceKind.COUNTRY:
            country = country_named(place.name)
            return [(t.lat, t.lon) for t in self._listings.within(country.code)] if country else []
        if place.kind is PlaceKind.GOVERNORATE:
            division = place if place.id.startswith("admin1:") else self._beside(place, focus)
            return [(t.lat, t.lon) for t in self._towns_in(division)] if division else []
        return []

    def _beside(self, place: Place, focus: tuple[str, ...]) -> Place | None:
        """GeoNames' division for a governorate of the watch."""
        known = [self._of(d) for d in divisions_named(place.name, focus)]
        seat = None if known else self._seat(division_key(place.name), focus)
        if seat is not None:
            return self.division(seat.country, seat.admin1)
        return known[0] if known else None

    def _towns_in(self, place: Place) -> tuple[Listed, ...]:
        return self._listings.within(place.country, place.admin1) if place.country and place.admin1 else ()


def _is_in(country: str, focus: Sequence[str]) -> bool:
    return not focus or country in focus
