"""One server put together: desk, guard, plain pages, screens and the HTTP API."""

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from fastapi import Depends, FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from trucewatch.model.errors import InputError, TrucewatchError
from trucewatch.workbench.account import account_routes, invitation_routes
from trucewatch.workbench.answers import refused
from trucewatch.workbench.desk import Desk
from trucewatch.workbench.forms import Form
from trucewatch.workbench.login import login_routes
from trucewatch.workbench.observed import CONTENT_TYPE, Observed
from trucewatch.workbench.options import Options
from trucewatch.workbench.people import Role
from trucewatch.workbench.people.access import needs
from trucewatch.workbench.provider_login import provider_routes
from trucewatch.workbench.refusals import Refusal
from trucewatch.workbench.security import Guard
from trucewatch.workbench.setup import setup_routes
from trucewatch.workbench.uploads import upload_routes

__all__ = ["SCREENS", "make_app"]

SCREENS = (
    "watches",
    "board",
    "queue",
    "coders",
    "incidents",
    "incident",
    "report",
    "map",
    "agreement",
    "sources",
    "releases",
    "search",
    "add",
    "people",
    "server",
)
"""Modules of screens/, each with `register(desk)`; one that is not there yet is left out."""

_THREADS = 64
_HERE = Path(__file__).parent


def make_app(desk: Desk, options: Options | None = None) -> ASGIApp:
    """The application that serves a desk, to be run by an ASGI server. One a process: NiceGUI keeps its pages in the
    process."""
    options = options or Options()

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "desk"))
        yield
        await asyncio.to_thread(desk.rest)  # or what is being worked out would keep the process from ending

    app = FastAPI(title="Trucewatch", docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.state.desk = desk
    guard = Guard(app, desk, secure=options.secure, host=options.host)
    form = Form(desk.people.secret("forms"), secure=options.secure)
    app.mount("/static", StaticFiles(directory=_HERE / "static"))
    secure, rates = options.secure, guard.rates
    title = options.provider.title if options.provider else None
    app.include_router(login_routes(desk, form, rates, secure=secure, provider=title))
    app.include_router(provider_routes(desk, form, rates, options))
    app.include_router(setup_routes(desk, form, rates, secure=secure))
    app.include_router(account_routes(desk, form, rates))
    app.include_router(upload_routes(desk))
    app.include_router(invitation_routes(desk, form, rates, secure=secure))
    _health(app, desk)
    _refusals(app)
    if find_spec("trucewatch.workbench.api") is not None:
        import_module("trucewatch.workbench.api").mount(app, desk)
    _screens(app, desk)
    for pictures in desk.pictures.values():
        pictures.warm()
    packed = GZipMiddleware(guard, minimum_size=1000, compresslevel=5)  # outside, since the guard marks pages
    app.state.observed = Observed(packed, desk)
    return cast("ASGIApp", app.state.observed)


def _health(app: FastAPI, desk: Desk) -> None:
    @app.get("/healthz", include_in_schema=False)
    def alive() -> Response:
        """The process runs."""
        return JSONResponse({"status": "alive"})

    @app.get("/readyz", include_in_schema=False)
    def ready() -> Response:
        """Every ledger and the accounts can be read."""
        try:
            for watch in desk.watches.values():
                watch.ledger.head()
            desk.people.empty()
        except TrucewatchError:
            return JSONResponse({"status": "not ready"}, 503)
        return JSONResponse({"status": "ready"})

    @app.get("/metrics", include_in_schema=False, dependencies=[Depends(needs(Role.ADMINISTRATOR, everywhere=True))])
    def metrics(request: Request) -> Response:
        """What the server tells Prometheus, which comes with a token of an administrator."""
        observed: Observed = request.app.state.observed
        return Response(observed.told(), media_type=CONTENT_TYPE)


def _refusals(app: FastAPI) -> None:
    async def refuse(request: Request, error: Exception) -> Response:
        return refused(cast("Refusal", error), request.scope)

    async def explain(request: Request, error: Exception) -> Response:
        return refused(Refusal(400 if isinstance(error, InputError) else 503, str(error)), request.scope)

    app.add_exception_handler(Refusal, refuse)
    app.add_exception_handler(TrucewatchError, explain)


def _screens(app: FastAPI, desk: Desk) -> None:
    """NiceGUI, with every screen that there is. It is told to keep nothing on disk in the current folder."""
    os.environ.setdefault("NICEGUI_STORAGE_PATH", str(desk.folder / ".nicegui"))
    from nicegui import app as screens
    from nicegui import ui

    from trucewatch.workbench.liveness import keep_alive_only_with_a_session

    cast("Any", screens.state).desk = desk
    for name in SCREENS:
        if find_spec(f"trucewatch.workbench.screens.{name}") is not None:
            import_module(f"trucewatch.workbench.screens.{name}").register(desk)
    for kind in (Refusal, TrucewatchError):
        screens.add_exception_handler(kind, app.exception_handlers[kind])
    keep_alive_only_with_a_session(desk)
    ui.run_with(
        app,
        title="Trucewatch",
        favicon=_HERE / "static" / "icon.svg",
        dark=None,
        tailwind=False,
        gzip_middleware_factory=None,
        show_welcome_message=False,
        reconnect_timeout=20,
        language="en-US",
    )
