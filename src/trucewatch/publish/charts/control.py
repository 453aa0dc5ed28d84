"""The timeline of control: who is said to have held which place, from change to change, on what leaves alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from trucewatch.model import ControlState, Holding
from trucewatch.monitor import control_timeline
from trucewatch.publish.calendar import days
from trucewatch.publish.charts.style import (
    DATA,
    PAPER,
    SILENT,
    TEXTURES,
    chart_of,
    close,
    key,
    layered,
    on_fills,
    short,
)
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure, Row, Sentence, Table
from trucewatch.publish.wording import counted, day

__all__ = ["control_over_time"]

_LEFT, _WIDE, _ROW = 150, 560, 26
_MOST_PLACES = 12
_MOST_HOLDERS = 5
_A_LETTER = 6.6

_Spell = tuple[Holding, date, date]
"""A state of a place with its first day and the day after its last."""


def control_over_time(desk: Desk) -> Figure | None:
    """Who held the places whose holder may be told; None where there is none. Only the first dozen places are drawn."""
    places = desk.view.holdings[:_MOST_PLACES]
    if not places:
        return None
    shown = days(desk)
    if shown[0] > desk.as_of:
        return None
    spells = {holding.place_id: _spells(desk, holding, shown[0]) for holding in places}
    names = {h.place_id: desk.naming.release.by_id(h.place_id, h.place).name for h in places}
    changed = sum(len(of_place) > 1 for of_place in spells.values())
    words = (
        f"Who is said to have held {counted(len(places), 'place')} from {day(shown[0])} to {day(desk.as_of)}; it "
        f"changed in {changed} of them. The table below holds the same."
    )
    note = Sentence(
        "As stated in reports, on what is known now. Hatched: contested. Empty: unknown, because no firm claim says "
        "who holds it. Days between two changes follow from the change before, not from reports of their own.",
        basis="claims of control",
    )
    return Figure(
        alt=words,
        caption=f"Control as stated, {day(shown[0])} to {day(desk.as_of)}",
        notes=(note,),
        data=_data(desk, spells, names),
        chart=close(lambda: _chart(desk, spells, names), "control"),
    )


def _spells(desk: Desk, holding: Holding, first: date) -> list[_Spell]:
    view = desk.view
    turns = control_timeline(
        holding.place_id, view.claims, view.reports, desk.world, first, desk.local_as_of, view.known_on
    ) or (holding,)
    starts = [max(first, turn.as_of) for turn in turns]
    ends = [*starts[1:], desk.as_of + timedelta(days=1)]
    return list(zip(turns, starts, ends, strict=True))


def _chart(desk: Desk, spells: Mapping[str, Sequence[_Spell]], names: Mapping[str, str]) -> alt.VConcatChart:
    held = Counter(t.holder for of_place in spells.values() for t, *_ in of_place if t.holder)
    ranked = [holder for holder, _ in sorted(held.items(), key=lambda item: (-item[1], item[0]))]
    fills = dict(zip(ranked[:_MOST_HOLDERS], TEXTURES, strict=False))
    first = min(start for of_place in spells.values() for _, start, _ in of_place)
    last = max(end for of_place in spells.values() for *_, end in of_place)
    a_day = _WIDE / max(1, (last - first).days)
    lines = _lines(names)
    rows: list[dict[str, Any]] = []
    for place, of_place in spells.items():
        for turn, start, end in of_place:
            who = _who(desk, turn)
            room = int((end - start).days * a_day / _A_LETTER) - 1
            rows.append(
                {
                    "place": lines[place],
                    "start": start.isoformat(),
                    "end": end.isoformat(),
                    "who": short(who, 80),
                    "label": short(who, room) if room > 3 else "",
                    "fill": _fill(turn, fills),
                }
            )
    x = alt.X(
        "start:T",
        scale=alt.Scale(type="utc", nice=False),
        axis=alt.Axis(title=None, format="%-d %b", tickCount=6, labelAngle=0, grid=True, labelOverlap=True),
    )
    y = alt.Y(
        "place:N",
        sort=None,
        scale=alt.Scale(domain=list(lines.values()), paddingInner=0.3, paddingOuter=0.15),
        axis=alt.Axis(
            title=None, domain=False, ticks=False, labelLimit=_LEFT, minExtent=_LEFT, maxExtent=_LEFT,
            labelAlign="left", labelPadding=_LEFT,
        ),
    )  # fmt: skip
    base = chart_of(rows).encode(
        x=x,
        y=y,
        tooltip=[
            "place:N", "who:N", alt.Tooltip("start:T", format="%-d %B %Y", title="from"),
            alt.Tooltip("end:T", format="%-d %B %Y", title="until before"),
        ],
    )  # fmt: skip
    bars = base.mark_rect(stroke=DATA, strokeWidth=1, fillOpacity=1).encode(
        x2="end:T", fill=alt.Fill("fill:N", scale=None, legend=None)
    )
    named = on_fills(rows, x, y, "left", 5)
    plot = layered(bars, *named, width=_WIDE, height=_ROW * len(lines))
    entries = [(short(desk.naming.actor(holder), 36), fill) for holder, fill in fills.items()]
    return alt.vconcat(
        key([*entries, ("Contested", SILENT), ("Unknown", PAPER)], left=0), plot, spacing=14, bounds="flush"
    )


def _lines(names: Mapping[str, str]) -> dict[str, str]:
    """A label of its own for every place."""
    lines: dict[str, str] = {}
    for place, name in names.items():
        line = short(name, 22)
        while line in lines.values():
            line += "’"
        lines[place] = line
    return lines


def _who(desk: Desk, turn: Holding) -> str:
    if turn.state is ControlState.HELD and turn.holder:
        return desk.naming.actor(turn.holder)
    return "contested" if turn.state is ControlState.CONTESTED else "unknown"


def _fill(turn: Holding, fills: Mapping[str, str]) -> str:
    if turn.state is ControlState.HELD and turn.holder:
        return fills.get(turn.holder, TEXTURES[_MOST_HOLDERS - 1])
    return SILENT if turn.state is ControlState.CONTESTED else PAPER


def _data(desk: Desk, spells: Mapping[str, Sequence[_Spell]], names: Mapping[str, str]) -> Table:
    rows = tuple(
        Row(
            tuple(Sentence(cell) for cell in (names[place], day(start), day(end - timedelta(days=1)), _who(desk, turn)))
        )
        for place, of_place in spells.items()
        for turn, start, end in of_place
    )
    return Table("Data of the chart", ("Place", "From", "To", "Holder, as stated"), rows, basis="claims of control")
