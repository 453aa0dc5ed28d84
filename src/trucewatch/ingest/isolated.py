"""The process in which files are read that others may have built to do harm: it can crash, hang or swell without
damage, and is ended by the process that started it (isolation.py).

    python -m trucewatch.ingest.isolated DESCRIPTOR

It takes one job after the other from the connection with that descriptor and answers with one message an item.
"""

import json
import os
import sys
from contextlib import suppress
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from trucewatch.ingest.base import Ingested
from trucewatch.ingest.content import Content
from trucewatch.ingest.fields import Reading
from trucewatch.ingest.items import items_of
from trucewatch.ingest.speech import MODEL_FOLDER
from trucewatch.model.errors import ReportError

MEMORY = 4 * 1024 * 1024 * 1024
"""Most address space of the process, in bytes, where the system can hold it to that."""


def _hold(limit: int) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _work(connection: Connection) -> None:
    while True:
        job = json.loads(connection.recv_bytes())
        published = date.fromisoformat(job["published"]) if job["published"] else None
        os.environ[MODEL_FOLDER] = job["speech"]
        reading = Reading(published, job["columns"], job["dates"])
        content = Content(job["name"], Path(os.fsdecode(bytes.fromhex(job["file"]))), url=job["url"])
        try:
            last: bytes | None = None
            for item in items_of(content, job["path"], reading):
                _send(connection, item, same=item.raw is last)
                last = item.raw
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            message = f"{content.name} cannot be read ({reason}); save its text as a .txt file and add that."
            _send(connection, Ingested(None, b"", ReportError(message), job["path"]), same=False)
        connection.send_bytes(b"{}")


def _send(connection: Connection, item: Ingested, *, same: bool) -> None:
    """The item without its bytes, then the bytes, unless they are those of the item before."""
    told: dict[str, Any] = {
        "report": item.report.model_dump(mode="json", exclude_defaults=True) if item.report else None,
        "error": str(item.error) if item.error else None,
        "same": same,
        "where": item.where,
    }
    connection.send_bytes(json.dumps(told).encode())
    if not same:
        connection.send_bytes(item.raw)


if __name__ == "__main__":
    _hold(MEMORY)
    with (
        Connection(int(sys.argv[1])) as opened,
        suppress(EOFError, BrokenPipeError, ConnectionError, KeyboardInterrupt),
    ):
        _work(opened)
