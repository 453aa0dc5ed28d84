"""Sources: who speaks, with what interest, and what became of it. Never a ranking."""

import asyncio
from typing import TYPE_CHECKING

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from trucewatch.publish.text import visible
from trucewatch.publish.wording import counted
from trucewatch.workbench.contents.sources import NOTE, Matter, SourceRow, SourceTold, records, source_rows, source_told
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.screens.looking import look, nothing, panel
from trucewatch.workbench.widgets import link_to, words
from trucewatch.workbench.widgets.markup import anchor, bar, facts, lines, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
Who speaks in this watch: publishers and those whom they quote, with the side whose success each has an interest in, how
often each was the first or the last to tell of an event that others told of too, and what became of its claims.

The list is in the order of the alphabet and cannot be sorted by figures. How often somebody was first says something
about nearness and haste, not about honesty; of single persons no figures are shown.

A track record is kept apart for each kind of matter and stake: a source may be right about talks and wrong about who
took a town. It learns only from propositions that a person found true or not, as known on the day of the clocks.
"""


def register(desk: "Desk") -> None:  # noqa: ARG001 - every screen is registered alike
    """The pages at /w/WATCH/sources and /w/WATCH/source/ID."""

    @screen("/w/{watch}/sources")
    async def sources(request: Request) -> None:
        with frame("Sources", request, help=_HELP) as page:
            _, seen = await look(page)
            rows = await asyncio.to_thread(source_rows, seen)
            words(NOTE, "p", "note")
            cells = [
                (
                    anchor(row.name, page.to("source", row.id)),
                    row.kind,
                    row.interest,
                    *("–" if n is None else str(n) for n in _figures(row)),
                )
                for row in rows
            ]
            columns = ("Source", "Kind", "Interest", "Own reports", "Origin of", "First with", "Last with")
            with ui.element("div").classes("panel"):
                put(table("Sources", columns, cells, numeric=(3, 4, 5, 6), empty="This watch lists no sources."))

    @screen("/w/{watch}/source/{name}")
    async def source(request: Request, name: str) -> None:
        with frame("Source", request, help=_HELP) as page:
            picture, seen = await look(page)

            def found() -> SourceTold | None:
                return source_told(seen, records(picture.watch, seen, picture.monitoring.world), name)

            told = await asyncio.to_thread(found)
            if told is None:
                nothing(page, f"There is no source {visible(name[:80])} here.", "All sources", "sources")
                return
            _draw(page, told)
            page.key("l", "back to the list", lambda: ui.navigate.to(page.to("sources")))


def _figures(row: SourceRow) -> tuple[int | None, ...]:
    return row.reports, row.origin_of, row.first_with, row.last_with


def _draw(page: Page, told: SourceTold) -> None:
    words(told.row.name, "p", "headline")
    with ui.element("div").classes("panels"):
        with panel("Who it is"):
            put(facts([*told.facts, ("Also called", ", ".join(told.aliases) or "nothing else")]))
        _record(told)
        _incidents(page, told)
        _kinds(told)
        _reports(page, told)
    link_to("All sources", page.to("sources"))


def _kinds(told: SourceTold) -> None:
    with panel("What it tells of", "", "kinds"):
        if told.row.person:
            words("Of single persons this is not counted.", "p")
            return
        rows = [(kind, str(number)) for kind, number in told.kinds]
        put(table("Kinds of claims", ("Kind", "Claims"), rows, numeric=(1,), empty="No report of its own is here."))


def _reports(page: Page, told: SourceTold) -> None:
    number = told.row.reports
    with panel("Reports of its own" if number is None else f"{counted(number, 'report')} of its own", "", "reports"):
        put(lines([anchor(name, page.to("report", key)) for key, name in told.reports]))
        if number is not None and number > len(told.reports):
            words(f"and {number - len(told.reports)} earlier ones", "p", "muted")


def _record(told: SourceTold) -> None:
    with panel("Track record", "", "record"):
        if told.row.person:
            words("Of single persons no record is shown.", "p")
            return
        matters = [*told.matters, told.start]
        rows = [
            (
                matter.about,
                matter.stake,
                bar(matter.share, matter.low, matter.high),
                _interval(matter),
                str(matter.resolved),
            )
            for matter in matters
        ]
        columns = ("Of what", "Its stake", "Right, with interval", "About 80 % between", "Resolved")
        put(table("Track record", columns, rows, numeric=(4,)))
        if not told.matters:
            words("Nothing that it said was resolved yet, so only its letter counts.", "p", "muted")


def _interval(matter: Matter) -> str:
    return f"{matter.low:.2f} and {matter.high:.2f}"


def _incidents(page: Page, told: SourceTold) -> None:
    with panel("First, last, alone", "", "first"):
        if told.row.person:
            words("Of single persons this is not counted.", "p")
            return
        for title, found in (
            ("First with, by days, where others told of it too", told.first),
            ("Last with", told.last),
            ("Alone with", told.alone),
        ):
            with ui.element("details"):
                number = sum(1 for key, _ in found if key)
                words(f"{title}: {number}", "summary")
                put(
                    lines(
                        [
                            anchor(text, page.to("incident", key)) if key else Markup("{}").format(text)
                            for key, text in found
                        ]
                    )
                )
