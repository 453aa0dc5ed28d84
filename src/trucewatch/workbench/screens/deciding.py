"""From what one reads to deciding on it: links into the review queue, and the key that follows the nearest of them."""

from typing import TYPE_CHECKING

from markupsafe import Markup
from nicegui import ui

from trucewatch.workbench.people import Role
from trucewatch.workbench.widgets.markup import anchor

if TYPE_CHECKING:
    from trucewatch.workbench.frame import Page
    from trucewatch.workbench.pictures import Picture

__all__ = ["bind_decide_key", "decide_link", "decides", "waiting_link"]

_LINK = Markup('<a href="{}" class="decide" aria-label="decide on it: {}">decide on it</a>')

_NEAREST = """
const focused = document.activeElement;
const at = focused && focused !== document.body ? focused : document.getElementById(location.hash.slice(1));
const named = at && document.getElementById("claim-" + at.id);
const near = named || at?.closest("article, li, tr");
(near?.querySelector("a.decide") ?? document.querySelector("a.decide"))?.click();
"""


def decides(page: "Page", picture: "Picture") -> bool:
    """Whether the person may decide here. Who sees the watch through a release profile may not: the queue shows whole
    reports."""
    return picture.profile is None and page.may(Role.REVIEWER)


def decide_link(page: "Page", item: str, what: str) -> Markup:
    """A link to an item of the review queue, whether it waits there or not: a claim's key or an incident's id. `what`
    tells links of one page apart for who hears them."""
    return _LINK.format(page.to("queue", item=item), what)


def waiting_link(page: "Page", *, report: str | None = None, incident: str | None = None) -> Markup:
    """A link to the review queue of only what waits of one report or of one incident."""
    if report is not None:
        return anchor("what waits of it in review", page.to("queue", report=report))
    return anchor("what waits of it in review", page.to("queue", incident=incident or ""))


def bind_decide_key(page: "Page") -> None:
    """Let d decide on what is in focus: its claim, row or result; where nothing is, on the first of the page."""
    page.key("d", "decide on what is in focus, or on the first", lambda: ui.run_javascript(_NEAREST))
