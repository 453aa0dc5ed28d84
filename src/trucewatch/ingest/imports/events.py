"""One event of a dataset, and the report and claim that stand for it.

The report's text are the dataset's own words for the event, a line a field; the claim points into it, and its source is
the dataset (the report's author), whatever the dataset itself drew on. A dataset's categories are wider than the
codebook's: the claim's rules say which category became which type.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from trucewatch.ingest.base import Ingested
from trucewatch.model import (
    ActorRef,
    Capture,
    Casualties,
    Certainty,
    Claim,
    EventType,
    PlaceRef,
    Polarity,
    Report,
    Trigger,
)
from trucewatch.model.errors import ReportError
from trucewatch.world import PlaceContext, World

__all__ = ["Dataset", "Event"]

_SLACK_KM = 5.0
_NOT_STATED = "unknown"
_KM_A_DEGREE = 111.0


@dataclass(frozen=True)
class Dataset:
    """Whose data it is: `name` as the publisher of its claims, `version` of the reading of it, and `licence`, None
    where nothing is known that would keep it from being passed on."""

    name: str
    key: str
    version: str
    licence: str | None = None


@dataclass(frozen=True)
class Event:
    """An event as a dataset has it. `kind` is its category in the dataset's words, one of the values of `said`, which
    are the fields that make the text. `vague`: the dataset itself
    can put its place at no point. None, or nothing, where the dataset does not say."""

    key: str
    kind: str
    type: EventType
    said: Mapping[str, str]
    start: date | None = None
    end: date | None = None
    initiators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    vague: bool = False
    certainty: Certainty = Certainty.CERTAIN
    polarity: Polarity = Polarity.POSITIVE
    killed: tuple[Casualties, ...] = ()
    injured: tuple[Casualties, ...] = ()
    title: str | None = None
    url: str | None = None
    rules: Mapping[str, str] = field(default_factory=dict)

    def ingested(self, dataset: Dataset, raw: bytes, file_name: str, where: str, world: World) -> Ingested:
        """Its report with its one claim. ReportError where the dataset contradicts itself."""
        lines = [f"{name}: {' '.join(value.split())}" for name, value in self.said.items() if value.strip()]
        text = "\n".join(lines)
        start = text.find(" ".join(self.kind.split()))
        sha256 = hashlib.sha256(raw).hexdigest()
        report = Report(
            id=f"{dataset.key}-{self.key}",
            text=text,
            publisher=dataset.name,
            title=self.title,
            url=self.url,
            upstream_license=dataset.licence or _NOT_STATED,
            capture=Capture(sha256=sha256, path=file_name, media_type="text/csv", size=len(raw)),
        )
        try:
            claim = Claim(
                id="1",
                report=report.id,
                trigger=Trigger(text=text[start : start + len(self.kind)], start=start, end=start + len(self.kind)),
                type=self.type,
                initiators=tuple(_actor(name, self.start, world) for name in self.initiators),
                targets=tuple(_actor(name, self.start, world) for name in self.targets),
                places=(self._place(world),) if self.place or self.lat is not None else (),
                date_start=self.start,
                date_end=self.end or self.start,
                polarity=self.polarity,
                certainty=self.certainty,
                killed=self.killed,
                injured=self.injured,
                rules={"type": f"{dataset.key}: {self.kind} is {self.type}", **self.rules},
                method=dataset.version,
            )
        except ValidationError as error:
            first = error.errors()[0]
            at = ".".join(str(part) for part in first["loc"]) or "row"
            raise ReportError(f"{where} cannot be a claim: {at}: {first['msg']}; mend it.") from error
        return Ingested(report, raw, None, file_name, where, (claim,), dataset.version)

    def _place(self, world: World) -> PlaceRef:
        """The place at the dataset's own point. It is the watch's place of that name where that lies there too."""
        name = self.place or f"{self.lat}, {self.lon}"
        if self.vague:
            return PlaceRef(name=name)
        known = world.places.resolve(name, context=PlaceContext())
        near = self.lat is None or _apart(known, self.lat, self.lon or 0.0) <= (self.radius_km or 0) + _SLACK_KM
        if self.lat is None:
            return known.model_copy(update={"name": name})
        place_id = known.place_id if near else None
        return PlaceRef(name=name, lat=self.lat, lon=self.lon, radius_km=self.radius_km, place_id=place_id)


def _actor(name: str, on: date | None, world: World) -> ActorRef:
    found = world.actors.resolve(name, on)
    return ActorRef(text=name, id=found.actor.id if found.actor else None)


def _apart(place: PlaceRef, lat: float, lon: float) -> float:
    """Kilometres, near enough for places close together; beyond all measure where the place is unknown."""
    if place.lat is None or place.lon is None:
        return float("inf")
    from math import cos, hypot, radians

    return hypot(place.lat - lat, (place.lon - lon) * cos(radians(lat))) * _KM_A_DEGREE
