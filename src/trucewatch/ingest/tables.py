"""CSV files of articles: one report a row, columns named as a report's fields or mapped to them."""

import csv
from collections.abc import Iterator
from typing import Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.decode import UTF16, check_kind, decode
from trucewatch.ingest.jsons import MAX_LINE, lines_of
from trucewatch.model.errors import ReportError

__all__ = ["CsvFile", "rows_of"]

_SEPARATORS = ",;\t|"
_ALIASES = {
    "text": ("body", "content", "article", "article_text", "full_text", "fulltext"),
    "published": ("date", "published_at", "publication_date", "pub_date", "pubdate", "datepublished"),
    "publisher": ("source", "outlet", "newspaper", "media", "site"),
    "title": ("headline",),
    "url": ("link", "source_url"),
    "authors": ("author", "byline"),
}


class CsvFile:
    """A table of articles: one report a row. A column stands for a field where it has its name, or a usual other one
    (body, date, source, headline, link, author); other names are mapped with `--column FIELD=NAME`."""

    name: str = "csv"
    suffixes: tuple[str, ...] = (".csv", ".tsv")
    media_types: tuple[str, ...] = ("text/csv", "text/tab-separated-values")
    gives: str = "one report a row; columns by their names or by --column"
    isolated = False
    patience = 60.0

    def sniff(self, start: bytes) -> bool:  # noqa: ARG002
        """Never: a table is told by its name's ending only."""
        return False

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """A record a row; its bytes are the head of the table with the row."""
        for number, row, raw in rows_of(content):
            where = f"{content.name}, row {number}"
            if isinstance(row, ReportError):
                yield Record(where, raw, {}, row)
            elif any(row.values()):
                yield Record(where, raw, _fields(row))


def _fields(row: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: value for name, value in row.items() if value}
    folded = {name.strip().lower().replace(" ", "_"): value for name, value in fields.items()}
    for ours, others in _ALIASES.items():
        value = next((folded[name] for name in (ours, *others) if name in folded), None)
        if value is not None:
            fields[ours] = value
    authors = fields.get("authors")
    if isinstance(authors, str):
        fields["authors"] = [name.strip() for name in authors.split(";") if name.strip()]
    return fields


def rows_of(content: Content) -> Iterator[tuple[int, dict[str, str] | ReportError, bytes]]:
    """The rows of a table by its head, each with its number (the first after the head is 1) and its bytes under the
    head's; a row with more fields than the head comes as an error. ReportError if the file is no table."""
    check_kind(content.start, content.name)
    with content.open() as file:
        if content.start.startswith(UTF16):
            lines = iter(decode(content.load(), content.name).encode().splitlines(keepends=True))
        else:
            lines = lines_of(file, content.name)
        yield from _rows(lines, content.name)


def _rows(lines: Iterator[bytes], name: str) -> Iterator[tuple[int, dict[str, str] | ReportError, bytes]]:
    taken: list[bytes] = []

    def texts() -> Iterator[str]:
        size = 0
        for number, line in enumerate(lines, start=1):
            size = len(line) if not taken else size + len(line)
            if size > MAX_LINE:
                raise ReportError(f"{name} has a row that does not end by line {number}; close its quotation mark.")
            taken.append(line)
            yield decode(line, f"{name}, line {number}")

    csv.field_size_limit(MAX_LINE)
    source = texts()
    first = next(source, "")
    separator = max(_SEPARATORS, key=first.count)
    head = next(csv.reader([first], delimiter=separator), [])
    if len(head) < 2 and first.count(separator) == 0 and first.strip().lower() != "text":
        raise ReportError(
            f"{name} is no table with a head (columns apart by , ; tab or |); give it one, such as text,published."
        )
    top = taken.pop()
    reader = csv.reader(source, delimiter=separator)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield number, ReportError(f"{name}, row {number} is no row of a table ({error}); mend it."), b"".join(taken)
            taken.clear()
            continue
        if row is None:
            return
        raw = top.rstrip(b"\r\n") + b"\n" + b"".join(taken)
        taken.clear()
        if len(row) > len(head):
            told = f"{len(row)} fields, more than the {len(head)} of the head"
            yield number, ReportError(f"{name}, row {number} has {told}; put text with separators into quotes."), raw
        else:
            yield number, dict(zip(head, row, strict=False)), raw
