"""The heat map of coverage: which side's origins tell of which zone on which day. No source is unknown, never zero."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from trucewatch.model import Agreement
from trucewatch.model.coverage import ZoneDay
from trucewatch.monitor import Coverage
from trucewatch.publish.calendar import days
from trucewatch.publish.charts.style import (
    DATA,
    INK,
    LINE,
    SILENT,
    chart_of,
    close,
    key,
    layered,
    short,
    ticks,
    words_of_day,
)
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure, Row, Sentence, Table
from trucewatch.publish.sections.groups import zone_letters
from trucewatch.publish.wording import counted, day

__all__ = ["coverage_maps"]

_LEFT, _WIDE, _ROW = 150, 590, 20
_MOST_ROWS = 48
_STEPS = ((1, 0.1), (2, 0.22), (4, 0.36))
_UNKNOWN = "unknown"


def coverage_maps(desk: Desk) -> list[Figure]:
    """One heat map for each agreement that names zones, from what leaves alone."""
    figures = []
    for number, agreement in enumerate(desk.setting.agreements, start=1):
        if agreement.zones and desk.view.reports:
            figures.append(_figure(desk, agreement, f"coverage-{number}"))
    return figures


def _figure(desk: Desk, agreement: Agreement, name: str) -> Figure:
    shown = days(desk)
    view = desk.view
    told = Coverage(agreement, view.claims, view.reports, view.incidents, desk.world)
    cells = [cell for cell in told.days(shown[0], shown[-1]) if cell.zone is not None]
    blank = sum(cell.state == _UNKNOWN for cell in cells)
    letters = zone_letters(desk)
    words = (
        f"Coverage of the zones of {agreement.title} by day, {day(shown[0])} to {day(shown[-1])}: on {blank} of "
        f"{counted(len(cells), 'day')} and zones no source tells of the zone. The table below holds the same figures."
    )
    note = Sentence(
        "Number: independent origins of that side which tell of the zone on that day. Blank: none of that side, while "
        "another side tells of it. Hatched: no source at all, so what happened there is unknown, not nothing.",
        basis="count over the claims and origins",
    )
    named = {zone.id: letters[agreement.id, zone.id] for zone in agreement.zones}
    return Figure(
        alt=words,
        caption=f"Coverage by zone and day, {agreement.title}",
        notes=(note,),
        data=_data(desk, cells, named, shown),
        chart=close(lambda: _chart(desk, cells, named, shown), name),
    )


def _sides(desk: Desk, cells: Sequence[ZoneDay]) -> dict[str, str]:
    """The sides that tell of a zone at all, by how they are named; one that is not known comes last."""
    found = sorted(
        {side for cell in cells for side in cell.by_side}, key=lambda side: (side in {"none", _UNKNOWN}, side)
    )
    return {side: desk.naming.side(None if side == _UNKNOWN else side) for side in found}


def _chart(desk: Desk, cells: Sequence[ZoneDay], named: dict[str, str], shown: Sequence[date]) -> alt.VConcatChart:
    sides = _sides(desk, cells)
    rows: list[dict[str, Any]] = []
    order: list[str] = []
    for zone, letter in named.items():
        of_zone = [cell for cell in cells if cell.zone == zone]
        telling = [side for side in sides if any(side in cell.by_side for cell in of_zone)]
        lines = {side: short(f"{letter}: {sides[side]}", 24) for side in telling} or {_UNKNOWN: f"{letter}: no source"}
        order += lines.values()
        for cell in of_zone:
            for side, line in lines.items():
                number = cell.by_side.get(side, 0)
                rows.append(
                    {
                        "line": line,
                        "day": words_of_day(cell.day),
                        "origins": number,
                        "told": "no source: unknown" if cell.state == _UNKNOWN else f"{number}",
                        "shade": _shade(number),
                        "unknown": cell.state == _UNKNOWN,
                    }
                )
    order = order[:_MOST_ROWS]
    rows = [row for row in rows if row["line"] in set(order)]
    return alt.vconcat(_key(), _cells(rows, order, shown), spacing=14, bounds="flush")


def _key() -> alt.LayerChart:
    return key([("No source that day: unknown", SILENT), ("Blank: none of this side", "var(--paper)")], left=0)


def _cells(rows: Sequence[dict[str, Any]], order: Sequence[str], shown: Sequence[date]) -> alt.LayerChart:
    x = alt.X(
        "day:O",
        scale=alt.Scale(domain=[words_of_day(when) for when in shown], padding=0),
        axis=alt.Axis(values=ticks(shown), labelAngle=0, title=None, domain=False, ticks=False),
    )
    y = alt.Y(
        "line:N",
        sort=None,
        scale=alt.Scale(domain=list(order), padding=0),
        axis=alt.Axis(
            title=None, domain=False, ticks=False, labelLimit=_LEFT, minExtent=_LEFT, maxExtent=_LEFT,
            labelAlign="left", labelPadding=_LEFT,
        ),
    )  # fmt: skip
    tip: list[str | alt.Tooltip] = ["line:N", "day:O", alt.Tooltip("told:N", title="origins")]
    known = chart_of([row for row in rows if not row["unknown"]]).encode(x=x, y=y, tooltip=tip)
    blank = chart_of([row for row in rows if row["unknown"]]).encode(x=x, y=y, tooltip=tip)
    shaded = known.mark_rect(fill=DATA, stroke=LINE, strokeWidth=1).encode(
        fillOpacity=alt.FillOpacity("shade:Q", scale=None, legend=None)
    )
    numbers = [row for row in rows if row["origins"]]
    text = chart_of(numbers).mark_text(fill=INK, fontSize=11).encode(x=x, y=y, text="origins:Q")
    hatched = blank.mark_rect(fill=SILENT, stroke=LINE, strokeWidth=1, fillOpacity=0.55)
    return layered(hatched, shaded, text, width=_WIDE, height=_ROW * len(order))


def _shade(number: int) -> float:
    return max((shade for least, shade in _STEPS if number >= least), default=0.0)


def _data(desk: Desk, cells: Sequence[ZoneDay], named: dict[str, str], shown: Sequence[date]) -> Table:
    sides = _sides(desk, cells)
    by_day = {(cell.zone, cell.day): cell for cell in cells}
    rows = tuple(
        Row((Sentence(day(when)), *(Sentence(_told(by_day.get((zone, when)), sides)) for zone in named)))
        for when in shown
    )
    columns = ("Day", *(f"Zone {letter}" for letter in named.values()))
    return Table("Data of the chart: origins by side", columns, rows, basis="count over the claims and origins")


def _told(cell: ZoneDay | None, sides: dict[str, str]) -> str:
    if cell is None or cell.state == _UNKNOWN:
        return "no source: unknown"
    return ", ".join(f"{sides[side]} {number}" for side, number in cell.by_side.items()) or "told, origins not known"
