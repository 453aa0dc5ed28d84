"""The list of incidents, as a grid that the keyboard walks; its filters stand in the address."""

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fastapi import Request
from nicegui import ui

from trucewatch.model import EventType, Standing, Verdict
from trucewatch.publish.wording import STANDING_WORDS, TYPE_WORDS, VERDICT_WORDS, capital, counted
from trucewatch.workbench.contents.incidents import NOT_JUDGED, Filters, IncidentRow, incident_rows
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.frame import Page, frame, screen
from trucewatch.workbench.screens.looking import look
from trucewatch.workbench.widgets import link_to, words
from trucewatch.workbench.widgets.chips import tone

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["register"]

_HELP = """
Every incident that the claims make: one event as far as they go together, with how its having happened stands, how many
independent origins say so, and what the tests of each agreement found.

The filters stand in the address, so that a list can be kept as a bookmark or sent to somebody; they see it as far as
their own role goes. Click a head to sort, with Shift by several columns.

Standing and verdict are two things: the first says how the reports stand to each other on whether it happened, the
second what the agreement says to it. Contested is whatever is asserted and denied: that it happened, who did it, to
whom, where, when, or how many died.
"""

_LINK = """(p) => {
  const link = document.createElement("a");
  link.href = p.data.address;
  link.textContent = p.value;
  link.tabIndex = -1;
  return link;
}"""
_CHIP = """(p) => {
  const chip = document.createElement("span");
  chip.className = "chip chip-" + (p.data[p.colDef.field + "_tone"] || "unknown");
  chip.textContent = p.value;
  return chip;
}"""
_AUTO = """(p) => {
  const text = document.createElement("span");
  text.dir = "auto";
  text.textContent = p.value;
  return text;
}"""
_ENTER = '(e) => { if (e.event.key === "Enter") window.location.assign(e.data.address); }'
_OPEN = '(e) => { if (!e.event.target.closest("a")) window.location.assign(e.data.address); }'


def register(desk: "Desk") -> None:  # noqa: ARG001 - every screen is registered alike
    """The page at /w/WATCH/incidents."""

    @screen("/w/{watch}/incidents")
    async def incidents(request: Request) -> None:
        filters = Filters.of(request.query_params)
        with frame("Incidents", request, help=_HELP) as page:
            _, seen = await look(page)
            _filters(page, seen, filters)
            rows = await asyncio.to_thread(incident_rows, seen, filters)
            everything = len(seen.view.incidents)
            told = (
                f"{len(rows)} of {counted(everything, 'incident')}"
                if filters.query()
                else counted(everything, "incident")
            )
            words(told, "p", "count").props('role="status"')
            if rows:
                _grid(page, rows)
            else:
                words("No incident passes these filters.", "p", "muted")


def _filters(page: Page, seen: Seen, filters: Filters) -> None:
    """A plain form, so that what is asked for stands in the address."""
    zones = {z.id: z.as_worded for a in seen.view.setting.agreements for z in a.zones}
    with ui.element("form").classes("filters").props('method="get" role="search" aria-label="Filters"'):
        for name, value in page.clocks.query().items():
            _hidden(name, value)
        for name in ("place", "actor"):
            if value := getattr(filters, name):
                _hidden(name, value)
        _field("q", "Words", filters.q, "search")
        _choice("type", "Kind", filters.type, {t.value: capital(TYPE_WORDS[t]) for t in EventType})
        _choice("standing", "Standing", filters.standing, {s.value: capital(STANDING_WORDS[s]) for s in Standing})
        _choice("contested", "Contested", filters.contested, {"yes": "anything about it"})
        verdicts = {v.value: VERDICT_WORDS[v] for v in Verdict} | {NOT_JUDGED: "Not judged"}
        _choice("verdict", "Verdict", filters.verdict, verdicts)
        if zones:
            _choice("zone", "Zone", filters.zone, zones)
        _field("since", "From", str(filters.since or ""), "date")
        _field("until", "Until", str(filters.until or ""), "date")
        words("Show", "button", "small").props('type="submit"')
        if filters.query():
            link_to("All incidents", page.to("incidents"), "button quiet small")
    page.key("f", "to the filters", lambda: ui.run_javascript('document.querySelector(".filters [name=q]").focus()'))


def _hidden(name: str, value: str) -> None:
    made = ui.element("input")
    made.props["type"], made.props["name"], made.props["value"] = "hidden", name, value


def _field(name: str, label: str, value: str, kind: str) -> None:
    with ui.element("label").classes("filter"):
        words(label)
        made = ui.element("input")
        made.props["type"], made.props["name"], made.props["defaultValue"] = kind, name, value
        if name == "q":
            made.props["placeholder"] = "place, actor, id"


def _choice(name: str, label: str, value: str, options: dict[str, str]) -> None:
    with ui.element("label").classes("filter"):
        words(label)
        with ui.element("select") as made:
            made.props["name"] = name
            for key, text in {"": "all", **options}.items():
                option = words(text if len(text) < 60 else f"{text[:58]}…", "option")
                option.props["value"] = key
                if key == value:
                    option.props["selected"] = True
        made.on("change", js_handler="(e) => e.target.form.requestSubmit()")


def _grid(page: Page, rows: list[IncidentRow]) -> None:
    options: dict[str, Any] = {
        "columnDefs": _COLUMNS,
        "rowData": [_cells(page, row) for row in rows],
        "defaultColDef": {
            "sortable": True,
            "resizable": True,
            "suppressMovable": True,
            "suppressHeaderMenuButton": True,
        },
        "rowHeight": 34,
        "headerHeight": 34,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "suppressColumnVirtualisation": True,
        ":onCellKeyDown": _ENTER,
        ":onRowClicked": _OPEN,
        ":getRowId": "(p) => p.data.id",
    }
    grid = ui.aggrid(options, theme="balham", auto_size_columns=False).classes("incident-grid")
    grid.props('aria-label="Incidents"')
    page.key("j", "into the list, then arrows; Enter opens", lambda: grid.run_grid_method("setFocusedCell", 0, "when"))


_COLUMNS: list[dict[str, Any]] = [
    {
        "field": "when",
        "headerName": "When",
        "minWidth": 150,
        ":comparator": "(a, b, m, n) => m.data.day < n.data.day ? -1 : m.data.day > n.data.day ? 1 : 0",
        "flex": 2,
    },
    {"field": "what", "headerName": "Kind", "minWidth": 150, ":cellRenderer": _LINK, "flex": 2},
    {
        "field": "where",
        "headerName": "Where",
        "minWidth": 130,
        ":cellRenderer": _AUTO,
        "tooltipField": "precision",
        "flex": 2,
    },
    {
        "field": "who",
        "headerName": "Who, as reported",
        "minWidth": 160,
        ":cellRenderer": _AUTO,
        "tooltipField": "who",
        "flex": 3,
    },
    {
        "field": "whom",
        "headerName": "To whom",
        "minWidth": 140,
        ":cellRenderer": _AUTO,
        "tooltipField": "whom",
        "flex": 3,
    },
    {
        "field": "standing",
        "headerName": "Standing",
        "minWidth": 110,
        ":cellRenderer": _CHIP,
        "tooltipField": "standing_words",
        "flex": 1,
    },
    {"field": "origins", "headerName": "Origins", "minWidth": 80, "type": "rightAligned", "flex": 1},
    {"field": "killed", "headerName": "Killed", "minWidth": 80, "flex": 1},
    {
        "field": "verdict",
        "headerName": "Verdict",
        "minWidth": 120,
        ":cellRenderer": _CHIP,
        "tooltipField": "codes",
        "flex": 1,
    },
]


def _cells(page: Page, row: IncidentRow) -> dict[str, Any]:
    kept = (
        "id",
        "day",
        "when",
        "what",
        "where",
        "precision",
        "who",
        "whom",
        "standing",
        "standing_words",
        "origins",
        "killed",
    )
    cells = {name: value for name, value in asdict(row).items() if name in kept}
    verdict = Verdict(row.verdicts[0]) if row.verdicts else None
    return {
        **cells,
        "standing_tone": tone(Standing(row.standing)),
        "verdict": row.verdict_words,
        "verdict_tone": tone(verdict) if verdict else "unknown",
        "codes": ", ".join(code.replace("_", " ") for code in row.codes),
        "address": page.to("incident", row.id),
    }
