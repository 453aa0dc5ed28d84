"""Small multiples of observers: what each of them tells of, day by day, with the days on which it published nothing."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from trucewatch.publish.calendar import days
from trucewatch.publish.charts.style import (
    DATA,
    GREY,
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
from trucewatch.publish.sections.groups import Case, first_day
from trucewatch.publish.wording import counted, day

__all__ = ["incidents_by_observer"]

_WIDE, _HIGH = 690, 34
_MOST = 8
_LONGEST = 90

_Told = dict[str, Counter[date]]


def incidents_by_observer(desk: Desk, cases: Sequence[Case]) -> Figure | None:
    """One strip a publisher, those who tell of most incidents first; None where fewer than two tell of any. A copy of
    somebody else's text does not count for who repeats it."""
    shown = days(desk)
    told = _told(desk, cases, set(shown))
    if len(told) < 2:
        return None
    ordered = sorted(told, key=lambda name: (-told[name].total(), name))
    drawn = ordered[:_MOST]
    active = _active(desk)
    words = (
        f"Incidents that each of {len(drawn)} publishers tells of, by day, {day(shown[0])} to {day(shown[-1])}. "
        "The table below holds the same figures."
    )
    left_out = counted(len(ordered) - len(drawn), "publisher")
    note = Sentence(
        "Each strip counts the incidents that one publisher tells of in its own words, on their first day; the strips "
        "are not to be added up, since several tell of the same incident. Hatched: nothing known of this publisher "
        f"that day, so what it saw is unknown. Not drawn: {left_out} with fewer.",
        basis="count over the claims",
    )
    return Figure(
        alt=words,
        caption=f"Incidents by publisher, {day(shown[0])} to {day(shown[-1])}",
        notes=(note,),
        data=_data(shown, drawn, told, active),
        chart=close(lambda: _chart(shown, drawn, told, active), "observers"),
    )


def _told(desk: Desk, cases: Sequence[Case], shown: set[date]) -> _Told:
    found: _Told = defaultdict(Counter)
    for incident in {case.incident.id: case.incident for case in cases}.values():
        on = first_day(incident)
        if on not in shown:
            continue
        names = {
            desk.naming.publisher(report, report.id)
            for claim in desk.claims(incident.claims)
            if (report := desk.view.reports.get(claim.report)) is not None and not desk.is_copy(report.id)
        }
        for name in names:
            found[name][on] += 1
    return found


def _active(desk: Desk) -> dict[str, set[date]]:
    active: dict[str, set[date]] = defaultdict(set)
    for report in desk.view.reports.values():
        if report.published is not None:
            active[desk.naming.publisher(report, report.id)].add(report.published)
    return active


def _chart(shown: Sequence[date], names: Sequence[str], told: _Told, active: dict[str, set[date]]) -> alt.VConcatChart:
    top = max(3, *(told[name][when] for name in names for when in shown))
    strips = [_strip(shown, name, told[name], active.get(name, set()), top, last=name == names[-1]) for name in names]
    entries = [("Incidents told of", GREY), ("Nothing published that day", SILENT)]
    return alt.vconcat(key(entries), *strips, spacing=32, bounds="flush")


def _strip(
    shown: Sequence[date], name: str, told: Counter[date], active: set[date], top: int, *, last: bool
) -> alt.LayerChart:
    rows: list[dict[str, Any]] = [
        {"day": words_of_day(when), "incidents": told[when], "publisher": short(name, _LONGEST)}
        for when in shown
        if told[when]
    ]
    silent = [{"day": words_of_day(when), "source": "none: unknown"} for when in shown if when not in active]
    axis = (
        alt.Axis(values=ticks(shown), labelAngle=0, title=None)
        if last
        else alt.Axis(labels=False, ticks=False, title=None)
    )
    domain = [words_of_day(when) for when in shown]
    x = alt.X("day:O", scale=alt.Scale(domain=domain, paddingInner=0.3, paddingOuter=0.15), axis=axis)
    quiet = (
        chart_of(silent)
        .mark_bar(fill=SILENT, fillOpacity=0.55, width=alt.RelativeBandSize(1.4))
        .encode(x=x, y=alt.value(0), y2=alt.value(_HIGH), tooltip=["day:O", "source:N"])
    )
    y = alt.Y(
        "incidents:Q",
        scale=alt.Scale(domain=[0, top]),
        axis=alt.Axis(values=[0, top], title=None, minExtent=26, maxExtent=26, domain=False, ticks=False, format="d"),
    )
    base = chart_of(rows)
    bars = base.mark_bar(fill=GREY, stroke=DATA, strokeWidth=1).encode(
        x=x, y=y, tooltip=["publisher:N", "day:O", "incidents:Q"]
    )
    return layered(
        quiet,
        bars,
        width=_WIDE,
        height=_HIGH,
        title=alt.Title(short(name, _LONGEST), offset=4, anchor="start", frame="group"),
    )


def _data(shown: Sequence[date], names: Sequence[str], told: _Told, active: dict[str, set[date]]) -> Table:
    rows = tuple(
        Row(
            (
                Sentence(day(when)),
                *(Sentence(_cell(told[name][when], active=when in active.get(name, ()))) for name in names),
            )
        )
        for when in shown
    )
    return Table(
        "Data of the chart (–: the publisher is not known to have published anything that day)",
        ("Day", *names),
        rows,
        basis="count over the claims",
        numeric=tuple(range(1, len(names) + 1)),
    )


def _cell(number: int, *, active: bool) -> str:
    return str(number) if number or active else "–"
