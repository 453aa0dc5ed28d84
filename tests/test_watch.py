"""A watch keeps what it was told, on two clocks, and notices when its own names change."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from trucewatch.founding import found
from trucewatch.model import View
from trucewatch.model.errors import ConfigError, InputError, WatchError
from trucewatch.moments import moment, timezone
from trucewatch.regrouping import part
from trucewatch.watch import Watch

TEXT = "The Northern Brigade stormed the town of Tell Amara on Thursday and captured its old mill from the army."


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    rows = [
        {"id": "r1", "text": TEXT, "published": "2017-05-05", "publisher": "Harbour Wire"},
        {"id": "r2", "text": "Residents denied the capture. " + TEXT, "published": "2017-05-06"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def latest(watch: Watch) -> View:
    now = max(entry.recorded_at for entry in watch.ledger.entries())
    return watch.view(now, now)


def made(tmp_path: Path, *, archive: bool) -> Path:
    found(tmp_path / "watch", title="A test", timezone="Asia/Damascus", archive=archive)
    return tmp_path / "watch"


def test_a_running_watch_knows_a_report_from_when_it_was_recorded(tmp_path: Path, reports: Path) -> None:
    with Watch.open(made(tmp_path, archive=False)) as watch:
        watch.add([reports])
        recorded = max(entry.recorded_at for entry in watch.ledger.entries())
        assert set(watch.view(recorded, recorded).reports) == {"r1", "r2"}
        assert watch.view(recorded, moment("2017-05-06", watch.zone)).reports == {}
        assert watch.view(recorded, recorded - timedelta(days=1)).reports == {}


def test_an_archive_knows_a_report_from_the_end_of_the_day_of_its_publication(tmp_path: Path, reports: Path) -> None:
    with Watch.open(made(tmp_path, archive=True)) as watch:
        watch.add([reports])
        on_5_may = moment("2017-05-05", watch.zone)
        assert set(watch.view(on_5_may, on_5_may).reports) == {"r1"}
        assert watch.view(on_5_may, moment("2017-05-05T12:00", watch.zone)).reports == {}
        assert set(watch.view(on_5_may, moment("2017-05-06", watch.zone)).reports) == {"r1", "r2"}


def test_new_names_make_claims_stale_and_reading_again_resolves_them(tmp_path: Path, reports: Path) -> None:
    folder = made(tmp_path, archive=True)
    with Watch.open(folder) as watch:
        watch.add([reports])
        assert watch.stale() == []
    (folder / "actors.yaml").write_text(
        "actors:\n- {id: north, name: Northern Brigade, side: north, kind: armed_group}\n", "utf-8"
    )
    with Watch.open(folder) as watch:
        assert watch.stale() == ["r1", "r2"]
        before = watch.ledger.head().seq
        watch.reread()
        assert watch.stale() == []
        ids = {actor.id for claim in watch.ledger.claims().values() for actor in claim.initiators}
        assert "north" in ids
        assert watch.ledger.head().seq == before + 2
        assert watch.verify().ok


def test_opening_a_watch_twice_records_nothing_new(tmp_path: Path) -> None:
    folder = made(tmp_path, archive=True)
    with Watch.open(folder) as watch:
        head = watch.ledger.head()
    with Watch.open(folder) as watch:
        assert watch.ledger.head() == head


def test_an_id_that_comes_back_with_another_text_is_refused(tmp_path: Path, reports: Path) -> None:
    with Watch.open(made(tmp_path, archive=True)) as watch:
        watch.add([reports])
        reports.write_text(json.dumps({"id": "r1", "text": TEXT + " It was quiet."}) + "\n", "utf-8")
        done = watch.add([reports])
        assert done.new == []
        assert "another text" in done.refused[0]
        assert watch.ledger.reports()["r1"].text == TEXT


def test_a_report_that_was_taken_down_stays_out(tmp_path: Path, reports: Path) -> None:
    with Watch.open(made(tmp_path, archive=True)) as watch:
        watch.add([reports])
        watch.ledger.take_down("r1", "the publisher asked", by="a person", evidence=watch.evidence)
        done = watch.add([reports])
        assert done.new == []
        assert any("taken down" in sentence for sentence in done.refused)
        assert watch.verify().ok


def test_a_place_that_nobody_knows_has_no_holder(tmp_path: Path) -> None:
    with Watch.open(made(tmp_path, archive=True)) as watch, pytest.raises(InputError, match="no place"):
        watch.holder("Xyzzyville", moment("2017-05-05", watch.zone), moment("2017-05-05", watch.zone))


def test_a_listed_agreement_must_be_there(tmp_path: Path) -> None:
    folder = made(tmp_path, archive=True)
    settings = (folder / "watch.toml").read_text("utf-8")
    (folder / "watch.toml").write_text(settings + 'agreements = ["agreements/nowhere.yaml"]\n', "utf-8")
    with pytest.raises(WatchError, match=r"nowhere\.yaml"):
        Watch.open(folder)


def test_a_country_code_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ISO 3166"):
        found(tmp_path / "watch", countries=["Syria"])
    assert not (tmp_path / "watch").exists()


def test_a_time_zone_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="time zone"):
        found(tmp_path / "watch", timezone="Mars/Olympus")


def test_a_day_is_its_last_second_and_a_moment_without_offset_is_in_the_watchs_zone() -> None:
    zone = timezone("Asia/Damascus")
    assert moment("2017-05-05", zone).isoformat() == "2017-05-05T23:59:59+03:00"
    assert moment("2017-05-05T12:00", zone).isoformat() == "2017-05-05T12:00:00+03:00"
    assert moment("2017-05-05T12:00+00:00", zone).isoformat() == "2017-05-05T12:00:00+00:00"
    with pytest.raises(InputError, match="ISO date"):
        moment("the fifth", zone)


def test_settings_with_unknown_keys_are_refused(tmp_path: Path) -> None:
    folder = made(tmp_path, archive=True)
    settings = (folder / "watch.toml").read_text("utf-8")
    (folder / "watch.toml").write_text(settings + 'colour = "blue"\n', "utf-8")
    with pytest.raises(ConfigError, match="colour"):
        Watch.open(folder)


def test_what_a_person_decides_makes_another_issue_of_the_same_reports(tmp_path: Path, reports: Path) -> None:
    with Watch.open(made(tmp_path, archive=False)) as watch:
        watch.add([reports])
        before = latest(watch)
        incident = next(i for i in before.incidents if len(i.claims) > 1)
        part(watch.ledger, watch.world, incident.id, incident.claims[:1], by="A. Reader", reason="two events")
        after = latest(watch)
        assert before.reports == after.reports
        assert before.corpus_hash != after.corpus_hash
