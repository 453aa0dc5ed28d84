"""Files, folders, patterns and addresses in, reports out, one by one: a bad one never stops the others."""

import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from glob import glob, has_magic
from pathlib import Path

from trucewatch.ingest.base import Ingested
from trucewatch.ingest.content import Content, shown
from trucewatch.ingest.fields import FIELDS, Reading
from trucewatch.ingest.formats import FORMATS, format_of
from trucewatch.ingest.isolation import Job, in_order
from trucewatch.ingest.items import items_of
from trucewatch.model.errors import InputError, ReportError

__all__ = ["Fetch", "is_address", "read"]

Fetch = Callable[[str], bytes]
"""Gets an address and gives what came as a WARC file. ReportError where it may not or cannot be got."""

_WARC_PATIENCE = 120.0


def is_address(path: str | Path) -> bool:
    """Whether it is an address on the web, not a file."""
    return isinstance(path, str) and path.lower().startswith(("http://", "https://"))


def read(
    paths: Iterable[str | Path] | str | Path,
    *,
    published: date | None = None,
    columns: Mapping[str, str] | None = None,
    dates: str | None = None,
    fetch: Fetch | None = None,
    processes: int | None = None,
    passed_over: Counter[str] | None = None,
) -> Iterator[Ingested]:
    """Every report in the files, folders (with their subfolders), patterns (`*.html`) and addresses, in their order.

    `published` dates reports that do not say themselves when they appeared; `columns` and `dates` are as in Reading;
    `fetch` gets addresses; `processes` is how many files are read at once, None for one a processor;
    `passed_over` counts the files of folders that are of other kinds, by the endings of their names (hidden ones are
    none). A report that
    stands in the input twice, id and text, comes twice; the same id with another text is an error. Errors come as
    values, one for each report or file that cannot be read; InputError where `columns` names a field that reports do
    not have.
    """
    unknown = sorted(set(columns or {}) - set(FIELDS))
    if unknown:
        raise InputError(f'"{unknown[0]}" is no field of a report; map columns to {", ".join(FIELDS)}.')
    reading = Reading(published, columns or {}, dates)
    seen: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="trucewatch-") as folder:
        given = [paths] if isinstance(paths, str | Path) else paths
        steps = _steps(given, reading, fetch, Path(folder), Counter() if passed_over is None else passed_over)
        for item in in_order(steps, reading, processes):
            yield _told_apart(item, seen)


def _told_apart(item: Ingested, seen: dict[str, bytes]) -> Ingested:
    report = item.report
    if report is None:
        return item
    text = hashlib.sha256(report.text.encode()).digest()
    if seen.setdefault(report.id, text) == text:
        return item
    message = f"{item.where} has the id {report.id} of an earlier report but another text; give it its own id."
    return Ingested(None, item.raw, ReportError(message), item.path, item.where)


def _steps(
    paths: Iterable[str | Path], reading: Reading, fetch: Fetch | None, folder: Path, passed_over: Counter[str]
) -> Iterator[Job | Iterator[Ingested]]:
    for number, path in enumerate(paths):
        try:
            if isinstance(path, str) and is_address(path):
                yield _got(path, fetch, folder / f"{number}.warc")
                continue
            for file, error in _files(path, passed_over):
                yield _refused(error, file) if error else _step(file, reading)
        except ReportError as error:
            yield _refused(error, path)


def _refused(error: ReportError, path: str | Path) -> Iterator[Ingested]:
    return iter([Ingested(None, b"", error, shown(str(path)))])


def _got(url: str, fetch: Fetch | None, file: Path) -> Job:
    if fetch is None:
        raise ReportError(f"{url} is an address, and this reads files only; save the page and give the file.")
    file.write_bytes(fetch(url))
    return Job(file, url, url, _WARC_PATIENCE, url)


def _step(file: Path, reading: Reading) -> Job | Iterator[Ingested]:
    content = Content(file.name, file)
    try:
        format_ = format_of(content)
    except ReportError as error:
        return _refused(error, file)
    if format_.isolated:
        return Job(file, file.name, str(file), format_.patience)
    return items_of(content, str(file), reading)


def _files(path: str | Path, passed_over: Counter[str]) -> Iterator[tuple[Path, ReportError | None]]:
    """The files that a path stands for, each with what speaks against reading it, or None."""
    place = Path(path)
    if not has_magic(str(path)) or _exists(place):
        if not _exists(place):
            raise ReportError(f"There is no file {shown(str(path))}; check the name.")
        if place.is_dir():
            yield from _in_folder(place, passed_over)
        else:
            yield place, None
        return
    matches = sorted(Path(name) for name in glob(str(path), recursive=True))  # noqa: PTH207 (patterns may be absolute)
    found = [file for file in matches if file.is_file()]
    if not found:
        raise ReportError(f"No file matches {shown(str(path))}; check the pattern.")
    yield from ((file, None) for file in found)


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except (OSError, ValueError):
        return False


def _in_folder(place: Path, passed_over: Counter[str]) -> Iterator[tuple[Path, ReportError | None]]:
    """The files of a folder and its subfolders whose names end as a format's do, hidden ones apart; the others are
    counted.

    A symbolic link is followed where it stays inside the folder; one that leads out could bring in anything.
    """
    suffixes = {suffix for format_ in FORMATS for suffix in format_.suffixes}
    home = place.resolve()
    found: list[Path] = []
    for above, folders, names in os.walk(place):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.extend(Path(above, name) for name in folders if Path(above, name).is_symlink())
        seen = [name for name in names if not name.startswith(".")]
        found.extend(Path(above, name) for name in seen if _is_read(name, suffixes))
        passed_over.update(shown(Path(name).suffix.lower()) for name in seen if not _is_read(name, suffixes))
    if not found:
        endings = ", ".join(sorted(suffixes))
        name = shown(str(place))
        raise ReportError(f"The folder {name} holds no file that can be read ({endings}); put reports into it.")
    for file in sorted(found):
        if file.is_symlink() and (file.is_dir() or not file.resolve().is_relative_to(home)):
            name = shown(str(file))
            yield file, ReportError(f"{name} is a symbolic link that leads elsewhere; add what it leads to.")
        else:
            yield file, None


def _is_read(name: str, suffixes: set[str]) -> bool:
    lower = name.lower()
    return Path(lower).suffix in suffixes or lower.endswith(".warc.gz")
