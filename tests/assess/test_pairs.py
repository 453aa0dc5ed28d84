"""Why two claims are one event can be read out, pair by pair."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from trucewatch.assess.pairs import pairs
from trucewatch.assess.same_event import score
from trucewatch.assess.seen import Seen
from trucewatch.cli import app
from trucewatch.model import Claim, Report

TEXT = "Shells hit Tell Amara on Thursday, residents said. It was quiet in the evening. "


def seen(key: str, number: int = 1, **fields: Any) -> Seen:
    given: dict[str, Any] = {
        "id": f"c{number}",
        "report": key,
        "trigger": {"text": "Shells", "start": 0, "end": 6},
        "type": "shelling",
        "places": [{"name": "Tell Amara", "lat": 35.10, "lon": 36.90, "radius_km": 2.0, "place_id": "tell-amara"}],
        "date_start": "2031-05-04",
        "date_end": "2031-05-04",
    }
    return Seen.of(Claim.model_validate({**given, **fields}), Report(id=key, text=TEXT, published=date(2031, 5, 5)))


def test_each_pair_is_the_sum_of_the_terms_that_hold_for_it() -> None:
    claims = [seen("r1"), seen("r2"), seen("r3", type="air_strike")]
    found = list(pairs(claims, {}))
    assert [(p.a, p.b) for p in found] == [("r1/c1", "r2/c1"), ("r1/c1", "r3/c1"), ("r2/c1", "r3/c1")]
    assert {"day_same", "place_same", "type_act"} <= set(found[0].terms)
    assert "type_family" in found[1].terms
    assert [p.log_odds for p in found] == pytest.approx(
        [score(a, b) for a, b in ((claims[0], claims[1]), (claims[0], claims[2]), (claims[1], claims[2]))], abs=1e-3
    )
    assert {p.decided for p in found} == {None}


def test_what_counts_in_place_of_the_score_is_said() -> None:
    late = {"date_start": "2031-05-24", "date_end": "2031-05-24"}
    (far,) = pairs([seen("r1"), seen("r2", **late)], {})
    assert (far.log_odds, far.terms) == (-2.0, {})
    assert "not compared" in (far.decided or "")
    caused = seen("r1", 2, links=[{"type": "causes", "to": "c1"}])
    (apart,) = pairs([seen("r1"), caused], {})
    assert apart.decided == "their report keeps them apart: one causes the other or hangs on it"
    for together, word in ((True, "together"), (False, "parted")):
        (decided,) = pairs([seen("r1"), seen("r2")], {frozenset(("r1/c1", "r2/c1")): together})
        assert word in (decided.decided or "")


def test_the_command_lists_every_pair_of_an_incident(example_folder: Path) -> None:
    moment = ["--as-of", "2017-06-30", "--known-on", "2017-06-30", "--watch", str(example_folder)]
    runner = CliRunner()
    listed = runner.invoke(app, ["incidents", *moment, "--format", "jsonl"])
    incident = next(i for i in map(json.loads, listed.stdout.splitlines()) if len(i["claims"]) == 3)
    asked = runner.invoke(app, ["weigh", incident["id"], "--pairs", "--format", "jsonl", *moment])
    found = [json.loads(line) for line in asked.stdout.splitlines()]
    assert {frozenset((p["a"], p["b"])) for p in found} == {
        frozenset((a, b)) for n, a in enumerate(incident["claims"]) for b in incident["claims"][:n]
    }
    for pair in found:
        assert pair["log_odds"] == pytest.approx(sum(pair["terms"].values()), abs=1e-3) or pair["decided"]
    read = runner.invoke(app, ["weigh", incident["id"], "--pairs", *moment]).stdout
    assert f"{found[0]['a']} and {found[0]['b']}: {found[0]['log_odds']:+.2f} = bias" in " ".join(read.split())
