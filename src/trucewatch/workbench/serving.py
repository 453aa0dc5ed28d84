"""Running the server: from a folder and a port to an open socket, and to a tidy end."""

import errno
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from trucewatch.model.errors import ConfigError
from trucewatch.workbench.app import make_app
from trucewatch.workbench.desk import Desk
from trucewatch.workbench.hooks import Round
from trucewatch.workbench.options import Options
from trucewatch.workbench.setup import setup_word

__all__ = ["run"]

_CLOSING_S = 5
Say = Callable[[str], None]


def run(folder: Path, host: str, port: int, accounts: str | None, options: Options, say: Say) -> None:
    """Serve until interrupted. `say` gets a sentence for whoever started it. ConfigError if the port cannot be had."""
    listening = _socket(host, port)
    try:
        desk = Desk.open(folder, accounts)
        telling = Round(desk, desk.hooks)
        try:
            app = make_app(desk, options)
            found = listening.getsockname()
            here = f"http://{_bracketed(found[0])}:{found[1]}"
            url = options.address or here
            say(f"The workbench is at {url} ; Ctrl-C ends it.")
            if options.address:
                say(f"It listens at {here}, where the proxy must lead.")
            if desk.people.empty():
                say(f"Nobody has an account yet. Begin at {url}/setup?word={setup_word(desk)}")
            telling.start()
            uvicorn.Server(_config(app)).run(sockets=[listening])
        finally:
            telling.close()
            desk.close()
    finally:
        listening.close()


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="on",
        log_level="warning",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_CLOSING_S,
        ws_max_size=8 * 1024 * 1024,
    )


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(512)
    except OSError as error:
        made.close()
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror or error})"
        raise ConfigError(f"{host} port {port} {why}; choose another with --host or --port.") from error
    return made


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
