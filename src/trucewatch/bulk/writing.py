"""A shard's results on disk: claims and their reports as Parquet, what was set aside as JSON Lines.

Claims have the columns of the export `parquet` and one more, `claim`, which holds the whole claim as JSON, so that
nothing is lost on the way to `bulk assess`. Reports with at least one claim are kept, their texts included. The same
shard read by the same method gives the same bytes.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from trucewatch.bulk.readers import Read
from trucewatch.bulk.storage import Place, library
from trucewatch.model import Claim, Report
from trucewatch.publish.exports.claim_rows import claim_row, columns_of_report, heard_in
from trucewatch.publish.exports.claims_parquet import claims_schema

__all__ = ["FOLDERS", "Made", "ShardWriter"]

FOLDERS = ("claims", "reports", "rejects")
"""The folders of results, each with at most one file a shard."""

_GROUP = 20_000
_REPORTS = 2_000
_REPORT_COLUMNS = ("id", "published", "publisher", "title", "url", "language", "sha256", "claims", "report")


class Made(BaseModel):
    """A file of results: its name in the folder, what it holds (rows), and its bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    rows: int
    size: int
    sha256: str


class _Table:
    """A Parquet file written a group of rows at a time."""

    def __init__(self, path: Path, schema: Any, group: int) -> None:
        self._arrow = library("pyarrow", "bulk")
        self._writer = library("pyarrow.parquet", "bulk").ParquetWriter(path, schema, compression="zstd")
        self._schema = schema
        self._group = group
        self._held: list[tuple[Any, ...]] = []
        self.rows = 0

    def add(self, row: tuple[Any, ...]) -> None:
        self._held.append(row)
        self.rows += 1
        if len(self._held) == self._group:
            self._flush()

    def close(self) -> None:
        if self._held:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        columns = list(zip(*self._held, strict=True))
        arrays = [self._arrow.array(c, type=f.type) for c, f in zip(columns, self._schema, strict=True)]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._held = []


def _claims_schema() -> Any:
    arrow = library("pyarrow", "bulk")
    base = claims_schema(arrow)
    whole = arrow.field("claim", arrow.string(), metadata={"description": "the whole claim as JSON"})
    return arrow.schema([*base, whole], metadata={"schema": "trucewatch/bulk-claims/1"})


def _reports_schema() -> Any:
    arrow = library("pyarrow", "bulk")
    kinds = {"published": arrow.date32(), "claims": arrow.int32()}
    fields = [arrow.field(name, kinds.get(name, arrow.string())) for name in _REPORT_COLUMNS]
    return arrow.schema(fields, metadata={"schema": "trucewatch/bulk-reports/1"})


class ShardWriter:
    """Writes one shard's results beside each other in a folder of this machine, then moves them where they belong."""

    def __init__(self, name: str, folder: Path) -> None:
        self._paths = {
            "claims": folder / f"{name}.parquet",
            "reports": folder / f"{name}.reports.parquet",
            "rejects": folder / f"{name}.jsonl",
        }
        self._name = name
        self._claims = _Table(self._paths["claims"], _claims_schema(), _GROUP)
        self._reports = _Table(self._paths["reports"], _reports_schema(), _REPORTS)
        self._rejects = self._paths["rejects"].open("w", encoding="utf-8")
        self.rejected = self.reports = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        for part in (self._claims, self._reports, self._rejects):
            part.close()

    @property
    def claims(self) -> int:
        """How many claims were written."""
        return self._claims.rows

    def add(self, read: Read, url: str) -> None:
        """What became of a document."""
        for report, claims in read.items:
            self._add_report(report, claims)
        for reason in (*read.errors, *([read.poison] if read.poison else [])):
            self.rejected += 1
            digest = hashlib.sha256(read.document.raw).hexdigest() if read.document.raw else None
            row = {
                "document": read.document.where,
                "input": url,
                "reason": reason,
                "set_aside": read.poison is not None,
                "tries": read.tries,
                "sha256": digest,
            }
            self._rejects.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _add_report(self, report: str, claims: Sequence[str]) -> None:
        self.reports += 1
        if not claims:
            return
        value = Report.model_validate_json(report)
        about = columns_of_report(value, None)
        for claim in claims:
            made = Claim.model_validate_json(claim)
            row = claim_row(made, about, None, None, heard_in(value, made))
            self._claims.add((*row, claim))
        sha256 = value.capture.sha256 if value.capture else None
        self._reports.add(
            (
                value.id, value.published, value.publisher, value.title, value.url, value.language, sha256,
                len(claims), report,
            )
        )  # fmt: skip

    def finish(self, place: Place) -> dict[str, Made]:
        """Close the files and move them to their folders; no file of rejects where there are none."""
        self._close()
        made: dict[str, Made] = {}
        for folder in FOLDERS:
            path = self._paths[folder]
            if folder == "rejects" and not self.rejected:
                continue
            rows = {"claims": self._claims.rows, "reports": self._reports.rows, "rejects": self.rejected}[folder]
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            name = f"{self._name}{'.jsonl' if folder == 'rejects' else '.parquet'}"
            made[folder] = Made(name=name, rows=rows, size=path.stat().st_size, sha256=digest)
            place.put(f"{folder}/{name}", path)
        return made
