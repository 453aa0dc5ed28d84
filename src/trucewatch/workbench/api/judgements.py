"""/findings, /obligations and /control: what the agreement makes of it, what is due, and who holds what."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from trucewatch.model import ControlState, Finding, Holding, ObligationState, ObligationStatus, Verdict
from trucewatch.workbench.api.maps import GEOJSON, FormOf, also, as_map, collected, holding_feature
from trucewatch.workbench.api.paging import NOT_MODIFIED, IfNoneMatch, Limit, Page, Where, answered, paged
from trucewatch.workbench.api.seeing import Looking, looking
from trucewatch.workbench.api.shapes import FindingOf, HoldingOf, ObligationOf
from trucewatch.workbench.refusals import Refusal

__all__ = ["router"]

router = APIRouter(responses=NOT_MODIFIED)
Look = Annotated[Looking, Depends(looking)]
AgreementAsked = Annotated[str | None, Query(max_length=300, description="Only under this agreement (its id).")]


@router.get("/findings", response_model=Page[FindingOf], tags=["findings"], summary="List findings")
def findings(
    request: Request,
    look: Look,
    agreement: AgreementAsked = None,
    incident: Annotated[str | None, Query(max_length=300, description="Only on this incident (its id).")] = None,
    verdict: Annotated[Verdict | None, Query(description="Only with this verdict.")] = None,
    signed: Annotated[bool | None, Query(description="true: signed by a person; false: not signed.")] = None,
    limit: Limit = 50,
    cursor: Where = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Findings: an incident held against an agreement by six tests, each with its reason; never one score."""

    def wanted(finding: Finding) -> bool:
        return (
            (agreement is None or finding.agreement == agreement)
            and (incident is None or finding.incident == incident)
            and (verdict is None or finding.verdict == verdict)
            and (signed is None or (finding.signature is not None) == signed)
        )

    found = (pair for pair in look.catalogue.findings if wanted(pair[1]))
    return paged(
        request, look, found, lambda f: f.model_dump(mode="json"), limit=limit, cursor=cursor, held=if_none_match
    )


@router.get("/findings/{finding:path}", response_model=FindingOf, tags=["findings"], summary="One finding")
def finding(
    look: Look,
    finding: Annotated[str, Path(description="The finding's id.", examples=["sy-astana-2017-05-04:i-8f4d2c10"])],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One finding with its six tests."""
    found = next((f for key, f in look.catalogue.findings if key == finding), None)
    if found is None:
        raise Refusal(404, "There is no finding of that id in what you may see on these clocks.")
    return answered(look, lambda: found.model_dump(mode="json"), if_none_match)


@router.get("/obligations", response_model=Page[ObligationOf], tags=["obligations"], summary="List obligations")
def obligations(
    request: Request,
    look: Look,
    agreement: AgreementAsked = None,
    state: Annotated[ObligationState | None, Query(description="Only in this state, such as overdue.")] = None,
    actor: Annotated[str | None, Query(max_length=300, description="Only of this actor (its id).")] = None,
    limit: Limit = 50,
    cursor: Where = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Obligations with their deadlines per version of the text, and where each stands on `as_true_on`."""

    def wanted(status: ObligationStatus) -> bool:
        return (
            (agreement is None or status.agreement == agreement)
            and (state is None or status.state == state)
            and (actor is None or actor in status.actors)
        )

    found = ((key, (key, o)) for key, o in look.catalogue.obligations if wanted(o))
    return paged(request, look, found, lambda o: _obligation(*o), limit=limit, cursor=cursor, held=if_none_match)


@router.get(
    "/obligations/{obligation:path}", response_model=ObligationOf, tags=["obligations"], summary="One obligation"
)
def obligation(
    look: Look,
    obligation: Annotated[str, Path(description="Agreement, slash, id.", examples=["sy-astana-2017-05-04/o3"])],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One obligation with its clock and the claims that speak of it."""
    found = next((o for key, o in look.catalogue.obligations if key == obligation), None)
    if found is None:
        raise Refusal(404, "There is no obligation of that key in what you may see on these clocks.")
    return answered(look, lambda: _obligation(obligation, found), if_none_match)


def _obligation(key: str, status: ObligationStatus) -> dict[str, object]:
    return {**status.model_dump(mode="json"), "key": key}


@router.get(
    "/control",
    response_model=Page[HoldingOf],
    responses=also("Features"),
    tags=["control"],
    summary="List who holds what",
)
def control(
    request: Request,
    look: Look,
    state: Annotated[ControlState | None, Query(description="held, contested or unknown.")] = None,
    holder: Annotated[str | None, Query(max_length=300, description="Only what this actor holds (its id).")] = None,
    format: FormOf = None,  # noqa: A002
    limit: Limit = 50,
    cursor: Where = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Who held each place on `as_true_on`, on what was known; places whose state may not leave yet are not here. On a
    map: points with `radius_km`, no finer than your profile; no geometry where a place is not located."""

    def wanted(holding: Holding) -> bool:
        return (state is None or holding.state == state) and (holder is None or holding.holder == holder)

    found = (pair for pair in look.catalogue.holdings if wanted(pair[1]))
    if as_map(request, format):
        return paged(
            request,
            look,
            found,
            lambda h: holding_feature(look, h),
            limit=limit,
            cursor=cursor,
            held=if_none_match,
            media_type=GEOJSON,
            form=lambda page: collected(page, page["items"]),
        )
    return paged(
        request, look, found, lambda h: h.model_dump(mode="json"), limit=limit, cursor=cursor, held=if_none_match
    )


@router.get(
    "/control/{place:path}",
    response_model=HoldingOf,
    responses=also("Feature"),
    tags=["control"],
    summary="Who holds a place",
)
def holding(
    request: Request,
    look: Look,
    place: Annotated[str, Path(description="The place's id.", examples=["tabqa"])],
    format: FormOf = None,  # noqa: A002
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Who held one place, with the claims that speak for it and those that are denied."""
    found = next((h for key, h in look.catalogue.holdings if key == place), None)
    if found is None:
        raise Refusal(404, "Nothing is known, or may be told, of who holds a place of that id on these clocks.")
    if as_map(request, format):
        return answered(look, lambda: holding_feature(look, found), if_none_match, media_type=GEOJSON)
    return answered(look, lambda: found.model_dump(mode="json"), if_none_match)
