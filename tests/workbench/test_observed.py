"""What the server tells of itself: numbers for those who may ask, and logs without anybody's words."""

import io
import json
import logging
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from workbench_server import PATIENCE_S, Server, let_everybody_in, serving

from trucewatch.workbench.logs import set_up_logs
from trucewatch.workbench.people import Role, Scope

SECRET = "zanzibarovka"


@pytest.fixture(scope="module")
def server(read_watch: Path, tmp_path_factory: pytest.TempPathFactory):
    import shutil

    folder = tmp_path_factory.mktemp("observed") / read_watch.name
    shutil.copytree(read_watch, folder)
    let_everybody_in(folder)
    with serving(folder, tmp_path_factory.mktemp("logs"), "--log", "json") as running:
        yield running


def test_prometheus_gets_numbers_by_route_and_nobody_else_does(server: Server, token_of) -> None:
    asked = {"Authorization": f"Bearer {token_of(Role.ADMINISTRATOR)}"}
    httpx.get(f"{server.url}/api/v1/reports/{SECRET}", headers=asked, timeout=PATIENCE_S)
    httpx.get(f"{server.url}/{SECRET}", timeout=PATIENCE_S)
    said = httpx.get(f"{server.url}/metrics", headers=asked, timeout=PATIENCE_S)
    assert said.status_code == 200
    told = {s.name: s for family in text_string_to_metric_families(said.text) for s in family.samples}
    assert told["trucewatch_ledger_entries"].value > 0
    assert 'route="/api/v1/reports/{report}",status="404"' in said.text
    assert SECRET not in said.text
    for headers in ({}, {"Authorization": f"Bearer {token_of(Role.PUBLISHER)}"}):
        refused = httpx.get(f"{server.url}/metrics", headers=headers, timeout=PATIENCE_S)
        assert refused.status_code in (401, 403)
    assert httpx.get(f"{server.url}/healthz", timeout=PATIENCE_S).json() == {"status": "alive"}
    assert httpx.get(f"{server.url}/readyz", timeout=PATIENCE_S).json() == {"status": "ready"}


def test_logs_are_json_and_hold_no_search_no_name_no_address(server: Server, token_of) -> None:
    asked = {"Authorization": f"Bearer {token_of(Role.READER, Scope.READ)}", "User-Agent": SECRET}
    assert httpx.get(f"{server.url}/api/v1/search?q={SECRET}", headers=asked, timeout=PATIENCE_S).status_code == 200
    httpx.get(f"{server.url}/w/{SECRET}/board?q={SECRET}", timeout=PATIENCE_S)
    httpx.post(f"{server.url}/login", data={"name": SECRET, "password": SECRET}, timeout=PATIENCE_S)
    httpx.get(f"{server.url}/nothing-{SECRET}", timeout=PATIENCE_S)
    lines = server.log().splitlines()
    told = [json.loads(line) for line in lines if line]
    assert told[0]["event"].startswith("The workbench is at")
    assert any(line["event"] == "request" and line["route"] == "/api/v1/search" for line in told)
    assert SECRET not in "\n".join(lines)
    assert not any(person.name in server.log() for person in server.persons.values())


def test_an_unforeseen_error_is_told_by_kind_and_place_alone() -> None:
    out = io.StringIO()
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        set_up_logs(as_json=True, out=out)
        try:
            raise ValueError(f"cannot read {SECRET}")
        except ValueError as error:
            logging.getLogger("trucewatch.api").exception("request failed", exc_info=error)
            logging.getLogger("uvicorn.error").exception(f"failed at {SECRET}", exc_info=error)
    finally:
        logging.getLogger().handlers[:], level = before
        logging.getLogger().setLevel(level)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["event"], first["error"]) == ("request failed", "ValueError")
    assert any("test_observed.py" in place for place in first["at"])
    assert (second["event"], second["error"]) == ("error of a library", "ValueError")
    assert SECRET not in out.getvalue()
