"""The commands on places and actors as a user runs them, in processes of their own and on real files."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trucewatch", *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    """A copy of an example watch without its reports."""
    folder = tmp_path / "watch"
    shutil.copytree(ROOT / "examples" / "syria-2017", folder, ignore=shutil.ignore_patterns("reports", "ledger.db*"))
    return folder


def test_names_of_a_table_are_answered_row_by_row(tmp_path: Path) -> None:
    table = tmp_path / "names.csv"
    table.write_text("name,adm_1,adm_2\nAl Bab town,Aleppo Governorate,Al Bab district\nQaboun,,\n", "utf-8")
    done = run("places", "resolve", table, "--country", "SY", "--format", "jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["row"], r["name"]) for r in rows] == [(1, "Al Bab town"), (2, "Qaboun")]
    assert (round(rows[0]["lat"], 1), round(rows[0]["lon"], 1)) == (36.4, 37.5)
    assert (rows[1]["lat"], rows[1]["lon"], rows[1]["shape"]) == (None, None, "unknown")


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("place\nHoms\n", ("--country", "SY"), "line 1: there is no column 'name'"),
        ("name,adm_1\nHoms,a,b\n", ("--country", "SY"), "line 2: the row does not fit"),
        ("name\nHoms\n", (), "Say where the names lie"),
        ("name\nHoms\n", ("--country", "XX"), "no ISO 3166 country code"),
    ],
)
def test_a_broken_table_is_refused_in_a_sentence(
    tmp_path: Path, text: str, words: tuple[str, ...], sentence: str
) -> None:
    table = tmp_path / "names.csv"
    table.write_text(text, "utf-8")
    done = run("places", "resolve", table, *words, cwd=tmp_path)
    assert done.returncode == 1
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_what_is_imported_into_a_watch_is_found_there(watch: Path) -> None:
    file = watch.parent / "own.geojson"
    point = {"type": "Point", "coordinates": [36.41, 33.61]}
    feature = {"type": "Feature", "properties": {"name": "Tell Amara", "kind": "village"}, "geometry": point}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    before = run("places", "find", "Tell Amara", "--watch", watch, "--format", "jsonl", cwd=watch)
    assert json.loads(before.stdout)["lat"] is None
    done = run("places", "import", file, "--watch", watch, cwd=watch)
    assert "Imported 1 place as own." in done.stdout, done.stderr
    after = run("places", "find", "Tell Amara", "--watch", watch, "--format", "jsonl", cwd=watch)
    found = json.loads(after.stdout.splitlines()[0])
    assert (found["place_id"], found["gazetteer"], found["chosen"]) == ("own:1", "own:1", True)


def test_an_unknown_group_is_accepted_and_then_resolves(watch: Path) -> None:
    unknown = run("actors", "resolve", "Dawn Brigade", "--watch", watch, "--format", "jsonl", cwd=watch)
    assert json.loads(unknown.stdout)["actor"] is None
    done = run("actors", "accept", "Dawn Brigade", "--side", "opp", "--part-of", "rahman", "--watch", watch, cwd=watch)
    assert done.returncode == 0, done.stderr
    known = json.loads(
        run("actors", "resolve", "the Dawn Brigade", "--watch", watch, "--format", "jsonl", cwd=watch).stdout
    )
    assert (known["actor"], known["side"], known["part_of"]) == ("dawn-brigade", "opp", ["rahman"])
    again = run("actors", "accept", "Dawn Brigade", "--watch", watch, cwd=watch)
    assert again.returncode == 1
    assert "already" in again.stderr


def test_problems_of_actors_end_in_one_and_name_their_line(watch: Path) -> None:
    clean = run("actors", "check", "--watch", watch, cwd=watch)
    assert clean.returncode == 0
    path = watch / "actors.yaml"
    path.write_text(path.read_text("utf-8") + "- {id: twin, name: Jaish al-Islam, kind: armed_group}\n", "utf-8")
    done = run("actors", "check", "--watch", watch, "--format", "jsonl", cwd=watch)
    assert done.returncode == 1
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    problem = next(r for r in rows if r["severity"] == "problem")
    line = len(path.read_text("utf-8").splitlines())
    assert (problem["line"], problem["actor"], problem["rule"]) == (line, "twin", "shared_name")


def test_a_new_watch_has_its_gazetteer_and_names_the_agreements_actors(tmp_path: Path) -> None:
    agreement = ROOT / "examples" / "ukraine-2015" / "agreements" / "minsk-2.yaml"
    done = run("init", "new", "--country", "UA", "--agreement", agreement, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "id: ua-forces" in (tmp_path / "new" / "actors.yaml").read_text("utf-8")
    found = run("places", "find", "Debaltsevo", "--watch", "new", "--format", "jsonl", cwd=tmp_path)
    assert json.loads(found.stdout.splitlines()[0])["place_id"] == "geonames:710229"
