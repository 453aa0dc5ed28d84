"""Where archives lie and where results go: local folders, and what fsspec reaches by an address.

S3 is reached through the client inside pyarrow behind fsspec's interface; it takes keys, region and endpoint from the
usual settings (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL, ~/.aws).
"""

import hashlib
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from trucewatch.ingest.content import shown
from trucewatch.model.errors import InputError

__all__ = ["Place", "Stored", "digest_of", "library", "listed", "locked", "opened"]

_S3 = ("s3", "s3a")
_PIECE = 1 << 20
_AHEAD = 4 << 20


def library(name: str, extra: str) -> Any:
    """A library that only archives need. InputError saying what to install where it is missing."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as error:
        message = f'Reading archives needs the library {name}; install it with `pip install "trucewatch[{extra}]"`.'
        raise InputError(message) from error


@dataclass(frozen=True)
class Stored:
    """A file of an archive. `stamp` tells whether it is still the same: the SHA-256 of a local file, else the size and
    moment that its store states."""

    url: str
    size: int
    stamp: str


def _is_address(url: str) -> bool:
    return "://" in url


def _system(url: str, options: Mapping[str, Any]) -> tuple[Any, str]:
    """The file system of an address and the path in it."""
    fsspec = library("fsspec", "bulk")
    protocol, _, rest = url.partition("://")
    try:
        if protocol.lower() in _S3:
            arrow = library("pyarrow.fs", "bulk")
            wrapper = library("fsspec.implementations.arrow", "bulk").ArrowFSWrapper
            return wrapper(arrow.S3FileSystem(**options)), rest
        system, path = fsspec.core.url_to_fs(url, **options)
    except (ValueError, TypeError, ImportError) as error:
        raise InputError(f"{shown(url)} cannot be reached ({error}); check the address and --storage.") from error
    return system, path


@contextmanager
def opened(url: str, options: Mapping[str, Any]) -> Iterator[BinaryIO]:
    """Its bytes as a stream that can be wound. OSError where it cannot be read."""
    if not _is_address(url):
        with Path(url).open("rb") as file:
            yield file
        return
    system, path = _system(url, options)
    with system.open(path, "rb") as file, io.BufferedReader(_Stream(file), _AHEAD) as buffered:
        yield cast("BinaryIO", buffered)


class _Stream(io.RawIOBase):
    """A stream of another library as Python's own."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def readable(self) -> bool:
        """It is read only."""
        return True

    def seekable(self) -> bool:
        """It can be wound."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer."""
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Wind to a byte."""
        self._inner.seek(offset, whence)
        return int(self._inner.tell())

    def tell(self) -> int:
        """Where it stands."""
        return int(self._inner.tell())


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def listed(given: str, endings: tuple[str, ...], options: Mapping[str, Any]) -> list[Stored]:
    """The files of a file, folder, pattern or address, in order of their names. InputError where there is none, or
    where a file that was named is none of these kinds."""
    if _is_address(given):
        return _listed_there(given, endings, options)
    from glob import glob, has_magic

    place = Path(given)
    if place.is_dir():
        found = [p for p in place.rglob("*") if p.is_file() and not _hidden(p.relative_to(place))]
    elif place.is_file():
        _check(given, endings)
        found = [place]
    elif has_magic(given):
        found = [Path(name) for name in glob(given, recursive=True) if Path(name).is_file()]  # noqa: PTH207
    else:
        raise InputError(f"There is no file or folder {shown(given)}; check the name.")
    kept = sorted(str(p.absolute()) for p in found if p.name.lower().endswith(endings))
    if not kept:
        raise InputError(f"{shown(given)} holds no archive that is read here ({', '.join(endings)}); check the name.")
    return [Stored(name, Path(name).stat().st_size, digest_of(Path(name))) for name in kept]


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def _check(given: str, endings: tuple[str, ...]) -> None:
    if not given.lower().endswith(endings):
        message = f"{shown(given)} is no archive that is read here ({', '.join(endings)}); convert it, or `add` it."
        raise InputError(message)


def _listed_there(given: str, endings: tuple[str, ...], options: Mapping[str, Any]) -> list[Stored]:
    from glob import has_magic

    system, path = _system(given, options)
    try:
        if has_magic(path):
            found = system.glob(path, detail=True)
        elif system.isdir(path):
            found = system.find(path, detail=True)
        else:
            _check(given, endings)
            found = {path: system.info(path)}
    except (OSError, ValueError) as error:
        raise InputError(
            f"{shown(given)} cannot be listed ({_short(error)}); check the address and the keys."
        ) from error
    protocol = given.partition("://")[0]
    kept = [
        Stored(f"{protocol}://{name.lstrip('/') if protocol != 'file' else name}", info["size"] or 0, _stamp(info))
        for name, info in sorted(found.items())
        if info.get("type") == "file" and name.lower().endswith(endings)
    ]
    if not kept:
        raise InputError(
            f"{shown(given)} holds no archive that is read here ({', '.join(endings)}); check the address."
        )
    return kept


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _stamp(info: Mapping[str, Any]) -> str:
    told = (info.get(key) for key in ("ETag", "etag", "checksum", "mtime", "LastModified", "created"))
    return f"{info['size']}:{next((str(value) for value in told if value is not None), 'undated')}"


@dataclass(frozen=True)
class Place:
    """The folder that results go to: local, or an address. A file is there whole or not at all."""

    url: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def put(self, name: str, made: Path) -> None:
        """Move a finished local file there under its name."""
        if not _is_address(self.url):
            target = Path(self.url, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            near = target.with_name(f".{target.name}.{os.getpid()}.{made.name}")
            try:
                _moved(made, near)
                near.replace(target)
            finally:
                near.unlink(missing_ok=True)
            return
        system, path = _system(self.url, self.options)
        with made.open("rb") as source, system.open(f"{path}/{name}", "wb") as target_file:
            while piece := source.read(_PIECE):
                target_file.write(piece)
        made.unlink()

    def write(self, name: str, data: bytes) -> None:
        """Write a small file whole."""
        import tempfile

        handle, temporary = tempfile.mkstemp(prefix="trucewatch-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        self.put(name, Path(temporary))

    def read(self, name: str) -> bytes | None:
        """What a file there holds; None where there is none."""
        with suppress(FileNotFoundError), opened(f"{self.url.rstrip('/')}/{name}", self.options) as file:
            return file.read()
        return None

    def sizes(self, folder: str) -> dict[str, int]:
        """The files of one of its folders, each with its bytes."""
        if not _is_address(self.url):
            place = Path(self.url, folder)
            here = place.iterdir() if place.is_dir() else ()
            return {p.name: p.stat().st_size for p in here if not p.name.startswith(".")}
        system, path = _system(self.url, self.options)
        system.invalidate_cache()
        above = f"{path}/{folder}" if folder else path
        try:
            found = system.ls(above, detail=True)
        except FileNotFoundError:
            return {}
        # A store may list the folder itself as an empty object.
        files = (info for info in found if info["type"] == "file" and info["name"].strip("/") != above.strip("/"))
        return {info["name"].rsplit("/", 1)[-1]: info["size"] or 0 for info in files}

    def remove(self, folder: str, names: Sequence[str]) -> None:
        """Remove files of one of its folders."""
        for name in names:
            if _is_address(self.url):
                system, path = _system(self.url, self.options)
                system.rm_file("/".join(part for part in (path, folder, name) if part))
            else:
                Path(self.url, folder, name).unlink(missing_ok=True)

    def drop(self, folder: str) -> None:
        """Remove one of its folders with its files."""
        self.remove(folder, list(self.sizes(folder)))
        if not _is_address(self.url):
            with suppress(OSError):
                Path(self.url, folder).rmdir()


def _moved(made: Path, near: Path) -> None:
    """Rename where both lie on one disk, else copy, so that the last step can always be a rename."""
    import shutil

    shutil.move(made, near)
    near.chmod(0o644)


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Keep a second run out of a local folder of results. InputError where one is at work there."""
    if _is_address(place.url):
        yield
        return
    import fcntl

    folder = Path(place.url)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(f"Another run is writing to {place.url}; wait for it, or name another folder.") from error
        yield
