"""Lists page by page, and answers that need not be sent twice."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from itertools import islice
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Header, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, Field

from trucewatch.workbench.api.seeing import Looking

__all__ = ["NOT_MODIFIED", "Day", "IfNoneMatch", "Limit", "Page", "ViewOf", "Where", "answered", "paged"]

T = TypeVar("T")

MOST = 500
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many things at most.", examples=[50])]
Where = Annotated[
    str | None,
    Query(max_length=2000, description="Where to go on: `next` of the page before, with the same filters."),
]


def _iso(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day is written like 2017-05-05")
    return value


Day = Annotated[date, BeforeValidator(_iso)]
"""A day in an address: ISO 8601 and nothing else, as numbers of seconds would be taken for one."""
IfNoneMatch = Annotated[
    str | None, Header(description="Entity tags that the asker holds; 304 where one is still good.", max_length=2000)
]
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "The entity tag is still good."}}


class HeadOf(BaseModel):
    """The end of the ledger's chain at which the view was taken."""

    seq: int
    hash: str


class ViewOf(BaseModel):
    """What an answer is a view of: the watch, both clocks, and the release profile that it went through. The same
    ledger, clocks and profile give the same answer."""

    watch: str = Field(examples=["syria-2017"])
    as_true_on: str = Field(examples=["2017-05-10T23:59:59+03:00"])
    as_known_on: str = Field(examples=["2017-05-10T23:59:59+03:00"])
    profile: str = Field(examples=["partners"])
    corpus_hash: str = Field(description="SHA-256 over the reports, claims and decisions of the view")
    method: str
    head: HeadOf
    stale: bool = Field(description="whether the ledger has grown since; a newer view is being computed")


class Page(BaseModel, Generic[T]):
    """A page of a list, in the order of the items' ids."""

    items: list[T]
    next: str | None = Field(description="the cursor of the next page; null: this is the last")
    view: ViewOf


def answered(
    looking: Looking,
    make: Callable[[], Any],
    held: str | None,
    *,
    media_type: str = "application/json",
    headers: dict[str, str] | None = None,
    beside: str = "",
) -> Response:
    """An answer with its entity tag; 304, without making it, where the asker holds that one. `beside`: what it hangs on
    that is in no entry of the ledger."""
    tag = looking.tag(media_type, beside)
    told = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, Cookie"}
    if held is not None and _holds(held, tag):
        return Response(status_code=304, headers=told)
    body = json.dumps(make(), ensure_ascii=False, separators=(",", ":"))
    return Response(body.encode("utf-8", "replace"), headers={**told, **(headers or {})}, media_type=media_type)


def _holds(held: str, tag: str) -> bool:
    return held.strip() == "*" or tag in {part.strip() for part in held.split(",")}


def paged(
    request: Request,
    looking: Looking,
    things: Iterable[tuple[str, T]],
    plain: Callable[[T], Any],
    *,
    limit: int,
    cursor: str | None,
    held: str | None,
    media_type: str = "application/json",
    form: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    beside: str = "",
) -> Response:
    """One page of things, each with the id that orders it, in that order. `form` makes another shape of the page;
    `beside` as in `answered`."""
    after = request.app.state.cursors.read(cursor, looking.asked) if cursor is not None else None

    def make() -> dict[str, Any]:
        left = things if after is None else (pair for pair in things if pair[0] > after)
        chosen = list(islice(left, limit + 1))
        following = request.app.state.cursors.make(chosen[limit - 1][0], looking.asked) if chosen[limit:] else None
        items = [plain(thing) for _, thing in chosen[:limit]]
        page = {"items": items, "next": following, "view": looking.described()}
        return form(page) if form is not None else page

    return answered(looking, make, held, media_type=media_type, beside=beside)
