"""Search over a whole watch: incidents and the rest, under release profiles, and on the command line."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.exporting import leaving_now
from trucewatch.moments import moment
from trucewatch.publish.release import load_profile
from trucewatch.search import Kind, Search, ViewTexts, index_of, synced
from trucewatch.watch import Watch

SECRET = "Khalid Barazenko"
TEXT = (
    f"Shells hit the market of Talbiseh on Friday, local doctor {SECRET} said by telephone from +963 944 123 456. "
    "The Syrian army denied that it had fired. Rebels withdrew from Qaboun on Friday evening."
)


@pytest.fixture(scope="module")
def watch(example_folder: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("searched") / "syria-2017"
    shutil.copytree(example_folder, folder)
    extra = folder / "extra.jsonl"
    extra.write_text(
        json.dumps({"id": "secret-1", "text": TEXT, "published": "2017-05-06", "publisher": "Orontes Wire"})
    )
    with Watch.open(folder, extractor="rules") as opened:
        assert opened.add([extra]).refused == []
        yield opened


@pytest.fixture(scope="module")
def index(watch: Watch):
    made = index_of(watch.ledger)
    synced(watch.ledger, made)
    yield made
    made.close()


def found(search: Search, text: str, *kinds: Kind) -> list[str]:
    return [hit.key for hit in search.find(text, kinds=kinds, limit=100).hits]


def test_the_team_finds_everything(watch: Watch, index) -> None:
    day = moment("2017-07-10", watch.zone)
    search = Search(index, ViewTexts(watch.view(day, day)))
    assert "secret-1" in found(search, f'"{SECRET}"')
    kinds = {hit.kind for hit in search.find("de-escalation", limit=200).hits}
    assert {Kind.INCIDENT, Kind.FINDING, Kind.CLAIM, Kind.REPORT, Kind.AGREEMENT, Kind.OBLIGATION} <= kinds
    assert found(search, "hmeimim", Kind.SOURCE)


def test_a_profile_hides_its_words_from_searching_too(watch: Watch, index) -> None:
    day = moment("2017-07-10", watch.zone)
    view = watch.view(day, day)
    left = leaving_now(watch, view, load_profile("partners", watch.folder))
    search = Search(index, ViewTexts(view, left))
    for hidden in (SECRET.split(maxsplit=1)[0], SECRET.split()[1], "944", "963*"):
        assert "secret-1" not in found(search, hidden, Kind.REPORT)
        assert not [key for key in found(search, hidden) if key.startswith("secret-1")]
    assert found(search, "talbiseh market", Kind.REPORT) == ["secret-1"]
    shown = "".join(p.text for h in search.find("talbiseh market", kinds=[Kind.REPORT]).hits for p in h.pieces)
    assert SECRET not in shown


def test_what_is_not_known_yet_is_not_found(watch: Watch, index) -> None:
    day = moment("2017-05-05", watch.zone)
    search = Search(index, ViewTexts(watch.view(day, day)))
    assert [hit.key for hit in search.find(f'"{SECRET}"', known_on=day).hits] == []


def test_the_command(watch: Watch) -> None:
    run = CliRunner()
    said = run.invoke(app, ["search", str(watch.folder), "talbiseh market", "--what", "report", "--format", "jsonl"])
    assert said.exit_code == 0, said.output
    lines = [json.loads(line) for line in said.output.splitlines()]
    assert [line["key"] for line in lines] == ["secret-1"]
    assert "Talbiseh" in [p["text"] for p in lines[0]["pieces"] if p["hit"]]
    table = run.invoke(app, ["search", str(watch.folder), "talbiseh", "--profile", "public"])
    assert table.exit_code == 0
    assert SECRET not in table.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["x", "--what", "claims"], 'nothing called "claims"'), (['"'], "names no word"), (["x" * 900], "too long")],
)
def test_bad_searches_end_in_a_sentence(watch: Watch, arguments: list[str], sentence: str) -> None:
    from trucewatch.model.errors import InputError

    said = CliRunner().invoke(app, ["search", str(watch.folder), *arguments])
    assert said.exit_code != 0
    assert isinstance(said.exception, InputError)
    assert sentence in str(said.exception)
