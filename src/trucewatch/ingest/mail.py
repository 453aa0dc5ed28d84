"""E-mail (.eml): the message as a report, and every attachment that can be read as a report of its own."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import Content, shown
from trucewatch.ingest.decode import decode_page
from trucewatch.ingest.html import flat_text
from trucewatch.model.errors import ReportError

__all__ = ["MailFile"]

_MOST_PARTS = 500
_HEADER = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2}")
_OWN = re.compile(
    rb"^(?:from|received|return-path|message-id|mime-version|delivered-to|subject):", re.IGNORECASE | re.MULTILINE
)


class MailFile:
    """A message: who wrote it and when it was written are its publisher and date; when it arrived is its receipt."""

    name: str = "eml"
    suffixes: tuple[str, ...] = (".eml",)
    media_types: tuple[str, ...] = ("message/rfc822",)
    gives: str = "the message, and one report for each attachment that can be read"
    isolated = True
    patience = 120.0

    def sniff(self, start: bytes) -> bool:
        """Two header lines or more, with two that only messages have."""
        return _HEADER.match(start) is not None and len(_OWN.findall(start)) > 1

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:
        """The message, then its attachments."""
        raw = content.load()
        if _HEADER.match(raw.lstrip()) is None and not _OWN.search(raw[:4096]):
            raise ReportError(f"{content.name} is no e-mail message; rename it after what it is and add it again.")
        try:
            message = message_from_bytes(raw, policy=policy.default)
            parts = list(_parts(message))
        except RecursionError as error:
            raise ReportError(f"{content.name} is nested too deeply to be read; save its text as .txt.") from error
        if len(parts) > _MOST_PARTS:
            raise ReportError(
                f"{content.name} has more than {_MOST_PARTS} parts; save what matters in it and add that."
            )
        fields = _fields(message)
        body = _body(parts, content)
        if body:
            yield Record(content.name, raw, {**fields, "text": body})
        attached = False
        for part in parts:
            if part.get_filename() or part.get_content_type() == "message/rfc822":
                attached = True
                yield from _attached(part, content, fields, inner)
        if not body and not attached:
            error_ = ReportError(f"{content.name} is a message without words; add what it was to carry.")
            yield Record(content.name, raw, {}, error_, empty=True)


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that carry something; what lies inside an attached message stays with it."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.iter_parts():
            yield from _parts(part)  # type: ignore[arg-type]
    else:
        yield message


def _body(parts: list[EmailMessage], content: Content) -> str:
    """The plain text parts, or where there is none the text of the HTML parts."""
    for kind in ("text/plain", "text/html"):
        found = [part for part in parts if part.get_content_type() == kind and not part.get_filename()]
        texts = [_text(part, content) for part in found]
        if any(text.strip() for text in texts):
            joined = "\n\n".join(text if kind == "text/plain" else flat_text(text) for text in texts)
            return joined.replace("\r\n", "\n").replace("\x00", "").strip()
    return ""


def _text(part: EmailMessage, content: Content) -> str:
    raw = _payload(part)
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    known = charset if charset and _is_known(charset) else None
    return decode_page(raw, Content(f"{content.name}, its text", raw, charset=known)) if raw else ""


def _is_known(charset: str) -> bool:
    try:
        b" ".decode(charset)
    except (LookupError, ValueError):
        return False
    return True


def _payload(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _attached(part: EmailMessage, content: Content, fields: dict[str, Any], inner: Inner) -> Iterator[Record]:
    if part.get_content_type() == "message/rfc822":
        inside = part.get_payload()
        message: Any = inside[0] if isinstance(inside, list) and inside else None
        raw, file_name, media_type = (message.as_bytes() if message else b""), "attached.eml", "message/rfc822"
    else:
        raw, file_name, media_type = _payload(part), shown(part.get_filename() or "attachment"), part.get_content_type()
    where = f"{content.name}, attachment {file_name}"
    if media_type.split("/")[0] in ("image", "audio", "video", "font"):
        return
    came = {name: fields[name] for name in ("received",) if fields.get(name)}
    try:
        for record in inner(Content(where, raw, file_name=file_name, media_type=media_type, depth=content.depth + 1)):
            yield replace(record, fields={**came, **record.fields})
    except ReportError as error:
        yield Record(where, raw, {}, error)


def _fields(message: EmailMessage) -> dict[str, Any]:
    subject, sender = _header(message, "subject"), _header(message, "from")
    name, address = _sender(sender)
    written = _moment(_header(message, "date"))
    arrived = _moment(_header(message, "received").rpartition(";")[2])
    return {
        "title": subject or None,
        "publisher": name or address,
        "published": written.date().isoformat() if written else None,
        "published_at": written.isoformat() if written else None,
        "received": arrived.isoformat() if arrived else None,
    }


def _header(message: EmailMessage, name: str) -> str:
    """A header as one line; empty where it is missing or beyond repair."""
    try:
        return " ".join(shown(str(message.get(name) or "").replace("\n", " ")).split())
    except Exception:
        return ""


def _sender(sender: str) -> tuple[str | None, str | None]:
    found = re.match(r"^\s*(?:\"?(?P<name>[^<\"]*?)\"?\s*)?<?(?P<address>[^\s<>]+@[^\s<>]+)?>?\s*$", sender[:500])
    if not found:
        return sender[:200] or None, None
    return found["name"] or None, found["address"]


def _moment(said: str) -> datetime | None:
    try:
        return parsedate_to_datetime(said.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
