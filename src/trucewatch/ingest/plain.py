"""Plain text and Markdown: one file, one report, its text exactly as the file has it."""

import re
from collections.abc import Iterator
from typing import Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import SNIFF, Content
from trucewatch.ingest.decode import check_kind, decode
from trucewatch.model.errors import ReportError

__all__ = ["MarkdownFile", "TextFile"]

_HEADING = re.compile(r"\A\s*#[ \t]+(\S[^\n]*?)[ \t#]*(?:\n|\Z)")


class TextFile:
    """A text file. It says nothing about itself, so publisher, title and date stay unknown."""

    name: str = "text"
    suffixes: tuple[str, ...] = (".txt", ".text")
    media_types: tuple[str, ...] = ("text/plain",)
    gives: str = "one report a file, its text exactly as it is"
    isolated = False
    patience = 60.0

    def sniff(self, start: bytes) -> bool:
        """Anything that is text."""
        try:
            check_kind(start, "")
        except ReportError:
            return False
        return True

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """The file as one record."""
        raw = content.load()
        check_kind(raw[:SNIFF], content.name)
        text = decode(raw, content.name)
        yield Record(content.name, raw, {"text": text, **self._said(text)})

    def _said(self, _text: str) -> dict[str, Any]:
        return {}


class MarkdownFile(TextFile):
    """A Markdown file: as plain text, and a first-level heading at its start is the title."""

    name = "markdown"
    suffixes = (".md", ".markdown")
    media_types = ("text/markdown",)
    gives = "one report a file; a first heading is its title"

    def sniff(self, start: bytes) -> bool:  # noqa: ARG002
        """Never: without the name's ending, Markdown is read as plain text."""
        return False

    def _said(self, _text: str) -> dict[str, Any]:
        heading = _HEADING.match(_text)
        return {"title": heading[1]} if heading else {}
