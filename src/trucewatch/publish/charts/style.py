"""What all charts share: colours named by the style sheet, textures for verdicts, sizes, and how a chart is closed.

Colours are the style sheet's variables ("var(--ink)") and textures are patterns ("url(#tw-hatch)"), so that one
definition serves light, dark and print. Keys are drawn by the charts themselves, at places that hang on no font.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Literal

import altair as alt

from trucewatch.model import Verdict
from trucewatch.publish.document import Chart
from trucewatch.publish.text import visible
from trucewatch.publish.wording import VERDICT_WORDS

__all__ = [
    "DATA",
    "FAINT",
    "GREY",
    "INK",
    "LINE",
    "PAPER",
    "SILENT",
    "TEXTURES",
    "VERDICT_FILLS",
    "WIDTH",
    "chart_of",
    "close",
    "key",
    "layered",
    "on_fills",
    "short",
    "ticks",
    "verdict_key",
    "words_of_day",
]

WIDTH = 760
"""Units across every chart, as on maps."""

INK, PAPER, LINE, FAINT = "var(--ink)", "var(--paper)", "var(--line)", "var(--faint)"
DATA, GREY, _ON_GREY = "var(--data)", "var(--data-mid)", "var(--on-mid)"
SILENT = "url(#tw-silent)"
TEXTURES = (DATA, GREY, "url(#tw-hatch)", "url(#tw-dots)", "url(#tw-cross)", PAPER)
"""Fills that grey-scale print can tell apart, the heaviest first."""

VERDICT_FILLS: dict[Verdict, str] = {
    Verdict.ESTABLISHED: DATA,
    Verdict.PROBABLE: GREY,
    Verdict.ALLEGED: "url(#tw-hatch)",
    Verdict.INDETERMINATE: "url(#tw-dots)",
    Verdict.CONTRADICTED: "url(#tw-cross)",
}
_A_LETTER = 6.6
_FONT = 12
_MONTHS = "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec".split()


def words_of_day(day: date) -> str:
    """A day as it stands on an axis: 5 May."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def ticks(days: Sequence[date], most: int = 9) -> list[str]:
    """The days that an axis names, as words; every second, third … where there are many."""
    every = max(1, -(-len(days) // most))
    return [words_of_day(day) for day in days[::every]]


def short(text: str, most: int) -> str:
    """Text for a label: what is hidden in it spelt out, cut to so many characters."""
    shown = " ".join(visible(text).split())
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"


def chart_of(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    """A chart over rows of data."""
    shown = [{name: visible(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows]
    # Altair copies and checks all that a chart holds at every step; one string costs it nothing. `close` unpacks it.
    return alt.Chart(alt.NamedData(name=json.dumps(shown, ensure_ascii=False)))


def layered(*charts: alt.Chart, width: float, height: float, title: alt.Title | None = None) -> alt.LayerChart:
    """Charts over each other, the first one lowest."""
    drawn = alt.LayerChart(layer=list(charts), width=width, height=height)
    return drawn if title is None else drawn.properties(title=title)


def on_fills(
    rows: Sequence[dict[str, Any]], x: alt.X, y: alt.Y, align: Literal["left", "center"], dx: float = 0
) -> tuple[alt.Chart, alt.Chart]:
    """The "label" of each row, readable on its "fill"; on textures it stands on a plate of paper, so that none runs
    through it."""
    inks = {DATA: PAPER, GREY: _ON_GREY}
    written = [{**row, "ink": inks.get(row["fill"], INK)} for row in rows if row["label"]]
    textured = [row for row in written if row["fill"] not in inks] or [{**row, "label": ""} for row in written[:1]]
    plate = chart_of(textured).mark_text(
        align=align, dx=dx, fontSize=11, fill=PAPER, stroke=PAPER, strokeWidth=4, strokeJoin="round"
    )
    words = chart_of(written).mark_text(align=align, dx=dx, fontSize=11)
    return (
        plate.encode(x=x, y=y, text="label:N"),
        words.encode(x=x, y=y, text="label:N", fill=alt.Fill("ink:N", scale=None, legend=None)),
    )


def key(entries: Iterable[tuple[str, str]], left: float = 0) -> alt.LayerChart:
    """What each fill means, side by side: (words, fill). Wraps into further lines where it gets too wide."""
    rows: list[dict[str, Any]] = []
    x, y = left, 0.0
    for words, fill in entries:
        wide = 30 + _A_LETTER * len(words)
        if x > left and x + wide > WIDTH - 10:
            x, y = left, y + 18
        rows.append({"x": x, "x2": x + 16, "t": x + 22, "y": y, "y2": y + 12, "m": y + 6, "words": words, "fill": fill})
        x += wide + 10
    base = chart_of(rows)
    boxes = base.mark_rect(stroke=DATA, strokeWidth=1).encode(
        x=alt.X("x:Q", scale=None, axis=None),
        x2="x2:Q",
        y=alt.Y("y:Q", scale=None, axis=None),
        y2="y2:Q",
        fill=alt.Fill("fill:N", scale=None, legend=None),
    )
    text = base.mark_text(align="left", baseline="middle", fill=INK, fontSize=_FONT).encode(
        x=alt.X("t:Q", scale=None, axis=None), y=alt.Y("m:Q", scale=None, axis=None), text="words:N"
    )
    return layered(boxes, text, width=x, height=y + 12)


def close(make: Callable[[], alt.TopLevelMixin], name: str) -> Chart:
    """A chart, made once a page asks for it, under a name that is its own in the document."""
    return Chart(name, lambda: _definition(make()))


def _definition(chart: alt.TopLevelMixin) -> str:
    axis = {
        "labelColor": INK, "labelFontSize": _FONT, "labelFontWeight": "normal", "titleColor": INK,
        "titleFontSize": _FONT, "titleFontWeight": "normal", "domainColor": LINE, "tickColor": LINE,
        "gridColor": LINE, "labelOverlap": False, "labelBound": False,
    }  # fmt: skip
    config = {
        "background": None,
        "font": "DejaVu Sans",
        "padding": 4,
        "view": {"stroke": None},
        "axis": axis,
        "title": {"color": INK, "fontSize": _FONT, "fontWeight": "normal", "anchor": "start"},
        "text": {"fontSize": _FONT, "fill": INK},
    }
    definition = chart.to_dict(validate=False, context={"pre_transform": False})
    datasets: dict[str, str] = {}
    _name_data(definition, datasets)
    rows = {called: json.loads(packed) for packed, called in datasets.items()}
    whole = {**definition, "config": config, "datasets": rows}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True)


def _name_data(part: Any, datasets: dict[str, str]) -> None:
    if isinstance(part, dict):
        data = part.get("data")
        if isinstance(data, dict) and "name" in data:
            data["name"] = datasets.setdefault(data["name"], f"rows{len(datasets) + 1}")
        for value in part.values():
            _name_data(value, datasets)
    elif isinstance(part, list):
        for value in part:
            _name_data(value, datasets)


def verdict_key(*more: tuple[str, str], left: float = 0) -> alt.LayerChart:
    """The key of verdicts, with more entries after them."""
    return key([*((VERDICT_WORDS[v], fill) for v, fill in VERDICT_FILLS.items()), *more], left)
