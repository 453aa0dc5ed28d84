"""What the server tells of itself: Prometheus metrics, and a line of log for each request.

Requests are told by route, never by path, person or address. Numbers of several server processes are each their own:
Prometheus asks every one.
"""

import logging
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch._version import __version__
from trucewatch.model.errors import TrucewatchError

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["CONTENT_TYPE", "Observed"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 1.5, 3, 10, 30)
_LOG = logging.getLogger("trucewatch.requests")
_QUIET = ("/healthz", "/readyz", "/metrics", "/static/", "/_nicegui/")


class Observed:
    """A layer around the whole application that counts and times what passes."""

    def __init__(self, app: ASGIApp, desk: "Desk") -> None:
        self._app = app
        self.registry = CollectorRegistry()
        about = Gauge("trucewatch_build_info", "The version that runs.", ["version"], registry=self.registry)
        about.labels(__version__).set(1)
        self._requests = Counter(
            "trucewatch_http_requests_total",
            "Requests answered.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "trucewatch_http_request_seconds",
            "Time until the whole answer was sent.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._open = Gauge("trucewatch_http_requests_in_progress", "Requests being answered.", registry=self.registry)
        self._screens = Gauge("trucewatch_open_screens", "Screens connected now.", registry=self.registry)
        self.registry.register(_OfDesk(desk))
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def told(self) -> bytes:
        """The metrics as Prometheus reads them."""
        return generate_latest(self.registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note what became of it."""
        if scope["type"] == "websocket":
            with self._screens.track_inprogress():
                await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, began, sent = scope["path"], time.perf_counter(), _Sent(send)
        try:
            with self._open.track_inprogress():
                await self._app(scope, receive, sent.send)
        finally:
            self._note(scope, path, time.perf_counter() - began, sent)

    def _note(self, scope: Scope, path: str, took: float, sent: "_Sent") -> None:
        route, method, status = _route(scope, path), _method(scope["method"]), str(sent.status)
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route).observe(took)
        if not path.startswith(_QUIET):
            told = {
                "route": route,
                "method": method,
                "status": sent.status,
                "ms": round(took * 1000),
                "bytes": sent.size,
            }
            _LOG.info("request", extra=told)


class _Sent:
    """What was sent so far. The status of an answer that never began is 500."""

    def __init__(self, send: Send) -> None:
        self._send, self.status, self.size = send, 500, 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)


class _OfDesk:
    """What is asked of the desk whenever Prometheus comes."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def collect(self) -> Iterator[Any]:
        """The metrics of each watch. A ledger that cannot be read is told as -1."""
        entries = GaugeMetricFamily("trucewatch_ledger_entries", "Entries of the ledger.", labels=["watch"])
        behind = GaugeMetricFamily(
            "trucewatch_search_entries_behind", "Entries that the search index lacks.", labels=["watch"]
        )
        for name, watch in dict(self._desk.watches).items():
            try:
                head = watch.ledger.head().seq
                entries.add_metric([name], head)
                upto = self._desk.indexes.of(watch).upto()
                behind.add_metric([name], head - (upto.seq if upto is not None else 0))
            except TrucewatchError:
                entries.add_metric([name], -1)
        waiting = GaugeMetricFamily("trucewatch_webhook_deliveries", "Webhook deliveries by state.", labels=["state"])
        try:
            for state, number in self._desk.hooks.counts().items():
                waiting.add_metric([state], number)
        except TrucewatchError:
            waiting.add_metric(["unknown"], -1)
        yield from (entries, behind, waiting)


def _route(scope: Scope, path: str) -> str:
    """The route's pattern: never what stood in its place."""
    route = scope.get("route")
    pattern = getattr(route, "path_format", None) or getattr(route, "path", None)
    if pattern is None:
        return path if path in ("/healthz", "/readyz", "/metrics") else "other"
    return f"/api/v1{pattern}" if path.startswith("/api/v1/") and not pattern.startswith("/api/") else str(pattern)


def _method(name: str) -> str:
    return name if name in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"
