"""The record of a run: its method, its corpus, the state of every shard, and what it cost."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from trucewatch.bulk.archives import Corpus, Kind, Shard
from trucewatch.bulk.storage import Place
from trucewatch.bulk.work import RECEIPTS, Receipt, ShardRecord, receipt_in
from trucewatch.bulk.writing import FOLDERS
from trucewatch.model.errors import InputError

__all__ = ["MANIFEST", "Manifest", "Method", "Metrics", "finished", "manifest_of", "prepared"]

MANIFEST = "manifest.json"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Method(_Value):
    """How documents are read: the extractor with its version (which changes whenever its claims could), the digest of
    the watch's actors, places and sources, and how fields are found."""

    extractor: str
    version: str
    world: str
    published: str | None = None
    columns: dict[str, str] = {}


class InputFile(_Value):
    """A file of the corpus; `stamp` is the SHA-256 of a local one, else what its store states."""

    url: str
    size: int
    stamp: str


class ShardState(ShardRecord):
    """A shard and where it stands."""

    kind: Kind
    state: Literal["planned", "done", "failed"]


class Metrics(_Value):
    """What all finished shards held, and what this run of the command took. `seconds` and the rates are of this run
    alone, None where it finished no shard; `reader_seconds` are those of all shards, summed over the processes that
    read; `peak_mb` is the most memory of one of those."""

    shards: int
    shards_done: int
    shards_failed: int
    documents: int
    reports: int
    claims: int
    rejected: int
    foreign: int
    bytes_in: int
    bytes_out: int
    reader_seconds: float
    peak_mb: int
    workers: int
    seconds: float
    documents_per_second: float | None
    claims_per_second: float | None

    def prometheus(self) -> str:
        """The same as Prometheus text, for a collector of text files."""
        lines: list[str] = []
        for name, value in self:
            if value is not None:
                about = f"trucewatch_bulk_{name}"
                lines += [f"# HELP {about} {name.replace('_', ' ')} of bulk extract", f"# TYPE {about} gauge"]
                lines.append(f"{about} {value}")
        return "\n".join(lines) + "\n"


class Manifest(_Value):
    """manifest.json. `run` is the digest of method and corpus."""

    format: Literal["trucewatch/bulk/1"] = "trucewatch/bulk/1"
    run: str
    method: Method
    corpus: str
    inputs: tuple[InputFile, ...]
    shards: tuple[ShardState, ...]
    metrics: Metrics
    written: datetime


def run_of(method: Method, corpus: Corpus) -> str:
    """The digest of what is read and how."""
    told = json.dumps([method.model_dump(), corpus.digest], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def prepared(place: Place, method: Method, corpus: Corpus, *, restart: bool) -> str:
    """The run's digest, when the folder of results can be used for it. InputError where it holds the results of another
    method or another input, or other things; with `restart` such results are removed first."""
    run = run_of(method, corpus)
    told = place.read(MANIFEST)
    if told is None:
        if place.sizes(""):
            raise InputError(
                f"{place.url} holds other things and no {MANIFEST}; name an empty or new folder with --out."
            )
        return run
    try:
        before = Manifest.model_validate_json(told)
    except ValidationError as error:
        if not restart or b"trucewatch/bulk/" not in told:
            message = f"{place.url}/{MANIFEST} is damaged or of another version; name another folder, or --restart."
            raise InputError(message) from error
        before = None
    if before is not None and before.run == run:
        if restart:
            _clear(place)
        return run
    if not restart:
        assert before is not None
        raise InputError(f"{place.url} holds the results of {_difference(before, method)}; name another folder with "
                         "--out, or throw them away with --restart.")  # fmt: skip
    _clear(place)
    return run


def _difference(before: Manifest, method: Method) -> str:
    if before.method.version != method.version or before.method.extractor != method.extractor:
        return f"another method ({before.method.version}, not {method.version})"
    if before.method.world != method.world:
        return "another watch's actors, places or sources"
    if before.method != method:
        return "other settings (--published, --column)"
    return "another input or another --shard-mb"


def _clear(place: Place) -> None:
    for folder in (*FOLDERS, RECEIPTS):
        made = [name for name in place.sizes(folder) if name.startswith("part-")]
        place.remove(folder, made)
    place.remove("", [MANIFEST])


def finished(place: Place, corpus: Corpus, run: str) -> dict[int, Receipt]:
    """The shards that this run finished before, by their numbers; one whose files are gone or cut is not among them."""
    sizes = {folder: place.sizes(folder) for folder in FOLDERS}
    found: dict[int, Receipt] = {}
    known = place.sizes(RECEIPTS)
    for shard in corpus.shards:
        if f"{shard.name}.json" not in known:
            continue
        receipt = receipt_in(place, shard, run)
        if receipt is not None and all(
            sizes[folder].get(made.name) == made.size for folder, made in receipt.files.items()
        ):
            found[shard.number] = receipt
    return found


def manifest_of(
    run: str,
    method: Method,
    corpus: Corpus,
    receipts: Mapping[int, Receipt],
    fresh: Sequence[Receipt],
    seconds: float,
    workers: int,
) -> Manifest:
    """The manifest as it stands; `fresh` are the receipts of this run of the command, which took `seconds`."""
    shards = tuple(_state(shard, receipts.get(shard.number)) for shard in corpus.shards)
    done = [r for r in receipts.values() if r.state == "done"]
    newly = [r for r in fresh if r.state == "done"]

    def total(field: str, of: Sequence[Receipt]) -> Any:
        return sum(getattr(receipt, field) for receipt in of)

    counts = {name: total(name, done) for name in ("documents", "reports", "claims", "rejected", "foreign", "bytes_in")}
    took = max(seconds, 1e-6)
    metrics = Metrics(
        shards=len(shards),
        shards_done=len(done),
        shards_failed=sum(1 for r in receipts.values() if r.state == "failed"),
        **counts,
        bytes_out=sum(made.size for r in done for made in r.files.values()),
        reader_seconds=round(total("seconds", done), 3),
        peak_mb=max((r.peak_mb for r in done), default=0),
        workers=workers,
        seconds=round(seconds, 3),
        documents_per_second=round(total("documents", newly) / took, 3) if newly else None,
        claims_per_second=round(total("claims", newly) / took, 3) if newly else None,
    )
    return Manifest(
        run=run,
        method=method,
        corpus=corpus.digest,
        inputs=tuple(InputFile(url=f.url, size=f.size, stamp=f.stamp) for f in corpus.files),
        shards=shards,
        metrics=metrics,
        written=datetime.now(UTC),
    )


def _state(shard: Shard, receipt: Receipt | None) -> ShardState:
    if receipt is None:
        return ShardState(
            number=shard.number, input=shard.url, kind=shard.kind, start=shard.start, end=shard.end, state="planned"
        )
    kept: dict[str, Any] = {name: getattr(receipt, name) for name in ShardRecord.model_fields}
    return ShardState(**kept, kind=shard.kind, state=receipt.state)
