"""Plain text and Markdown: one file, one report, its text exactly as the file has it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trucewatch.ingest.base import Record
from trucewatch.ingest.decode import check_kind, decode, load
from trucewatch.model.errors import ReportError

__all__ = ["MarkdownFile", "TextFile"]

_SNIFF = 8192
_HEADING = re.compile(r"\A\s*#[ \t]+(\S[^\n]*?)[ \t#]*(?:\n|\Z)")


class TextFile:
    """A text file. It says nothing about itself, so publisher, title and date stay unknown."""

    name: str = "text"
    suffixes: tuple[str, ...] = (".txt", ".text")
    media_type: str = "text/plain"

    def sniff(self, start: bytes) -> bool:
        """Anything that is text."""
        try:
            check_kind(start, "")
        except ReportError:
            return False
        return True

    def read(self, path: Path) -> Iterator[Record]:
        """The file as one record."""
        raw = load(path)
        check_kind(raw[:_SNIFF], path.name)
        text = decode(raw, path.name)
        yield Record(path.name, raw, {"text": text, **self._said(text)})

    def _said(self, _text: str) -> dict[str, Any]:
        return {}


class MarkdownFile(TextFile):
    """A Markdown file: as plain text, and a first-level heading at its start is the title."""

    name = "markdown"
    suffixes = (".md", ".markdown")
    media_type = "text/markdown"

    def sniff(self, start: bytes) -> bool:  # noqa: ARG002
        """Never: without the name's ending, Markdown is read as plain text."""
        return False

    def _said(self, _text: str) -> dict[str, Any]:
        heading = _HEADING.match(_text)
        return {"title": heading[1]} if heading else {}
