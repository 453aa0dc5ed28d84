"""Incidents as GeoJSON (RFC 7946): a point with its radius where located, no geometry where not."""

import json
from typing import Any, BinaryIO, Literal

from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.incident_rows import Event, events
from trucewatch.publish.text import visible

__all__ = ["EXPORTER", "feature", "properties"]


def properties(event: Event, leaving: Leaving) -> dict[str, Any]:
    """What is said of an incident beside its place."""
    incident = event.incident
    low, high = event.dead
    return {
        "id": incident.id,
        "type": incident.type.value,
        "summary": visible(event.summary),
        "initiators": [visible(name) for name in event.initiators],
        "targets": [visible(name) for name in event.targets],
        "place": visible(event.place.name) if event.place is not None else None,
        "radius_km": event.place.radius_km if event.place is not None else None,
        "date_start": incident.date_start.isoformat() if incident.date_start else None,
        "date_end": incident.date_end.isoformat() if incident.date_end else None,
        "reported_first": incident.reported_first.isoformat() if incident.reported_first else None,
        "happened": incident.mode_actual,
        "standing": event.standing.value if event.standing else None,
        "verdict": event.verdict.value if event.verdict else None,
        "origins": len(incident.origins),
        "killed_low": low,
        "killed_high": high,
        "claims": list(incident.claims),
        "publishers": [visible(name) for name in event.publishers],
        "upstream_license": list(event.licences),
        "profile": leaving.profile.name,
    }


class _GeoJson:
    name = "geojson"
    suffix = "geojson"
    title = "Incidents as GeoJSON (RFC 7946)"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("incident id", "Feature.id"),
        ("best point", "geometry (Point), null where not located"),
        ("radius", "properties.radius_km"),
        ("everything else", "properties, named as in our own schema"),
    )
    losses = (
        "A place is a point with a radius: outlines, sectors and stretches are not drawn.",
        "Propositions and their weights are reduced to the standing of the whole incident.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        features = [feature(event, leaving) for event in events(leaving)]
        body = {"type": "FeatureCollection", "features": features}
        out.write(json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n")
        return len(features)


def feature(event: Event, leaving: Leaving) -> dict[str, Any]:
    """An incident as a Feature."""
    place = event.place
    point = None
    if place is not None and place.lat is not None and place.lon is not None:
        point = {"type": "Point", "coordinates": [place.lon, place.lat]}
    return {
        "type": "Feature",
        "id": event.incident.id,
        "geometry": point,
        "properties": properties(event, leaving),
    }


EXPORTER = _GeoJson()
