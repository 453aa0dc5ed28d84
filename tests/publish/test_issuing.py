"""Issues as they go out of a real watch: numbered, reproduced, corrected, under embargo, exported."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trucewatch.embargo import lift
from trucewatch.exporting import export_file
from trucewatch.founding import found
from trucewatch.issuing import Edition, reproduce, write_issue
from trucewatch.model.errors import InputError, WatchError
from trucewatch.moments import moment
from trucewatch.publish.release import shipped_profile
from trucewatch.watch import Watch


def at(watch: Watch, day: str) -> tuple[datetime, datetime]:
    return moment(day, watch.zone), moment(day, watch.zone)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", "TERM": "dumb"}
    command = [sys.executable, "-m", "trucewatch", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)


def test_an_issue_is_reproduced_byte_by_byte_in_every_format(watch: Watch, tmp_path: Path) -> None:
    forms = ("html", "md", "pdf", "docx")
    first = write_issue(watch, *at(watch, "2017-05-05"), tmp_path / "a", forms)
    write_issue(watch, *at(watch, "2017-05-07"), tmp_path / "b")
    again, differing = reproduce(watch, 1, tmp_path / "c")
    assert differing == []
    assert {p.suffix: p.read_bytes() for p in again} == {p.suffix: p.read_bytes() for p in first}
    with pytest.raises(WatchError, match="there are 1 to 2"):
        reproduce(watch, 3, tmp_path / "d")


def test_an_issue_keeps_its_profile_and_language_when_reproduced(watch: Watch, tmp_path: Path) -> None:
    edition = Edition(shipped_profile("partners"), "fr")
    (first,) = write_issue(watch, *at(watch, "2017-05-05"), tmp_path / "a", edition=edition)
    ((again,), differing) = reproduce(watch, 1, tmp_path / "b")
    assert differing == []
    assert first.read_bytes() == again.read_bytes()
    assert 'lang="fr"' in again.read_text("utf-8")


def test_corrections_stay_on_record_in_every_later_issue(watch: Watch, tmp_path: Path) -> None:
    for day in ("2017-05-05", "2017-05-07", "2017-05-08"):
        write_issue(watch, *at(watch, day), tmp_path / day, ("md",))
    second = (tmp_path / "2017-05-07" / "sitrep.md").read_text("utf-8")
    third = (tmp_path / "2017-05-08" / "sitrep.md").read_text("utf-8")
    assert "Changes since issue 1" in second
    assert "unconfirmed | claimed and denied" in second
    assert "Corrections made by earlier issues" not in second
    assert "Corrections made by earlier issues" in third
    assert "unconfirmed | claimed and denied" in third.split("Corrections made by earlier issues")[1]


def test_an_embargo_holds_until_two_different_people_lift_it(watch: Watch, tmp_path: Path) -> None:
    until = datetime.now(UTC) + timedelta(days=2)
    moments = at(watch, "2017-05-05")
    (first,) = write_issue(watch, *moments, tmp_path / "a", edition=Edition(embargo=until))
    assert "not to be passed on before" in first.read_text("utf-8")
    for write in (lambda: write_issue(watch, *moments, tmp_path / "b"), lambda: reproduce(watch, 1, tmp_path / "b")):
        with pytest.raises(WatchError, match="under embargo until"):
            write()
    assert not (tmp_path / "b").exists()
    internal = Edition(shipped_profile("internal"))
    write_issue(watch, *moments, tmp_path / "team", edition=internal)
    now = datetime.now(UTC)
    assert "holds" in lift(watch, 1, "A. Editor", now).sentence
    with pytest.raises(WatchError, match="already"):
        lift(watch, 1, " a. editor ", now)
    with pytest.raises(InputError, match="--by"):
        lift(watch, 1, "  ", now)
    assert "is lifted, by A. Editor and B. Reader" in lift(watch, 1, "B. Reader", now).sentence
    ((again,), differing) = reproduce(watch, 1, tmp_path / "c")
    assert differing == []
    assert again.read_bytes() == first.read_bytes()
    assert watch.verify().ok


def test_what_leaves_a_running_watch_is_delayed_from_now_and_an_archives_past_is_not(tmp_path: Path) -> None:
    text = "The Northern Brigade withdrew from the town of Tell Amara today, residents said."
    day = datetime.now(UTC).date()
    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps({"id": "r1", "text": text, "published": day.isoformat()}) + "\n", "utf-8")
    found(tmp_path / "running", title="Now", timezone="UTC", archive=False)
    with Watch.open(tmp_path / "running") as opened:
        opened.add([path])
        now = datetime.now(UTC)
        (public,) = write_issue(opened, now, now, tmp_path / "a", ("md",))
        (internal,) = write_issue(
            opened, now, now, tmp_path / "b", ("md",), edition=Edition(shipped_profile("internal"))
        )
    assert "withdr" not in public.read_text("utf-8").split("## The words behind")[1]
    assert "withdrew" in internal.read_text("utf-8")


def test_a_failed_export_leaves_what_was_there(watch: Watch, tmp_path: Path) -> None:
    out = tmp_path / "claims.csv"
    assert export_file(watch, "csv", out, *at(watch, "2017-05-07")) > 0
    before = out.read_bytes()
    with pytest.raises(InputError, match="no export format"):
        export_file(watch, "shapefile", out, *at(watch, "2017-05-07"))
    assert out.read_bytes() == before
    with pytest.raises(InputError, match="cannot be written"):
        export_file(watch, "csv", out / "below.csv", *at(watch, "2017-05-07"))
    assert [p.name for p in tmp_path.glob(".*")] == []


def test_the_commands_say_what_they_did_and_refuse_in_one_sentence(watch: Watch, tmp_path: Path) -> None:
    folder = watch.folder
    listed = run("export", "--list", "--format", "jsonl")
    assert {json.loads(line)["name"] for line in listed.stdout.splitlines()} >= {"csv", "stix", "acled", "datapackage"}
    out = tmp_path / "claims.csv"
    done = run("export", "csv", "--out", out, "--known-on", "2017-05-07", "--watch", folder)
    assert (done.returncode, "records written" in done.stdout) == (0, True), done.stderr
    checked = run("release", "check", "--known-on", "2017-05-07", "--format", "jsonl", "--watch", folder)
    assert checked.returncode == 0, checked.stderr
    rules = [json.loads(line) for line in checked.stdout.splitlines()]
    assert all({"rule", "kind", "number", "why", "sensitivity"} <= set(rule) for rule in rules)
    assert "Tell Amara" not in checked.stdout
    for arguments, words in (
        (("brief", "--profile", "nobody"), "public, partners, internal"),
        (("brief", "--reproduce", "9"), "no issue 9"),
        (("export", "shapefile"), "no export format"),
    ):
        refused = run(*arguments, "--out", tmp_path / "o", "--watch", folder)
        assert refused.returncode == 1, refused.stdout
        assert words in " ".join(refused.stderr.split())
        assert "Traceback" not in refused.stderr
