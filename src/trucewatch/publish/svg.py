"""Small pieces of SVG: escaped text, numbers that print the same everywhere, and the patterns that verdicts wear."""

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import as_file, files

from trucewatch.model import Verdict
from trucewatch.publish.text import visible

__all__ = [
    "VERDICT_CLASSES",
    "drawing",
    "label",
    "number",
    "patterns",
    "picture",
    "rectangle",
    "register_font",
    "styled",
]

_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
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


def styled(svg: str) -> str:
    """A drawing that carries its own style, for pages that have none: the rules of the style sheet for drawings, in
    the colours of the light scheme."""
    head, rest = svg.split(">", 1)
    colours = _colours()
    coloured = _VARIABLE.sub(lambda found: colours.get(found.group(1), found.group()), rest)
    return f"{head}><style>{_style()}</style>{coloured}"


def picture(svg: str, width: int = 1520) -> bytes:
    """A drawing as PNG, with the package's own font; the same drawing gives the same bytes."""
    import vl_convert

    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    scale = width / int(size.group(1)) if size else 2
    register_font()
    made: bytes = vl_convert.svg_to_png(styled(svg), scale=scale)
    return made


@cache
def register_font() -> None:
    """Let charts and pictures be set in the package's own font."""
    import vl_convert

    with as_file(files("trucewatch.publish").joinpath("fonts")) as folder:
        vl_convert.register_font_directory(str(folder))


@cache
def _sheet() -> str:
    return files("trucewatch.publish").joinpath("templates", "sitrep.css").read_text("utf-8")


@cache
def _colours() -> dict[str, str]:
    """The colours of the light scheme by their names."""
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", _sheet().split("@media")[0]))


@cache
def _style() -> str:
    sheet, colours = _sheet(), _colours()
    rules = [line for line in sheet.splitlines() if re.match(r"(?:rect)?\.[scptm]-", line)]
    text = _VARIABLE.sub(lambda found: colours[found.group(1)], " ".join(rules))
    text = re.sub(r"(?:text-transform|letter-spacing):[^;}]*;?", "", text)
    return f"text {{ font-family: 'DejaVu Sans'; font-stretch: condensed; }} {text}"
