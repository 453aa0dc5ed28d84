"""What could not be read, and why: a list beside the ledger, so that nobody takes unread input for silence.

One JSON object a line in quarantine.jsonl of the watch folder. A line that says what was dealt with strikes the earlier
ones about it: nothing is rewritten, so several processes can write at once, and one that is ended loses nothing. The
refused files stay where they are, nothing of them is copied: they may be built to do harm, and their hash shows later
whether it is the same file that is offered again.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from trucewatch.ingest.base import Ingested
from trucewatch.ingest.content import shown
from trucewatch.ingest.reading import is_address

__all__ = ["FILE", "Quarantine", "Refusal"]

FILE = "quarantine.jsonl"
"""The list, in the watch folder."""

_MOST_HASHED = 4 * 1024 * 1024 * 1024
_BLOCK = 1 << 20


class Refusal(BaseModel):
    """One input that was refused: `path` as handed in, `where` in it (empty: the whole), the `reason` with what to do,
    `sha256` and `size` in bytes of what was refused; both None where it could not be opened or is larger than 4 GB;
    `file` is the path with its folders, None for an address."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: datetime
    path: str
    where: str = ""
    reason: str
    sha256: str | None = None
    size: int | None = None
    file: str | None = None

    @property
    def key(self) -> tuple[str, str, str, str | None]:
        """What tells it from the others."""
        return self.path, self.where, self.reason, self.sha256


class _Struck(BaseModel):
    """Refusals that were dealt with, by what tells them apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    struck: tuple[tuple[str, str, str, str | None], ...]


class Quarantine:
    """The list of one watch folder. Several processes may add to it at once."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def refusals(self, name: str | None = None) -> list[Refusal]:
        """All that stand, the oldest first, or those of one file, address or place in it ("a.jsonl, line 3"). A line
        that is none, such as one that a power cut left half written, is passed over."""
        if not self.file.is_file():
            return []
        found: list[Refusal] = []
        for line in self.file.read_text("utf-8", errors="replace").split("\n"):
            try:
                said = _LINE.validate_json(line)
            except ValidationError:
                continue
            if isinstance(said, Refusal):
                found.append(said)
            else:
                struck = set(said.struck)
                found = [refusal for refusal in found if refusal.key not in struck]
        named = None if name is None else shown(name)
        return found if named is None else [each for each in found if named and named in (each.path, each.where)]

    def add(self, items: Iterable[Ingested], at: datetime) -> list[Refusal]:
        """List what was refused; the same bytes refused for the same reason are listed once. What is new."""
        listed = {each.key for each in self.refusals()}
        new: list[Refusal] = []
        for item in items:
            sha256, size = _measured(item)
            refusal = Refusal(
                at=at,
                path=shown(item.path),
                where=item.where,
                reason=str(item.error),
                sha256=sha256,
                size=size,
                file=None if is_address(item.path) else _whole_name(item.path),
            )
            if refusal.key not in listed:
                listed.add(refusal.key)
                new.append(refusal)
        self._append(new)
        return new

    def strike(self, name: str, at: datetime) -> int:
        """Take one file, address or place in a file off the list, named as it stands there; how many lines it had."""
        return self._strike(self.refusals(name), at)

    def strike_read(self, paths: Iterable[str], at: datetime) -> int:
        """Take files and addresses off the list that were read after all; how many lines that were. A line of an
        earlier version that names a file without its folder stays: another folder may have one of that name."""
        if not self.file.is_file():
            return 0
        read = {_whole_name(path) for path in paths}
        return self._strike([each for each in self.refusals() if (each.file or each.path) in read], at)

    def _strike(self, refusals: Sequence[Refusal], at: datetime) -> int:
        if refusals:
            self._append([_Struck(at=at, struck=tuple(each.key for each in refusals))])
        return len(refusals)

    def _append(self, said: Iterable[BaseModel]) -> None:
        lines = "".join(json.dumps(each.model_dump(mode="json"), ensure_ascii=False) + "\n" for each in said)
        if not lines:
            return
        with self.file.open("ab") as file:
            file.write(lines.encode("utf-8", "backslashreplace"))
            file.flush()
            os.fsync(file.fileno())

    def clear(self) -> int:
        """Empty the list; how many there were."""
        count = len(self.refusals())
        self.file.unlink(missing_ok=True)
        return count


_LINE: TypeAdapter[Refusal | _Struck] = TypeAdapter(Refusal | _Struck)


def _whole_name(path: str) -> str:
    return shown(path if is_address(path) else str(Path(path).absolute()))


def _measured(item: Ingested) -> tuple[str | None, int | None]:
    if item.raw:
        return hashlib.sha256(item.raw).hexdigest(), len(item.raw)
    try:
        file = Path(item.path)
        if not file.is_file():
            return None, None
        size = file.stat().st_size
        if size > _MOST_HASHED:
            return None, size
        total = hashlib.sha256()
        with file.open("rb") as opened:
            while block := opened.read(_BLOCK):
                total.update(block)
        return total.hexdigest(), size
    except (OSError, ValueError):
        return None, None
