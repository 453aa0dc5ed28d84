"""Files, folders and patterns in, reports out, one by one: a bad one never stops the others."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from glob import glob, has_magic
from pathlib import Path

from trucewatch.ingest.base import Format, Ingested
from trucewatch.ingest.decode import check_kind
from trucewatch.ingest.fields import report_of
from trucewatch.ingest.jsons import JsonFile, JsonLinesFile
from trucewatch.ingest.plain import MarkdownFile, TextFile
from trucewatch.model.errors import ReportError

__all__ = ["FORMATS", "read"]

FORMATS: tuple[Format, ...] = (JsonLinesFile(), JsonFile(), MarkdownFile(), TextFile())
"""Every format, the more particular first."""

_SNIFF = 8192


def read(paths: Iterable[str | Path] | str | Path, *, published: date | None = None) -> Iterator[Ingested]:
    """Every report in the files, folders (with their subfolders) and patterns (`*.txt`), in the order given.

    `published` dates reports that do not say themselves when they appeared. A report that stands in the input twice, id
    and text, comes twice; the same id with another text is an error. Errors come as values, one for each report or file
    that cannot be read.
    """
    seen: dict[str, bytes] = {}
    for path in [paths] if isinstance(paths, str | Path) else paths:
        try:
            for file in _files(path):
                yield from _file(file, published, seen)
        except ReportError as error:
            yield Ingested(None, b"", error, str(path))


def _files(path: str | Path) -> list[Path]:
    place = Path(path)
    if place.is_dir():
        suffixes = {suffix for format_ in FORMATS for suffix in format_.suffixes}
        found = sorted(file for file in place.rglob("*") if file.suffix.lower() in suffixes and file.is_file())
        found = [file for file in found if not any(part.startswith(".") for part in file.relative_to(place).parts)]
        if not found:
            endings = ", ".join(sorted(suffixes))
            raise ReportError(f"The folder {path} holds no file that can be read ({endings}); put reports into it.")
        return found
    if not place.exists() and has_magic(str(path)):
        matches = sorted(Path(name) for name in glob(str(path), recursive=True))  # noqa: PTH207 (patterns may be absolute)
        found = [file for file in matches if file.is_file()]
        if not found:
            raise ReportError(f"No file matches {path}; check the pattern.")
        return found
    if not place.exists():
        raise ReportError(f"There is no file {path}; check the name.")
    return [place]


def _file(path: Path, published: date | None, seen: dict[str, bytes]) -> Iterator[Ingested]:
    count = 0
    try:
        format_ = _format(path)
        for record in format_.read(path):
            count += 1
            try:
                if record.error is not None:
                    raise record.error
                report = report_of(record.fields, record.raw, record.where, path.name, format_.media_type, published)
                text = hashlib.sha256(report.text.encode()).digest()
                if seen.setdefault(report.id, text) != text:
                    message = f"{record.where} has the id {report.id} of an earlier report but another text"
                    raise ReportError(f"{message}; give it its own id.")
            except ReportError as error:
                yield Ingested(None, record.raw, error, str(path))
                continue
            yield Ingested(report, record.raw, None, str(path))
        if not count:
            raise ReportError(f"{path.name} holds no report; add one to it or leave it out.")
    except ReportError as error:
        yield Ingested(None, b"", error, str(path))


def _format(path: Path) -> Format:
    suffix = path.suffix.lower()
    for format_ in FORMATS:
        if suffix in format_.suffixes:
            return format_
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFF)
    except OSError as error:
        raise ReportError(f"{path} cannot be read ({error.strerror}); check that it may be opened.") from error
    check_kind(start, path.name)
    return next(format_ for format_ in FORMATS if format_.sniff(start))
