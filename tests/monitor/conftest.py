"""Invented claims, reports and incidents, and the agreements and worlds that they are held against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from trucewatch.model import (
    Actor,
    ActorRef,
    Claim,
    EventType,
    Incident,
    Link,
    LinkType,
    Origin,
    Place,
    PlaceRef,
    Proposition,
    PropositionKind,
    Report,
    Source,
    Standing,
    Trigger,
)
from trucewatch.monitor import load_agreement
from trucewatch.world import World, load_actors, load_places

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[3] / "shared" / "domain"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the domain material is not beside the project")


@pytest.fixture(scope="session")
def astana():
    if not SHARED.is_dir():
        pytest.skip("the domain material is not beside the project")
    return load_agreement(SHARED / "astana-2017.yaml")


@pytest.fixture(scope="session")
def syria() -> World:
    if not SHARED.is_dir():
        pytest.skip("the domain material is not beside the project")
    actors = load_actors(SHARED / "syria-2017-actors.yaml")
    places = load_places(SHARED / "syria-2017-places.yaml")
    return World(actors, places, SOURCES)


@pytest.fixture(scope="session")
def port():
    return load_agreement(DATA / "port-pause.yaml")


@pytest.fixture(scope="session")
def harbour() -> World:
    return World(load_actors(DATA / "port-actors.yaml"), load_places(DATA / "port-places.yaml"), SOURCES)


SOURCES = (
    Source(id="wire-one", name="Wire One", kind="wire"),
    Source(id="north-radio", name="North Radio", kind="outlet", lean="north"),
)


def report(id_: str, published: date | None, text: str = "An invented text.") -> Report:
    return Report(id=id_, text=text, published=published, publisher=id_)


def claim(
    report_id: str,
    id_: str,
    type_: str,
    *,
    text: str = "event",
    start: int = 0,
    by: Sequence[str] = (),
    to: Sequence[str] = (),
    at: Sequence[PlaceRef | str] = (),
    first: date | None = None,
    last: date | None = None,
    denies: str | None = None,
    **status: object,
) -> Claim:
    places = tuple(p if isinstance(p, PlaceRef) else PlaceRef(name=p, place_id=p) for p in at)
    return Claim(
        id=id_,
        report=report_id,
        trigger=Trigger(text=text, start=start, end=start + len(text)),
        type=type_,
        initiators=tuple(ActorRef(text=a, id=a) for a in by),
        targets=tuple(ActorRef(text=a, id=a) for a in to),
        places=places,
        date_start=first,
        date_end=last,
        links=(Link(type=LinkType.DENIES, to=denies),) if denies else (),
        **status,
    )


def incident(
    id_: str,
    type_: str,
    *,
    by: Sequence[str] = (),
    to: Sequence[str] = (),
    at: PlaceRef | str | None = None,
    first: date | None = None,
    last: date | None = None,
    reported: date | None = date(2017, 5, 5),
    standing: Standing = Standing.SUPPORTED,
    origins: Sequence[tuple[str, str | None]] = (("wire-one", None), ("monitor-two", "none")),
    denied: bool = False,
    actual: bool = True,
    more: Sequence[Proposition] = (),
) -> Incident:
    place = PlaceRef(name=at, place_id=at) if isinstance(at, str) else at
    keys = tuple(f"{id_}-{name}/c1" for name, _ in origins)
    occurred = Proposition(
        kind=PropositionKind.OCCURRED,
        supports=keys,
        denies=(f"{id_}-denial/c1",) if denied else (),
        standing=standing,
    )
    return Incident(
        id=id_,
        type=EventType(type_),
        types=(EventType(type_),),
        initiators=tuple(by),
        targets=tuple(to),
        place=place,
        places=(place,) if place else (),
        date_start=first,
        date_end=last or first,
        reported_first=reported,
        mode_actual=actual,
        claims=keys,
        origins=tuple(
            Origin(id=name, name=name, side=side, claims=(key,))
            for (name, side), key in zip(origins, keys, strict=True)
        ),
        propositions=(occurred, *more),
    )


def place(id_: str, lat: float, lon: float, radius_km: float = 1.0, **rest: object) -> Place:
    return Place(id=id_, name=id_, lat=lat, lon=lon, radius_km=radius_km, kind=rest.pop("kind", "town"), **rest)


def actor(id_: str, side: str | None, kind: str = "armed_group", **rest: object) -> Actor:
    return Actor(id=id_, name=id_, side=side, kind=kind, **rest)
