"""Claims as Parquet, in our own schema, written in batches so that any number of claims takes the same memory."""

from itertools import islice
from typing import Any, BinaryIO, Literal

from trucewatch.model.errors import InputError
from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.claim_rows import COLUMNS, LOSSES, claim_rows

__all__ = ["EXPORTER", "claims_schema"]

_BATCH = 50_000


class _Parquet:
    name = "parquet"
    suffix = "parquet"
    title = "Claims as Parquet (own schema)"
    holds: Literal["claims", "view"] = "claims"
    crosswalk = tuple((name, f"{name} ({kind})") for name, kind, _ in COLUMNS)
    losses = LOSSES

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        try:
            import pyarrow as arrow
            import pyarrow.parquet as parquet
        except ImportError as error:
            raise InputError(
                'Parquet needs the library pyarrow; install it with `pip install "trucewatch[parquet]"`.'
            ) from error
        schema = claims_schema(arrow)
        rows, number = claim_rows(leaving), 0
        with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
            while batch := list(islice(rows, _BATCH)):
                columns = [arrow.array(column, type=field.type) for column, field in zip(zip(*batch), schema)]  # noqa: B905
                writer.write_table(arrow.Table.from_arrays(columns, schema=schema))
                number += len(batch)
        return number


def claims_schema(arrow: Any) -> Any:
    """The Arrow schema of COLUMNS, each column with its meaning; `arrow` is the module pyarrow."""
    kinds = {
        "string": arrow.string(),
        "number": arrow.float64(),
        "integer": arrow.int64(),
        "date": arrow.date32(),
    }
    fields = [arrow.field(name, kinds[kind], metadata={"description": meaning}) for name, kind, meaning in COLUMNS]
    return arrow.schema(fields, metadata={"schema": "trucewatch/claims/0.1"})


EXPORTER = _Parquet()
