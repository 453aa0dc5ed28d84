"""Runs of the llm extractor over many reports: the cache, the budget, and how many requests are under way."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Lock
from typing import Any

import pytest
from llm_desk import KEY, TEXT, Desk, claim, desk_at, refuses, report, small_world
from llm_server import Answer, ScriptedServer, fails, says
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.extract.llm import Endpoint, LlmExtractor
from trucewatch.model import Claim, Report
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "answers") as made:
        yield made


def test_a_report_once_read_costs_no_request_again(desk: Desk, world: World) -> None:
    extractor, _ = desk.serve([says([claim(), claim(trigger="stormed")])])
    before = extractor.extract(report(), world)
    again, server = desk.serve([fails(500)])
    assert again.extract(report(), world) == before
    assert (server.requests, again.tokens, again.refused) == ([], 0, 1)
    renamed = again.extract(report(id="r2"), world)
    assert [c.report for c in renamed] == ["r2"], "the answers belong to the text, not to its id"


def test_the_cache_tells_texts_days_and_models_apart_and_holds_no_key(desk: Desk, world: World, tmp_path: Path) -> None:
    extractor, server = desk.serve([says([])])
    extractor.extract(report(), world)
    extractor.extract(report(published=None), world)
    extractor.extract(report(TEXT + "!"), world)
    desk.extractor(server.url, model="other").extract(report(), world)
    kept = list((tmp_path / "answers").iterdir())
    assert len(server.requests) == len(kept) == 4
    for file in kept:
        assert file.suffix == ".json"
        assert KEY not in file.read_text("utf-8")


def test_failures_are_not_kept_and_broken_files_are_asked_for_again(desk: Desk, world: World, tmp_path: Path) -> None:
    refuses(desk.serve([says("no")])[0], world)
    assert not (tmp_path / "answers").exists()
    desk.serve([says([claim()])])[0].extract(report(), world)
    (kept,) = (tmp_path / "answers").iterdir()
    for broken in ("", "[]", '{"answered": [{"start": 0, "end": 5, "claims": 3}]}', '{"answered": [{"start": -1}]}'):
        kept.write_text(broken, "utf-8")
        extractor, server = desk.serve([says([claim()])])
        assert len(extractor.extract(report(), world)) == 1
        assert len(server.requests) == 1


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, world: World) -> None:
    (tmp_path / "file").write_text("in the way")
    with ScriptedServer([says([])]) as server:
        extractor = LlmExtractor(Endpoint(server.url, "m", KEY), cache=tmp_path / "file" / "answers")
        assert "cannot be kept" in refuses(extractor, world)


def test_a_spent_budget_says_how_far_it_came_and_a_rerun_goes_on(desk: Desk, world: World) -> None:
    reports = [report(f"{TEXT} Number {n}.", id=f"r{n}") for n in range(4)]
    script = [says([claim()], tokens=100)]
    extractor, server = desk.serve(script, budget=200, concurrency=1)
    for read in reports[:2]:
        extractor.extract(read, world)
    message = refuses(extractor, world, reports[2])
    assert "200 tokens" in message
    assert "2 reports" in message
    assert len(server.requests) == 2
    again, server = desk.serve(script, budget=200, concurrency=1)
    assert [len(again.extract(r, world)) for r in reports] == [1, 1, 1, 1]
    assert len(server.requests) == 2


def test_the_budget_holds_where_the_endpoint_counts_nothing(desk: Desk, world: World) -> None:
    extractor, server = desk.serve([says([], tokens=None)], budget=500)
    extractor.extract(report(), world)
    assert extractor.tokens > 1000
    refuses(extractor, world, report("Another text."))
    assert len(server.requests) == 1


def test_many_reports_are_read_at_once_within_the_limit_and_in_order(desk: Desk, world: World) -> None:
    meet, lock, under_way, most = Barrier(3), Lock(), [0], [0]

    def script(_: dict[str, Any]) -> Answer:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        meet.wait(10)
        with lock:
            under_way[0] -= 1
        return says([claim()])

    extractor, _ = desk.serve(script, concurrency=3)
    reports = [report(f"{TEXT} Number {n}.", id=f"r{n}") for n in range(9)]
    pairs = list(extractor.extract_many(reports, world, concurrency=6))
    assert [read for read, _ in pairs] == reports
    assert [found[0].report for _, found in pairs] == [r.id for r in reports]
    assert most[0] == 3, "three at once, although six readers wait"


def test_reports_are_taken_as_they_are_needed_and_an_error_stops_the_rest(desk: Desk, world: World) -> None:
    taken = []

    def endless() -> Iterator[Report]:
        while True:
            taken.append(1)
            yield report(f"{TEXT} Number {len(taken)}.", id=f"r{len(taken)}")

    extractor, server = desk.serve([says([claim()], tokens=100)], budget=500, concurrency=2)
    read: list[tuple[Report, list[Claim]]] = []
    with pytest.raises(ExtractionError, match="budget of 500 tokens"):
        read.extend(extractor.extract_many(endless(), world))
    assert 4 <= len(read) <= len(server.requests) <= 6
    assert len(taken) <= len(read) + 5


def test_the_command_says_how_many_claims_it_refused_and_why(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, server = desk.serve([says([claim(), claim(trigger="stormed")])])
    told = {"URL": server.url, "MODEL": "tiny/model", "KEY": KEY}
    for name, value in told.items():
        monkeypatch.setenv(f"TRUCEWATCH_LLM_{name}", value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "report.txt"
    file.write_text(TEXT, "utf-8")
    command = ["extract", str(file), "--published", "2017-05-05", "--extractor", "llm", "--format", "jsonl"]
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 1)
    assert "1 claims of the model were refused (trigger" in done.stderr
    assert "tokens spent" in done.stderr
