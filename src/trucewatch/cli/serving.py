"""Serving the workbench: `serve`."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.terminal import app, common_folder, err_console

NEEDED = ("nicegui", "argon2", "pyotp", "segno", "authlib", "prometheus_client", "structlog")


class LogForm(StrEnum):
    """How lines of the log are written."""

    TEXT = "text"
    JSON = "json"


@app.command()
def serve(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="A watch, or a folder of watches.", show_default="the current folder"),
    ] = None,
    host: Annotated[str, typer.Option("--host", metavar="NAME", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port; 0: any free one.")
    ] = 8080,
    accounts: Annotated[
        str | None,
        typer.Option(
            "--accounts",
            metavar="PATH_OR_URL",
            help="Where people are kept: a file, or a postgresql:// URL.",
            show_default="FOLDER/accounts.db",
        ),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            "--address", metavar="URL", help="How people reach the server, such as https://watch.example.org."
        ),
    ] = None,
    log: Annotated[
        LogForm, typer.Option("--log", help="How requests and errors are logged: lines to read, or JSON.")
    ] = LogForm.TEXT,
    oidc: Annotated[
        Path | None,
        typer.Option("--oidc", metavar="FILE", help="An identity provider to sign in with (docs/workbench.md)."),
    ] = None,
) -> None:
    """Serve the workbench, where people look, decide and publish, and the HTTP API; Ctrl-C ends it.

    Example: trucewatch serve my-watch --port 8080
    """
    from trucewatch.model.errors import ConfigError

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigError(
            f"The workbench needs what is not installed ({', '.join(missing)}); "
            'install it with: pip install "trucewatch[workbench]".'
        )
    from trucewatch.workbench.logs import set_up_logs
    from trucewatch.workbench.options import Options
    from trucewatch.workbench.provider import Provider
    from trucewatch.workbench.serving import run

    set_up_logs(as_json=log is LogForm.JSON)
    options = Options(address, Provider.load(oidc) if oidc else None)
    run(folder or common_folder[0], host, port, accounts, options, say=_say_as_json if log is LogForm.JSON else _say)


def _say_as_json(sentence: str) -> None:
    told = {"event": sentence, "level": "info", "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z")}
    typer.echo(json.dumps(told, ensure_ascii=False), err=True)


def _say(sentence: str) -> None:
    err_console.print(sentence, markup=False, highlight=False, soft_wrap=True)
