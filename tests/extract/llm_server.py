"""A real HTTP server on this machine that answers like an OpenAI-compatible endpoint, by a script."""

import json
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Self

Answer = tuple[int, dict[str, str], bytes]


def says(content: Any, *, tokens: int | None = 100, finish: str = "stop") -> Answer:
    """A completion: a string as it stands, anything else as the claims of a JSON answer."""
    text = content if isinstance(content, str) else json.dumps({"claims": content}, ensure_ascii=False)
    body: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": finish}]}
    if tokens is not None:
        body["usage"] = {"total_tokens": tokens}
    return 200, {}, json.dumps(body).encode()


def fails(status: int, words: str = "", **headers: str) -> Answer:
    return status, {k.replace("_", "-"): v for k, v in headers.items()}, json.dumps({"error": words}).encode()


class ScriptedServer:
    """Gives the answers of its script in turn, the last one for ever; a callable is asked for each request."""

    def __init__(self, script: Sequence[Answer] | Callable[[dict[str, Any]], Answer]) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self._script = script
        self._lock = Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, headers, content = outer._answer(self.path, body, dict(self.headers))
                try:
                    self.send_response(status)
                    for name, value in {"Content-Length": str(len(content)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(content)
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def _answer(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Answer:
        assert path == "/v1/chat/completions"
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
            number = len(self.requests) - 1
        if callable(self._script):
            return self._script(body)
        return self._script[min(number, len(self._script) - 1)]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
