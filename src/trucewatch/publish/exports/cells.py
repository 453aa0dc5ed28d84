"""Cells that a spreadsheet shows and never runs: formulas become text, hidden direction marks are spelt out."""

import csv
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, BinaryIO

from trucewatch.publish.text import visible

__all__ = ["cell", "write_csv"]

_ACTS = frozenset("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")
_ROWS = 2_000


@lru_cache(maxsize=200_000)
def text_cell(text: str) -> str:
    """Text as a cell: one that would be taken for a formula is led by an apostrophe."""
    shown = visible(text).replace("\r", " ").replace("\0", "")
    return "'" + shown if shown.lstrip(" ")[:1] in _ACTS and shown.strip() else shown


def cell(value: Any) -> Any:
    """A value as a cell; numbers and nothing stay as they are."""
    if value is None:
        return ""
    return text_cell(str(value)) if isinstance(value, str) else value


def write_csv(out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Any]], *heads: Sequence[str]) -> int:
    """Write a CSV file (UTF-8, RFC 4180 with LF); `heads` are further rows under the head. The number of rows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(heads)
    number = 0
    for row in rows:
        writer.writerow([cell(value) for value in row])
        number += 1
        if number % _ROWS == 0:
            out.write(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()
    out.write(buffer.getvalue().encode())
    return number
