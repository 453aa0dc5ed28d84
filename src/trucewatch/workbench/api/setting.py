"""/watches, /sources and /agreements: what a watch is, who speaks, what was agreed."""

from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from trucewatch.model import Agreement, Source, SourceKind
from trucewatch.workbench.api.maps import GEOJSON, FormOf, also, as_map, collected, zone_features
from trucewatch.workbench.api.paging import NOT_MODIFIED, IfNoneMatch, Limit, Page, Where, answered, paged
from trucewatch.workbench.api.seeing import Looking, looking
from trucewatch.workbench.api.shapes import AgreementOf, SourceOf, WatchOf
from trucewatch.workbench.catalogue import Catalogue
from trucewatch.workbench.desk import Desk
from trucewatch.workbench.people import Person, current_person
from trucewatch.workbench.refusals import Refusal

__all__ = ["router"]

router = APIRouter()
Look = Annotated[Looking, Depends(looking)]


def somebody(request: Request) -> Person:
    """Whoever is signed in. Refusal (401) for nobody."""
    person = current_person(request)
    if person is None:
        raise Refusal(401, "Sign in, or send a valid token as Authorization: Bearer …")
    return person


@router.get("/watches", response_model=list[WatchOf], tags=["watches"], summary="List your watches")
def watches(request: Request, person: Annotated[Person, Depends(somebody)]) -> Response:
    """The watches of this server in which the asker has a part, with the profile that binds what they see."""
    desk: Desk = request.app.state.desk
    found = []
    for key, watch in sorted(desk.watches_of(person).items()):
        role = person.role(key)
        if role is not None:
            told = {"id": key, "title": watch.settings.title, "timezone": watch.settings.timezone, "role": role.value}
            found.append({**told, "profile": desk.profile(key, role).name})
    return JSONResponse(found, headers={"Cache-Control": "private, no-cache"})


def _source(source: Source, held: Catalogue) -> dict[str, Any]:
    names = {name.casefold() for name in (source.id, source.name, *source.aliases)}
    reports = sum(held.reports_by.get(name, 0) for name in names) if source.kind is not SourceKind.WITNESS else None
    return {**source.model_dump(mode="json"), "reports": reports}


@router.get("/sources", response_model=Page[SourceOf], responses=NOT_MODIFIED, tags=["sources"], summary="List sources")
def sources(
    request: Request,
    look: Look,
    kind: Annotated[SourceKind | None, Query(description="Only of this kind.")] = None,
    lean: Annotated[str | None, Query(max_length=300, description="Only with an interest in this side.")] = None,
    limit: Limit = 50,
    cursor: Where = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Sources in the order of their ids: this is no ranking. Witnesses have no names outside the team, and no figures
    anywhere."""
    held = look.catalogue
    found = (
        pair
        for pair in held.sources
        if (kind is None or pair[1].kind == kind) and (lean is None or pair[1].lean == lean)
    )
    return paged(request, look, found, lambda s: _source(s, held), limit=limit, cursor=cursor, held=if_none_match)


@router.get(
    "/sources/{source:path}", response_model=SourceOf, responses=NOT_MODIFIED, tags=["sources"], summary="One source"
)
def source(
    look: Look,
    source: Annotated[str, Path(description="The source's id.", examples=["orontes-wire"])],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One source with its kind and interest."""
    found = next((s for key, s in look.catalogue.sources if key == source), None)
    if found is None:
        raise Refusal(404, "There is no source of that id in what you may see on these clocks.")
    return answered(look, lambda: _source(found, look.catalogue), if_none_match)


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return agreement.model_dump(mode="json", by_alias=True)


@router.get(
    "/agreements",
    response_model=Page[AgreementOf],
    responses=also("Features"),
    tags=["agreements"],
    summary="List agreements",
)
def agreements(
    request: Request,
    look: Look,
    format: FormOf = None,  # noqa: A002
    limit: Limit = 50,
    cursor: Where = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Agreements, whole: versions of the text, zones with their boundary versions, obligations (docs/agreements.md). On
    a map: every boundary version of their zones, with its precision; no geometry where no outline is public."""
    found = look.catalogue.agreements
    if not as_map(request, format):
        return paged(request, look, found, _agreement, limit=limit, cursor=cursor, held=if_none_match)
    return paged(
        request,
        look,
        found,
        lambda a: zone_features(look, a),
        limit=limit,
        cursor=cursor,
        held=if_none_match,
        media_type=GEOJSON,
        form=lambda page: collected(page, chain.from_iterable(page["items"])),
    )


@router.get(
    "/agreements/{agreement:path}",
    response_model=AgreementOf,
    responses=also("Features"),
    tags=["agreements"],
    summary="One agreement",
)
def agreement(
    request: Request,
    look: Look,
    agreement: Annotated[str, Path(description="The agreement's id.", examples=["sy-astana-2017-05-04"])],
    format: FormOf = None,  # noqa: A002
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One agreement, whole; on a map, every boundary version of its zones."""
    found = next((a for key, a in look.catalogue.agreements if key == agreement), None)
    if found is None:
        raise Refusal(404, "There is no agreement of that id in what you may see on these clocks.")
    if as_map(request, format):
        whole = {"next": None, "view": look.described()}
        return answered(look, lambda: collected(whole, zone_features(look, found)), if_none_match, media_type=GEOJSON)
    return answered(look, lambda: _agreement(found), if_none_match)
