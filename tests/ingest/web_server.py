"""A real web server on this machine that answers as it is told, and remembers what it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """`pages` are answers by path, or what makes one of the request's headers; any other path is not found. `lines` are
    the connections that requests came by."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[dict[str, str]], Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.lines: set[tuple[str, int]] = set()
        self.at_once = self.most_at_once = 0
        self.url = ""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def put(self, path: str, body: bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (200, {"Content-Type": kind, **named}, body)


@contextmanager
def served() -> Iterator[Site]:
    site, lock = Site(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                site.lines.add(self.client_address)
                site.asked.append((self.path, dict(self.headers.items())))
                site.at_once += 1
                site.most_at_once = max(site.most_at_once, site.at_once)
            found = site.pages.get(self.path, (404, {}, b"none"))
            status, headers, body = found(dict(self.headers.items())) if callable(found) else found
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with lock:  # before the last byte, after which the asker may ask again
                site.at_once -= 1
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
