"""Place names and what they can stand for: the watch's own places first, then GeoNames towns, provinces, countries."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trucewatch.model import Place, PlaceKind
from trucewatch.world.countries import Country, countries, country_named
from trucewatch.world.geonames import GeoNames, Town
from trucewatch.world.loading import load_places
from trucewatch.world.names import common_start, fold, nominatives, skeleton, sounds_like, tokens
from trucewatch.world.place_words import Hint, kind_hint
from trucewatch.world.sectors import distance_km, extent

__all__ = ["Candidate", "Toponyms", "regions"]

_CITY, _TOWN = 100_000, 5_000
_LARGE = 100_000
_TYPO_LETTERS, _TYPO_FLOOR = 6, 0.85
_TYPO_SPELLINGS = 60_000
_PROVINCE_NAMES = {
    ("SY", "08"): (
        "Rif Dimashq",
        "Reef Dimashq",
        "Rif Damascus",
        "Reef Damascus",
        "Rural Damascus",
        "Damascus Countryside",
    ),
}
"""First-level divisions that bear no town's name; GeoNames codes."""


_SEATS_OF_TALKS = frozenset(
    f"geonames:{number}" for number in (2660646, 2659994, 5128581, 745044, 491422, 1526384, 2747373)
)
"""Towns, no capitals, where talks are held: Geneva, Lausanne, New York, Istanbul, Sochi, Almaty, The Hague."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may stand for; `cost` is 0 for its own spelling and grows with the difference."""

    place: Place
    cost: float
    exact: bool


class Toponyms:
    """The names of one watch's world. `focus` are the countries whose towns count; of others, large cities."""

    def __init__(self, places: Sequence[Place], open_geonames: Callable[[], GeoNames], focus: Sequence[str]) -> None:
        self.focus = tuple(focus)
        self._places = {p.id: p for p in places}
        self._watch: dict[str, list[str]] = defaultdict(list)
        self._watch_heard: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for p in places:
            for name in dict.fromkeys((p.name, *p.variants)):
                for key in _spellings(name):
                    if p.id not in self._watch[key]:
                        self._watch[key].append(p.id)
                self._watch_heard[skeleton(name)].append((name, p.id))
        self._plain = {" ".join(_plain(n)): p.id for p in reversed(places) for n in (p.name, *p.variants)}
        self._of_geonames = {p.gazetteer: p.id for p in places if p.gazetteer.startswith("geonames:")}
        self._open = open_geonames
        self._opened: GeoNames | None = None
        self.province = lru_cache(maxsize=5_000)(self._province)
        self.country_place = lru_cache(maxsize=500)(self._country_place)
        self._spelling_lists: dict[tuple[str, ...], tuple[list[str], list[int]]] = {}
        self.similar = lru_cache(maxsize=50_000)(self._similar)

    @property
    def geonames(self) -> GeoNames:
        """The GeoNames index, opened at its first use."""
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def get(self, place_id: str) -> Place | None:
        """The place with this id: a watch place, or "geonames:<number>", "country:<ISO>", "admin1:<ISO>.<code>"."""
        if place_id in self._places:
            return self._places[place_id]
        if place_id in _regions():
            return _regions()[place_id]
        scheme, _, rest = place_id.partition(":")
        if scheme == "geonames" and rest.isascii() and rest.isdigit() and len(rest) < 15:
            town = self.geonames.town(int(rest))
            return self.place_of(town) if town else None
        if scheme == "country" and rest in countries():
            return self.country_place(rest)
        if scheme == "admin1":
            country, _, code = rest.partition(".")
            return self.division(country, code)
        return None

    def id_of_town(self, number: int) -> str:
        """The id of a GeoNames town: the watch's own where it has an entry for it."""
        return self._of_geonames.get(f"geonames:{number}", f"geonames:{number}")

    def place_of(self, town: Town) -> Place:
        """A GeoNames town as a place; the watch's own entry where it has one for it."""
        own = self._of_geonames.get(f"geonames:{town.id}")
        return self._places[own] if own else _town_place(town)

    def watch_spelled(self, name: str) -> list[Place]:
        """The watch's places with this spelling."""
        for key in _spellings(name):
            if key in self._watch:
                return [self._places[i] for i in self._watch[key]]
        return []

    def watch_worded(self, phrase: str) -> list[Place]:
        """The watch's places with this wording, whatever "the", "of", "town" and "district" stand in it."""
        spelled = self.watch_spelled(phrase)
        key = " ".join(_plain(phrase))
        if spelled or not key:
            return spelled
        if key in self._plain:
            return [self._places[self._plain[key]]]
        heard = [
            (cost, i) for n, i in self._watch_heard.get(skeleton(key), ()) if (cost := sounds_like(key, n)) is not None
        ]
        return [self._places[min(heard)[1]]] if heard and len(key) >= 8 else []

    def regions_spelled(self, name: str) -> list[Place]:
        """Well-known regions that no list of towns has (regions.yaml), with this spelling."""
        for key in _spellings(name):
            if key in _regions_by_name():
                return [_regions_by_name()[key]]
        return []

    def spelled(self, name: str, focus: Sequence[str]) -> list[Candidate]:
        """What this very spelling stands for: the watch's places, else towns of the focus, else large cities."""
        inflected = [c for form in nominatives(name) for c in self._spelled(form, focus)]
        return self._spelled(name, focus) + [Candidate(c.place, c.cost + 0.1, True) for c in inflected]

    def _spelled(self, name: str, focus: Sequence[str]) -> list[Candidate]:
        own = self.watch_spelled(name) or self.regions_spelled(name)
        if own:
            return [Candidate(p, 0.0, True) for p in own]
        towns = self.geonames.spelled(name)
        near = [t for t in towns if not focus or t.country in focus]
        kept = near or [t for t in towns if t.population >= _LARGE]
        key = fold(name)
        return [Candidate(self.place_of(t), 0.0 if fold(t.name) == key else 0.1, True) for t in kept]

    def _similar(self, name: str, focus: tuple[str, ...]) -> tuple[Candidate, ...]:
        """What a name that nobody spells this way may stand for, by its sound, else by a typing slip."""
        letters = "".join(tokens(name))
        if len(letters) < 4:
            return ()
        best: dict[str, Candidate] = {}
        heard: list[tuple[str, Place]] = [(n, self._places[i]) for n, i in self._watch_heard.get(skeleton(name), ())]
        if focus:
            heard += [(form, self.place_of(t)) for code in focus for form, t in self.geonames.heard(name, code)]
        for form, place in heard:
            cost = sounds_like(name, form)
            if cost is not None and (place.id not in best or cost < best[place.id].cost):
                best[place.id] = Candidate(place, 0.2 + cost, False)
        return tuple(best.values()) or tuple(self._mistyped(name, letters, focus))

    def _mistyped(self, name: str, letters: str, focus: tuple[str, ...]) -> list[Candidate]:
        if len(letters) < _TYPO_LETTERS or not focus:
            return []
        if focus not in self._spelling_lists:
            rows = [("".join(tokens(key)), town) for key, town, _ in self.geonames.names_in(focus)]
            rows = [row for row in dict.fromkeys(rows) if len(row[0]) >= _TYPO_LETTERS - 1]
            rows = rows if len(rows) <= _TYPO_SPELLINGS else []
            self._spelling_lists[focus] = ([r[0] for r in rows], [r[1] for r in rows])
        start = len(tokens(name)[0]) if common_start(name) else 0
        forms, ids = self._spelling_lists[focus]
        hits = process.extract(letters, forms, scorer=OSA.normalized_similarity, score_cutoff=_TYPO_FLOOR, limit=8)
        found: dict[str, Candidate] = {}
        for form, score, at in hits:
            town = self.geonames.town(ids[at])
            if town is not None and form[0] == letters[0] and _differs_little(letters, form, start):
                place = self.place_of(town)
                found.setdefault(place.id, Candidate(place, 0.4 + 4 * (1 - score), False))
        return list(found.values())

    def _province(self, name: str, focus: tuple[str, ...]) -> Place | None:
        """The first-level division that bears this name or its seat's; None if no town of the focus bears it."""
        key = _province_key(name)
        own = [p for p in self._places.values() if p.kind is PlaceKind.GOVERNORATE and key in _province_keys(p)]
        if own:
            return own[0]
        for (country, code), names in _PROVINCE_NAMES.items():
            if (not focus or country in focus) and key in {" ".join(tokens(n)) for n in names}:
                return self.division(country, code, names[0])
        towns = [t for t in self.geonames.spelled(key) if not focus or t.country in focus]
        if not towns:
            towns = [t for _, t in self._heard_towns(key, focus)]
        if not towns:
            return None
        seat = max(towns, key=lambda t: t.population)
        return self.division(seat.country, seat.admin1, seat.name)

    def _heard_towns(self, key: str, focus: tuple[str, ...]) -> list[tuple[float, Town]]:
        rows = [(sounds_like(key, form), t) for code in focus for form, t in self.geonames.heard(key, code)]
        return [(cost, t) for cost, t in rows if cost is not None and t.population >= _TOWN]

    def division(self, country: str, code: str, name: str | None = None) -> Place | None:
        """A first-level division as a region: the point halfway between its seat and the mean of its towns."""
        towns = self.geonames.towns(country, code)
        if not towns:
            return None
        seat = max(towns, key=lambda t: t.population)
        named = next((t for t in towns if t.name == name), seat)
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
        own = [p for n in country.names for p in self.watch_spelled(n) if p.kind is PlaceKind.COUNTRY]
        if own:
            return own[0]
        lat, lon, radius = country.lat, country.lon, country.radius_km
        if lat is None or lon is None or radius is None:
            spot = extent((t.lat, t.lon) for t in self.geonames.towns(code))
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

    def points_of(self, place: Place) -> list[tuple[float, float]]:
        """The towns of a country or province, for its sectors; [] for anything else."""
        if place.kind is PlaceKind.COUNTRY:
            country = country_named(place.name)
            return [(t.lat, t.lon) for t in self.geonames.towns(country.code)] if country else []
        if place.kind is PlaceKind.GOVERNORATE:
            division = self.province(place.name, self.focus) if not place.id.startswith("admin1:") else place
            if division and division.country and division.admin1:
                return [(t.lat, t.lon) for t in self.geonames.towns(division.country, division.admin1)]
        return []

    def is_prominent(self, place: Place) -> bool:
        """Whether a town abroad is named in reports from anywhere: a capital, or a seat of talks."""
        if place.id in _SEATS_OF_TALKS:
            return True
        country = countries().get(place.country or "")
        capital = self.capital_of(country) if country else None
        return capital is not None and capital.id == place.id

    def capital_of(self, country: Country) -> Place | None:
        """A country's capital, None where it has none or GeoNames lacks it."""
        if not country.capital:
            return None
        own = self.watch_spelled(country.capital)
        if own:
            return own[0]
        towns = [t for t in self.geonames.spelled(country.capital) if t.country == country.code]
        return self.place_of(max(towns, key=lambda t: t.population)) if towns else None


def regions() -> tuple[Place, ...]:
    """Regions and provinces that reports name and lists of towns lack (regions.yaml)."""
    return tuple(_regions().values())


@cache
def _regions() -> dict[str, Place]:
    with as_file(files("trucewatch.world").joinpath("regions.yaml")) as path:
        return {p.id: p for p in load_places(path)}


@cache
def _regions_by_name() -> dict[str, Place]:
    return {key: p for p in _regions().values() for name in (p.name, *p.variants) for key in _spellings(name)}


def _spellings(name: str) -> list[str]:
    folded = fold(name)
    keys = (folded, folded.removeprefix("the "), " ".join(tokens(name)))
    return [k for k in dict.fromkeys(keys) if k]


def _differs_little(given: str, form: str, start: int) -> bool:
    """Whether two spellings are close in what follows a common first word of `start` letters, too."""
    return OSA.normalized_similarity(given[start:], form[start:]) >= (_TYPO_FLOOR if start else 0.0)


_NOISE = (Hint.TOWN, Hint.DISTRICT, Hint.AREA)
_NOISE_WORDS = frozenset("the of a an neighborhood neighbourhood quarter region".split())


def _plain(phrase: str) -> tuple[str, ...]:
    """The words of a wording that tell places apart."""
    return tuple(w for w in tokens(phrase) if kind_hint(w) not in _NOISE and w not in _NOISE_WORDS)


def _province_key(name: str) -> str:
    return " ".join(w for w in tokens(name) if kind_hint(w) is not Hint.PROVINCE and w != "of")


def _province_keys(place: Place) -> set[str]:
    return {_province_key(n) for n in (place.name, *place.variants)}


def _town_place(town: Town) -> Place:
    kind = (
        PlaceKind.CITY
        if town.population >= _CITY
        else PlaceKind.TOWN
        if town.population >= _TOWN
        else PlaceKind.VILLAGE
    )
    return Place(
        id=f"geonames:{town.id}",
        name=town.name,
        lat=town.lat,
        lon=town.lon,
        radius_km=round(1 + 0.0055 * math.sqrt(town.population), 1),
        kind=kind,
        country=town.country,
        admin1=town.admin1,
        population=town.population or None,
        gazetteer=f"geonames:{town.id}",
    )
