"""The commands under `trucewatch bench`, as a user calls them."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from coded_material import BENCHMARK, DENIAL, FIRST, Coded
from typer.testing import CliRunner

from trucewatch.cli import app, main

# The scripted endpoint of the tests of the llm extractor serves here too.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "extract"))

from llm_server import ScriptedServer, says

runner = CliRunner()


def _fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as caught:
        main(["bench", *arguments])
    assert caught.value.code == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


def test_the_published_benchmark_is_checked() -> None:
    result = runner.invoke(app, ["bench", "check", str(BENCHMARK)])
    assert (result.exit_code, result.output) == (0, "110 reports, 1690 claims, 56 probes: nothing amiss\n")


def test_problems_are_listed_and_end_with_one(coded: Coded, capsys: pytest.CaptureFixture[str]) -> None:
    said = _fails(capsys, "check", str(coded(FIRST | {"trigger": "bombed"}, DENIAL)))
    assert "r1.json, report r1, claim c1: 'bombed' does not stand in sentence 0 so often" in said


def test_what_keywords_find_is_kept_and_scores_the_same_again(tmp_path: Path) -> None:
    out, split = tmp_path / "keywords.jsonl", ("--split", "dev")
    ran = runner.invoke(
        app, ["bench", "run", str(BENCHMARK), "--extractor", "keywords", *split, "--format", "json", "--out", str(out)]
    )
    assert ran.exit_code == 0
    scored = runner.invoke(app, ["bench", "score", str(BENCHMARK), str(out), *split, "--format", "json"])
    found = json.loads(scored.stdout)
    assert json.loads(ran.stdout) == found
    assert found["claims"]["n_docs"] == 33
    assert found["claims"]["initiators_f1"] == 0
    assert found["probes"]["n_probes"] == 56


def test_a_folder_and_a_file_of_probes_are_scored_alone_and_by_split(tmp_path: Path) -> None:
    empty = tmp_path / "none.jsonl"
    empty.write_text("", "utf-8")
    folder = runner.invoke(app, ["bench", "score", str(BENCHMARK / "claims"), str(empty), "--format", "json"])
    assert set(json.loads(folder.stdout)) == {"claims"}
    probes = BENCHMARK / "probes" / "probes.jsonl"
    alone = runner.invoke(app, ["bench", "score", str(probes), str(empty), "--format", "json"])
    assert set(json.loads(alone.stdout)) == {"probes"}
    split = runner.invoke(app, ["bench", "score", str(BENCHMARK), str(empty), "--split", "train", "--format", "json"])
    assert json.loads(split.stdout)["claims"]["n_docs"] == 77


def test_a_table_names_every_figure_and_each_report_can_be_had(coded: Coded, tmp_path: Path) -> None:
    empty = tmp_path / "none.jsonl"
    empty.write_text("", "utf-8")
    folder = coded(FIRST, DENIAL)
    table = runner.invoke(app, ["bench", "score", str(folder), str(empty)])
    assert "false_fact_rate" in table.stdout
    assert "event_r" in table.stdout
    each = runner.invoke(app, ["bench", "score", str(folder), str(empty), "--format", "json", "--by-report"])
    assert json.loads(each.stdout)["reports"]["r1"]["n_gold"] == 2


def test_odd_predictions_are_scored_with_a_word_about_them(coded: Coded, tmp_path: Path) -> None:
    row: dict[str, Any] = {
        "report": "r1",
        "trigger": {"text": "Shelled", "start": 7, "end": 14},
        "type": "shelling",
        "source": "author",
        "polarity": "+",
        "certainty": "certain",
        "mode": "actual",
        "author_stance": "endorses",
    }
    file = tmp_path / "p.jsonl"
    file.write_text(json.dumps(row) + "\n" + json.dumps(row | {"report": "r9"}) + "\n", "utf-8")
    result = runner.invoke(app, ["bench", "score", str(coded(FIRST)), str(file), "--format", "json"])
    assert json.loads(result.stdout)["claims"]["event_f1"] == 1
    assert "Left out 1 claim of reports that are not among those scored." in result.stderr
    assert "Took 1 trigger by the offsets" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "{tmp}"), "holds no coded material"),
        (("score", "{gold}", "{tmp}/nowhere.jsonl"), "cannot be read as JSON Lines"),
        (("run", "{gold}", "--extractor", "oracle"), "There is no extractor named 'oracle'; use one of keywords, "),
        (("run", "{gold}", "--llm"), "set TRUCEWATCH_LLM_URL and TRUCEWATCH_LLM_MODEL"),
        (("run", "{gold}", "--llm", "--url", "ftp://x", "--model", "m"), "must start with http"),
        (("run", "{gold}", "--extractor", "keywords", "--split", "test"), "There is no splits.json"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    coded: Coded,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    for name in ("URL", "MODEL", "KEY"):
        monkeypatch.delenv(f"TRUCEWATCH_LLM_{name}", raising=False)
    places = {"{gold}": str(coded(FIRST)), "{tmp}": str(tmp_path)}
    filled = [argument.replace("{gold}", places["{gold}"]).replace("{tmp}", places["{tmp}"]) for argument in arguments]
    assert words in " ".join(_fails(capsys, *filled).split())


def test_a_language_model_is_asked_where_the_options_say(
    coded: Coded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TRUCEWATCH_LLM_MODEL", "another")
    claim = {
        "number": 1,
        "quotation": "Guards shelled Orlo on Monday, killing 3 people.",
        "trigger": "shelled",
        "type": "shelling",
        "source": "author",
        "polarity": "+",
        "certainty": "certain",
        "mode": "actual",
        "author_stance": "endorses",
        "initiators": ["Guards"],
        "targets": [],
        "places": [],
        "date_start": "2020-03-02",
        "date_end": "2020-03-02",
        "killed": [],
        "injured": [],
        "links": [],
    }
    with ScriptedServer([says([claim])]) as server:
        asked = [
            "bench",
            "run",
            str(coded(FIRST)),
            "--llm",
            "--url",
            server.url,
            "--model",
            "small",
            "--format",
            "json",
        ]
        result = runner.invoke(app, asked)
        assert [request["model"] for request in server.requests] == ["small"]
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)["claims"]
    assert (figures["event_f1"], figures["status"], figures["initiators_f1"], figures["date"]) == (1, 1, 1, 1)
