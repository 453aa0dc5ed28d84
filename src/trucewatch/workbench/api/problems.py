"""Errors of the API as problem details (RFC 9457): a status, a title, one sentence, and nothing of the program."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from trucewatch.model.errors import ConflictError, InputError, LedgerError, TrucewatchError
from trucewatch.workbench.refusals import Refusal

__all__ = ["PROBLEM", "Problem", "answer", "explain_everything"]

PROBLEM = "application/problem+json"
_LOG = logging.getLogger("trucewatch.api")
_LONGEST_VALUE = 60


class Wrong(BaseModel):
    """One parameter or field that is not as it must be."""

    where: str = Field(
        description="where it stands: query, path, header or body, and its name", examples=["query.limit"]
    )
    what: str = Field(description="what is wrong with it", examples=["Input should be less than or equal to 500"])


class Problem(BaseModel):
    """Why a request was not served (RFC 9457)."""

    type: str = Field(default="about:blank", description="always about:blank: the status says the kind")
    title: str = Field(description="the status in words", examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="one sentence: what was wrong, and what to do")
    errors: list[Wrong] | None = Field(default=None, description="of a 422: each parameter or field that is wrong")


def answer(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> JSONResponse:
    """A problem as a response."""
    body: dict[str, Any] = {"type": "about:blank", "title": _title(status), "status": status, "detail": detail}
    if errors is not None:
        body["errors"] = errors
    return JSONResponse(body, status, headers={**(headers or {}), "Cache-Control": "no-store"}, media_type=PROBLEM)


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def explain_everything(api: FastAPI) -> None:
    """Let every way in which a request can fail end in a problem."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(TrucewatchError, _explained)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(Exception, _failed)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    refusal = cast("Refusal", error)
    headers = {"Retry-After": str(refusal.retry_after_s)} if refusal.retry_after_s else {}
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return answer(refusal.status, refusal.sentence, headers)


async def _explained(_: Request, error: Exception) -> JSONResponse:
    match error:
        case InputError():
            return answer(400, str(error))
        case ConflictError():
            return answer(409, str(error))
        case LedgerError():
            return answer(503, str(error), {"Retry-After": "5"})
        case _:
            return answer(409, str(error))


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    found = [
        {"where": ".".join(str(part) for part in one["loc"])[:200], "what": str(one["msg"])[:300]}
        for one in cast("RequestValidationError", error).errors()
    ]
    return answer(422, f"{found[0]['where']}: {found[0]['what']}; mend the request.", errors=found)


async def _http(request: Request, error: Exception) -> JSONResponse:
    failed = cast("HTTPException", error)
    said = {
        404: "There is nothing at this address; see /api/v1/openapi.json for what there is.",
        405: f"{request.method[:_LONGEST_VALUE]} is not possible at this address.",
    }
    headers = dict(failed.headers or {})
    if failed.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    return answer(failed.status_code, said.get(failed.status_code, str(failed.detail)), headers)


def _methods(request: Request) -> list[str]:
    """What is possible at the address."""
    routes = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in routes for method in getattr(route, "methods", None) or ()})


async def _failed(_: Request, error: Exception) -> JSONResponse:
    _LOG.error("request failed", exc_info=error)
    return answer(500, "The server failed at this request; nothing was recorded. Its log names the error.")
