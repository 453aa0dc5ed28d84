"""The coded Russian and Arabic reports keep to their form."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trucewatch.model import EventType, LinkType

TESTS = Path(__file__).parent.parent


def _coded() -> Iterator[Any]:
    for folder in (TESTS / "gold-ru", TESTS / "gold-ar"):
        rows = {row["id"]: row for row in map(json.loads, (folder / "reports.jsonl").read_text("utf-8").splitlines())}
        for path in sorted(folder.glob("*.json")):
            yield pytest.param(json.loads(path.read_text("utf-8")), rows[path.stem], id=f"{folder.name}-{path.stem}")


@pytest.mark.parametrize(("doc", "row"), list(_coded()))
def test_our_coded_reports_keep_to_their_form(doc: dict[str, Any], row: dict[str, Any]) -> None:
    assert doc["id"] == row["id"]
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
