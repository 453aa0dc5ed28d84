"""The API put together: one router a noun, errors as problems, and a description that says what a program needs."""

import re
from functools import cache, partial
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.routing import Mount

from trucewatch._version import __version__
from trucewatch.workbench.api import (
    coders,
    decisions,
    incidents,
    judgements,
    releases,
    reports,
    searching,
    setting,
    webhooks,
)
from trucewatch.workbench.api.cursors import Cursors
from trucewatch.workbench.api.problems import PROBLEM, Problem, explain_everything
from trucewatch.workbench.api.seeing import NewViews
from trucewatch.workbench.api.shapes import Features
from trucewatch.workbench.desk import Desk
from trucewatch.workbench.people.access import COOKIE

__all__ = ["API", "api_of", "mount"]

API = "/api/v1"

_DESCRIPTION = """
What a watch holds, as data: who said what on what evidence, what became of it, and how it stands to the agreement.

- **Two clocks.** `as_true_on` is the world's clock, `as_known_on` the watch's own: what was known then. The same
  ledger, clocks and profile give the same answer. Both default to now.
- **Release profiles bind readers too.** Everything passes the profile of the asker's role before it is given, filtered
  or searched: nothing can be found by words or places that the profile takes out.
- **Lists** are in the order of ids, page by page: hand `next` back as `cursor`, with the same filters.
- **Entity tags.** Send `If-None-Match`; 304 says that nothing has changed for this question.
- **Errors** are problem details (RFC 9457).
- **Signing in.** A token made by its owner in the workbench, as `Authorization: Bearer …`; or the session of a browser,
  which must send its `X-CSRF-Token` to change anything.
- **It is not a targeting tool.** Nothing is finer than its profile; positions are late and coarse by design.
"""
_TAGS = [
    {"name": "watches", "description": "Which watches the asker has a part in."},
    {"name": "reports", "description": "What was published."},
    {"name": "claims", "description": "One source's statement about one event: the unit of everything."},
    {"name": "incidents", "description": "Claims of one event together, weighed proposition by proposition."},
    {"name": "findings", "description": "An incident held against an agreement by six tests."},
    {"name": "obligations", "description": "What is due, by which version of the text, and where it stands."},
    {"name": "control", "description": "Who held which place."},
    {"name": "sources", "description": "Who speaks, and whose success they have an interest in."},
    {"name": "agreements", "description": "What was agreed, as data."},
    {"name": "releases", "description": "Situation reports that went out."},
    {"name": "search", "description": "Full text over all of it."},
    {"name": "decisions", "description": "What a person decides, recorded once in the ledger."},
    {"name": "coders", "description": "How far people who code the same claims apart agree."},
    {"name": "webhooks", "description": "Who is told of new findings and overdue obligations."},
]
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "A value cannot be understood."},
    401: {"model": Problem, "description": "Nobody is signed in."},
    403: {"model": Problem, "description": "The asker's role or token does not reach that far."},
    404: {"model": Problem, "description": "There is no such thing, or it may not be seen."},
    409: {"model": Problem, "description": "It does not fit what is there by now."},
    422: {"model": Problem, "description": "A parameter or field breaks its rules."},
    429: {"model": Problem, "description": "Too many requests; Retry-After says when."},
    500: {"model": Problem, "description": "The server failed."},
    503: {"model": Problem, "description": "The ledger cannot be read now."},
}

_BEARER = HTTPBearer(auto_error=False, description="A token made in the workbench, with scopes.")
_SESSION = APIKeyCookie(name=COOKIE, auto_error=False, description="The session of a browser that is signed in.")


def _described_only(
    _bearer: Annotated[Any, Security(_BEARER)] = None, _session: Annotated[Any, Security(_SESSION)] = None
) -> None:
    """Names the two ways of signing in; the guard around the server has looked at them already."""


def _known_parameters_only(request: Request) -> None:
    """A parameter that is not known is refused: a filter that is misspelt would quietly show too much."""
    known = request.app.state.parameters(request.scope["route"].path_format, request.method)
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        said = f"there is no such parameter here; there are {', '.join(sorted(known)) or 'none'}"
        raise RequestValidationError([{"loc": ("query", unknown[0][:60]), "msg": said, "type": "unknown"}])


def api_of(desk: Desk) -> FastAPI:
    """The API over a desk."""
    api = FastAPI(
        title="Trucewatch",
        version=__version__,
        summary="Who said what on what evidence about a ceasefire, held against the agreement.",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=_TAGS,
        servers=[{"url": API}],
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,
        redirect_slashes=False,
    )
    api.state.desk = desk
    api.state.new_views = NewViews()
    api.state.hooks = desk.hooks
    api.state.cursors = Cursors(desk.people.secret("cursors"))
    for module in (setting, releases, reports, incidents, judgements, searching, decisions, coders, webhooks):
        api.include_router(
            module.router,
            responses=_PROBLEMS,
            dependencies=[Depends(_described_only), Depends(_known_parameters_only)],
        )
    explain_everything(api)
    api.openapi = lambda: _described(api)  # type: ignore[method-assign]
    api.state.parameters = cache(partial(_parameters, api))
    return api


def _parameters(api: FastAPI, path: str, method: str) -> frozenset[str]:
    """The names of the parameters that an operation has in its address."""
    told = api.openapi()["paths"][path][method.lower()].get("parameters", ())
    return frozenset(parameter["name"] for parameter in told if parameter["in"] == "query")


def mount(app: FastAPI, desk: Desk) -> None:
    """Let an application answer under /api/v1, whatever letters follow."""
    mounted = Mount(API, app=api_of(desk), name="api")
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    app.router.routes.append(mounted)


def _described(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, with problems under their media type."""
    if api.openapi_schema is None:
        made = get_openapi(
            title=api.title,
            version=api.version,
            summary=api.summary,
            description=api.description,
            routes=api.routes,
            tags=api.openapi_tags,
            servers=api.servers,
            license_info=api.license_info,
        )
        made["components"]["schemas"].update(_features())
        for path in made["paths"].values():
            for operation in path.values():
                for status, told in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in told.get("content", {}):
                        told["content"] = {PROBLEM: told["content"]["application/json"]}
        api.openapi_schema = made
    return api.openapi_schema


def _features() -> dict[str, Any]:
    schema = Features.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Features": schema}
