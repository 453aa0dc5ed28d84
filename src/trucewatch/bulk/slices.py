"""Lines dealt out by a key: one file from each shard, and where in it the lines of each key lie."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trucewatch.bulk.storage import Place, opened

__all__ = ["Slice", "deal", "lines_of"]


@dataclass(frozen=True)
class Slice:
    """Some lines of a file: from which byte, how many bytes, how many lines."""

    file: str
    start: int
    size: int
    lines: int


def deal(place: Place, file: str, dealt: Mapping[str, Sequence[Any]]) -> dict[str, Slice]:
    """Write values as JSON, a line each, key by key; where those of each key lie."""
    found: dict[str, Slice] = {}
    with tempfile.TemporaryDirectory(prefix="trucewatch-") as scratch:
        made = Path(scratch) / "lines"
        with made.open("wb") as out:
            for key, values in dealt.items():
                start = out.tell()
                for value in values:
                    out.write(json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass") + b"\n")
                found[key] = Slice(file, start, out.tell() - start, len(values))
        place.put(file, made)
    return found


def lines_of(place: Place, slices: Iterable[Slice]) -> Iterator[Any]:
    """The values in some slices, in their order."""
    for one in slices:
        with opened(f"{place.url}/{one.file}", place.options) as file:
            file.seek(one.start)
            for line in file.read(one.size).splitlines():
                yield json.loads(line)
