"""Charts drawn: as SVG for pages of any kind, and as a compiled definition for the interactive page."""

import json
import re
from functools import lru_cache
from typing import Any

import vl_convert

from trucewatch.publish.charts.style import WIDTH
from trucewatch.publish.document import Chart, Figure
from trucewatch.publish.svg import drawing, register_font

__all__ = ["compiled", "drawn"]

_VEGA_LITE = "6.1"
_TAG = re.compile(r"<svg\b[^>]*?width=\"([\d.]+)\" height=\"([\d.]+)\"[^>]*>(.*)</svg>\s*$", re.DOTALL)
# What a screen reader gets is the title of the whole drawing; the fonts are those of the page around it.
_NOISE = re.compile(
    r"\s(?:role|aria-[a-z]+|font-family|pointer-events|stroke-miterlimit|class|opacity=\"1\"(?=[\s/>]))"
    r"(?:=\"[^\"]*\")?"
)
_EMPTY = re.compile(r"<path(?: d=\"(?:M0,0h0v0h0Z)?\"| display=\"none\")+/>")


def drawn(figure: Figure) -> str:
    """A figure as SVG text. The same figure gives the same text."""
    chart = figure.chart
    return figure.svg if chart is None else _svg(chart.name, chart.definition, figure.alt)


@lru_cache(maxsize=64)
def _svg(name: str, definition: str, alt: str) -> str:
    register_font()
    found = _TAG.search(vl_convert.vegalite_to_svg(definition, vl_version=_VEGA_LITE))
    assert found is not None
    width, height, body = float(found[1]), float(found[2]), found[3]
    body = _EMPTY.sub("", _NOISE.sub("", body)).replace("url(#tw-", f"url(#{name}-")
    return drawing(name, max(WIDTH, round(width)), round(height), alt, [body])


def compiled(chart: Chart) -> dict[str, Any]:
    """A chart as Vega, which a page can draw without compiling anything."""
    made: dict[str, Any] = vl_convert.vegalite_to_vega(json.loads(chart.definition), vl_version=_VEGA_LITE)
    return made
