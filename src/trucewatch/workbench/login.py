"""Signing in and out: plain forms, so that nothing of a screen is sent to who is not let in."""

import asyncio
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from trucewatch.model.errors import InputError
from trucewatch.workbench.answers import page
from trucewatch.workbench.forms import Form, fields_of, inner_address, same_origin, shown
from trucewatch.workbench.people.access import COOKIE, CSRF_FIELD, check_csrf, current_session
from trucewatch.workbench.people.sessions import LONGEST
from trucewatch.workbench.rates import Rates

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["let_in", "login_routes"]


def login_routes(desk: "Desk", form: Form, rates: Rates, *, secure: bool, provider: str | None) -> APIRouter:
    """/login and /logout. `provider` is the name of an identity provider that may also be used."""
    router = APIRouter(include_in_schema=False)

    def show(request: Request, status: int = 200, **values: str) -> Response:
        cookie = form.cookie(request)
        fields = {"problem": "", "said": "", "name": "", "next": "/", "provider": provider or ""} | values
        answer = page("login.html", status, title="Sign in", csrf=form.word(cookie), **fields)
        form.keep(answer, cookie)
        return answer

    @router.get("/login")
    async def login(request: Request) -> Response:
        if await asyncio.to_thread(desk.people.empty):
            return RedirectResponse("/setup", 303)
        said = "You are signed out." if "out" in request.query_params else ""
        return show(request, next=inner_address(request.query_params.get("next")), said=said)

    @router.post("/login")
    async def sign_in(request: Request) -> Response:
        fields = await form.read(request)
        name, onward = fields.get("name", ""), inner_address(fields.get("next"))
        rates.sign_in(request.client.host if request.client else "?", name.strip().casefold()[:80])
        password, code = fields.get("password", ""), fields.get("code", "")
        try:
            person = await asyncio.to_thread(desk.people.check, name, password, code)
        except InputError as error:
            return show(request, 401, problem=str(error), name=shown(name, 79), next=onward)
        return await let_in(desk, person.id, onward, secure=secure)

    @router.post("/logout")
    async def sign_out(request: Request) -> Response:
        same_origin(request)
        session = current_session(request)
        if session is not None:
            check_csrf(session, (await fields_of(request)).get(CSRF_FIELD, ""))
            await asyncio.to_thread(desk.people.sessions.end, session)
        answer = RedirectResponse("/login?out", 303)
        answer.delete_cookie(COOKIE, secure=secure, httponly=True, samesite="lax")
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer

    return router


async def let_in(desk: "Desk", person_id: str, onward: str, *, secure: bool) -> Response:
    """Begin a session, always a new one, and go on."""
    word, _ = await asyncio.to_thread(desk.people.sessions.begin, person_id)
    answer = RedirectResponse(onward, 303)
    longest = int(LONGEST.total_seconds())
    answer.set_cookie(COOKIE, word, httponly=True, samesite="lax", secure=secure, max_age=longest, path="/")
    return answer
