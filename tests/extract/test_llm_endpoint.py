"""The llm extractor and what an endpoint can do wrong: forms it does not know, faults, delays, refusals, nonsense."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from llm_desk import KEY, TEXT, Desk, claim, desk_at, refuses, report, small_world
from llm_server import Answer, ScriptedServer, fails, says

from trucewatch.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "answers") as made:
        yield made


def test_an_endpoint_without_json_schema_is_asked_for_a_json_object_and_remembered(desk: Desk, world: World) -> None:
    def script(body: dict[str, Any]) -> Answer:
        form = body["response_format"]
        plain = form == {"type": "json_object"}
        return says([claim()]) if plain else fails(400, f"response_format {form['type']} is not supported")

    extractor, server = desk.serve(script)
    assert len(extractor.extract(report(), world)) == 1
    extractor.extract(report(TEXT + " More.", id="r2"), world)
    forms = [(r["response_format"]["type"], "schema" in r["response_format"]) for r in server.requests]
    assert forms == [("json_schema", False), ("json_object", True), ("json_object", False), ("json_object", False)]


def test_a_server_error_that_names_the_form_of_response_is_no_passing_trouble(desk: Desk, world: World) -> None:
    odd = fails(500, "1 validation error: ('body', 'response_format', 'type'): Input should be 'text' or 'json_object'")
    extractor, server = desk.serve([odd, says([claim()])])
    assert len(extractor.extract(report(), world)) == 1
    assert (len(server.requests), desk.waited) == (2, [])


def test_an_endpoint_without_any_json_form_may_answer_in_a_fence(desk: Desk, world: World) -> None:
    fenced = says('<think>{"claims": "maybe"}</think>Here you are:\n```json\n{"claims": []}\n```\nAnything else? {')

    def script(body: dict[str, Any]) -> Answer:
        return fails(422, "extra field response_format") if "response_format" in body else fenced

    extractor, _ = desk.serve(script)
    assert extractor.extract(report(), world) == []


def test_a_model_that_takes_no_temperature_and_no_bound_is_asked_without(desk: Desk, world: World) -> None:
    def script(body: dict[str, Any]) -> Answer:
        for name in ("max_tokens", "temperature"):
            if name in body:
                return fails(400, f"Unsupported parameter: '{name}'")
        return says([claim()])

    extractor, server = desk.serve(script)
    assert len(extractor.extract(report(), world)) == 1
    assert server.requests[-1]["response_format"]["type"] == "json_schema"


def test_a_request_that_is_refused_in_every_form_is_an_error_with_the_reason(desk: Desk, world: World) -> None:
    extractor, _ = desk.serve([fails(400, f"unknown model{' ' * 1970}key {KEY}")])
    assert "unknown model" in refuses(extractor, world)


def test_retry_after_is_honoured(desk: Desk, world: World) -> None:
    extractor, _ = desk.serve([fails(429, Retry_After="7"), fails(429, Retry_After="soon"), says([claim()])])
    assert len(extractor.extract(report(), world)) == 1
    assert desk.waited == [7.0, 2.0]
    extractor, _ = desk.serve([fails(503, Retry_After="Fri, 05 May 2017 10:00:42 GMT"), says([])])
    extractor.extract(report("Another text."), world)
    assert desk.waited[2] == 0.0, "a moment that has passed asks for no wait"


@pytest.mark.parametrize("asked", ["7200", "Fri, 05 May 2090 10:00:42 GMT"])
def test_a_wait_of_hours_is_not_sat_out(desk: Desk, world: World, asked: str) -> None:
    extractor, server = desk.serve([fails(429, Retry_After=asked)])
    assert "asks to wait for" in refuses(extractor, world)
    assert (len(server.requests), desk.waited) == (1, [])


def test_server_errors_are_tried_again_with_growing_delays_five_times(desk: Desk, world: World) -> None:
    extractor, server = desk.serve([fails(500, f"overloaded {KEY}")])
    assert "HTTP 500" in refuses(extractor, world)
    assert desk.waited == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert len(server.requests) == 6
    extractor, _ = desk.serve([fails(502), fails(500), says([claim()])])
    assert len(extractor.extract(report(), world)) == 1


def test_an_endpoint_that_does_not_answer_in_time_is_asked_again(desk: Desk, world: World) -> None:
    hold = Barrier(2)
    asked: list[int] = []

    def script(_: dict[str, Any]) -> Answer:
        asked.append(1)
        if len(asked) == 1:
            hold.wait(10)
        return says([claim()])

    extractor, _ = desk.serve(script, timeout=0.5)
    try:
        assert len(extractor.extract(report(), world)) == 1
    finally:
        hold.wait(10)
    assert desk.waited == [1.0]


def test_an_endpoint_that_is_not_there_is_named_without_its_path(desk: Desk, world: World) -> None:
    with ScriptedServer([says([])]) as server:
        gone = server.url
    message = refuses(desk.extractor(gone), world)
    assert gone.removeprefix("http://").removesuffix("/v1") in message
    assert len(desk.waited) == 5


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_an_error_at_once(desk: Desk, world: World, status: int) -> None:
    extractor, server = desk.serve([fails(status, f"Incorrect API key provided: {KEY}")])
    assert "TRUCEWATCH_LLM_KEY" in refuses(extractor, world)
    assert (len(server.requests), desk.waited) == (1, [])


@pytest.mark.parametrize("status", [302, 404])
def test_a_wrong_address_is_an_error_and_no_redirect_is_followed(desk: Desk, world: World, status: int) -> None:
    extractor, server = desk.serve([fails(status, Location="http://127.0.0.1:9/v1/chat/completions")])
    assert "TRUCEWATCH_LLM_URL" in refuses(extractor, world)
    assert len(server.requests) == 1


@pytest.mark.parametrize("broken", ['{"claims": [', "I cannot help with that.", "[1, 2]", '{"claims": 3}', ""])
def test_broken_json_is_asked_for_once_more_and_then_named(desk: Desk, world: World, broken: str) -> None:
    extractor, server = desk.serve([says(broken), says([claim()])])
    assert len(extractor.extract(report(), world)) == 1
    assert "JSON object alone" in server.requests[1]["messages"][-1]["content"]
    extractor, server = desk.serve([says(broken)])
    assert "report r9" in refuses(extractor, world, report(TEXT + " ", id="r9"))
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"choices": []}', b'{"choices": [{"message": null}]}', b"[" * 9000]
)
def test_an_answer_that_is_no_completion_counts_as_broken(desk: Desk, world: World, body: bytes) -> None:
    extractor, _ = desk.serve([(200, {}, body)])
    assert "no readable JSON" in refuses(extractor, world)


def test_the_text_goes_nowhere_but_to_the_endpoint_even_with_a_proxy_in_the_environment(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer([says([])]) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        extractor, server = desk.serve([says([claim()])])
        assert len(extractor.extract(report(), world)) == 1
        assert (len(server.requests), proxy.requests) == (1, [])
