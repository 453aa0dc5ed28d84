"""Lines, or bytes, dealt out by a key: one file from each shard, and where in it those of each key lie."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from trucewatch.bulk.storage import Place, opened

__all__ = ["Slice", "bytes_of", "deal", "deal_bytes", "lines_of"]

K = TypeVar("K")


@dataclass(frozen=True)
class Slice:
    """Some lines of a file: from which byte, how many bytes, how many lines."""

    file: str
    start: int
    size: int
    lines: int


def deal(place: Place, file: str, dealt: Mapping[str, Sequence[Any]]) -> dict[str, Slice]:
    """Write values as JSON, a line each, key by key; where those of each key lie."""
    lines = {key: (_line(value) for value in values) for key, values in dealt.items()}
    return deal_bytes(place, file, lines)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass") + b"\n"


def deal_bytes(place: Place, file: str, dealt: Mapping[K, Iterable[bytes]]) -> dict[K, Slice]:
    """Write pieces of bytes key by key; where those of each key lie (`lines`: how many pieces)."""
    found: dict[K, Slice] = {}
    with tempfile.TemporaryDirectory(prefix="trucewatch-") as scratch:
        made = Path(scratch) / "lines"
        with made.open("wb") as out:
            for key, pieces in dealt.items():
                start, count = out.tell(), 0
                for count, piece in enumerate(pieces, start=1):  # noqa: B007 (the last count is what is asked)
                    out.write(piece)
                found[key] = Slice(file, start, out.tell() - start, count)
        place.put(file, made)
    return found


def bytes_of(place: Place, slices: Iterable[Slice]) -> Iterator[bytes]:
    """What some slices hold, in their order."""
    for one in slices:
        with opened(f"{place.url}/{one.file}", place.options) as file:
            file.seek(one.start)
            yield file.read(one.size)


def lines_of(place: Place, slices: Iterable[Slice]) -> Iterator[Any]:
    """The values in some slices, in their order."""
    for held in bytes_of(place, slices):
        for line in held.splitlines():
            yield json.loads(line)
