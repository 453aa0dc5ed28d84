"""The list of watches that a person has a part in."""

from typing import TYPE_CHECKING

from fastapi import Request
from nicegui import ui

from trucewatch.workbench.frame import address, frame, screen
from trucewatch.workbench.widgets import link_to, words

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
The watches that you have a part in, and the role that you have in each. A watch is one conflict under one or more
agreements, with its own reports, people and rules.
"""


def register(desk: "Desk") -> None:
    """The page at /."""

    @screen("/")
    def watches(request: Request) -> None:
        with frame("Watches", request, help=_HELP) as page:
            held = desk.watches_of(page.person)
            if not held:
                words("You have no part in any watch yet; ask an administrator.", "p")
            with ui.element("ul").classes("watches"):
                for key, watch in held.items():
                    with ui.element("li"):
                        link_to(watch.settings.title, address(key, "board"))
                        words(f" {page.person.role(key)}", classes="muted")
