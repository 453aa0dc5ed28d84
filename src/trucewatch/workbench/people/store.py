"""The people of a server: their accounts, roles, and what lets them in."""

import secrets as words
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from trucewatch.model.errors import ConflictError, InputError
from trucewatch.workbench.people import proofs
from trucewatch.workbench.people.chain import Checked
from trucewatch.workbench.people.database import Database, Happening, now
from trucewatch.workbench.people.entrance import Sessions, Tokens
from trucewatch.workbench.people.roles import EVERYWHERE, Person, Role
from trucewatch.workbench.people.tables import grants, invitations, persons

__all__ = ["Account", "People"]

INVITED_FOR = timedelta(days=7)
_KNOWN_S = 5.0
"""For how long a person's roles are taken as read: another process of the server may change them."""


@dataclass(frozen=True)
class Account:
    """An account as administrators see it; no secret of it."""

    person: Person
    created: datetime
    has_password: bool
    has_totp: bool
    open: bool


class People:
    """Everybody who is let in, in a file or at a postgresql:// URL. Safe to use from several threads. `sessions` and
    `tokens` are what lets them in. Errors: InputError for what a person can mend, WatchError if the database fails."""

    def __init__(self, target: str | Path) -> None:
        self.database = Database(target)
        self.sessions = Sessions(self.database)
        self.tokens = Tokens(self.database)
        self._known: dict[str, tuple[Person, float]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def secret(self, name: str) -> bytes:
        """A secret of the server, of 32 bytes, made on first use."""
        return self.database.secret(name)

    def happenings(self, limit: int = 200) -> list[Happening]:
        """What happened to accounts and rights, the newest first."""
        return self.database.happened(limit)

    def verify(self, head: str | None = None) -> Checked:
        """How that list holds against its chain of hashes, in which a `head` that was kept must still be."""
        return self.database.check_happenings(head)

    # Looking up

    def empty(self) -> bool:
        """Whether nobody has an account yet."""
        with self.database.reading() as connection:
            return not connection.execute(select(func.count()).select_from(persons)).scalar()

    def person(self, person_id: str) -> Person | None:
        """The person of that id as of now; None if there is none, or the account is closed."""
        with self._lock:
            known = self._known.get(person_id)
        if known is not None and time.monotonic() - known[1] < _KNOWN_S:
            return known[0]
        with self.database.reading() as connection:
            row = connection.execute(select(persons).where(persons.c.id == person_id)).first()
            found = _person(connection, row) if row is not None and row.ended is None else None
        if found is not None:
            with self._lock:
                self._known[person_id] = (found, time.monotonic())
        return found

    def named(self, name: str) -> Person | None:
        """The person who signs in with that name; None if nobody does."""
        with self.database.reading() as connection:
            row = connection.execute(select(persons).where(persons.c.folded == proofs.folded(name))).first()
            return _person(connection, row) if row is not None and row.ended is None else None

    def accounts(self) -> list[Account]:
        """Every account, by name."""
        with self.database.reading() as connection:
            rows = connection.execute(select(persons).order_by(persons.c.folded)).all()
            return [
                Account(
                    _person(connection, row),
                    datetime.fromisoformat(row.created),
                    row.password is not None,
                    row.totp is not None,
                    row.ended is None,
                )
                for row in rows
            ]

    def account(self, person_id: str) -> Account:
        """The account of that id; InputError if there is none that is open."""
        found = next((account for account in self.accounts() if account.person.id == person_id and account.open), None)
        if found is None:
            raise InputError("There is no open account of that id; look at the list again.")
        return found

    @staticmethod
    def checked(name: str, password: str) -> None:
        """InputError unless both would do for a new account."""
        proofs.check_password(password, proofs.check_name(name))

    # Changing

    def add(self, name: str, roles: dict[str, Role], *, password: str | None = None, by: str) -> Person:
        """A new account; without a password until an invitation is accepted. InputError if the name is taken."""
        name = proofs.check_name(name)
        if password is not None:
            proofs.check_password(password, name)
        hashed = proofs.hashed(password) if password is not None else None
        with self.database.writing() as connection:
            person_id = self._insert(connection, name, hashed, None)
            self.database.note(connection, by, "account made", name)
            for watch, role in roles.items():
                connection.execute(insert(grants), {"person": person_id, "watch": watch, "role": role.value})
                self.database.note(connection, by, "role granted", name, watch, role.value)
        return Person(person_id, name, dict(roles))

    def _insert(self, connection: Connection, name: str, password: str | None, subject: str | None) -> str:
        taken = select(persons.c.id).where(persons.c.folded == proofs.folded(name))
        if connection.execute(taken).first() is not None:
            raise InputError(f'There is somebody named "{name}" already; choose another name.')
        person_id = words.token_hex(8)
        row = {"id": person_id, "name": name, "folded": proofs.folded(name), "password": password}
        connection.execute(insert(persons), {**row, "subject": subject, "totp_step": 0, "created": now().isoformat()})
        return person_id

    def first(self, name: str, password: str) -> Person:
        """The first administrator, of everything. ConflictError if anybody has an account already."""
        name = proofs.check_name(name)
        proofs.check_password(password, name)
        hashed = proofs.hashed(password)
        with self.database.writing() as connection:
            if connection.execute(select(func.count()).select_from(persons)).scalar():
                raise ConflictError("This server has an administrator already; sign in, or ask them to let you in.")
            person_id = self._insert(connection, name, hashed, None)
            connection.execute(
                insert(grants), {"person": person_id, "watch": EVERYWHERE, "role": Role.ADMINISTRATOR.value}
            )
            self.database.note(connection, name, "first administrator", name, EVERYWHERE)
        return Person(person_id, name, {EVERYWHERE: Role.ADMINISTRATOR})

    def grant(self, person_id: str, watch: str, role: Role | None, *, by: str) -> Person:
        """Give a role in a watch (None: take it away). InputError if nobody would be left to administer the server."""
        with self.database.writing() as connection:
            row = _row(connection, person_id)
            connection.execute(delete(grants).where(grants.c.person == person_id, grants.c.watch == watch))
            if role is not None:
                connection.execute(insert(grants), {"person": person_id, "watch": watch, "role": role.value})
            _keep_an_administrator(connection)
            self.database.note(
                connection, by, "role granted" if role else "role taken", row.name, watch, role.value if role else ""
            )
            changed = _person(connection, row)
        self._forget(person_id)
        return changed

    def end(self, person_id: str, *, by: str) -> None:
        """Close an account: nothing lets it in any more, and every secret of it is removed. The name stays taken, since
        the ledger knows decisions by it."""
        with self.database.writing() as connection:
            row = _row(connection, person_id)
            gone = {"password": None, "totp": None, "subject": None, "ended": now().isoformat()}
            connection.execute(update(persons).where(persons.c.id == person_id).values(**gone))
            connection.execute(delete(grants).where(grants.c.person == person_id))
            connection.execute(delete(invitations).where(invitations.c.person == person_id))
            _keep_an_administrator(connection)
            self.database.note(connection, by, "account closed", row.name)
        self._forget(person_id)
        self.sessions.end_all(person_id)
        self.tokens.revoke_all(person_id)

    def invite(self, person_id: str, *, by: str) -> str:
        """A word for a link by which that person sets a password, once, within a week. An earlier one is void."""
        word = proofs.new_word()
        with self.database.writing() as connection:
            row = _row(connection, person_id)
            connection.execute(delete(invitations).where(invitations.c.person == person_id))
            until = (now() + INVITED_FOR).isoformat()
            connection.execute(
                insert(invitations), {"hash": proofs.digest(word), "person": person_id, "expires": until}
            )
            self.database.note(connection, by, "invited", row.name)
        return word

    def invited(self, word: str) -> Person | None:
        """Whom an invitation is for; None if there is no such invitation, or no longer."""
        with self.database.reading() as connection:
            person_id = _invited(connection, word)
        return self.person(person_id) if person_id else None

    def accept(self, word: str, password: str) -> Person:
        """Set the password by an invitation, which is void afterwards; sessions and tokens from before end."""
        person = self.invited(word)
        if person is None:
            raise InputError("This invitation is used up or too old; ask an administrator for a new one.")
        proofs.check_password(password, person.name)
        hashed = proofs.hashed(password)
        with self.database.writing() as connection:
            if _invited(connection, word) != person.id:
                raise InputError("This invitation has just been used; ask an administrator for a new one.")
            connection.execute(delete(invitations).where(invitations.c.hash == proofs.digest(word)))
            self._set_password(connection, person, hashed, person.name)
        self.sessions.end_all(person.id)
        self.tokens.revoke_all(person.id)
        return person

    def change_password(self, person_id: str, old: str, new: str) -> None:
        """A new password for somebody who knows the old one; all their sessions end."""
        with self.database.reading() as connection:
            row = _row(connection, person_id)
        if not proofs.matches(row.password, old):
            raise InputError("The present password is another one; try again, or ask an administrator to reset it.")
        proofs.check_password(new, row.name)
        hashed = proofs.hashed(new)
        with self.database.writing() as connection:
            self._set_password(connection, _person(connection, row), hashed, row.name)
        self.sessions.end_all(person_id)

    def _set_password(self, connection: Connection, person: Person, hashed: str, by: str) -> None:
        connection.execute(update(persons).where(persons.c.id == person.id).values(password=hashed))
        self.database.note(connection, by, "password set", person.name)

    def enrol(self, person_id: str, secret: str, code: str) -> None:
        """Make an authenticator the second factor, once a code of it has shown that it works."""
        step = proofs.totp_step(secret, code, 0)
        if step is None:
            raise InputError(
                "That code does not fit; check that the clock of the device is right and try the next one."
            )
        with self.database.writing() as connection:
            row = _row(connection, person_id)
            change = update(persons).where(persons.c.id == person_id).values(totp=secret, totp_step=step)
            connection.execute(change)
            self.database.note(connection, row.name, "second factor set", row.name)

    def drop_totp(self, person_id: str, *, by: str) -> None:
        """Take the second factor away, as when a device was lost; all sessions end."""
        with self.database.writing() as connection:
            row = _row(connection, person_id)
            connection.execute(update(persons).where(persons.c.id == person_id).values(totp=None, totp_step=0))
            self.database.note(connection, by, "second factor taken away", row.name)
        self.sessions.end_all(person_id)

    # Letting in

    def check(self, name: str, password: str, code: str = "") -> Person:
        """The person who signs in with these. InputError, which does not say which of them was wrong."""
        with self.database.reading() as connection:
            row = connection.execute(select(persons).where(persons.c.folded == proofs.folded(name))).first()
        stored = row.password if row is not None and row.ended is None else None
        right = proofs.matches(stored, password)
        step = 0 if row is None or row.totp is None else proofs.totp_step(row.totp, code, row.totp_step)
        if not right or row is None or step is None:
            with self.database.writing() as connection:
                self.database.note(connection, row.name if row is not None else "?", "sign-in refused", "")
            raise InputError("Name, password or code is wrong; try again.")
        with self.database.writing() as connection:
            self._use_step(connection, row, step)
            if proofs.stale_hash(row.password):
                again = proofs.hashed(password)
                connection.execute(update(persons).where(persons.c.id == row.id).values(password=again))
            self.database.note(connection, row.name, "signed in", row.name)
            return _person(connection, row)

    def _use_step(self, connection: Connection, row: Row[tuple[object, ...]], step: int) -> None:
        """Mark a code as used; two who come with the same one at once are not both let in."""
        if row.totp is None:
            return
        unused = persons.c.totp_step < step
        done = connection.execute(update(persons).where(persons.c.id == row.id, unused).values(totp_step=step))
        if done.rowcount != 1:
            raise InputError("Name, password or code is wrong; try again.")

    def by_subject(self, subject: str, name: str | None = None) -> Person:
        """The person whom an identity provider knows by `subject`. An account that was made under that name and never
        had a password is theirs from then on; InputError if there is none, since nobody is let in unasked."""
        with self.database.writing() as connection:
            row = connection.execute(select(persons).where(persons.c.subject == subject)).first()
            if row is None and name is not None:
                mine = select(persons).where(
                    persons.c.folded == proofs.folded(name), persons.c.password.is_(None), persons.c.subject.is_(None)
                )
                row = connection.execute(mine).first()
                if row is not None and row.ended is None:
                    connection.execute(update(persons).where(persons.c.id == row.id).values(subject=subject))
                    self.database.note(connection, row.name, "identity linked", row.name, detail=subject)
            if row is None or row.ended is not None:
                raise InputError("Nobody here is known by that identity; ask an administrator for an account.")
            self.database.note(connection, row.name, "signed in", row.name, detail="identity provider")
            return _person(connection, row)

    def _forget(self, person_id: str) -> None:
        with self._lock:
            self._known.pop(person_id, None)


def _row(connection: Connection, person_id: str) -> Row[tuple[object, ...]]:
    row = connection.execute(select(persons).where(persons.c.id == person_id)).first()
    if row is None or row.ended is not None:
        raise InputError("There is no open account of that id; look at the list again.")
    return row


def _person(connection: Connection, row: Row[tuple[object, ...]]) -> Person:
    held: Iterable[Row[tuple[object, ...]]] = connection.execute(select(grants).where(grants.c.person == row.id)).all()
    return Person(str(row.id), str(row.name), {str(grant.watch): Role(str(grant.role)) for grant in held})


def _invited(connection: Connection, word: str) -> str | None:
    query = select(invitations).where(invitations.c.hash == proofs.digest(word))
    row = connection.execute(query).first()
    return str(row.person) if row is not None and datetime.fromisoformat(row.expires) > now() else None


def _keep_an_administrator(connection: Connection) -> None:
    """InputError if nobody would be left to administer the whole server."""
    query = select(grants.c.person).where(grants.c.watch == EVERYWHERE, grants.c.role == Role.ADMINISTRATOR.value)
    if connection.execute(query).first() is None:
        raise InputError("This is the server's last administrator; make somebody else one first.")
