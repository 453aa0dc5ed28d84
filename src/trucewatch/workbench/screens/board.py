"""The board: where each agreement stands today."""

from typing import TYPE_CHECKING

from fastapi import Request
from nicegui import ui

from trucewatch.workbench.frame import frame
from trucewatch.workbench.widgets import words

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
Where the watch stands on both clocks: the clock of each agreement, what is due and overdue, what is new or has changed,
what is contested, and where nobody tells of what happens.

The two clocks above hold for every screen. "As true on" is the world up to a day; "as known on" leaves out whatever
became known later.
"""


def register(desk: "Desk") -> None:  # noqa: ARG001 - every screen is registered alike
    """The page at /w/WATCH/board."""

    @ui.page("/w/{watch}/board")
    async def board(request: Request) -> None:
        with frame("Board", request, help=_HELP) as page:
            picture = await page.picture()
            words(f"{len(picture.monitoring.view.incidents)} incidents", "p")
