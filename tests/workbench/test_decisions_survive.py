"""Decisions of several people at once, and a server that is killed while they decide: whole, once, or not there."""

import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from workbench_server import WATCH, Server, let_everybody_in, start

from trucewatch.ledger import Evidence, Ledger
from trucewatch.workbench.people import Role, Scope

PEOPLE = 6
KIND = "claim_reviewed"


@pytest.fixture
def crowd(read_watch: Path, tmp_path: Path) -> Iterator[tuple[Server, list[str]]]:
    """A server, and a token for each of several reviewers."""
    folder = tmp_path / WATCH
    shutil.copytree(read_watch, folder)
    let_everybody_in(folder)
    server = start(folder, tmp_path)
    reviewers = [
        server.people.add(f"Reviewer {n}", {WATCH: Role.REVIEWER}, by="Ada", password=None) for n in range(PEOPLE)
    ]
    yield server, [server.people.tokens.make(each.id, "reviews", [Scope.REVIEW]) for each in reviewers]
    server.stop()
    server.people.close()


def client_of(server: Server, token: str) -> httpx.Client:
    return httpx.Client(base_url=f"{server.url}/api/v1", headers={"authorization": f"Bearer {token}"}, timeout=120)


def claims_of(server: Server, token: str, limit: int) -> list[str]:
    with client_of(server, token) as client:
        items = client.get("/claims", params={"limit": limit}).json()["items"]
    return [f"{item['report']}/{item['id']}" for item in items]


def accept(client: httpx.Client, claim: str, key: str) -> httpx.Response:
    return client.post("/decisions", json={"decision": "accept", "claim": claim}, headers={"idempotency-key": key})


def reviews(folder: Path) -> list[tuple[str, str]]:
    """Who decided on which claim, as the ledger has it, once it is known to be whole."""
    with Ledger.open(folder / "ledger.db") as ledger:
        assert ledger.verify(Evidence(folder / "evidence")).ok
        return [(entry.body["claim"], entry.by) for entry in ledger.entries(KIND)]


def test_several_people_on_the_same_claims_lose_and_double_nothing(crowd) -> None:
    server, tokens = crowd
    claims = claims_of(server, tokens[0], 8)
    answers: Counter[tuple[str, int]] = Counter()

    def review(number: int, token: str) -> None:
        with client_of(server, token) as client:
            for claim in claims:
                answer = accept(client, claim, f"person-{number}-{claim}")
                again = accept(client, claim, f"person-{number}-{claim}")  # as after a lost answer
                answers[claim, answer.status_code] += 1
                assert again.status_code in (200, 409) if answer.status_code == 201 else again.status_code == 409

    threads = [threading.Thread(target=review, args=pair) for pair in enumerate(tokens)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorded = Counter(claim for claim, _ in reviews(server.folder))
    for claim in claims:
        assert recorded[claim] == answers[claim, 201] >= 1
        assert answers[claim, 201] + answers[claim, 409] == PEOPLE


def test_killed_while_people_decide_each_decision_is_whole_or_not_there(crowd) -> None:
    server, tokens = crowd
    claims = claims_of(server, tokens[0], 120)
    told: list[str] = []
    enough = threading.Event()

    def review(number: int, token: str) -> None:
        with client_of(server, token) as client:
            for claim in claims[number::PEOPLE]:
                try:
                    answer = accept(client, claim, f"killed-{claim}")
                except httpx.HTTPError:
                    return
                if answer.status_code == 201:
                    told.append(claim)
                if len(told) >= 10:
                    enough.set()

    threads = [threading.Thread(target=review, args=pair) for pair in enumerate(tokens)]
    for thread in threads:
        thread.start()
    assert enough.wait(120)
    server.kill()
    for thread in threads:
        thread.join()
    recorded = Counter(claim for claim, _ in reviews(server.folder))
    assert set(told) <= set(recorded), "what was answered is there"
    assert set(recorded.values()) == {1}, "nothing is there twice"
    assert len(recorded) - len(told) <= PEOPLE, "at most one each was recorded but not answered"
