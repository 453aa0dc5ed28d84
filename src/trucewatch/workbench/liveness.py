"""Screens live over a websocket; here it is made to live no longer than the session that opened the page."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from nicegui import Client, core
from socketio.exceptions import ConnectionRefusedError as Refused

from trucewatch.model.errors import TrucewatchError
from trucewatch.workbench.people.database import now

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk
    from trucewatch.workbench.people import Session

__all__ = ["keep_alive_only_with_a_session"]

_LOG = logging.getLogger(__name__)
_AGAIN = "trucewatch.again()"
"""For each event (static/frame.js): a key that is pressed and let go is two of them, and loads the page again once."""
_UNKNOWN = "Implicit handshake failed"
"""What NiceGUI's script takes as: load the page again."""


def keep_alive_only_with_a_session(desk: "Desk") -> None:
    """Let only the session that opened a page connect to it, and pass the page's events on only while that session is
    alive; a page whose session or server is gone loads itself again. NiceGUI's own handlers, which know the page by a
    word that cannot be guessed, come after."""
    inner = dict(core.sio.handlers["/"])

    async def on_connect(sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("client_id", [""])[0]
        if not _belongs(sid, asked):
            raise Refused(_UNKNOWN)
        await inner["connect"](sid, environ, auth)

    async def on_handshake(sid: str, data: dict[str, Any]) -> bool:
        return _belongs(sid, str(data.get("client_id"))) and bool(await inner["handshake"](sid, data))

    async def on_event(sid: str, message: dict[str, Any]) -> None:
        if not _belongs(sid, str(message.get("client_id"))):
            await core.sio.emit("run_javascript", {"code": _AGAIN}, to=sid)
            return
        session = _opened_by(str(message["client_id"]))
        if session is not None:
            desk.people.sessions.touch(session)
            if desk.people.sessions.due(session):  # not waited for, so that events keep their order
                asyncio.get_running_loop().run_in_executor(None, _look_again, desk, session)
        inner["event"](sid, message)

    for name, handler in (("connect", on_connect), ("handshake", on_handshake), ("event", on_event)):
        core.sio.on(name, handler)


def _look_again(desk: "Desk", session: "Session") -> None:
    try:
        desk.people.sessions.look_again(session)
    except TrucewatchError as error:
        _LOG.warning("%s", error)


def _belongs(sid: str, client_id: str) -> bool:
    """Whether a connection comes from the living session that opened the page."""
    session = _opened_by(client_id)
    environ = core.sio.get_environ(sid) or {}
    came_with = environ.get("asgi.scope", {}).get("state", {}).get("session")
    return session is not None and session is came_with and session.alive(now())


def _opened_by(client_id: str) -> "Session | None":
    client = Client.instances.get(client_id)
    return client.request.scope.get("state", {}).get("session") if client is not None else None
