"""A small invented world, and the rules extractor over it. All sentences in these tests are invented."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from trucewatch.extract import Extractor, get_extractor
from trucewatch.model import Actor, ActorKind, Claim, Place, PlaceKind, Report
from trucewatch.world import World

# The hostile texts of bench/ serve the tests too; the folder lies beside the package, not in it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

PUBLISHED = date(2017, 5, 5)
ClaimsOf = Callable[..., list[Claim]]


def _actor(name: str, kind: ActorKind, *aliases: str) -> Actor:
    return Actor(id=name.lower().replace(" ", "-"), name=name, kind=kind, aliases=aliases)


def _place(name: str, lat: float, lon: float, kind: PlaceKind = PlaceKind.TOWN) -> Place:
    return Place(id=name.lower().replace(" ", "-"), name=name, lat=lat, lon=lon, radius_km=3, kind=kind)


@pytest.fixture(scope="session")
def invented() -> World:
    actors = (
        _actor("Northern Brigade", ActorKind.ARMED_GROUP, "NB"),
        _actor("Harun Front", ActorKind.ARMED_GROUP, "HF"),
        _actor("Velmari army", ActorKind.ARMED_FORCES, "army of Velmar"),
        _actor("River Guard", ActorKind.MILITIA),
    )
    places = (
        _place("Tell Amara", 34.10, 37.10),
        _place("Deir Salam", 34.40, 37.60),
        _place("Qasr Nimr", 34.90, 37.20),
        _place("Wadi Hilal", 35.30, 37.90),
    )
    return World(actors, places, (), ["SY"])


@pytest.fixture(scope="session")
def rules() -> Extractor:
    return get_extractor("rules")


@pytest.fixture
def claims_of(rules: Extractor, invented: World) -> ClaimsOf:
    """Reads a text published on 5 May 2017 into claims."""

    def read(text: str, **fields: object) -> list[Claim]:
        report = Report.model_validate({"id": "r1", "text": text, "published": PUBLISHED, **fields})
        return rules.extract(report, invented)

    return read
