"""Ratios of speed: how they are measured, what the gate lets through, and the page they are written on."""

import importlib
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from bench import speed
from bench.machine import machine
from bench.measure import Measure, measured, pairs_of, processor_seconds, rounds_of
from bench.ratios import PATH, Ratios
from bench.speed import PARTS, NotHereError, main, measured_by
from bench.speed_charts import chart, described, slug
from bench.speed_page import Measured, write_page

NAME = "verification beside plain SHA-256"


def _measure(ratio: float = 2.0, name: str = NAME) -> Measure:
    return Measure(name=name, numerator=ratio, denominator=1.0, ratio=ratio, unit="ms a MB", note="Invented.")


@pytest.fixture
def run(tmp_path: Path) -> "Run":
    return Run(tmp_path)


class Run:
    """The runner with ratios and a page of its own."""

    def __init__(self, folder: Path) -> None:
        self.ratios, self.docs = folder / "ratios.yaml", folder / "docs"

    def __call__(self, *arguments: str) -> int:
        return main([*arguments, "--ratios", str(self.ratios), "--docs", str(self.docs)])

    def accepted(self) -> dict[str, float]:
        held: dict[str, float] = yaml.safe_load(self.ratios.read_text("utf-8"))["ratios"]["quick"]
        return held

    def set(self, ratio: float) -> None:
        ratios = Ratios.load(self.ratios)
        ratios.ratios["quick"] = {NAME: ratio}
        ratios.save(self.ratios)


def test_a_new_ratio_is_taken_down_and_passes(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ledger_verify", "--quick") == 0
    assert set(run.accepted()) == {NAME}
    assert run.accepted()[NAME] > 0.5
    shown = capsys.readouterr().out
    assert f"accepted: {NAME}" in shown
    assert not run.docs.exists(), "a quick run writes no page"


def test_a_regression_ends_with_one_and_a_sentence_and_changes_nothing(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run.set(0.01)
    assert run("ledger_verify", "--quick") == 1
    shown = capsys.readouterr()
    assert f"measured again: {NAME}" in shown.out
    (sentence,) = shown.err.splitlines()
    assert sentence.startswith(f"{NAME}: the ratio is ")
    assert "more than a fifth above the accepted 0.01" in sentence
    assert run.accepted() == {NAME: 0.01}


def test_a_reason_lets_a_ratio_rise_and_goes_on_record(run: Run) -> None:
    run.set(0.01)
    assert run("ledger_verify", "--quick", "--accept", "evidence is hashed twice now") == 0
    assert run.accepted()[NAME] > 0.5
    (note,) = yaml.safe_load(run.ratios.read_text("utf-8"))["accepted"]
    assert (note["name"], note["was"], note["reason"]) == (NAME, 0.01, "evidence is hashed twice now")
    assert run("ledger_verify", "--quick") in (0, 1), "the next run is held against what was accepted"


def test_a_better_ratio_leaves_the_accepted_one(run: Run) -> None:
    run.set(1000.0)
    assert run("ledger_verify", "--quick") == 0
    assert run.accepted() == {NAME: 1000.0}


def test_what_cannot_be_measured_is_left_out_by_name(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PARTS, "cookery", "Cookery")
    assert run("cookery", "--quick") == 0
    assert "left out: bench/cookery.py is not here" in capsys.readouterr().out


def test_a_part_that_breaks_off_fails_and_the_others_go_on(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.py").write_text("def measures(quick=False):\n    raise OSError('the disk is full')\n", "utf-8")
    bench = importlib.import_module("bench")
    monkeypatch.setattr(bench, "__path__", [*bench.__path__, str(tmp_path)])
    monkeypatch.setitem(PARTS, "broken", "Broken")
    assert run("broken", "ledger_verify", "--quick") == 1
    assert "broken broke off (OSError: the disk is full)" in capsys.readouterr().err
    assert set(run.accepted()) == {NAME}


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "needy.py").write_text("def measures(quick=False):\n    import no_such_engine\n", "utf-8")
    monkeypatch.setattr(importlib.import_module("bench"), "__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "bench.needy", raising=False)
    with pytest.raises(NotHereError, match="no_such_engine is not installed"):
        measured_by("needy", quick=True)


def test_unknown_names_and_empty_reasons_are_refused(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("extraction", "cookery") == 2
    assert "no ratio of speed named cookery; there are extraction, ingest" in capsys.readouterr().err
    assert run("ledger_verify", "--quick", "--accept", " ") == 2
    assert "needs a reason" in capsys.readouterr().err
    assert not run.ratios.exists()


def test_twenty_per_cent_are_the_limit() -> None:
    ratios = Ratios({"full": {NAME: 2.0}})
    assert ratios.exceeded("full", [_measure(2.39)]) == {}
    assert list(ratios.exceeded("full", [_measure(2.41)])) == [NAME]
    assert ratios.exceeded("quick", [_measure(9.0)]) == {}, "sizes are held apart"
    assert ratios.limit("full", "anything beside nothing") is None


def test_works_take_turns_and_one_round_does_not_count() -> None:
    order: list[str] = []
    costs = rounds_of({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)
    assert order == ["a", "b", "a", "b", "b", "a", "a", "b"]
    assert {name: len(found) for name, found in costs.items()} == {"a": 3, "b": 3}


def test_a_ratio_is_the_median_of_the_rounds_not_of_the_costs() -> None:
    made = measured("ours beside theirs", [(1.0, 1.0), (4.0, 2.0), (9.0, 3.0)], "ms", "Invented.", (1000, 1000))
    assert (made.numerator, made.denominator, made.ratio) == (4000, 2000, 2)
    assert made.sides == ("ours", "theirs")
    apart = measured("ours beside theirs", [(10.0, 1.0)], "ms an item", "Invented.", (0.1, 1.0))
    assert apart.ratio == 1


def test_a_work_is_held_against_its_yardstick_in_the_same_round() -> None:
    cost = iter(range(1, 100))
    pairs = pairs_of(lambda: None, lambda: None, 3, seconds=lambda _work: float(next(cost)))
    assert pairs == [(1, 2), (4, 3), (5, 6)]
    assert processor_seconds(lambda: None) >= 0


@pytest.mark.parametrize(("name", "cost"), [("verification", 1.0), (" beside x", 1.0), (NAME, 0.0)])
def test_a_measure_names_both_sides_and_costs_something(name: str, cost: float) -> None:
    with pytest.raises(ValueError, match="beside"):
        Measure(name=name, numerator=cost, denominator=1.0, ratio=1.0, unit="s", note="")


def test_the_page_has_every_ratio_and_a_chart_each(tmp_path: Path) -> None:
    name = machine()
    other = "one report's claims, of 1,000,000 beside of 10,000"
    found = Measured(name, {"ledger_verify": [_measure()], "ledger_appends": [_measure(3.5, other)]})
    found.skipped["bulk"] = "ray is not installed"
    write_page(tmp_path, PARTS, found, Ratios({"full": {NAME: 1.9}}))
    page = (tmp_path / "benchmarks.md").read_text("utf-8")
    assert f"Machine: {name}." in page
    assert f"| [{NAME}](#verification-beside-plain-sha-256) | 2.00 | 1.90 | 2 | 1 | ms a MB |" in page
    assert f"| [{other}](#one-reports-claims-of-1000000-beside-of-10000) | 3.50 | - |" in page
    assert "## Archives\n\nNot measured: ray is not installed." in page
    assert "## Workbench\n\nNot measured on this machine yet." in page
    pictures = re.findall(r"!\[(Bar chart\.[^\]]+)\]\((benchmarks/[^)]+\.svg)\)", page)
    assert [path for _, path in pictures] == [f"benchmarks/{slug(n)}.svg" for n in (other, NAME)]
    for said, path in pictures:
        root = ElementTree.fromstring((tmp_path / path).read_text("utf-8"))
        assert root.get("aria-label") == said
        assert root.get("role") == "img"


def test_parts_not_measured_again_keep_their_figures_on_the_same_machine_only(tmp_path: Path) -> None:
    Measured("A", {"ledger_verify": [_measure()]}).save(tmp_path)
    assert Measured.load(tmp_path, "A").parts == {"ledger_verify": [_measure()]}
    assert Measured.load(tmp_path, "B").parts == {}


def test_charts_of_measures_that_are_gone_are_removed(tmp_path: Path) -> None:
    write_page(tmp_path, PARTS, Measured("A", {"ledger_verify": [_measure()]}), Ratios())
    write_page(tmp_path, PARTS, Measured("A", {"ledger_verify": [_measure(name="hash beside none")]}), Ratios())
    assert [path.name for path in (tmp_path / "benchmarks").glob("*.svg")] == ["hash-beside-none.svg"]


def test_bars_are_told_apart_without_colour() -> None:
    svg = chart(_measure(), 2.4)
    shades = [int(value, 16) for value in re.findall(r'fill="#([0-9a-f]{2})[0-9a-f]{4}" stroke="#111111"', svg)]
    assert len(shades) == 2
    assert abs(shades[0] - shades[1]) > 0x60
    assert "at most 2.40 is accepted" in described(_measure(), 2.4)


def test_names_are_written_out_in_charts() -> None:
    name = "all claims recorded by a past day among 1,000,000 beside the same among 10,000"
    assert "all claims recorded by a past day among 1,000,000</text>" in chart(_measure(name=name), None)


def test_the_machine_is_described_and_not_named() -> None:
    said = machine()
    assert "Python" in said
    assert "core" in said
    import platform

    assert platform.node() not in said.replace("CPython", "")


def test_every_part_of_this_folder_that_measures_is_run() -> None:
    here = Path(speed.__file__).parent
    having = {path.stem for path in here.glob("*.py") if "\ndef measures(" in path.read_text("utf-8")}
    assert having <= set(PARTS)


def test_the_accepted_ratios_are_of_parts_that_are_on_the_page() -> None:
    page = (PATH.parent.parent / "docs" / "benchmarks.md").read_text("utf-8")
    for name in Ratios.load().ratios.get("full", {}):
        assert f"[{name}](#" in page
