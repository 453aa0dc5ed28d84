"""Word documents (.docx): body, tables, foot- and endnotes, as they read with all tracked changes accepted."""

import io
from collections.abc import Iterator
from typing import Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.zips import DAMAGE, ZIP, opened_zip, said_of_zip
from trucewatch.model.errors import ReportError

__all__ = ["DocxFile"]

_MOST_UNPACKED = 400 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTES = ("footnotes", "endnotes")
_DROPPED = frozenset(
    {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)


class DocxFile:
    """A Word document: one report. Its date of making says nothing of its publication, which stays unknown."""

    name: str = "docx"
    suffixes: tuple[str, ...] = (".docx", ".docm")
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
    gives: str = "one report a file; title and author where it states them"
    isolated = True
    patience = 60.0

    def sniff(self, start: bytes) -> bool:
        """A ZIP whose first entries are a Word document's."""
        return start.startswith(ZIP) and b"word/" in start

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """The document as one record, an empty one where it holds no words."""
        raw = content.load()
        with opened_zip(io.BytesIO(raw), content.name, _MOST_UNPACKED):
            pass
        document = _opened(raw, content.name)
        text = "\n\n".join(_paragraphs(document))
        if not text:
            error = ReportError(f"{content.name} holds no words; if they are in pictures, read them with OCR.")
            yield Record(content.name, raw, {}, error, empty=True)
            return
        said = document.core_properties
        authors = [said.author] if said.author and said.author != "python-docx" else []
        yield Record(content.name, raw, {"text": text, "title": said.title or None, "authors": authors})


def _opened(raw: bytes, name: str) -> Any:
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError

    try:
        return Document(io.BytesIO(raw))
    except (OpcError, XMLSyntaxError, AttributeError, *DAMAGE) as error:
        raise ReportError(
            f"{name} is no whole Word document ({said_of_zip(error)}); open it in Word, save it anew and add that."
        ) from error


def _paragraphs(document: Any) -> Iterator[str]:
    """Every paragraph with words in it, in the order of the document, then those of its notes.

    The walk is over the document's XML because inserted text, content controls and text boxes are words as well.
    """
    from lxml import etree

    parts = [document.element.body]
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rsplit("/", 1)[-1] in _NOTES:
            safe = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            parts.append(etree.fromstring(relation.target_part.blob, safe))
    for part in parts:
        words: list[str] = []
        for event, node in etree.iterwalk(part, events=("start", "end")):
            if event == "end" and node.tag == f"{_W}p":
                if line := " ".join("".join(words).split()):
                    yield line
                words = []
            elif event == "start":
                words.append(_said(node))


def _said(node: Any) -> str:
    if node.tag == f"{_W}t":
        is_gone = any(above.tag in _DROPPED for above in node.iterancestors())
        return "" if is_gone else node.text or ""
    return " " if node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr") else ""
