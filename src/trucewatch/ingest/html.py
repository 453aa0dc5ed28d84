"""Web pages: the article in them, with its title, authors, dates and publisher (trafilatura).

What surrounds the article stays in the evidence, which is the page's very bytes.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.decode import decode_page
from trucewatch.model.errors import ReportError

__all__ = ["HtmlFile", "flat_text", "headed", "page_fields"]

_MAX_PAGE = 20 * 1024 * 1024
_OPENS = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_META = re.compile(r"<meta\s[^>]{1,1000}>", re.IGNORECASE)
_MODIFIED = re.compile(r"""["'](?:article:modified_time|og:updated_time|dateModified)["']""", re.IGNORECASE)
_JSON_MODIFIED = re.compile(r'"dateModified"\s*:\s*"(\d{4}-\d\d-\d\d)')
_JSON_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d\d-\d\dT[\d:.]{5,12}(?:Z|[+-]\d\d:?\d\d))"')
_PUBLISHED = re.compile(r"""["'](?:article:published_time|datePublished|og:published_time)["']""", re.IGNORECASE)
_DAY = re.compile(r"""content=["']?(\d{4}-\d\d-\d\d)""", re.IGNORECASE)
_MOMENT = re.compile(r"""content=["']?(\d{4}-\d\d-\d\dT[\d:.]{5,12}(?:Z|[+-]\d\d:?\d\d))""", re.IGNORECASE)
_HEAD = 200_000
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table td th tr ul".split()
)
_UNSEEN = frozenset("script style noscript template head title".split())


class HtmlFile:
    """A saved or fetched web page: one report."""

    name: str = "html"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    media_types: tuple[str, ...] = ("text/html", "application/xhtml+xml")
    gives: str = "the article of the page; title, authors, dates, publisher"
    isolated = True
    patience = 60.0

    def sniff(self, start: bytes) -> bool:
        """A document type or root element of HTML."""
        return _OPENS.match(start) is not None

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """The article as one record, an empty one where the page has none."""
        raw = content.load(_MAX_PAGE)
        fields = page_fields(decode_page(raw, content), content.url)
        if fields is None:
            message = (
                f"{content.name} holds no article that can be told from the page around it; save its text as .txt."
            )
            yield Record(content.name, raw, {}, ReportError(message), empty=True)
            return
        yield Record(content.name, raw, fields)


def page_fields(page: str, url: str | None) -> dict[str, Any] | None:
    """What a page says: text with its headline, title, authors, published, updated, publisher, url; None if there is no
    article in it. Dates are those that the page states, never guessed from its text."""
    import trafilatura

    known = {"extensive_search": False, "original_date": True, "max_date": date.max.isoformat()}
    found: Any = trafilatura.bare_extraction(
        page, url=url, with_metadata=True, include_comments=False, date_extraction_params=known
    )
    if found is None or not (found.text or "").strip():
        return None
    head = page[:_HEAD]
    canonical = found.url if found.url and urlsplit(found.url).hostname else None
    return {
        "text": headed(found.title, found.text),
        "title": found.title,
        "authors": [name.strip() for name in (found.author or "").split(";") if name.strip()],
        "published": found.date,
        "published_at": _stated(head, _PUBLISHED, _MOMENT, _JSON_PUBLISHED),
        "updated": _stated(head, _MODIFIED, _DAY, _JSON_MODIFIED),
        "publisher": found.sitename or _site(url or canonical),
        "url": url or canonical,
        "reposted_from": _elsewhere(url, canonical),
    }


def headed(title: str | None, body: str) -> str:
    """A body under its headline; the body alone where it begins with the headline already, or there is none."""
    body = body.strip()
    if not title or _letters(body[: 2 * len(title) + 20]).startswith(_letters(title)):
        return body
    return f"{title.strip()}\n\n{body}".strip()


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _stated(head: str, names: re.Pattern[str], value: re.Pattern[str], in_json: re.Pattern[str]) -> str | None:
    for tag in _META.findall(head):
        found = value.search(tag) if names.search(tag) else None
        if found:
            return str(found[1])
    found = in_json.search(head)
    return found[1] if found else None


def _site(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    return host.removeprefix("www.") or None


def _elsewhere(url: str | None, canonical: str | None) -> str | None:
    """The site that a page names as the place of its original, where that is another one than its own."""
    own, original = _site(url), _site(canonical)
    if own is None or original is None or own.endswith(original) or original.endswith(own):
        return None
    return original


def flat_text(markup: str) -> str:
    """The text of a piece of HTML, such as a feed's or a message's: all of it, a line for each block."""
    from lxml import etree, html

    if "<" not in markup and "&" not in markup:
        return markup.strip()
    try:
        tree = html.fromstring(f"<div>{markup}</div>", parser=html.HTMLParser(encoding=None, remove_comments=True))
    except (etree.ParserError, ValueError):
        return ""
    parts: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        name = node.tag if isinstance(node.tag, str) else ""
        hidden += (1 if event == "start" else -1) if name in _UNSEEN else 0
        if name in _BLOCKS:
            parts.append("\n")
        said = node.text if event == "start" else node.tail
        if said and not hidden:
            parts.append(re.sub(r"\s+", " ", said))
    lines = (re.sub(r" +", " ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
