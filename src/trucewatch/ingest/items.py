"""One input's reports, or what is wrong with them: the work that is the same in this process and in an isolated one."""

import hashlib
from collections.abc import Iterator

from pydantic import ValidationError

from trucewatch.ingest.base import Ingested, Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.fields import Reading, report_of
from trucewatch.ingest.formats import records_of
from trucewatch.model import Capture
from trucewatch.model.errors import ReportError

__all__ = ["capture_of", "items_of"]


def capture_of(record: Record, digest: str, file_name: str) -> Capture:
    """How the bytes came here. Of a web archive's record the bytes kept are the whole exchange."""
    came = {name: value for name, value in (record.came or {}).items() if value}
    kept = {"record": digest} if came else {}
    said = {"path": file_name, "media_type": record.media_type, "size": len(record.raw), **came, **kept}
    try:
        return Capture.model_validate({"sha256": digest, **said})
    except ValidationError as error:
        first = error.errors()[0]
        told = f"{record.where} says of its capture a {first['loc'][0]} that cannot be ({first['msg']})"
        raise ReportError(f"{told}; capture it again.") from error


def items_of(content: Content, path: str, reading: Reading) -> Iterator[Ingested]:
    """Each report of a file with its bytes, or why it could not be read; never an error for the whole."""
    count, raw, digest = 0, b"", ""
    try:
        for record in records_of(content):
            count += 1
            if record.raw is not raw or not digest:
                raw, digest = record.raw, hashlib.sha256(record.raw).hexdigest()
            try:
                if record.error is not None:
                    raise record.error
                capture = capture_of(record, digest, content.file_name)
                report = report_of(record.fields, record.where, capture, reading)
            except ReportError as error:
                yield Ingested(None, raw, error, path, record.where)
                continue
            yield Ingested(report, raw, None, path, record.where)
        if not count:
            raise ReportError(f"{content.name} holds no report; add one to it or leave it out.")
    except ReportError as error:
        yield Ingested(None, b"", error, path)
    except RecursionError:
        yield Ingested(None, b"", ReportError(f"{content.name} is nested too deeply to be read; flatten it."), path)
    except MemoryError:
        message = f"{content.name} needs more memory than one file may have; split it and add the parts."
        yield Ingested(None, b"", ReportError(message), path)
