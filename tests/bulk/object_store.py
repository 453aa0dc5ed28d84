"""A small object store that speaks S3 over HTTP on 127.0.0.1: as much of it as listing, reading and writing need."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

_WHEN = "Thu, 01 May 2031 00:00:00 GMT"


@dataclass
class Store:
    """What the server holds: bytes by bucket/key. `asked` are the requests that came, as method and path."""

    objects: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: Store

    def log_message(self, *said: object) -> None:
        """Keep quiet."""

    def _where(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        self.store.asked.append((self.command, self.path))
        return unquote(parts.path).strip("/"), {
            k: v[0] for k, v in parse_qs(parts.query, keep_blank_values=True).items()
        }

    def _answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _body(self) -> bytes:
        chunked = self.headers.get("Transfer-Encoding", "") == "chunked"
        raw = _unchunked(self.rfile) if chunked else self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return _unchunked(BytesIO(raw)) if "aws-chunked" in self.headers.get("Content-Encoding", "") else raw

    def do_HEAD(self) -> None:
        key, _ = self._where()
        if key in self.store.objects:
            data = self.store.objects[key]
            self._answer(200, Content_Length=str(len(data)), ETag=_tag(data), Last_Modified=_WHEN)
        elif "/" not in key and any(name.startswith(f"{key}/") for name in self.store.objects):
            self._answer(200)
        else:
            self._answer(404)

    def do_GET(self) -> None:
        key, asked = self._where()
        if "list-type" in asked:
            self._list(key, asked.get("prefix", ""), asked.get("delimiter", ""))
            return
        data = self.store.objects.get(key)
        if data is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        span = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        about = {"ETag": _tag(data), "Last_Modified": _WHEN}
        if span:
            first, last = int(span[1]), min(int(span[2] or len(data) - 1), len(data) - 1)
            about["Content_Range"] = f"bytes {first}-{last}/{len(data)}"
            self._answer(206, data[first : last + 1], **about)
        else:
            self._answer(200, data, **about)

    def _list(self, bucket: str, prefix: str, delimiter: str) -> None:
        files, folders = [], set()
        for name, data in sorted(self.store.objects.items()):
            key = name.removeprefix(f"{bucket}/")
            if key == name or not key.startswith(prefix):
                continue
            rest = key[len(prefix) :]
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.split(delimiter)[0] + delimiter)
            else:
                files.append(
                    f"<Contents><Key>{escape(key)}</Key><Size>{len(data)}</Size><ETag>{_tag(data)}</ETag>"
                    "<LastModified>2031-05-01T00:00:00.000Z</LastModified></Contents>"
                )
        told = "".join(files) + "".join(
            f"<CommonPrefixes><Prefix>{f}</Prefix></CommonPrefixes>" for f in sorted(folders)
        )
        count = len(files) + len(folders)
        body = (
            f"<ListBucketResult><KeyCount>{count}</KeyCount><IsTruncated>false</IsTruncated>{told}</ListBucketResult>"
        )
        self._answer(200, body.encode(), Content_Type="application/xml")

    def do_PUT(self) -> None:
        key, asked = self._where()
        data = self._body()
        if "uploadId" in asked:
            self.store.parts[asked["uploadId"]][int(asked["partNumber"])] = data
        else:
            self.store.objects[key] = data
        self._answer(200, ETag=_tag(data))

    def do_POST(self) -> None:
        key, asked = self._where()
        body = self._body()
        if "uploads" in asked:
            name = f"u{len(self.store.parts)}"
            self.store.parts[name] = {}
            self._answer(200, _told("InitiateMultipartUploadResult", Key=key, UploadId=name))
        elif "uploadId" in asked:
            parts = self.store.parts.pop(asked["uploadId"])
            self.store.objects[key] = b"".join(parts[n] for n in sorted(parts))
            self._answer(200, _told("CompleteMultipartUploadResult", Key=key, ETag=_tag(self.store.objects[key])))
        else:
            for name in re.findall(rb"<Key>(.*?)</Key>", body):
                self.store.objects.pop(f"{key}/{name.decode()}", None)
            self._answer(200, b"<DeleteResult></DeleteResult>")

    def do_DELETE(self) -> None:
        key, _ = self._where()
        self.store.objects.pop(key, None)
        self._answer(204)


def _unchunked(file: BinaryIO) -> bytes:
    """What was sent piece by piece, each after its length; what is said behind the last is passed over."""
    plain = b""
    while size := int(file.readline().split(b";")[0], 16):
        plain += file.read(size)
        file.readline()
    while file.readline().strip():
        pass
    return plain


def _told(name: str, **fields: str) -> bytes:
    inner = "".join(f"<{field}>{escape(value)}</{field}>" for field, value in fields.items())
    return f"<{name}>{inner}</{name}>".encode()


def _tag(data: bytes) -> str:
    return f'"{md5(data, usedforsecurity=False).hexdigest()}"'


@contextmanager
def serving() -> Iterator[Store]:
    """The store, served until the end of the block; `options` reach it."""
    store = Store()
    handler = type("Handler", (_Handler,), {"store": store})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    store.options |= {
        "endpoint_override": f"127.0.0.1:{server.server_address[1]}",
        "scheme": "http",
        "access_key": "nobody",
        "secret_key": "nothing",
        "region": "us-east-1",
    }
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
