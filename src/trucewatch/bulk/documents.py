"""A shard's documents: lines, rows and records, as bytes that one process after the other can take."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Literal

from trucewatch.bulk.archives import DAMAGE, Shard, parquet_file, unpacked
from trucewatch.bulk.storage import opened
from trucewatch.ingest.content import shown
from trucewatch.ingest.fields import FIELDS
from trucewatch.ingest.jsons import MAX_LINE

__all__ = ["Document", "documents_of"]

_MOST_RECORD = 50 * 1024 * 1024
_PIECE = 1 << 16
_HEAD = 2048
_GZIP = b"\x1f\x8b\x08"
_ALSO = ("published_at", "updated", "reposted_from", "time_codes")
_ROWS = 256
_SPOKEN = (b"response", b"resource", b"conversion")


@dataclass(frozen=True)
class Document:
    """One line, row or record. `where` names it in messages by its place in the file: a byte of the text of lines, a
    byte of a web archive, or a row, each counted from 0. `broken` says why there are no bytes to read."""

    where: str
    kind: Literal["json", "warc"]
    raw: bytes = b""
    broken: str | None = None


def documents_of(shard: Shard, options: Mapping[str, Any], columns: Mapping[str, str]) -> Iterator[Document]:
    """The documents of a shard, in order. A damaged file gives what stands before the damage and a broken document;
    OSError only where it cannot be opened at all."""
    name = shown(shard.url.rsplit("/", 1)[-1])
    if shard.kind == "jsonl":
        with unpacked(shard.url, options) as text:
            yield from _guarded(_lines(text, shard, name), name, "json")
    elif shard.kind == "parquet":
        yield from _guarded(_rows(shard, name, options, columns), name, "json")
    else:
        with opened(shard.url, options) as file:
            packed = shard.url.lower().endswith(".gz")
            records = _members(file, shard, name) if packed else _records(file, name)
            yield from _guarded(records, name, "warc")


def _guarded(found: Iterator[Document], name: str, kind: Literal["json", "warc"]) -> Iterator[Document]:
    where = name
    try:
        for document in found:
            where = document.where
            yield document
    except DAMAGE as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        yield Document(where, kind, broken=f"{name} is damaged after this ({reason}); get it again.")


def _lines(text: BinaryIO, shard: Shard, name: str) -> Iterator[Document]:
    """The lines that begin in the shard; the one that goes on from before it is the shard before's."""
    at = _go_to(text, max(0, shard.start - 1))
    if shard.start:
        at += _skip_line(text)
    while shard.end is None or at < shard.end:
        line = _line(text)
        if not line:
            return
        where = f"{name} at byte {at}"
        at += len(line)
        if len(line) > MAX_LINE:
            most = MAX_LINE // 2**20
            yield Document(where, "json", broken=f"The line is longer than the {most} MB that one may have; split it.")
            at += 0 if line.endswith(b"\n") else _skip_line(text)
        elif line.strip():
            yield Document(where, "json", line.rstrip(b"\r\n"))


def _line(text: BinaryIO) -> bytes:
    return text.readline(MAX_LINE + 1)


def _skip_line(text: BinaryIO) -> int:
    passed = 0
    while part := text.readline(_PIECE):
        passed += len(part)
        if part.endswith(b"\n"):
            break
    return passed


def _go_to(text: BinaryIO, start: int) -> int:
    """Wind to a byte; a stream that is unpacked can only be read on."""
    if text.seekable():
        text.seek(start)
        return start
    at = 0
    while at < start and (part := text.read(min(1 << 20, start - at))):
        at += len(part)
    return at


def _rows(shard: Shard, name: str, options: Mapping[str, Any], columns: Mapping[str, str]) -> Iterator[Document]:
    """The rows of the shard, with the columns that a report has; each as JSON."""
    wanted = {*FIELDS, *_ALSO, *columns.values()}
    with parquet_file(shard.url, options) as table:
        kept = [column for column in table.schema_arrow.names if column in wanted]
        end = table.metadata.num_rows if shard.end is None else shard.end
        at = 0
        for group in range(table.metadata.num_row_groups):
            size = table.metadata.row_group(group).num_rows
            if at < end and at + size > shard.start:
                row = at
                for batch in table.iter_batches(_ROWS, row_groups=[group], columns=kept):
                    for values in batch.to_pylist():
                        if shard.start <= row < end:
                            yield Document(f"{name} at row {row}", "json", _row(values))
                        row += 1
            at += size


def _row(values: dict[str, Any]) -> bytes:
    return json.dumps({k: _plain(v) for k, v in values.items()}, ensure_ascii=False).encode(errors="surrogatepass")


def _plain(value: Any) -> Any:
    """A cell as JSON has it: moments as text, what is no number as nothing."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return None if value != value else value  # NaN alone differs from itself


def _members(file: BinaryIO, shard: Shard, name: str) -> Iterator[Document]:
    """The records, packed one by one, that begin in the shard of a web archive."""
    at = _first_member(file, shard.start)
    while at is not None and (shard.end is None or at < shard.end):
        raw, head, size = _member(file, at)
        if not raw and not size:
            return
        where = f"{name} at byte {at}"
        if size > _MOST_RECORD:
            most = _MOST_RECORD // 2**20
            yield Document(
                where, "warc", broken=f"The record is larger than the {most} MB that are read; add it alone."
            )
        elif _is_spoken(head):
            yield Document(where, "warc", raw)
        at += size


def _first_member(file: BinaryIO, start: int) -> int | None:
    """Where the first packed record at or after a byte begins; None where there is none."""
    file.seek(start)
    held, base = b"", start
    while piece := file.read(1 << 20):
        held += piece
        at = held.find(_GZIP)
        while at >= 0 and at + _HEAD <= len(held):
            if _begins(held[at : at + _HEAD]):
                return base + at
            at = held.find(_GZIP, at + 1)
        cut = at if at >= 0 else max(0, len(held) - len(_GZIP) + 1)
        held, base = held[cut:], base + cut
    at = held.find(_GZIP)
    while at >= 0 and not _begins(held[at : at + _HEAD]):
        at = held.find(_GZIP, at + 1)
    return base + at if at >= 0 else None


def _begins(start: bytes) -> bool:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(start, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _member(file: BinaryIO, at: int) -> tuple[bytes, bytes, int]:
    """A packed record with the first bytes that it holds and its length; no bytes where it is too large to be held."""
    file.seek(at)
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    parts: list[bytes] = []
    head, size = b"", 0
    while not inflate.eof and (piece := file.read(_PIECE)):
        plain = inflate.decompress(piece)
        head += plain[: max(0, _HEAD - len(head))]
        size += len(piece) - len(inflate.unused_data)
        if size <= _MOST_RECORD:
            parts.append(piece[: len(piece) - len(inflate.unused_data)] if inflate.eof else piece)
        else:
            parts.clear()
    if size and not inflate.eof:
        raise EOFError("the file ends within a record")
    return b"".join(parts), head, size


def _records(file: BinaryIO, name: str) -> Iterator[Document]:
    """The records of a web archive that is not packed."""
    end = file.seek(0, 2)
    file.seek(0)
    while True:
        at, head = file.tell(), b""
        while not head.endswith(b"\r\n\r\n"):
            line = file.readline(_PIECE)
            if not line:
                if head.strip():
                    raise EOFError("the file ends within a record")
                return
            head = head + line if head or line.strip() else b""
            at = at if head else file.tell()
        if not head.startswith(b"WARC/"):
            raise ValueError("no record of an archive begins here")
        length = _length(head)
        where = f"{name} at byte {at}"
        if file.tell() + length > end:
            raise EOFError("the file ends within a record")
        if length > _MOST_RECORD or not _is_spoken(head):
            file.seek(length, 1)
            if length > _MOST_RECORD and _is_spoken(head):
                yield Document(where, "warc", broken="The record is larger than what is read; add it alone.")
            continue
        yield Document(where, "warc", head + file.read(length) + b"\r\n\r\n")


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    raise ValueError("a record does not say its length")


def _is_spoken(head: bytes) -> bool:
    """Whether a record holds what somebody put out, not what was asked or noted about it."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"warc-type":
            return value.strip().lower() in _SPOKEN
    return False
