"""The measurements can be run by name, and their table says what was measured."""

import pytest
from bench.__main__ import measurements, run
from bench.corpora import corpus
from bench.quality import END, PAGE, START, tables


def test_quality_is_among_the_measurements_that_run_without_arguments() -> None:
    assert "quality" in measurements()
    assert "corpora" not in measurements()


def test_an_unknown_measurement_is_named_and_nothing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["quality", "cookery"]) == 2
    shown = capsys.readouterr()
    assert "no measurement named cookery" in shown.err
    assert "quality" in shown.err
    assert shown.out == ""


def test_the_table_marks_what_could_not_be_counted() -> None:
    claims = {"event_f1": 0.61234, "killed": None, "false_fact_rate": 0.0}
    text = tables(
        [(corpus("tests/gold"), "rules", claims), (corpus("probes-dev"), "rules", {"found": 1.0, "status": 0.5})]
    )
    coded, probes = text.split("\n\n")
    assert "| tests/gold | rules | - | - | 0.612 |" in coded
    assert coded.splitlines()[-1].endswith("| 0.000 |")
    assert "| probes-dev | rules | 1.000 | 0.500 | - | - |" in probes
    assert {line.count("|") for line in coded.splitlines()} == {15}


def test_the_page_on_quality_has_room_for_the_table() -> None:
    text = PAGE.read_text("utf-8")
    assert 0 < text.index(START) < text.index(END)
