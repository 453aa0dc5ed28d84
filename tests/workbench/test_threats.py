"""What somebody who means harm would try. docs/threat-model.md names the test of each threat."""

import io
import re
import socket
import zipfile

import httpx
import pytest
from screen_checks import arrived, drawn
from workbench_server import NAMES, PASSWORD, PATIENCE_S, WATCH, Server

from trucewatch.workbench.people import Role, Scope
from trucewatch.workbench.rates import Bucket

BOARD = f"/w/{WATCH}/board"
PAGE = {"accept": "text/html"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
SAFE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def policy(answer: httpx.Response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize(
    "path", ["/login", "/healthz", "/nothing/here", "/static/workbench.css", BOARD, "/api/v1/reports"]
)
def test_every_answer_carries_the_headers(client_as, path: str) -> None:
    answer = client_as(Role.READER).get(path)
    assert {name: answer.headers.get(name) for name in SAFE} == SAFE
    rules = policy(answer)
    assert (rules["default-src"], rules["frame-ancestors"], rules["base-uri"]) == ("'none'", "'none'", "'none'")
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "server" not in answer.headers


def test_inline_scripts_and_styles_run_only_with_the_nonce_of_the_page(client_as) -> None:
    client = client_as(Role.READER)
    one, other = (client.get(BOARD) for _ in range(2))
    nonce = re.search(r"'nonce-([^']+)'", policy(one)["script-src"])[1]
    assert f"'nonce-{nonce}'" not in policy(other)["script-src"]
    tags = re.findall(r"<(?:script|style)\b[^>]*>", one.text)
    assert tags
    assert all(f'nonce="{nonce}"' in tag for tag in tags)
    assert "'unsafe-inline'" not in policy(one)["style-src-elem"]


@pytest.mark.browser
def test_a_script_that_got_onto_a_page_does_not_run(page_as) -> None:
    page = page_as(Role.READER, complaints=False)
    page.goto(BOARD)
    drawn(page)
    refused = page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", (e) => done(e.effectiveDirective), {once: true});
          const made = document.createElement("div");
          made.innerHTML = "<img src=x onerror='window.harmed = 1'>";
          document.body.append(made);
          setTimeout(() => done("none"), 30000); })"""
    )
    assert refused == "script-src-attr"
    assert page.evaluate("window.harmed") is None


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/logout", {"a": "b"}),
        ("/account/token", {"label": "x", "scope-read": "yes", "days": "9"}),
        ("/account/password", {"a": "b"}),
    ],
)
def test_another_site_cannot_make_a_browser_act(client_as, path: str, data: dict[str, str]) -> None:
    client = client_as(Role.CODER)
    word = client.headers.pop("x-csrf-token")
    assert client.post(path, data=data).status_code == 403
    assert client.post(path, data={**data, "csrf": "x" * 43}).status_code == 403
    right = {**data, "csrf": word}
    assert client.post(path, data=right, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert client.post(path, data=right, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_form_of_signing_in_belongs_to_one_browser(client_as) -> None:
    client, other = client_as(None), client_as(None)
    word = re.search(r'name="csrf" value="([^"]+)"', client.get("/login").text)[1]
    sent = {"csrf": word, "name": NAMES[Role.READER], "password": PASSWORD}
    assert other.post("/login", data=sent).status_code == 403
    assert client.post("/login", content=b"\xff\xfe=%", headers=FORM).status_code in (400, 403)
    assert client.post("/login", json=sent).status_code == 400


def test_a_role_opens_its_own_screens_and_no_others(client_as) -> None:
    opened = {
        role: {screen: client_as(role).get(f"/w/{WATCH}/{screen}").status_code for screen in ("board", "add", "people")}
        for role in (Role.READER, Role.CODER, Role.ADMINISTRATOR)
    }
    assert opened == {
        Role.READER: {"board": 200, "add": 403, "people": 403},
        Role.CODER: {"board": 200, "add": 200, "people": 403},
        Role.ADMINISTRATOR: {"board": 200, "add": 200, "people": 200},
    }
    assert client_as(Role.READER).get("/server").status_code == 403
    assert client_as(None).get(BOARD).status_code == 401
    assert client_as(Role.READER).get("/w/another-watch/board").status_code == 404


def test_a_screen_is_not_opened_with_a_token(server: Server, token_of) -> None:
    headers = {"authorization": f"Bearer {token_of(Role.ADMINISTRATOR)}"}
    assert httpx.get(server.url + BOARD, headers=headers, timeout=PATIENCE_S).status_code == 401


@pytest.mark.parametrize("word", ["x", "tw_" + "x" * 43, "tw_" + "x" * 7000, "é"])
def test_a_token_that_is_none_lets_nobody_in(server: Server, word: str) -> None:
    headers = {"authorization": f"Bearer {word}".encode()}
    assert httpx.get(f"{server.url}/api/v1/reports", headers=headers, timeout=PATIENCE_S).status_code in (401, 431)


def test_a_token_does_no_more_than_its_scopes(server: Server, token_of) -> None:
    headers = {"authorization": f"Bearer {token_of(Role.REVIEWER, Scope.READ)}", "idempotency-key": "a-test-of-scopes"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE_S) as client:
        (claim,) = client.get("/api/v1/claims", params={"limit": 1}).json()["items"]
        key = f"{claim['report']}/{claim['id']}"
        assert client.post("/api/v1/decisions", json={"decision": "accept", "claim": key}).status_code == 403


def upgrade(server: Server, **headers: str) -> int:
    """The status that a request for the websocket gets."""
    port = int(server.url.rsplit(":", 1)[1])
    lines = {
        "Host": f"127.0.0.1:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket&client_id=x&implicit_handshake=true"
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as made:
        made.sendall("\r\n".join([f"GET {path} HTTP/1.1", *(f"{n}: {v}" for n, v in lines.items()), "", ""]).encode())
        return int(made.recv(64).split()[1])


def test_the_websocket_opens_to_a_session_on_this_servers_own_pages_only(server: Server) -> None:
    cookie = f"trucewatch_session={server.cookie(Role.READER)[0]}"
    assert upgrade(server) == 403
    assert upgrade(server, Cookie=cookie, Origin="https://elsewhere.example") == 403
    assert upgrade(server, Cookie=cookie, Origin=server.url) == 101


def sign_out_elsewhere(server: Server, page) -> None:
    """The same session signs out, in another window."""
    cookies = {"trucewatch_session": page.context.cookies()[0]["value"]}
    with httpx.Client(base_url=server.url, cookies=cookies, timeout=PATIENCE_S) as elsewhere:
        word = re.search(r'name="csrf" value="([^"]+)"', elsewhere.get("/account").text)[1]
        assert elsewhere.post("/logout", data={"csrf": word}).status_code == 303


@pytest.mark.browser
def test_a_page_left_open_does_nothing_once_its_session_is_over(server: Server, page_as) -> None:
    page = page_as(Role.CODER)
    page.goto(BOARD)
    drawn(page)
    sign_out_elsewhere(server, page)
    left: list[str] = []
    page.on("framenavigated", lambda frame: left.append(frame.url))
    page.keyboard.press("?")
    arrived(page, "/login")
    page.keyboard.press("?")
    assert len(left) == 1, "the key that is pressed and let go loads the page again once"


@pytest.mark.browser
def test_a_page_whose_connection_broke_after_its_session_was_over_leads_to_where_one_signs_in(
    server: Server, page_as
) -> None:
    page = page_as(Role.CODER)
    page.goto(BOARD)
    drawn(page)
    page.evaluate("window.socket.disconnect()")
    sign_out_elsewhere(server, page)
    page.evaluate("window.socket.connect()")
    arrived(page, "/login")


def test_what_is_too_large_is_refused(client_as) -> None:
    client = client_as(Role.CODER)
    assert client.post("/login", content=b"a=" + b"x" * 70_000, headers=FORM).status_code == 413
    chunks = (b"x" * 60_000 for _ in range(3))
    assert client.post("/login", content=chunks, headers=FORM).status_code == 413
    assert client.get("/healthz").status_code == 200


def upload(client: httpx.Client, *files: tuple[str, bytes]) -> httpx.Response:
    word = client.headers["x-csrf-token"]
    return client.post(f"/w/{WATCH}/upload?csrf={word}", files=[("reports", file) for file in files])


def test_uploads_are_read_apart_and_what_cannot_be_read_is_said_and_kept_nowhere(server: Server, client_as) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("many.txt", b"0" * 30_000_000)
    text = b"On 12 May 2017 residents said that the mill of Arbin was shelled, and that nobody was hurt."
    client = client_as(Role.CODER)
    answer = upload(
        client, ("../../etc/cron.d/evil.txt", text), ("x\r\ny.zip", bomb.getvalue()), ("z.pdf", b"%PDF-1.4 no")
    )
    assert answer.status_code == 200
    assert "1 new report" in answer.text
    assert "z.pdf" in answer.text
    assert not list((server.folder / "incoming").iterdir())
    bearer = {"authorization": f"Bearer {token_of_reader(server)}"}
    with httpx.Client(base_url=server.url, headers=bearer, timeout=PATIENCE_S) as reading:
        assert reading.get("/api/v1/reports").status_code == 200
    assert upload(client_as(Role.READER), ("a.txt", text)).status_code == 403
    assert upload(client).status_code == 400
    many = [(f"{n}.txt", b"x") for n in range(25)]
    assert upload(client, *many).status_code == 400


def token_of_reader(server: Server) -> str:
    return server.people.tokens.make(server.persons[Role.READER].id, "reads", [Scope.READ])


def test_what_is_uploaded_is_recorded_in_the_name_of_who_did_it(server: Server, client_as) -> None:
    from trucewatch.ledger import Ledger

    text = b"On 13 May 2017 medics said that a convoy reached Harasta."
    assert "1 new report" in upload(client_as(Role.REVIEWER), ("note.txt", text)).text
    with Ledger.open(server.folder / "ledger.db", read_only=True) as ledger:
        added = list(ledger.entries("report_added"))
    assert added[-1].by == NAMES[Role.REVIEWER]


def test_guessing_passwords_is_slowed_down(client_as) -> None:
    client = client_as(None)
    word = re.search(r'name="csrf" value="([^"]+)"', client.get("/login").text)[1]
    sent = {"csrf": word, "name": "Somebody", "password": "guess guess guess"}
    refused = next(a for a in (client.post("/login", data=sent) for _ in range(60)) if a.status_code == 429)
    assert int(refused.headers["retry-after"]) > 0


def test_a_bucket_fills_up_again_with_time() -> None:
    now = [0.0]
    bucket = Bucket(3, 1, lambda: now[0])
    assert [bucket.take("a") for _ in range(4)] == [0, 0, 0, 1]
    assert bucket.take("b") == 0
    now[0] = 1.5
    assert [bucket.take("a") > 0 for _ in range(2)] == [False, True]


@pytest.mark.parametrize(
    "query",
    [
        "as_true_on=x",
        "as_known_on=" + "9" * 500,
        "as_true_on=0000-00-00",
        "as_known_on=%00",
        "as_true_on=2017-05-05'--",
    ],
)
def test_clocks_that_are_none_get_a_sentence_and_the_server_stays_up(client_as, query: str) -> None:
    answer = client_as(Role.READER).get(f"{BOARD}?{query}", headers=PAGE)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text
    assert "ISO date" in answer.text or "years" in answer.text


def test_nothing_in_the_servers_log_is_a_traceback(server: Server) -> None:
    assert "Traceback" not in server.log()
