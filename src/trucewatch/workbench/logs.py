"""What the server writes down: one JSON object a line, or lines to read, on standard error.

Never a report's words, a search, a name or an address: lines tell of routes, statuses and kinds of errors. The message
of an unforeseen error could quote what was sent, so that only its kind and the places in the program are written.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

__all__ = ["set_up_logs"]

_KEPT = frozenset(
    {"event", "level", "timestamp", "logger", "error", "at", "route", "watch", "method", "status", "ms", "bytes"}
)
_KEPT_OF_RECORDS = ("error", "route", "watch")
_MOST_PLACES = 12


def set_up_logs(*, as_json: bool, out: TextIO | None = None, level: int = logging.INFO) -> None:
    """Let everything that is logged in this process, by whatever library, be written in one form to `out` (None:
    standard error). Of what libraries say only the kind is written: it may quote what was sent."""
    shared: list[Any] = [
        _of_record,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words,
    ]
    last: Any = structlog.processors.JSONRenderer(ensure_ascii=True)
    if not as_json:
        last = structlog.dev.ConsoleRenderer(colors=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
    )
    handler = logging.StreamHandler(out or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("trucewatch").setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _of_record(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What a record of the standard library says besides its message."""
    record: logging.LogRecord | None = event.get("_record")
    if record is None:
        return event
    for name in (*_KEPT_OF_RECORDS, "method", "status", "ms", "bytes"):
        if hasattr(record, name):
            event[name] = getattr(record, name)
    if record.exc_info and record.exc_info[1] is not None:
        event["error"] = type(record.exc_info[1]).__name__
        event["at"] = _places(record.exc_info[2])
        event.pop("exc_info", None)
        record.exc_info, record.exc_text = None, None
    if not record.name.startswith("trucewatch"):
        event["event"] = f"{record.levelname.lower()} of a library"
    return event


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MOST_PLACES:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def _without_words(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if name in _KEPT or name.startswith("_")}
