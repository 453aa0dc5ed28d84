"""How `extract --explain` shows a claim: its sentence with the words marked that gave its fields, then field by field
the value, what gave it, and how sure that is."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from trucewatch.extract.explain import Explanation, explain
from trucewatch.model import Claim, Report

__all__ = ["explained"]

_NAMES = {
    "trigger": ("what", "bold red"),
    "source": ("says", "bold magenta"),
    "initiators": ("who", "bold cyan"),
    "targets": ("to whom", "bold yellow"),
    "places": ("where", "bold green"),
}


def explained(report: Report, claims: Sequence[Claim]) -> Iterator[RenderableType]:
    """Each claim of a report, explained, for a terminal with colours or without."""
    for claim in claims:
        found = explain(report, claim)
        yield Group(Text(f"{claim.id}  {claim.type.replace('_', ' ')}", style="bold"), _sentence(report, found))
        yield _fields(found)


def _sentence(report: Report, found: Explanation) -> Text:
    shown, at = Text(), found.start
    for mark in found.marks:
        name, style = _NAMES[mark.field]
        shown.append(_line(report.text[at : mark.start]))
        shown.append(f"[{name}: {_line(report.text[mark.start : mark.end])}]", style=style)
        at = mark.end
    shown.append(_line(report.text[at : found.end]))
    return shown


def _line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _fields(found: Explanation) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("field", "value", "given by", "confidence"):
        table.add_column(column, overflow="fold", justify="right" if column == "confidence" else "left")
    for line in found.lines:
        sure = "not measured" if line.confidence is None else f"{line.confidence:.2f}"
        table.add_row(*map(Text, (line.field.replace("_", " "), line.value, line.given_by, sure)))
    return table
