"""The kinds of archive, and their cutting into shards: parts that are read, written and done again on their own.

JSON Lines, packed or not, are cut by bytes of the text (a line belongs to the shard in which it begins), Parquet by
rows, WARC files whose records are packed one by one (as crawlers pack them) by bytes of the file. Cutting packed JSON
Lines costs one pass through them beforehand.
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal, cast

from trucewatch.bulk.storage import Stored, library, listed, opened

__all__ = ["DAMAGE", "ENDINGS", "Corpus", "Kind", "Shard", "corpus_of", "kind_of", "parquet_file", "unpacked"]

Kind = Literal["jsonl", "parquet", "warc"]

_LINES = (".jsonl", ".ndjson")
_PACKED = ("", ".gz", ".zst", ".zstd")
ENDINGS = (*(line + pack for line in _LINES for pack in _PACKED), ".parquet", ".warc", ".warc.gz")
"""Endings of the names of files that are read."""

DAMAGE: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error, ValueError)
"""What reading a damaged file raises (the errors of pyarrow are among them)."""

_PIECE = 1 << 20
_PACKED_PIECE = 1 << 13
"""How much is unpacked at once: little, since little can hold much."""
_WIDENS = 4
"""Packed lines of less than a shard divided by this are taken for one shard without being looked through."""


@dataclass(frozen=True)
class Shard:
    """A part of one file: `start` to `end` (None: to its end) in bytes of the text, bytes of the file, or rows."""

    number: int
    url: str
    kind: Kind
    start: int = 0
    end: int | None = None

    @property
    def name(self) -> str:
        """How the files made from it are called, without ending."""
        return f"part-{self.number:06d}"


@dataclass(frozen=True)
class Corpus:
    """What is read: its files and their cutting. The digest is over names, sizes and stamps of the files."""

    files: tuple[Stored, ...]
    shards: tuple[Shard, ...]

    @property
    def digest(self) -> str:
        """Another corpus, or another cutting, has another digest."""
        total = hashlib.sha256()
        for file in self.files:
            total.update(f"{file.url.rsplit('/', 1)[-1]}\0{file.size}\0{file.stamp}\n".encode())
        for shard in self.shards:
            total.update(f"{shard.kind}\0{shard.start}\0{shard.end}\n".encode())
        return total.hexdigest()


def kind_of(url: str) -> Kind:
    """The kind of archive, by its name's ending."""
    name = url.lower()
    return "parquet" if name.endswith(".parquet") else "warc" if name.endswith((".warc", ".warc.gz")) else "jsonl"


def corpus_of(given: Sequence[str], shard_bytes: int, options: Mapping[str, Any]) -> Corpus:
    """The files of some inputs, each once, cut into shards of about `shard_bytes`. InputError where an input holds
    nothing that is read."""
    files = {file.url: file for one in given for file in listed(one, ENDINGS, options)}
    shards: list[Shard] = []
    for file in files.values():
        for start, end in _cuts(file, shard_bytes, options):
            shards.append(Shard(len(shards), file.url, kind_of(file.url), start, end))
    return Corpus(tuple(files.values()), tuple(shards))


def _cuts(file: Stored, size: int, options: Mapping[str, Any]) -> list[tuple[int, int | None]]:
    """Where a file is cut; a damaged one is left whole, so that its shard can say what is wrong with it."""
    kind = kind_of(file.url)
    try:
        if kind == "parquet":
            return _row_cuts(file, size, options)
        if kind == "jsonl":
            packed = not file.url.lower().endswith(_LINES)
            length = _length(file, options) if packed and file.size * _WIDENS > size else file.size
            return _even(length, size) if not packed or length > file.size else [(0, None)]
        if file.url.lower().endswith(".gz"):
            return _even(file.size, size)
    except DAMAGE:
        pass
    return [(0, None)]


def _even(length: int, size: int) -> list[tuple[int, int | None]]:
    starts = range(0, max(length, 1), size)
    return [(start, start + size if start + size < length else None) for start in starts]


def _length(file: Stored, options: Mapping[str, Any]) -> int:
    total = 0
    with unpacked(file.url, options) as text:
        while piece := text.read(_PIECE):
            total += len(piece)
    return total


def _row_cuts(file: Stored, size: int, options: Mapping[str, Any]) -> list[tuple[int, int | None]]:
    with parquet_file(file.url, options) as table:
        about = table.metadata
        weight = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
        rows = max(1, int(about.num_rows * size / max(weight, 1)))
        return _even(about.num_rows, rows)


@contextmanager
def parquet_file(url: str, options: Mapping[str, Any]) -> Iterator[Any]:
    """An open Parquet file (pyarrow)."""
    parquet = library("pyarrow.parquet", "bulk")
    with opened(url, options) as file, parquet.ParquetFile(file) as table:
        yield table


@contextmanager
def unpacked(url: str, options: Mapping[str, Any]) -> Iterator[BinaryIO]:
    """The text of a file of lines as a stream of bytes, unpacked where it is packed (gzip, Zstandard)."""
    name = url.lower()
    with opened(url, options) as file:
        if name.endswith(".gz"):
            with gzip.open(file) as text:
                yield cast("BinaryIO", text)
        elif name.endswith((".zst", ".zstd")):
            zstandard = library("zstandard", "bulk")
            # Archives are packed with windows of up to 2 GB (`zstd --long=31`).
            plain = zstandard.ZstdDecompressor(max_window_size=2**31)
            with io.BufferedReader(_Frames(file, plain, zstandard.ZstdError), _PIECE) as text:
                yield cast("BinaryIO", text)
        else:
            yield file


class _Frames(io.RawIOBase):
    """What the frames of a Zstandard file hold, one after the other. OSError where a frame is damaged or cut off."""

    def __init__(self, file: BinaryIO, decompressor: Any, error: type[Exception]) -> None:
        self._file = file
        self._decompressor = decompressor
        self._error = error
        self._frame: Any = None
        self._held = b""

    def readable(self) -> bool:
        """It is read only."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer."""
        while not self._held:
            packed = self._file.read(_PACKED_PIECE)
            if not packed:
                if self._frame is not None:
                    raise EOFError("the file ends within a frame")
                return 0
            self._held = self._unpacked(packed)
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size

    def _unpacked(self, packed: bytes) -> bytes:
        found = b""
        while packed:
            self._frame = self._frame or self._decompressor.decompressobj()
            try:
                found += self._frame.decompress(packed)
            except self._error as error:
                raise OSError(str(error)) from error
            packed = self._frame.unused_data if self._frame.eof else b""
            self._frame = None if self._frame.eof else self._frame
        return found
