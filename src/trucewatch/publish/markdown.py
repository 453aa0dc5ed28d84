"""The report as Markdown, from the same document as the HTML: footnotes lead to the words behind each sentence."""

import re
from datetime import datetime

from trucewatch.model import Issue
from trucewatch.publish.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Figure,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)
from trucewatch.publish.evidence import Evidence
from trucewatch.publish.marker import numbers_of
from trucewatch.publish.plain import facts_of
from trucewatch.publish.release import Profile
from trucewatch.publish.sitrep import compose
from trucewatch.publish.text import visible
from trucewatch.publish.translation import Translation, translation

__all__ = ["render_markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
_LINE_START = re.compile(r"^(\s*)([-+]|\d+[.)])(\s)")
_MOST_NOTES = 8
_BREAK = "\u200b"


def render_markdown(
    issue: Issue, profile: Profile | None = None, leaves: datetime | None = None, language: str = "en"
) -> str:
    """The issue as Markdown with footnotes; says the same as `render_html` and escapes all that came from reports.

    Raises ConfigError if the watch's time zone does not exist.
    """
    document, evidence = compose(issue, profile, leaves, language)
    lines = [f"# {_plain(document.title)}", "", _plain(document.subtitle), ""]
    lines += _block(document, document.head)
    for section in document.sections:
        lines += _section(document, section, 2)
    words = translation(language)
    lines += [f"## {words('The words behind each sentence')}", ""]
    lines += [f"[^{item.number}]: {_note(item, words)}" for item in evidence] or [words("No claim is cited.")]
    return "\n".join(lines).rstrip() + "\n"


def _section(document: Document, section: Section, level: int) -> list[str]:
    lines = [f"{'#' * level} {_plain(section.title)}", ""]
    for block in section.blocks:
        lines += _block(document, block)
    for part in section.parts:
        lines += _section(document, part, level + 1)
    return lines


def _block(document: Document, block: Block) -> list[str]:
    match block:
        case Paragraph(sentences=sentences):
            return [" ".join(_say(document, sentence) for sentence in sentences), ""]
        case Bullets(items=items, ordered=ordered):
            return [f"{f'{i}.' if ordered else '-'} {_bullet(document, item)}" for i, item in enumerate(items, 1)] + [
                ""
            ]
        case Facts(items=pairs):
            return [f"- **{_plain(label)}:** {_plain(sentence.text)}" for label, sentence in pairs] + [""]
        case Table():
            return _table(document, block)
        case Figure():
            notes = " ".join(_say(document, sentence) for sentence in block.notes)
            data = _table(document, block.data) if block.data is not None else []
            return [f"**{_plain(block.caption)}.** {_plain(block.alt)} {notes}", "", *data]


def _bullet(document: Document, sentence: Sentence) -> str:
    confidence = f" **Confidence: {sentence.confidence.value}.**" if sentence.confidence is not None else ""
    return _say(document, sentence) + confidence


def _table(document: Document, table: Table) -> list[str]:
    columns = [*table.columns, *([table.note_label] if table.note_label else [])]
    basis = f" [{table.basis}]" if table.basis else ""
    rules = ["---:" if i in table.numeric else "---" for i in range(len(columns))]
    head = [f"**{_plain(table.caption + basis)}**", "", _line([_plain(c) for c in columns]), _line(rules)]
    return [*head, *(_row(document, table, row) for row in table.rows), ""]


def _row(document: Document, table: Table, row: Row) -> str:
    cells = [_say(document, cell) for cell in row.cells]
    if table.note_label:
        cells.append(_say(document, row.note) if row.note is not None else "")
    return _line(cells)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _say(document: Document, sentence: Sentence) -> str:
    numbers = numbers_of(sentence, document.numbers)
    text = _plain(sentence.text)
    if numbers:
        shown = "".join(f"[^{number}]" for number in numbers[:_MOST_NOTES])
        more = f" (and {len(numbers) - _MOST_NOTES} more claims)" if len(numbers) > _MOST_NOTES else ""
        return f"{text}{shown}{more}"
    return f"{text} _{_plain(f'[{sentence.basis}]')}_" if sentence.basis else text


def _note(item: Evidence, words: Translation) -> str:
    missing = "" if item.quote.exact else " (the stored text does not hold these words at their place)"
    quote = f"“{_plain(item.quote.before)}**{_plain(item.quote.trigger)}**{_plain(item.quote.after)}”{missing}"
    facts = [(words("Event"), item.event), *facts_of(item, words)]
    return f"{quote} " + " ".join(f"{_plain(label)}: {_plain(value.replace(_BREAK, ''))}." for label, value in facts)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: one line, nothing in it acts as markup, HTML or a link."""
    flat = re.sub(r"\s*\n\s*", " ", visible(text))
    escaped = _SPECIAL.sub(r"\\\1", flat)
    escaped = re.sub(r"\b(https?|ftp|www)([:.])", r"\1\\\2", escaped)
    return _LINE_START.sub(r"\1\\\2\3", escaped)
