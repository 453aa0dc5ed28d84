"""What screens that only show begin with: the picture as it may be seen, and what is said where there is nothing."""

import asyncio
from typing import TYPE_CHECKING

from nicegui import ui

from trucewatch.publish.wording import counted
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.widgets import link_to, words

if TYPE_CHECKING:
    from trucewatch.workbench.frame import Page
    from trucewatch.workbench.pictures import Picture

__all__ = ["look", "nothing", "panel"]


async def look(page: "Page") -> tuple["Picture", Seen]:
    """The picture of the page's clocks and what it shows, and a note where a profile lies between."""
    ui.add_head_html('<link rel="stylesheet" href="/static/screens.css">')
    picture = await page.picture()
    seen = await asyncio.to_thread(lambda: picture.seen)
    if picture.profile is not None:
        gone = sum(one.number for one in seen.withheld if one.gone)
        held = f"; {counted(gone, 'record')} held back" if gone else ""
        words(
            f"Seen through the release profile {picture.profile.name}: {picture.profile.title}{held}.",
            "p",
            "muted profile-note",
        )
    return picture, seen


def nothing(page: "Page", sentence: str, back: str, screen: str) -> None:
    """Say that there is nothing of that name here, and where to go on."""
    with ui.element("div").classes("panel"):
        words(sentence, "p").props('role="alert"')
        if not page.clocks.live:
            words("It may be there on other days of the two clocks.", "p")
        link_to(back, page.to(screen))


def panel(title: str, classes: str = "", anchor: str = "") -> ui.element:
    """A titled panel; use it as a context."""
    made = ui.element("section").classes(f"panel {classes}")
    if anchor:
        made.props(f'id="{anchor}"')
    with made:
        words(title, "h2")
    return made
