"""The gazetteers of a watch asked together: what the user imported first, then GeoNames' towns.

Each answer names its own gazetteer in its id. A GeoNames place that an imported country dump has as well is taken from
the dump, which knows its kind.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path

from trucewatch.model import PlaceKind
from trucewatch.world.geonames import NAME
from trucewatch.world.place_index import VERSION, Heard, Listed, PlaceIndex

__all__ = ["FOLDER", "Listings", "imported_in"]

FOLDER = "gazetteers"
"""The folder of a watch that holds what was imported."""


def imported_in(folder: Path) -> tuple[Path, ...]:
    """The index files of the gazetteers imported into a watch folder, by their names."""
    return tuple(sorted((folder / FOLDER).glob(f"*-v{VERSION}.sqlite")))


class Listings:
    """Several indexes behind one face. GeoNames' towns are opened at the first look-up."""

    def __init__(self, open_towns: Callable[[], PlaceIndex], imported: Sequence[PlaceIndex] = ()) -> None:
        self.imported = tuple(imported)
        self._open = open_towns
        self._opened: PlaceIndex | None = None
        self.spelled = lru_cache(maxsize=20_000)(self._spelled)
        self.within = lru_cache(maxsize=1_000)(self._within)
        self._by_country = lru_cache(maxsize=30)(self._sounding)

    @property
    def towns(self) -> PlaceIndex:
        """GeoNames' towns (cities500)."""
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    @property
    def indexes(self) -> tuple[PlaceIndex, ...]:
        """All of them, in order of trust."""
        return (*self.imported, self.towns)

    def get(self, place_id: str) -> Listed | None:
        """The place with this id, None if no gazetteer has it."""
        return next((one for index in self.indexes if (one := index.get(place_id)) is not None), None)

    def outline(self, place_id: str) -> bytes | None:
        """The outline of a place as well-known binary, None where no gazetteer has one."""
        return next((wkb for index in self.indexes if (wkb := index.outline(place_id)) is not None), None)

    def _spelled(self, name: str) -> tuple[Listed, ...]:
        """Places with this spelling, articles aside, each once."""
        return tuple(_once(one for index in self.indexes for one in index.spelled(name)))

    def imported_spelled(self, name: str) -> tuple[Listed, ...]:
        """Places of the imported gazetteers with this spelling."""
        return tuple(_once(one for index in self.imported for one in index.spelled(name)))

    def heard(self, name: str, country: str) -> Iterator[tuple[Heard, Callable[[int], Listed]]]:
        """Names in a country with the same consonants, each with what fetches its place by its number."""
        for index in self._sounding_in(country):
            yield from ((heard, index.at) for heard in index.heard(name, country))

    def slipped(self, name: str, country: str) -> Iterator[tuple[Heard, Callable[[int], Listed]]]:
        """Names in a country whose consonants differ in one, each with what fetches its place by its number."""
        for index in self._sounding_in(country):
            yield from ((heard, index.at) for heard in index.slipped(name, country))

    def _sounding_in(self, country: str) -> tuple[PlaceIndex, ...]:
        towns = self.towns if self.towns.sounds else self._by_country(country)
        return (*self.imported, towns)

    def _sounding(self, country: str) -> PlaceIndex:
        """A country's towns that can be found by sound, made from the index of all countries, which has no sounds, and
        kept beside it where that lies in a folder: making one takes a second and its memory."""
        records = partial(self.towns.listed_in, country)
        if self.towns.path is None or not country.isalpha():
            return PlaceIndex.in_memory(NAME, records())
        path = self.towns.path.with_name(f"{self.towns.path.stem}-{country}.sqlite")
        try:
            return PlaceIndex.open(path) or PlaceIndex.build(path, NAME, records)
        except (OSError, sqlite3.Error):
            return PlaceIndex.in_memory(NAME, records())

    def _within(self, country: str, admin1: str | None = None) -> tuple[Listed, ...]:
        """All populated places of a country, or of one of its first-level divisions, by GeoNames' codes."""
        found = self.towns.within(country, admin1)
        dumps = (index for index in self.imported if index.meta.get("format") == NAME)
        return found or tuple(_once(one for index in dumps for one in index.within(country, admin1)))

    def divisions(self, country: str, kind: PlaceKind) -> tuple[Listed, ...]:
        """The governorates or districts of a country that imported gazetteers list as such."""
        return tuple(one for index in self.imported for one in index.divisions(country, kind))


def _once(found: Iterable[Listed]) -> Iterator[Listed]:
    seen: set[str] = set()
    for one in found:
        if one.id not in seen:
            seen.add(one.id)
            yield one
