"""The people of a watch: who has which role in it, and letting somebody in."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import Request
from nicegui import ui

from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.people import EVERYWHERE, Role
from trucewatch.workbench.people.store import Account
from trucewatch.workbench.widgets import words
from trucewatch.workbench.widgets.markup import day, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
Who has a part in this watch. Each role may do what the ones before it may: a reader sees what the release profile of
readers lets through, a coder codes and adds reports, a reviewer decides, a publisher signs and publishes, an
administrator lets people in.

Whoever is new gets a link, good once and for seven days, with which they set their own password. Pass it on by a way
that you trust.
"""

NONE = "no part"


def register(desk: "Desk") -> None:  # noqa: ARG001 - every screen is registered alike
    """The page at /w/WATCH/people."""

    @screen("/w/{watch}/people")
    async def people(request: Request) -> None:
        with frame("People", request, help=_HELP) as page:
            ui.add_head_html('<link rel="stylesheet" href="/static/screens.css">')
            page.need(Role.ADMINISTRATOR)
            with ui.element("section").classes("panel"):
                words("Let somebody in", "h2")
                _invite(page)
            with ui.element("section").classes("panel") as listed:
                await _list(page)
            page.refresh = partial(_again, page, listed)
            with ui.element("section").classes("panel"):
                await _happenings(page)


async def _again(page: Page, listed: ui.element) -> None:
    listed.clear()
    with listed:
        await _list(page)


def _invite(page: Page) -> None:
    with ui.element("div").classes("inline-form"):
        name = ui.input("Name").props('dense outlined maxlength="79"')
        role = ui.select([role.value for role in Role], value=Role.READER.value, label="Role").props("dense outlined")
        link = ui.element("div").classes("new-link").props('role="status"')

        async def add() -> None:
            person = page.need(Role.ADMINISTRATOR)
            watch = page.watch_id or ""
            made = await asyncio.to_thread(
                page.desk.people.add, name.value or "", {watch: Role(role.value)}, by=person.name
            )
            await _new_link(page, link, made.id, made.name)
            name.value = ""
            await page.refresh()

        ui.button("Let in", on_click=lambda: page.attempt(add)).props("no-caps unelevated text-color=accent-ink")


async def _new_link(page: Page, place: ui.element, person_id: str, name: str) -> None:
    """A link for setting a password, shown this once."""
    word = await asyncio.to_thread(page.desk.people.invite, person_id, by=page.need(Role.ADMINISTRATOR).name)
    base = str(page.request.base_url).rstrip("/")
    place.clear()
    with place:
        words(f"A link for {name}, good once and for seven days:", "p")
        words(f"{base}/invitation/{word}", "code", "word")


async def _list(page: Page) -> None:
    accounts = await asyncio.to_thread(page.desk.people.accounts)
    words("People", "h2")
    link = ui.element("div").classes("new-link").props('role="status"')
    with ui.element("table").classes("plain-table"):
        with ui.element("thead"), ui.element("tr"):
            for column in ("Name", "Role here", "Signs in with", "Since", ""):
                words(column, "th")
        with ui.element("tbody"):
            for account in accounts:
                if account.open:
                    _row(page, account, link)


def _row(page: Page, account: Account, link: ui.element) -> None:
    person, watch = account.person, page.watch_id or ""
    everywhere = person.roles.get(EVERYWHERE)
    with ui.element("tr"):
        words(person.name, "td")
        with ui.element("td"):
            if everywhere is not None:
                words(f"{everywhere.value}, in every watch")
            else:
                held = person.roles.get(watch)
                roles = [NONE, *(role.value for role in Role)]
                chosen = ui.select(roles, value=held.value if held else NONE).props("dense options-dense borderless")
                chosen.props["aria-label"] = f"Role of {person.name}"
                chosen.on_value_change(partial(_grant, page, account))
        how = ["password" if account.has_password else "nothing yet", "second factor" if account.has_totp else ""]
        words(", ".join(filter(None, how)), "td")
        words(f"{account.created:%Y-%m-%d}", "td")
        with ui.element("td").classes("row-tools"):
            if page.person.may(Role.ADMINISTRATOR):
                _tool("New link", page, partial(_new_link, page, link, person.id, person.name))
                if account.has_totp:
                    _tool("Take second factor away", page, partial(_change, page, "drop_totp", person.id))
                _tool("Close account", page, partial(_change, page, "end", person.id))


def _tool(text: str, page: Page, action: Any) -> None:
    ui.button(text, on_click=lambda: page.attempt(action)).props("flat dense no-caps")


async def _grant(page: Page, account: Account, event: Any) -> None:
    role = None if event.value == NONE else Role(event.value)

    async def grant() -> None:
        by = page.need(Role.ADMINISTRATOR).name
        await asyncio.to_thread(page.desk.people.grant, account.person.id, page.watch_id or "", role, by=by)
        page.say(f"{account.person.name} is {event.value} here now.")

    if not await page.attempt(grant):
        await page.refresh()


async def _change(page: Page, what: str, person_id: str) -> None:
    """Something that only an administrator of the whole server may do to an account."""
    person = page.person
    if not person.may(Role.ADMINISTRATOR):
        page.say("Accounts are changed by an administrator of the whole server; ask one.", problem=True)
        return
    await asyncio.to_thread(getattr(page.desk.people, what), person_id, by=person.name)
    await page.refresh()


async def _happenings(page: Page) -> None:
    found = await asyncio.to_thread(page.desk.people.happenings)
    shown = [each for each in found if page.person.may(Role.ADMINISTRATOR) or each.watch == page.watch_id]
    rows = [
        (
            day(f"{each.at:%Y-%m-%d %H:%M}"),
            each.by,
            each.what,
            each.whom,
            each.watch.replace("*", "every watch"),
            each.detail,
        )
        for each in shown
    ]
    words("What happened", "h2")
    columns = ("When (UTC)", "Who", "What", "Whom", "Where", "")
    put(table("What happened to accounts and roles", columns, rows, empty="Nothing yet."))
