"""Answers for a map (RFC 7946): when one is asked for, and places and zones as Features, no finer than may be shown."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any

import numpy as np
import shapely
from fastapi import Query, Request
from shapely.geometry.polygon import orient

from trucewatch.model import Agreement, Holding, PlaceRef
from trucewatch.model.agreement import Zone, ZoneVersion
from trucewatch.publish.clock import zone_version
from trucewatch.publish.text import visible
from trucewatch.workbench.api.paging import NOT_MODIFIED
from trucewatch.workbench.api.seeing import Looking
from trucewatch.workbench.contents.areas import SOFT, zone_shape

__all__ = ["GEOJSON", "Form", "FormOf", "also", "as_map", "collected", "holding_feature", "zone_features"]

GEOJSON = "application/geo+json"
_DECIMALS = 6


class Form(StrEnum):
    """How things are given."""

    JSON = "json"
    GEOJSON = "geojson"


FormOf = Annotated[
    Form | None,
    Query(description="geojson: as they lie on a map (RFC 7946), as `Accept: application/geo+json` asks too."),
]


def also(shape: str) -> dict[int | str, dict[str, Any]]:
    """What an operation may answer besides: 304, and a map of that shape (Feature or Features)."""
    schema = {"schema": {"$ref": f"#/components/schemas/{shape}"}}
    return {**NOT_MODIFIED, 200: {"content": {GEOJSON: schema}}}


def as_map(request: Request, form: Form | None) -> bool:
    """Whether a map is asked for, by `format` or else by what is accepted."""
    if form is not None:
        return form is Form.GEOJSON
    accepted = [part.split(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    return GEOJSON in accepted and "application/json" not in accepted


def collected(page: dict[str, Any], features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A page of a list with these features for its items."""
    return {"type": "FeatureCollection", "features": list(features), "next": page["next"], "view": page["view"]}


def holding_feature(look: Looking, holding: Holding) -> dict[str, Any]:
    """Who held a place, at its point and within its radius; without geometry where it is not located."""
    place = look.picture.seen.place(PlaceRef(name=holding.place, place_id=holding.place_id))
    located = place.lat is not None and place.lon is not None
    told = {"radius_km": place.radius_km, "precision": place.precision, "profile": look.profile.name}
    return _feature(
        holding.place_id,
        {"type": "Point", "coordinates": [place.lon, place.lat]} if located else None,
        {**holding.model_dump(mode="json"), **told},
    )


def zone_features(look: Looking, agreement: Agreement) -> Iterator[dict[str, Any]]:
    """Every boundary version of an agreement's zones; without geometry where no outline of it is public."""
    for zone in agreement.zones:
        holds = zone_version(zone.versions, look.picture.seen.desk.as_of)
        for version in zone.versions:
            current = holds is not None and holds.id == version.id
            yield _feature(
                f"{agreement.id}/{zone.id}/{version.id}",
                _outline(zone, version),
                {**_of_version(agreement, zone, version), "current": current, "profile": look.profile.name},
            )


def _of_version(agreement: Agreement, zone: Zone, version: ZoneVersion) -> dict[str, Any]:
    return {
        "agreement": agreement.id,
        "zone": zone.id,
        "name": visible(zone.as_worded),
        "kind": zone.kind,
        "version": version.id,
        "precision": version.precision,
        "soft": version.precision in SOFT,
        "boundary_sigma_km": version.boundary_sigma_km,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "includes": list(version.includes),
        "excludes": list(version.excludes),
    }


def _outline(zone: Zone, version: ZoneVersion) -> dict[str, Any] | None:
    """The surface of a boundary version, wound as RFC 7946 asks (outer rings counterclockwise); None: not public."""
    shape = zone_shape(zone, version)
    if shape is None:
        return None
    rounded = shapely.transform(shapely.force_2d(shape), lambda points: np.round(points, _DECIMALS))
    parts = shapely.get_parts(shapely.get_parts(rounded))  # twice, for surfaces within a collection
    surfaces = [_rings(part) for part in parts if part.geom_type == "Polygon"]
    if not surfaces:
        return None
    if len(surfaces) == 1:
        return {"type": "Polygon", "coordinates": surfaces[0]}
    return {"type": "MultiPolygon", "coordinates": surfaces}


def _rings(polygon: shapely.Polygon) -> list[Sequence[Sequence[float]]]:
    wound = orient(polygon)
    return [[list(point) for point in ring.coords] for ring in (wound.exterior, *wound.interiors)]


def _feature(name: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}
