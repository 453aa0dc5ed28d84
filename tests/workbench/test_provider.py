"""Signing in with an identity provider, a small real one on this machine."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from workbench_server import PATIENCE_S, WATCH, let_everybody_in, serving

from trucewatch.model.errors import ConfigError
from trucewatch.workbench.people import Role
from trucewatch.workbench.provider import Provider

CLIENT, SECRET = "trucewatch", "a secret of the provider"


class Issuer(ThreadingHTTPServer):
    """Says who somebody is to whoever asks with PKCE; `says` overrides what it states."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.signs_with = self.key
        self.asked: dict[str, dict[str, str]] = {}
        self.says: dict[str, object] = {}

    def statement(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "u-17", "iat": now, "exp": now + 300, "nonce": nonce,
            "email": "noor@example.org", "email_verified": True,
        } | self.says  # fmt: skip
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signs_with)


class Answers(BaseHTTPRequestHandler):
    server: Issuer

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            at = self.server.url
            ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            self._send({"issuer": at} | {name: at + path for name, path in ends.items()})
        elif url.path == "/keys":
            self._send({"keys": [self.server.key.as_dict(private=False)]})
        elif url.path == "/authorize":
            assert query["code_challenge_method"] == "S256"
            code = f"code-{len(self.server.asked)}"
            self.server.asked[code] = query
            self.send_response(302)
            self.send_header(
                "location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
            )
            self.end_headers()

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        asked = self.server.asked.pop(sent["code"][0], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"][0].encode()).digest()).rstrip(b"=")
        known = base64.b64decode(self.headers["authorization"].split()[1]).decode() == f"{CLIENT}:{SECRET}"
        if asked is None or not known or asked["code_challenge"] != challenge.decode():
            self._send({"error": "invalid_grant"}, 400)
            return
        self._send({"access_token": "x", "token_type": "Bearer", "id_token": self.server.statement(asked["nonce"])})

    def _send(self, body: dict[str, object], status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture(scope="module")
def issuer():
    server = Issuer()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def served(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("provider")
    file = folder / "oidc.toml"
    file.write_text(
        f'issuer = "{issuer.url}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\ntitle = "the office"\n'
    )
    watches = folder / "watches"
    watches.mkdir()
    let_everybody_in(watches)
    with serving(watches, folder, "--oidc", str(file)) as server:
        server.people.add("noor@example.org", {WATCH: Role.READER}, by="Ada")
        yield server


def sign_in(served, issuer: Issuer, **says: object) -> tuple[httpx.Response, str]:
    """The last answer, and the address with the code."""
    issuer.says = says
    with httpx.Client(timeout=PATIENCE_S) as client:
        gone = client.get(f"{served.url}/signin/provider?next=/account")
        back = client.get(gone.headers["location"]).headers["location"]
        answer = client.get(back)
        return answer, back


def test_whom_an_administrator_has_let_in_signs_in_with_the_provider(served, issuer: Issuer) -> None:
    assert "Sign in with the office" in httpx.get(f"{served.url}/login", timeout=PATIENCE_S).text
    answer, back = sign_in(served, issuer)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "trucewatch_session" in answer.headers["set-cookie"]
    assert httpx.get(back, timeout=PATIENCE_S).status_code == 403, "the same code and state from another browser"
    renamed, _ = sign_in(served, issuer, email="other@example.org")
    assert renamed.status_code == 303, "who was linked once is known by the subject"


@pytest.mark.parametrize(
    "says",
    [
        {"sub": "u-18", "email": "stranger@example.org"},
        {"sub": "u-18", "email_verified": False},
        {"sub": "u-18", "email": "Administrator Person"},
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"nonce": "replayed"},
        {"exp": 1_500_000_000},
        {"sub": None},
    ],
)
def test_what_does_not_hold_lets_nobody_in(served, issuer: Issuer, says: dict[str, object]) -> None:
    answer, _ = sign_in(served, issuer, **says)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_statement_signed_by_another_key_lets_nobody_in(served, issuer: Issuer) -> None:
    issuer.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    try:
        assert sign_in(served, issuer)[0].status_code == 403
    finally:
        issuer.signs_with = issuer.key


def test_a_provider_without_https_or_with_words_unknown_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "oidc.toml"
    for text in (
        'issuer = "http://login.example.org"\nclient_id = "a"\nclient_secret = "b"',
        "issuer = 1",
        "= broken",
        "x = 1",
    ):
        file.write_text(text)
        with pytest.raises(ConfigError, match=r"oidc\.toml"):
            Provider.load(file)
