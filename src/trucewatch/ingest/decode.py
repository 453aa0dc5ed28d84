"""Bytes to text, exactly: what is not text, or not the encoding it says, is refused with the place named."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from trucewatch.model.errors import ReportError

__all__ = ["MAX_FILE", "UTF16", "check_kind", "decode", "load", "opened"]

MAX_FILE = 50 * 1024 * 1024
"""Largest file that is read, in bytes."""

_FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"{\\rtf", "a rich text document"),
)
_PAGES = (b"<!doctype html", b"<html")
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Marks at the start of a file that is in UTF-16."""


def load(path: Path) -> bytes:
    """A file's bytes. ReportError if it is missing, too large or may not be read."""
    with opened(path) as file:
        return file.read()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file, open to be read. ReportError if it is missing, too large or may not be read."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            limit = MAX_FILE // 2**20
            raise ReportError(
                f"{path.name} has {size / 2**20:.0f} MB, more than the {limit} MB that are read; split it."
            )
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise ReportError(f"There is no file {path}; check the name.") from None
    except OSError as error:
        raise ReportError(f"{path} cannot be read ({error.strerror}); check that it may be opened.") from error


def check_kind(start: bytes, name: str) -> None:
    """ReportError if bytes that begin so are plainly no text of ours: a binary file or a web page."""
    for magic, what in _FOREIGN:
        if start.startswith(magic):
            raise ReportError(f"{name} is {what}, not text; save its text as a .txt file and add that.")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise ReportError(f"{name} is a web page; save its text as a .txt file and add that.")
    if b"\x00" in start and not start.startswith(UTF16):
        raise ReportError(f"{name} is a binary file, not text; add the text as UTF-8.")


def decode(raw: bytes, name: str, offset: int = 0) -> str:
    """Text of UTF-8 bytes, or of the encoding that a byte order mark declares; the mark itself is no text.

    ReportError naming the first byte that is not of the encoding, counted from `offset`.
    """
    if raw.startswith(UTF16):
        encoding, said = "utf-16", "UTF-16"
    else:
        encoding, said = "utf-8-sig", "UTF-8"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        mark = 3 if raw.startswith(codecs.BOM_UTF8) else 0
        place = offset + error.start + mark
        raise ReportError(f"{name} is not valid {said} at byte {place}; save it as UTF-8 and add it again.") from error
