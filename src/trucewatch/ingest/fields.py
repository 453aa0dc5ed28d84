"""From what a file says of a report to the report: every field checked, none guessed."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from trucewatch.ingest.boilerplate import boilerplate_spans
from trucewatch.ingest.language import detect_language
from trucewatch.model import Capture, Report
from trucewatch.model.errors import ReportError

__all__ = ["MAX_TEXT", "report_of"]

MAX_TEXT = 5_000_000
"""Longest text of one report, in characters."""


def report_of(
    fields: Mapping[str, Any], raw: bytes, where: str, path: str, media_type: str, day: date | None
) -> Report:
    """The report. `day` is its date of publication where the file gives none; unknown keys are passed over.

    Without an id, the first 12 digits of the text's SHA-256 name it, so the same text has the same id everywhere.
    ReportError names the field that is wrong.
    """
    text = _text(fields, where)
    name = _string(fields, "id", where)
    capture = Capture(sha256=hashlib.sha256(raw).hexdigest(), path=path, media_type=media_type, size=len(raw))
    return Report(
        id=name or hashlib.sha256(text.encode()).hexdigest()[:12],
        text=text,
        published=_day(fields.get("published"), where) or day,
        received=_moment(fields.get("received"), where),
        publisher=_string(fields, "publisher", where),
        title=_string(fields, "title", where),
        url=_string(fields, "url", where),
        language=detect_language(text),
        boilerplate=boilerplate_spans(text),
        capture=capture,
    )


def _text(fields: Mapping[str, Any], where: str) -> str:
    text = fields.get("text")
    if text is None:
        raise ReportError(f'{where} has no "text"; give the report\'s text there.')
    if not isinstance(text, str):
        raise ReportError(f'{where} has a "text" that is no text but {_kind(text)}; put the text in quotes.')
    if not text.strip():
        raise ReportError(f"{where} is an empty report; give its text or leave it out.")
    if len(text) > MAX_TEXT:
        raise ReportError(
            f"{where} is a report of {len(text):,} characters, more than the {MAX_TEXT:,} that one may have; split it."
        )
    _encodable(text, "text", where)
    return text


def _encodable(text: str, field: str, where: str) -> None:
    if "\x00" in text:
        raise ReportError(f'{where} has a NUL character in its "{field}"; remove it.')
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = f'{where} has half a character in its "{field}" at character {error.start + 1}; write it whole.'
        raise ReportError(message) from error


def _string(fields: Mapping[str, Any], field: str, where: str) -> str | None:
    value = fields.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ReportError(f'{where} has a "{field}" that is no text but {_kind(value)}; put it in quotes.')
    _encodable(value, field, where)
    if field == "id" and any(not letter.isprintable() for letter in value):
        raise ReportError(f"{where} has an id with a character that cannot be seen; write the id plainly.")
    return value.strip() or None


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "something else")


def _day(value: Any, where: str) -> date | None:
    if value is None or value == "":
        return None
    try:
        return datetime.fromisoformat(value).date()
    except (TypeError, ValueError):
        message = (
            f'{where} has {value!r:.40} as its "published", which is no date; write it as 2017-05-05 or leave it out.'
        )
        raise ReportError(message) from None


def _moment(value: Any, where: str) -> datetime | None:
    """A moment without an offset is UTC; a bare day means its end, since the report was there by then."""
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= len("2017-05-05"):
            moment = datetime.combine(moment.date(), time.max)
    except (TypeError, ValueError):
        message = f'{where} has {value!r:.40} as its "received", which is no moment; write it as 2017-05-05T14:30:00Z.'
        raise ReportError(message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
