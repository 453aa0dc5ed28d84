"""How far coders agree: alpha field by field and coder by coder, and which codings wait for a third person."""

import asyncio
from typing import TYPE_CHECKING

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from trucewatch.publish.text import visible
from trucewatch.publish.wording import counted
from trucewatch.review.agreement import codings_of
from trucewatch.review.store import Filters
from trucewatch.workbench.contents.coders import FEW, RELIABLE, TENTATIVE, AgreementTold, CodersTold, coders_told
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.people import Role
from trucewatch.workbench.rooms import Room, room_of
from trucewatch.workbench.screens.looking import panel
from trucewatch.workbench.widgets import link_to, words
from trucewatch.workbench.widgets.markup import Cell, anchor, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = f"""
How far the people who code the same claims apart agree, and which of their codings wait for a third person. Claims of
the share that watch.toml sets (double_share under [review]) are coded by two people who do not see each other's
answers.

Krippendorff's alpha is 1 where all agree, 0 where they agree as chance would have it, and below 0 where they agree less
than that. By the usual rule codings are reliable from {RELIABLE:g} on, and good for tentative conclusions from
{TENTATIVE:g} on; below, the codebook or the coding is to be talked over, not the person. Who, to whom, where, tolls and
links are compared as sets, so that half an overlap is not a whole difference.

Alpha cannot be told where fewer than two claims were coded twice, or where everybody gave one and the same answer: then
chance cannot be reckoned. That is unknown, neither good nor bad; the share that is the same stands beside it. Of fewer
than {FEW} claims alpha is a hint: one claim more can move it far. Where nearly all answers are one and the same, a
single other one pulls alpha down, since agreeing by chance was easy; the share beside it shows that.

Fields are compared where both say that the claim exists; whether it does is the first row.
"""
_MOST = 50


def register(desk: "Desk") -> None:
    """The page at /w/WATCH/coders."""

    @screen("/w/{watch}/coders")
    async def coders(request: Request, watch: str) -> None:
        with frame("Coders' agreement", request, help=_HELP) as page:
            ui.add_head_html('<link rel="stylesheet" href="/static/screens.css">')
            page.need(Role.REVIEWER)
            if desk.profile(watch, page.role or Role.REVIEWER).for_release:
                words("Who coded what is the team's own; the release profile of your role keeps it in.", "p", "problem")
                return
            told = await _told(page, room_of(desk, watch))
            _standing(page, told)
            with ui.element("div").classes("panels"):
                _fields(told)
                _coders(told)
                _waiting(page, told)


async def _told(page: Page, room: Room) -> CodersTold:
    """What is told. Where many claims were coded twice it takes a while."""
    work = asyncio.ensure_future(asyncio.to_thread(_work, room, page.person.name))
    return await page.awaited(work, "Reckoning the agreement of all codings.")


def _work(room: Room, by: str) -> CodersTold:
    items = room.queue.waiting(Filters(kind="adjudication"), _MOST)
    waiting = sum(number for name, number in room.queue.counts().items() if name.endswith(" adjudicate"))
    return coders_told(codings_of(room.watch.ledger), items, waiting, by)


def _standing(page: Page, told: CodersTold) -> None:
    share = page.watch.settings.review.double_share
    words(
        f"{counted(told.twice, 'claim')} coded by two people, {told.once} by one so far; two people code "
        f"{100 * share:g}% of all claims. Whatever stands now counts: the two clocks above do not bear on it.",
        "p",
        "count",
    ).props('role="status"')
    if not told.twice:
        words(
            "No claim was coded by two people yet, so nothing can be said of how far they agree."
            + ("" if share else " Set double_share under [review] of watch.toml to begin."),
            "p",
        )


def _fields(told: CodersTold) -> None:
    with panel("Field by field", "wide", "fields"):
        rows = [(row.label, _alpha(row), row.reading, f"{row.alike:.0%}", str(row.claims)) for row in told.fields]
        columns = ("Field", "Alpha", "How to read it", "The same", "Claims coded twice")
        empty = "Nothing can be told before a claim was coded by two people."
        put(table("Agreement by field", columns, rows, numeric=(1, 3, 4), empty=empty))
        words(
            "Alpha is 1 where all agree and 0 where they agree as chance would have it; "
            f"{RELIABLE:g} and more counts as reliable, {TENTATIVE:g} and more as tentative. What cannot be told is "
            "unknown, not bad.",
            "p",
            "muted",
        )


def _coders(told: CodersTold) -> None:
    with panel("Each coder with the others", "wide", "by-coder"):
        held = {(name, row.field): row for name, rows in told.coders for row in rows}
        names = [name for name, _ in told.coders]
        rows = [(each.label, *(_cell(held.get((name, each.field))) for name in names)) for each in told.fields]
        columns = ("Field", *map(visible, names))
        put(table("Agreement of each coder with the others", columns, rows, empty="No coder can be told of yet."))
        if told.coders:
            words(
                "Alpha over the claims that the coder and somebody else coded; below it the share that is the same and "
                "of how many. This tells where the codebook is read in two ways, and ranks nobody.",
                "p",
                "muted",
            )


def _alpha(row: AgreementTold) -> str:
    return "unknown" if row.alpha is None else f"{row.alpha:.2f}"


def _cell(row: AgreementTold | None) -> Cell:
    if row is None:
        return "unknown"
    return Markup('<span title="{}">{}</span> <span class="muted">{} of {}</span>').format(
        row.reading, _alpha(row), f"{row.alike:.0%}", row.claims
    )


def _waiting(page: Page, told: CodersTold) -> None:
    with panel(f"Wait for a third person: {told.waiting_all}", "wide", "waiting"):
        rows = []
        for each in told.waiting:
            name = visible(each.claim)
            told_fields = "kept from you: you coded it, so somebody else settles it" if each.own else None
            rows.append(
                (
                    name if each.own else anchor(name, page.to("queue", item=each.claim)),
                    ", ".join(visible(coder) for coder in each.coders),
                    told_fields or ", ".join(each.fields),
                    anchor("report", page.to("report", each.report) + f"#{each.claim.rpartition('/')[2]}"),
                )
            )
        columns = ("Claim", "Coded by", "They differ on", "Report")
        put(table("Codings that wait to be settled", columns, rows, empty="No two codings wait to be settled."))
        if rows:
            link_to("Settle them one after the other", page.to("queue", kind="adjudication"))
            page.key("d", "settle what waits", lambda: ui.navigate.to(page.to("queue", kind="adjudication")))
        page.key("l", "back to the queue", lambda: ui.navigate.to(page.to("queue")))
