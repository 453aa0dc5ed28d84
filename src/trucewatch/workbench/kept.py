"""Pictures on disk, so that a server is warm when it starts: a view in pieces, each with a seal.

A piece is small enough to be read in a few milliseconds, so that a server that reads a large picture still answers.
The seal is a HMAC under a secret of this server: a file that another made, such as one in a folder that was sent by
somebody, is never read, for reading it could run what it says.
"""

import gc
import hashlib
import hmac
import json
import os
import pickle
import struct
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from trucewatch._version import __version__
from trucewatch.assess import METHOD as ASSESS_METHOD
from trucewatch.custody import PICTURES, UNFINISHED
from trucewatch.ledger import Head
from trucewatch.model import View
from trucewatch.monitor.findings import METHOD as MONITOR_METHOD

__all__ = ["Extra", "Shelf"]

_PIECE = 100
_SIZE = struct.Struct("<Q")
_SEAL = hashlib.sha256().digest_size
_LISTS = ("incidents", "findings", "obligations", "holdings", "copies")
_TABLES = ("reports", "claims")
_EXTRA = "with "
Extra = dict[str, list[Any]]
_MOST_FILES = 12
_MOST_BYTES = 512 * 1024 * 1024


class Shelf:
    """The kept pictures of one watch, in `cache/pictures` of its folder; all of them can be thrown away."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder, self._secret = folder / PICTURES, secret

    def file(self, head: Head, *what: str) -> Path:
        """Where the picture of a ledger's end, of these clocks and profile, as this program makes it, would lie."""
        said = "\n".join((head.hash, _program(), *what))
        return self._folder / f"{hashlib.sha256(said.encode()).hexdigest()[:40]}.view"

    def read(self, file: Path) -> tuple[View, Extra] | None:
        """The view in a file, and what was kept with it; None if there is none, or none that this server has sealed and
        that is whole."""
        pieces = self._read(file)
        return _together(pieces) if pieces else None

    def film(self, file: Path) -> bytes | None:
        """The film in a file (playback/), None as with a view."""
        pieces = self._read(file)
        return bytes(pieces[0][1]) if pieces else None

    def _read(self, file: Path) -> list[tuple[str, Any]] | None:
        try:
            with file.open("rb") as source:
                pieces = list(self._pieces(source, file.name))
        except (OSError, ValueError, EOFError, pickle.UnpicklingError, AttributeError, ImportError):
            return None
        file.touch()
        return pieces

    def _pieces(self, source: BinaryIO, name: str) -> Iterator[tuple[str, Any]]:
        number = 0
        while True:
            frame = source.read(_SIZE.size)
            if len(frame) < _SIZE.size:
                raise EOFError
            (size,) = _SIZE.unpack(frame)
            if size > _MOST_BYTES:
                raise ValueError
            seal, data = source.read(_SEAL), source.read(size)
            if not hmac.compare_digest(seal, self._seal(name, number, data)):
                raise ValueError
            piece = pickle.loads(data)  # noqa: S301 - sealed by this server
            if piece[0] == "end":
                return
            yield piece
            number += 1

    def write(self, file: Path, view: View, extra: Extra | None = None) -> None:
        """Keep a view, and lists of what goes with it, whole or not at all; the ones that were used least recently make
        room. FileNotFoundError where a takedown threw it away before it was done."""
        self._write(file, _apart(view, extra or {}))

    def write_film(self, file: Path, film: bytes) -> None:
        """Keep a film in the same way."""
        self._write(file, [("film", film), ("end", None)])

    def _write(self, file: Path, pieces: Iterable[tuple[str, Any]]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=self._folder, prefix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as target:
                for number, piece in enumerate(pieces):
                    data = pickle.dumps(piece, pickle.HIGHEST_PROTOCOL)
                    target.write(_SIZE.pack(len(data)) + self._seal(file.name, number, data) + data)
            Path(made).replace(file)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
        self._make_room()

    def remember(self, what: str, head: Head, file: Path) -> None:
        """Note which picture of something was made last."""
        said = json.dumps([file.name, head.seq, head.hash])
        note = self._note(what)
        made = note.with_suffix(".new")
        made.write_text(f"{self._seal(note.name, 0, said.encode()).hex()} {said}")
        made.replace(note)

    def remembered(self, what: str) -> tuple[Path, Head] | None:
        """The picture of something that was made last, and the ledger's end that it was made at; None if none was."""
        note = self._note(what)
        try:
            seal, _, said = note.read_text().partition(" ")
            if not hmac.compare_digest(bytes.fromhex(seal), self._seal(note.name, 0, said.encode())):
                return None
            name, seq, digest = json.loads(said)
        except (OSError, ValueError):
            return None
        return self._folder / name, Head(seq=seq, hash=digest)

    def _note(self, what: str) -> Path:
        said = f"{_program()}\n{what}"
        return self._folder / f"{hashlib.sha256(said.encode()).hexdigest()[:40]}.last"

    def _seal(self, name: str, number: int, data: bytes) -> bytes:
        return hmac.digest(self._secret, f"{name} {number} ".encode() + data, "sha256")

    def _make_room(self) -> None:
        files = sorted(self._folder.glob("*.view"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[_MOST_FILES:]:
            file.unlink(missing_ok=True)


def _apart(view: View, extra: Extra) -> Iterator[tuple[str, Any]]:
    """A view in pieces: the rest first, then its large parts, a hundred values at a time, then the end."""
    empty: dict[str, Any] = dict.fromkeys(_LISTS, ()) | {name: {} for name in _TABLES}
    yield "rest", view.model_copy(update=empty)
    lists = {name: list(getattr(view, name).items()) for name in _TABLES}
    lists |= {name: list(getattr(view, name)) for name in _LISTS}
    lists |= {f"{_EXTRA}{name}": list(values) for name, values in extra.items()}
    for name, values in lists.items():
        for start in range(0, max(1, len(values)), _PIECE):
            yield name, values[start : start + _PIECE]
    yield "end", None


def _together(pieces: list[tuple[str, Any]]) -> tuple[View, Extra]:
    rest: View = pieces[0][1]
    parts: dict[str, list[Any]] = {}
    for name, values in pieces[1:]:
        parts.setdefault(name, []).extend(values)
    found = {name: dict(parts[name]) for name in _TABLES} | {name: tuple(parts[name]) for name in _LISTS}
    gc.freeze()  # what lives long need not be walked by every collection
    extra = {name.removeprefix(_EXTRA): values for name, values in parts.items() if name.startswith(_EXTRA)}
    return rest.model_copy(update=found), extra


@cache
def _program() -> str:
    """What a view depends on besides the ledger: the methods, and the shape of its values."""
    shape = hashlib.sha256(str(View.model_json_schema()).encode()).hexdigest()
    return f"{__version__} {ASSESS_METHOD} {MONITOR_METHOD} {shape}"
