from pathlib import Path

import pytest
from ledger_material import Clock

from trucewatch.ledger import Evidence, Ledger


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return Evidence(tmp_path / "evidence")


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock):
    with Ledger.create(tmp_path / "ledger.db", clock=clock) as made:
        yield made
