"""The two addresses of signing in with an identity provider: going there, and coming back."""

import asyncio
import hmac
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from trucewatch.model.errors import InputError
from trucewatch.workbench.forms import Form, inner_address
from trucewatch.workbench.login import let_in
from trucewatch.workbench.options import Options
from trucewatch.workbench.provider import Asked
from trucewatch.workbench.rates import Rates
from trucewatch.workbench.refusals import Refusal

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["provider_routes"]

COOKIE = "trucewatch_asked"
_MINUTES_10 = 600


def provider_routes(desk: "Desk", form: Form, rates: Rates, options: Options) -> APIRouter:
    """/signin/provider and /signin/done; none where no provider is set up. What was asked is sealed in a cookie of the
    browser, and forgotten once it has come back."""
    router = APIRouter(include_in_schema=False)
    provider = options.provider
    if provider is None:
        return router

    def back(request: Request) -> str:
        return (options.address or str(request.base_url)).rstrip("/") + "/signin/done"

    @router.get("/signin/provider")
    async def go(request: Request) -> Response:
        rates.stranger(request.client.host if request.client else "?")
        url, asked = await provider.ask(back(request), inner_address(request.query_params.get("next")))
        answer = RedirectResponse(url, 303)
        sealed = form.sealed(asked.text().encode().hex(), COOKIE)
        answer.set_cookie(
            COOKIE, sealed, httponly=True, samesite="lax", secure=options.secure, max_age=_MINUTES_10, path="/signin"
        )
        return answer

    @router.get("/signin/done")
    async def done(request: Request) -> Response:
        query = request.query_params
        asked = Asked.of(bytes.fromhex(form.unsealed(request.cookies.get(COOKIE, ""), COOKIE)).decode())
        if not hmac.compare_digest(asked.state.encode(), query.get("state", "").encode("utf-8", "surrogatepass")):
            raise Refusal(403, "This sign-in was not begun here; begin again.")
        if "code" not in query:
            raise Refusal(403, "The identity provider has not let you in; try again.")
        identity = await provider.identify(back(request), asked, query["code"])
        try:
            person = await asyncio.to_thread(desk.people.by_subject, identity.subject, identity.name)
        except InputError as error:
            raise Refusal(403, str(error)) from error
        answer = await let_in(desk, person.id, asked.onward, secure=options.secure)
        answer.delete_cookie(COOKIE, path="/signin", httponly=True, samesite="lax", secure=options.secure)
        return answer

    return router
