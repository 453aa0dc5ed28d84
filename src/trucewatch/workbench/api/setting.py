"""/watches, /sources, /agreements and /releases: what a watch is, who speaks, what was agreed, what was published."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from trucewatch.embargo import embargo_states
from trucewatch.ledger.kinds import IssuePublished
from trucewatch.model import Agreement, Source, SourceKind
from trucewatch.workbench.api.paging import NOT_MODIFIED, IfNoneMatch, Limit, Page, Where, answered, paged
from trucewatch.workbench.api.seeing import Looking, looking
from trucewatch.workbench.api.shapes import AgreementOf, ReleaseOf, SourceOf, WatchOf
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
    return {**source.model_dump(mode="json"), "reports": sum(held.reports_by.get(name, 0) for name in names)}


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
    """Sources in the order of their ids: this is no ranking. Witnesses have no names outside the team."""
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
    responses=NOT_MODIFIED,
    tags=["agreements"],
    summary="List agreements",
)
def agreements(
    request: Request, look: Look, limit: Limit = 50, cursor: Where = None, if_none_match: IfNoneMatch = None
) -> Response:
    """Agreements, whole: versions of the text, zones with their boundary versions, obligations (docs/agreements.md)."""
    found = look.catalogue.agreements
    return paged(request, look, found, _agreement, limit=limit, cursor=cursor, held=if_none_match)


@router.get(
    "/agreements/{agreement:path}",
    response_model=AgreementOf,
    responses=NOT_MODIFIED,
    tags=["agreements"],
    summary="One agreement",
)
def agreement(
    look: Look,
    agreement: Annotated[str, Path(description="The agreement's id.", examples=["sy-astana-2017-05-04"])],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One agreement, whole."""
    found = next((a for key, a in look.catalogue.agreements if key == agreement), None)
    if found is None:
        raise Refusal(404, "There is no agreement of that id in what you may see on these clocks.")
    return answered(look, lambda: _agreement(found), if_none_match)


def _releases(look: Looking) -> list[tuple[str, tuple[IssuePublished, datetime | None]]]:
    """Published issues; those under an embargo that still holds are the team's alone."""
    now, known_on = datetime.now(UTC), look.view.known_on
    states = embargo_states(look.watch)
    found = []
    for issue in look.watch.ledger.issues(known_on if look.clocks.as_known_on is not None else None):
        state = states.get(issue.number)
        holds = state is not None and state.holds(now)
        if not (holds and look.profile.for_release):
            found.append((f"{issue.number:09d}", (issue, state.until if state is not None and holds else None)))
    return found


def _release(issue: IssuePublished, embargo: datetime | None) -> dict[str, Any]:
    return {
        "number": issue.number,
        "as_true_on": issue.as_of.isoformat(),
        "as_known_on": issue.known_on.isoformat(),
        "corpus_hash": issue.corpus_hash,
        "sha256": issue.sha256,
        "format": issue.format,
        "previous": issue.previous,
        "embargo": embargo.isoformat() if embargo is not None else None,
    }


@router.get(
    "/releases", response_model=Page[ReleaseOf], responses=NOT_MODIFIED, tags=["releases"], summary="List releases"
)
def releases(
    request: Request, look: Look, limit: Limit = 50, cursor: Where = None, if_none_match: IfNoneMatch = None
) -> Response:
    """Published situation reports by number, with the hashes by which a copy is recognised."""
    found = _releases(look)
    return paged(request, look, found, lambda r: _release(*r), limit=limit, cursor=cursor, held=if_none_match)


@router.get(
    "/releases/{number}", response_model=ReleaseOf, responses=NOT_MODIFIED, tags=["releases"], summary="One release"
)
def one_release(
    look: Look,
    number: Annotated[int, Path(ge=1, le=999_999_999, description="The issue's number.", examples=[1])],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One published situation report."""
    found = next((pair for key, pair in _releases(look) if int(key) == number), None)
    if found is None:
        raise Refusal(404, "There is no release of that number in what you may see on these clocks.")
    return answered(look, lambda: _release(*found), if_none_match)
