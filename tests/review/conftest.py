"""A ledger of the valley (review_material.py), people at its desk, its queue with a clock that tests set."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from review_material import WORLD, tell

from trucewatch.ledger import Ledger
from trucewatch.review.coding import Share
from trucewatch.review.deciding import Desk
from trucewatch.review.incidents import Grouper
from trucewatch.review.queue import Queue


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.db") as made:
        tell(made, "r1", "r2")
        yield made


@pytest.fixture
def at_desk(ledger: Ledger) -> Callable[..., Grouper]:
    """at_desk(name, share): a person; `share` is the part of claims that two people code."""

    def sit(name: str, share: float = 0.0) -> Grouper:
        return Grouper(Desk(ledger, lambda: WORLD, Share("valley", share)), name)

    return sit


class Wall:
    """A clock on the wall, in seconds."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def queue(ledger: Ledger, tmp_path: Path, wall: Wall) -> Iterator[Queue]:
    made = Queue(tmp_path / "cache" / "queue.db", ledger, Share("valley", 0.0), timedelta(minutes=15), wall)
    yield made
    made.close()
