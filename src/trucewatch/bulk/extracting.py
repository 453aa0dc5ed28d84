"""Claims from archives: planned in shards, read by many processes, gone on with after an interruption."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from trucewatch.bulk.archives import Corpus, Shard, corpus_of
from trucewatch.bulk.manifest import MANIFEST, Manifest, Method, finished, manifest_of, prepared
from trucewatch.bulk.reader import Means
from trucewatch.bulk.readers import Patience
from trucewatch.bulk.running import On, WorkerOf, run_here, workers_here
from trucewatch.bulk.storage import Place, locked
from trucewatch.bulk.work import Job, Receipt, Worker
from trucewatch.extract import get_extractor
from trucewatch.ingest.fields import Reading
from trucewatch.model.errors import InputError
from trucewatch.world import World

__all__ = ["Extraction", "extract_archives", "world_digest"]

_MEGABYTE = 2**20
_NOTED_EVERY = 5.0
_MOST_NOTING = 0.05


@dataclass(frozen=True)
class Extraction:
    """What to read, how and where to. `shard_mb` is the size of a shard and `memory_mb` the most address space of a
    reading process, in MB (2**20 bytes); `jobs` None: one worker a processor; `address` is Ray's, None: started here.
    `metrics` is a file for Prometheus. `storage` goes to the file systems of addresses."""

    inputs: Sequence[str]
    out: str
    extractor: str
    make_world: Callable[[], World]
    reading: Reading = field(default_factory=Reading)
    on: On = On.LOCAL
    jobs: int | None = None
    address: str | None = None
    shard_mb: float = 16.0
    patience: Patience = field(default_factory=Patience)
    memory_mb: int = 4096
    restart: bool = False
    metrics: Path | None = None
    storage: Mapping[str, Any] = field(default_factory=dict)


def world_digest(make_world: Callable[[], World]) -> str:
    """A digest of the actors, places and sources of a watch, and its countries; of none: "general"."""
    if not isinstance(make_world, partial):
        return "general"
    told = [[value.model_dump(mode="json") for value in values] for values in make_world.args]
    return hashlib.sha256(json.dumps([told, make_world.keywords], sort_keys=True).encode()).hexdigest()


def extract_archives(wanted: Extraction, progress: Callable[[int, int | None], None] | None = None) -> Manifest:
    """Read all shards that are not done yet; the manifest as it then stands. `progress` gets how many are done, of all.

    InputError where an input holds nothing that is read, or the folder of results belongs to another run;
    ExtractionError where the extractor cannot run. A shard that could not be read or written stands in the manifest as
    failed.
    """
    method, place, corpus = _planned(wanted)
    with locked(place):
        run = prepared(place, method, corpus, restart=wanted.restart)
        means = Means(wanted.extractor, wanted.make_world, wanted.reading, wanted.memory_mb * _MEGABYTE)
        job = Job(means, wanted.patience, place, run, wanted.storage)
        record = _Record(wanted, place, method, corpus, run)
        todo = [shard for shard in corpus.shards if shard.number not in record.receipts]
        record.note()
        with _results(wanted, job, todo, record) as results:
            for receipt in results:
                record.add(receipt)
                if progress:
                    progress(record.done, len(corpus.shards))
        return record.note()


def _planned(wanted: Extraction) -> tuple[Method, Place, Corpus]:
    if wanted.extractor == "llm":
        message = (
            "Archives are read on your own machines; use the extractor default, english, rules, russian or arabic."
        )
        raise InputError(message)
    if not wanted.shard_mb > 0:
        raise InputError(f"--shard-mb {wanted.shard_mb:g} is no size; give more than 0.")
    method = Method(
        extractor=wanted.extractor,
        version=get_extractor(wanted.extractor).version,
        world=world_digest(wanted.make_world),
        published=wanted.reading.published.isoformat() if wanted.reading.published else None,
        columns=dict(wanted.reading.columns),
    )
    corpus = corpus_of(wanted.inputs, max(1, int(wanted.shard_mb * _MEGABYTE)), wanted.storage)
    out = wanted.out if "://" in wanted.out else str(Path(wanted.out).absolute())
    return method, Place(out, wanted.storage), corpus


class _Record:
    """The receipts so far, and the manifest that is written from them now and then."""

    def __init__(self, wanted: Extraction, place: Place, method: Method, corpus: Corpus, run: str) -> None:
        self._wanted = wanted
        self._place = place
        self._about = (run, method, corpus)
        self.receipts: dict[int, Receipt] = finished(place, corpus, run)
        self._fresh: list[Receipt] = []
        self._began = time.monotonic()
        self._noted = self._began
        self._cost = 0.0
        self.workers = 0

    @property
    def done(self) -> int:
        return sum(1 for receipt in self.receipts.values() if receipt.state == "done")

    def add(self, receipt: Receipt) -> None:
        """Take in a receipt; the manifest is written where the last writing was long enough ago for its cost."""
        self.receipts[receipt.number] = receipt
        self._fresh.append(receipt)
        if time.monotonic() - self._noted > max(_NOTED_EVERY, self._cost / _MOST_NOTING):
            self.note()

    def note(self) -> Manifest:
        """Write the manifest, and the metrics where they are asked for."""
        begun = time.monotonic()
        run, method, corpus = self._about
        manifest = manifest_of(run, method, corpus, self.receipts, self._fresh, begun - self._began, self.workers)
        self._place.write(MANIFEST, (manifest.model_dump_json(indent=1) + "\n").encode())
        if self._wanted.metrics is not None:
            path = self._wanted.metrics.absolute()
            Place(str(path.parent)).write(path.name, manifest.metrics.prometheus().encode())
        self._noted = time.monotonic()
        self._cost = self._noted - begun
        return manifest


@contextmanager
def _results(wanted: Extraction, job: Job, todo: Sequence[Shard], record: _Record) -> Iterator[Iterator[Receipt]]:
    make: Callable[[], WorkerOf[Shard, Receipt]] = partial(Worker, job)
    if not todo:
        yield iter(())
    elif wanted.on is On.LOCAL:
        record.workers = workers_here(wanted.jobs, len(todo))
        yield run_here(make, todo, record.workers)
    else:
        from trucewatch.bulk.ray_cluster import connected, processors, run_on_ray

        with connected(wanted.address, wanted.jobs) as ray:
            record.workers = processors(ray, wanted.jobs, len(todo))
            yield run_on_ray(ray, make, todo, record.workers)
