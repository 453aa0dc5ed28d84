"""/search: full text over everything, as far as the asker may see it."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from trucewatch.search import Kind
from trucewatch.search.query import LONGEST
from trucewatch.workbench.api.paging import NOT_MODIFIED, Day, IfNoneMatch, Limit, Where, answered
from trucewatch.workbench.api.seeing import Looking, looking
from trucewatch.workbench.api.shapes import Hits
from trucewatch.workbench.refusals import Refusal

__all__ = ["router"]

router = APIRouter(tags=["search"], responses=NOT_MODIFIED)
Look = Annotated[Looking, Depends(looking)]


@router.get("/search", response_model=Hits, summary="Search everything")
def search(
    request: Request,
    look: Look,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=LONGEST,
            description='Words, all of which must be found; "a phrase"; begin* of a word; -word to leave out.',
            examples=['shelling "northern Hama" -denied'],
        ),
    ],
    kind: Annotated[list[Kind] | None, Query(max_length=7, description="Only these kinds of things.")] = None,
    since: Annotated[Day | None, Query(description="Only what has a day from this one on.")] = None,
    until: Annotated[Day | None, Query(description="Only what has a day up to this one.")] = None,
    limit: Limit = 20,
    cursor: Where = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Reports, claims, incidents, findings, obligations, agreements and sources by their words. Scripts and accents are
    folded together, and a name finds the other names that the watch lists for it. At most 1,000 results are given."""
    look.desk.indexes.fresh(look.watch)
    start = _start(request, look, cursor)
    known_on = look.view.known_on if look.clocks.as_known_on is not None else None
    found = look.catalogue.search.find(
        q, kinds=kind or (), known_on=known_on, since=since, until=until, start=start, limit=limit
    )

    def make() -> dict[str, Any]:
        following = request.app.state.cursors.make(str(start + limit), look.asked) if found.more else None
        items = [{**asdict(hit), "kind": hit.kind.value} for hit in found.hits]
        return {"items": items, "next": following, "view": look.described()}

    return answered(look, make, if_none_match)


def _start(request: Request, look: Looking, cursor: str | None) -> int:
    if cursor is None:
        return 0
    told = request.app.state.cursors.read(cursor, look.asked)
    if not told.isdecimal():
        raise Refusal(400, "The cursor belongs to another list; begin the search anew.")
    return int(told)
