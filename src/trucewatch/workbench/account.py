"""One's own account: password, second factor, tokens. And the page on which who was invited sets a password."""

import asyncio
from typing import TYPE_CHECKING

import segno
from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from trucewatch.model.errors import InputError
from trucewatch.workbench.answers import page
from trucewatch.workbench.forms import Form, fields_of, same_origin
from trucewatch.workbench.login import let_in
from trucewatch.workbench.people import Person, Scope, Session, current_person, current_session
from trucewatch.workbench.people.access import check_csrf
from trucewatch.workbench.people.proofs import new_totp, totp_uri
from trucewatch.workbench.rates import Rates
from trucewatch.workbench.refusals import Refusal

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["account_routes", "invitation_routes"]


def account_routes(desk: "Desk", form: Form, rates: Rates) -> APIRouter:
    """/account, and what its forms do. `form` seals the secret of an authenticator that is not yet in use, which
    therefore is stored nowhere."""
    router = APIRouter(include_in_schema=False)

    async def show(request: Request, status: int = 200, problem: str = "", said: str = "", token: str = "") -> Response:
        person, session = _who(request)
        account = await asyncio.to_thread(desk.people.account, person.id)
        secret = new_totp()
        return page(
            "account.html",
            status,
            title="Account",
            name=person.name,
            csrf=session.csrf,
            problem=problem,
            said=said,
            token=token,
            has_totp=account.has_totp,
            has_password=account.has_password,
            secret=secret,
            sealed=form.sealed(secret, session.hash),
            qr=segno.make_qr(totp_uri(secret, person.name)).svg_data_uri(scale=4, border=2),
            tokens=await asyncio.to_thread(desk.people.tokens.held_by, person.id),
            scopes=[scope.value for scope in Scope],
        )

    async def sent(request: Request) -> tuple[Person, Session, dict[str, str]]:
        same_origin(request)
        person, session = _who(request)
        fields = await fields_of(request)
        check_csrf(session, fields.get("csrf", ""))
        return person, session, fields

    @router.get("/account")
    async def account(request: Request) -> Response:
        return await show(request)

    @router.post("/account/password")
    async def password(request: Request) -> Response:
        person, _, fields = await sent(request)
        rates.sign_in(request.client.host if request.client else "?", person.name.casefold())
        old, new = fields.get("old", ""), fields.get("password", "")
        try:
            await asyncio.to_thread(desk.people.change_password, person.id, old, new)
        except InputError as error:
            return await show(request, 400, str(error))
        return RedirectResponse("/login?out", 303)

    @router.post("/account/totp")
    async def totp(request: Request) -> Response:
        person, session, fields = await sent(request)
        rates.sign_in(request.client.host if request.client else "?", person.name.casefold())
        secret = form.unsealed(fields.get("sealed", ""), session.hash)
        try:
            await asyncio.to_thread(desk.people.enrol, person.id, secret, fields.get("code", ""))
        except InputError as error:
            return await show(request, 400, str(error))
        return await show(request, said="From now on signing in asks for a code.")

    @router.post("/account/token")
    async def token(request: Request) -> Response:
        person, _, fields = await sent(request)
        scopes = [scope for scope in Scope if fields.get(f"scope-{scope}")]
        days = fields.get("days", "")
        try:
            if not (days.isdecimal() and len(days) < 5):
                raise InputError("A token lasts a number of days; write one from 1 to 366.")
            label = fields.get("label", "")
            made = await asyncio.to_thread(desk.people.tokens.make, person.id, label, scopes, int(days))
        except InputError as error:
            return await show(request, 400, str(error))
        return await show(request, token=made)

    @router.post("/account/revoke")
    async def revoke(request: Request) -> Response:
        person, _, fields = await sent(request)
        await asyncio.to_thread(desk.people.tokens.revoke, person.id, fields.get("token", ""))
        return await show(request, said="The token is void.")

    return router


def invitation_routes(desk: "Desk", form: Form, rates: Rates, *, secure: bool) -> APIRouter:
    """/invitation/WORD: whoever has the link sets the password of the account that it is for, once."""
    router = APIRouter(include_in_schema=False)

    async def invited(request: Request, word: str) -> Person:
        rates.stranger(request.client.host if request.client else "?")
        person = await asyncio.to_thread(desk.people.invited, word)
        if person is None:
            raise Refusal(404, "This invitation is used up or too old; ask an administrator for a new one.")
        return person

    def show(request: Request, person: Person, status: int = 200, problem: str = "") -> Response:
        cookie = form.cookie(request)
        word = form.word(cookie)
        answer = page("invitation.html", status, title="Welcome", name=person.name, csrf=word, problem=problem)
        form.keep(answer, cookie)
        return answer

    @router.get("/invitation/{word}")
    async def invitation(request: Request, word: str) -> Response:
        return show(request, await invited(request, word))

    @router.post("/invitation/{word}")
    async def accept(request: Request, word: str) -> Response:
        fields = await form.read(request)
        person = await invited(request, word)
        try:
            if fields.get("password") != fields.get("again"):
                raise InputError("The two passwords differ; type the same one twice.")
            person = await asyncio.to_thread(desk.people.accept, word, fields.get("password", ""))
        except InputError as error:
            return show(request, person, 400, str(error))
        return await let_in(desk, person.id, "/", secure=secure)

    return router


def _who(request: Request) -> tuple[Person, Session]:
    person, session = current_person(request), current_session(request)
    if person is None or session is None:
        raise Refusal(401, "Sign in to go on.")
    return person, session
