"""Asking servers politely: as robots.txt allows, one request a host at a time, with pauses, limits and patience.

What came is kept as it came, every hop of it, as a WARC file.
"""

import io
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import httpx

from trucewatch._version import __version__
from trucewatch.ingest.content import shown
from trucewatch.ingest.web.addresses import Target, target_of
from trucewatch.ingest.web.rules import FetchRules
from trucewatch.model.errors import ReportError

__all__ = ["Answer", "Fetcher", "Validators"]

_MOST_HOPS = 5
_MOST_ROBOTS = 512 * 1024
_ROBOTS_FRESH = 3600.0
_LONGEST_PAUSE = 120.0
_LONGEST_ANSWER = 10
_REDIRECTS = (301, 302, 303, 307, 308)
_LATER = (429, 500, 502, 503, 504)
_NOT_MODIFIED = 304
_OK = 200
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/pdf;q=0.9,*/*;q=0.5"


@dataclass(frozen=True)
class Validators:
    """What a server gave to ask by next time whether anything is new: an ETag, a date of the last change."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a server answered: `url` where it was found in the end, `body` unpacked (None where nothing is new since the
    validators), `media_type` as it said, `warc` the whole exchange, `validators` for next time."""

    url: str
    body: bytes | None
    media_type: str | None
    warc: bytes
    validators: Validators


@dataclass(frozen=True)
class _Hop:
    target: Target
    status: int
    reason: str
    headers: httpx.Headers
    raw: bytes
    sent: list[tuple[str, str]]
    at: datetime


class Fetcher:
    """Asks servers under the rules. It may be used by several threads, and by many addresses: what it knows of a host
    (its robots.txt, when it was asked last) it keeps. `operator` is who has them asked, as it is written into the
    archives; `pause` waits that many seconds."""

    def __init__(
        self,
        rules: FetchRules | None = None,
        *,
        operator: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.rules = rules or FetchRules()
        self._operator = operator
        self._pause = pause
        # No connection is used twice: they are told apart by the number of the host, not by the name whose
        # certificate was checked, and two names can have one number.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.Client(timeout=self.rules.timeout, limits=limits, follow_redirects=False, trust_env=False)
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._next: dict[str, float] = {}
        self._robots: dict[str, tuple[float, Any]] = {}

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def warc(self, url: str) -> bytes:
        """What came from an address, as a WARC file. ReportError as in `get`."""
        return self.get(url).warc

    def get(self, url: str, known: Validators | None = None) -> Answer:
        """What a server answers. ReportError, saying what to do, where the address may not be asked, robots.txt says
        no, or there is no whole answer within the limits."""
        hops: list[_Hop] = []
        here = url
        for _ in range(_MOST_HOPS + 1):
            target = target_of(here, self.rules.allow_hosts)
            self._obey(target)
            hop = self._patiently(target, known if here == url else None)
            hops.append(hop)
            if hop.status not in _REDIRECTS or "location" not in hop.headers:
                return self._answer(url, hops)
            here = _led_to(here, hop.headers["location"])
        raise ReportError(f"{shown(url)} leads from one address to the next without end; check the address.")

    def _answer(self, url: str, hops: list[_Hop]) -> Answer:
        last = hops[-1]
        if last.status not in (_OK, _NOT_MODIFIED):
            raise ReportError(
                f"{shown(url)} answered {last.status} ({shown(last.reason)[:60]}); check the address, or try later."
            )
        body = None if last.status == _NOT_MODIFIED else self._unpacked(last)
        kind = last.headers.get("content-type", "").split(";")[0].strip().lower() or None
        validators = Validators(last.headers.get("etag"), last.headers.get("last-modified"))
        return Answer(last.target.url, body, kind, _warc(hops, self._operator), validators)

    def _unpacked(self, hop: _Hop) -> bytes:
        limit = int(self.rules.max_mb * 2**20)
        try:
            response = httpx.Response(hop.status, headers=hop.headers, stream=httpx.ByteStream(hop.raw))
            body = b""
            for part in response.iter_bytes():
                body += part
                if len(body) > limit:
                    raise self._too_large(hop.target.url)
        except (httpx.DecodingError, ValueError) as error:
            raise ReportError(f"{shown(hop.target.url)} sent something that cannot be unpacked; try later.") from error
        return body

    def _too_large(self, url: str) -> ReportError:
        return ReportError(f"{shown(url)} has more than {self.rules.max_mb:g} MB; raise max_mb in [fetch] or leave it.")

    def _obey(self, target: Target) -> None:
        """ReportError if the site's robots.txt keeps this program from the address (RFC 9309)."""
        when, rules = self._robots.get(target.origin, (0.0, None))
        if rules is None or time.monotonic() - when > _ROBOTS_FRESH:
            rules = self._robots_of(target)
            self._robots[target.origin] = (time.monotonic(), rules)
        if not rules.can_fetch(target.url, "Trucewatch"):
            raise ReportError(f"{shown(target.url)} may not be fetched, says its site's robots.txt; save it by hand.")

    def _robots_of(self, target: Target) -> Any:
        from protego import Protego

        here = f"{target.origin}/robots.txt"
        try:
            for _ in range(_MOST_HOPS):
                hop = self._patiently(target_of(here, self.rules.allow_hosts), None)
                if hop.status not in _REDIRECTS or "location" not in hop.headers:
                    break
                here = _led_to(here, hop.headers["location"])
        except ReportError as error:
            raise ReportError(f"{shown(target.url)} is not fetched: {str(error).rstrip('.')}.") from error
        if hop.status >= _LATER[1]:
            raise ReportError(
                f"{shown(target.url)} is not fetched, as its site's robots.txt is out of order; try later."
            )
        said = self._unpacked(hop)[:_MOST_ROBOTS].decode("utf-8", "replace") if hop.status == _OK else ""
        return Protego.parse(said)

    def _patiently(self, target: Target, known: Validators | None) -> _Hop:
        """One request, tried again after growing pauses where the server or the way to it is out of order."""
        for attempt in range(1, self.rules.tries + 1):
            try:
                with self._locks[target.host]:
                    self._wait(target)
                    hop = self._ask(target, known)
            except httpx.HTTPError as error:
                if attempt == self.rules.tries:
                    reason = shown(" ".join(str(error).split()))[:120] or type(error).__name__
                    told = f"{shown(target.url)} cannot be reached ({reason})"
                    raise ReportError(f"{told}; check the address, or try later.") from error
                self._pause(_growing(attempt))
                continue
            if hop.status not in _LATER or attempt == self.rules.tries:
                return hop
            self._pause(_asked_for(hop) or _growing(attempt))
        raise ReportError(f"{shown(target.url)} cannot be reached; try later.")

    def _wait(self, target: Target) -> None:
        """Let the host rest since it was asked last: as the rules say, or as its robots.txt asks."""
        left = self._next.get(target.host, 0.0) - time.monotonic()
        if left > 0:
            self._pause(left)
        rules = self._robots.get(target.origin, (0.0, None))[1]
        wished = rules.crawl_delay("Trucewatch") if rules else None
        rest = max(self.rules.delay, min(float(wished or 0), _LONGEST_PAUSE))
        self._next[target.host] = time.monotonic() + rest

    def _ask(self, target: Target, known: Validators | None) -> _Hop:
        headers = {
            "Host": target.origin.partition("://")[2],
            "User-Agent": self.rules.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        }
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.modified:
            headers["If-Modified-Since"] = known.modified
        request = self._client.build_request(
            "GET", target.pinned, headers=headers, extensions={"sni_hostname": target.host}
        )
        limit, end = int(self.rules.max_mb * 2**20), time.monotonic() + _LONGEST_ANSWER * self.rules.timeout
        raw = bytearray()
        response = self._client.send(request, stream=True)
        try:
            for part in response.iter_raw():
                raw += part
                if len(raw) > limit:
                    raise self._too_large(target.url)
                if time.monotonic() > end:
                    raise httpx.ReadTimeout("the answer takes too long", request=request)
        finally:
            response.close()
            self._client.cookies.clear()
        sent = [(name, value) for name, value in request.headers.items() if name.lower() != "cookie"]
        reason = response.reason_phrase
        return _Hop(target, response.status_code, reason, response.headers, bytes(raw), sent, datetime.now(UTC))


def _led_to(here: str, location: str) -> str:
    """The address that a redirect leads to. ReportError if it is none."""
    try:
        return urljoin(here, location)
    except ValueError as error:
        raise ReportError(
            f"{shown(here)} leads to {shown(location)[:200]}, which is no address ({error}); check it in a browser."
        ) from error


def _growing(attempt: int) -> float:
    """Seconds: two, four, eight, and up to half as much again, so that not all come back at once."""
    return float(2**attempt) * (1 + random.random() / 2)  # noqa: S311 (no secret)


def _asked_for(hop: _Hop) -> float | None:
    """How long the server asks to be left alone, in seconds, two minutes at most; None where it does not say."""
    said = hop.headers.get("retry-after", "")
    try:
        wait = float(said) if said.isdigit() else (parsedate_to_datetime(said) - hop.at).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(wait, 0.0), _LONGEST_PAUSE)


def _warc(hops: list[_Hop], operator: str | None) -> bytes:
    """Each request with its answer, as they went over the line; only the cutting into chunks is undone. Before them
    stands which program asked, and for whom."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    info = {"software": f"trucewatch {__version__}", "format": "WARC File Format 1.0"}
    if operator:
        info["operator"] = " ".join(shown(operator).split())
    writer.write_record(writer.create_warcinfo_record(None, info))
    for hop in hops:
        at = {"WARC-Date": hop.at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        path = "/" + hop.target.url.partition("://")[2].partition("/")[2]
        asked = StatusAndHeaders(f"GET {path} HTTP/1.1", hop.sent, is_http_request=True)
        said = [
            (f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name, value)
            for name, value in hop.headers.multi_items()
            if name.lower() != "set-cookie"
        ]
        told = StatusAndHeaders(f"{hop.status} {shown(hop.reason)}", said, protocol="HTTP/1.1")
        answer = writer.create_warc_record(
            hop.target.url, "response", io.BytesIO(hop.raw), len(hop.raw), http_headers=told, warc_headers_dict=dict(at)
        )
        request = writer.create_warc_record(
            hop.target.url, "request", io.BytesIO(b""), 0, http_headers=asked, warc_headers_dict=dict(at)
        )
        writer.write_request_response_pair(request, answer)
    return out.getvalue()
