"""The map and its timeline: zones with their boundary versions, incidents, control, played over the days of a clock."""

import asyncio
import json
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fastapi import Request
from markupsafe import Markup
from nicegui import app as screens
from nicegui import ui
from starlette.responses import Response

from trucewatch.model import Verdict
from trucewatch.publish.wording import VERDICT_WORDS
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.contents.ground import (
    DISCLAIMER,
    Ground,
    ZoneOnMap,
    days_known,
    first_known,
    ground,
    ground_of_incident,
    zones_on_map,
)
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.people import current_person
from trucewatch.workbench.refusals import Refusal
from trucewatch.workbench.screens.looking import look, panel
from trucewatch.workbench.widgets import words
from trucewatch.workbench.widgets.ground_map import ground_map
from trucewatch.workbench.widgets.markup import day, lines, put, table

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk
    from trucewatch.workbench.pictures import Picture

__all__ = ["register"]

_HELP = """
Where things are said to have happened, and when. A circle shows how far an incident may lie from its centre: it is
never finer than its source, nor than your release profile. Zones that are only stated in words have a soft edge and no
line.

Play either clock. "As true on" walks through the days of the events, with the boundary version and the holders of each
day, on all that is known. "As known on" walks through the days on which this watch learned of them, and shows only what
was known by then: the incidents with the standing and the verdict that they had, the zones of agreements that were
public, and who was said to hold a place, with how sure that was; where nothing was known yet, that it is not known. The
other clock stays as it is in the head. Each day is the very map that the workbench shows on that day: the link beside
the slider takes all of it there.

"Show" leaves out what lies further back: incidents that happened or, on the clock of knowledge, became known before.

The table below the map holds the same incidents in words.
"""
_LEGEND = (Verdict.ESTABLISHED, Verdict.PROBABLE, Verdict.ALLEGED, Verdict.INDETERMINATE, Verdict.CONTRADICTED)


def register(desk: "Desk") -> None:
    """The page at /w/WATCH/map, and the data behind its map."""

    @screen("/w/{watch}/map")
    async def map_screen(request: Request) -> None:
        with frame("Map and timeline", request, help=_HELP) as page:
            _, seen = await look(page)
            zones, _ = zones_on_map(seen)
            _controls(page)
            with ui.element("div").classes("map-screen"):
                with ui.element("div").classes("map-main"):
                    ground_map(page)
                _legend(zones)
            with panel("The same in words", "wide ground-table", "words"):
                columns = ("Incident", "Where", "Precision", "When", "Standing", "Verdict")
                put(table("Incidents on the map", columns, [[""] * len(columns)]))
                words("", "p", "muted ground-more")
            with panel("Zones and their boundaries", "wide"):
                rows = [(f"{z.letter}  {z.name}", z.version, z.precision, _days(z), _drawn(z)) for z in zones]
                put(table("Zones", ("Zone", "Version", "Precision", "Holds", "On the map"), rows))

    @screens.get("/w/{watch}/map/ground.json", include_in_schema=False)
    async def ground_data(request: Request, watch: str) -> Response:
        person = current_person(request)
        if person is None:
            raise Refusal(401, "Sign in to go on.")
        clocks, incident = Clocks.of(request.query_params), request.query_params.get("incident")

        def made() -> bytes:
            return _data(desk.picture(watch, clocks, person), incident)

        return Response(await asyncio.to_thread(made), media_type="application/json")

    @screens.get("/w/{watch}/map/film.json", include_in_schema=False)
    async def film_data(request: Request, watch: str) -> Response:
        """What was known on each day; 202 while that is worked out, which is to be asked again."""
        person = current_person(request)
        if person is None:
            raise Refusal(401, "Sign in to go on.")
        clocks = Clocks.of(request.query_params)
        found = await asyncio.to_thread(lambda: desk.film(watch, clocks, person))
        if found is None:
            return Response(status_code=202, headers={"Retry-After": "2"})
        return Response(found, media_type="application/json")


_made: "WeakKeyDictionary[Seen, bytes]" = WeakKeyDictionary()
"""The whole map of each picture, as long as the picture is kept."""


def _data(picture: "Picture", incident: str | None) -> bytes:
    """What the map draws, as JSON: of one incident its own places only. Refusal (404) for an unknown one."""
    seen = picture.seen
    if incident is not None:
        one = seen.incident(incident)
        if one is None:
            raise Refusal(404, "There is no such incident here.")
        return _json(ground_of_incident(seen, one))
    held = _made.get(seen)
    if held is None:
        known = first_known(days_known(picture.watch), seen.view.incidents) if seen.whole else {}
        held = _made[seen] = _json(ground(seen, picture.monitoring.world, known))
    return held


def _json(found: Ground) -> bytes:
    return json.dumps(asdict(found), default=str, ensure_ascii=False, separators=(",", ":")).encode()


_SAMPLE = Markup('<div class="sample"><svg width="22" height="16" aria-hidden="true">{}</svg><span>{}</span></div>')
_FIGURES = {
    "circle": Markup('<circle class="g-spot {}" cx="11" cy="8" r="6"/>'),
    "square": Markup('<rect class="g-control {}" x="4" y="2" width="14" height="12"/>'),
    "zone": Markup('<rect class="{}" x="3" y="2" width="16" height="12"/>'),
    "soft": Markup(
        '<rect class="{}" x="1" y="0" width="20" height="16"/><rect class="g-soft" x="4" y="3" width="14" height="10"/>'
    ),
}


def _controls(page: Page) -> None:
    """The timeline: a clock, a span of days, a slider that arrow keys move, and play."""
    with ui.element("div").classes("ground-controls").props('role="group" aria-label="Timeline"'):
        words("Play", "button", "small").props("data-play type=button")
        _choice("clock", "Clock", {"true": "as true on", "known": "as known on"})
        _choice(
            "span", "Show", {"0": "all up to then", "30": "the last 30 days", "7": "the last 7 days", "1": "that day"}
        )
        slider = ui.element("input").classes("ground-slider")
        slider.props('type="range" name="day" step="1" aria-label="Day"')
        words("", "span", "ground-day").props('aria-hidden="true" data-day')
        words("The whole workbench on this day", "a", "ground-here").props('href="#" data-here')
    for key, meaning, call in (
        ("k", "play or pause", "toggle()"),
        (",", "a day back", "step(-1)"),
        (".", "a day on", "step(1)"),
        ("c", "the other clock", "turn()"),
    ):
        page.key(key, meaning, partial(ui.run_javascript, f"trucewatchGround.{call}"))


def _choice(name: str, label: str, options: dict[str, str]) -> None:
    with ui.element("label").classes("filter"):
        words(label)
        with ui.element("select") as made:
            made.props["name"] = name
            for value, text in options.items():
                words(text, "option").props["value"] = value


def _legend(zones: list[ZoneOnMap]) -> None:
    with ui.element("div").classes("ground-legend").props('role="group" aria-label="Legend"'):
        words("Legend", "h2")
        for layer, text in (("incidents", "Incidents"), ("zones", "Zones"), ("control", "Control")):
            with ui.element("label").classes("choice"):
                field = ui.element("input").props('type="checkbox" checked')
                field.props["data-layer"] = layer
                words(text)
        words("Circles: incidents, by their strongest verdict", "h3")
        keys = [(f"g-{v.value}", VERDICT_WORDS[v]) for v in _LEGEND]
        keys.append(("g-not_judged", "No violation, or not judged"))
        put(Markup().join(_sample("circle", css, text) for css, text in keys))
        words("Squares: who is said to hold a place", "h3")
        control = [("g-held", "Held by one side"), ("g-contested", "Contested"), ("g-unknown", "Not known")]
        put(Markup().join(_sample("square", css, text) for css, text in control))
        words("Zones", "h3")
        areas = [("soft", "g-soft", "Stated in words: no line"), ("zone", "g-zone", "With a boundary")]
        put(Markup().join(_sample(shape, css, text) for shape, css, text in areas))
        letters = dict.fromkeys((z.letter, z.name) for z in zones if z.current)
        put(lines([f"{letter}  {name}" for letter, name in letters], "zone-names"))
        words("A circle shows how far an incident may lie from its centre.", "p", "muted")
        words(f"{DISCLAIMER} Borders: Natural Earth.", "p", "muted")


def _sample(shape: str, css: str, text: str) -> Markup:
    drawn = _FIGURES[shape].format(css)
    return _SAMPLE.format(drawn, text)


def _days(zone: ZoneOnMap) -> Markup:
    first, last = day(zone.first or "no start given"), day(zone.last or "no end given")
    return Markup("{} to {}{}").format(first, last, ", on this day" if zone.current else "")


def _drawn(zone: ZoneOnMap) -> str:
    if not zone.known:
        return "no text of its agreement was public yet"
    if not zone.areas:
        return "no boundary is public"
    return "as an area with a soft edge" if zone.soft else "with its boundary"
