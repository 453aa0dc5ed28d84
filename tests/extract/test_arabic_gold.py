"""The coded Arabic reports keep to their form. Their floors stand in tests/quality/floors.yaml."""

import json
from pathlib import Path

import pytest

from trucewatch.model import EventType, LinkType

GOLD = Path(__file__).parent.parent / "gold-ar"
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
