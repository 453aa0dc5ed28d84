"""Flagging a report: how much harm it can do if it leaves, set by a reviewer with a reason."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from nicegui import ui

from trucewatch.model import Sensitivity
from trucewatch.model.errors import InputError
from trucewatch.workbench.contents.report import flag_told
from trucewatch.workbench.frame import Page
from trucewatch.workbench.people import Role
from trucewatch.workbench.rooms import room_of
from trucewatch.workbench.widgets import words
from trucewatch.workbench.widgets.buttons import button
from trucewatch.workbench.widgets.markup import facts, put

__all__ = ["show_flag"]

_MOST = 4000


async def show_flag(page: Page, report: str, *, flags: bool) -> None:
    """Say how sensitive a report was held to be, by whom and why; where the person `flags`, with a button (and the key
    f) to set it."""
    holder = ui.element("div").props('id="flag" role="status"')

    async def draw() -> None:
        told = await asyncio.to_thread(flag_told, page.watch, report)
        holder.clear()
        with holder:
            put(facts([("Sensitivity", told or "set by nobody; release profiles decide alone")]))

    await draw()
    if flags:
        opened = _dialog(page, report, draw)
        button("Flag…", opened, quiet=True, label="Flag the report as sensitive")
        page.key("f", "set the report's sensitivity, with a reason", opened)


def _dialog(page: Page, report: str, draw: Callable[[], Awaitable[None]]) -> Callable[[], object]:
    """A dialog that sets a report's class in the person's name; what is returned opens it."""
    with ui.dialog() as dialog, ui.card().classes("sign-card").props('role="dialog" aria-label="Flag the report"'):
        words("How much harm can it do if it leaves?", "h2")
        words(
            "Above the ceiling of a release profile neither its words nor its claims leave, on whatever day. A later "
            f"flag replaces this one. You flag as {page.person.name}.",
            "p",
            "muted",
        )
        classes = [one.value for one in Sensitivity]
        given = ui.select(classes, value=None, label="Sensitivity").props("outlined dense").classes("wide")
        reason = ui.textarea("Reason; kept for ever, so name no private person in it")
        reason.props(f'outlined autogrow maxlength="{_MOST}"').classes("wide")

        async def go() -> None:
            said = await _flagged(page, report, str(given.value or ""), str(reason.value or ""))
            dialog.close()
            page.say(said)
            await draw()

        with ui.row():
            button("Record", lambda: page.attempt(go))
            button("Cancel", dialog.close, quiet=True)
    return dialog.open


async def _flagged(page: Page, report: str, given: str, reason: str) -> str:
    """Record a class in the person's name, through the review room. InputError without a class or a reason, or where
    the report was taken down meanwhile."""
    person = page.need(Role.REVIEWER)
    if not given:
        raise InputError("Choose a class first.")
    room, request = room_of(page.desk, page.watch_id or ""), uuid4().hex
    reviewer, sensitivity = room.person(person.name, None), Sensitivity(given)
    entries = await page.record(lambda _: reviewer.flag("report", report, sensitivity, reason=reason, request=request))
    room.after(entries)
    return f"Recorded: {report} is {given}."
