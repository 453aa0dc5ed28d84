"""What is said of known holes: found ones are named, and a database that cannot be asked is not a clean bill."""

import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[2] / "scripts" / "audit.py"
PINNED = "alpha-package==1.0 --hash=sha256:" + "0" * 64 + "\nbeta-package==2.1 --hash=sha256:" + "1" * 64 + "\n"
HOLE = {
    "id": "OSV-2031-7",
    "modified": "2031-01-02T00:00:00Z",
    "published": "2031-01-02T00:00:00Z",
    "summary": "An invented hole.",
    "details": "An invented hole.",
    "affected": [
        {
            "package": {"name": "beta-package", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.2"}]}],
        }
    ],
}

pytestmark = pytest.mark.skipif(importlib.util.find_spec("pip_audit") is None, reason="needs pip-audit (make audit)")


class Database(BaseHTTPRequestHandler):
    """A database of known holes that knows one at most."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        known = self.server.known == asked["package"]["name"]  # type: ignore[attr-defined]
        body = json.dumps({"vulns": [HOLE]} if known else {}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def database() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Database) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def audit(folder: Path, port: int) -> "subprocess.CompletedProcess[str]":
    pinned = folder / "pinned.txt"
    pinned.write_text(PINNED, "utf-8")
    where = ["--vulnerability-service", "osv", "--osv-url", f"http://127.0.0.1:{port}/v1/query", "--timeout", "5"]
    command = [sys.executable, str(AUDIT), str(pinned), "--report", str(folder / "said.txt"), *where]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize(
    ("known", "code", "said"),
    [
        ("", 0, "2 packages of pinned.txt have no known hole."),
        ("beta-package", 1, "beta-package 2.1: OSV-2031-7, mended in 2.2"),
    ],
)
def test_what_the_database_knows_is_said(
    database: ThreadingHTTPServer, tmp_path: Path, known: str, code: int, said: str
) -> None:
    database.known = known  # type: ignore[attr-defined]
    done = audit(tmp_path, database.server_port)
    assert done.returncode == code, done.stderr
    assert said in (tmp_path / "said.txt").read_text("utf-8")
    assert said in done.stdout + done.stderr


def test_a_database_that_cannot_be_asked_is_no_clean_bill(database: ThreadingHTTPServer, tmp_path: Path) -> None:
    port = database.server_port
    database.server_close()
    done = audit(tmp_path, port)
    assert done.returncode == 3
    assert "NOT AUDITED. Nothing is known of holes in pinned.txt" in done.stderr
    assert "no known hole" not in (tmp_path / "said.txt").read_text("utf-8")


def test_a_file_that_is_not_there_is_asked_for() -> None:
    done = subprocess.run([sys.executable, str(AUDIT)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Say which file" in done.stderr
