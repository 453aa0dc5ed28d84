"""Answers that are no screen: plain pages from templates, and refusals, for people and for programs."""

import json
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Scope

from trucewatch.workbench.refusals import Refusal

__all__ = ["page", "refused"]

_TITLES = {
    400: "Not understood",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    409: "Changed meanwhile",
    413: "Too large",
    421: "Wrong address",
    429: "Too often",
    503: "Not available",
}


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("trucewatch.workbench"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A plain page: no script, nothing that needs to be kept open."""
    return HTMLResponse(_templates().get_template(template).render(**values), status)


def refused(refusal: Refusal, scope: Scope) -> Response:
    """A refusal as what asked can read it: RFC 9457 for programs, a page for people; who is not signed in is led to
    where they can."""
    title = _TITLES.get(refusal.status, "Not possible")
    headers = {"Retry-After": str(refusal.retry_after_s)} if refusal.retry_after_s else {}
    path = scope["path"]
    wants_page = "text/html" in Headers(scope=scope).get("accept", "")
    if path.startswith("/api/") or not wants_page:
        problem = {"type": "about:blank", "title": title, "status": refusal.status, "detail": refusal.sentence}
        return Response(json.dumps(problem), refusal.status, headers, "application/problem+json")
    if refusal.status == 401 and scope["method"] == "GET":
        asked = path + (f"?{scope['query_string'].decode('latin-1')}" if scope.get("query_string") else "")
        return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303)
    answer = page("refusal.html", refusal.status, title=title, sentence=refusal.sentence)
    answer.headers.update(headers)
    return answer
