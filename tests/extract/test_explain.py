"""A claim laid over its text: the marks stand where the words stand, and every field says what gave it."""

import json
from datetime import date

import pytest
from bench.hostile import reports
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.extract import get_extractor
from trucewatch.extract.confidence import ALWAYS, Calibration, confidence_of, giver
from trucewatch.extract.explain import explain, in_words
from trucewatch.model import Report
from trucewatch.world import World

TEXT = (
    "KASTAVA, 4 May (News) - The Northern Brigade shelled the town of Deir Salam on Wednesday, killing at least 12 "
    "people, media activists said.\nThe defence ministry denied that it had attacked Deir Salam. If the truce holds, "
    "the army will withdraw from Tell Amara in June."
)
REPORT = Report(id="r1", text=TEXT, published=date(2017, 5, 5))


@pytest.mark.parametrize("name", ["english", "rules"])
def test_every_field_says_what_gave_it_and_how_sure_that_is(name: str) -> None:
    claims = get_extractor(name).extract(REPORT, World.general())
    assert len(claims) >= 3
    for claim in claims:
        lines = {line.field: line for line in explain(REPORT, claim).lines}
        assert set(ALWAYS) <= lines.keys()
        assert all(line.given_by for line in lines.values())
        assert all(0 < line.confidence < 1 for line in lines.values() if line.confidence is not None)
        assert all(lines[field].confidence is not None for field in ALWAYS)


def test_links_and_outer_speakers_are_told_with_what_gave_them() -> None:
    text = "The agency reported, citing residents, that the Velmari army shelled Tell Amara. The ministry denied it."
    report = Report(id="r1", text=text, published=date(2017, 5, 5))
    said, denied = get_extractor("rules").extract(report, World.general())
    lines = {line.field: line for line in explain(report, said).lines}
    assert (said.source, said.source_chain) == (("residents",), ("residents", "The agency"))
    assert lines["source_chain"].value == "The agency"
    assert "links" not in lines
    lines = {line.field: line for line in explain(report, denied).lines}
    assert lines["links"].value == f"denies {said.id}"
    assert lines["links"].given_by.startswith("rule denial")


def test_marks_stand_on_the_words_of_the_claim_in_its_own_sentence() -> None:
    claim = next(c for c in get_extractor("rules").extract(REPORT, World.general()) if c.type == "shelling")
    found = explain(REPORT, claim)
    worded = {(mark.field, TEXT[mark.start : mark.end]) for mark in found.marks}
    assert ("trigger", "shelled") in worded
    assert ("source", "media activists") in worded
    assert TEXT[found.start : found.end].endswith("media activists said.")


@settings(max_examples=25, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports())
def test_marks_never_overlap_whatever_the_text(report: Report) -> None:
    for claim in get_extractor("rules").extract(report, World.general()):
        found = explain(report, claim)
        edges = [edge for mark in found.marks for edge in (mark.start, mark.end)]
        assert edges == sorted(edges)
        assert found.start <= claim.trigger.start < claim.trigger.end <= found.end <= len(report.text)


def test_a_models_probability_goes_through_its_curve_and_a_rule_bears_its_share() -> None:
    known = Calibration(
        curves={"mode": {"tagger": (0.5, 0.0)}},
        shares={"mode": {"any": 0.7, "modal": 0.8, "modal:will": 0.9}},
    )
    assert known.of("mode", "tagger 0.90") == pytest.approx(0.75, abs=0.01)
    assert known.of("mode", "tagger and verb 0.90") == known.of("mode", "tagger 0.90")
    assert known.of("mode", "modal:will") == 0.9
    assert known.of("mode", "modal:would") == 0.8
    assert known.of("mode", "infinitive:purpose") == 0.7
    assert known.of("date", "weekday:own") is None


def test_an_extractor_that_nobody_measured_claims_no_confidence() -> None:
    assert confidence_of("llm", {"type": "llm:tiny/model"}) == {}


def test_what_gave_a_field_is_said_in_words() -> None:
    assert giver("tagger and rules 0.91") == ("tagger and rules", 0.91)
    assert in_words("tagger and rules 0.91") == "trained tagger and rules alike (0.91)"
    assert in_words("tagger and noun 0.91") == "trained tagger and rule noun (0.91)"
    assert in_words("speech:deny") == "rule speech:deny"


def test_explain_on_the_command_line_marks_the_text_and_leaves_jsonl_as_it_is(tmp_path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, "utf-8")
    arguments = ["extract", str(path), "--published", "2017-05-05", "--extractor", "rules"]
    shown = CliRunner().invoke(app, [*arguments, "--explain"])
    assert shown.exit_code == 0, shown.output
    assert "[what: shelled]" in shown.output
    assert "given by" in shown.output
    plain = CliRunner().invoke(app, [*arguments, "--format", "jsonl"])
    explained = CliRunner().invoke(app, [*arguments, "--format", "jsonl", "--explain"])
    assert plain.output == explained.output
    claim = json.loads(plain.output.splitlines()[0])
    assert {"type", "source"} <= claim["rules"].keys()
    assert claim["confidence"]["type"] > 0
