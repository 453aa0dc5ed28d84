"""Several server processes on one PostgreSQL, and the runbook whose commands are followed here."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "ledger"))

from databases import programs
from databases import server as postgres_server
from workbench_server import NAMES, PASSWORD, PATIENCE_S, ROOT, WATCH, Server, start

from trucewatch.ledger import Ledger
from trucewatch.ledger.tables import FORMAT, REVISION
from trucewatch.model.errors import ConflictError
from trucewatch.watch import Watch
from trucewatch.workbench.hooks import Hooks
from trucewatch.workbench.hooks.subscriptions import Event
from trucewatch.workbench.people import People, Role, Scope
from trucewatch.workbench.people.database import Database


@pytest.fixture(scope="module")
def postgres() -> Iterator[object]:
    found = programs()
    if found is None:
        pytest.skip("needs PostgreSQL (Debian: postgresql; see scripts/system_packages.sh)")
    with postgres_server(found) as started:
        yield started


@dataclass
class Team:
    """Two processes over one watch whose ledger lies in PostgreSQL."""

    first: Server
    second: Server
    folder: Path
    ledger: str
    token: str
    other: str

    def client(self, server: Server, token: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=PATIENCE_S)


def shell_boxes() -> list[str]:
    """The commands of the runbook, box by box."""
    text = (ROOT / "docs" / "server.md").read_text("utf-8")
    return re.findall(r"^```shell\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def follow(box: str, **names: object) -> str:
    """Run a box of the runbook as its reader would."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", box],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path, **{key: str(value) for key, value in names.items()}},
        check=False,
    )
    assert done.returncode == 0, f"{box}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def team(read_watch: Path, postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    import shutil

    folder = tmp_path_factory.mktemp("team") / WATCH
    shutil.copytree(read_watch, folder)
    ledger, accounts = postgres.database(), postgres.database()
    said = follow(shell_boxes()[0], WATCH=folder, LEDGER=f"{ledger.target}?pool_size=8&max_overflow=4")
    assert "Copied and verified" in said
    assert "Sound" in said
    people = People(accounts.target)
    people.first(NAMES[Role.ADMINISTRATOR], PASSWORD)
    reviewer = people.add(NAMES[Role.REVIEWER], {WATCH: Role.REVIEWER}, password=PASSWORD, by="test")
    other = people.add(NAMES[Role.PUBLISHER], {WATCH: Role.PUBLISHER}, password=PASSWORD, by="test")
    options = ("--accounts", f"{accounts.target}?pool_size=4", "--log", "json")
    with ThreadPoolExecutor(2) as pool:  # both at once: what one finds missing the other may be making
        servers = list(pool.map(lambda n: start(folder, tmp_path_factory.mktemp(f"logs{n}"), *options), (1, 2)))
    try:
        tokens = [people.tokens.make(p.id, "team", (Scope.REVIEW,)) for p in (reviewer, other)]
        yield Team(servers[0], servers[1], folder, ledger.target, *tokens)
    finally:
        for server in servers:
            server.stop()
            server.people.close()
        people.close()
        ledger.done()
        accounts.done()


def entries_of(team: Team, kind: str) -> list[dict]:
    with Ledger.open(team.ledger, read_only=True) as ledger:
        return [entry.body for entry in ledger.entries(kind)]


def test_many_decisions_on_two_processes_are_each_recorded_once(team: Team) -> None:
    with team.client(team.first) as asking:
        claims = [c["key"] for c in asking.get("/claims", params={"limit": 24}).json()["items"]]
    clients = [team.client(server) for server in (team.first, team.second)]

    def decide(task: tuple[int, int, str]) -> tuple[int, str]:
        server, number, claim = task
        key = {"Idempotency-Key": f"team-decision-{number}"}
        said = clients[server].post("/decisions", json={"decision": "accept", "claim": claim}, headers=key)
        assert said.status_code in (200, 201), said.text
        return number, said.json()["entries"][0]["hash"]

    tasks = [(server, number, claim) for number, claim in enumerate(claims) for server in (0, 1)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(decide, tasks))
    for client in clients:
        client.close()
    assert len(answers) == 2 * len(claims)
    assert len(set(answers)) == len(claims)  # both were told of the same entry
    recorded = [body["claim"] for body in entries_of(team, "claim_reviewed")]
    assert sorted(recorded) == sorted(claims)
    with Ledger.open(team.ledger, read_only=True) as ledger:
        assert ledger.verify().problems == ()


def test_of_two_people_on_two_processes_the_first_is_right(team: Team) -> None:
    with team.client(team.first) as asking:
        claim = asking.get("/claims", params={"limit": 40}).json()["items"][-1]["key"]

    def decide(who: tuple[Server, str, str]) -> int:
        server, token, decision = who
        with team.client(server, token) as client:
            key = {"Idempotency-Key": f"rivals-{decision}"}
            asked = {"decision": decision, "claim": claim, "version": seen}
            return client.post("/decisions", json=asked, headers=key).status_code

    with Ledger.open(team.ledger, read_only=True) as ledger:
        seen = ledger.judged(report=claim.rpartition("/")[0])[claim].version
    rivals = [(team.first, team.token, "accept"), (team.second, team.other, "reject")]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, rivals)) == [201, 409]


def test_a_takedown_shows_at_once_in_every_process(team: Team) -> None:
    with Watch.open(team.folder, extractor="rules") as watch:
        report = next(iter(watch.ledger.reports()))
        word = next(w for w in watch.ledger.reports()[report].text.split() if w.isalpha() and len(w) > 6)
    for server in (team.first, team.second):
        with team.client(server) as client:
            assert client.get(f"/reports/{report}").status_code == 200
            assert report in [
                h["key"] for h in client.get("/search", params={"q": word, "kind": "report"}).json()["items"]
            ]
    follow(shell_boxes()[-1], WATCH=team.folder, REPORT=report)
    for server in (team.first, team.second):
        with team.client(server) as client:
            assert client.get(f"/reports/{report}").status_code == 404
            found = client.get("/search", params={"q": word, "limit": 100}).json()["items"]
            assert not [hit for hit in found if hit["key"].startswith(report)]


def test_the_runbook_backs_up_and_brings_back(team: Team, postgres, tmp_path: Path) -> None:
    spare = postgres.database()
    _, backup, restore, _ = shell_boxes()
    assert "Wrote" in follow(backup, WATCH=team.folder, BACKUPS=tmp_path)
    said = follow(restore, BACKUPS=tmp_path, SPARE=spare.target)
    assert "Restored and verified" in said
    with Ledger.open(team.ledger) as ledger, Ledger.open(spare.target) as brought:
        assert brought.head() == ledger.head()
    spare.done()


def test_tables_are_brought_up_to_date_while_others_read(postgres, team: Team) -> None:
    """Two processes of a new version open an old ledger at once, while one looks at it."""
    assert REVISION == "2", "let this test begin with the revision before the newest"
    database = postgres.database()
    with Ledger.create(database.target):
        pass
    for index in ("known_when", "known_recorded", "ended_subject"):
        database.sql(f"DROP INDEX {index}")
    database.sql("UPDATE alembic_version SET version_num = '1'")
    database.sql("UPDATE about SET value = 'trucewatch/ledger/1' WHERE name = 'format'")
    reading = postgres_connection(database)
    assert reading.run("SELECT count(*) FROM entries") == [[0]]
    with ThreadPoolExecutor(2) as pool:
        opened = list(pool.map(lambda _: Ledger.open(database.target), range(2)))
    assert reading.run("SELECT count(*) FROM known") == [[0]]
    reading.run("COMMIT")
    reading.close()
    assert [ledger.head().seq for ledger in opened] == [0, 0]
    assert database.sql("SELECT value FROM about WHERE name = 'format'") == [{"value": FORMAT}]
    for ledger in opened:
        ledger.close()
    database.done()


def postgres_connection(database):
    import pg8000.native

    made = pg8000.native.Connection("watch", "127.0.0.1", database.name, database.server.port)
    made.run("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    return made


def test_what_is_told_by_several_processes_is_told_once(postgres, read_watch: Path) -> None:
    database = postgres.database()
    rooms = [Database(database.target) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        hooks = list(pool.map(Hooks, rooms))
    with Watch.open(read_watch, extractor="rules") as watch:
        made = hooks[0].subscribe(watch, "http://8.8.8.8/hook", ["finding.new"], "partners", "Ana")
    events = [Event("finding.new", f"f{n}", {"n": n}) for n in range(6)]

    def tell(hook: Hooks) -> int:
        try:
            return hook.tell(made, events)
        except ConflictError:  # another process has just told the same: this one looks again in its next round
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tell, hooks)) == len(events)
    waiting = hooks[1].due(2**32)
    assert len(waiting) == len(events)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda hook: [hook.take(delivery, 2**32) for delivery in waiting], hooks))
    assert [sum(column) for column in zip(*taken, strict=True)] == [1] * len(events)
    for room in rooms:
        room.close()
    database.done()


def test_several_processes_keep_one_chain_of_what_happened_to_accounts(postgres) -> None:
    database = postgres.database()
    stores = [People(database.target) for _ in range(3)]
    stores[0].first("Ada", PASSWORD)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda n: stores[n % 3].add(f"Person {n}", {WATCH: Role.CODER}, by="Ada"), range(12)))
    assert (stores[1].verify().happenings, stores[1].verify().problems) == (25, ())
    database.sql("UPDATE happenings SET detail = 'reader' WHERE seq = 3")
    assert stores[1].verify().problems[0].startswith("Happening 3 was changed")
    for store in stores:
        store.close()
    database.done()


@pytest.mark.parametrize("option", ["pool_size=0", "pool_size=many", "pool_timeout=9999", "pool=3"])
def test_pool_options_that_are_none(option: str) -> None:
    from trucewatch.model.errors import LedgerError

    with pytest.raises(LedgerError, match="pool"):
        Ledger.open(f"postgresql://watch@127.0.0.1:1/x?{option}")


def test_a_killed_process_leaves_the_others_and_the_ledger_whole(team: Team) -> None:
    """Last, since it takes the second process away."""
    with team.client(team.first) as asking:
        claims = [c["key"] for c in asking.get("/claims", params={"limit": 80}).json()["items"]][45:65]
    sent = []

    def decide(number: int) -> int:
        with team.client(team.second) as client:
            key = {"Idempotency-Key": f"killed-run-{number}"}
            try:
                return client.post(
                    "/decisions", json={"decision": "accept", "claim": claims[number]}, headers=key
                ).status_code
            except httpx.HTTPError:
                return 0

    with ThreadPoolExecutor(6) as pool:
        futures = [pool.submit(decide, number) for number in range(len(claims))]
        futures[3].result()
        team.second.kill()
        sent = [future.result() for future in futures]
    assert 0 in sent
    with team.client(team.first) as client:
        for number, claim in enumerate(claims):
            key = {"Idempotency-Key": f"killed-run-{number}"}
            said = client.post("/decisions", json={"decision": "accept", "claim": claim}, headers=key)
            assert said.status_code in ((200,) if sent[number] else (200, 201)), said.text
    recorded = [body["claim"] for body in entries_of(team, "claim_reviewed") if body["claim"] in claims]
    assert sorted(recorded) == sorted(claims)
    with Ledger.open(team.ledger, read_only=True) as ledger:
        assert ledger.verify().problems == ()
