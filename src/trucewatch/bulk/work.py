"""One shard read and written: the same function on one machine and on a cluster."""

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from trucewatch.bulk.archives import Shard
from trucewatch.bulk.documents import documents_of
from trucewatch.bulk.reader import Means
from trucewatch.bulk.readers import Patience, Reader
from trucewatch.bulk.storage import Place
from trucewatch.bulk.writing import Made, ShardWriter
from trucewatch.model.errors import ExtractionError, InputError

__all__ = ["RECEIPTS", "Job", "Receipt", "ShardRecord", "Worker", "receipt_in"]

RECEIPTS = "receipts"
_MEGABYTE = 2**20
_MOST_TRIES = 5
"""How often a shard is begun and not ended, before it fails; the next run begins to count anew."""


class ShardRecord(BaseModel):
    """A shard and what was in it. `documents` are the lines, rows and records, `reports` those in a language that is
    read, `rejected` what could not be read or was set aside, `foreign` the reports in other languages. `reason` says
    why it could not be read or written at all. `seconds` on the clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    input: str
    start: int
    end: int | None
    reason: str | None = None
    documents: int = 0
    reports: int = 0
    claims: int = 0
    rejected: int = 0
    foreign: int = 0
    seconds: float = 0.0
    files: dict[str, Made] = {}


class Receipt(ShardRecord):
    """What became of a shard in a run. `peak_mb`: the most memory of the process that read."""

    run: str
    state: Literal["done", "failed"]
    bytes_in: int = 0
    peak_mb: int = 0


@dataclass(frozen=True)
class Job:
    """What all shards of a run share. `run` is the digest of method, corpus and settings: results of another run are
    never taken for this one's."""

    means: Means
    patience: Patience
    place: Place
    run: str
    options: Mapping[str, Any] = field(default_factory=dict)


def receipt_in(place: Place, shard: Shard, run: str) -> Receipt | None:
    """The receipt of a shard that this run finished before; None where there is none, or its files are not whole."""
    told = place.read(f"{RECEIPTS}/{shard.name}.json")
    try:
        receipt = Receipt.model_validate_json(told) if told is not None else None
    except ValidationError:
        return None
    return receipt if receipt is not None and receipt.run == run and receipt.state == "done" else None


class Worker:
    """Reads and writes shards, one after the other, with one reading process."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._reader = Reader(job.means, job.patience)

    def end(self) -> None:
        """End its reading process; nothing can be read afterwards."""
        self._reader.end()

    def __call__(self, shard: Shard) -> Receipt:
        """Read and write a shard. The receipt is written last, so a shard without one is done again. What cannot be
        read or written at all fails this shard and no other. ExtractionError where the extractor cannot run."""
        told: dict[str, Any] = {
            "number": shard.number,
            "input": shard.url,
            "start": shard.start,
            "end": shard.end,
            "run": self._job.run,
        }
        tries = f"{shard.name}.tries"
        noted = self._job.place.read(f"{RECEIPTS}/{tries}") or b""
        before = int(noted) if noted.isdigit() else 0
        if before >= _MOST_TRIES:
            self._job.place.remove(RECEIPTS, [tries])
            reason = f"{shard.url} ended {before} processes that took it apart; check the file, or leave it out."
            return Receipt(**told, state="failed", reason=reason)
        reason = ""
        for _ in range(self._job.patience.retries + 1):
            try:
                # Noted before, because what kills this very process leaves no other trace.
                self._job.place.write(f"{RECEIPTS}/{tries}", str(before + 1).encode())
                receipt = self._done(shard, told)
                self._job.place.remove(RECEIPTS, [tries])
            except ExtractionError:
                # Stopped, or the extractor cannot run at all: the shard has no part in that.
                self._job.place.remove(RECEIPTS, [tries])
                raise
            except (OSError, InputError) as error:
                reason = " ".join(str(error).split())[:300] or type(error).__name__
            else:
                return receipt
        failure = (
            f"{shard.url} could not be read, or what came of it not be written ({reason}); mend that and run it again."
        )
        return Receipt(**told, state="failed", reason=failure)

    def _done(self, shard: Shard, told: Mapping[str, Any]) -> Receipt:
        job, started = self._job, time.monotonic()
        counts: dict[str, Any] = {"documents": 0, "foreign": 0, "bytes_in": 0}
        with tempfile.TemporaryDirectory(prefix="trucewatch-") as scratch:
            with ShardWriter(shard.name, Path(scratch)) as writer:
                documents = documents_of(shard, job.options, job.means.reading.columns)
                for read in self._reader.read(documents):
                    counts["documents"] += 1
                    counts["foreign"] += read.foreign
                    counts["bytes_in"] += len(read.document.raw)
                    writer.add(read, shard.url)
                made = writer.finish(job.place)
            receipt = Receipt(
                **told,
                **counts,
                state="done",
                reports=writer.reports,
                claims=writer.claims,
                rejected=writer.rejected,
                seconds=round(time.monotonic() - started, 3),
                peak_mb=self._reader.peak // _MEGABYTE,
                files=made,
            )
        job.place.write(f"{RECEIPTS}/{shard.name}.json", receipt.model_dump_json().encode())
        return receipt
