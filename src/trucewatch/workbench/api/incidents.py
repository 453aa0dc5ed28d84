"""/incidents, also as GeoJSON: one event as far as the claims about it go together."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from trucewatch.model import EventType, Incident, Standing, Verdict
from trucewatch.publish.exports import Leaving
from trucewatch.publish.exports.geojson import feature
from trucewatch.publish.exports.incident_rows import events
from trucewatch.workbench.api.maps import GEOJSON, FormOf, also, as_map, collected
from trucewatch.workbench.api.paging import Day, IfNoneMatch, Limit, Page, Where, answered, paged
from trucewatch.workbench.api.reports import overlaps
from trucewatch.workbench.api.seeing import Looking, looking
from trucewatch.workbench.api.shapes import IncidentOf
from trucewatch.workbench.catalogue import Catalogue
from trucewatch.workbench.refusals import Refusal

__all__ = ["router"]

router = APIRouter(tags=["incidents"])
Look = Annotated[Looking, Depends(looking)]


def incident_plain(incident: Incident, held: Catalogue) -> dict[str, Any]:
    """An incident as the API gives it."""
    found = held.findings_of.get(incident.id, ())
    return {**incident.model_dump(mode="json"), "findings": [finding.id for finding in found]}


@router.get("/incidents", response_model=Page[IncidentOf], responses=also("Features"), summary="List incidents")
def incidents(
    request: Request,
    look: Look,
    type: Annotated[EventType | None, Query(description="Only of this type.")] = None,  # noqa: A002
    standing: Annotated[
        Standing | None, Query(description="Where its having happened stands on what is known.")
    ] = None,
    verdict: Annotated[
        Verdict | None, Query(description="With a finding of this verdict, under any agreement.")
    ] = None,
    actor: Annotated[str | None, Query(max_length=300, description="Who did or suffered it: id, or as worded.")] = None,
    place: Annotated[str | None, Query(max_length=300, description="Where: a place's id or name.")] = None,
    bbox: Annotated[
        str | None,
        Query(
            max_length=120, description="Located inside: west,south,east,north in degrees.", examples=["35,32,43,38"]
        ),
    ] = None,
    since: Annotated[Day | None, Query(description="Events that ended on this day or later.")] = None,
    until: Annotated[Day | None, Query(description="Events that began on this day or earlier.")] = None,
    format: FormOf = None,  # noqa: A002
    limit: Limit = 50,
    cursor: Where = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Incidents with their propositions, each weighed by itself, and the ids of the findings on them."""
    held, box = look.catalogue, _box(bbox) if bbox is not None else None

    def wanted(incident: Incident) -> bool:
        return (
            (type is None or type in incident.types)
            and (standing is None or _standing(incident) == standing)
            and (verdict is None or any(f.verdict == verdict for f in held.findings_of.get(incident.id, ())))
            and (actor is None or actor in (*incident.initiators, *incident.targets))
            and (place is None or any(place in (p.place_id, p.name) for p in incident.places))
            and (box is None or _inside(incident, box))
            and overlaps(incident.date_start, incident.date_end, since, until)
        )

    found = (pair for pair in held.incidents if wanted(pair[1]))
    if not as_map(request, format):
        return paged(
            request, look, found, lambda i: incident_plain(i, held), limit=limit, cursor=cursor, held=if_none_match
        )
    return paged(
        request,
        look,
        found,
        lambda i: i,
        limit=limit,
        cursor=cursor,
        held=if_none_match,
        media_type=GEOJSON,
        form=lambda page: collected(page, _drawn(look.leaving, page["items"])),
    )


@router.get("/incidents/{incident:path}", response_model=IncidentOf, responses=also("Feature"), summary="One incident")
def incident(
    request: Request,
    look: Look,
    incident: Annotated[str, Path(description="The incident's id.", examples=["i-8f4d2c10"])],
    format: FormOf = None,  # noqa: A002
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One incident: its propositions, how each was weighed, and the origins behind them."""
    found = next((i for key, i in look.catalogue.incidents if key == incident), None)
    if found is None:
        raise Refusal(404, "There is no incident of that id in what you may see on these clocks.")
    if as_map(request, format):
        return answered(look, lambda: next(iter(_drawn(look.leaving, [found]))), if_none_match, media_type=GEOJSON)
    return answered(look, lambda: incident_plain(found, look.catalogue), if_none_match)


def _standing(incident: Incident) -> Standing | None:
    return next((p.standing for p in incident.propositions if p.kind.value == "occurred"), None)


def _drawn(leaving: Leaving, chosen: Iterable[Incident]) -> Sequence[dict[str, Any]]:
    """Some incidents as the GeoJSON export draws them."""
    assert leaving.released is not None
    released = replace(leaving.released, view=leaving.released.view.model_copy(update={"incidents": tuple(chosen)}))
    some = replace(leaving, released=released)
    return [feature(event, some) for event in events(some)]


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Refusal(400, "bbox needs four numbers: west,south,east,north in degrees.") from None
    if not all(map(math.isfinite, (west, south, east, north))) or south > north:
        raise Refusal(400, "bbox needs four numbers in degrees, its south not above its north.")
    return west, south, east, north


def _inside(incident: Incident, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    place = incident.place
    if place is None or place.lat is None or place.lon is None:
        return False
    across = west <= place.lon <= east if west <= east else place.lon >= west or place.lon <= east
    return across and south <= place.lat <= north
