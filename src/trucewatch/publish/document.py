"""The situation report as data: sections, sentences, tables and figures, from which every format is rendered.

HTML and Markdown are two renderings of one `Document`, so they cannot say different things.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

__all__ = [
    "Block",
    "Bullets",
    "Chart",
    "Confidence",
    "Document",
    "Facts",
    "Figure",
    "Paragraph",
    "Row",
    "Section",
    "Sentence",
    "Table",
]


class Confidence(StrEnum):
    """How much weight a line bears (violation-notes.md, "Confidence in use")."""

    HIGH = "High"
    MODERATE = "Moderate"
    LOW = "Low"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Sentence:
    """One sentence in our words with the keys of the claims it rests on.

    `basis` says what it rests on where that is no claim: the agreement's text, a count over the reports. `target`
    names the element of the document that it leads to (an incident's row), empty for none.
    """

    text: str
    claims: tuple[str, ...] = ()
    basis: str = ""
    confidence: Confidence | None = None
    target: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Sentences read as running text."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Bullets:
    """Sentences read as a list; `ordered` where their number matters."""

    items: tuple[Sentence, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Facts:
    """Labelled facts, as in the head of the report."""

    items: tuple[tuple[str, Sentence], ...]


@dataclass(frozen=True)
class Row:
    """A table's row. `note` is a sentence about the whole row; `anchor` names it for links."""

    cells: tuple[Sentence, ...]
    note: Sentence | None = None
    anchor: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its caption; `note_label` heads the rows' notes, `numeric` lists the columns that hold figures."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    basis: str = ""
    note_label: str = ""
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart with a `name` that is its own in the document; `define` gives its definition, for pages that draw it."""

    name: str
    define: Callable[[], str] = field(compare=False)

    @cached_property
    def definition(self) -> str:
        """The one definition (Vega-Lite as JSON) from which every page draws the chart."""
        return self.define()


@dataclass(frozen=True)
class Figure:
    """A drawing (SVG text) or a chart, its words for those who do not see it, what must be said with it, and its
    data."""

    alt: str
    caption: str
    notes: tuple[Sentence, ...] = ()
    data: Table | None = None
    svg: str = ""
    chart: Chart | None = None


Block = Paragraph | Bullets | Facts | Table | Figure


@dataclass(frozen=True)
class Section:
    """A titled part; `id` is its stable name in links."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple["Section", ...] = ()


@dataclass(frozen=True)
class Document:
    """The whole report: title lines, its sections in reading order, and the number of each cited claim."""

    title: str
    subtitle: str
    head: Facts
    sections: tuple[Section, ...]
    numbers: dict[str, int] = field(default_factory=dict)

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence in reading order."""
        yield from (sentence for _, sentence in self.head.items)
        for section in self.sections:
            yield from _of_section(section)


def _of_section(section: Section) -> Iterator[Sentence]:
    for block in section.blocks:
        yield from _of_block(block)
    for part in section.parts:
        yield from _of_section(part)


def _of_block(block: Block) -> Iterator[Sentence]:
    match block:
        case Paragraph(sentences=sentences) | Bullets(items=sentences):
            yield from sentences
        case Facts(items=items):
            yield from (sentence for _, sentence in items)
        case Table(rows=rows):
            for row in rows:
                yield from row.cells
                if row.note is not None:
                    yield row.note
        case Figure(notes=notes, data=data):
            yield from notes
            if data is not None:
                yield from _of_block(data)
