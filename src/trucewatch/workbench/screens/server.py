"""The server: its watches, and making one more; for those who administer all of it."""

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Request
from nicegui import ui

from trucewatch.workbench.beginning import NewWatch, begin_example, begin_watch
from trucewatch.workbench.frame import Page, address, frame, screen
from trucewatch.workbench.people import Role
from trucewatch.workbench.widgets import link_to, words

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
The watches of this server, and a new one. A watch is a folder; what you make here can be used from the command line.
"""


def register(desk: "Desk") -> None:
    """The page at /server."""

    @screen("/server")
    def server(request: Request) -> None:
        with frame("Server", request, help=_HELP) as page:
            page.need(Role.ADMINISTRATOR)
            with ui.element("section").classes("panel"):
                words("Watches", "h2")
                with ui.element("ul").classes("watches"):
                    for key, watch in desk.watches.items():
                        with ui.element("li"):
                            link_to(watch.settings.title, address(key, "board"))
                            words(f" {key}, {watch.settings.timezone}", classes="muted")
            with ui.element("section").classes("panel"):
                words("A new watch", "h2")
                if desk.single:
                    words("This server was started on one watch; start it on a folder of watches to make more.", "p")
                else:
                    _new(page, desk)


def _new(page: Page, desk: "Desk") -> None:
    folder = ui.input("Folder: small letters, digits, hyphens").props('dense outlined maxlength="61"')
    title = ui.input("Title").props('dense outlined maxlength="120"')
    countries = ui.input("Countries, two letters each").props('dense outlined maxlength="40"')
    zone = ui.input("Time zone", value="UTC").props('dense outlined maxlength="60"')
    agreement = ui.textarea("Agreement (YAML); it can be added later").props("dense outlined")
    archive = ui.checkbox("A past conflict: a report counts as known from its publication")

    async def make() -> None:
        page.need(Role.ADMINISTRATOR)
        codes = tuple((countries.value or "").replace(",", " ").upper().split())
        wanted = NewWatch(folder.value or "", title.value or "", codes, zone.value or "UTC", bool(archive.value))
        key = await asyncio.to_thread(_made, desk, wanted, agreement.value or "")
        ui.navigate.to(address(key, "board"))

    async def open_example() -> None:
        page.need(Role.ADMINISTRATOR)
        key = await asyncio.to_thread(begin_example, desk)
        ui.navigate.to(address(key, "board"))

    def button(text: str, action: Any, look: str) -> None:
        ui.button(text, on_click=lambda: page.attempt(action)).props(f"no-caps {look}")

    with ui.element("div").classes("inline-form"):
        button("Make it", make, "unelevated text-color=accent-ink")
        button("Open the example instead", open_example, "flat")


def _made(desk: "Desk", wanted: NewWatch, agreement: str) -> str:
    with tempfile.TemporaryDirectory(prefix="trucewatch-") as held:
        file = Path(held) / "agreement.yaml"
        file.write_text(agreement, "utf-8")
        return begin_watch(desk, wanted, file if agreement.strip() else None)
