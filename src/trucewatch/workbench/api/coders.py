"""/coders: how far the people who code the same claims apart agree."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from trucewatch.review.agreement import Agreement, agreement, codings_of
from trucewatch.workbench.api.seeing import WATCH_TEXT
from trucewatch.workbench.desk import Desk
from trucewatch.workbench.people import Person, Role
from trucewatch.workbench.people.access import needs, watch_of
from trucewatch.workbench.refusals import Refusal

__all__ = ["router"]

router = APIRouter()


class CodersOf(BaseModel):
    """The agreement of all blind codings that stand now. On either clock it is the same."""

    watch: str = Field(examples=["syria-2017"])
    double_share: float = Field(ge=0, le=1, description="the share of all claims that two people code")
    agreement: list[Agreement] = Field(description="by field over all coders, then of each coder; empty: none to tell")


@router.get("/coders", response_model=CodersOf, tags=["coders"], summary="Coders' agreement")
def coders(
    request: Request,
    person: Annotated[Person, Depends(needs(Role.REVIEWER))],
    watch: Annotated[str | None, Query(description=WATCH_TEXT, max_length=120, examples=["syria-2017"])] = None,
) -> Response:
    """Krippendorff's alpha by field, over all coders and of each with the others, for reviewers. `alpha` null: it
    cannot be told, since fewer than two claims were coded twice or everybody gave one and the same answer."""
    del watch  # watch_of reads it
    desk: Desk = request.app.state.desk
    named = watch_of(request)
    role = person.role(named)
    if role is None or desk.profile(named, role).for_release:
        raise Refusal(403, "Who coded what is the team's own; the release profile of your role keeps it in.")
    held = desk.watches[named]
    rows = agreement(codings_of(held.ledger))
    told = CodersOf(watch=named, double_share=held.settings.review.double_share, agreement=rows)
    return JSONResponse(told.model_dump(mode="json"), headers={"Cache-Control": "private, no-cache"})
