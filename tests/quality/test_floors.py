"""The quality gate: no figure of an extractor falls below its floor, and floors sink only with a reason on record."""

import runpy
from pathlib import Path

import pytest
import yaml
from bench.corpora import ROOT, Corpus, corpus
from bench.floors import GATED, PATH, Floors

from trucewatch.extract import get_extractor
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World

PINNED = Floors.load()
CASES = [(extractor, name) for extractor, corpora in PINNED.floors.items() for name in corpora]


def _here(name: str) -> Corpus:
    found = corpus(name)
    if not found.is_here:
        pytest.skip(f"the corpus {name} lies in ../shared, which is not here")
    return found


@pytest.mark.parametrize(("extractor", "name"), CASES, ids=lambda value: value.replace("/", "-"))
def test_no_figure_falls_below_its_floor(extractor: str, name: str) -> None:
    found = _here(name)
    try:
        reader = get_extractor(extractor)
    except ExtractionError as error:
        pytest.skip(str(error))
    figures = found.figures(reader, World.general())
    short = PINNED.shortfalls(extractor, name, figures)
    assert not short, "\n".join(short.values())


@pytest.mark.parametrize("name", GATED, ids=lambda value: value.replace("/", "-"))
def test_the_floors_were_measured_on_the_corpus_that_is_here(name: str) -> None:
    message = f"{name} has changed since its floors were pinned: look at the change, then run python scripts/floors.py"
    assert PINNED.corpora.get(name) == _here(name).digest(), message


def test_the_corpus_that_ships_has_floors_for_every_extractor_that_is_gated() -> None:
    assert PINNED.floors
    for extractor, corpora in PINNED.floors.items():
        (ours,) = (c for c in corpora if c.startswith("tests/") and extractor in corpus(c).extractors)
        assert {"event_f1", "status", "false_fact_rate"} <= corpora[ours].keys()


def _floors() -> Floors:
    return Floors({"a": "0"}, {"x": {"a": {"event_f1": 0.6, "false_fact_rate": 0.1}}})


def test_floors_rise_with_what_is_measured_less_a_margin() -> None:
    floors = _floors()
    floors.pin("x", "a", "1", {"event_f1": 0.7, "false_fact_rate": 0.05, "status": 0.9})
    assert floors.floors["x"]["a"] == {"event_f1": 0.69, "false_fact_rate": 0.06, "status": 0.89}
    assert floors.corpora == {"a": "1"}


def test_a_figure_just_above_its_floor_does_not_move_it() -> None:
    floors = _floors()
    floors.pin("x", "a", "0", {"event_f1": 0.605, "false_fact_rate": 0.095})
    assert floors.floors["x"]["a"] == {"event_f1": 0.6, "false_fact_rate": 0.1}
    assert floors.lowered == []


def test_a_missed_floor_stays_without_a_reason_and_sinks_with_one_on_record() -> None:
    missed = {"event_f1": 0.5, "false_fact_rate": 0.2}
    floors = _floors()
    assert set(floors.shortfalls("x", "a", missed)) == {"event_f1", "false_fact_rate"}
    floors.pin("x", "a", "0", missed)
    assert floors.floors["x"]["a"] == {"event_f1": 0.6, "false_fact_rate": 0.1}
    floors.pin("x", "a", "0", missed, "the codebook changed")
    assert floors.floors["x"]["a"] == {"event_f1": 0.49, "false_fact_rate": 0.21}
    assert [(n["figure"], n["was"], n["is"], n["reason"]) for n in floors.lowered] == [
        ("event_f1", 0.6, 0.49, "the codebook changed"),
        ("false_fact_rate", 0.1, 0.21, "the codebook changed"),
    ]


def test_a_figure_that_is_no_longer_counted_misses_its_floor() -> None:
    floors = _floors()
    assert "nothing" in floors.shortfalls("x", "a", {"event_f1": None, "false_fact_rate": 0.0})["event_f1"]


def test_another_corpus_has_another_digest(tmp_path: Path) -> None:
    (tmp_path / "reports.jsonl").write_text("{}\n")
    part = Corpus("mine", tmp_path, lambda *_: {})
    before = part.digest()
    (tmp_path / "reports.jsonl").write_text("{} \n")
    assert part.digest() != before


def test_the_script_refuses_to_lower_a_floor_and_leaves_the_file_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "floors.yaml"
    high = Floors({}, {"rules": {"tests/gold": {"event_f1": 0.999}}})
    high.save(path)
    script = runpy.run_path(str(ROOT / "scripts" / "floors.py"))
    monkeypatch.setitem(script["pin"].__globals__, "GATED", ("tests/gold",))
    assert script["pin"]([], None, path) == 1
    assert "must be at least 0.999" in capsys.readouterr().err
    assert Floors.load(path) == high
    assert script["pin"]([], "for the test", path) == 0
    kept = yaml.safe_load(path.read_text("utf-8"))
    assert kept["floors"]["rules"]["tests/gold"]["event_f1"] < 0.999
    assert kept["lowered"][0]["was"] == 0.999
    assert kept["lowered"][0]["reason"] == "for the test"
    assert path.read_text("utf-8").startswith("# What the extractors must reach")
    assert PATH.exists()
