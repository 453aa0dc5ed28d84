"""The board: where each agreement stands today, what is late, new, contested, and told by nobody."""

import asyncio
from typing import TYPE_CHECKING

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from trucewatch.publish.wording import counted
from trucewatch.workbench.contents.board import GAP_DAYS, NEW_DAYS, SOON_DAYS, BoardTold, ClockTold, DutyTold, GapTold
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.people import Role
from trucewatch.workbench.screens.deciding import bind_decide_key, decide_link, decides
from trucewatch.workbench.widgets import link_to, words
from trucewatch.workbench.widgets.markup import anchor, bar, chip, day, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk
    from trucewatch.workbench.pictures import Picture

__all__ = ["register"]

_HELP = """
Where the watch stands on both clocks: the clock of each agreement, what is overdue and due, which incidents are new or
have changed, what is contested, and of which zones nobody tells.

Each proposition stands apart: that it happened may be beyond doubt while who did it is asserted and denied.

The two clocks above hold for every screen. "As true on" is the world up to a day; "as known on" leaves out whatever
became known later. Days of which no source tells are unknown, not quiet.

Reviewers decide on what is contested: "decide on it" (d) opens the incident of that row in Review.
"""


def register(desk: "Desk") -> None:  # noqa: ARG001 - every screen is registered alike
    """The pages at /w/WATCH and /w/WATCH/board."""

    @screen("/w/{watch}")
    def start(watch: str) -> None:
        ui.navigate.to(f"/w/{watch}/board")

    @screen("/w/{watch}/board")
    async def board(request: Request) -> None:
        with frame("Board", request, help=_HELP) as page:
            ui.add_head_html('<link rel="stylesheet" href="/static/screens.css">')
            picture = await page.picture()
            told: BoardTold = await asyncio.to_thread(lambda: picture.board)
            _standing(page, picture, told)
            with ui.element("div").classes("board-top"):
                with ui.element("div"):
                    for each in told.clocks:
                        _clock(page, each)
                with ui.element("div"):
                    _duties(page, "Overdue", told.late, "Nothing is overdue.")
                    _duties(page, f"Due within {SOON_DAYS} days", told.due, "Nothing falls due soon.")
            with ui.element("div").classes("panels"):
                _moved(page, told)
                _contested(page, told, decidable=decides(page, picture))
                _gaps(told)


def _standing(page: Page, picture: "Picture", told: BoardTold) -> None:
    """What the board rests on, and what to do where there is nothing."""
    parts = [counted(told.reports, "report"), counted(told.claims, "claim"), counted(told.incidents, "incident")]
    if told.unread:
        parts.append(f"{counted(told.unread, 'report')} in a language that nothing here reads")
    with ui.element("p").classes("count").props('role="status"'):
        words(", ".join(parts) + ". ")
        if picture.profile is not None:
            words(f"Seen through the release profile {picture.profile.name}. ")
        if picture.stale:
            words("Newer entries are being worked in; load the page again in a while. ", classes="stale")
        if page.may(Role.CODER):
            link_to("Add reports", page.to("add"))


def _clock(page: Page, told: ClockTold) -> None:
    with ui.element("section").classes("panel"):
        with ui.element("h2"):
            link_to(told.title, page.to("agreement", told.agreement))
        words(told.at, "p", "clock-at")
        if told.share is not None:
            with (
                ui.element("div").classes("term").props(f'role="img" aria-label="{told.share:.0%} of the term passed"')
            ):
                ui.element("div").classes("term-passed").style(f"width: {100 * told.share:.1f}%")
        words(
            f"Text: {told.version}. {counted(told.late, 'duty', 'duties')} overdue, {told.due} due soon.", "p", "muted"
        )
        put(
            Markup(" ").join(chip(v, "Verdict", f"{v.value.replace('_', ' ')}: {n}") for v, n in told.verdicts), "chips"
        )


def _duties(page: Page, title: str, duties: tuple[DutyTold, ...], empty: str) -> None:
    rows = [
        (
            anchor(duty.duty, page.to("agreement", duty.agreement) + f"#{duty.id}"),
            duty.actors,
            _deadline(duty),
            chip(duty.state, "Obligation", duty.state_words),
        )
        for duty in duties
    ]
    with ui.element("section").classes("panel"):
        words(f"{title}: {len(duties)}" if duties else title, "h2")
        put(table(title, ("Duty", "Whose", "By", "State"), rows, empty=empty))


def _deadline(duty: DutyTold) -> Markup:
    if duty.deadline is None:
        return Markup("no day")
    left = duty.days_left
    when = "" if left is None else f"{-left} days ago" if left < 0 else "today" if left == 0 else f"in {left} days"
    return Markup("{} <span class='muted'>{}</span>").format(day(str(duty.deadline)), when)


def _moved(page: Page, told: BoardTold) -> None:
    rows = [
        (
            anchor(each.title, page.to("incident", each.id)),
            "new" if each.new else f"changed, {counted(each.added, 'claim')} more",
            chip(each.standing, "Standing"),
            bar(each.probability, each.low, each.high),
            Markup(" ").join(chip(verdict, "Verdict") for verdict in each.verdicts) or chip(None, "Verdict"),
        )
        for each in told.moved
    ]
    with ui.element("section").classes("panel wide"):
        words(f"Last {NEW_DAYS} days: {told.new} new, {told.changed} changed", "h2")
        columns = ("Incident", "What is new", "Standing", "Probability", "Finding")
        put(table("New and changed incidents", columns, rows, empty="No incident is new or has changed."))
        if told.new + told.changed > len(rows):
            link_to(f"All {told.incidents} incidents", page.to("incidents"))


def _contested(page: Page, told: BoardTold, *, decidable: bool) -> None:
    rows = [
        (
            anchor(each.title, page.to("incident", each.id)),
            each.what,
            f"{each.supports} to {each.denies}",
            bar(each.probability),
            *([decide_link(page, each.id, f"{each.title}: {each.what}")] if decidable else []),
        )
        for each in told.contested
    ]
    with ui.element("section").classes("panel"):
        found, of = told.contested_all, told.contested_incidents
        title = f"Contested: {counted(found, 'proposition')} of {counted(of, 'incident')}" if found else "Contested"
        words(title, "h2")
        columns = ["Incident", "What", "Claims for and against", "Probability", *(["Review"] if decidable else [])]
        put(table("Contested", columns, rows, empty="Nothing is asserted and denied at once."))
        if decidable and rows:
            bind_decide_key(page)
        if told.contested_all > len(rows):
            words(f"and {found - len(rows)} more", "p", "muted")
        if rows:
            link_to("All incidents with something contested", page.to("incidents", contested="yes"))


def _gaps(told: BoardTold) -> None:
    with ui.element("section").classes("panel"):
        words(f"Coverage of zones, last {GAP_DAYS} days", "h2")
        rows = [(gap.zone, _strip(gap), f"{gap.unknown} of {len(gap.days)}") for gap in told.gaps]
        put(table("Coverage of zones", ("Zone", "Days", "Days nobody tells of"), rows, empty="No zones are drawn."))


def _strip(gap: GapTold) -> Markup:
    """A square a day: filled where some source speaks, hollow where none does."""
    squares = Markup().join(
        Markup('<span class="day {}" title="{}: {}"></span>').format(
            "told" if each.reports else "untold",
            each.day,
            counted(each.reports, "report") if each.reports else "unknown",
        )
        for each in gap.days
    )
    said = f"{len(gap.days) - gap.unknown} of {len(gap.days)} days told of"
    return Markup('<span class="strip" role="img" aria-label="{}">{}</span>').format(said, squares)
