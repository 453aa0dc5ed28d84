"""The document as plain data, for renderers that lay out pages themselves: text only, with hidden characters shown."""

import re
from typing import Any

from trucewatch.publish.charts import drawn
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
from trucewatch.publish.marker import marker_text, numbers_of
from trucewatch.publish.text import visible
from trucewatch.publish.translation import Translation

__all__ = ["facts_of", "plain", "shown"]

_LONGEST_WORD = 24
_LONG = re.compile(rf"[^\s\u200b]{{{_LONGEST_WORD},}}")
_ZERO_WIDTH_SPACE = "\u200b"
_NARROWEST, _WIDEST = 5, 34


def shown(text: str) -> str:
    """Text as a page shows it: what is hidden is spelt out, and words of any length can be broken."""
    return _LONG.sub(lambda m: _broken(m.group()), visible(text))


def _broken(word: str) -> str:
    return _ZERO_WIDTH_SPACE.join(word[i : i + _LONGEST_WORD // 2] for i in range(0, len(word), _LONGEST_WORD // 2))


def plain(document: Document, evidence: tuple[Evidence, ...], words: Translation) -> dict[str, Any]:
    """Everything that a page shows, as JSON can hold it."""
    return {
        "title": shown(document.title),
        "subtitle": shown(document.subtitle),
        "release": shown(next((s.text for label, s in document.head.items if label == words("Release")), "")),
        "language": words.language,
        "direction": words.direction,
        "head": _block(document, document.head, words),
        "sections": [_section(document, section, words) for section in document.sections],
        "evidence_title": words("The words behind each sentence"),
        "no_claim": words("No claim is cited."),
        "evidence": [_evidence(item, words) for item in evidence],
    }


def _section(document: Document, section: Section, words: Translation) -> dict[str, Any]:
    return {
        "title": shown(section.title),
        "blocks": [_block(document, block, words) for block in section.blocks],
        "parts": [_section(document, part, words) for part in section.parts],
    }


def _block(document: Document, block: Block, words: Translation) -> dict[str, Any]:
    match block:
        case Paragraph(sentences=sentences):
            return {"kind": "paragraph", "sentences": [_say(document, s, words) for s in sentences]}
        case Bullets(items=items, ordered=ordered):
            return {"kind": "bullets", "ordered": ordered, "sentences": [_say(document, s, words) for s in items]}
        case Facts(items=pairs):
            return {"kind": "facts", "items": [[shown(label), shown(s.text)] for label, s in pairs]}
        case Table():
            return {"kind": "table", **_table(document, block, words)}
        case Figure():
            data = _table(document, block.data, words) if block.data is not None else None
            notes = [_say(document, s, words) for s in block.notes]
            figure = {"svg": drawn(block), "alt": shown(block.alt), "caption": shown(block.caption)}
            return {"kind": "figure", **figure, "notes": notes, "data": data}


def _table(document: Document, table: Table, words: Translation) -> dict[str, Any]:
    return {
        "caption": shown(table.caption),
        "basis": shown(table.basis),
        "columns": [shown(column) for column in table.columns],
        "note_label": shown(table.note_label),
        "widths": _widths(table),
        "rows": [_row(document, row, words) for row in table.rows],
    }


def _row(document: Document, row: Row, words: Translation) -> dict[str, Any]:
    note = _say(document, row.note, words) if row.note is not None else None
    return {"cells": [_say(document, cell, words) for cell in row.cells], "note": note}


def _widths(table: Table) -> list[int]:
    """How the width of a table is shared out, by the length of what stands in each column."""
    widths = []
    for i, column in enumerate(table.columns):
        lengths = sorted(len(row.cells[i].text) for row in table.rows if i < len(row.cells)) or [0]
        typical = lengths[len(lengths) * 3 // 4]
        longest_word = max((len(word) for word in column.split()), default=0)
        widths.append(max(_NARROWEST, min(_WIDEST, max(typical, longest_word + 1))))
    return widths


def _say(document: Document, sentence: Sentence, words: Translation) -> dict[str, str]:
    numbers = numbers_of(sentence, document.numbers)
    confidence = f"{words('Confidence')}: {words(sentence.confidence.value)}." if sentence.confidence else ""
    return {
        "text": shown(sentence.text),
        "marker": marker_text(numbers) if numbers else "",
        "basis": shown(sentence.basis),
        "confidence": confidence,
    }


def facts_of(item: Evidence, words: Translation) -> list[tuple[str, str]]:
    """What is said of a claim below its quotation, as labelled facts."""
    report = item.report + (f" ({item.language})" if item.language else "")
    rules = "; ".join(f"{field} = {rule}" for field, rule in item.rules)
    read_by = f"{item.method}: {rules} ({item.key})" if rules else f"{item.method} ({item.key})"
    facts = [
        ("Who says it", " → ".join(item.speakers)),
        *item.status,
        ("Publisher, date", f"{item.publisher}, {item.published}"),
        ("Title", item.title),
        ("Address", item.url),
        ("Report", report),
        ("SHA-256 as captured", item.sha256 or words("not captured")),
        *([("Same text in", ", ".join(item.copies))] if item.copies else []),
        ("Read by", read_by),
    ]
    return [(words(label), shown(value)) for label, value in facts]


def _evidence(item: Evidence, words: Translation) -> dict[str, Any]:
    def own(text: str) -> str:
        """The text with a direction of its own, where the page runs the other way."""
        return f"\u2068{text}\u2069" if words.direction == "rtl" else text

    return {
        "number": item.number,
        "event": shown(item.event),
        "before": shown(item.quote.before),
        "trigger": shown(item.quote.trigger),
        "after": shown(item.quote.after),
        "language": item.language if re.fullmatch(r"[a-z]{2,3}", item.language) else "",
        "facts": ". ".join(f"{own(label)}: {own(value)}" for label, value in facts_of(item, words)) + ".",
    }
