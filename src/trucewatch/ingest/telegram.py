"""Telegram's own export (result.json): each message with words in it is a report."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.decode import decode
from trucewatch.ingest.jsons import DECODER, after_blank, array_items, reason_of
from trucewatch.model.errors import ReportError

__all__ = ["TelegramExport"]

_MAX_EXPORT = 500 * 1024 * 1024
_ONE_CHAT = re.compile(
    rb'\A(?:\xef\xbb\xbf)?\s*\{(?=.{0,600}?"type"\s*:\s*"\w*(?:channel|chat|group|supergroup|messages)\w*").{0,4000}?"messages"\s*:\s*\[',
    re.DOTALL,
)
_ALL_CHATS = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"about"\s*:\s*"[^"]{0,400}Telegram')
_GROUPS = ("group", "chat", "bot")


class TelegramExport:
    """What Telegram Desktop writes as JSON: one chat, or all of them. A channel's posts are the channel's, a group's
    messages are their writers'. Pictures and service messages are passed over."""

    name: str = "telegram"
    suffixes: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ("application/json",)
    gives: str = "one report for each message with words (result.json)"
    isolated = False
    patience = 60.0

    def sniff(self, start: bytes) -> bool:
        """A chat with messages, or the export of an account."""
        return _ONE_CHAT.match(start) is not None or _ALL_CHATS.match(start) is not None

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """The messages; a bad one does not stop the others."""
        text = decode(content.load(_MAX_EXPORT), content.name)
        try:
            yield from _chats(text, content.name)
        except (ValueError, RecursionError) as error:
            message = (
                f"{content.name} is not valid JSON ({reason_of(error)}); export it again, messages before are kept."
            )
            yield Record(content.name, b"", {}, ReportError(message))


def _chats(text: str, name: str) -> Iterator[Record]:
    """Messages as they come, whether of one chat or of many."""
    chat: dict[str, Any] = {}
    for key, at in _members(text, after_blank(text, 0)):
        if key == "messages" and text[at : at + 1] == "[":
            yield from _messages(text, at, chat, name)
        elif key == "chats" and text[at : at + 1] == "{":
            for inside, place in _members(text, at):
                if inside == "list" and text[place : place + 1] == "[":
                    for one, start, end in array_items(text, place):
                        if isinstance(one, dict):
                            yield from _chats(text[start:end], f"{name}, chat {one.get('name') or one.get('id')}")
        elif text[at : at + 1] not in "[{":
            chat[key] = DECODER.raw_decode(text, at)[0]


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """The keys of the object that begins at `at`, each with the place where its value begins."""
    at = after_blank(text, at + 1)
    while text[at : at + 1] == '"':
        key, end = DECODER.raw_decode(text, at)
        at = after_blank(text, after_blank(text, end) + 1)
        yield key, at
        _, end = DECODER.raw_decode(text, at)
        at = after_blank(text, end)
        if text[at : at + 1] != ",":
            break
        at = after_blank(text, at + 1)


def _messages(text: str, at: int, chat: dict[str, Any], name: str) -> Iterator[Record]:
    for message, start, end in array_items(text, at):
        if isinstance(message, dict) and message.get("type") == "message" and (words := _words(message.get("text"))):
            raw = text[start:end].encode(errors="surrogatepass")
            yield Record(f"{name}, message {message.get('id')}", raw, _fields(message, words, chat))


def _words(value: Any) -> str:
    """A message's text: a string, or pieces of which some have a format."""
    pieces = value if isinstance(value, list) else [value]
    texts = [piece.get("text") if isinstance(piece, dict) else piece for piece in pieces]
    return "".join(piece for piece in texts if isinstance(piece, str)).strip()


def _fields(message: dict[str, Any], words: str, chat: dict[str, Any]) -> dict[str, Any]:
    is_group = any(kind in str(chat.get("type")) for kind in _GROUPS)
    sender, title = _string(message.get("from")), _string(chat.get("name"))
    moment = _moment(message.get("date_unixtime"))
    day = message.get("date")
    edited = _moment(message.get("edited_unixtime"))
    author = _string(message.get("author"))
    return {
        "id": _id(chat, message),
        "text": words,
        "publisher": (sender or title) if is_group else (title or sender),
        "authors": [author] if author else [],
        "published": day[:10] if isinstance(day, str) else None,
        "published_at": moment.isoformat() if moment else None,
        "updated": edited.date().isoformat() if edited else None,
        "reposted_from": _string(message.get("forwarded_from")) or _string(message.get("saved_from")),
    }


def _id(chat: dict[str, Any], message: dict[str, Any]) -> str | None:
    """An edited message is another report than the message as it was before."""
    parts = ["telegram", chat.get("id"), message.get("id"), message.get("edited_unixtime")]
    return "-".join(str(part) for part in parts if part) if parts[1] and parts[2] else None


def _string(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _moment(stamp: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(stamp), UTC) if stamp is not None else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
