"""What only a PostgreSQL server can get wrong: logins, encodings, rights."""

import pytest
from databases import PASSWORD, Database, free_port

from trucewatch.ledger import Ledger
from trucewatch.model.errors import LedgerError


@pytest.fixture
def database(postgres):
    made = postgres.database()
    yield made
    made.done()


def said(target: str) -> str:
    with pytest.raises(LedgerError) as caught:
        Ledger.create(target)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_nothing_listening_is_one_sentence():
    assert "cannot be reached" in said(f"postgresql://watch@127.0.0.1:{free_port()}/x")


def test_a_wrong_password_is_refused_and_never_shown(postgres, database, monkeypatch):
    postgres.sql(f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'")
    postgres.sql("GRANT ALL ON SCHEMA public TO guarded", database.name)
    base = f"127.0.0.1:{postgres.port}/{database.name}"
    message = said(f"postgresql://guarded:mistaken@{base}")
    assert "refuses this user or password" in message
    assert "mistaken" not in message
    Ledger.create(f"postgres://guarded:{PASSWORD}@{base}").close()
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    Ledger.open(f"postgresql://guarded@{base}?sslmode=disable").close()


def test_a_database_that_is_missing_or_holds_no_ledger(postgres, database):
    missing = Database(postgres, "nowhere")
    assert "does not exist" in said(missing.target)
    with pytest.raises(LedgerError, match="There is no ledger at"):
        Ledger.open(database.target)
    database.sql("CREATE TABLE entries (x int)")
    with pytest.raises(LedgerError, match="holds no ledger"):
        Ledger.open(database.target)


def test_an_encoding_that_cannot_hold_every_word_is_refused(postgres):
    postgres.sql("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'")
    assert "encoding LATIN1" in said(Database(postgres, "latin").target)
    assert postgres.sql("SELECT to_regclass('entries') AS there", "latin") == [{"there": None}]


def test_a_user_without_rights_is_told_so(postgres, database):
    postgres.sql("CREATE ROLE reader LOGIN")
    Ledger.create(database.target).close()
    base = f"postgresql://reader@127.0.0.1:{postgres.port}/{database.name}"
    with pytest.raises(LedgerError, match="may not do that"):
        Ledger.open(base)
    database.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    with Ledger.open(base) as ledger:
        assert ledger.verify().ok
        with pytest.raises(LedgerError, match="may not do that"):
            ledger.append("watch_opened", {"id": "w"}, by="ana")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://a@h:port/d", "cannot be read"),
        ("postgresql://a@h/d?sslmode=maybe", "unknown sslmode"),
        ("postgresql://a@h/d?color=red", "'color' that is not known"),
    ],
)
def test_a_url_that_makes_no_sense_is_one_sentence(url, problem):
    assert problem in said(url)


def test_a_server_that_demands_encryption_it_does_not_have(database):
    assert "cannot be reached" in said(f"{database.target}?sslmode=require")


def test_a_function_that_was_hollowed_out_is_named(database):
    Ledger.create(database.target).close()
    hollow = "CREATE OR REPLACE FUNCTION trucewatch_never() RETURNS trigger LANGUAGE plpgsql AS "
    database.sql(hollow + "$$BEGIN RETURN NULL; END$$")
    with Ledger.open(database.target) as ledger:
        assert "the guard trucewatch_never is missing or changed" in " ".join(ledger.verify().problems)
