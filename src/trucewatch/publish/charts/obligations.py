"""The timeline of obligations with a deadline: the day of the text known then, and the days of other versions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from trucewatch.model import ObligationStatus
from trucewatch.publish.charts.style import DATA, GREY, PAPER, chart_of, close, key, layered, on_fills, short
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure, Sentence
from trucewatch.publish.wording import STATE_WORDS, counted, day

__all__ = ["obligation_timeline"]

_ROW, _LEFT, _WIDE = 30, 200, 430
_LONGEST = 30


def obligation_timeline(desk: Desk, statuses: Sequence[ObligationStatus], name: str) -> Figure | None:
    """The timeline of the obligations that have a deadline; None if none has. `name` keeps its parts apart from
    those of another agreement's timeline."""
    shown = [status for status in statuses if status.deadline is not None]
    if not shown:
        return None
    words = (
        f"{counted(len(shown), 'obligation')} on a line of time, with {day(desk.as_of)} marked. "
        "The table of obligations holds the same days."
    )
    note = Sentence(
        "Filled: the deadline in the text known then; hollow: the same deadline in other versions of the text. The "
        f"upright line is {day(desk.as_of)}.",
        basis="agreement text",
    )
    chart = close(lambda: _chart(desk.as_of, shown), name)
    return Figure(alt=words, caption=f"Deadlines, seen from {day(desk.as_of)}", notes=(note,), chart=chart)


def _chart(today: date, shown: Sequence[ObligationStatus]) -> alt.VConcatChart:
    rows = [row for status in shown for row in _rows(status)]
    names = list(dict.fromkeys(row["obligation"] for row in rows))
    named = sorted([today.isoformat(), *(row["day"] for row in rows)])
    written = "%-d %b" if named[0][:4] == named[-1][:4] else "%-d %b %Y"
    x = alt.X(
        "day:T",
        scale=alt.Scale(type="utc", padding=12),
        axis=alt.Axis(title=None, format=written, tickCount=5, labelAngle=0, grid=True, labelOverlap=True),
    )
    y = alt.Y(
        "obligation:N",
        sort=None,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(
            title=None, domain=False, ticks=False, labelLimit=_LEFT, minExtent=_LEFT, maxExtent=_LEFT,
            labelAlign="left", labelPadding=_LEFT,
        ),
    )  # fmt: skip
    base = chart_of(rows).encode(
        x=x, y=y, tooltip=["obligation:N", "duty:N", "version:N", alt.Tooltip("day:T", format="%-d %B %Y")]
    )
    marks = base.mark_point(shape="diamond", size=110, opacity=1, strokeWidth=1.5).encode(
        fill=alt.Fill("of:N", scale=alt.Scale(domain=["known", "other"], range=[DATA, PAPER]), legend=None),
        stroke=alt.Stroke("of:N", scale=alt.Scale(domain=["known", "other"], range=[DATA, GREY]), legend=None),
    )
    labelled = [{**row, "label": row["words"], "fill": PAPER} for row in rows]
    plates, labels = on_fills(labelled, x, y, "left", 10)
    now = chart_of([{"day": today.isoformat()}]).mark_rule(stroke="var(--accent)", strokeWidth=2).encode(x=x)
    plot = layered(now, plates, marks, labels, width=_WIDE, height=_ROW * len(names))
    entries = [("Deadline in the text known then", DATA), ("In other versions of the text", PAPER)]
    return alt.vconcat(key(entries, left=0), plot, spacing=12, bounds="flush")


def _rows(status: ObligationStatus) -> list[dict[str, Any]]:
    """The marks of one obligation: the deadline of the text known then, and the days that other versions give."""
    known = status.deadline
    assert known is not None
    label = short(f"{status.id}: {STATE_WORDS[status.state]}", _LONGEST)
    told = {"obligation": label, "duty": short(status.duty, 200)}

    def mark(on: date, version: str, of: str, words: str) -> dict[str, Any]:
        return {**told, "day": on.isoformat(), "version": short(version, 60), "of": of, "words": words}

    others = {other.day: other.version for other in status.others if other.day != known.day}
    marks = [mark(on, version, "other", "") for on, version in others.items()]
    return [mark(known.day, known.version, "known", day(known.day)), *marks]
