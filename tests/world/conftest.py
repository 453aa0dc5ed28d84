from pathlib import Path

import pytest

from trucewatch.model import Place, PlaceKind
from trucewatch.world import World

PLACES = (
    Place(
        id="qaboun",
        name="Qaboun",
        lat=33.5461,
        lon=36.3378,
        radius_km=1.2,
        kind=PlaceKind.NEIGHBOURHOOD,
        variants=("Al-Qabun",),
    ),
    Place(
        id="qaboun-se",
        name="south-eastern Qaboun",
        lat=33.541,
        lon=36.345,
        radius_km=0.8,
        kind=PlaceKind.PART_OF,
        parent="qaboun",
        variants=("southeastern part of Qaboun",),
    ),
    Place(
        id="damascus",
        name="Damascus",
        lat=33.5102,
        lon=36.2913,
        radius_km=7,
        kind=PlaceKind.CITY,
        gazetteer="geonames:170654",
        variants=("دمشق",),
    ),
    Place(
        id="homs", name="Homs", lat=34.724, lon=36.7256, radius_km=6, kind=PlaceKind.CITY, gazetteer="geonames:169577"
    ),
    Place(
        id="idlib",
        name="Idlib",
        lat=35.9306,
        lon=36.6339,
        radius_km=3,
        kind=PlaceKind.CITY,
        gazetteer="geonames:169389",
    ),
    Place(id="idlib-gov", name="Idlib province", lat=35.85, lon=36.7, radius_km=45, kind=PlaceKind.GOVERNORATE),
    Place(
        id="tabqa",
        name="Tabqa",
        lat=35.8376,
        lon=38.5483,
        radius_km=3,
        kind=PlaceKind.CITY,
        gazetteer="geonames:172374",
        variants=("Tabqah",),
    ),
    Place(
        id="tabqa-dam",
        name="Tabqa Dam",
        lat=35.872,
        lon=38.567,
        radius_km=2,
        kind=PlaceKind.INFRASTRUCTURE,
        variants=("Euphrates Dam",),
    ),
)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One GeoNames index for all tests of this room."""
    return tmp_path_factory.mktemp("geonames")


@pytest.fixture(scope="session")
def syria(cache: Path) -> World:
    """A watch with a few places of its own and Syria's towns behind them."""
    return World((), PLACES, (), ["SY"], cache=cache)


@pytest.fixture(scope="session")
def bare_syria(cache: Path) -> World:
    """Syria's towns without any watch places."""
    return World((), (), (), ["SY"], cache=cache)
