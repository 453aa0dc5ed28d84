"""Claims as CSV, in our own schema."""

from typing import BinaryIO, Literal

from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.cells import write_csv
from trucewatch.publish.exports.claim_rows import COLUMNS, LOSSES, claim_rows

__all__ = ["EXPORTER"]


class _Csv:
    name = "csv"
    suffix = "csv"
    title = "Claims as CSV (own schema)"
    holds: Literal["claims", "view"] = "claims"
    crosswalk = tuple((name, name) for name, _, _ in COLUMNS)
    losses = (*LOSSES, "Text that a spreadsheet would run as a formula is led by an apostrophe.")

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        return write_csv(out, [name for name, _, _ in COLUMNS], claim_rows(leaving))


EXPORTER = _Csv()
