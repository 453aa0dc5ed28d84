"""The chart of incidents a day, stacked by verdict, with the days on which nothing was published marked as such."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from trucewatch.model import Verdict
from trucewatch.publish.calendar import days, reports_on
from trucewatch.publish.charts.style import (
    DATA,
    SILENT,
    VERDICT_FILLS,
    chart_of,
    close,
    layered,
    ticks,
    verdict_key,
    words_of_day,
)
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure, Row, Sentence, Table
from trucewatch.publish.sections.groups import Case, first_day
from trucewatch.publish.wording import VERDICT_WORDS, counted, day

__all__ = ["incidents_by_day"]

_WIDE, _HIGH = 690, 190
_MOST_MARKS = 5

_Counts = Counter[tuple[date, Verdict]]


def incidents_by_day(desk: Desk, cases: Sequence[Case]) -> Figure | None:
    """The chart over the incidents in the zones; None if none of them was judged."""
    judged = [case for case in cases if case.finding is not None and case.finding.verdict in VERDICT_FILLS]
    if not judged:
        return None
    shown = days(desk)
    counts: _Counts = Counter((on, c.finding.verdict) for c in judged if c.finding and (on := first_day(c.incident)))
    silent = [when for when in shown if not reports_on(desk, when)]
    undated = sum(first_day(case.incident) is None for case in judged)
    outside = sum((on := first_day(case.incident)) is not None and on not in shown for case in judged)
    span = f"{day(shown[0])} to {day(shown[-1])}"
    alt_words = (
        f"Incidents in the zones by day, {span}, stacked by verdict; {counted(len(silent), 'day')} without any source. "
        "The table below holds the same figures."
    )
    note = Sentence(
        f"Each incident counts on its first day; {undated} not dated and {outside} on other days are not drawn. "
        "Hatched days have no report published: unknown, not quiet.",
        basis="count over the findings",
    )
    return Figure(
        alt=alt_words,
        caption=f"Incidents in the zones by day and verdict, {span}",
        notes=(note,),
        data=_data(shown, counts, silent),
        chart=close(lambda: _chart(shown, counts, silent), "incidents"),
    )


def _chart(shown: Sequence[date], counts: _Counts, silent: Sequence[date]) -> alt.VConcatChart:
    words = [words_of_day(when) for when in shown]
    rows: list[dict[str, Any]] = [
        {"day": words_of_day(when), "verdict": VERDICT_WORDS[v], "incidents": counts[when, v], "order": i}
        for when in shown
        for i, v in enumerate(VERDICT_FILLS)
        if counts[when, v]
    ]
    x = alt.X(
        "day:O",
        scale=alt.Scale(domain=words, paddingInner=0.3, paddingOuter=0.15),
        axis=alt.Axis(values=ticks(shown), labelAngle=0, title=None),
    )
    quiet = (
        chart_of([{"day": words_of_day(when), "source": "none: unknown"} for when in silent])
        .mark_bar(fill=SILENT, fillOpacity=0.55, width=alt.RelativeBandSize(1.4))
        .encode(x=x, y=alt.value(0), y2=alt.value(_HIGH), tooltip=["day:O", "source:N"])
    )
    top = max([3, *(sum(counts[when, v] for v in VERDICT_FILLS) for when in shown)])
    bars = (
        chart_of(rows)
        .mark_bar(stroke=DATA, strokeWidth=1)
        .encode(
            x=x,
            y=alt.Y(
                "incidents:Q",
                stack="zero",
                scale=alt.Scale(domain=[0, top], nice=True),
                axis=alt.Axis(
                    title="Incidents", titleAngle=0, titleAlign="left", titleX=-26, titleY=-10, format="d",
                    tickCount=min(top, _MOST_MARKS), minExtent=26, maxExtent=26, domain=False, ticks=False,
                ),
            ),
            fill=alt.Fill(
                "verdict:N",
                scale=alt.Scale(
                    domain=[VERDICT_WORDS[v] for v in VERDICT_FILLS], range=list(VERDICT_FILLS.values())
                ),
                legend=None,
            ),
            order="order:Q",
            tooltip=["day:O", "verdict:N", "incidents:Q"],
        )
    )  # fmt: skip
    drawing = layered(quiet, bars, width=_WIDE, height=_HIGH)
    return alt.vconcat(verdict_key(("No source that day", SILENT), left=0), drawing, spacing=26, bounds="flush")


def _data(shown: Sequence[date], counts: _Counts, silent: Sequence[date]) -> Table:
    rows = tuple(
        Row(
            (
                Sentence(day(when)),
                *(Sentence(str(counts[when, verdict])) for verdict in VERDICT_FILLS),
                Sentence("no source" if when in silent else "yes"),
            )
        )
        for when in shown
    )
    return Table(
        "Data of the chart",
        ("Day", *(VERDICT_WORDS[verdict] for verdict in VERDICT_FILLS), "Any source"),
        rows,
        basis="count over the findings",
        numeric=tuple(range(1, len(VERDICT_FILLS) + 1)),
    )
