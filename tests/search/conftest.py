import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "ledger"))

from databases import File, Place, Server, programs, server
from ledger_material import Clock

from trucewatch.ledger import Ledger


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running PostgreSQL server; tests that need it skip where none is installed."""
    found = programs()
    if found is None:
        pytest.skip("needs PostgreSQL (Debian: postgresql; see scripts/system_packages.sh)")
    with server(found) as started:
        yield started


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where nothing is yet: a file, or an empty database."""
    made: Place
    made = File(tmp_path / "ledger.db") if request.param == "sqlite" else request.getfixturevalue("postgres").database()
    yield made
    made.done()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(place: Place, clock: Clock) -> Iterator[Ledger]:
    with Ledger.create(place.target, clock=clock) as made:
        yield made


@pytest.fixture
def file_ledger(tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Ledger]]:
    """New ledgers in files."""
    made: list[Ledger] = []

    def new() -> Ledger:
        made.append(Ledger.create(tmp_path / f"{len(made)}" / "ledger.db", clock=clock))
        return made[-1]

    for name in "0123":
        (tmp_path / name).mkdir()
    yield new
    for one in made:
        one.close()
