"""Small pieces of SVG: escaped text, numbers that print the same everywhere, and the patterns that verdicts wear."""

from collections.abc import Iterable
from html import escape

from trucewatch.model import Verdict
from trucewatch.publish.text import visible

__all__ = ["VERDICT_CLASSES", "drawing", "label", "number", "patterns", "rectangle"]

VERDICT_CLASSES: dict[Verdict, str] = {
    Verdict.ESTABLISHED: "v-established",
    Verdict.PROBABLE: "v-probable",
    Verdict.ALLEGED: "v-alleged",
    Verdict.INDETERMINATE: "v-indeterminate",
    Verdict.CONTRADICTED: "v-contradicted",
}
"""The style of each verdict that counts; they differ in texture, so that grey-scale print can tell them apart."""


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def label(x: float, y: float, text: str, css: str, anchor: str = "start") -> str:
    """A line of text."""
    place = f'x="{number(x)}" y="{number(y)}"'
    return f'<text {place} class="{css}" text-anchor="{anchor}">{escape(visible(text))}</text>'


def rectangle(x: float, y: float, width: float, height: float, css: str, fill: str = "") -> str:
    """A rectangle; `fill` names a pattern of this drawing, "" leaves the filling to the style."""
    size = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {size} class="{css}"{_fill(fill)}/>'


def _fill(pattern: str) -> str:
    return f' fill="url(#{pattern})"' if pattern else ""


def patterns(prefix: str) -> str:
    """Definitions of the textures, named `prefix`-hatch, -dots, -cross and -silent."""
    tile = 'patternUnits="userSpaceOnUse"'
    return (
        f'<defs><pattern id="{prefix}-hatch" {tile} width="6" height="6" patternTransform="rotate(45)">'
        '<rect class="p-ground" width="6" height="6"/><rect class="p-ink" width="2" height="6"/></pattern>'
        f'<pattern id="{prefix}-dots" {tile} width="6" height="6"><rect class="p-ground" width="6" height="6"/>'
        '<circle class="p-ink" cx="3" cy="3" r="1.2"/></pattern>'
        f'<pattern id="{prefix}-cross" {tile} width="7" height="7"><rect class="p-ground" width="7" height="7"/>'
        '<path class="p-line" d="M1 1L6 6M6 1L1 6"/></pattern>'
        f'<pattern id="{prefix}-silent" {tile} width="8" height="8" patternTransform="rotate(-45)">'
        '<rect class="p-faint" width="1.2" height="8"/></pattern>'
        f'<pattern id="{prefix}-zone" {tile} width="9" height="9" patternTransform="rotate(45)">'
        '<rect class="p-zone" width="1.3" height="9"/></pattern></defs>'
    )


def drawing(prefix: str, width: int, height: int, title: str, body: Iterable[str]) -> str:
    """A whole drawing, with its title for those who cannot see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{prefix}-title"><title id="{prefix}-title">{escape(visible(title))}</title>'
    )
    return head + patterns(prefix) + "".join(body) + "</svg>"
