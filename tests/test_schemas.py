"""The published schemas against what a real watch records."""

import shutil
from pathlib import Path

import jsonschema
import pytest

from trucewatch.ledger.kinds import KINDS
from trucewatch.schemas import schemas
from trucewatch.watch import Watch

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "colombia-2016"


@pytest.fixture(scope="module")
def entry():
    return jsonschema.Draft202012Validator(schemas()["entry"])


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_schema_is_one(name):
    jsonschema.Draft202012Validator.check_schema(schemas()[name])


def test_every_kind_is_described():
    assert {one["properties"]["kind"]["const"] for one in schemas()["entry"]["oneOf"]} == set(KINDS)


def test_what_an_opened_watch_records_is_valid(entry, tmp_path):
    left_out = shutil.ignore_patterns("ledger.db*", "evidence", ".cache")
    folder = shutil.copytree(EXAMPLE, tmp_path / "watch", ignore=left_out)
    with Watch.open(folder) as watch:
        told = [{"kind": e.kind, "body": e.body} for e in watch.ledger.entries()]
    assert {"watch_opened", "agreement_loaded"} <= {one["kind"] for one in told}
    for one in told:
        entry.validate(one)


def test_a_body_with_a_stranger_field_or_an_unknown_kind_is_not(entry):
    noted = {"agreement": "a", "event": "e", "on": "2031-03-01", "by": "Ada", "reason": "told so"}
    entry.validate({"kind": "event_noted", "body": noted})
    assert not entry.is_valid({"kind": "event_noted", "body": {**noted, "colour": "red"}})
    assert not entry.is_valid({"kind": "guessed", "body": noted})
