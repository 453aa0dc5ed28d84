"""Bytes to text. Bytes of another encoding than said are refused, the place named, except in web pages."""

import codecs
import re

from charset_normalizer import from_bytes

from trucewatch.ingest.content import Content
from trucewatch.model.errors import ReportError

__all__ = ["UTF16", "check_kind", "decode", "decode_page"]

_FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old or a locked office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"{\\rtf", "a rich text document"),
)
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Marks at the start of a file that is in UTF-16."""

_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})|encoding=["']([\w.:-]{2,40})["']""",
    re.IGNORECASE,
)
_HEAD = 4096
_FEW_LOST, _MOST_LOST = 3, 0.001


def check_kind(start: bytes, name: str) -> None:
    """ReportError if bytes that begin so are plainly no text: a binary file of some kind."""
    for magic, what in _FOREIGN:
        if start.startswith(magic):
            raise ReportError(
                f"{name} is {what}, not text, and is not read here; save its text as a .txt file and add that."
            )
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


def decode_page(raw: bytes, content: Content) -> str:
    """Text of a web page, message or feed: by its byte order mark, else as UTF-8, else as the server or the page itself
    declares, else by what its bytes look like.

    A few bytes that fit no encoding, as cut pages have, become U+FFFD; ReportError where they are more than three, and
    more than one in a thousand, of a declared encoding and the bytes look like no other.
    """
    if raw.startswith((codecs.BOM_UTF8, *UTF16)):
        return decode(raw, content.name)
    declared = content.charset or _declared(raw)
    for encoding in ("utf-8", declared):
        text = _strictly(raw, encoding) if encoding else None
        if text is not None:
            return text
    for encoding in (declared, "utf-8"):
        text = raw.decode(encoding, "replace") if encoding else ""
        if text and text.count("\ufffd") <= max(_FEW_LOST, int(len(text) * _MOST_LOST)):
            return text
    guess = from_bytes(raw[: 2**20]).best()
    text = _strictly(raw, guess.encoding) if guess else None
    if text is None:
        raise ReportError(f"{content.name} is in no encoding that can be told; save it as UTF-8 and add it again.")
    return text


def _declared(raw: bytes) -> str | None:
    found = _META.search(raw[:_HEAD])
    name = (found[1] or found[2]).decode("ascii") if found else None
    return name if name and _known(name) else None


def _known(name: str) -> bool:
    """Whether it names an encoding of text; some of Python's codecs are none."""
    try:
        return b" ".decode(name) is not None
    except (LookupError, ValueError):
        return False


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
