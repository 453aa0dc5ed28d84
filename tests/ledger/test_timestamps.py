"""Time stamps by a real authority: openssl, asked over HTTP on the loopback interface."""

import base64
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_material import added, report

from trucewatch.ledger.timestamps import stamp, stamps
from trucewatch.model.errors import LedgerError, TamperError

pytest.importorskip("rfc3161_client")

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[stamping]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
"""


def openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def certificates(folder: Path) -> None:
    """A root, and a key under it that may only stamp."""
    (folder / "config").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    root = ["-keyout", folder / "root.key", "-out", folder / "root.pem", "-subj", "/CN=Root of the valley", "-days", 9]
    openssl("req", "-x509", *key, *root, "-config", folder / "config", "-extensions", "authority")
    asked = ["-keyout", folder / "tsa.key", "-out", folder / "tsa.csr", "-subj", "/CN=Clock of the valley"]
    openssl("req", *key, *asked, "-config", folder / "config")
    signed = ["-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-CAcreateserial", "-days", 9]
    more = ["-extfile", folder / "config", "-extensions", "stamping"]
    openssl("x509", "-req", "-in", folder / "tsa.csr", "-out", folder / "tsa.pem", *signed, *more)


class Authority(http.server.BaseHTTPRequestHandler):
    """`openssl ts -reply` behind HTTP."""

    folder: Path
    answers: bytes | None = None

    def do_POST(self) -> None:
        query = self.folder / "query"
        query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.folder / "reply"
        openssl(
            "ts", "-reply", "-queryfile", query, "-out", reply, "-config", self.folder / "config", "-section", "one"
        )
        type(self).last = reply.read_bytes()
        raw = self.answers if self.answers is not None else type(self).last
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    made = tmp_path_factory.mktemp("authority")
    certificates(made)
    return made


@pytest.fixture
def authority(folder: Path) -> Iterator[type[Authority]]:
    handler = type("Handler", (Authority,), {"folder": folder})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        handler.url = f"http://127.0.0.1:{server.server_port}/tsr"
        yield handler
        server.shutdown()
        thread.join()


@pytest.fixture
def filled(ledger):
    ledger.append(*added(report("r1")), by="ana")
    return ledger


def test_the_end_of_the_chain_is_stamped_and_checked(filled, authority, folder):
    head = filled.head()
    entry = stamp(filled, authority.url, by="ana", roots=folder / "root.pem")
    assert (entry.body["seq"], entry.body["hash"]) == (1, head.hash)
    [found] = stamps(filled, roots=folder / "root.pem")
    assert (found.entry, found.seq, found.hash, found.checked) == (2, 1, head.hash, True)
    assert [one.checked for one in stamps(filled)] == [False]
    assert filled.verify().problems == ()


def test_openssl_alone_confirms_what_was_recorded(filled, authority, folder, tmp_path):
    entry = stamp(filled, authority.url, by="ana")
    (tmp_path / "answer").write_bytes(base64.b64decode(entry.body["answer"]))
    (tmp_path / "hash").write_text(entry.body["hash"])
    openssl("ts", "-verify", "-in", tmp_path / "answer", "-data", tmp_path / "hash", "-CAfile", folder / "root.pem")
    (tmp_path / "hash").write_text("0" * 64)
    with pytest.raises(subprocess.CalledProcessError):
        openssl("ts", "-verify", "-in", tmp_path / "answer", "-data", tmp_path / "hash", "-CAfile", folder / "root.pem")


def test_an_answer_to_another_question_is_not_recorded(filled, authority):
    stamp(filled, authority.url, by="ana")
    authority.answers = authority.last
    with pytest.raises(TamperError, match="another request"):
        stamp(filled, authority.url, by="ana")
    assert filled.head().seq == 2


def test_a_stamp_under_another_root_is_refused(filled, authority, tmp_path):
    certificates(tmp_path)
    with pytest.raises(TamperError, match="not signed under"):
        stamp(filled, authority.url, by="ana", roots=tmp_path / "root.pem")
    assert filled.head().seq == 1


def test_what_is_no_authority_is_one_sentence(filled, authority, tmp_path):
    authority.answers = b"<html>not found</html>"
    with pytest.raises(LedgerError, match="is no time stamp"):
        stamp(filled, authority.url, by="ana")
    with pytest.raises(LedgerError, match="gave no stamp"):
        stamp(filled, "http://127.0.0.1:1/", by="ana")
    with pytest.raises(LedgerError, match="gave no stamp"):
        stamp(filled, "nonsense", by="ana")
    (tmp_path / "roots").write_text("no certificate")
    with pytest.raises(LedgerError, match="no certificates"):
        stamp(filled, authority.url, by="ana", roots=tmp_path / "roots")
    assert filled.head().seq == 1


def test_an_empty_ledger_is_not_stamped(ledger, authority):
    with pytest.raises(LedgerError, match="is empty"):
        stamp(ledger, authority.url, by="ana")


def test_a_stamp_of_another_chain_is_named(filled, fresh, authority, folder):
    from trucewatch.ledger import Ledger

    with Ledger.create(fresh().target) as other:
        other.append(*added(report("r9")), by="eve")
        entry = stamp(filled, authority.url, by="ana")
        other.append("head_stamped", entry.body, by="eve")
        with pytest.raises(TamperError, match="of another entry 1"):
            list(stamps(other))
