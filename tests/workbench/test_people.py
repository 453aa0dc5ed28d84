"""Accounts: who is let in, by what, and for how long; nothing that lets anybody in is stored as it is."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.cli import main
from trucewatch.model.errors import ConfigError, ConflictError, InputError, WatchError
from trucewatch.workbench.people import EVERYWHERE, People, Person, Role, Scope, Session, proofs
from trucewatch.workbench.people.chain import Checked
from trucewatch.workbench.people.sessions import IDLE, LONGEST

PASSWORD = "seven quiet villages"
ROLES = st.sampled_from(list(Role))


@pytest.fixture
def people(tmp_path: Path):
    store = People(tmp_path / "accounts.db")
    yield store
    store.close()


@pytest.fixture
def ada(people: People) -> Person:
    return people.first("Ada", PASSWORD)


@given(ROLES, ROLES, st.frozensets(st.sampled_from(list(Scope)), min_size=1) | st.none())
def test_a_role_may_what_lesser_roles_may_and_a_token_never_more_than_its_person(
    held: Role, asked: Role, scopes
) -> None:
    person = Person("1", "Ada", {"east": held}, scopes)
    without = Person("1", "Ada", {"east": held})
    order = list(Role)
    assert without.may(asked, "east") == (order.index(held) >= order.index(asked)) == (held >= asked)
    assert not person.may(asked, "west")
    assert not person.may(asked)
    assert without.may(asked, "east") or not person.may(asked, "east")
    reach = max((scope.most for scope in scopes), default=Role.READER) if scopes else Role.ADMINISTRATOR
    assert person.may(asked, "east") == (without.may(asked, "east") and (asked is Role.READER or asked <= reach))


def test_who_signs_in_is_who_they_say(people: People, ada: Person) -> None:
    assert people.check("ADA", PASSWORD).id == ada.id
    for name, password in (("Ada", PASSWORD + "x"), ("Bob", PASSWORD), ("", ""), ("Ada", "x" * 10_000)):
        with pytest.raises(InputError, match="is wrong; try again"):
            people.check(name, password)


def test_there_is_one_first_administrator(people: People, ada: Person) -> None:
    with pytest.raises(ConflictError, match="has an administrator already"):
        people.first("Eve", PASSWORD)
    with pytest.raises(InputError, match="last administrator"):
        people.grant(ada.id, EVERYWHERE, None, by="Ada")
    with pytest.raises(InputError, match="last administrator"):
        people.end(ada.id, by="Ada")
    assert people.check("Ada", PASSWORD).may(Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    "name", ["", " ", "a", "x" * 80, "trucewatch", "a\nb", "<script>", "ada", "ＡＤＡ", "_a", "a\u202eb"]
)
def test_names_that_are_none_or_have_a_twin_are_refused(people: People, ada: Person, name: str) -> None:
    with pytest.raises(InputError):
        people.add(name, {}, by="Ada")


@pytest.mark.parametrize("password", ["", "short", "a" * 40, "x" * 201, "noor noor noor"[:12]])
def test_passwords_that_are_easily_guessed_are_refused(people: People, ada: Person, password: str) -> None:
    with pytest.raises(InputError):
        people.add("Noor Noor N", {}, password=password, by="Ada")
    assert people.named("Noor Noor N") is None


def test_an_invitation_works_once(people: People, ada: Person) -> None:
    noor = people.add("Noor", {"east": Role.CODER}, by="Ada")
    old = people.invite(noor.id, by="Ada")
    word = people.invite(noor.id, by="Ada")
    assert people.invited(old) is None
    with pytest.raises(InputError):
        people.accept(word, "short")
    assert people.accept(word, PASSWORD).id == noor.id
    assert people.check("noor", PASSWORD).role("east") is Role.CODER
    with pytest.raises(InputError, match="used up"):
        people.accept(word, PASSWORD + "2")


def test_a_code_of_the_second_factor_works_once(people: People, ada: Person) -> None:
    secret = proofs.new_totp()
    totp = pyotp.TOTP(secret)
    with pytest.raises(InputError, match="does not fit"):
        people.enrol(ada.id, secret, totp.at(0))
    used = totp.now()
    people.enrol(ada.id, secret, used)
    for code in ("", "12345", "x" * 1000, used):
        with pytest.raises(InputError, match="is wrong; try again"):
            people.check("Ada", PASSWORD, code)
    at = datetime.now(UTC) + timedelta(seconds=30)
    assert people.check("Ada", PASSWORD, totp.at(at)).id == ada.id
    with pytest.raises(InputError):
        people.check("Ada", PASSWORD, totp.at(at))
    people.drop_totp(ada.id, by="Ada")
    assert people.check("Ada", PASSWORD).id == ada.id


def test_a_session_ends_when_it_is_idle_old_or_signed_out() -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    session = Session("x", "1", "y", begun, begun, begun)
    assert session.alive(begun + IDLE - timedelta(seconds=1))
    assert not session.alive(begun + IDLE)
    session.seen = begun + LONGEST - timedelta(minutes=1)
    assert session.alive(begun + LONGEST - timedelta(seconds=1))
    assert not session.alive(begun + LONGEST)
    session.seen, session.ended = begun, True
    assert not session.alive(begun)


def test_a_new_password_or_a_closed_account_ends_what_let_in_before(people: People, ada: Person) -> None:
    noor = people.add("Noor", {"east": Role.CODER}, password=PASSWORD, by="Ada")
    cookie, _ = people.sessions.begin(noor.id)
    assert people.sessions.of(cookie).person_id == noor.id
    people.change_password(noor.id, PASSWORD, PASSWORD + " more")
    assert people.sessions.of(cookie) is None
    cookie, session = people.sessions.begin(noor.id)
    token = people.tokens.make(noor.id, "a script", [Scope.READ])
    people.end(noor.id, by="Ada")
    assert session.ended
    assert people.sessions.of(cookie) is None
    assert people.tokens.of(token) is None
    assert people.person(noor.id) is None
    with pytest.raises(InputError, match="There is somebody named"):
        people.add("Noor", {}, by="Ada")


def test_tokens_have_scopes_and_an_end_and_can_be_revoked(people: People, ada: Person) -> None:
    word = people.tokens.make(ada.id, "a script", [Scope.READ, Scope.REVIEW])
    assert people.tokens.of(word) == (ada.id, frozenset({Scope.READ, Scope.REVIEW}))
    (held,) = people.tokens.held_by(ada.id)
    people.tokens.revoke("somebody else", held.id)
    assert people.tokens.of(word) is not None
    people.tokens.revoke(ada.id, held.id)
    assert people.tokens.of(word) is None
    for label, scopes, days in (("", [Scope.READ], 9), ("x", [], 9), ("x", [Scope.READ], 0), ("x", [Scope.READ], 999)):
        with pytest.raises(InputError):
            people.tokens.make(ada.id, label, scopes, days)


def test_nothing_that_lets_in_is_stored_as_it_is(tmp_path: Path) -> None:
    people = People(tmp_path / "accounts.db")
    ada = people.first("Ada", PASSWORD)
    cookie, _ = people.sessions.begin(ada.id)
    words = [PASSWORD, cookie, people.tokens.make(ada.id, "x", [Scope.READ]), people.invite(ada.id, by="Ada")]
    people.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [word for word in words if word.encode() in stored]
    assert (tmp_path / "accounts.db").stat().st_mode & 0o077 == 0


def test_what_happened_to_accounts_is_kept_with_who_and_when(people: People, ada: Person, tmp_path: Path) -> None:
    noor = people.add("Noor", {"east": Role.CODER}, by="Ada")
    people.grant(noor.id, "east", Role.PUBLISHER, by="Ada")
    told = [(each.by, each.what, each.whom, each.watch, each.detail) for each in people.happenings()]
    assert ("Ada", "role granted", "Noor", "east", "publisher") in told
    with sqlite3.connect(tmp_path / "accounts.db") as raw:
        for change in ("DELETE FROM happenings", "UPDATE happenings SET by = 'Eve'"):
            with pytest.raises(sqlite3.IntegrityError, match="what happened is never"):
                raw.execute(change)
    raw.close()


def harmed(path: Path, *statements: str) -> People:
    """The accounts after somebody with full access has had a hand in them."""
    with sqlite3.connect(path) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
    raw.close()
    return People(path)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE happenings SET by = 'Eve' WHERE seq = 2", "Happening 2 was changed"),
        ("UPDATE happenings SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 1", "Happening 1 was changed"),
        ("DELETE FROM happenings WHERE seq = 3", "Happening 3 was removed"),
        ("DELETE FROM happening_links WHERE seq = 3", "Happening 3 was added from outside"),
        (
            "INSERT INTO happenings SELECT 99, at, 'Eve', what, whom, watch, detail FROM happenings LIMIT 1",
            "99 was add",
        ),
        ("UPDATE happening_links SET hash = hex(randomblob(32)) WHERE seq = 2", "Happening 2 was changed"),
    ],
)
def test_a_change_to_what_happened_behind_its_back_is_named(
    people: People, ada: Person, tmp_path: Path, capsys, statement: str, said: str
) -> None:
    noor = people.add("Noor", {"east": Role.CODER}, by="Ada")
    people.grant(noor.id, "east", Role.PUBLISHER, by="Ada")
    assert people.verify() == Checked(4, people.verify().head, ())
    harmed(tmp_path / "accounts.db", statement).close()
    with pytest.raises(SystemExit) as ended:
        main(["accounts", "verify", str(tmp_path / "accounts.db")])
    assert ended.value.code == 1
    assert said in capsys.readouterr().err


def test_an_end_that_was_cut_off_is_seen_by_a_hash_that_was_kept(
    people: People, ada: Person, tmp_path: Path, capsys
) -> None:
    path = tmp_path / "accounts.db"
    people.add("Noor", {"east": Role.CODER}, by="Ada")
    kept = people.verify().head
    people.add("Lena", {"east": Role.CODER}, by="Ada")
    with pytest.raises(SystemExit) as ended:
        main(["accounts", "verify", str(path), "--head", kept])
    assert ended.value.code == 0
    assert "Sound: 5 happenings" in capsys.readouterr().out
    cut = [f"DELETE FROM {table} WHERE seq > 2" for table in ("happenings", "happening_links")]
    harmed(path, *cut).close()
    with pytest.raises(SystemExit) as ended:
        main(["accounts", "verify", str(path), "--head", kept])
    assert ended.value.code == 1
    assert "the end was cut off" in " ".join(capsys.readouterr().err.split())
    with pytest.raises(SystemExit):
        main(["accounts", "verify", str(tmp_path / "nowhere.db")])
    assert "There are no accounts at" in capsys.readouterr().err


def test_what_happened_before_there_was_a_chain_is_chained_once(people: People, ada: Person, tmp_path: Path) -> None:
    people.add("Noor", {"east": Role.CODER}, by="Ada")
    older = ["DROP TABLE happening_links", "DELETE FROM secrets WHERE name = 'chained'"]
    again = harmed(tmp_path / "accounts.db", *older)
    assert again.verify().problems == ()
    again.add("Lena", {}, by="Ada")
    assert (again.verify().happenings, again.verify().problems) == (4, ())
    again.close()


def test_several_who_write_at_once_keep_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "accounts.db"
    stores = [People(path) for _ in range(4)]
    stores[0].first("Ada", PASSWORD)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: stores[n % 4].add(f"Person {n}", {"east": Role.CODER}, by="Ada"), range(24)))
    assert (stores[1].verify().happenings, stores[1].verify().problems) == (49, ())
    for store in stores:
        store.close()


def test_accounts_that_cannot_lie_where_they_should_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is no database at all, but long enough to be looked at as one" * 40)
    for target, error in (
        (tmp_path / "no" / "folder.db", ConfigError),
        ("mysql://localhost/x", ConfigError),
        (tmp_path / "text.db", WatchError),
        ("postgresql://nobody@127.0.0.1:1/none", WatchError),
    ):
        with pytest.raises(error, match=r"accounts"):
            People(target)


def test_what_another_process_ended_is_over_here_within_seconds(
    people: People, ada: Person, tmp_path: Path, monkeypatch
) -> None:
    cookie, session = people.sessions.begin(ada.id)
    beside = People(tmp_path / "accounts.db")
    beside.sessions.end(beside.sessions.of(cookie))
    assert not people.sessions.due(session)
    session.looked_up -= timedelta(seconds=6)
    assert people.sessions.due(session)
    people.sessions.look_again(session)
    assert people.sessions.of(cookie) is None
    assert session.ended, "so that pages which are open end too"
    noor = people.add("Noor", {"east": Role.CODER}, by="Ada")
    assert people.person(noor.id).role("east") is Role.CODER
    beside.grant(noor.id, "east", None, by="Ada")
    monkeypatch.setattr("trucewatch.workbench.people.store._KNOWN_S", 0.0)
    assert people.person(noor.id).role("east") is None
    beside.close()
