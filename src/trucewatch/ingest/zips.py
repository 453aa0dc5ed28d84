"""ZIP files opened with care: bombs, paths that lead out and locked entries are refused before anything is unpacked."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from trucewatch.ingest.content import shown
from trucewatch.model.errors import ReportError

__all__ = ["DAMAGE", "ZIP", "entry_bytes", "opened_zip", "said_of_zip"]

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError)
"""What reading a broken ZIP file raises."""

ZIP = b"PK\x03\x04"
"""How a ZIP file begins."""

_MOST_ENTRIES = 100_000
_MOST_RATIO = 200
_HARMLESS = 16 * 1024 * 1024
_LOCKED = 0x1


@contextmanager
def opened_zip(file: BinaryIO, name: str, most: int) -> Iterator[zipfile.ZipFile]:
    """A ZIP file, checked: its entries declare `most` bytes or fewer together, none swells more than 200-fold, none has
    a path that leads out of it, none is locked. What an entry declares, zipfile holds it to. ReportError otherwise."""
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        raise ReportError(f"{name} is no whole ZIP file ({said_of_zip(error)}); get it again.") from error
    with archive:
        _check(archive.infolist(), name, most)
        yield archive


def _check(entries: list[zipfile.ZipInfo], name: str, most: int) -> None:
    if len(entries) > _MOST_ENTRIES:
        raise ReportError(
            f"{name} has {len(entries):,} entries, more than the {_MOST_ENTRIES:,} that are read; split it."
        )
    if sum(entry.file_size for entry in entries) > most:
        raise ReportError(f"{name} would unpack to more than the {most // 2**20:,} MB that are read; split it.")
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (path.parts[:1] and path.parts[0].endswith(":")):
            raise ReportError(f"{name} holds {shown(entry.filename)}, a path that leads out of it; do not trust it.")
        if entry.flag_bits & _LOCKED:
            raise ReportError(f"{name} is locked with a password; unlock it and add it again.")
        if entry.file_size > _HARMLESS and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
            raise ReportError(
                f"{name} holds {shown(entry.filename)}, which unpacks to {entry.file_size / 2**20:,.0f} MB from "
                f"{entry.compress_size / 2**20:,.1f}: a decompression bomb; it is not unpacked."
            )


def entry_bytes(archive: zipfile.ZipFile, entry: str, name: str, most: int) -> bytes:
    """The bytes of one entry. ReportError if it is missing, broken, or larger than `most`."""
    try:
        info = archive.getinfo(entry)
        if info.file_size > most:
            raise ReportError(f"{name} holds {shown(entry)}, larger than the {most // 2**20:,} MB that are read.")
        return archive.read(info)
    except KeyError:
        raise ReportError(f"{name} lacks {shown(entry)}, so it is not what its name says; get it again.") from None
    except DAMAGE as error:
        raise ReportError(f"{name} is damaged in {shown(entry)} ({said_of_zip(error)}); get it again.") from error


def said_of_zip(error: Exception) -> str:
    """A library's complaint on one line."""
    return shown(str(error) or type(error).__name__)[:120]
