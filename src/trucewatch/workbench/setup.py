"""First start: the wizard that makes the first administrator and, where there is no watch, the first watch.

Whoever reaches an empty server over the network must not be able to claim it: the wizard opens only with a word that
was printed on the console of whoever started the server.
"""

import asyncio
import base64
import hmac
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.formparsers import MultiPartException
from starlette.responses import RedirectResponse

from trucewatch.demonstration import EXAMPLES
from trucewatch.model.errors import InputError, TrucewatchError
from trucewatch.workbench.answers import page
from trucewatch.workbench.beginning import NewWatch, begin_example, begin_watch
from trucewatch.workbench.forms import Form, same_origin, shown
from trucewatch.workbench.login import let_in
from trucewatch.workbench.rates import Rates
from trucewatch.workbench.refusals import Refusal

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["setup_routes", "setup_word"]

_FIELDS = ("name", "kind", "folder", "title", "countries", "timezone", "archive")


_WORD_BYTES = 18


def setup_word(desk: "Desk") -> str:
    """The word that opens the wizard. All processes that share the accounts have the same one, whichever of them a
    proxy leads to."""
    return base64.urlsafe_b64encode(desk.people.secret("first start")[:_WORD_BYTES]).decode()


def setup_routes(desk: "Desk", form: Form, rates: Rates, *, secure: bool) -> APIRouter:
    """/setup, as long as nobody has an account."""
    word = setup_word(desk)
    router = APIRouter(include_in_schema=False)

    def check(request: Request, offered: str) -> None:
        rates.stranger(request.client.host if request.client else "?")
        if not hmac.compare_digest(word.encode(), offered.encode("utf-8", "surrogatepass")):
            raise Refusal(403, "Open the address that the server printed when it was started; it holds a word.")

    def show(request: Request, status: int = 200, problem: str = "", **fields: str) -> Response:
        cookie = form.cookie(request)
        values = dict.fromkeys(_FIELDS, "") | {"timezone": "UTC", "kind": "example"} | fields
        answer = page(
            "setup.html",
            status,
            title="First start",
            csrf=form.word(cookie),
            word=word,
            problem=problem,
            watches=[watch.settings.title for watch in desk.watches.values()],
            example=EXAMPLES.is_dir(),
            timezones=sorted(available_timezones()),
            values=values,
        )
        form.keep(answer, cookie)
        return answer

    @router.get("/setup")
    async def wizard(request: Request) -> Response:
        if not await asyncio.to_thread(desk.people.empty):
            return RedirectResponse("/login", 303)
        check(request, request.query_params.get("word", ""))
        return show(request)

    @router.post("/setup")
    async def begin(request: Request) -> Response:
        same_origin(request)
        sent = await _form(request)
        form.check(request, _text(sent, "csrf"))
        check(request, _text(sent, "word"))
        fields = {name: shown(_text(sent, name)) for name in _FIELDS}
        try:
            if not await asyncio.to_thread(desk.people.empty):
                return RedirectResponse("/login", 303)
            if _text(sent, "password") != _text(sent, "again"):
                raise InputError("The two passwords differ; type the same one twice.")
            await asyncio.to_thread(desk.people.checked, _text(sent, "name"), _text(sent, "password"))
            made = await _watch(desk, sent, fields)
            person = await asyncio.to_thread(desk.people.first, _text(sent, "name"), _text(sent, "password"))
        except TrucewatchError as error:
            return show(request, 400, str(error), **fields)
        return await let_in(desk, person.id, f"/w/{made}/board" if made else "/", secure=secure)

    return router


async def _form(request: Request) -> FormData:
    try:
        return await request.form(max_files=1, max_fields=40, max_part_size=4 * 1024 * 1024)
    except (MultiPartException, StarletteHTTPException, ValueError) as error:
        raise Refusal(400, "The form cannot be read; load the page again and repeat.") from error


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value.replace("\x00", "") if isinstance(value, str) else ""


async def _watch(desk: "Desk", sent: FormData, fields: dict[str, str]) -> str | None:
    """The id of the watch that the form asks for, once it lies on the desk; None where it asks for none."""
    if desk.watches or fields["kind"] == "none":
        return None
    if fields["kind"] == "example":
        return await asyncio.to_thread(begin_example, desk)
    wanted = NewWatch(
        fields["folder"],
        fields["title"],
        tuple(fields["countries"].replace(",", " ").upper().split()),
        fields["timezone"] or "UTC",
        bool(fields["archive"]),
    )
    upload = sent.get("agreement")
    content = await upload.read() if isinstance(upload, UploadFile) else b""
    with tempfile.TemporaryDirectory(prefix="trucewatch-") as folder:
        agreement = Path(folder) / "agreement.yaml"
        agreement.write_bytes(content)
        return await asyncio.to_thread(begin_watch, desk, wanted, agreement if content.strip() else None)
