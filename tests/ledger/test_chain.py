import hashlib
import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pg8000.exceptions
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_material import START, added, claim, extracted, report
from lesser import as_nobody
from sqlalchemy import event

from trucewatch.ledger import GENESIS, Ledger, ReportAdded
from trucewatch.ledger import postgres as postgres_ledger
from trucewatch.ledger import sqlite as sqlite_ledger
from trucewatch.ledger.entry import canonical
from trucewatch.ledger.moment import moment
from trucewatch.model.errors import LedgerError, TamperError


def test_anyone_can_redo_the_hashes(ledger):
    ledger.append("watch_opened", {"id": "valley", "title": "Tale of a valley"}, by="ana")
    ledger.append_many([added(report("r1")), extracted(report("r1"))], by="ana")
    before = GENESIS
    for entry in ledger.entries():
        parts = {
            "seq": entry.seq,
            "recorded_at": entry.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "by": entry.by,
            "kind": entry.kind,
            "body": entry.body,
            "prev_hash": before,
        }
        assert entry.prev_hash == before
        assert entry.hash == hashlib.sha256(rfc8785.dumps(parts)).hexdigest() == entry.rehash()
        before = entry.hash
    assert (ledger.head().seq, ledger.head().hash) == (3, before)


def test_a_report_and_its_claims_come_back_as_they_were(ledger, evidence):
    one = report("r1", evidence, text="Обстрел \u202eТель-Амары… \x07 «60 mm»\r\nsaid nobody. 🕊")
    two = claim(one, confidence={"type": 0.5, "place": 1.0})
    entries = ledger.append_many([added(one), extracted(one, two)], by="ana")
    assert ledger.reports() == {"r1": one}
    assert ledger.claims() == {"r1/c1": two}
    assert ledger.body(entries[0]) == ReportAdded(report=one)


def test_the_entry_holds_the_hash_of_the_words_not_the_words(ledger):
    [entry] = ledger.append_many([added(report("r1"))], by="ana")
    held = json.loads(rfc8785.dumps(report("r1").model_dump(mode="json")))
    assert entry.body["report"]["sha256"] == hashlib.sha256(rfc8785.dumps(held)).hexdigest()
    assert "Dusthill" not in json.dumps(entry.body)


def test_moments_never_go_back_even_if_the_clock_does(ledger, clock):
    first = ledger.append("watch_opened", {"id": "w"}, by="ana")
    clock.tick(hours=-5)
    later = [ledger.append(*added(report(f"r{n}")), by="ana") for n in range(3)]
    moments = [first.recorded_at, *(entry.recorded_at for entry in later)]
    assert moments == sorted(set(moments))
    assert moments[-1] - START == timedelta(microseconds=3)


def test_many_are_recorded_together_or_not_at_all(ledger):
    good, orphan = report("r1"), report("r2")
    with pytest.raises(LedgerError, match="Report r2 is not in the ledger"):
        ledger.append_many([added(good), extracted(good), extracted(orphan)], by="ana")
    assert ledger.head().seq == 0
    assert ledger.reports() == {}
    assert ledger.verify().ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET \"by\" = 'eve' WHERE seq = 1",
        "DELETE FROM entries WHERE seq = 2",
        "INSERT OR REPLACE INTO entries SELECT seq, recorded_at, 'eve', kind, body, prev_hash, hash FROM entries",
        "INSERT INTO entries SELECT 9, recorded_at, by, kind, body, prev_hash, 'x' FROM entries LIMIT 1",
        "UPDATE contents SET content = '{}'",
        "DELETE FROM contents",
    ],
)
def test_the_database_itself_refuses_changes(ledger, place, statement):
    ledger.append_many([added(report("r1")), extracted(report("r1"))], by="ana")
    if "OR REPLACE" in statement and "postgresql" in place.target:
        statement = "TRUNCATE entries, contents"
    with pytest.raises((sqlite3.IntegrityError, pg8000.exceptions.DatabaseError)):
        place.sql(statement)
    assert ledger.verify().ok


def test_entries_can_be_asked_by_kind_and_from_a_number_on(ledger):
    ledger.append_many([added(report(f"r{n}")) for n in range(450)], by="ana")
    ledger.append(*extracted(report("r7")), by="ana")
    assert [entry.seq for entry in ledger.entries(after_seq=448)] == [449, 450, 451]
    assert [entry.seq for entry in ledger.entries("claims_extracted")] == [451]
    assert sum(1 for _ in ledger.entries()) == 451


def test_nonsense_is_refused_with_a_reason(ledger):
    one = report("r1")
    ledger.append_many([added(one), extracted(one)], by="ana")
    changed = report("r1", text="Another text.")
    for draft, reason in [
        (added(changed), "in the ledger already"),
        (extracted(one), "superseding"),
        (("report_added", {"report": {"id": "x"}}), "not valid at report"),
        (("no_such_kind", {}), "no kind of entry called 'no_such_kind'"),
        (("claims_extracted", {**extracted(one)[1].model_dump(), "report": "r9"}), "filed under report r9"),
        (("report_added", extracted(one)[1]), "cannot be recorded as"),
        (
            ("setting_loaded", {"part": "actors", "file": "a", "sha256": "0" * 64, "content": {"x": float("nan")}}),
            "JSON",
        ),
        (("report_added", {"report": report("r3"), "known_from": datetime(2020, 1, 1)}), "known_from"),  # noqa: DTZ001
    ]:
        with pytest.raises(LedgerError, match=reason) as caught:
            ledger.append(*draft, by="ana")
        assert "\n" not in str(caught.value)
    with pytest.raises(LedgerError, match="name for who"):
        ledger.append(*added(report("r2")), by=" ")
    assert ledger.head().seq == 2


def test_a_view_needs_a_time_zone(ledger):
    with pytest.raises(LedgerError, match="no time zone"):
        ledger.reports(datetime(2020, 1, 1))  # noqa: DTZ001


def test_opening_what_is_no_ledger(tmp_path):
    with pytest.raises(LedgerError, match="There is no ledger at"):
        Ledger.open(tmp_path / "none.db")
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger.create(tmp_path / "no" / "folder" / "ledger.db")
    (tmp_path / "text.db").write_text("not a database " * 100)
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger.open(tmp_path / "text.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.executescript("CREATE TABLE a (b)")
    with pytest.raises(LedgerError, match="no ledger"):
        Ledger.open(tmp_path / "other.db")
    with pytest.raises(LedgerError, match="'mysql' database are not supported"):
        Ledger.open("mysql://host/db")
    Ledger.create(tmp_path / "ledger.db").close()
    with pytest.raises(LedgerError, match="already"):
        Ledger.create(tmp_path / "ledger.db")


def test_two_ledgers_on_one_place_take_turns(ledger, place):
    url = place.target if "://" in place.target else f"sqlite:///{place.target}"
    with Ledger.open(url) as other:
        ledger.append("watch_opened", {"id": "w"}, by="ana")
        other.append(*added(report("r1")), by="ben")
        ledger.append(*added(report("r2")), by="ana")
        assert [entry.by for entry in other.entries()] == ["ana", "ben", "ana"]
        assert other.verify().ok


def test_a_ledger_opened_to_read_cannot_be_written(ledger, place):
    ledger.append("watch_opened", {"id": "w"}, by="ana")
    with Ledger.open(place.target, read_only=True) as reader:
        assert reader.watch().id == "w"
        with pytest.raises(LedgerError, match="read-only"):
            reader.append(*added(report("r1")), by="ana")


def test_a_ledger_on_a_read_only_medium_can_be_verified(tmp_path, monkeypatch):
    with Ledger.create(tmp_path / "ledger.db") as made:
        made.append("watch_opened", {"id": "w"}, by="ana")
    (tmp_path / "ledger.db").chmod(0o400)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Ledger.open(tmp_path / "ledger.db", read_only=True) as reader:
        assert reader.verify().ok
        assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.db"]


def test_a_full_disk_leaves_what_was_there(file):
    ledger = Ledger.create(file.target)
    ledger.append(*added(report("r1")), by="ana")
    big = report("r2", text="Shells. " * 60_000)

    def fill(connection, _record):
        connection.execute("PRAGMA max_page_count=30")

    ledger._engine.dispose()
    event.listen(ledger._engine, "connect", fill)
    with pytest.raises(LedgerError, match="disk is full: nothing was recorded"):
        ledger.append_many([added(big), extracted(big)], by="ana")
    event.remove(ledger._engine, "connect", fill)
    ledger._engine.dispose()
    assert list(ledger.reports()) == ["r1"]
    ledger.append(*added(big), by="ana")
    assert ledger.verify().ok
    ledger.close()


def test_a_creation_that_fails_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setitem(sqlite_ledger._GUARDS, "broken", "BEFORE NONSENSE")
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger.create(tmp_path / "ledger.db")
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_waits_too_long_says_so(place, monkeypatch):
    Ledger.create(place.target).close()
    for module in (sqlite_ledger, postgres_ledger):
        monkeypatch.setattr(module, "_BUSY_S", 0.05)
    with Ledger.open(place.target) as ledger, ledger._writing(), Ledger.open(place.target) as other:
        assert other.reports() == {}
        with pytest.raises(LedgerError, match="Another process is writing"):
            other.append(*added(report("r1")), by="ana")


def test_a_read_only_folder_is_one_sentence(open_folder):
    assert "cannot be" in as_nobody(lambda: Ledger.create(open_folder / "ledger.db"))
    assert list(open_folder.iterdir()) == []


def test_an_altered_end_stops_further_entries(ledger, place):
    ledger.append_many([added(report("r1")), added(report("r2"))], by="ana")
    place.unguard()
    place.sql("DELETE FROM entries WHERE seq = 2")
    with pytest.raises(TamperError, match="verify it before adding"):
        ledger.append(*added(report("r3")), by="ana")


@pytest.mark.parametrize(
    "draft",
    [
        extracted(report("r1"), claim(report("r1"), "c\0")),
        ("extraction_skipped", {"report": "r\0", "reason": "no"}),
        ("setting_loaded", {"part": "a\0", "file": "a", "sha256": "0" * 64, "content": {}}),
    ],
)
def test_a_name_that_not_every_database_can_hold_is_refused(ledger, draft):
    ledger.append(*added(report("r1", text="Words may hold \0 all the same.")), by="ana")
    with pytest.raises(LedgerError, match="NUL character"):
        ledger.append(*draft, by="ana")
    assert ledger.head().seq == 1
    assert ledger.verify().ok


@pytest.mark.parametrize(
    "text", ["2026-03-01 09:00:00.000000Z", "2026-3-1T09:00:00.000000Z", "2026-03-01T09:00:00Z", ""]
)
def test_a_moment_is_read_in_the_one_form_it_is_written_in(text):
    with pytest.raises(ValueError, match="no moment as the ledger writes it"):
        moment(text)


leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False) | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4))


@given(value=values)
@settings(max_examples=300, deadline=None)
def test_canonical_json_is_that_of_the_library(value):
    try:
        right = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError):
        right = None
    if right is None:
        with pytest.raises(LedgerError, match="cannot say it exactly"):
            canonical(value)
    else:
        assert canonical(value) == right


@pytest.mark.parametrize(
    "value", [1e-7, 1e16, 1e21, 1.0, -0.0, 5e-324, 2**53 - 1, [1e22], {"a": 123456789012.0}, "3e4"]
)
def test_numbers_are_written_as_the_library_writes_them(value):
    assert canonical({"x": value}) == rfc8785.dumps({"x": value})


def test_entries_carry_utc(ledger):
    entry = ledger.append("watch_opened", {"id": "w"}, by="ana")
    assert entry.recorded_at == START
    assert entry.recorded_at.tzinfo is UTC
