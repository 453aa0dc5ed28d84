"""First-level divisions of all countries (governorates, oblasts, departments) by their names (divisions.tsv)."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from trucewatch.world.names import tokens
from trucewatch.world.place_words import Hint, kind_hint

__all__ = ["Division", "division_key", "division_keys", "divisions_named", "divisions_of", "known_codes"]

_SLAVONIC = re.compile(r"(?<=s)k(?:a|yi|yy|iy|ii|aya|oi|oy|oho|ogo)$")
_NOISE = frozenset("of the city autonomous republic state department municipality district".split())


@dataclass(frozen=True, slots=True)
class Division:
    """A first-level division; `code` is GeoNames' own, `iso` that of ISO 3166-2, the point somewhere in its middle."""

    country: str
    code: str
    iso: str
    lat: float
    lon: float
    names: tuple[str, ...]


@cache
def _rows() -> dict[str, list[list[str]]]:
    text = files("trucewatch.world").joinpath("divisions.tsv").read_text(encoding="utf-8")
    found: dict[str, list[list[str]]] = defaultdict(list)
    for line in text.splitlines():
        if not line.startswith("#"):
            country, *row = line.split("\t")
            found[country].append(row)
    return found


@cache
def divisions_of(country: str) -> tuple[Division, ...]:
    """The divisions of a country (ISO code) that have towns; () for a country without any."""
    return tuple(
        Division(country, code, iso, float(lat), float(lon), (name, *(n for n in other.split("|") if n)))
        for code, iso, lat, lon, name, other in _rows().get(country, ())
    )


@cache
def _by_key(country: str) -> dict[str, tuple[Division, ...]]:
    found: dict[str, dict[str, Division]] = defaultdict(dict)
    for division in divisions_of(country):
        for key in (k for name in division.names for k in division_keys(name)):
            found[key][division.iso] = division
    return {key: tuple(rows.values()) for key, rows in found.items()}


@cache
def known_codes(country: str) -> frozenset[str]:
    """GeoNames' codes of the divisions of a country that have names here."""
    return frozenset(d.code for d in divisions_of(country))


def divisions_named(name: str, countries: tuple[str, ...]) -> tuple[Division, ...]:
    """The divisions of some countries (none given: of all) that bear a name; several where a city and the land around
    it share it."""
    searched = countries or tuple(_rows())
    found = (d for key in division_keys(name) for country in searched for d in _by_key(country).get(key, ()))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=20_000)
def division_key(name: str) -> str:
    """A name without words for kinds of divisions, folded."""
    words = tokens(name)
    return " ".join(w for w in words if kind_hint(w) is not Hint.PROVINCE and w not in _NOISE) or " ".join(words)


def division_keys(name: str) -> list[str]:
    """The keys of a name: as it is, and with a Slavonic adjective led back to its town ("Donetska", "Donetsk")."""
    key = division_key(name)
    return list(dict.fromkeys((key, _SLAVONIC.sub("k", key))))
