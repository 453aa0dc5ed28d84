import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from databases import File, Place, Server, programs, server
from ledger_material import Clock

from trucewatch.ledger import Evidence, Ledger


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return Evidence(tmp_path / "evidence")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running PostgreSQL server; tests that need it skip where none is installed."""
    found = programs()
    if found is None:
        pytest.skip("needs PostgreSQL (Debian: postgresql; see scripts/system_packages.sh)")
    with server(found) as started:
        yield started


@pytest.fixture(params=["sqlite", "postgres"])
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Place]]:
    """A new place for a ledger whenever it is called: a file's path, or an empty database."""
    if request.param == "sqlite":
        yield lambda: File(tmp_path_factory.mktemp("fresh") / "ledger.db")
        return
    made = []

    def empty() -> Place:
        made.append(request.getfixturevalue("postgres").database())
        return made[-1]

    yield empty
    for database in made:
        database.done()


@pytest.fixture
def place(fresh: Callable[[], Place]) -> Place:
    """Where nothing is yet."""
    return fresh()


@pytest.fixture
def ledger(place: Place, clock: Clock) -> Iterator[Ledger]:
    with Ledger.create(place.target, clock=clock) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> File:
    return File(tmp_path / "ledger.db")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may look into, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)
        for path in [Path(made), *Path(made).rglob("*")]:
            path.chmod(0o755)
