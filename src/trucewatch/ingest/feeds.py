"""RSS and Atom feeds: each entry with words in it is a report (feedparser)."""

import io
import re
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import Content, shown
from trucewatch.ingest.decode import decode_page
from trucewatch.ingest.html import flat_text, headed
from trucewatch.model.errors import ReportError

__all__ = ["Entry", "FeedFile", "entries_of"]

_MAX_FEED = 20 * 1024 * 1024
_OPENS = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?[^>]*>\s*|<!DOCTYPE[^>]*>\s*)*<(?:rss|feed|rdf:RDF|channel)\b",
    re.IGNORECASE | re.DOTALL,
)
_ENTITIES = re.compile(rb"<!ENTITY|<\x00!\x00E\x00N\x00T|\x00<\x00!\x00E\x00N", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One entry of a feed: its own key, address, dates (ISO, None where it gives none), headline, words and voices."""

    key: str
    url: str | None
    published_at: str | None
    updated: str | None
    title: str | None
    text: str
    publisher: str | None
    authors: tuple[str, ...]

    def fields(self) -> dict[str, Any]:
        """What is said of it, as a report's fields."""
        return {
            "text": headed(self.title, self.text),
            "title": self.title,
            "url": self.url,
            "publisher": self.publisher,
            "authors": list(self.authors),
            "published": self.published_at[:10] if self.published_at else None,
            "published_at": self.published_at,
            "updated": self.updated,
        }


class FeedFile:
    """A feed as it was fetched. Its entries often hold an article's beginning only: `watch-feeds` gets the rest."""

    name: str = "feed"
    suffixes: tuple[str, ...] = (".rss", ".atom", ".xml", ".rdf")
    media_types: tuple[str, ...] = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml")
    gives: str = "one report for each entry of an RSS or Atom feed"
    isolated = True
    patience = 60.0

    def sniff(self, start: bytes) -> bool:
        """A root element of RSS or Atom."""
        return _OPENS.match(start) is not None

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """A record for each entry; its bytes are the feed's, as an entry has no bytes that stand by themselves."""
        raw = content.load(_MAX_FEED)
        for number, entry in enumerate(entries_of(raw, content.name, content.charset, content.url), start=1):
            where = f"{content.name}, entry {number}"
            if entry.text or entry.title:
                yield Record(where, raw, entry.fields())
            else:
                yield Record(where, raw, {}, ReportError(f"{where} holds no words; open its page instead."), empty=True)


def entries_of(raw: bytes, name: str, charset: str | None = None, url: str | None = None) -> list[Entry]:
    """The entries of a feed, in its order; `url` is where it was found, which links without a host count from, None
    where that is not known. ReportError if it is none, or declares entities of its own, which can be made to swell
    beyond all bounds or to read other files."""
    import feedparser

    if _ENTITIES.search(raw):
        raise ReportError(f"{name} declares entities of its own, as attacks do; it is not read.")
    text = decode_page(raw, Content(name, raw, charset=charset))
    headers = {"content-type": "application/xml; charset=utf-8"} | ({"content-location": url} if url else {})
    try:
        # As a stream: a bare string would be taken for an address or a file's name where it looks like one.
        stream = io.BytesIO(text.encode("utf-8", "replace"))
        found = feedparser.parse(stream, response_headers=headers, sanitize_html=False)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        reason = shown(" ".join(str(error).split()))[:100]
        raise ReportError(f"{name} is a broken feed ({reason}); get it again.") from error
    if not found.version and not found.entries:
        problem = found.get("bozo_exception")
        reason = f" ({' '.join(str(problem).split())[:100]})" if problem else ""
        raise ReportError(f"{name} is no RSS or Atom feed{reason}; check what it is.")
    publisher = _text(found.feed.get("title"))
    return [_entry(entry, publisher) for entry in found.entries]


def _entry(entry: Any, publisher: str | None) -> Entry:
    title, url = _text(entry.get("title")), entry.get("link") or None
    bodies = [part.get("value", "") for part in entry.get("content", ()) if part.get("value")]
    text = max((flat_text(body) for body in [*bodies, entry.get("summary") or ""]), key=len)
    # Past feedparser's own `get`, which gives one date for the other.
    published, updated = (_moment(dict.get(entry, f"{name}_parsed")) for name in ("published", "updated"))
    source = _text((entry.get("source") or {}).get("title"))
    authors = [_author(author, entry.get("author") or "") for author in entry.get("authors", ())]
    return Entry(
        key=entry.get("id") or url or f"{title}|{published}",
        url=url,
        published_at=published or updated,
        updated=updated[:10] if updated and published else None,
        title=title,
        text=text.replace("\x00", ""),
        publisher=source or publisher,
        authors=tuple(name for name in authors if name),
    )


def _author(author: Any, said: str) -> str | None:
    """A writer's name. RSS has it in brackets behind a mail address, which feedparser cuts apart wrongly at times."""
    inside = re.fullmatch(r"\s*\S{1,200}@\S{1,200}\s+\((.{1,200})\)\s*", said)
    return inside[1].strip() if inside else _text(author.get("name")) if isinstance(author, dict) else None


def _text(value: Any) -> str | None:
    return " ".join(flat_text(value).split()) or None if isinstance(value, str) else None


def _moment(parsed: Any) -> str | None:
    """feedparser's moments are in UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None
