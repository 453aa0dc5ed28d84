"""Place names and what they can stand for: the watch's own places first, then GeoNames towns, provinces, countries."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trucewatch.model import Place, PlaceKind
from trucewatch.world.countries import Country, countries
from trucewatch.world.divisions import division_key
from trucewatch.world.listings import Listings
from trucewatch.world.loading import load_places
from trucewatch.world.names import (
    common_letters,
    common_start,
    fold,
    nominatives,
    skeleton,
    sound,
    sounds_close,
    sounds_like,
    tokens,
)
from trucewatch.world.place_index import Listed
from trucewatch.world.place_words import Hint, kind_hint
from trucewatch.world.provinces import Provinces

__all__ = ["Candidate", "Toponyms", "regions"]

_CITY, _TOWN = 100_000, 5_000
_LARGE = 100_000
_TYPO_LETTERS, _TYPO_FLOOR, _SWAP_FLOOR = 6, 0.85, 0.83
_RADII_KM = {
    PlaceKind.NEIGHBOURHOOD: 1.0,
    PlaceKind.INFRASTRUCTURE: 1.5,
    PlaceKind.DISTRICT: 15.0,
    PlaceKind.GOVERNORATE: 60.0,
    PlaceKind.REGION: 10.0,
}
"""How far an event "in X" may lie from a listed point of that kind that has no outline."""

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

    def __init__(self, places: Sequence[Place], listings: Listings, focus: Sequence[str]) -> None:
        self.focus = tuple(focus)
        self.listings = listings
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
        self._of_listed = {p.gazetteer: p.id for p in places if p.gazetteer.startswith("geonames:")}
        self.provinces = Provinces(self._places, listings)
        self.similar = lru_cache(maxsize=10_000)(self._similar)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def get(self, place_id: str) -> Place | None:
        """The place with this id: a watch place, one of a gazetteer ("geonames:170654"), "country:<ISO>",
        "admin1:<ISO>.<code>"."""
        if place_id in self._places:
            return self._places[place_id]
        if place_id in _regions():
            return _regions()[place_id]
        scheme, _, rest = place_id.partition(":")
        if scheme == "country" and rest in countries():
            return self.country_place(rest)
        if scheme == "admin1":
            country, _, code = rest.partition(".")
            return self.provinces.division(country, code)
        listed = self.listings.get(place_id) if rest else None
        return self.place_of(listed) if listed else None

    def id_of_listed(self, place_id: str) -> str:
        """The id of a listed place: the watch's own where it has an entry for it."""
        return self._of_listed.get(place_id, place_id)

    def place_of(self, listed: Listed) -> Place:
        """A listed place as a place; the watch's own entry where it has one for it."""
        own = self._of_listed.get(listed.id)
        return self._places[own] if own else _listed_place(listed)

    def province(self, name: str, focus: tuple[str, ...]) -> Place | None:
        """The first-level division that bears this name or its seat's (Provinces.province)."""
        return self.provinces.province(name, focus)

    def division_named(self, name: str, town: Place | None, focus: tuple[str, ...]) -> Place | None:
        """The division that a bare name means rather than a town: where no town of that very name is known, or only one
        that bears it beside its own and is not that division's seat ("Rif Dimashq" is no suburb of Damascus)."""
        if (town is not None and fold(town.name) == fold(name)) or len(fold(name)) < 5:
            return None
        found = self.provinces.divided(name, focus)
        if found is None or (town is not None and self.provinces.is_seat(town, found)):
            return None
        return found

    def districts(self, name: str, focus: tuple[str, ...]) -> list[tuple[float, float]]:
        """The points of the districts of this name, or of the towns that a district may be called after."""
        key = division_key(name.removeprefix("Markaz "))
        found = [p for p in self.listings.spelled(key) if not focus or p.country in ("", *focus)]
        districts = [p for p in found if p.kind is PlaceKind.DISTRICT]
        return [(p.lat, p.lon) for p in districts or found]

    def country_place(self, code: str) -> Place | None:
        """A country as a place, None where nothing tells its extent."""
        return self.provinces.country_place(code)

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
        heard = [
            (cost, i) for n, i in _regions_heard().get(skeleton(name), ()) if (cost := sounds_like(name, n)) is not None
        ]
        near = [i for _, i in sorted(heard) if len(tokens(name)) > 1 and _regions()[i].country in self.focus]
        return [_regions()[near[0]]] if near else []

    def imported_spelled(self, name: str, focus: Sequence[str]) -> list[Place]:
        """The places of the imported gazetteers with this spelling."""
        found = self.listings.imported_spelled(name)
        return [self.place_of(one) for one in found if not focus or one.country in ("", *focus)]

    def spelled(self, name: str, focus: Sequence[str]) -> list[Candidate]:
        """What this very spelling stands for: the watch's places, else towns of the focus, else large cities."""
        inflected = [c for form in nominatives(name) for c in self._spelled(form, focus)]
        return self._spelled(name, focus) + [Candidate(c.place, c.cost + 0.1, True) for c in inflected]

    def _spelled(self, name: str, focus: Sequence[str]) -> list[Candidate]:
        own = self.watch_spelled(name) or self.regions_spelled(name)
        if own:
            return [Candidate(p, 0.0, True) for p in own]
        listed = self.listings.spelled(name)
        near = [t for t in listed if not focus or t.country in ("", *focus)]
        kept = near or [t for t in listed if t.population >= _LARGE]
        key = fold(name)
        return [Candidate(self.place_of(t), 0.0 if fold(t.name) == key else 0.1, True) for t in kept]

    def _similar(self, name: str, focus: tuple[str, ...]) -> tuple[Candidate, ...]:
        """What a name that nobody spells this way may stand for, by its sound, else by a typing slip."""
        letters = "".join(tokens(name))
        if len(letters) < 4:
            return ()
        best: dict[str, Candidate] = {}
        for own_name, place_id in self._watch_heard.get(skeleton(name), ()):
            cost = sounds_like(name, own_name)
            if cost is not None:
                _keep(best, Candidate(self._places[place_id], 0.2 + cost, False))
        given, common = sound(name), common_letters(name)
        for country in focus:
            for heard, at in self.listings.heard(name, country):
                cost = sounds_close(given, common, heard.sound, heard.common)
                if cost is not None:
                    _keep(best, Candidate(self.place_of(at(heard.number)), 0.2 + cost, False))
        return tuple(best.values()) or tuple(self._mistyped(name, letters, focus))

    def _mistyped(self, name: str, letters: str, focus: tuple[str, ...]) -> list[Candidate]:
        if len(letters) < _TYPO_LETTERS:
            return []
        start = len(tokens(name)[0]) if common_start(name) else 0
        best: dict[str, Candidate] = {}
        for country in focus:
            rows = list(self.listings.slipped(name, country))
            forms = [heard.letters for heard, _ in rows]
            hits = process.extract(letters, forms, scorer=OSA.normalized_similarity, score_cutoff=_SWAP_FLOOR, limit=16)
            for form, score, i in hits:
                heard, at = rows[i]
                swapped = len(form) == len(letters) and sorted(form) == sorted(letters)
                if score < _TYPO_FLOOR and not swapped:
                    continue
                if _digits(form) == _digits(letters) and _differs_little(letters, form, start):
                    _keep(best, Candidate(self.place_of(at(heard.number)), 0.4 + 4 * (1 - score), False))
        return list(best.values())

    def points_of(self, place: Place) -> list[tuple[float, float]]:
        """The towns of a country or province, for its sectors; [] for anything else."""
        return self.provinces.points_of(place, self.focus)

    def is_prominent(self, place: Place) -> bool:
        """Whether a town abroad is named in reports from anywhere: a capital, or a seat of talks."""
        if place.id in _SEATS_OF_TALKS:
            return True
        country = countries().get(place.country or "")
        capital = self.capital_of(country) if country else None
        return capital is not None and capital.id == place.id

    def capital_of(self, country: Country) -> Place | None:
        """A country's capital, None where it has none or GeoNames lacks it."""
        own = self.watch_spelled(country.capital) if country.capital else []
        listed = None if own else self.provinces.capital(country)
        return own[0] if own else self.place_of(listed) if listed else None


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


@cache
def _regions_heard() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for p in regions():
        for name in (p.name, *p.variants):
            found[skeleton(name)].append((name, p.id))
    return found


@lru_cache(maxsize=20_000)
def _spellings(name: str) -> tuple[str, ...]:
    folded = fold(name)
    keys = (folded, folded.removeprefix("the "), " ".join(tokens(name)))
    return tuple(k for k in dict.fromkeys(keys) if k)


def _differs_little(given: str, form: str, start: int) -> bool:
    """Whether two spellings are close in what follows a common first word of `start` letters, too."""
    return OSA.normalized_similarity(given[start:], form[start:]) >= (_TYPO_FLOOR if start else 0.0)


_NOISE = (Hint.TOWN, Hint.DISTRICT, Hint.AREA)
_NOISE_WORDS = frozenset("the of a an neighborhood neighbourhood quarter region".split())


def _plain(phrase: str) -> tuple[str, ...]:
    """The words of a wording that tell places apart."""
    return tuple(w for w in tokens(phrase) if kind_hint(w) not in _NOISE and w not in _NOISE_WORDS)


def _keep(best: dict[str, Candidate], candidate: Candidate) -> None:
    held = best.get(candidate.place.id)
    if held is None or candidate.cost < held.cost:
        best[candidate.place.id] = candidate


def _digits(text: str) -> list[str]:
    return [c for c in text if c.isdigit()]


@lru_cache(maxsize=20_000)
def _listed_place(listed: Listed) -> Place:
    size = 1 + 0.0055 * math.sqrt(listed.population)
    sizes = ((_CITY, PlaceKind.CITY), (_TOWN, PlaceKind.TOWN), (0, PlaceKind.VILLAGE))
    kind = listed.kind or next(kind for least, kind in sizes if listed.population >= least)
    return Place(
        id=listed.id,
        name=listed.name,
        lat=listed.lat,
        lon=listed.lon,
        radius_km=round(listed.radius_km or _RADII_KM.get(kind, size), 1),
        kind=kind,
        country=listed.country or None,
        admin1=listed.admin1 or None,
        population=listed.population or None,
        gazetteer=listed.id,
    )
