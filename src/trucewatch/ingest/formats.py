"""Every format, and which one a file is of: by its name's ending where its bytes bear that out, else by its bytes."""

from collections.abc import Iterator
from dataclasses import replace

from trucewatch.ingest.base import Format, Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.decode import check_kind
from trucewatch.ingest.docx import DocxFile
from trucewatch.ingest.feeds import FeedFile
from trucewatch.ingest.html import HtmlFile
from trucewatch.ingest.jsons import JsonFile, JsonLinesFile
from trucewatch.ingest.mail import MailFile
from trucewatch.ingest.pdf import PdfFile
from trucewatch.ingest.plain import MarkdownFile, TextFile
from trucewatch.ingest.speech import SpeechFile
from trucewatch.ingest.subtitles import SubtitleFile
from trucewatch.ingest.tables import CsvFile
from trucewatch.ingest.telegram import TelegramExport
from trucewatch.ingest.webarchive import WaczFile, WarcFile
from trucewatch.ingest.zips import ZIP
from trucewatch.model.errors import ReportError

__all__ = ["FORMATS", "format_of", "records_of"]

FORMATS: tuple[Format, ...] = (
    HtmlFile(),
    PdfFile(),
    WaczFile(),
    DocxFile(),
    MailFile(),
    FeedFile(),
    WarcFile(),
    SpeechFile(),
    TelegramExport(),
    SubtitleFile(),
    JsonLinesFile(),
    JsonFile(),
    CsvFile(),
    MarkdownFile(),
    TextFile(),
)
"""Every format, the more particular first."""

_UNMISTAKABLE = frozenset({"html", "pdf", "wacz", "docx", "feed", "warc", "telegram", "speech"})
"""Formats whose bytes say more than any name: a file that begins so is read so, whatever it is called."""

_SIGNED = _UNMISTAKABLE - {"telegram", "speech"} | {"subtitles"}
"""Formats without whose signature a file is not of them, whatever it is called."""

_DEEPEST = 4


def format_of(content: Content) -> Format:
    """The format. ReportError if its bytes are of none, or are plain text under the name of something else."""
    start = content.start
    for format_ in FORMATS:
        if format_.name in _UNMISTAKABLE and format_.sniff(start):
            return format_
    named = _named(content)
    if named is None:
        check_kind(start, content.name)
        return next(format_ for format_ in FORMATS if format_.sniff(start))
    if named.name in _SIGNED and start and not (named.sniff(start) or _is_zip(named, start)):
        check_kind(start, content.name)
        other = next(format_ for format_ in FORMATS if format_.sniff(start))
        if other.name == "text" and content.suffix not in named.suffixes:
            return other
        if named.name not in ("html", "subtitles", "feed"):
            raise ReportError(
                f"{content.name} is called {named.name} but holds {other.name}; rename it after what it is and add it."
            )
    return named


def _is_zip(named: Format, start: bytes) -> bool:
    """Whether it is called what is kept in ZIP files and is one, though its first entries do not tell which."""
    return named.name in ("docx", "wacz") and start.startswith(ZIP)


def _named(content: Content) -> Format | None:
    """The format that a file's name, or the media type that it came with, speaks of."""
    for format_ in FORMATS:
        if content.suffix and content.suffix in format_.suffixes:
            return format_
    for format_ in FORMATS:
        if content.media_type and content.media_type in format_.media_types:
            return format_
    return None


def records_of(content: Content) -> Iterator[Record]:
    """The records of a file, and of what lies inside of it, four levels deep. ReportError if it cannot be read."""
    if content.depth > _DEEPEST:
        raise ReportError(
            f"{content.name} lies more than {_DEEPEST} levels deep in others; take it out and add it alone."
        )
    format_ = format_of(content)
    for record in format_.read(content, records_of):
        yield replace(record, media_type=record.media_type or format_.media_types[0])
