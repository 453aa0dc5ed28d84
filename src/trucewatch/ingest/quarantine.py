"""What could not be read, and why: a list beside the ledger, so that nobody takes unread input for silence.

One JSON object a line in quarantine.jsonl of the watch folder. The refused files stay where they are, nothing of them
is copied: they may be built to do harm, and their hash shows later whether it is the same file that is offered again.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from trucewatch.ingest.base import Ingested
from trucewatch.ingest.content import shown

__all__ = ["FILE", "Quarantine", "Refusal"]

FILE = "quarantine.jsonl"
"""The list, in the watch folder."""

_MOST_HASHED = 4 * 1024 * 1024 * 1024
_BLOCK = 1 << 20


class Refusal(BaseModel):
    """One input that was refused: `path` as handed in, `where` in it (empty: the whole), the `reason` with what to do,
    `sha256` and `size` in bytes of what was refused; both None where it could not be opened or is larger than 4 GB."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: datetime
    path: str
    where: str = ""
    reason: str
    sha256: str | None = None
    size: int | None = None


class Quarantine:
    """The list of one watch folder. Several processes may add to it at once."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def refusals(self) -> list[Refusal]:
        """All of them, the oldest first. A line that is none, such as one that a power cut left half written, is passed
        over."""
        if not self.file.is_file():
            return []
        found = []
        for line in self.file.read_text("utf-8", errors="replace").splitlines():
            try:
                found.append(Refusal.model_validate_json(line))
            except ValidationError:
                continue
        return found

    def add(self, items: Iterable[Ingested], at: datetime) -> list[Refusal]:
        """List what was refused; the same bytes refused for the same reason are listed once. What is new."""
        listed = {(each.path, each.where, each.reason, each.sha256) for each in self.refusals()}
        new: list[Refusal] = []
        for item in items:
            sha256, size = _measured(item)
            refusal = Refusal(
                at=at, path=shown(item.path), where=item.where, reason=str(item.error), sha256=sha256, size=size
            )
            key = (refusal.path, refusal.where, refusal.reason, refusal.sha256)
            if key not in listed:
                listed.add(key)
                new.append(refusal)
        if new:
            lines = "".join(json.dumps(each.model_dump(mode="json"), ensure_ascii=False) + "\n" for each in new)
            with self.file.open("ab") as file:
                file.write(lines.encode("utf-8", "backslashreplace"))
                file.flush()
                os.fsync(file.fileno())
        return new

    def clear(self) -> int:
        """Empty the list; how many there were."""
        count = len(self.refusals())
        self.file.unlink(missing_ok=True)
        return count


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
