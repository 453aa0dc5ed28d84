"""A real server in its own process, with people of every role, and a real browser to look at it.

server            one server a module, over a copy of the example watch: `.url`, `.folder`, `.people`, `.log()`
page_as(role)     a page of a browser in which a person of that role is signed in
client_as(role)   an httpx client in which a person of that role is signed in; its headers carry the CSRF word
token_of(role)    a token of that role's person with every scope
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from workbench_server import PATIENCE_MS, PATIENCE_S, ROOT, WATCH, Server, let_everybody_in, serving

from trucewatch.workbench.people import Role, Scope

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def read_watch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example watch with its reports read by rules alone; copied, never served itself."""
    from trucewatch.watch import Watch

    folder = tmp_path_factory.mktemp("read") / WATCH
    ignored = shutil.ignore_patterns("ledger.db*", "evidence", "accounts.db*", "*.png")
    shutil.copytree(ROOT / "examples" / WATCH, folder, ignore=ignored)
    with Watch.open(folder, extractor="rules") as watch:
        assert watch.add([folder / "reports" / "reports.jsonl"]).refused == []
    return folder


@pytest.fixture(scope="module")
def server(read_watch: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served") / WATCH
    shutil.copytree(read_watch, folder)
    let_everybody_in(folder)
    with serving(folder, tmp_path_factory.mktemp("logs")) as running:
        yield running


@pytest.fixture
def client_as(server: Server) -> Iterator[Callable[[Role | None], httpx.Client]]:
    """Signed in as that role; None: nobody."""
    made: list[httpx.Client] = []

    def client(role: Role | None) -> httpx.Client:
        headers, cookies = {}, {}
        if role is not None:
            word, csrf = server.cookie(role)
            headers, cookies = {"x-csrf-token": csrf}, {"trucewatch_session": word}
        made.append(httpx.Client(base_url=server.url, headers=headers, cookies=cookies, timeout=PATIENCE_S))
        return made[-1]

    yield client
    for each in made:
        each.close()


@pytest.fixture
def token_of(server: Server) -> Callable[..., str]:
    def token(role: Role, *scopes: Scope) -> str:
        return server.people.tokens.make(server.persons[role].id, "a test", scopes or tuple(Scope))

    return token


@pytest.fixture(scope="module")
def browser() -> Iterator["object"]:
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium at /usr/bin/chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def page_as(server: Server, browser) -> Iterator[Callable[..., object]]:
    """page_as(role, **context options): a page of its own browser context; complaints of the browser fail
    the test, unless they are wanted."""
    contexts, said = [], []

    def page(role: Role | None, *, complaints: bool = True, **options: object) -> object:
        context = browser.new_context(base_url=server.url, **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if role is not None:
            cookie = {"name": "trucewatch_session", "value": server.cookie(role)[0], "url": server.url}
            context.add_cookies([cookie])
        made = context.new_page()
        if complaints:
            made.on("pageerror", lambda error: said.append(str(error)))
            made.on("console", lambda m: said.append(m.text) if "Content Security Policy" in m.text else None)
        return made

    yield page
    for context in contexts:
        context.close()
    assert said == []
