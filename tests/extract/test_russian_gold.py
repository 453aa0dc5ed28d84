"""Floors under the Russian extractor on coded reports: ours in tests/gold-ru, and those beside the project."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from trucewatch.extract.russian.extractor import RussianExtractor
from trucewatch.extract.scoring import load_gold, score
from trucewatch.world import World

ROOT = Path(__file__).parent.parent.parent
GOLD = ROOT / "tests" / "gold-ru"
DEV = ROOT.parent / "shared" / "gold" / "claims-ru-dev"

needs_natasha = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("natasha", "pymorphy3")),
    reason="natasha is not installed: pip install trucewatch[ru]",
)

FLOORS = {
    "event_f1": 0.90,
    "status": 0.92,
    "source": 0.90,
    "initiators_f1": 0.85,
    "targets_f1": 0.80,
    "date": 0.78,
    "links": 0.85,
    "fact_p": 0.85,
}


def _shortfalls(folder: Path, floors: dict[str, float]) -> dict[str, float]:
    gold = load_gold(folder)
    extractor, world = RussianExtractor(), World.general()
    claims = [claim for doc in gold for claim in extractor.extract(doc.report, world)]
    figures = score(gold, claims).total.as_dict()
    return {name: figures[name] or 0.0 for name, floor in floors.items() if (figures[name] or 0.0) < floor}


@needs_natasha
def test_no_figure_falls_below_its_floor_on_our_own_reports() -> None:
    assert _shortfalls(GOLD, FLOORS) == {}


@needs_natasha
@pytest.mark.skipif(not DEV.is_dir(), reason="claims-ru-dev lies in ../shared, which is not here")
def test_no_figure_falls_below_its_floor_on_the_reports_beside_the_project() -> None:
    assert _shortfalls(DEV, FLOORS | {"event_f1": 0.93, "status": 0.95, "source": 0.95, "fact_p": 0.90}) == {}
