"""Any single edit of the file, made behind the ledger's back, is found and named."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_material import Clock, added, claim, extracted, report

from trucewatch.ledger import CopiesFound, Evidence, ExtractionSkipped, Ledger
from trucewatch.model import Copy

TABLES = ("entries", "contents", "head", "known", "ended")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("recorded")
    evidence, clock = Evidence(folder / "evidence"), Clock()
    with Ledger.create(folder / "ledger.db", clock=clock) as ledger:
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
    return folder


def edit(folder: Path, *statements: tuple[str, tuple]) -> int:
    with closing(sqlite3.connect(folder / "ledger.db")) as raw, raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        return sum(raw.execute(sql, values).rowcount for sql, values in statements)


def problems(folder: Path) -> list[str]:
    """What verification says, but for the guards that every edit here had to drop."""
    with Ledger.open(folder / "ledger.db") as ledger:
        found = ledger.verify(Evidence(folder / "evidence"))
    assert found.ok == (not found.problems)
    return [problem for problem in found.problems if "guard" not in problem]


@pytest.fixture
def copy(recorded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(recorded, tmp_path / "copy"))


def test_an_untouched_ledger_is_as_recorded(copy):
    said = []
    with Ledger.open(copy / "ledger.db") as ledger:
        found = ledger.verify(Evidence(copy / "evidence"), progress=lambda *step: said.append(step))
        total = ledger.head().seq
    assert (found.ok, found.problems, found.entries) == (True, (), total)
    assert found.bytes > 3000
    assert said[total - 1] == ("entries", total, total)
    assert said[-1] == ("evidence", 4, 4)


def test_missing_guards_are_named(copy):
    edit(copy)
    with Ledger.open(copy / "ledger.db") as ledger:
        found = ledger.verify()
    assert not found.ok
    assert len(found.problems) == 5
    assert "entries_kept is missing" in " ".join(found.problems)


@pytest.mark.parametrize("seq", [1, 4, 12])
def test_a_removed_entry_is_named(copy, seq):
    edit(copy, ("DELETE FROM entries WHERE seq = ?", (seq,)))
    assert any(f"entry {seq} is missing" in problem for problem in problems(copy))


def test_an_inserted_entry_is_named(copy):
    values = "'2099-01-01T00:00:00.000000Z', 'eve', 'extraction_skipped', '{}'"
    with Ledger.open(copy / "ledger.db") as ledger:
        last = ledger.head()
    edit(
        copy,
        (f"INSERT INTO entries SELECT {last.seq + 1}, {values}, hash, 'x' FROM entries WHERE seq = {last.seq}", ()),
    )
    assert any(f"entry {last.seq + 1} was inserted" in problem for problem in problems(copy))


def test_two_entries_in_each_others_place_are_named(copy):
    swap = "UPDATE entries SET seq = ? WHERE seq = ?"
    edit(copy, (swap, (-1, 3)), (swap, (3, 5)), (swap, (5, -1)))
    found = " ".join(problems(copy))
    assert "entry 3 (" in found
    assert "entry 5 (" in found


def test_a_forged_tail_shows_against_a_hash_noted_outside(copy, tmp_path):
    with Ledger.open(copy / "ledger.db") as ledger:
        noted = {ledger.head().seq: ledger.head().hash}
    other = tmp_path / "forged"
    other.mkdir()
    with Ledger.create(other / "ledger.db") as forged, Ledger.open(copy / "ledger.db") as honest:
        forged.append_many([(entry.kind, honest.body(entry)) for entry in honest.entries()], by="eve")
        assert forged.verify().ok
        found = forged.verify(anchors=noted)
    assert "its hash is not the one noted outside" in " ".join(found.problems)


@pytest.mark.parametrize("what", ["changed", "missing"])
def test_evidence_that_is_not_as_stored_is_named_with_its_report(copy, what):
    evidence = Evidence(copy / "evidence")
    with Ledger.open(copy / "ledger.db") as ledger:
        sha256 = ledger.reports()["r2"].capture.sha256
    path = evidence.path(sha256)
    if what == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    wrong = "was changed" if what == "changed" else "is missing or unreadable"
    assert problems(copy) == [f"entry 6 (report_added), report r2: evidence {sha256} {wrong}"]


def test_rebuilding_mends_projections_and_nothing_else(copy):
    edit(copy, ("UPDATE known SET known_from = '2001-01-01T00:00:00.000000Z' WHERE seq = 4", ()))
    assert problems(copy) == [
        "projection 'known' lacks a row for entry 4; rebuild it",
        "projection 'known' has a row that is not right for entry 4; rebuild it",
    ]
    with Ledger.open(copy / "ledger.db") as ledger:
        ledger.rebuild()
    assert problems(copy) == []


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_single_edit_is_found_and_named(recorded, tmp_path_factory, data):
    folder = Path(shutil.copytree(recorded, tmp_path_factory.mktemp("edit") / "copy"))
    table = data.draw(st.sampled_from(TABLES))
    with closing(sqlite3.connect(folder / "ledger.db")) as raw:
        raw.row_factory = sqlite3.Row
        rows = [dict(row, rowid=row["rowid_"]) for row in raw.execute(f"SELECT rowid AS rowid_, * FROM {table}")]
    row = data.draw(st.sampled_from(rows))
    columns = [name for name in row if not name.startswith("rowid")]
    column = data.draw(st.sampled_from(columns))
    if data.draw(st.booleans(), label="remove"):
        done = edit(folder, (f"DELETE FROM {table} WHERE rowid = ?", (row["rowid"],)))
    else:
        value = data.draw(mutated(row[column]))
        statement = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE rowid = ? AND {column} IS NOT ?"
        try:
            done = edit(folder, (statement, (value, row["rowid"], value)))
        except sqlite3.IntegrityError:
            done = 0
        with closing(sqlite3.connect(folder / "ledger.db")) as raw:
            now = [dict(zip(row, found, strict=False)) for found in raw.execute(f"SELECT rowid, * FROM {table}")]
        done = done and now != [dict(zip(row, list(other.values()), strict=False)) for other in rows]
    found = problems(folder)
    shutil.rmtree(folder.parent)
    assert bool(found) == bool(done), (table, column, found)
    if done and table == "entries":
        assert any(str(row["seq"]) in problem for problem in found)


def mutated(value) -> st.SearchStrategy:
    """Another value in a value's place: changed in one spot, cut, emptied, of another type, or made up."""
    text = str(value)
    spots = st.integers(0, max(0, len(text) - 1))
    letters = st.characters(codec="utf-8", exclude_characters="\x00")
    return st.one_of(
        st.builds(lambda spot, letter: text[:spot] + letter + text[spot + 1 :], spots, letters),
        st.builds(lambda spot: text[:spot] + text[spot + 1 :], spots),
        st.builds(lambda spot: text[:spot] + " " + text[spot:], spots),
        st.sampled_from(["", "{}", "null", "[]", 0, -1, 7, 10**17, 1.5, b"\xff\x00", text.upper(), text + "\n"]),
        st.text(letters, max_size=5),
    )
