"""What guards every request: who it comes from, whether they may, how often and how much, and headers on the answer.

One ASGI layer around the whole application, so that no route can be forgotten: screens, plain forms, the HTTP API,
and the websocket over which screens live.
"""

import asyncio
import re
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch.model.errors import TrucewatchError
from trucewatch.workbench.answers import refused
from trucewatch.workbench.people import Person, Session
from trucewatch.workbench.people.access import COOKIE, identify
from trucewatch.workbench.places_of_screens import least_role, screen_of
from trucewatch.workbench.rates import Rates
from trucewatch.workbench.refusals import Refusal

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["Guard"]

SOCKET = "/_nicegui_ws"
_PROBES = ("/healthz", "/readyz", "/metrics")
"""Asked from inside, of each process by the name of its machine."""
_STATIC = ("/_nicegui/", "/static/", "/favicon.ico")
MOST_BYTES = 64 * 1024
"""Of a request's body; more may be sent to the API, with an agreement at the first start, and as an upload."""
MOST_BYTES_API = 1024 * 1024
MOST_BYTES_SETUP = 4 * 1024 * 1024
MOST_BYTES_UPLOAD = 64 * 1024 * 1024

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_BASE = (
    "default-src 'none'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self' blob:; "
)
_SCREEN = _BASE + (
    "frame-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src-elem 'self' 'nonce-{nonce}'; "
    "style-src-attr 'unsafe-inline'"
)
"""NiceGUI compiles its templates and runs its messages with eval, so scripts need 'unsafe-eval'; inline scripts and
style elements run only with the nonce of the page; style attributes cannot be told apart by nonce."""
_FORM = _BASE + "script-src 'self'; style-src 'self'"
_TAGS = re.compile(rb"<(script|style)(?=[\s>])")


class Guard:
    """The layer itself. `desk` is what the server holds; `secure` whether it is reached over HTTPS; `host` the only
    name by which it may be called (None: any)."""

    def __init__(self, app: ASGIApp, desk: "Desk", *, secure: bool = False, host: str | None = None) -> None:
        self._app, self._desk, self._secure, self._host = app, desk, secure, host
        self.rates = Rates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, refuse or redirect one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        answer = _Answer(send, scope["path"], nonce, secure=self._secure)
        try:
            await self._admit(scope)
            await self._app(scope, _Limited(receive, scope).receive, answer.send)
        except Refusal as refusal:
            await self._refuse(refusal, scope, receive, answer)
        except TrucewatchError as error:
            await self._refuse(Refusal(503, str(error)), scope, receive, answer)

    async def _refuse(self, refusal: Refusal, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        if answer.begun:
            raise refusal
        if scope["type"] == "websocket":
            await answer.send({"type": "websocket.close", "code": 1008, "reason": refusal.sentence[:120]})
            return
        await refused(refusal, scope)(scope, receive, answer.send)

    async def _admit(self, scope: Scope) -> None:
        """Find out who asks, and refuse what they may not."""
        path, headers = scope["path"], Headers(scope=scope)
        scope.setdefault("state", {})
        scope["state"].update(person=None, session=None)
        if self._host is not None and path not in _PROBES and headers.get("host", "").lower() != self._host:
            raise Refusal(421, "This server is called by another name; use the address that you were given.")
        if path.startswith(_STATIC) or path in ("/healthz", "/readyz"):
            return
        client = scope["client"][0] if scope.get("client") else "?"
        person, session = await self._identify(headers)
        scope["state"].update(person=person, session=session)
        self.rates.request(session.hash if session else person.id if person else client, client)
        if path.startswith(SOCKET):
            self._admit_socket(headers, session)
        elif path.startswith("/w/") or path in ("/", "/server"):
            self._admit_to_screen(scope, person, session)

    async def _identify(self, headers: Headers) -> tuple[Person | None, Session | None]:
        cookie, authorization = _cookie(headers), headers.get("authorization")
        if not cookie and not authorization:
            return None, None
        return await asyncio.to_thread(identify, self._desk, cookie, authorization)

    def _admit_socket(self, headers: Headers, session: Session | None) -> None:
        """A page of this server, opened by somebody who is signed in; not a page of another site in their browser."""
        if session is None:
            raise Refusal(401, "You are signed out; sign in again.")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
            raise Refusal(403, "Only pages of this server may open its connection.")

    def _admit_to_screen(self, scope: Scope, person: Person | None, session: Session | None) -> None:
        if person is None or session is None:
            raise Refusal(401, "Sign in to go on.")
        found = screen_of(scope["path"])
        if found is None:
            return
        watch, screen = found
        role = person.role(watch) if watch in self._desk.watches else None
        if role is None:
            raise Refusal(404, "There is no such watch here, or you have no part in it.")
        least = least_role(screen)
        if least is not None and role < least:
            raise Refusal(403, f"The screen {screen} is for the role {least} and above; you are {role} here.")


def _cookie(headers: Mapping[str, str]) -> str | None:
    try:
        jar: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    return jar[COOKIE].value if COOKIE in jar else None


class _Limited:
    """A request's body, refused once it is larger than allowed."""

    def __init__(self, receive: Receive, scope: Scope) -> None:
        self._receive, self._got = receive, 0
        path = scope["path"]
        self._most: float = MOST_BYTES_API if path.startswith("/api/") else MOST_BYTES
        if path.startswith(SOCKET):
            self._most = 8 * MOST_BYTES_API
        if path == "/setup":
            self._most = MOST_BYTES_SETUP
        if path.endswith("/upload"):
            self._most = MOST_BYTES_UPLOAD
        announced = Headers(scope=scope).get("content-length", "0") if scope["type"] == "http" else "0"
        if not announced.isdecimal() or len(announced) > 15 or int(announced) > self._most:
            raise Refusal(413, f"The request is larger than the {self._most:.0f} bytes that are taken here.")

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._got += len(message.get("body", b""))
            if self._got > self._most:
                raise Refusal(413, f"The request is larger than the {self._most:.0f} bytes that are taken here.")
        return message


class _Answer:
    """An answer on its way out: with security headers, and a page's own scripts and styles marked by its nonce."""

    def __init__(self, send: Send, path: str, nonce: str, *, secure: bool) -> None:
        self._send, self._path, self._nonce, self._secure = send, path, nonce, secure
        self._start: Message | None = None
        self._body: list[bytes] = []
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._dress(message)
            if self._is_screen(message):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body.append(message.get("body", b""))
            if message.get("more_body"):
                return
            await self._send_marked()
            return
        self.begun = True
        await self._send(message)

    def _is_screen(self, start: Message) -> bool:
        headers = Headers(raw=start["headers"])
        return headers.get("content-type", "").startswith("text/html") and "x-nicegui-content" in headers

    async def _send_marked(self) -> None:
        start, self._start = self._start, None
        if start is None:
            return
        mark = rb'<\1 nonce="' + self._nonce.encode() + b'"'
        body = _TAGS.sub(mark, b"".join(self._body))
        MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
        self.begun = True
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})

    def _dress(self, start: Message) -> None:
        headers = MutableHeaders(raw=start["headers"])
        start["headers"] = headers.raw
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if self._secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        policy = _SCREEN.format(nonce=self._nonce) if self._is_screen(start) else _FORM
        headers.setdefault("Content-Security-Policy", policy)
        if not self._path.startswith(_STATIC):
            headers.setdefault("Cache-Control", "no-store")
