"""The chart of revisions: what each issue believed of the incidents whose verdict has changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt

from trucewatch.model import Change
from trucewatch.publish.charts.style import (
    DATA,
    PAPER,
    VERDICT_FILLS,
    chart_of,
    close,
    key,
    layered,
    on_fills,
    short,
    words_of_day,
)
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure, Row, Sentence, Table
from trucewatch.publish.wording import VERDICT_WORDS, counted

__all__ = ["revisions"]

_LEFT, _WIDE, _ROW = 300, 430, 24
_MOST_ROWS, _MOST_ISSUES = 30, 12
_NOT_YET = "not known yet"


@dataclass(frozen=True)
class _Belief:
    """What the issues said of one incident, by their numbers: words of a verdict, or that it was not known."""

    subject: str
    verdicts: dict[int, str]

    @property
    def last_changed(self) -> int:
        numbers = sorted(self.verdicts)
        steps = [b for a, b in pairwise(numbers) if self.verdicts[a] != self.verdicts[b]]
        return max(steps, default=0)


def revisions(desk: Desk) -> Figure | None:
    """The incidents whose verdict was revised between issues, the latest revision first; None where none was."""
    told = {**desk.issue.earlier, desk.issue.number: desk.issue.changes}
    numbers = sorted(told)[-_MOST_ISSUES:]
    beliefs = sorted(_beliefs(told, numbers), key=lambda belief: (-belief.last_changed, belief.subject))
    if not beliefs:
        return None
    shown = beliefs[:_MOST_ROWS]
    labels = {number: _label(desk, number) for number in numbers}
    left_out = len(beliefs) - len(shown)
    note = Sentence(
        "Each row is an incident, each column what the issue of that number said of it, on what was known then. Only "
        f"incidents whose verdict has changed are drawn; {left_out} more have too.",
        basis="the record of issues",
    )
    words = (
        f"What {counted(len(numbers), 'issue')} believed of {counted(len(shown), 'incident')} whose verdict has "
        "changed. The table below holds the same."
    )
    return Figure(
        alt=words,
        caption="What was believed when",
        notes=(note,),
        data=_data(shown, labels),
        chart=close(lambda: _chart(shown, labels), "revisions"),
    )


def _label(desk: Desk, number: int) -> str:
    known = desk.cut_off(number)
    return f"No. {number}" if known is None else f"No. {number}, {words_of_day(known)}"


def _beliefs(told: Mapping[int, Sequence[Change]], numbers: Sequence[int]) -> list[_Belief]:
    steps: dict[tuple[str, str], dict[int, Change]] = {}
    for number in sorted(told):
        for change in told[number]:
            if change.finding is not None:
                steps.setdefault(change.finding, {})[number] = change
    beliefs = []
    for changes in steps.values():
        verdicts = {number: _at(changes, number) for number in numbers}
        if len({words for words in verdicts.values() if words != _NOT_YET}) > 1:
            beliefs.append(_Belief(changes[max(changes)].subject, verdicts))
    return beliefs


def _verdict(words: str | None) -> str | None:
    """The verdict in the words of a change: "Alleged (text version gazette)" is Alleged. None: it is none."""
    return next((v for v in VERDICT_WORDS.values() if words and words.partition(" (")[0] == v), None)


def _at(changes: Mapping[int, Change], number: int) -> str:
    before = [n for n in changes if n <= number]
    if before:
        return _verdict(changes[max(before)].after) or "withdrawn"
    return _verdict(changes[min(changes)].before) or _NOT_YET


def _chart(shown: Sequence[_Belief], labels: Mapping[int, str]) -> alt.VConcatChart:
    fills = {VERDICT_WORDS[verdict]: fill for verdict, fill in VERDICT_FILLS.items()}
    lines: dict[str, str] = {}
    for belief in shown:
        line = short(belief.subject, 46)
        while line in lines.values():
            line += "’"
        lines[belief.subject] = line
    rows: list[dict[str, Any]] = [
        {"incident": lines[b.subject], "issue": labels[number], "verdict": words, "fill": fills.get(words, PAPER)}
        for b in shown
        for number, words in b.verdicts.items()
    ]
    x = alt.X(
        "issue:O",
        sort=None,
        scale=alt.Scale(domain=list(labels.values()), paddingInner=0.12, paddingOuter=0),
        axis=alt.Axis(
            title=None, labelAngle=0, orient="top", domain=False, ticks=False, labelLimit=_WIDE // len(labels)
        ),
    )
    y = alt.Y(
        "incident:N",
        sort=None,
        scale=alt.Scale(domain=list(lines.values()), paddingInner=0.25, paddingOuter=0.1),
        axis=alt.Axis(
            title=None, domain=False, ticks=False, labelLimit=_LEFT, minExtent=_LEFT, maxExtent=_LEFT,
            labelAlign="left", labelPadding=_LEFT,
        ),
    )  # fmt: skip
    base = chart_of(rows).encode(x=x, y=y, tooltip=["incident:N", "issue:O", "verdict:N"])
    cells = base.mark_rect(stroke=DATA, strokeWidth=1).encode(fill=alt.Fill("fill:N", scale=None, legend=None))
    room = int(_WIDE / len(labels) / 6.6) - 2
    layers = [cells]
    if room > 4:
        named = [{**row, "label": short(row["verdict"], room)} for row in rows]
        layers += on_fills(named, x, y, "center")
    plot = layered(*layers, width=_WIDE, height=_ROW * len(lines))
    used = {row["verdict"] for row in rows}
    entries = [(VERDICT_WORDS[v], fill) for v, fill in VERDICT_FILLS.items() if VERDICT_WORDS[v] in used]
    return alt.vconcat(key([*entries, ("Counts for no verdict", PAPER)], left=0), plot, spacing=34, bounds="flush")


def _data(shown: Sequence[_Belief], labels: Mapping[int, str]) -> Table:
    rows = tuple(
        Row((Sentence(belief.subject), *(Sentence(belief.verdicts[number]) for number in labels))) for belief in shown
    )
    return Table("Data of the chart", ("Incident", *labels.values()), rows, basis="the record of issues")
