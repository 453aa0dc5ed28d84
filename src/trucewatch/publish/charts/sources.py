"""The balance of sources: how many reports, and how many independent origins, stand on which side of interest."""

from collections import Counter
from collections.abc import Sequence

import altair as alt

from trucewatch.publish.charts.style import DATA, GREY, INK, chart_of, close, layered, short
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure, Row, Sentence, Table
from trucewatch.publish.sections.groups import Case
from trucewatch.publish.wording import counted

__all__ = ["source_balance"]

_LEFT, _WIDE, _ROW = 130, 230, 24


def source_balance(desk: Desk, cases: Sequence[Case]) -> Figure | None:
    """Reports (without copies) by the publisher's side, and origins of the incidents in the zones by theirs; None where
    nothing was reported."""
    reports = Counter(desk.side_of(report) for report in desk.view.reports.values() if not desk.is_copy(report.id))
    if not reports:
        return None
    incidents = {case.incident.id: case.incident for case in cases}.values()
    origins = Counter(desk.naming.side(origin.side) for incident in incidents for origin in incident.origins)
    sides = sorted(reports.keys() | origins.keys(), key=lambda side: (side in {"no side", "side unknown"}, side))
    told = ", ".join(f"{side} {counted(reports[side], 'report')}" for side in sides)
    note = Sentence(
        "Left: reports that are no copies, by their publisher's side of interest. Right: independent origins of the "
        "incidents in the zones, by theirs. Incidents follow who reports, so this is read before any count of them.",
        basis="count over the reports and origins",
    )
    return Figure(
        alt=f"Sources by side of interest: {told}. The table below holds the same figures.",
        caption="Balance of sources by side of interest",
        notes=(note,),
        data=_data(sides, reports, origins),
        chart=close(lambda: _chart(sides, reports, origins), "sources"),
    )


def _chart(sides: Sequence[str], reports: Counter[str], origins: Counter[str]) -> alt.HConcatChart:
    left = _bars("Reports", sides, reports, named=True)
    right = _bars("Origins of incidents in the zones", sides, origins, named=False)
    return alt.hconcat(left, right, spacing=70, bounds="flush")


def _bars(title: str, sides: Sequence[str], counts: Counter[str], *, named: bool) -> alt.LayerChart:
    labels = {side: short(side, 18) for side in sides}
    rows = [{"side": labels[side], "number": counts[side]} for side in sides]
    extent = _LEFT if named else 0
    axis = alt.Axis(
        title=None, domain=False, ticks=False, labels=named, labelLimit=_LEFT, minExtent=extent, maxExtent=extent,
        labelAlign="left", labelPadding=_LEFT,
    )  # fmt: skip
    base = chart_of(rows).encode(
        y=alt.Y("side:N", sort=None, scale=alt.Scale(domain=list(labels.values())), axis=axis),
        x=alt.X("number:Q", scale=alt.Scale(domain=[0, max(4, *counts.values(), 0)]), axis=None),
        tooltip=["side:N", "number:Q"],
    )
    bars = base.mark_bar(fill=GREY, stroke=DATA, strokeWidth=1, height=alt.RelativeBandSize(0.6))
    text = base.mark_text(align="left", dx=6, fill=INK, fontSize=12).encode(text="number:Q")
    heading = alt.Title(title, offset=6, anchor="start", frame="group")
    return layered(bars, text, width=_WIDE, height=_ROW * len(sides), title=heading)


def _data(sides: Sequence[str], reports: Counter[str], origins: Counter[str]) -> Table:
    rows = tuple(Row(tuple(Sentence(cell) for cell in (s, str(reports[s]), str(origins[s])))) for s in sides)
    columns = ("Side of interest", "Reports", "Origins of incidents in the zones")
    return Table("Data of the chart", columns, rows, basis="count over the reports and origins", numeric=(1, 2))
