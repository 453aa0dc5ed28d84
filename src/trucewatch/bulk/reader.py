"""The process that reads an archive's documents: it may crash, hang or swell, and is ended and replaced (readers.py).

    python -m trucewatch.bulk.reader DESCRIPTOR

It gets what it needs once (pickled, from the process that started it), then one document after the other, and answers
each with one message of JSON. It ends when the other end of the connection does.
"""

import hashlib
import json
import os
import pickle
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from pydantic import ValidationError

from trucewatch.extract import Extractor, get_extractor
from trucewatch.ingest.base import Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.decode import decode
from trucewatch.ingest.fields import Reading, report_of
from trucewatch.ingest.formats import records_of
from trucewatch.ingest.items import capture_of
from trucewatch.ingest.jsons import DECODER, reason_of
from trucewatch.model import Report
from trucewatch.model.errors import ReportError, TrucewatchError
from trucewatch.world import World

__all__ = ["DocumentReader", "Means", "answered"]

_TRIAL = "On Monday residents of Aleppo said that shells had hit the market, killing two people."


@dataclass(frozen=True)
class Means:
    """What reading needs: the extractor's name, what makes the world, how fields are read, and the most memory, in
    bytes of address space, that the process may take."""

    extractor: str
    make_world: Callable[[], World]
    reading: Reading
    memory: int


class DocumentReader:
    """Reads documents in this very process."""

    def __init__(self, means: Means) -> None:
        self._extractor: Extractor = get_extractor(means.extractor)
        self._world = means.make_world()
        self._reading = means.reading
        # What is loaded on first use is loaded before the first document's time runs.
        self.read("trial", "json", json.dumps({"text": _TRIAL}).encode())
        for language in self._extractor.languages:
            self._extractor.extract(Report(id="trial", text=_TRIAL, language=language), self._world)

    def read(self, where: str, kind: str, raw: bytes) -> dict[str, Any]:
        """What one document holds: reports with their claims, what is wrong with others, and how many are in languages
        that the extractor does not read."""
        items: list[dict[str, Any]] = []
        errors: list[str] = []
        foreign = 0
        for record in _records(where, kind, raw):
            if record.empty:
                continue
            try:
                report = self._report(record)
            except ReportError as error:
                errors.append(str(error))
                continue
            if report.language is not None and report.language not in self._extractor.languages:
                foreign += 1
                continue
            claims = self._extractor.extract(report, self._world)
            items.append(
                {
                    "report": report.model_dump_json(exclude_defaults=True),
                    "claims": [claim.model_dump_json() for claim in claims],
                }
            )
        return {"items": items, "errors": errors, "foreign": foreign}

    def _report(self, record: Record) -> Report:
        if record.error is not None:
            raise record.error
        capture = capture_of(record, hashlib.sha256(record.raw).hexdigest(), record.where.partition(" at ")[0])
        return report_of(record.fields, record.where, capture, self._reading)


def _records(where: str, kind: str, raw: bytes) -> Iterator[Record]:
    if kind == "warc":
        try:
            yield from records_of(Content(where, raw, file_name="record.warc"))
        except ReportError as error:
            yield Record(where, raw, {}, error)
        return
    media_type = "application/jsonl"
    try:
        value = DECODER.decode(decode(raw, where))
    except ReportError as error:
        yield Record(where, raw, {}, error, media_type)
    except (ValueError, RecursionError) as error:
        wrong = ReportError(f"{where} is not valid JSON ({reason_of(error)}); mend or remove it.")
        yield Record(where, raw, {}, wrong, media_type)
    else:
        if isinstance(value, dict):
            yield Record(where, raw, value, None, media_type)
        else:
            yield Record(where, raw, {}, ReportError(f'{where} is no report; write an object with "text".'), media_type)


def answered(reader: DocumentReader, where: str, kind: str, raw: bytes) -> dict[str, Any]:
    """What a document holds, or that it made the reader fail ("flaw"), or took too much memory ("poison")."""
    try:
        return reader.read(where, kind, raw)
    except MemoryError:
        return {"poison": "needs more memory than a document may take"}
    except (ReportError, ValidationError, RecursionError) as error:
        return {"items": [], "errors": [f"{where} cannot be read: {' '.join(str(error).split())[:300]}"], "foreign": 0}
    except Exception as error:
        # A flaw in a parser or an extractor costs this document, never the shard.
        return {"flaw": f"made its reader fail ({type(error).__name__}: {' '.join(str(error).split())[:200]})"}


def _hold(limit: int) -> None:
    with suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limit if most < 0 else min(limit, most), most))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    with suppress(OSError), open("/proc/self/status", encoding="utf-8") as told:  # noqa: PTH123 (read at every answer)
        for line in told:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    # Where there is no /proc; elsewhere this figure would begin with that of the process which started this one.
    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found if sys.platform == "darwin" else found * 1024


def _work(connection: Connection) -> None:
    means: Means = pickle.loads(connection.recv_bytes())  # noqa: S301 (from the process that started this one)
    _hold(means.memory)
    try:
        reader = DocumentReader(means)
    except (TrucewatchError, MemoryError) as error:
        told = str(error) or "The reader needs more memory than --memory-mb allows; raise it."
        connection.send_bytes(json.dumps({"failed": told}).encode())
        return
    connection.send_bytes(json.dumps({"ready": True, "peak": _peak()}).encode())
    while True:
        where, kind = json.loads(connection.recv_bytes())
        answer = answered(reader, where, kind, connection.recv_bytes())
        connection.send_bytes(json.dumps({**answer, "peak": _peak()}).encode())
        if "poison" in answer:
            return


def _end_with(other: int) -> None:
    """End at once when the process that started this one is gone, even in the midst of a document."""
    while os.read(other, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    os.setpgid(0, 0)
    Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    with (
        Connection(int(sys.argv[1])) as opened,
        suppress(EOFError, BrokenPipeError, ConnectionError, KeyboardInterrupt),
    ):
        _work(opened)
