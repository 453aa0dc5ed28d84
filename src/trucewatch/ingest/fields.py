"""From what a file says of a report to the report: every field checked, none guessed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from pydantic import ValidationError

from trucewatch.ingest.boilerplate import boilerplate_spans
from trucewatch.ingest.language import language_of
from trucewatch.model import Capture, Report, TimeCode
from trucewatch.model.errors import ReportError

__all__ = ["FIELDS", "MAX_TEXT", "Reading", "report_of"]

MAX_TEXT = 5_000_000
"""Longest text of one report, in characters."""

FIELDS = ("id", "text", "published", "received", "publisher", "title", "url", "authors")
"""What a column or a key of another name can be mapped to."""

_MOST_AUTHORS = 50


@dataclass(frozen=True)
class Reading:
    """How inputs are to be read. `published` dates reports that do not say themselves when they appeared; `columns` are
    names of columns or keys by the field that they stand for; `dates` is the form of dates that are not ISO, as
    `strptime` has it (%d/%m/%Y), None where all are ISO."""

    published: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None

    def mapped(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a record says, under the names of a report's fields."""
        return {**fields, **{ours: fields.get(theirs) for ours, theirs in self.columns.items()}}


def report_of(said: Mapping[str, Any], where: str, capture: Capture, reading: Reading) -> Report:
    """The report; unknown keys are passed over.

    Without an id, the first 12 digits of the SHA-256 of its address and text name it, so the same text from the same
    place has the same id everywhere. ReportError names the field that is wrong.
    """
    fields = reading.mapped(said)
    text = _text(fields, where)
    name, url = _string(fields, "id", where), _string(fields, "url", where)
    language = language_of(text)
    published_at = _moment(fields, "published_at", where)
    return Report(
        id=name or hashlib.sha256((f"{url}\n{text}" if url else text).encode()).hexdigest()[:12],
        text=text,
        published=_day(fields, "published", where, reading.dates)
        or (published_at.date() if published_at else None)
        or reading.published,
        published_at=published_at,
        updated=_day(fields, "updated", where, reading.dates),
        received=_moment(fields, "received", where),
        publisher=_string(fields, "publisher", where),
        authors=_authors(fields, where),
        title=_string(fields, "title", where),
        url=url,
        language=language[0] if language else None,
        language_confidence=language[1] if language else None,
        reposted_from=_string(fields, "reposted_from", where),
        boilerplate=boilerplate_spans(text),
        time_codes=_time_codes(fields, where),
        capture=capture,
    )


def _text(fields: Mapping[str, Any], where: str) -> str:
    text = fields.get("text")
    if text is None:
        raise ReportError(f'{where} has no "text"; give the report\'s text there, or name its column with --column.')
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


def _encodable(text: str, name: str, where: str) -> None:
    if "\x00" in text:
        raise ReportError(f'{where} has a NUL character in its "{name}"; remove it.')
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = f'{where} has half a character in its "{name}" at character {error.start + 1}; write it whole.'
        raise ReportError(message) from error


def _string(fields: Mapping[str, Any], name: str, where: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ReportError(f'{where} has a "{name}" that is no text but {_kind(value)}; put it in quotes.')
    _encodable(value, name, where)
    if name == "id" and any(not letter.isprintable() for letter in value):
        raise ReportError(f"{where} has an id with a character that cannot be seen; write the id plainly.")
    return value.strip() or None


def _authors(fields: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """One name, or a list of names."""
    value = fields.get("authors")
    if value is None:
        return ()
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ReportError(f'{where} has "authors" that are no list of names; write them as ["Name", "Name"].')
    for name in names:
        _encodable(name, "authors", where)
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))[:_MOST_AUTHORS]


def _time_codes(fields: Mapping[str, Any], where: str) -> tuple[TimeCode, ...]:
    try:
        return tuple(TimeCode.model_validate(code) for code in fields.get("time_codes") or ())
    except (ValidationError, TypeError) as error:
        raise ReportError(f'{where} has "time_codes" that are not start, end, begins, ends; leave them out.') from error


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "something else")


def _day(fields: Mapping[str, Any], name: str, where: str, form: str | None) -> date | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    try:
        if form and isinstance(value, str):
            return datetime.strptime(value.strip(), form).date()  # noqa: DTZ007 (a day, not a moment)
        return datetime.fromisoformat(value).date()
    except (TypeError, ValueError):
        wanted = f"a date like {form}" if form else "no date; write it as 2017-05-05"
        told = f"which is not {wanted}" if form else f"which is {wanted}"
        message = f'{where} has {value!r:.40} as its "{name}", {told} or leave it out.'
        raise ReportError(message) from None


def _moment(fields: Mapping[str, Any], name: str, where: str) -> datetime | None:
    """A moment without an offset is UTC; a bare day means its end, since the report was there by then."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= len("2017-05-05"):
            moment = datetime.combine(moment.date(), time.max)
    except (TypeError, ValueError):
        message = f'{where} has {value!r:.40} as its "{name}", which is no moment; write it as 2017-05-05T14:30:00Z.'
        raise ReportError(message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
