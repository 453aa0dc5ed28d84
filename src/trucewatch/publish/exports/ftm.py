"""Incidents, their sides and their reports as FollowTheMoney entities, one JSON object a line."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Literal

from trucewatch.model import Report
from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.incident_rows import Event, events
from trucewatch.publish.text import visible

__all__ = ["EXPORTER"]


class _Ftm:
    name = "ftm"
    suffix = "ftm.json"
    title = "Incidents, sides and reports as FollowTheMoney entities (JSON lines)"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("incident", "Event"),
        ("actor of the watch", "Organization; Event.involved"),
        ("report", "Article; Event.proof"),
        ("place", "Address with latitude and longitude; Event.addressEntity"),
        ("date_start, date_end", "Event.startDate, Event.endDate"),
    )
    losses = (
        "Who did it and to whom is not told apart: both are `involved`.",
        "Denials are reduced to the summary's words; the radius of a place is in its remarks.",
        "Sides that the watch does not list are named in the summary only.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        number = 0
        for entity in _entities(leaving):
            out.write(json.dumps(entity, ensure_ascii=False).encode() + b"\n")
            number += 1
        return number


def _id(leaving: Leaving, kind: str, name: str) -> str:
    return f"tw-{hashlib.sha256(f'{leaving.setting.id}/{kind}/{name}'.encode()).hexdigest()[:32]}"


def _entities(leaving: Leaving) -> Iterator[dict[str, Any]]:
    actors = {actor.id: actor for actor in leaving.setting.actors}
    seen: set[str] = set()
    for event in events(leaving):
        involved = [a for a in (*event.incident.initiators, *event.incident.targets) if a in actors]
        for actor in dict.fromkeys(involved):
            key = _id(leaving, "actor", actor)
            if key not in seen:
                seen.add(key)
                yield _entity(key, "Organization", name=[visible(actors[actor].name)])
        for report in _reports(event, leaving):
            key = _id(leaving, "report", report.id)
            if key not in seen:
                seen.add(key)
                yield _article(key, report)
        place = event.place
        where = _id(leaving, "place", f"{place.name}|{place.lat}|{place.lon}") if place is not None else None
        if place is not None and where is not None and where not in seen:
            seen.add(where)
            located = {"latitude": [str(place.lat)], "longitude": [str(place.lon)]} if place.lat is not None else {}
            reach = [f"within {place.radius_km:g} km"] if place.radius_km is not None else []
            yield _entity(where, "Address", full=[visible(place.name)], remarks=reach, **located)
        yield _entity(
            _id(leaving, "incident", event.incident.id),
            "Event",
            name=[visible(f"{event.incident.id}: {event.incident.type.value.replace('_', ' ')}")],
            summary=[visible(event.summary)],
            startDate=[event.start.isoformat()] if event.start else [],
            endDate=[event.end.isoformat()] if event.end else [],
            location=[visible(place.name)] if place is not None else [],
            addressEntity=[where] if where is not None else [],
            involved=[_id(leaving, "actor", a) for a in dict.fromkeys(involved)],
            proof=[_id(leaving, "report", r.id) for r in _reports(event, leaving)],
            recordId=[event.incident.id],
        )


def _reports(event: Event, leaving: Leaving) -> list[Report]:
    keys = dict.fromkeys(c.report for c in event.claims)
    return [report for key in keys if (report := leaving.reports.get(key)) is not None]


def _article(key: str, report: Report) -> dict[str, Any]:
    return _entity(
        key,
        "Article",
        title=[visible(report.title or f"Report {report.id}")],
        publisher=[visible(report.publisher)] if report.publisher else [],
        publishedAt=[report.published.isoformat()] if report.published else [],
        sourceUrl=[report.url] if report.url else [],
        notes=[f"report {report.id}"],
    )


def _entity(key: str, schema: str, **properties: list[str]) -> dict[str, Any]:
    return {"id": key, "schema": schema, "properties": {n: v for n, v in properties.items() if v}}


EXPORTER = _Ftm()
