"""The page of figures is written by the program, keeps the rows of others, and says what was seen in training."""

import runpy
import sys
from pathlib import Path

import pytest
from coded_material import BENCHMARK, FIRST, Coded

from trucewatch.benchmark.material import Material
from trucewatch.benchmark.results import FIGURES, written

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "extract"))

from llm_server import ScriptedServer, says

PAGE = BENCHMARK / "results.md"
SCRIPT = BENCHMARK.parent / "scripts" / "benchmark_table.py"


def _measure() -> object:
    return runpy.run_path(str(SCRIPT))["measure"]


def _row(page: str, method: str, heading: str) -> str:
    part = page.partition(heading)[2].partition("\n## ")[0]
    return next(line for line in part.splitlines() if line.startswith(f"| {method} |"))


def test_the_published_page_is_what_the_program_writes() -> None:
    page = PAGE.read_text("utf-8")
    assert written({}, page) == page


def test_keywords_still_reach_what_the_page_says_and_other_rows_stay(tmp_path: Path) -> None:
    page = tmp_path / "results.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    _measure()(Material.at(BENCHMARK), ["keywords"], None, None, page)  # type: ignore[operator]
    assert page.read_text("utf-8") == PAGE.read_text("utf-8")


def test_what_was_seen_in_training_is_marked() -> None:
    page = PAGE.read_text("utf-8")
    assert "seen in training" in _row(page, "english", "## Coded reports")
    assert "seen in training" not in _row(page, "rules", "## Coded reports")
    assert "not trained on" in _row(page, "english", "## Probes")


def test_a_language_model_joins_the_table(coded: Coded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    page = tmp_path / "results.md"
    page.write_text(written({"rules": dict.fromkeys(FIGURES, "0.500")}), "utf-8")
    with ScriptedServer([says([])]) as server:
        _measure()(Material.at(coded(FIRST)), ["llm"], server.url, "small", page)  # type: ignore[operator]
    text = page.read_text("utf-8")
    assert "| 0.500 |" in _row(text, "rules", "## Coded reports")
    assert _row(text, "llm: small", "## Coded reports").endswith("| not known: ask whoever made the model |")
    assert "| 0.000 |" in _row(text, "llm: small", "## Coded reports")
