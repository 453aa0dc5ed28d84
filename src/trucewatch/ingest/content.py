"""Bytes to be read, from a file or out of an archive, with what is known of them from outside."""

import io
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from trucewatch.model.errors import ReportError

__all__ = ["MAX_FILE", "SNIFF", "Content", "shown"]

MAX_FILE = 50 * 1024 * 1024
"""Largest file, in bytes, of a format that has to be held in memory as a whole."""

SNIFF = 8192
"""How many bytes at the start tell a format."""

_SUFFIX = re.compile(r"\.\w{1,12}\Z")


def shown(name: str) -> str:
    """A name as it is printed: what cannot be seen, such as a line's end or half a character, is spelled out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in name)


class Content:
    """A file, or a part of one, to be read.

    `name` stands for it in messages. `media_type`, `charset` and `url` are what a server or an enclosing message said
    of it, None where nobody did. `depth` counts what it lies inside of: 0 for a file.
    """

    def __init__(
        self,
        name: str,
        source: Path | bytes,
        *,
        file_name: str | None = None,
        media_type: str | None = None,
        charset: str | None = None,
        url: str | None = None,
        depth: int = 0,
    ) -> None:
        self.name = shown(name)
        self.file_name = shown(file_name if file_name is not None else name)
        self.media_type = media_type
        self.charset = charset
        self.url = url
        self.depth = depth
        self._source = source

    @property
    def suffix(self) -> str:
        """The ending of its file name, lower case, with the dot; empty where it has none."""
        found = _SUFFIX.search(self.file_name.lower())
        return found[0] if found else ""

    @cached_property
    def start(self) -> bytes:
        """Its first bytes, by which its format is told."""
        with self.open() as file:
            return file.read(SNIFF)

    @property
    def size(self) -> int:
        """Bytes."""
        if isinstance(self._source, bytes):
            return len(self._source)
        with self._told():
            return self._source.stat().st_size

    def load(self, limit: int = MAX_FILE) -> bytes:
        """All its bytes. ReportError if they are more than `limit`, missing, or may not be read."""
        size = self.size
        if size > limit:
            found, most = size / 2**20, limit // 2**20
            raise ReportError(f"{self.name} has {found:.0f} MB, more than the {most} MB that are read; split it.")
        with self.open() as file:
            raw = file.read(size + 1)
        if len(raw) > size:
            raise ReportError(f"{self.name} grew while it was read; add it again when it is whole.")
        return raw

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Its bytes as a stream that can be wound back. ReportError if they are missing or may not be read."""
        if isinstance(self._source, bytes):
            yield io.BytesIO(self._source)
            return
        with self._told():
            if not stat.S_ISREG(self._source.stat().st_mode):
                raise ReportError(f"{self.name} is no regular file; add a file or a folder of files.")
            file = self._source.open("rb")
        with file:
            yield file

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise ReportError(f"There is no file {shown(str(self._source))}; check the name.") from None
        except OSError as error:
            where, reason = shown(str(self._source)), error.strerror or error
            raise ReportError(f"{where} cannot be read ({reason}); check that it may be opened.") from error
        except ValueError as error:
            raise ReportError(f"{shown(str(self._source))} is no file name ({error}); check the name.") from error
