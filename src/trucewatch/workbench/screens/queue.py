"""The review queue: one item after the other, decided by keyboard alone."""

from typing import TYPE_CHECKING

from fastapi import Request
from nicegui import ui

from trucewatch.workbench.frame import frame, screen
from trucewatch.workbench.people import Role
from trucewatch.workbench.rooms import room_of
from trucewatch.workbench.screens.queue_desk import QueueDesk
from trucewatch.workbench.widgets import words

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
One claim or incident at a time, what is worth most to look at first; why is said above the fields. The report is beside
it, with the words that the claim rests on marked.

Everything is done by keys. The key that stands beside a field leads into it; Enter saves what you corrected, Escape
leaves the field. Words must stand in the report, and values in the codebook; what does not is refused with a sentence.

b names another claim or incident for a merge or a link: those close by are offered, any other goes by its id, and what
it is stands below. Of an incident it also ticks a claim to split off, as the digits do for the first nine; z shows more
of its claims.

What you are shown is yours for some minutes, or until you close your last page of the queue, so nobody else is given it
meanwhile. If somebody decides on the same claim or incident by another way, your decision is not recorded and you are
told who was first. What you put off is left to others for half a day; p brings it back.

Claims of the share that two people code are coded blindly: you do not see what another made of them, and they change
only once both say the same or a third person has settled it.

Each decision is an entry of the ledger in your name. u takes your last one back, unless something rests on it; it says
which one that was and shows what it was about again.
"""


def register(desk: "Desk") -> None:
    """The page at /w/WATCH/queue."""
    for name in desk.watches:
        room_of(desk, name).prepare()

    @screen("/w/{watch}/queue")
    async def queue(request: Request, watch: str) -> None:
        with frame("Review", request, help=_HELP) as page:
            ui.add_head_html('<link rel="stylesheet" href="/static/queue.css">')
            ui.add_head_html('<script src="/static/queue.js"></script>')
            page.need(Role.CODER)
            if desk.profile(watch, page.role or Role.CODER).for_release:
                words("The queue shows whole reports, which the release profile of your role does not.", "p", "problem")
                return
            await QueueDesk(page, room_of(desk, watch)).open()
