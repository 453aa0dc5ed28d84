"""Web archives (WARC, WACZ): each page, document or feed that was captured is a report (warcio).

The bytes that such a report stands on are its record in the archive, headers included: a WARC file of its own.
"""

import json
import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import SNIFF, Content, shown
from trucewatch.ingest.docx import DocxFile
from trucewatch.ingest.feeds import FeedFile
from trucewatch.ingest.html import HtmlFile
from trucewatch.ingest.pdf import PdfFile
from trucewatch.ingest.zips import DAMAGE, ZIP, entry_bytes, opened_zip, said_of_zip
from trucewatch.model.errors import ReportError

__all__ = ["WaczFile", "WarcFile"]

_MOST_PAYLOAD = 50 * 1024 * 1024
_MOST_ARCHIVE = 8 * 1024 * 1024 * 1024
_MOST_LISTED = 100 * 1024 * 1024
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_WARC = (b"WARC/0.", b"WARC/1.")
_READ = (
    "text/html",
    "application/xhtml+xml",
    "application/pdf",
    "text/plain",
    "text/markdown",
    "text/vtt",
    "message/rfc822",
    "application/rss+xml",
    "application/atom+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
_BY_BYTES = ("", "application/xml", "text/xml", "application/rdf+xml")
"""Media types that say too little: feeds come so, and so do a site's maps and pictures; the first bytes tell."""
_TELLING = (HtmlFile(), PdfFile(), FeedFile(), DocxFile())
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_KEPT_HEADERS = frozenset("content-type content-language content-length date etag last-modified server via".split())
_MOST_HEADERS, _LONGEST_HEADER = 100, 500
_FIELD = re.compile(r"^([^\s:]{1,40})[ \t]*:(.*)$", re.MULTILINE)
_MOST_INFO, _MOST_INFOS = 64 * 1024, 1000
_KINDS = ("response", "resource", "conversion")
_OK = "200"


class WarcFile:
    """A WARC file, packed with gzip or not. Pictures, scripts, styles, redirects and errors of servers are passed over,
    and so are pages without an article."""

    name: str = "warc"
    suffixes: tuple[str, ...] = (".warc",)
    media_types: tuple[str, ...] = ("application/warc",)
    gives: str = "one report for each captured page, document or feed entry (.warc, .warc.gz)"
    isolated = True
    patience = 120.0

    def sniff(self, start: bytes) -> bool:
        """A WARC record, or one packed with gzip."""
        return start.startswith(_WARC) or (start.startswith(_GZIP) and _unpacked(start).startswith(_WARC))

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:
        """The captures, one at a time; a broken record is named, and those before it are kept."""
        if not self.sniff(content.start):
            raise ReportError(f"{content.name} does not begin as a WARC file does; check what it is.")
        with content.open() as file, content.open() as again:
            yield from _captures(file, again, content, inner)


class WaczFile:
    """A WACZ file: web archives with a list of the pages that were meant. Only those are read where there is one."""

    name: str = "wacz"
    suffixes: tuple[str, ...] = (".wacz",)
    media_types: tuple[str, ...] = ("application/wacz",)
    gives: str = "one report for each of its pages"
    isolated = True
    patience = 120.0

    def sniff(self, start: bytes) -> bool:
        """A ZIP whose first entry is one of a WACZ."""
        return start.startswith(ZIP) and any(
            entry in start[:300] for entry in (b"archive/", b"datapackage", b"indexes/", b"pages/")
        )

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:
        """The captures of its pages."""
        with content.open() as file, opened_zip(file, content.name, _MOST_ARCHIVE) as archive:
            names = archive.namelist()
            wanted = {
                url
                for name in names
                if name.startswith("pages/") and name.endswith(".jsonl")
                for url in _listed(entry_bytes(archive, name, content.name, _MOST_LISTED))
            }
            warcs = [n for n in names if n.startswith("archive/") and n.endswith((".warc", ".warc.gz"))]
            if not warcs:
                raise ReportError(f"{content.name} holds no archive/*.warc.gz, so it is no WACZ; check what it is.")
            for name in warcs:
                part = Content(f"{content.name}, {shown(name)}", b"", depth=content.depth + 1)
                try:
                    with archive.open(name) as entry, archive.open(name) as again:
                        yield from _captures(entry, again, part, inner, wanted)
                except DAMAGE as error:
                    raise ReportError(f"{part.name} is damaged ({said_of_zip(error)}); get it again.") from error


def _listed(lines: bytes) -> Iterator[str]:
    """The addresses in a list of pages; what is no page is passed over, as its first line is."""
    for line in lines.splitlines():
        try:
            page = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            yield page["url"]


def _unpacked(start: bytes) -> bytes:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(start, 1024)
    except zlib.error:
        return b""


def _captures(
    file: IO[bytes], again: IO[bytes], content: Content, inner: Inner, wanted: Collection[str] = ()
) -> Iterator[Record]:
    """The captures in an open archive; `again` is the same archive, open once more to take records out of it whole."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    records = ArchiveIterator(file)
    makers = _Makers()
    number = end = lacks = 0
    try:
        for record in records:
            number += 1
            if record.rec_headers.get_header("Content-Length") is None:
                yield _broken_off(content, number - 1)
                return
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            where = f"{content.name}, record {number}"
            makers.note(record)
            if _media_type(record) is not None and (not wanted or url in wanted):
                yield from _capture(records, record, again, where, content.depth, inner, makers.of(record))
            elif _lacks(record, records):
                yield Record(content.name, b"", {}, _cut(where, _lacks(record, records)))
            lacks, end = _lacks(record, records), records.get_record_offset()
            end += 0 if _is_packed(again, end) else records.get_record_length()
        if not lacks and not _ends_whole(again, end):
            yield _broken_off(content, number)
            return
    except (ArchiveLoadFailed, AttributeError, *DAMAGE) as error:
        message = (
            f"{content.name} is damaged after record {number} ({said_of_zip(error)}); get it again, the rest is kept."
        )
        yield Record(content.name, b"", {}, ReportError(message))
    if not number:
        raise ReportError(f"{content.name} holds no record of an archive; check what it is.")


class _Makers:
    """Who made the captures, and with what: a `warcinfo` record says so of those that name it, and of those after it
    that name none (WARC 1.1, 6.2 and 5.17)."""

    def __init__(self) -> None:
        self._named: dict[str, dict[str, str]] = {}
        self._latest: dict[str, str] = {}

    def note(self, record: Any) -> None:
        """Read a record, if it is one that says so."""
        if record.rec_type != "warcinfo":
            return
        said = record.content_stream().read(_MOST_INFO).decode("utf-8", "replace")
        fields = {name.strip().lower(): shown(value.strip())[:_LONGEST_HEADER] for name, value in _FIELD.findall(said)}
        made = {ours: fields.get(theirs, "") for ours, theirs in (("tool", "software"), ("by", "operator"))}
        self._latest = {name: value for name, value in made.items() if value}
        if len(self._named) < _MOST_INFOS:
            self._named[record.rec_headers.get_header("WARC-Record-ID") or ""] = self._latest

    def of(self, record: Any) -> Mapping[str, str]:
        """`tool` and `by` of a capture, where they are known."""
        named = record.rec_headers.get_header("WARC-Warcinfo-ID")
        return self._named.get(named, {}) if named else self._latest


def _broken_off(content: Content, number: int) -> Record:
    after = f"after record {number}" if number else "in its first record"
    message = f"{content.name} breaks off {after}: the archive was cut off; get it again, the rest is kept."
    return Record(content.name, b"", {}, ReportError(message))


def _is_packed(file: IO[bytes], start: int) -> bool:
    file.seek(start)
    return file.read(2) == _GZIP


def _ends_whole(file: IO[bytes], start: int) -> bool:
    """Whether an archive has nothing from there on but whole packed records, or blank lines. warcio ends in silence
    where the next record is too short to be one."""
    file.seek(start)
    member, left = zlib.decompressobj(16 + zlib.MAX_WBITS), b""
    within = False
    while left or (left := file.read(_CHUNK)):
        if not within and not left.startswith(_GZIP):
            return not left.strip()
        within = True
        member.decompress(left, _CHUNK)
        left = member.unconsumed_tail
        if member.eof:
            left, within = member.unused_data, False
            member = zlib.decompressobj(16 + zlib.MAX_WBITS)
            if len(left) == 1:
                left += file.read(_CHUNK)
    return not within


def _capture(
    records: Any, record: Any, again: IO[bytes], where: str, depth: int, inner: Inner, made: Mapping[str, str]
) -> Iterator[Record]:
    """What one record of an archive holds, as reports on that record's bytes."""
    url, came = (record.rec_headers.get_header(name) for name in ("WARC-Target-URI", "WARC-Date"))
    body = _body(record)
    lacks = _lacks(record, records)
    again.seek(records.get_record_offset())
    raw = again.read(min(records.get_record_length(), _MOST_PAYLOAD))
    if lacks:
        yield Record(where, raw, {}, _cut(where, lacks))
        return
    media_type = _media_type(record)
    if not media_type and not any(format_.sniff(body[:SNIFF]) for format_ in _TELLING):
        return
    if len(body) > _MOST_PAYLOAD:
        most = _MOST_PAYLOAD // 2**20
        yield Record(where, raw, {}, ReportError(f"{where} holds more than the {most} MB that are read; add it alone."))
        return
    how = {"url": url, "captured_at": came, "headers": _headers(record), **made}
    part = Content(
        where, body, file_name="", media_type=media_type or None, charset=_charset(record), url=url, depth=depth + 1
    )
    try:
        for found in inner(part):
            if not found.empty:
                fields = {"url": url, **found.fields, "received": came}
                yield Record(found.where, raw, fields, found.error, "application/warc", came=how)
    except ReportError as error:
        yield Record(where, raw, {}, error)


def _body(record: Any) -> bytes:
    """What was captured, unpacked; of what is larger than what is read, the beginning."""
    stream = record.content_stream()
    parts, size = [], 0
    while size <= _MOST_PAYLOAD and (part := stream.read(_MOST_PAYLOAD)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _lacks(record: Any, records: Any) -> int:
    """How many bytes a record declares beyond those that are there."""
    records.read_to_end(record)
    return int(getattr(record.raw_stream, "limit", 0))


def _cut(where: str, lacks: int) -> ReportError:
    return ReportError(f"{where} lacks its last {lacks:,} bytes: the archive was cut off; get it again.")


def _media_type(record: Any) -> str | None:
    """The media type of what was captured: None where it is none that is read, empty where its bytes must tell."""
    if record.rec_type not in _KINDS:
        return None
    if record.rec_type == "response" and record.http_headers is not None:
        if record.http_headers.get_statuscode() != _OK:
            return None
        said = record.http_headers.get_header("Content-Type") or ""
    else:
        said = record.rec_headers.get_header("Content-Type") or ""
    found = said.split(";")[0].strip().lower()
    return found if found in _READ else "" if found in _BY_BYTES else None


def _headers(record: Any) -> dict[str, str]:
    """What the server said of its answer, cookies apart."""
    said = record.http_headers.headers if record.http_headers else []
    named = ((str(name).lower(), str(value)) for name, value in said[:_MOST_HEADERS])
    return {name: value[:_LONGEST_HEADER] for name, value in named if name in _KEPT_HEADERS}


def _charset(record: Any) -> str | None:
    said = record.http_headers.get_header("Content-Type") if record.http_headers else None
    found = _CHARSET.search(said or "")
    try:
        return found[1] if found and b" ".decode(found[1]) else None
    except (LookupError, ValueError):
        return None
