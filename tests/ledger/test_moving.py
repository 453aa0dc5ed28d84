"""A watch moved to another database and back, backed up while it is in use, and restored."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
import yaml
from ledger_material import added, claim, extracted, report

from trucewatch.backup import back_up, move_ledger, restore
from trucewatch.founding import found
from trucewatch.ingest.web.feedbook import FeedBook
from trucewatch.ledger import Evidence, Ledger
from trucewatch.ledger.transfer import copy_ledger
from trucewatch.model.errors import ConfigError, InputError, LedgerError, TamperError, WatchError
from trucewatch.publish.release import load_profile, shipped_profile
from trucewatch.watch import Watch
from trucewatch.world import PlaceContext
from trucewatch.world.gazetteer_file import import_gazetteer

ROOT = Path(__file__).parent.parent.parent
MILLS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Dusthill Mills"},
            "geometry": {"type": "Point", "coordinates": [38.1, 36.2]},
        }
    ],
}
"""An invented place."""


def quiet(_done, _total):
    pass


def fill(ledger: Ledger, evidence: Evidence) -> None:
    for n in range(3):
        one = report(f"r{n}", evidence)
        ledger.append_many([added(one), extracted(one, claim(one), claim(one, "c2"))], by="ana")
    ledger.append(*extracted(report("r0"), version="2", supersedes=True), by="ana")
    ledger.take_down("r2", "asked", by="dana", evidence=evidence)


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    found(tmp_path / "valley", title="A valley")
    with Watch.open(tmp_path / "valley") as opened:
        fill(opened.ledger, opened.evidence)
    return tmp_path / "valley"


def everything(ledger: Ledger) -> tuple:
    entries = [json.loads(entry.model_dump_json()) for entry in ledger.entries()]
    return entries, ledger.reports(), ledger.claims(), ledger.claims(entries_end(ledger)), ledger.taken_down()


def entries_end(ledger: Ledger):
    return list(ledger.entries())[-3].recorded_at


def test_a_ledger_goes_to_either_database_and_back_the_same(ledger, fresh, tmp_path, evidence):
    fill(ledger, evidence)
    there = fresh()
    assert copy_ledger(ledger, there.target) == ledger.head()
    with Ledger.open(there.target) as other:
        assert everything(other) == everything(ledger)
        assert copy_ledger(other, tmp_path / "back.db") == ledger.head()
        with pytest.raises(LedgerError, match="already"):
            copy_ledger(ledger, there.target)
    with Ledger.open(tmp_path / "back.db") as back:
        assert everything(back) == everything(ledger)
        assert back.verify(evidence).problems == ()
        back.append(*added(report("r9")), by="ana")


def test_a_damaged_ledger_is_not_copied(ledger, place, fresh, evidence):
    fill(ledger, evidence)
    place.unguard()
    place.sql("UPDATE entries SET \"by\" = 'eve' WHERE seq = 2")
    there = fresh()
    with pytest.raises(TamperError, match="entry 2"):
        copy_ledger(ledger, there.target)
    assert not Ledger.exists(there.target)


def test_a_watch_moves_and_works_on_in_the_new_place(watch, place):
    with Watch.open(watch) as opened:
        end = move_ledger(opened, place.target, quiet, use=True)
    assert f'ledger = "{place.target}"' in (watch / "watch.toml").read_text("utf-8")
    (watch / "ledger.db").unlink()
    with Watch.open(watch) as opened:
        assert opened.ledger.head() == end
        opened.ledger.append(*added(report("new")), by="ana")
        move_ledger(opened, "home.db", quiet, use=True)
    with Watch.open(watch) as opened:
        assert "new" in opened.ledger.reports()
        assert opened.verify().problems == ()
    assert (watch / "watch.toml").read_text("utf-8").count("ledger =") == 1


def test_a_backup_brings_everything_back(watch, tmp_path):
    with Watch.open(watch) as opened:
        end = back_up(opened, tmp_path / "kept.zip", quiet)
        before = everything(opened.ledger)
        opened.ledger.append(*added(report("later")), by="ana")
    shutil.rmtree(watch)
    assert restore(tmp_path / "kept.zip", watch, quiet) == end
    with Watch.open(watch) as opened:
        assert everything(opened.ledger) == before
        assert opened.verify().problems == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.zip", "valley"]


def test_a_backup_holds_the_rules_places_and_lists_that_the_watch_has_of_its_own(tmp_path):
    folder = tmp_path / "valley"
    found(folder, title="A valley", countries=["SY"])
    (folder / "profiles").mkdir()
    own = shipped_profile("public").model_copy(update={"small_cell": 25})
    (folder / "profiles" / "public.yaml").write_text(yaml.safe_dump(own.model_dump(mode="json")), "utf-8")
    (tmp_path / "mills.geojson").write_text(json.dumps(MILLS), "utf-8")
    import_gazetteer(tmp_path / "mills.geojson", folder, countries=["SY"])
    (folder / "signed").mkdir()
    text = (ROOT / "examples/syria-2017/agreements/astana-2017.yaml").read_text("utf-8")
    (folder / "signed" / "memorandum.yaml").write_text(text, "utf-8")
    toml = (folder / "watch.toml").read_text("utf-8")
    (folder / "watch.toml").write_text(toml.replace("[watch]\n", '[watch]\nagreements = ["signed/memorandum.yaml"]\n'))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing follows")
    FeedBook(folder / "feeds.json").save()
    with Watch.open(folder) as watch:
        assert watch.add([folder / "broken.pdf"]).refused
        end = back_up(watch, tmp_path / "kept.zip", quiet)
        before = (watch.method, watch.setting.agreements, watch.quarantine.refusals())
        place = watch.world.places.resolve("Dusthill Mills", context=PlaceContext()).place_id
        assert place is not None
    assert restore(tmp_path / "kept.zip", tmp_path / "again", quiet) == end
    assert load_profile("public", tmp_path / "again") == own
    assert (tmp_path / "again" / "feeds.json").is_file()
    with Watch.open(tmp_path / "again") as watch:
        assert (watch.method, watch.setting.agreements, watch.quarantine.refusals()) == before
        assert watch.ledger.head() == end
        found_in = watch.world.places.resolve("Dusthill Mills", context=PlaceContext())
        assert found_in.place_id == place


def test_an_agreement_outside_the_folder_cannot_be_backed_up(watch, tmp_path):
    text = (ROOT / "examples/syria-2017/agreements/astana-2017.yaml").read_text("utf-8")
    (tmp_path / "memorandum.yaml").write_text(text, "utf-8")
    toml = (watch / "watch.toml").read_text("utf-8")
    (watch / "watch.toml").write_text(toml.replace("[watch]\n", '[watch]\nagreements = ["../memorandum.yaml"]\n'))
    with Watch.open(watch) as opened, pytest.raises(LedgerError, match="outside the folder"):
        back_up(opened, tmp_path / "kept.zip", quiet)
    assert not (tmp_path / "kept.zip").exists()


def test_a_backup_can_be_restored_into_another_database(watch, tmp_path, place):
    with Watch.open(watch) as opened:
        end = back_up(opened, tmp_path / "kept.zip", quiet)
    assert restore(tmp_path / "kept.zip", tmp_path / "team", quiet, ledger=place.target) == end
    assert not (tmp_path / "team" / "ledger.db").exists()
    with Watch.open(tmp_path / "team") as opened:
        assert opened.verify().problems == ()
        again = back_up(opened, tmp_path / "again.zip", quiet)
    assert again == end
    with pytest.raises(LedgerError, match="already"):
        restore(tmp_path / "again.zip", tmp_path / "second", quiet)
    assert restore(tmp_path / "again.zip", tmp_path / "second", quiet, ledger="ledger.db") == end


def test_a_backup_is_taken_while_a_writer_is_at_work(watch, tmp_path):
    with Watch.open(watch) as opened, Ledger.open(watch / "ledger.db") as other, other._writing():
        end = back_up(opened, tmp_path / "kept.zip", quiet)
    assert restore(tmp_path / "kept.zip", tmp_path / "copy", quiet) == end


def test_what_is_no_backup_or_was_changed_is_one_sentence(watch, tmp_path):
    with Watch.open(watch) as opened:
        back_up(opened, tmp_path / "kept.zip", quiet)
        with pytest.raises(LedgerError, match="exists already"):
            back_up(opened, tmp_path / "kept.zip", quiet)
    cases = {"text.zip": None, "other.zip": {"a": b""}, "out.zip": {"watch.toml": b"", "ledger.db": b"", "../x": b""}}
    for name, files in cases.items():
        path = tmp_path / name
        if files is None:
            path.write_text("no archive")
        else:
            with zipfile.ZipFile(path, "w") as archive:
                for inner, raw in files.items():
                    archive.writestr(inner, raw)
        with pytest.raises(InputError):
            restore(path, tmp_path / "new", quiet)
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(tmp_path / "kept.zip") as kept, zipfile.ZipFile(changed, "w") as archive:
        for name in kept.namelist():
            archive.writestr(name, b"other" if name.startswith("evidence/") else kept.read(name))
    with pytest.raises(TamperError, match=r"evidence .* was changed"):
        restore(changed, tmp_path / "new", quiet)
    with pytest.raises(WatchError, match="not empty"):
        restore(tmp_path / "kept.zip", watch, quiet)
    assert not (tmp_path / "new").exists()


def test_missing_bytes_are_noticed_before_a_backup_is_needed(watch, tmp_path):
    with Watch.open(watch) as opened:
        next(opened.evidence.files()).unlink()
        with pytest.raises(LedgerError, match="is missing"):
            back_up(opened, tmp_path / "kept.zip", quiet)
    assert not (tmp_path / "kept.zip").exists()


def test_a_place_that_cannot_be_written_into_the_settings_is_said(watch, tmp_path):
    (watch / "watch.toml").write_text((watch / "watch.toml").read_text().replace("[watch]", "[ watch ]"))
    with Watch.open(watch) as opened, pytest.raises(ConfigError, match="write the line"):
        move_ledger(opened, "home.db", quiet, use=True)
