"""The evidence folder: raw bytes as handed in, each file named by its SHA-256 (evidence/ab/cdef...)."""

import os
import re
import tempfile
from collections.abc import Container, Iterator
from pathlib import Path

from trucewatch.ledger.entry import sha256_of
from trucewatch.model.errors import LedgerError, TamperError

__all__ = ["Evidence"]

_HASH = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".new-"
_FIRST = 2


class Evidence:
    """A content-addressed folder. Nothing in it is ever overwritten; only a takedown removes a file."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def path(self, sha256: str) -> Path:
        """Where the bytes of that hash lie, whether or not they are there."""
        return self.folder / sha256[:2] / sha256[2:]

    def store(self, raw: bytes) -> str:
        """Keep the bytes and return their SHA-256. Storing the same bytes again changes nothing.

        The file appears whole or not at all. LedgerError if the folder cannot be written to or the disk is full.
        """
        sha256 = sha256_of(raw)
        target = self.path(sha256)
        if target.is_file() and target.stat().st_size == len(raw):
            return sha256
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._write(target, raw)
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"The evidence folder {self.folder} cannot be written ({reason}); free or allow it and try again."
            raise LedgerError(message) from error
        return sha256

    @staticmethod
    def _write(target: Path, raw: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=_UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
            _keep_name(target.parent)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def read(self, sha256: str) -> bytes:
        """The bytes of that hash. LedgerError if they are missing, TamperError if they are others."""
        try:
            # Plain strings: most of the time that a small file takes would be the path's.
            with open(f"{self.folder}/{sha256[:2]}/{sha256[2:]}", "rb", buffering=0) as file:  # noqa: PTH123
                raw = file.readall()
        except FileNotFoundError:
            raise LedgerError(f"The evidence {sha256} is missing from {self.folder}; restore it from a copy.") from None
        except OSError as error:
            raise LedgerError(f"The evidence {sha256} cannot be read ({error.strerror}); check the folder.") from error
        if sha256_of(raw) != sha256:
            raise TamperError(f"The evidence {sha256} in {self.folder} was changed; restore it from a copy.")
        return raw

    def holds(self, sha256: str) -> bool:
        """Whether a file lies there, changed or not."""
        return self.path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        """Remove the bytes for good, after a takedown. LedgerError if the folder does not allow it."""
        try:
            self.path(sha256).unlink(missing_ok=True)
        except OSError as error:
            message = f"The evidence {sha256} cannot be removed from {self.folder} ({error.strerror})"
            raise LedgerError(f"{message}; allow it and take the report down once more.") from error

    def files(self) -> Iterator[Path]:
        """Every file in the folder, in the order of their names."""
        return (path for path in sorted(self.folder.rglob("*")) if not path.is_dir())

    def others(self, spoken_of: Container[str]) -> Iterator[tuple[str, str | None]]:
        """Files in the folder that are not those of the given hashes: each one's path in it, and the hash that it is
        named for (None: for none). What a write that was cut short has left is not among them: it is never read."""
        for folder, _, names in os.walk(self.folder):
            inside = folder[len(str(self.folder)) :].lstrip(os.sep) or "."
            for name in names:
                sha256 = f"{inside}{name}"
                if (sha256 in spoken_of and len(inside) == _FIRST) or name.startswith(_UNFINISHED):
                    continue
                named = sha256 if _HASH.fullmatch(sha256) and len(inside) == _FIRST else None
                yield (name if inside == "." else f"{inside}/{name}".replace(os.sep, "/")), named

    def problem(self, sha256: str) -> str | None:
        """What is wrong with the bytes of that hash, None if nothing is."""
        return next(self.verify((sha256,)))[2]

    def verify(self, hashes: Iterator[str] | tuple[str, ...]) -> Iterator[tuple[str, int, str | None]]:
        """For each hash: the hash, how many bytes were read, and what is wrong with it (None: nothing)."""
        for sha256 in hashes:
            try:
                yield sha256, len(self.read(sha256)), None
            except TamperError:
                yield sha256, 0, f"evidence {sha256} was changed"
            except LedgerError:
                yield sha256, 0, f"evidence {sha256} is missing or unreadable"


def _keep_name(folder: Path) -> None:
    """Have the folder itself written to disk, so that a power cut does not lose the new name (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
