"""The first start: the wizard, and who may use it."""

import re
import shutil
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from workbench_server import PASSWORD, PATIENCE_S, ROOT, serving

from trucewatch.founding import found
from trucewatch.workbench.desk import Desk
from trucewatch.workbench.people import EVERYWHERE, Role

AGREEMENT = ROOT / "examples" / "ukraine-2015" / "agreements"


@pytest.fixture
def fresh(tmp_path: Path):
    """A server over an empty folder, and the address that it printed."""
    folder = tmp_path / "watches"
    folder.mkdir()
    with serving(folder, tmp_path) as server:
        server.printed = re.search(r"Begin at (\S+)", server.log())[1]
        yield server


def form(client: httpx.Client, address: str) -> dict[str, str]:
    shown = client.get(address)
    assert shown.status_code == 200, shown.text
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', shown.text))


def test_a_stranger_who_has_not_seen_the_console_cannot_claim_the_server(fresh) -> None:
    with httpx.Client(base_url=fresh.url, timeout=PATIENCE_S) as client:
        assert client.get("/login").headers["location"] == "/setup"
        for address in ("/setup", "/setup?word=guess", "/setup?word=" + "a" * 5000):
            assert client.get(address).status_code in (403, 414, 431)
        hidden = form(client, fresh.printed)
        sent = {**hidden, "word": "guess", "name": "Mallory", "password": PASSWORD, "again": PASSWORD, "kind": "none"}
        assert client.post("/setup", files={"x": b""}, data=sent).status_code == 403
        assert 429 in (client.get("/setup?word=guess").status_code for _ in range(400))
    assert fresh.people.empty()


def test_processes_that_share_the_accounts_open_the_wizard_with_one_word(fresh, tmp_path: Path) -> None:
    with serving(fresh.folder, tmp_path) as other, httpx.Client(base_url=other.url, timeout=PATIENCE_S) as client:
        path = fresh.printed.removeprefix(fresh.url)
        assert path.startswith("/setup?word=")
        assert client.get(path).status_code == 200


def test_a_watch_that_another_process_made_comes_onto_the_desk(tmp_path: Path) -> None:
    with closing(Desk.open(tmp_path)) as desk:
        found(tmp_path / "east-2015", title="The east", archive=True)
        (tmp_path / "half").mkdir()
        (tmp_path / "half" / "watch.toml").write_text("id = ", "utf-8")
        desk.look_for_watches()
        assert not desk.watches, "its files may still be on their way"
        desk.look_for_watches(settled_s=0)
        desk.look_for_watches(settled_s=0)
        assert [watch.folder.name for watch in desk.watches.values()] == ["east-2015"]


def test_the_wizard_makes_a_watch_of_ones_own_and_its_first_administrator(fresh) -> None:
    agreement = next(AGREEMENT.glob("*.yaml"))
    with httpx.Client(base_url=fresh.url, timeout=PATIENCE_S) as client:
        hidden = form(client, fresh.printed)
        about = {"kind": "new", "folder": "east-2015", "title": "The east, 2015", "timezone": "Europe/Kyiv"}
        sent = {**hidden, **about, "name": "Ada", "password": PASSWORD}
        upload = {"agreement": (agreement.name, agreement.read_bytes())}
        refused = client.post("/setup", data={**sent, "again": "another one here"}, files=upload)
        assert (refused.status_code, fresh.people.empty()) == (400, True)
        assert "The two passwords differ" in refused.text
        broken = client.post("/setup", data={**sent, "again": PASSWORD}, files={"agreement": ("a.yaml", b"id: [")})
        assert (broken.status_code, fresh.people.empty()) == (400, True)
        assert not (fresh.folder / "east-2015").exists()
        done = client.post("/setup", data={**sent, "again": PASSWORD}, files=upload)
        assert done.headers["location"] == "/w/east-2015/board"
        assert client.get(done.headers["location"]).status_code == 200
        assert client.get(fresh.printed).headers["location"] == "/login"
    assert fresh.people.named("ada").roles == {EVERYWHERE: Role.ADMINISTRATOR}
    assert list((fresh.folder / "east-2015" / "agreements").iterdir())


def test_where_a_watch_is_served_the_wizard_asks_only_who_one_is(tmp_path: Path, read_watch: Path) -> None:
    folder = tmp_path / "syria-2017"
    shutil.copytree(read_watch, folder)
    with serving(folder, tmp_path) as server, httpx.Client(base_url=server.url, timeout=PATIENCE_S) as client:
        hidden = form(client, re.search(r"Begin at (\S+)", server.log())[1])
        sent = {**hidden, "name": "Ada", "password": PASSWORD, "again": PASSWORD}
        done = client.post("/setup", data=sent, files={"agreement": ("", b"")})
        assert done.headers["location"] == "/"
        assert server.people.named("ada").may(Role.ADMINISTRATOR, "syria-2017")
