"""Adding reports: the form, and what was refused so far."""

import asyncio
from typing import TYPE_CHECKING

from fastapi import Request
from nicegui import ui

from trucewatch.workbench.frame import frame, screen
from trucewatch.workbench.uploads import MOST_FILES
from trucewatch.workbench.widgets import words
from trucewatch.workbench.widgets.markup import day, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
Add reports as files: text, web pages, PDF, mail, tables, JSON lines, and archives of these. Each is read in a process
of its own; its bytes are kept as evidence under their hash, and its claims are recorded.

What cannot be read is listed below with the reason and its hash, so that nobody takes it for silence.
"""


def register(desk: "Desk") -> None:  # noqa: ARG001 - every screen is registered alike
    """The page at /w/WATCH/add."""

    @screen("/w/{watch}/add")
    async def add(request: Request) -> None:
        with frame("Add reports", request, help=_HELP) as page:
            ui.add_head_html('<link rel="stylesheet" href="/static/screens.css">')
            with ui.element("section").classes("panel"):
                form = ui.element("form").props('method="post" enctype="multipart/form-data"')
                form.props["action"] = f"/w/{page.watch_id}/upload?csrf={page.session.csrf}"
                with form:
                    words(f"Files, up to {MOST_FILES} at once and 64 MB together", "label").props('for="reports"')
                    ui.element("input").props('type="file" id="reports" name="reports" multiple required')
                    words("Add", "button").props('type="submit"')
            refused = await asyncio.to_thread(page.watch.quarantine.refusals)
            rows = [
                (
                    day(f"{each.at:%Y-%m-%d %H:%M}"),
                    each.reason,
                    f"{each.size:,} bytes" if each.size else "",
                    each.sha256 or "",
                )
                for each in reversed(refused[-200:])
            ]
            with ui.element("section").classes("panel"):
                words("Quarantine", "h2")
                put(table("Quarantine", ("When", "Why", "Size", "SHA-256"), rows, empty="Nothing was refused."))
