"""A chart of a measure: two bars, ours and the yardstick's, told apart in grey as well as in colour."""

import re
from functools import cache
from html import escape
from importlib.resources import as_file, files

import altair as alt
import vl_convert

from bench.measure import Measure

__all__ = ["chart", "described", "slug"]

WIDTH, BAR = 420, 26
FONT = "DejaVu Sans Condensed, DejaVu Sans, Arial, sans-serif"
DARK, LIGHT, LINE = "#2b4a66", "#c9d3dc", "#111111"
_LABEL = 34


def slug(name: str) -> str:
    """The name as a file name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def described(measure: Measure, limit: float | None) -> str:
    """What the chart shows, for those who do not see it."""
    ours, yardstick = measure.sides
    said = (
        f"{ours}: {_cost(measure.numerator)} {measure.unit}; {yardstick}: {_cost(measure.denominator)} {measure.unit}"
    )
    allowed = f"; at most {limit:.2f} is accepted" if limit is not None else ""
    return f"Bar chart. {said}. The ratio is {measure.ratio:.2f}{allowed}."


def chart(measure: Measure, limit: float | None) -> str:
    """The chart as SVG with its own description; `limit` is the highest accepted ratio, None: none is yet."""
    _register_font()
    svg: str = vl_convert.vegalite_to_svg(_layers(measure, limit).to_json())
    said = escape(described(measure, limit))
    return re.sub(r"^<svg ", f'<svg role="img" aria-label="{said}" ', svg, count=1) + "\n"


def _layers(measure: Measure, limit: float | None) -> alt.LayerChart:
    names = measure.sides
    rows = [
        {"what": name, "cost": cost, "said": _cost(cost)}
        for name, cost in zip(names, (measure.numerator, measure.denominator), strict=True)
    ]
    most = max(measure.numerator, measure.denominator, (limit or 0) * measure.denominator) * 1.3
    axis = alt.Axis(title=None, labelLimit=520, labelFontSize=13, ticks=False, domain=False, labelPadding=8)
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("what:N", sort=list(names), axis=axis))
    cost = alt.X(
        "cost:Q", title=measure.unit, scale=alt.Scale(domain=[0, most]), axis=alt.Axis(grid=False, tickCount=5)
    )
    shade = alt.Color("what:N", scale=alt.Scale(domain=list(names), range=[DARK, LIGHT]), legend=None)
    bars = base.mark_bar(size=BAR, stroke=LINE, strokeWidth=1).encode(x=cost, color=shade)
    layers = [bars, base.mark_text(align="left", dx=6, fontSize=13).encode(x=cost, text="said:N")]
    if limit is not None:
        at = alt.Chart(alt.Data(values=[{"limit": limit * measure.denominator, "said": "accepted at most"}]))
        where = alt.X("limit:Q")
        layers.append(at.mark_rule(strokeDash=[4, 3], color=LINE).encode(x=where))
        text = at.mark_text(align="right", dx=-4, fontSize=11, y="height", dy=-6)
        layers.append(text.encode(x=where, text="said:N"))
    title = alt.Title(f"{measure.ratio:.2f} times the yardstick", anchor="start", fontSize=14)
    made = alt.layer(*layers).properties(width=WIDTH, height=4 * _LABEL, title=title, background="white")
    config: alt.LayerChart = made.configure(font=FONT).configure_view(stroke=None)
    return config


def _cost(value: float) -> str:
    """Three digits that matter."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


@cache
def _register_font() -> None:
    with as_file(files("trucewatch.publish").joinpath("fonts")) as folder:
        vl_convert.register_font_directory(str(folder))
