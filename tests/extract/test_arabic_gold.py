"""Floors under the Arabic extractor on coded reports: ours in tests/gold-ar, and those beside the project."""

import json
from pathlib import Path

import pytest

from trucewatch.extract.arabic.extractor import ArabicExtractor
from trucewatch.extract.scoring import load_gold, score
from trucewatch.model import EventType, LinkType
from trucewatch.world import World

ROOT = Path(__file__).parent.parent.parent
GOLD = ROOT / "tests" / "gold-ar"
DEV = ROOT.parent / "shared" / "gold" / "claims-ar-dev"

FLOORS = {
    "event_f1": 0.88,
    "status": 0.88,
    "source": 0.92,
    "initiators_f1": 0.78,
    "targets_f1": 0.63,
    "date": 0.80,
    "place_25km": 0.54,
    "killed": 0.88,
    "links": 0.45,
    "fact_p": 0.88,
}


def _shortfalls(folder: Path, floors: dict[str, float]) -> dict[str, float]:
    gold = load_gold(folder)
    extractor, world = ArabicExtractor(), World.general()
    claims = [claim for doc in gold for claim in extractor.extract(doc.report, world)]
    figures = score(gold, claims).total.as_dict()
    return {name: figures[name] or 0.0 for name, floor in floors.items() if (figures[name] or 0.0) < floor}


def test_no_figure_falls_below_its_floor_on_our_own_reports() -> None:
    assert _shortfalls(GOLD, FLOORS) == {}


@pytest.mark.skipif(not DEV.is_dir(), reason="claims-ar-dev lies in ../shared, which is not here")
def test_no_figure_falls_below_its_floor_on_the_reports_beside_the_project() -> None:
    assert (
        _shortfalls(DEV, FLOORS | {"event_f1": 0.95, "status": 0.94, "source": 0.94, "place_25km": 0.48, "links": 0.75})
        == {}
    )


DOCS = [json.loads(path.read_text("utf-8")) for path in sorted(GOLD.glob("*.json"))]
REPORTS = {row["id"]: row for row in map(json.loads, (GOLD / "reports.jsonl").read_text("utf-8").splitlines())}


@pytest.mark.parametrize("doc", DOCS, ids=[doc["id"] for doc in DOCS])
def test_our_coded_reports_keep_to_their_form(doc: dict) -> None:
    row = REPORTS[doc["id"]]
    assert (row["licence"], row["corpus"], row["published"]) == ("CC0 1.0", "trucewatch", doc["published"])
    for sentence in doc["sentences"]:
        assert row["text"][sentence["start"] : sentence["end"]] == sentence["text"]
    known = {claim["id"] for claim in doc["claims"]}
    for claim in doc["claims"]:
        assert claim["type"] in set(EventType)
        assert doc["sentences"][claim["sentence"]]["text"].count(claim["trigger"]) >= claim["occurrence"]
        for party in (*claim["initiators"], *claim["targets"]):
            assert party in row["text"], claim["id"]
        for link in claim["links"]:
            assert link["to"] in known - {claim["id"]}
            assert link["type"] in set(LinkType)
