"""Decisions of several people at once, and a server that is killed while they decide: whole, once, or not there."""

import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from workbench_server import PATIENCE_S, WATCH, Server, let_everybody_in, start

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
    headers = {"authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=PATIENCE_S)


def claims_of(server: Server, token: str, limit: int) -> list[str]:
    with client_of(server, token) as client:
        items = client.get("/claims", params={"limit": limit}).json()["items"]
    return [f"{item['report']}/{item['id']}" for item in items]


def accept(client: httpx.Client, claim: str, key: str) -> httpx.Response:
    return client.post("/decisions", json={"decision": "accept", "claim": claim}, headers={"idempotency-key": key})


def accept_once(server: Server, token: str, claim: str, key: str) -> httpx.Response:
    with client_of(server, token) as client:
        return accept(client, claim, key)


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
        assert recorded[claim] == answers[claim, 201] == 1
        assert answers[claim, 409] == PEOPLE - 1


def test_one_person_accepting_a_claim_many_times_at_once_has_accepted_it_once(crowd) -> None:
    server, tokens = crowd
    claim = claims_of(server, tokens[0], 1)[0]
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(accept_once, server, tokens[n % 2], claim, f"again-{n:04}") for n in range(24)]
        answers = [future.result() for future in sent]
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[201] == 1
    assert statuses == {201: 1, 200: 11, 409: 12}
    made = {str(a.json()["entries"]) for a in answers if a.status_code != 409}
    assert len(made) == 1, "each is told of the entry that stands"
    told = next(answer for answer in answers if answer.status_code == 409)
    assert told.headers["content-type"] == "application/problem+json"
    assert "decided first" in told.json()["detail"]
    assert len(reviews(server.folder)) == 1
    version = re.search(r"its version \((\S+)\)", told.json()["detail"])[1]
    other = tokens[1 if answers.index(told) % 2 else 0]
    with client_of(server, other) as client:
        said = {"decision": "accept", "claim": claim, "version": version}
        too = client.post("/decisions", json=said, headers={"idempotency-key": "agrees-knowingly"})
    assert too.status_code == 201, "who has seen that it stands may say so too"


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
    assert enough.wait(PATIENCE_S)
    server.kill()
    for thread in threads:
        thread.join()
    recorded = Counter(claim for claim, _ in reviews(server.folder))
    assert set(told) <= set(recorded), "what was answered is there"
    assert set(recorded.values()) == {1}, "nothing is there twice"
    assert len(recorded) - len(told) <= PEOPLE, "at most one each was recorded but not answered"
