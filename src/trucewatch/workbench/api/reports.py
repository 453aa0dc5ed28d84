"""/reports and /claims: what was published, and what each report says that happened."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from trucewatch.model import Certainty, Claim, EventType, Mode, Polarity, Report
from trucewatch.workbench.api.paging import NOT_MODIFIED, Day, IfNoneMatch, Limit, Page, Where, answered, paged
from trucewatch.workbench.api.seeing import Looking, looking
from trucewatch.workbench.api.shapes import ClaimOf, ReportOf
from trucewatch.workbench.catalogue import Catalogue
from trucewatch.workbench.refusals import Refusal

__all__ = ["router"]

router = APIRouter(responses=NOT_MODIFIED)
Look = Annotated[Looking, Depends(looking)]


def report_plain(report: Report, held: Catalogue) -> dict[str, Any]:
    """A report as the API gives it."""
    return {
        **report.model_dump(mode="json"),
        "claims": held.claims_of.get(report.id, []),
        "unread": report.id in held.view.unread,
    }


def claim_plain(key: str, claim: Claim, held: Catalogue) -> dict[str, Any]:
    """A claim as the API gives it."""
    return {**claim.model_dump(mode="json"), "key": key, "incident": held.incident_of.get(key)}


@router.get("/reports", response_model=Page[ReportOf], tags=["reports"], summary="List reports")
def reports(
    request: Request,
    look: Look,
    publisher: Annotated[str | None, Query(max_length=300, description="Published by, as the report names it.")] = None,
    language: Annotated[str | None, Query(max_length=20, description="ISO 639-1.", examples=["en"])] = None,
    since: Annotated[Day | None, Query(description="Published on this day or later.", examples=["2017-05-04"])] = None,
    until: Annotated[Day | None, Query(description="Published on this day or earlier.")] = None,
    limit: Limit = 50,
    cursor: Where = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Reports with their words, as far as the profile of the asker's role lets them leave."""
    held = look.catalogue

    def wanted(report: Report) -> bool:
        return (
            (publisher is None or (report.publisher or "").casefold() == publisher.casefold())
            and (language is None or report.language == language)
            and within(report.published, since, until)
        )

    found = (pair for pair in held.reports if wanted(pair[1]))
    return paged(request, look, found, lambda r: report_plain(r, held), limit=limit, cursor=cursor, held=if_none_match)


@router.get("/reports/{report:path}", response_model=ReportOf, tags=["reports"], summary="One report")
def report(
    look: Look,
    report: Annotated[str, Path(description="The report's id.", examples=["r-017"])],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One report with its words and the keys of its claims."""
    found = look.view.reports.get(report)
    if found is None:
        raise Refusal(404, "There is no report of that id in what you may see on these clocks.")
    return answered(look, lambda: report_plain(found, look.catalogue), if_none_match)


@router.get("/claims", response_model=Page[ClaimOf], tags=["claims"], summary="List claims")
def claims(
    request: Request,
    look: Look,
    report: Annotated[str | None, Query(max_length=300, description="Only of this report (its id).")] = None,
    incident: Annotated[str | None, Query(max_length=300, description="Only of this incident (its id).")] = None,
    type: Annotated[EventType | None, Query(description="Only of this type (docs/claims.md).")] = None,  # noqa: A002
    polarity: Annotated[Polarity | None, Query(description="+ said to have happened, - said not to have.")] = None,
    certainty: Annotated[Certainty | None, Query(description="The source's own commitment.")] = None,
    mode: Annotated[Mode | None, Query(description="actual, planned, predicted or conditional.")] = None,
    actor: Annotated[
        str | None, Query(max_length=300, description="Said to have done or suffered it: an actor's id, or as worded.")
    ] = None,
    place: Annotated[str | None, Query(max_length=300, description="Where: a place's id, or as worded.")] = None,
    since: Annotated[Day | None, Query(description="Events that ended on this day or later.")] = None,
    until: Annotated[Day | None, Query(description="Events that began on this day or earlier.")] = None,
    limit: Limit = 50,
    cursor: Where = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Claims: one source's statement about one event each. A denial is a claim of its own, never an edit."""
    held = look.catalogue

    def wanted(key: str, claim: Claim) -> bool:
        plain = (
            (report is None or claim.report == report)
            and (type is None or claim.type == type)
            and (polarity is None or claim.polarity == polarity)
            and (certainty is None or claim.certainty == certainty)
            and (mode is None or claim.mode == mode)
        )
        return (
            plain
            and (incident is None or held.incident_of.get(key) == incident)
            and (actor is None or any(actor in (a.id, a.text) for a in (*claim.initiators, *claim.targets)))
            and (place is None or any(place in (p.place_id, p.name) for p in claim.places))
            and overlaps(claim.date_start, claim.date_end, since, until)
        )

    found = ((key, (key, claim)) for key, claim in held.claims if wanted(key, claim))
    return paged(request, look, found, lambda c: claim_plain(*c, held), limit=limit, cursor=cursor, held=if_none_match)


@router.get("/claims/{claim:path}", response_model=ClaimOf, tags=["claims"], summary="One claim")
def claim(
    look: Look,
    claim: Annotated[str, Path(description="The claim's key: report, slash, id.", examples=["r-017/c2"])],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One claim, with the rule or model that made each of its fields."""
    found = look.view.claims.get(claim)
    if found is None:
        raise Refusal(404, "There is no claim of that key in what you may see on these clocks.")
    return answered(look, lambda: claim_plain(claim, found, look.catalogue), if_none_match)


def within(day: date | None, since: date | None, until: date | None) -> bool:
    """Whether a day is known and lies in the span; anything does where none is asked for."""
    if since is None and until is None:
        return True
    return day is not None and (since is None or day >= since) and (until is None or day <= until)


def overlaps(start: date | None, end: date | None, since: date | None, until: date | None) -> bool:
    """Whether an event is dated and touches the span; any does where none is asked for."""
    if since is None and until is None:
        return True
    first, last = start or end, end or start
    if first is None or last is None:
        return False
    return (since is None or last >= since) and (until is None or first <= until)
