"""Bundles of evidence for others than the team hold what their profile lets out, and hashes of the rest."""

import hashlib
import json
import warnings
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from test_issuing import run

from trucewatch.evidencing import export_evidence
from trucewatch.founding import found
from trucewatch.model.errors import LedgerError
from trucewatch.publish.release import load_profile, shipped_profile
from trucewatch.watch import Watch

TODAY = datetime.now(UTC).date().isoformat()
OLD = (
    "Ahmad Khalil, a shopkeeper, said that fighters shelled the village of Harran on 1 May 2017. He can be reached at "
    "+963 944 123 456 or @ahmad_k31.\n\nThe weather was fine, and Ahmad Khalil sold bread."
)
FRESH = "The Northern Brigade withdrew from the town of Tell Amara to the Blue Ridge today, residents said."


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    found(tmp_path / "watch", title="A test", timezone="UTC", archive=False)
    folder = tmp_path / "ahmad-khalil-notes"
    folder.mkdir()
    rows = [
        {"id": "old-1", "text": OLD, "published": "2017-05-02", "publisher": "Harbour Wire", "title": "Shells"},
        {"id": "fresh-1", "text": FRESH, "published": TODAY, "publisher": "Hill Post"},
    ]
    for row in rows:
        (folder / f"{row['id']}.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    with Watch.open(tmp_path / "watch") as opened:
        opened.add([folder])
        yield opened


def content(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {p.relative_to(path).as_posix(): p.read_bytes() for p in path.rglob("*") if p.is_file()}
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize("name", ["public", "partners"])
@pytest.mark.parametrize("target", ["bundle", "bundle.zip"])
def test_nothing_in_it_is_finer_earlier_or_more_personal_than_the_profile(
    watch: Watch, tmp_path: Path, name: str, target: str
) -> None:
    export_evidence(watch, ["old-1", "fresh-1"], tmp_path / target, shipped_profile(name))
    files = content(tmp_path / target)
    everything = b"\n".join([*files.values(), *(name.encode() for name in files)]).decode()
    for words in ("Khalil", "khalil", "944 123", "ahmad_k31", "Blue Ridge", "withdrew", "sold bread", "notes"):
        assert words not in everything, words
    assert "shelled" in everything
    assert not any("original" in name for name in files)


def test_it_commits_to_what_it_does_not_show(watch: Watch, tmp_path: Path) -> None:
    head, withheld = export_evidence(watch, ["old-1"], tmp_path / "b", shipped_profile())
    files = content(tmp_path / "b")
    custody = json.loads(files["data/reports/0001/custody.json"])
    assert custody["text"] == hashlib.sha256(OLD.encode()).hexdigest()
    raw = watch.evidence.read(custody["originals"][0]["sha256"])
    assert hashlib.sha256(raw).hexdigest() == custody["originals"][0]["sha256"]
    chain = [json.loads(line) for line in files["data/chain.jsonl"].splitlines()]
    assert all(set(link) == {"seq", "prev_hash", "hash"} for link in chain)
    assert all(one["hash"] == other["prev_hash"] for one, other in pairwise(chain))
    assert chain[-1]["hash"] == head.hash
    assert {e["hash"] for e in custody["entries"]} <= {link["hash"] for link in chain}
    listed = [json.loads(line) for line in files["data/withheld.jsonl"].splitlines()]
    assert {"originals", "names", "custody", "copyright"} <= {one["rule"] for one in listed}
    assert sum(one.number for one in withheld) == sum(one["number"] for one in listed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bagit

        assert bagit.Bag(str(tmp_path / "b")).is_valid()


def test_what_people_flagged_and_what_may_not_be_passed_on_stays_out(watch: Watch, tmp_path: Path) -> None:
    (watch.folder / "licences.yaml").write_text("licences:\n  Harbour Wire: no-redistribution\n", "utf-8")
    _, withheld = export_evidence(watch, ["old-1", "fresh-1"], tmp_path / "b", shipped_profile())
    files = content(tmp_path / "b")
    assert "Harbour" not in b"".join(files.values()).decode()
    assert [name for name in files if name.endswith("report.json")] == ["data/reports/0001/report.json"]
    assert any(one.rule == "licence" for one in withheld)


def test_the_team_gets_everything_as_before(watch: Watch, tmp_path: Path) -> None:
    _, withheld = export_evidence(watch, ["old-1"], tmp_path / "b", load_profile("internal", watch.folder))
    files = content(tmp_path / "b")
    assert withheld == ()
    assert OLD.encode() in files.values()
    assert "data/check.py" in files


def test_unknown_and_removed_reports_are_refused_and_leave_nothing_behind(watch: Watch, tmp_path: Path) -> None:
    for report, words in (("nobody", "not in this ledger"), ("old-1", "was taken down")):
        if report == "old-1":
            watch.ledger.take_down("old-1", "asked to", by="ana", evidence=watch.evidence)
        with pytest.raises(LedgerError, match=words):
            export_evidence(watch, [report], tmp_path / "b", shipped_profile())
    assert not (tmp_path / "b").exists()


def test_the_command_warns_where_a_bundle_must_not_leave(watch: Watch, tmp_path: Path) -> None:
    inside = run("evidence", "export", "--out", tmp_path / "a.zip", "--watch", watch.folder)
    assert (inside.returncode, "must not leave the team" in inside.stderr) == (0, True), inside.stderr
    outside = run("evidence", "export", "--profile", "public", "--out", tmp_path / "b.zip", "--watch", watch.folder)
    assert (outside.returncode, "must not leave" in outside.stderr) == (0, False), outside.stderr
