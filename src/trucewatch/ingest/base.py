"""What a format is: something that turns one file's bytes into records, one for each report in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from trucewatch.ingest.content import Content
from trucewatch.model import Claim, Report
from trucewatch.model.errors import ReportError

__all__ = ["Format", "Ingested", "Inner", "Record"]


@dataclass(frozen=True)
class Record:
    """One report as a format found it. `where` names it in messages ("a.jsonl, line 3"); `raw` are its very bytes;
    `fields` what is said of it, or `error` why it cannot be read. `media_type` is that of `raw` where it differs from
    the format's. `empty`: there are no words in it, which in an archive of many things is nothing to speak of. `came`
    is how `raw` came over the network, where that is known: url, captured_at, headers of the answer, by whom and with
    which tool."""

    where: str
    raw: bytes
    fields: Mapping[str, Any]
    error: ReportError | None = None
    media_type: str | None = None
    empty: bool = False
    came: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Ingested:
    """One report of an input, or why it could not be read: exactly one of `report` and `error` is given.

    `raw` are the bytes that the report stands on (for a file of many reports, its own part of it): what the evidence
    folder keeps. `path` is the file, or the address, and `where` the place in it ("a.jsonl, line 3").
    `claims` are those that an importer took from other people's data, by its `method`; None where they are to be
    extracted from the report's text.
    """

    report: Report | None
    raw: bytes
    error: ReportError | None
    path: str
    where: str = ""
    claims: tuple[Claim, ...] | None = None
    method: str = ""


Inner = Callable[[Content], Iterator[Record]]
"""Reads what lies inside of something: an attachment, a page of a web archive. ReportError where it cannot be read."""


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
    def media_types(self) -> tuple[str, ...]:
        """Media types of it; the first is recorded with the capture."""
        ...

    @property
    def gives(self) -> str:
        """What is read from it, in a few words."""
        ...

    @property
    def isolated(self) -> bool:
        """Whether it is read in a process of its own, with limits of time and memory (isolation.py)."""
        ...

    @property
    def patience(self) -> float:
        """Seconds that one record of it may take, where it is isolated."""
        ...

    def sniff(self, start: bytes) -> bool:
        """Whether a file that begins so, and whose name says nothing, is of this format."""
        ...

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:
        """The records of a file. ReportError if the file as a whole cannot be read."""
        ...
