"""Charts of ECharts, drawn as SVG in the colours of the theme: a weighing as a waterfall, origins as a graph, and what
was believed over time. Each is beside a table or list that says the same in words."""

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from trucewatch.workbench.contents.beliefs import Belief
from trucewatch.workbench.contents.origins import OriginGraph
from trucewatch.workbench.contents.weighing import PropositionTold

__all__ = ["belief_chart", "origin_chart", "waterfall"]

_INK, _SOFT, _LINE, _SHEET = "var(--ink)", "var(--soft)", "var(--line)", "var(--sheet)"
_FOR, _AGAINST, _TOTAL = "var(--chart-for)", "var(--chart-against)", "var(--accent)"
_NO_EMPHASIS = {"emphasis": {"disabled": True}, "silent": True}
_ROW = 34
_NAMES = 210
_LABEL = {"color": _INK, "fontSize": 12, "fontFamily": "inherit"}


def _chart(options: dict[str, Any], label: str, height: int) -> ui.echart:
    base = {"animation": False, "textStyle": {"fontFamily": "inherit"}, "backgroundColor": "transparent"}
    with ui.element("div").classes("chart-scroll").props('tabindex="0" role="region"') as scroller:
        scroller.props["aria-label"] = label
        made = ui.echart({**base, **options}, renderer="svg").classes("chart").style(f"height: {height}px")
        made.props["role"], made.props["aria-label"] = "img", label
    return made


def _short(text: str, most: int = 34) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def waterfall(told: PropositionTold) -> ui.echart:
    """The terms of a sum one below the other, each beginning where the one before ended, and the sum at the foot."""
    names = [_short(term.reason.split(":", 1)[0], 29) for term in told.terms] + ["Sum"]
    spans = [(term.before, term.after) for term in told.terms] + [(0.0, told.total)]
    words = [f"{term.log_odds:+.2f}" for term in told.terms] + [f"{told.total:+.2f}  →  {told.redone:.2f}"]
    colours = [_FOR if term.log_odds >= 0 else _AGAINST for term in told.terms] + [_TOTAL]
    bars = [_split(*span) for span in spans]
    edge = max(0.5, *(abs(x) for span in spans for x in span)) * 1.35

    def series(at: int, label: bool) -> dict[str, Any]:
        data = []
        for bar, colour, word, (start, end) in zip(bars, colours, words, spans, strict=True):
            shown = label and at == (1 if max(start, end) > 0 else 2)
            side = "right" if at == 1 else "left"
            data.append(
                {
                    "value": round(bar[at], 4),
                    "itemStyle": {"color": "transparent" if at == 0 else colour},
                    "label": {**_LABEL, "show": shown, "position": side, "formatter": word.replace("-", "−")},
                }
            )
        return {"type": "bar", "stack": "sum", "barWidth": 18, "data": data, **_NO_EMPHASIS}

    options = {
        "grid": {"left": _NAMES, "right": 16, "top": 4, "bottom": 40},
        "xAxis": {
            "type": "value",
            "min": -round(edge, 1),
            "max": round(edge, 1),
            "name": "log-odds: against  ←  0  →  for",
            "nameLocation": "middle",
            "nameGap": 24,
            "nameTextStyle": {"color": _SOFT},
            "axisLabel": {"color": _SOFT, "showMinLabel": False, "showMaxLabel": False},
            "splitLine": {"lineStyle": {"color": _LINE}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": names,
            "axisLabel": {**_LABEL, "interval": 0, "width": _NAMES - 14, "overflow": "truncate"},
            "axisTick": {"show": False},
            "axisLine": {"show": True, "onZero": False, "lineStyle": {"color": _LINE}},
        },
        "series": [series(0, label=False), series(1, label=True), series(2, label=True)],
    }
    label = f"Waterfall of {len(told.terms)} terms; the sum {told.total:+.2f} is a probability of {told.redone:.2f}"
    return _chart(options, label, _ROW * len(names) + 48)


def _split(start: float, end: float) -> tuple[float, float, float]:
    """A bar from start to end as three that are stacked from zero: one not drawn, the part above, the part below."""
    low, high = min(start, end), max(start, end)
    if low >= 0:
        return low, high - low, 0.0
    if high <= 0:
        return high, 0.0, low - high
    return 0.0, high, low


def origin_chart(graph: OriginGraph) -> ui.echart:
    """Claims on the left, voices on the right; the number on each edge is that of the list beside it."""
    columns = max((node.column for node in graph.nodes), default=0) + 1
    rows = [sum(1 for n in graph.nodes if n.column == c) for c in range(columns)]
    most = max(rows, default=1)
    look = {
        "claim": ("circle", 8, _SOFT),
        "report": ("rect", 10, _SOFT),
        "relay": ("diamond", 13, _FOR),
        "origin": ("roundRect", 14, _TOTAL),
    }
    nodes = []
    for node in graph.nodes:
        symbol, size, colour = look[node.kind]
        side = "left" if node.column == 0 else "right" if node.column == columns - 1 else "top"
        nodes.append(
            {
                "name": node.id,
                "value": [node.column, round((node.row + 0.5) * most / rows[node.column], 3)],
                "symbol": symbol,
                "symbolSize": size,
                "itemStyle": {"color": colour},
                "label": {**_LABEL, "show": True, "position": side, "formatter": _short(node.name, 28)},
            }
        )
    edges = [
        {"source": s.start, "target": s.end, "label": {"show": True, "formatter": str(s.number), "color": _SOFT}}
        for s in graph.steps
    ]
    hidden = {"type": "value", "show": False, "min": 0}
    options = {
        "grid": {"left": 150, "right": 200, "top": 8, "bottom": 8},
        "xAxis": {**hidden, "max": max(1, columns - 1)},
        "yAxis": {**hidden, "max": most, "inverse": True},
        "series": [
            {
                "type": "graph",
                "coordinateSystem": "cartesian2d",
                "data": nodes,
                "links": edges,
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 6,
                "lineStyle": {"color": _SOFT, "curveness": 0, "width": 1, "opacity": 0.8},
                **_NO_EMPHASIS,
            }
        ],
    }
    voices = sum(1 for node in graph.nodes if node.kind == "origin")
    label = f"Graph of {len(graph.steps)} steps to {voices} origins; the list says each in words"
    return _chart(options, label, max(120, 30 * most + 16))


def belief_chart(found: Sequence[Belief]) -> ui.echart:
    """The probability that it happened, as a line of steps with its interval, over the moments of knowledge."""
    points = [b for b in found if b.probability is not None]

    def line(values: list[float | None], **style: Any) -> dict[str, Any]:
        data = [[b.at.isoformat(), v] for b, v in zip(points, values, strict=True)]
        return {"type": "line", "step": "end", "data": data, "symbol": "none", **_NO_EMPHASIS, **style}

    band = [round((b.high or 0) - (b.low or 0), 4) for b in points]
    no_line = {"lineStyle": {"opacity": 0}, "stack": "interval"}
    axis = {"axisLabel": {"color": _SOFT, "hideOverlap": True}, "axisLine": {"lineStyle": {"color": _LINE}}}
    options = {
        "grid": {"left": 8, "right": 20, "top": 12, "bottom": 6, "containLabel": True},
        "xAxis": {"type": "time", "splitLine": {"show": False}, **axis},
        "yAxis": {"type": "value", "min": 0, "max": 1, "splitLine": {"lineStyle": {"color": _LINE}}, **axis},
        "series": [
            line([b.low for b in points], **no_line),
            line(list(band), **no_line, areaStyle={"color": _TOTAL, "opacity": 0.18}),
            line(
                [b.probability for b in points],
                lineStyle={"color": _TOTAL, "width": 2},
                itemStyle={"color": _TOTAL},
                symbol="circle",
                symbolSize=6,
            ),
        ],
    }
    last = points[-1].probability if points else None
    label = (
        f"Probability that it happened over {len(points)} moments, now {last:.2f}" if last is not None else "Nothing"
    )
    return _chart(options, label, 170)
