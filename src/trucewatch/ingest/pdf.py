"""PDF files: the words of every page, lines joined to paragraphs, running heads and page numbers left out."""

import re
from collections.abc import Iterator
from typing import Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.paragraphs import paragraphs_of
from trucewatch.model.errors import ReportError

__all__ = ["PdfFile"]

_OPENS = re.compile(rb"[\x00-\x20\xef\xbb\xbf]*%PDF-")
_MOST_PAGES = 3000
_PASSWORD = 4


class PdfFile:
    """A PDF file: one report. When a PDF was made says nothing of when it was published, so the date stays unknown."""

    name: str = "pdf"
    suffixes: tuple[str, ...] = (".pdf",)
    media_types: tuple[str, ...] = ("application/pdf",)
    gives: str = "one report a file; title and authors where it states them"
    isolated = True
    patience = 120.0

    def sniff(self, start: bytes) -> bool:
        """The mark of a PDF."""
        return _OPENS.match(start) is not None

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """The document as one record, an empty one where its pages are pictures."""
        raw = content.load()
        pages, fields = _pages(raw, content.name)
        text = paragraphs_of(pages)
        if not text:
            message = f"{content.name} holds pictures of pages but no text; read them with OCR and add the text."
            yield Record(content.name, raw, {}, ReportError(message), empty=True)
            return
        yield Record(content.name, raw, {"text": text, **fields})


def _pages(raw: bytes, name: str) -> tuple[list[str], dict[str, Any]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise ReportError(f"{name} is locked with a password; unlock it and add it again.") from error
        raise ReportError(f"{name} is no PDF that can be opened ({error}); get it again or save it anew.") from error
    pages: list[str] = []
    try:
        if len(document) > _MOST_PAGES:
            raise ReportError(f"{name} has {len(document)} pages, more than the {_MOST_PAGES} that are read; split it.")
        for number in range(len(document)):
            pages.append(_page(document, number))  # noqa: PERF401 (how many were read is said where one fails)
        said = document.get_metadata_dict(skip_empty=True)
    except pypdfium2.PdfiumError as error:
        message = f"{name} is damaged on page {len(pages) + 1} of {len(document)}; get it again or save it anew."
        raise ReportError(message) from error
    finally:
        document.close()
    author = _plain(said.get("Author"))
    return pages, {"title": _plain(said.get("Title")), "authors": [author] if author else []}


def _page(document: Any, number: int) -> str:
    page = document[number]
    try:
        words = page.get_textpage()
        try:
            return str(words.get_text_bounded()).replace("\ufffe", "").replace("\x00", "")
        finally:
            words.close()
    finally:
        page.close()


def _plain(said: str | None) -> str | None:
    return "".join(c for c in said if c.isprintable()).strip() or None if said else None
