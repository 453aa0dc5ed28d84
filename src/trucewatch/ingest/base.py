"""What a format is: something that turns one file's bytes into records, one for each report in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from trucewatch.model import Report
from trucewatch.model.errors import ReportError

__all__ = ["Format", "Ingested", "Record"]


@dataclass(frozen=True)
class Record:
    """One report as a format found it. `where` names it in messages ("a.jsonl, line 3"); `raw` are its very bytes;
    `fields` what is said of it, or `error` why it cannot be read."""

    where: str
    raw: bytes
    fields: Mapping[str, Any]
    error: ReportError | None = None


@dataclass(frozen=True)
class Ingested:
    """One report of an input, or why it could not be read: exactly one of `report` and `error` is given.

    `raw` are the bytes that the report stands on (for a file of many reports, its own part of it): what the evidence
    folder keeps. `path` is the file.
    """

    report: Report | None
    raw: bytes
    error: ReportError | None
    path: str


class Format(Protocol):
    """One format of file."""

    @property
    def name(self) -> str:
        """How the format is called."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """File name endings, lower case, with the dot."""
        ...

    @property
    def media_type(self) -> str:
        """The media type that is recorded with the capture."""
        ...

    def sniff(self, start: bytes) -> bool:
        """Whether a file that begins so, and whose name says nothing, is of this format."""
        ...

    def read(self, path: Path) -> Iterator[Record]:
        """The records of a file. ReportError if the file as a whole cannot be read."""
        ...
