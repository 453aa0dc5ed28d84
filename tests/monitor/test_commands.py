"""The commands on agreements and findings, run as their user would."""

import json
from pathlib import Path

import pytest

from trucewatch.cli import main

from .conftest import DATA

PORT = str(DATA / "port-pause.yaml")


def run(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        main([*words])
    out, err = capsys.readouterr()
    return ended.value.code or 0, out, err


def rows(text):
    return [json.loads(line) for line in text.splitlines() if line]


def test_check_says_what_is_wrong_and_where_and_fails(capsys, tmp_path):
    assert run(capsys, "agreement", "check", PORT)[0] == 0
    bad = tmp_path / "bad.yaml"
    bad.write_text(Path(PORT).read_text("utf-8").replace("where: [port-area]", "where: [habour]"), "utf-8")
    code, out, err = run(capsys, "agreement", "check", str(bad))
    assert code == 1
    assert f"{bad}:" in err
    assert "no zone or line is called 'habour'" in err
    code, out, _ = run(capsys, "agreement", "check", str(bad), "--format", "jsonl")
    assert code == 1
    assert [r["kind"] for r in rows(out) if r["entry"].endswith("where[0]")] == ["problem"]


def test_show_diff_and_timeline_read_a_file(capsys):
    code, out, _ = run(capsys, "agreement", "show", PORT, "--format", "json")
    assert code == 0
    assert json.loads(out)["id"] == "xx-selm-pause"
    assert "Text versions" in run(capsys, "agreement", "show", PORT)[1]
    points = rows(run(capsys, "agreement", "timeline", PORT, "--format", "jsonl")[1])
    assert [p["day"] for p in points] == sorted(p["day"] for p in points)
    other = str(DATA / "river-exchange.yaml")
    found = rows(run(capsys, "agreement", "diff", PORT, other, "--format", "jsonl")[1])
    assert {"id", "title"} <= {d["entry"] for d in found}
    versions = ("--versions", "radio-draft", "signed")
    found = rows(run(capsys, "agreement", "diff", PORT, *versions, "--format", "jsonl")[1])
    assert {"obligations.ship.deadline"} <= {d["entry"] for d in found}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("agreement", "show", "nothing.yaml"), "neither a file nor an agreement"),
        (("agreement", "diff", PORT), "second agreement"),
        (("agreement", "diff", PORT, "--versions", "radio-draft", "tv"), "no text version 'tv'"),
        (("agreement", "check", "nothing.yaml"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(capsys, tmp_path, words, said):
    code, _, err = run(capsys, "--watch", str(tmp_path), *words)
    assert code == 1
    assert said in err
    assert "Traceback" not in err


def test_the_clocks_findings_and_coverage_of_a_watch(capsys, example_folder, tmp_path):
    at = ("--as-of", "2017-05-11", "--known-on", "2017-05-11", "--watch", str(example_folder))
    board = rows(run(capsys, "agreement", "board", *at, "--format", "jsonl")[1])
    assert {"O6-jwg", "O7-maps"} <= {s["id"] for s in board}
    figures = rows(run(capsys, "counts", *at, "--format", "jsonl")[1])
    assert all(f["established"] <= f["with_probable"] <= f["all_alleged"] for f in figures)
    days = rows(run(capsys, "coverage", *at, "--days", "3", "--format", "jsonl")[1])
    assert {d["state"] for d in days} == {"told", "unknown"}
    assert rows(run(capsys, "forecasts", *at, "--format", "jsonl")[1])
    calendar = tmp_path / "duties.ics"
    assert run(capsys, "agreement", "calendar", "--out", str(calendar), *at)[0] == 0
    assert calendar.read_bytes().startswith(b"BEGIN:VCALENDAR")
    incidents = rows(run(capsys, "incidents", *at, "--format", "jsonl")[1])
    name = next(f["id"] for i in incidents for f in i["findings"])
    code, out, _ = run(capsys, "why", name, *at)
    assert code == 0
    assert "Was the agreement in force" in out
    record = tmp_path / "record.json"
    record.write_text(run(capsys, "why", name, *at, "--format", "json")[1], "utf-8")
    assert "all as recorded" in run(capsys, "why", "--replay", str(record), "--watch", str(example_folder))[1]
    assert "no finding" in run(capsys, "why", "nonsense", *at)[2]
