"""A reader can redo the sums of the most contested propositions of the example watches by hand from what is shown."""

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.model import Proposition
from trucewatch.moments import moment
from trucewatch.watch import Watch

MOST_CONTESTED = 20
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(params=["syria-2017", "ukraine-2015", "colombia-2016"])
def read_example(
    request: pytest.FixtureRequest, example_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watch]:
    """An example watch with its reports read."""
    if request.param == example_folder.name:
        with Watch.open(example_folder) as watch:
            yield watch
        return
    folder = tmp_path_factory.mktemp("sums") / request.param
    shutil.copytree(EXAMPLES / request.param, folder, ignore=shutil.ignore_patterns("ledger.db*", "evidence"))
    with Watch.open(folder) as watch:
        assert watch.add([folder / "reports" / "reports.jsonl"]).refused == []
        yield watch


def contested(watch: Watch) -> list[Proposition]:
    when = moment("2018-01-01", watch.zone)
    weighed = [p for i in watch.view(when, when).incidents for p in i.propositions if p.weight]
    return sorted(weighed, key=lambda p: abs(p.weight.probability - 0.5) if p.weight else 1.0)[:MOST_CONTESTED]


def test_the_twenty_most_contested_sums_can_be_redone_by_hand(read_example: Watch) -> None:
    found = contested(read_example)
    assert len(found) == MOST_CONTESTED
    for proposition in found:
        weight = proposition.weight
        assert weight is not None
        total = 0.0
        for term in weight.contributions:
            assert term.reason
            amount = math.prod(term.factors.values()) if term.factors else term.log_odds
            shown = -amount if term.factors and term.term == "denies" else amount
            assert abs(shown - term.log_odds) < 1e-3
            total += shown
        assert abs(weight.probability - 1 / (1 + math.exp(-total))) < 1e-3
