"""Where is where: a wording for a place becomes a point with a radius, or stays unknown.

Order of trust: the whole wording as a watch place; a name's own spelling (watch, then GeoNames); its sound across
romanisations; a typing slip. A wording without any name ("the city") leans on the places that the report named before.
Several namesakes that nothing tells apart, and names that nothing comes near, stay unknown.
"""

from collections.abc import Iterator
from functools import lru_cache

from trucewatch.model import Location, Place, PlaceRef
from trucewatch.world.countries import countries, country_scores
from trucewatch.world.mentions import Mention, NameFinder
from trucewatch.world.names import begins_names
from trucewatch.world.place_choice import PlaceContext
from trucewatch.world.place_reading import PlaceReading
from trucewatch.world.place_words import FILLERS, kind_hint
from trucewatch.world.toponyms import Toponyms, regions

__all__ = ["Gazetteer", "PlaceContext"]

_TOLD_APART = 4
_LARGE = 100_000
_ENGLISH_NAMES = frozenset("US GB AU CA NZ IE ZA JM TT BS BB".split())
"""Countries whose towns are called like common English words; only their large cities are looked for in texts."""
_CALENDAR = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


class Gazetteer:
    """The places of a watch, with GeoNames behind them."""

    def __init__(self, toponyms: Toponyms) -> None:
        self._names = toponyms
        self._own_finder = lru_cache(maxsize=1)(self._own_names)
        self._town_finder = lru_cache(maxsize=30)(self._towns_of)
        self._resolve = lru_cache(maxsize=10_000)(self._locate)

    def get(self, place_id: str) -> Place | None:
        """The place with this id: a watch place, or "geonames:<number>", "country:<ISO>", "admin1:<ISO>.<code>"."""
        return self._names.get(place_id)

    def __iter__(self) -> Iterator[Place]:
        """The watch's own places."""
        return iter(self._names)

    def resolve(self, phrase: str, *, context: PlaceContext) -> PlaceRef:
        """The place that a wording means in its context.

        `lat`, `lon` and `radius_km` are None where the place is unknown or nothing tells namesakes apart. `place_id` is
        set where the event lies in that very place, and None where it lies by it, in a part of it, or in a sector.
        """
        return self._resolve(phrase, context)

    def locate(self, phrase: str, *, context: PlaceContext, drawn: bool = True) -> Location:
        """The place that a wording means as a distribution, with its precision and how it was found; with its geometry
        if it is to be `drawn`."""
        from trucewatch.world.locating import location

        found = PlaceReading(self._names, phrase, context).found() if phrase.strip() else None
        return location(phrase, found, self._names, drawn=drawn)

    def namesakes(self, name: str) -> list[Place]:
        """Every place that a name may stand for, in all gazetteers: with this spelling, else with one close to it."""
        focus = self._names.focus
        spelled = [c.place for c in self._names.spelled(name, focus)]
        return spelled or [c.place for c in sorted(self._names.similar(name, focus), key=lambda c: c.cost)]

    def within(self, place: Place) -> tuple[str, ...]:
        """The names of what a place lies in, nearest first."""
        from trucewatch.world.locating import within

        return within(place, self._names)

    def find_in(self, text: str) -> list[Mention]:
        """Every mention of a watch place, a country or capital, or a town of the countries at hand, in reading order.

        The countries at hand are the watch's; without any, those that the text itself speaks of most.
        """
        found = self._own_finder().find(text)
        for code in self._names.focus or _most_spoken_of(text):
            taken = [(m.start, m.end) for m in found]
            more = self._town_finder(code).find(text)
            found += [m for m in more if all(m.end <= start or end <= m.start for start, end in taken)]
        return sorted(found, key=lambda m: (m.start, m.end))

    def _own_names(self) -> NameFinder:
        """Finds watch places, and countries and capitals where no watch place bears their name."""
        own = [(name, p.id) for p in self._names for name in (p.name, *p.variants)]
        taken = {name.lower() for name, _ in own}
        own += [(n, p.id) for p in regions() for n in (p.name, *p.variants) if n.lower() not in taken]
        for code, country in countries().items():
            known = self._names.country_place(code)
            if known is not None:
                own += [(name, known.id) for name in country.names if name.lower() not in taken]
            capital = self._names.capital_of(country)
            if capital is not None and country.capital and country.capital.lower() not in taken:
                own.append((country.capital, capital.id))
        return NameFinder(own)

    def _towns_of(self, code: str) -> NameFinder:
        """Finds the towns of a country, of namesakes the largest, by spellings that can be told from common words."""
        least = _LARGE if code in _ENGLISH_NAMES else 0
        largest: dict[str, tuple[int, str]] = {}
        for spelling, town, population in self._names.listings.towns.names_in([code]):
            if population >= least and (spelling in largest or _is_telling(spelling)):
                largest[spelling] = max(largest.get(spelling, (-1, "")), (population, town))
        return NameFinder.of_folded((s, self._names.id_of_listed(town)) for s, (_, town) in largest.items())

    def _locate(self, phrase: str, context: PlaceContext) -> PlaceRef:
        found = PlaceReading(self._names, phrase, context).found() if phrase.strip() else None
        if found is None:
            return PlaceRef(name=phrase or "?")
        return PlaceRef(
            name=phrase,
            lat=round(found.spot.lat, 5),
            lon=round(found.spot.lon, 5),
            radius_km=round(found.spot.radius_km, 1),
            place_id=found.place.id if found.place else None,
        )


def _most_spoken_of(text: str) -> list[str]:
    """The country that a text speaks of most, and one that it speaks of at least half as much."""
    ranked = country_scores(text).most_common(2)
    return [code for code, score in ranked if 2 * score >= ranked[0][1]]


def _is_telling(spelling: str) -> bool:
    """Whether a folded spelling is long enough and no common word, so that it can be looked for in a text."""
    if len(spelling) < _TOLD_APART or spelling in _CALENDAR or (" " not in spelling and begins_names(spelling)):
        return False
    return not all(kind_hint(w) is not None or w in FILLERS for w in spelling.split())
