"""Tables, facts and links as escaped HTML in one piece: many rows without an element each.

Whatever is no `Markup` is text and is escaped; only this module makes `Markup` of it.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape
from nicegui import ui

from trucewatch.model import ObligationState, Standing, Verdict
from trucewatch.publish.clock import moment_words
from trucewatch.workbench.widgets.chips import tone

__all__ = ["Cell", "anchor", "bar", "chip", "day", "facts", "lines", "put", "table"]

Cell = str | Markup
_OUTWARD = Markup('<a href="{}" class="{}" dir="auto" rel="noopener noreferrer" target="_blank">{}</a>')
_INTERVAL = Markup('<span class="probability-interval" style="left: {:.1f}%; width: {:.1f}%"></span>')
_HEAD = Markup('<th scope="row"{} dir="auto">{}</th>')
_CELL = Markup("<td{} dir='auto'>{}</td>")


def put(markup: Markup, classes: str = "") -> ui.html:
    """Put a piece of markup on the screen."""
    made = ui.html(str(markup), sanitize=False)
    return made.classes(classes) if classes else made


def anchor(text: str, address: str, classes: str = "") -> Markup:
    """A link within the workbench, or elsewhere only by https; any other address is not followed."""
    if address.startswith(("/", "#")) and not address.startswith(("//", "/\\")):
        return Markup('<a href="{}" class="{}" dir="auto">{}</a>').format(address, classes, text)
    if address.startswith("https://"):
        return _OUTWARD.format(address, classes, text)
    return Markup('<span class="{}" dir="auto">{}</span>').format(classes, text)


def chip(value: Verdict | Standing | ObligationState | None, of_what: str, text: str = "") -> Markup:
    """A chip like those of chips.py; `text` says it in other words."""
    if value is None:
        return Markup('<span class="chip chip-unknown">{}</span>').format(text or "not judged")
    said = text or value.value.replace("_", " ")
    return Markup('<span class="chip chip-{}" title="{}: {}">{}</span>').format(
        tone(value), of_what, value.value.replace("_", " "), said
    )


def bar(probability: float | None, low: float | None = None, high: float | None = None) -> Markup:
    """A bar like that of probability.py; None is said to be unknown."""
    if probability is None:
        return Markup('<span class="muted">not weighed</span>')
    interval = f" ({low:.2f} to {high:.2f})" if low is not None and high is not None else ""
    inner = Markup()
    if low is not None and high is not None:
        inner = _INTERVAL.format(100 * low, max(1.0, 100 * (high - low)))
    return Markup(
        '<span class="probability" role="img" aria-label="probability {said}" title="probability {said}">'
        '<span class="probability-scale">{inner}<span class="probability-point" style="left: {at:.1f}%"></span></span>'
        '<span class="number">{probability:.2f}</span></span>'
    ).format(said=f"{probability:.2f}{interval}", inner=inner, at=100 * probability, probability=probability)


def lines(items: Iterable[Cell], classes: str = "") -> Markup:
    """Items below each other; nothing where there is none."""
    found = Markup().join(Markup('<li dir="auto">{}</li>').format(item) for item in items)
    return Markup('<ul class="lines {}">{}</ul>').format(classes, found) if found else Markup()


def facts(items: Iterable[tuple[str, Cell]]) -> Markup:
    """Labelled facts."""
    rows = Markup().join(
        Markup('<div><dt>{}</dt><dd dir="auto">{}</dd></div>').format(name, value) for name, value in items
    )
    return Markup('<dl class="facts">{}</dl>').format(rows)


def day(text: str) -> Markup:
    """A day, with its hour where it has one, that is not broken over two lines; what is no day stands as it is."""
    told = moment_words(text)
    machine = Markup(' datetime="{}"').format(text[:10]) if told != text else ""
    return Markup("<time{}>{}</time>").format(machine, told)


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    numeric: Sequence[int] = (),
    empty: str = "Nothing.",
    shown: bool = False,
) -> Markup:
    """A table whose caption is for screen readers unless it is to be `shown`; `empty` is said where it has no row. The
    first cell of each row heads it."""
    body = Markup().join(_row(row, numeric) for row in rows)
    if not body:
        return Markup('<p class="muted">{}</p>').format(empty)
    head = Markup().join(
        Markup('<th scope="col"{}>{}</th>').format(_numeric(at, numeric), name) for at, name in enumerate(columns)
    )
    classes = "" if shown else "hidden-words"
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table class="plain-table">'
        '<caption class="{classes}">{caption}</caption><thead><tr>{head}</tr></thead>'
        "<tbody>{body}</tbody></table></div>"
    ).format(caption=caption, classes=classes, head=head, body=body)


def _row(row: Sequence[Cell], numeric: Sequence[int]) -> Markup:
    cells = Markup().join(
        (_CELL if at else _HEAD).format(_numeric(at, numeric), escape(cell)) for at, cell in enumerate(row)
    )
    return Markup("<tr>{}</tr>").format(cells)


def _numeric(at: int, numeric: Sequence[int]) -> Markup:
    return Markup(' class="number"') if at in numeric else Markup()
