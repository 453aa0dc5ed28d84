"""Starting the server: what it says when it cannot, and what an address of its own changes."""

import shutil
import socket
from pathlib import Path

import httpx
import pytest
from workbench_server import NAMES, PASSWORD, PATIENCE_S, WATCH, Server, let_everybody_in, serving

from trucewatch.cli import main
from trucewatch.cli import serving as command
from trucewatch.workbench.people import Role


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The sentence with which `trucewatch serve` ends."""
    with pytest.raises(SystemExit) as ended:
        main(["serve", *words])
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "Traceback" not in said
    return " ".join(said.split())


def test_what_is_not_installed_is_named_with_how_to_install_it(capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "nicegui" else name)
    assert 'pip install "trucewatch[workbench]"' in refused(capsys, str(tmp_path))


def test_a_port_that_is_taken_and_a_folder_that_is_not_there_get_a_sentence(capsys, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"port {port} is taken" in refused(capsys, str(tmp_path), "--port", port)
    assert "There is no folder" in refused(capsys, str(tmp_path / "nowhere"), "--port", "0")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--address", "watch.example.org"), "is no address of a server"),
        (("--address", "https://watch.example.org/path"), "is no address of a server"),
        (("--accounts", "mysql://somewhere/x"), "postgresql:// URL"),
        (("--oidc", "missing.toml"), "missing.toml cannot be read"),
    ],
)
def test_options_that_cannot_be_are_refused_in_a_sentence(capsys, tmp_path: Path, options, sentence: str) -> None:
    assert sentence in refused(capsys, str(tmp_path), "--port", "0", *options)


def test_two_watches_of_one_id_are_not_served(capsys, tmp_path: Path, read_watch: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(read_watch, tmp_path / name)
    assert "are both the watch" in refused(capsys, str(tmp_path), "--port", "0")


def test_it_says_that_it_lives_and_is_ready(server: Server) -> None:
    assert httpx.get(f"{server.url}/healthz", timeout=PATIENCE_S).json() == {"status": "alive"}
    assert httpx.get(f"{server.url}/readyz", timeout=PATIENCE_S).json() == {"status": "ready"}


def test_behind_https_cookies_are_secure_and_other_names_refused(tmp_path: Path) -> None:
    folder = tmp_path / "watches"
    folder.mkdir()
    let_everybody_in(folder, WATCH)
    with serving(folder, tmp_path, "--address", "https://watch.example.org") as server:
        assert httpx.get(f"{server.url}/login", timeout=PATIENCE_S).status_code == 421
        headers = {"host": "watch.example.org"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE_S) as client:
            shown = client.get("/login")
            assert "max-age" in shown.headers["strict-transport-security"]
            word = shown.text.split('name="csrf" value="')[1].split('"')[0]
            form = shown.headers["set-cookie"].split(";")[0]
            sent = {"csrf": word, "name": NAMES[Role.READER], "password": PASSWORD}
            answer = client.post("/login", data=sent, headers={"cookie": form})
        assert answer.status_code == 303
        assert all("Secure" in each for each in answer.headers.get_list("set-cookie"))
