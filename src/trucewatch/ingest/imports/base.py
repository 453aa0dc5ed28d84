"""What an importer is, and which there are; a file in, reports with their claims out."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from trucewatch.ingest.base import Ingested
from trucewatch.ingest.content import Content
from trucewatch.ingest.decode import decode
from trucewatch.ingest.imports.acled import Acled
from trucewatch.ingest.imports.airwars import Airwars
from trucewatch.ingest.imports.events import Dataset, Event
from trucewatch.ingest.imports.mapped import MappedTable, load_mapping
from trucewatch.ingest.imports.ucdp import UcdpGed
from trucewatch.ingest.imports.values import Row
from trucewatch.ingest.tables import rows_of
from trucewatch.model.errors import InputError, ReportError
from trucewatch.world import World

__all__ = ["IMPORTERS", "Importer", "import_file"]


class Importer(Protocol):
    """Reads one dataset: `needs` are the columns without which a file is none of it."""

    @property
    def dataset(self) -> Dataset:
        """Whose data it is."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """Columns that must be there."""
        ...

    def event(self, row: Row, where: str) -> Event | None:
        """The event of a row, None where it is none that the codebook knows. ReportError where a cell is wrong."""
        ...


IMPORTERS: dict[str, Callable[[], Importer]] = {"ucdp": UcdpGed, "acled": Acled, "airwars": Airwars}
"""The datasets that are known by name; any other table is imported with a mapping, as "csv"."""


def import_file(path: Path, kind: str, world: World, mapping: Path | None = None) -> Iterator[Ingested]:
    """The reports of a dataset's file, each with its claim, and an error for each row that is wrong; rows that hold
    nothing the codebook knows are passed over. InputError for an unknown dataset, or where the mapping is missing."""
    if kind != "csv" and kind not in IMPORTERS:
        raise InputError(f'"{kind}" is no dataset that can be imported; use {", ".join(sorted(IMPORTERS))} or csv.')
    if (kind == "csv") != (mapping is not None):
        raise InputError("A mapping goes with csv, and csv with a mapping: --as csv --mapping FILE.")
    importer: Importer = MappedTable(load_mapping(mapping)) if mapping is not None else IMPORTERS[kind]()
    content = Content(path.name, path)
    try:
        rows = _incidents(importer, content) if isinstance(importer, Airwars) else _rows(importer, content)
        for where, row, raw in rows:
            try:
                if isinstance(row, ReportError):
                    raise row
                event = importer.event(row, where)
                if event is not None:
                    yield event.ingested(importer.dataset, raw, content.file_name, where, world)
            except ReportError as error:
                yield Ingested(None, raw, error, str(path), where)
    except ReportError as error:
        yield Ingested(None, b"", error, str(path))


def _incidents(importer: Airwars, content: Content) -> Iterator[tuple[str, Row | ReportError, bytes]]:
    yield from importer.rows(decode(content.load(), content.name), content.name)


def _rows(importer: Importer, content: Content) -> Iterator[tuple[str, Row | ReportError, bytes]]:
    for number, row, raw in rows_of(content):
        if number == 1 and not isinstance(row, ReportError):
            missing = [name for name in importer.needs if name not in row]
            if missing:
                raise ReportError(
                    f"{content.name} is no file of {importer.dataset.name}: it lacks the column {missing[0]}; check it."
                )
        yield f"{content.name}, row {number}", row, raw
