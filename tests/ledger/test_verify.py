"""Any single edit of the database or a file, made behind the ledger's back, is found and named."""

import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pg8000.exceptions
import pytest
from databases import TABLES, Place
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_material import Clock, added, claim, extracted, report

from trucewatch.ledger import CopiesFound, Evidence, ExtractionSkipped, Ledger
from trucewatch.model import Copy

REFUSED = (sqlite3.Error, pg8000.exceptions.DatabaseError)


def record(target: str, evidence: Evidence) -> None:
    clock = Clock()
    with Ledger.create(target, clock=clock) as ledger:
        ledger.append("watch_opened", {"id": "valley"}, by="ana")
        for n in range(4):
            one = report(f"r{n}", evidence)
            clock.tick(hours=1)
            ledger.append_many([added(one), extracted(one, claim(one), claim(one, "c2"))], by="ana")
        ledger.append(*extracted(report("r0"), version="2", supersedes=True), by="ana")
        pair = Copy(a="r0", b="r1", kind="partial", shared=0.5, reason="half")
        ledger.append("copies_found", CopiesFound(copies=(pair,)), by="ben")
        ledger.append("extraction_skipped", ExtractionSkipped(report="r3", reason="no"), by="ben")
        assert ledger.verify(evidence).ok


class Recorded:
    """A small ledger with its evidence, and what verification says of it."""

    def __init__(self, place: Place, folder: Path) -> None:
        self.place, self.evidence = place, Evidence(folder)

    def edit(self, *statements: str) -> None:
        self.place.unguard()
        for statement in statements:
            self.place.sql(statement)

    def problems(self) -> list[str]:
        """What verification says, but for the guards that every edit here had to take away."""
        with Ledger.open(self.place.target) as ledger:
            found = ledger.verify(self.evidence)
        assert found.ok == (not found.problems)
        return [problem for problem in found.problems if "guard" not in problem]

    def copy(self, folder: Path) -> "Recorded":
        shutil.copytree(self.evidence.folder, folder / "evidence")
        return Recorded(self.place.copy(folder), folder / "evidence")


@pytest.fixture
def recorded(place: Place, tmp_path: Path) -> Recorded:
    record(place.target, Evidence(tmp_path / "evidence"))
    return Recorded(place, tmp_path / "evidence")


def test_an_untouched_ledger_is_as_recorded(recorded):
    said = []
    with Ledger.open(recorded.place.target) as ledger:
        found = ledger.verify(recorded.evidence, progress=lambda *step: said.append(step))
        total = ledger.head().seq
    assert (found.ok, found.problems, found.notes, found.entries) == (True, (), (), total)
    assert found.bytes > 3000
    assert said[total - 1] == ("entries", total, total)
    assert said[-1] == ("evidence", 4, 4)


def test_missing_guards_are_named(recorded):
    recorded.place.unguard()
    with Ledger.open(recorded.place.target) as ledger:
        found = ledger.verify()
    assert not found.ok
    assert len(found.problems) >= 5
    assert "entries_kept is missing" in " ".join(found.problems)


@pytest.mark.parametrize("seq", [1, 4, 12])
def test_a_removed_entry_is_named(recorded, seq):
    recorded.edit(f"DELETE FROM entries WHERE seq = {seq}")
    assert any(f"entry {seq} is missing" in problem for problem in recorded.problems())


def test_an_inserted_entry_is_named(recorded):
    values = "'2099-01-01T00:00:00.000000Z', 'eve', 'extraction_skipped', '{}'"
    with Ledger.open(recorded.place.target) as ledger:
        last = ledger.head().seq
    recorded.edit(f"INSERT INTO entries SELECT {last + 1}, {values}, hash, 'x' FROM entries WHERE seq = {last}")
    assert any(f"entry {last + 1} was inserted" in problem for problem in recorded.problems())


def test_two_entries_in_each_others_place_are_named(recorded):
    steps = [(-1, 3), (3, 5), (5, -1)]
    recorded.edit(*(f"UPDATE entries SET seq = {new} WHERE seq = {old}" for new, old in steps))
    found = " ".join(recorded.problems())
    assert "entry 3 (" in found
    assert "entry 5 (" in found


def test_a_forged_tail_shows_against_a_hash_noted_outside(recorded, fresh):
    with Ledger.open(recorded.place.target) as honest:
        noted = {honest.head().seq: honest.head().hash}
        with Ledger.create(fresh().target) as forged:
            forged.append_many([(entry.kind, honest.body(entry)) for entry in honest.entries()], by="eve")
            assert forged.verify().ok
            found = forged.verify(anchors=noted)
    assert "its hash is not the one noted outside" in " ".join(found.problems)


@pytest.mark.parametrize("what", ["changed", "missing"])
def test_evidence_that_is_not_as_stored_is_named_with_its_report(recorded, what):
    with Ledger.open(recorded.place.target) as ledger:
        sha256 = ledger.reports()["r2"].capture.sha256
    path = recorded.evidence.path(sha256)
    if what == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    wrong = "was changed" if what == "changed" else "is missing or unreadable"
    assert recorded.problems() == [f"entry 6 (report_added), report r2: evidence {sha256} {wrong}"]


def test_what_was_laid_into_the_evidence_folder_is_named(recorded):
    folder = recorded.evidence.folder
    (folder / "extra.txt").write_text("not evidence")
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / ("0" * 62)).write_text("not what its name says")
    assert recorded.problems() == [
        f"evidence folder: ab/{'0' * 62} was added; it is no evidence",
        "evidence folder: extra.txt was added; it is no evidence",
    ]


def test_bytes_of_an_add_that_was_cut_short_are_no_damage(recorded):
    recorded.evidence.store(b"a report that was never recorded")
    (recorded.evidence.folder / "ab").mkdir(exist_ok=True)
    (recorded.evidence.folder / "ab" / ".new-1234").write_bytes(b"half a rep")
    with Ledger.open(recorded.place.target) as ledger:
        found = ledger.verify(recorded.evidence)
    assert found.ok
    assert [note.split(" of the files")[0] for note in found.notes] == ["1"]


def test_rebuilding_mends_projections_and_nothing_else(recorded):
    recorded.edit("UPDATE known SET known_from = '2001-01-01T00:00:00.000000Z' WHERE seq = 4")
    assert recorded.problems() == [
        "projection 'known' lacks a row for entry 4; rebuild it",
        "projection 'known' has a row that is not right for entry 4; rebuild it",
    ]
    with Ledger.open(recorded.place.target) as ledger:
        ledger.rebuild()
    assert recorded.problems() == []


def test_projections_that_were_dropped_come_back_the_same(recorded):
    def rows() -> list:
        return [recorded.place.sql(f"SELECT * FROM {table} ORDER BY seq, what, subject, id") for table in ["known"]] + [
            recorded.place.sql("SELECT * FROM ended ORDER BY seq, what, subject")
        ]

    before = rows()
    recorded.place.sql("DELETE FROM known")
    recorded.place.sql("DELETE FROM ended")
    assert recorded.problems() != []
    with Ledger.open(recorded.place.target) as ledger:
        assert ledger.claims() == {}
        ledger.rebuild()
    assert rows() == before
    assert recorded.problems() == []


@pytest.mark.parametrize("value", [2**61 - 1, 1])
def test_numbers_that_hash_alike_are_told_apart(recorded, value):
    if "postgresql" in recorded.place.target and value > 2**31:
        pytest.skip("PostgreSQL holds no such number in this column")
    recorded.place.unguard()
    recorded.place.sql("UPDATE known SET item = :value WHERE seq = 1", value=value)
    assert len(recorded.problems()) == 2


def test_an_empty_text_in_place_of_a_number_is_found(recorded):
    if "postgresql" in recorded.place.target:
        pytest.skip("PostgreSQL holds no text in a column of numbers")
    recorded.place.unguard()
    recorded.place.sql("UPDATE known SET item = '' WHERE seq = 1")
    assert len(recorded.problems()) == 2


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_single_edit_is_found_and_named(recorded, tmp_path_factory, data):
    copy = recorded.copy(tmp_path_factory.mktemp("edit"))
    table = data.draw(st.sampled_from(TABLES))
    before = copy.place.sql(f"SELECT * FROM {table}")
    row = data.draw(st.sampled_from(sorted(before, key=str)))
    where = " AND ".join(f'"{name}" = :old_{name}' for name in row if row[name] is not None)
    old = {f"old_{name}": value for name, value in row.items() if value is not None}
    column = data.draw(st.sampled_from(list(row)))
    copy.place.unguard()
    try:
        if data.draw(st.booleans(), label="remove"):
            copy.place.sql(f"DELETE FROM {table} WHERE {where}", **old)
        else:
            value = data.draw(mutated(row[column], typed="postgresql" in copy.place.target))
            copy.place.sql(f'UPDATE {table} SET "{column}" = :value WHERE {where}', value=value, **old)
    except REFUSED:
        pass
    done = counted(copy.place.sql(f"SELECT * FROM {table}")) != counted(before)
    found = copy.problems()
    copy.place.done()
    assert bool(found) == done, (table, column, found)
    if done and table == "entries":
        assert any(str(row["seq"]) in problem for problem in found)


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_byte_of_the_evidence_is_found_and_named(evidence, tmp_path, data):
    target = tmp_path / "ledger.db"
    if not target.exists():
        record(str(target), evidence)
    path = data.draw(st.sampled_from(sorted(evidence.files())))
    raw = path.read_bytes()
    spot = data.draw(st.integers(0, len(raw)))
    new = data.draw(st.binary(max_size=1))
    changed = raw[:spot] + new + raw[spot + data.draw(st.integers(0, 1)) :]
    path.write_bytes(changed)
    with Ledger.open(target) as ledger:
        found = ledger.verify(evidence).problems
    path.write_bytes(raw)
    sha256 = path.parent.name + path.name
    assert [sha256 in problem and "was changed" in problem for problem in found] == [True] * (changed != raw)


def counted(rows) -> Counter:
    return Counter(repr(sorted(row.items())) for row in rows)


def mutated(value, *, typed: bool) -> st.SearchStrategy:
    """Another value in a value's place: changed in one spot, cut, emptied, of another type where the database has no
    types, or made up."""
    letters = st.characters(codec="utf-8", exclude_characters="\x00")
    if typed and isinstance(value, int):
        return st.integers(-1, 20) | st.just(2**31 - 1)
    text = str(value)
    spots = st.integers(0, max(0, len(text) - 1))
    others = ["", "{}", "null", "[]", text.upper(), text + "\n"]
    if not typed:
        others += [0, -1, 7, 10**17, 1.5, b"\xff\x00"]
    return st.one_of(
        st.builds(lambda spot, letter: text[:spot] + letter + text[spot + 1 :], spots, letters),
        st.builds(lambda spot: text[:spot] + text[spot + 1 :], spots),
        st.builds(lambda spot: text[:spot] + " " + text[spot:], spots),
        st.sampled_from(others),
        st.text(letters, max_size=5),
    )
