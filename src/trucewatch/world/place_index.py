"""A gazetteer as one SQLite file: look-ups by spelling, by sound across romanisations, and by slips of the pen.

An index holds what look-ups need and is only read once it is built; opening one takes milliseconds, whatever its size.
A name is found by its spelling (`fold`), by its consonants (`skeleton`), and by a skeleton that differs in one letter:
both skeletons, each with one letter cut out, then meet in the table `slip`.
"""

import json
import os
import sqlite3
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from trucewatch.model import PlaceKind
from trucewatch.model.errors import InputError
from trucewatch.world.names import common_letters, fold, skeleton, sound, tokens, told_apart

__all__ = ["VERSION", "Heard", "Listed", "PlaceIndex", "Record"]

VERSION = 5
_MANY = 20_000
_SLIP_LETTERS, _SLIP_SKELETON = 6, 3

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE place (
    number INTEGER PRIMARY KEY, id TEXT, name TEXT, lat REAL, lon REAL, country TEXT, admin1 TEXT, admin2 TEXT,
    kind TEXT, population INTEGER, radius REAL
);
CREATE VIEW listed AS SELECT number, id, name, lat, lon, country, admin1, admin2, kind, population, radius FROM place;
CREATE TABLE outline (number INTEGER PRIMARY KEY, wkb BLOB);
CREATE TABLE spelling (key TEXT, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
CREATE TABLE heard (
    skeleton TEXT, country TEXT, sound TEXT, common INTEGER, letters TEXT, number INTEGER,
    PRIMARY KEY (skeleton, country, sound, letters, number)
) WITHOUT ROWID;
CREATE TABLE slip (cut TEXT, skeleton TEXT, PRIMARY KEY (cut, skeleton)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX place_where ON place (country, admin1);
CREATE INDEX place_id ON place (id);
CREATE INDEX spelling_of ON spelling (number);
"""
_LISTED = "SELECT * FROM listed "
_SLIPPED = """
SELECT DISTINCT h.sound, h.common, h.letters, h.number FROM slip s JOIN heard h ON h.skeleton = s.skeleton
WHERE s.cut IN (SELECT value FROM json_each(?)) AND h.country = ? AND substr(h.letters, 1, 1) = ?
AND length(h.letters) BETWEEN ? AND ?
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A place as a gazetteer lists it, `id` with the gazetteer's name in front ("geonames:170654").

    `population` is 0 where the gazetteer has none, `radius_km` None where it has no outline; `admin1` and `admin2` are
    the gazetteer's own codes or names of divisions, "" where it has none. `kind` None is a populated place, whose size
    its population tells.
    """

    number: int
    id: str
    name: str
    lat: float
    lon: float
    country: str
    admin1: str
    admin2: str
    kind: PlaceKind | None
    population: int
    radius_km: float | None


@dataclass(frozen=True, slots=True)
class Record:
    """A place on its way into an index; `names` are its other names, `outline` well-known binary, `by_sound` whether it
    may be found by sound and slips, too."""

    id: str
    name: str
    names: tuple[str, ...]
    lat: float
    lon: float
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    kind: PlaceKind | None = None
    population: int = 0
    radius_km: float | None = None
    outline: bytes | None = None
    by_sound: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """A name of a place as it sounds, with the letters of a first word that tells nothing apart, and as spelled."""

    sound: str
    common: int
    letters: str
    number: int


class PlaceIndex:
    """One gazetteer, read. `name` is what its answers call it; `sounds` whether it finds names by sound itself; `path`
    its file, None where it lives in memory."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self._db = connection
        self.path = path
        weakref.finalize(self, connection.close)
        self.meta: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta"))
        self.name = self.meta.get("name", "")
        self.sounds = self.meta.get("sounds") == "1"
        self.spelled = lru_cache(maxsize=20_000)(self._spelled)
        self.at = lru_cache(maxsize=20_000)(self._at)
        self.within = lru_cache(maxsize=1_000)(self._within)

    @classmethod
    def open(cls, path: Path) -> "PlaceIndex | None":
        """The index in a file, None where there is none or the file is damaged."""
        if not path.exists():
            return None
        location = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(location, uri=True, check_same_thread=False)
        try:
            whole = connection.execute("SELECT value FROM meta WHERE key = 'whole'").fetchone()
        except sqlite3.DatabaseError:
            whole = None
        if whole == (str(VERSION),):
            return cls(connection, path)
        connection.close()
        return None

    @classmethod
    def build(cls, path: Path, name: str, records: Callable[[], Iterable[Record]], **meta: str) -> "PlaceIndex":
        """Build an index beside the target and move it into place, so that a reader never sees half of one."""
        handle, part_name = tempfile.mkstemp(suffix=".part", dir=path.parent)
        os.close(handle)
        part = Path(part_name)
        try:
            with closing(sqlite3.connect(part)) as db:
                db.execute("PRAGMA journal_mode = OFF")
                db.execute("PRAGMA synchronous = OFF")
                _fill(db, name, records(), meta)
            part.chmod(0o644)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        built = cls.open(path)
        if built is None:
            raise InputError(f"{path} could not be read after it was built; check the disk and import it again.")
        return built

    @classmethod
    def in_memory(cls, name: str, records: Iterable[Record], **meta: str) -> "PlaceIndex":
        """An index that lives as long as this process."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(connection, name, records, meta)
        return cls(connection)

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM place").fetchone()[0])

    def _spelled(self, name: str) -> tuple[Listed, ...]:
        """Places with this spelling, articles aside."""
        keys = (spelling_keys(name) * 2)[:2]
        query = "SELECT DISTINCT l.* FROM spelling s JOIN listed l ON l.number = s.number WHERE s.key IN (?, ?)"
        return self._read(query, keys)

    def is_spelled(self, key: str) -> list[int]:
        """Numbers of the places with this folded spelling."""
        return [row[0] for row in self._db.execute("SELECT number FROM spelling WHERE key = ?", [key])]

    def heard(self, name: str, country: str) -> list[Heard]:
        """Names in a country with the same consonants."""
        query = "SELECT sound, common, letters, number FROM heard WHERE skeleton = ? AND country = ?"
        return [Heard(*row) for row in self._db.execute(query, [skeleton(name), country])]

    def slipped(self, name: str, country: str) -> list[Heard]:
        """Names in a country that begin with the same letter, are about as long, and whose consonants are the same but
        for one that is missing, added, changed or moved."""
        key, letters = skeleton(name), _letters(name)
        if len(key) < _SLIP_SKELETON:
            return []
        size = len(letters)
        values = [json.dumps(_cuts(key)), country, letters[:1], max(_SLIP_LETTERS - 1, size * 5 // 6), size * 6 // 5]
        return [Heard(*row) for row in self._db.execute(_SLIPPED, values)]

    def _at(self, number: int) -> Listed:
        return self._read(_LISTED + "WHERE number = ?", [number])[0]

    def get(self, place_id: str) -> Listed | None:
        """The place with this id, None if the gazetteer lacks it."""
        return next(iter(self._read(_LISTED + "WHERE id = ?", [place_id])), None)

    def outline(self, place_id: str) -> bytes | None:
        """The outline of a place as well-known binary (WGS 84, longitude first), None where there is none."""
        query = "SELECT wkb FROM outline o JOIN place p ON p.number = o.number WHERE p.id = ?"
        row = self._db.execute(query, [place_id]).fetchone()
        return None if row is None else bytes(row[0])

    def _within(self, country: str, admin1: str | None = None) -> tuple[Listed, ...]:
        """All populated places of a country, or of one of its first-level divisions."""
        query = _LISTED + "WHERE kind IS NULL AND country = ?"
        if admin1 is None:
            return self._read(query, [country])
        return self._read(query + " AND admin1 = ?", [country, admin1])

    def divisions(self, country: str, kind: PlaceKind) -> tuple[Listed, ...]:
        """The governorates or districts of a country that the gazetteer lists as such."""
        query = _LISTED + "WHERE country = ? AND kind = ?"
        return self._read(query, [country, str(kind)])

    def names_in(self, countries: Iterable[str]) -> Iterator[tuple[str, str, int]]:
        """Folded spellings of the populated places of some countries, with id and population."""
        query = (
            "SELECT s.key, p.id, p.population FROM place p JOIN spelling s ON s.number = p.number "
            "WHERE p.country = ? AND p.kind IS NULL"
        )
        for country in countries:
            yield from self._db.execute(query, [country])

    def listed_in(self, country: str) -> Iterator[Record]:
        """The populated places of a country with their spellings, to build a smaller index from."""
        names: dict[str, list[str]] = {}
        for key, place_id, _ in self.names_in([country]):
            names.setdefault(place_id, []).append(key)
        for one in self._within(country):
            spellings = names[one.id]
            yield Record(
                one.id,
                one.name,
                tuple(spellings),
                one.lat,
                one.lon,
                one.country,
                one.admin1,
                one.admin2,
                one.kind,
                one.population,
                one.radius_km,
            )

    def _read(self, query: str, values: Sequence[Any]) -> tuple[Listed, ...]:
        return tuple(_listed(row) for row in self._db.execute(query, values))


def _listed(row: Sequence[Any]) -> Listed:
    kind = PlaceKind(row[8]) if row[8] else None
    return Listed(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], kind, row[9], row[10])


def _fill(db: sqlite3.Connection, name: str, records: Iterable[Record], meta: dict[str, str]) -> None:
    db.executescript(_SCHEMA)
    skeletons: set[str] = set()
    batch: list[tuple[int, Record]] = []
    with_sounds = meta.get("sounds", "1") == "1"
    for number, record in enumerate(records, start=1):
        batch.append((number, record))
        if len(batch) == _MANY:
            skeletons |= _insert(db, batch, with_sounds=with_sounds)
            batch.clear()
    skeletons |= _insert(db, batch, with_sounds=with_sounds)
    cuts = ((cut, key) for key in sorted(skeletons) if len(key) >= _SLIP_SKELETON for cut in _cuts(key))
    db.executemany("INSERT OR IGNORE INTO slip VALUES (?, ?)", cuts)
    db.executescript(_INDEXES)
    told = {"name": name, "sounds": "1", **meta, "whole": str(VERSION)}
    db.executemany("INSERT INTO meta VALUES (?, ?)", told.items())
    db.commit()


def _insert(db: sqlite3.Connection, batch: list[tuple[int, Record]], *, with_sounds: bool) -> set[str]:
    """Write some records; the skeletons that their names have."""
    places, spellings, heard = [], set(), set()
    for number, r in batch:
        kind = str(r.kind) if r.kind else None
        row = (number, r.id, r.name, r.lat, r.lon, r.country, r.admin1, r.admin2, kind, r.population, r.radius_km)
        places.append(row)
        for key in {key for n in (r.name, *r.names) for key in spelling_keys(n)}:
            spellings.add((key, number))
            if with_sounds and r.by_sound:
                heard.add(
                    (
                        skeleton.__wrapped__(key),
                        r.country,
                        sound.__wrapped__(key),
                        common_letters(key),
                        _letters(key),
                        number,
                    )
                )
    db.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", places)
    db.executemany("INSERT INTO outline VALUES (?, ?)", [(n, r.outline) for n, r in batch if r.outline])
    db.executemany("INSERT OR IGNORE INTO spelling VALUES (?, ?)", sorted(spellings))
    kept = [row for row in heard if row[0]]
    db.executemany("INSERT OR IGNORE INTO heard VALUES (?, ?, ?, ?, ?, ?)", sorted(kept))
    return {row[0] for row in kept if len(row[4]) >= _SLIP_LETTERS - 1}


def spelling_keys(name: str) -> list[str]:
    """The folded name, and without its articles."""
    folded = fold.__wrapped__(name)  # each name comes once: a cache would only be filled and emptied
    bare = " ".join(told_apart(folded))
    return [folded] if bare == folded or not bare else [folded, bare]


def _letters(key: str) -> str:
    return "".join(tokens(key))


def _cuts(key: str) -> list[str]:
    """The skeleton, and the skeleton with each one of its letters cut out."""
    return list(dict.fromkeys([key, *(key[:i] + key[i + 1 :] for i in range(len(key)))]))
