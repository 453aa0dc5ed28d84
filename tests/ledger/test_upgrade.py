"""Ledgers of earlier formats, stored as SQL text in data/, are brought up to date and lose nothing."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from databases import File
from ledger_material import START, added, extracted, report

import trucewatch.ledger
from trucewatch.ledger import Ledger
from trucewatch.ledger.tables import REVISION, metadata
from trucewatch.model.errors import LedgerError

DATA = Path(__file__).parent / "data"
NOTED = {15: "c7f76d371683e16bc3c166c0543fe2f26b5748a9ba406f179079614a4646e358"}


@pytest.fixture(params=sorted(DATA.glob("format-*.sql")), ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, file: File) -> File:
    with closing(sqlite3.connect(file.path)) as raw:
        raw.executescript(request.param.read_text("utf-8"))
    return file


def test_an_old_watch_opens_and_keeps_every_hash(old):
    with Ledger.open(old.target) as ledger:
        assert ledger.verify(anchors=NOTED).problems == ()
        assert ledger.head().hash == NOTED[15]
        assert list(ledger.reports()) == ["r0", "r1", "r3"]
        assert set(ledger.claims()) == {"r0/c1", "r1/c1", "r1/c2", "r3/c1", "r3/c2"}
        assert "r0/c2" in ledger.claims(START + timedelta(hours=8))
        assert ledger.taken_down()["r2"].reason == "asked by the person named"
        one = report("new")
        ledger.append_many([added(one), extracted(one)], by="ana")
    with Ledger.open(old.target) as again:
        assert again.verify(anchors=NOTED).problems == ()


def test_the_tables_are_then_those_of_a_new_ledger(old, tmp_path):
    with Ledger.open(old.target) as ledger, ledger._reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    new = File(tmp_path / "new.db")
    Ledger.create(new.target).close()
    query = "SELECT type, name, tbl_name FROM sqlite_master ORDER BY type, name"
    assert old.sql(query) == new.sql(query)
    assert old.sql("SELECT * FROM about") == new.sql("SELECT * FROM about")
    assert old.sql("SELECT * FROM alembic_version") == new.sql("SELECT * FROM alembic_version")


def test_a_new_ledger_has_the_tables_that_are_described(ledger):
    with ledger._reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_revision_is_the_one_that_tables_are_made_at():
    config = Config()
    config.set_main_option("script_location", str(Path(trucewatch.ledger.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_an_upgrade_that_fails_leaves_the_old_ledger(old, monkeypatch):
    before = old.sql("SELECT * FROM sqlite_master")
    old.sql("CREATE INDEX ended_subject ON ended (seq)")
    with pytest.raises(LedgerError, match="already exists"):
        Ledger.open(old.target)
    old.sql("DROP INDEX ended_subject")
    assert [row["sql"] for row in old.sql("SELECT * FROM sqlite_master")] == [row["sql"] for row in before]
    Ledger.open(old.target).close()


def test_an_old_ledger_is_not_changed_by_one_who_only_reads(old):
    with pytest.raises(LedgerError, match="earlier Trucewatch"):
        Ledger.open(old.target, read_only=True)
    assert old.sql("SELECT value FROM about")[0]["value"] != f"trucewatch/ledger/{REVISION}"


def test_a_ledger_of_a_later_trucewatch_is_left_alone(ledger, place):
    place.sql("UPDATE about SET value = 'trucewatch/ledger/99'")
    with pytest.raises(LedgerError, match="update Trucewatch"):
        Ledger.open(place.target)
