"""What lets people in: sessions of browsers, and tokens of programs. Only hashes of either are stored."""

import secrets as words
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from trucewatch.model.errors import InputError
from trucewatch.workbench.people.database import Database, now
from trucewatch.workbench.people.proofs import digest, new_word
from trucewatch.workbench.people.roles import Scope
from trucewatch.workbench.people.sessions import LONGEST, Session
from trucewatch.workbench.people.tables import persons, sessions, tokens

__all__ = ["Sessions", "Token", "Tokens"]

PREFIX = "tw_"
MOST_DAYS = 366
_SEEN_EVERY = timedelta(seconds=60)
_LOOK_AGAIN = timedelta(seconds=5)


@dataclass(frozen=True)
class Token:
    """A token as its owner sees it: never the token itself. `used` None: never."""

    id: str
    label: str
    scopes: frozenset[Scope]
    expires: datetime
    used: datetime | None


class Sessions:
    """Browsers that were let in. Those that this process serves are also held in memory, so that ending one ends it at
    once on every page that it has open; one that another process has ended is found to be so within seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._live: dict[str, Session] = {}
        self._lock = threading.Lock()

    def begin(self, person_id: str) -> tuple[str, Session]:
        """A new session and the word for its cookie; sessions whose time is long up are cleared away."""
        word, at = new_word(), now()
        session = Session(digest(word), person_id, new_word(), at, at, at)
        row = {"hash": session.hash, "person": person_id, "csrf": session.csrf}
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.created < (at - LONGEST).isoformat()))
            connection.execute(insert(sessions), {**row, "created": at.isoformat(), "seen": at.isoformat()})
        with self._lock:
            self._live = {key: held for key, held in self._live.items() if held.alive(at)}
            self._live[session.hash] = session
        return word, session

    def of(self, word: str) -> Session | None:
        """The session of a cookie, which thereby lasts longer; None if there is none, or no longer."""
        key, at = digest(word), now()
        with self._lock:
            session = self._live.get(key)
        if session is None or at - session.looked_up > _LOOK_AGAIN:
            session = self._stored(key, at)
        if session is None or not session.alive(at):
            return None
        self.touch(session, at)
        return session

    def _stored(self, key: str, at: datetime) -> Session | None:
        with self._database.reading() as connection:
            row = connection.execute(select(sessions).where(sessions.c.hash == key)).first()
        with self._lock:
            if row is None:
                gone = self._live.pop(key, None)
                if gone is not None:
                    gone.ended = True
                return None
            created, seen = datetime.fromisoformat(row.created), datetime.fromisoformat(row.seen)
            session = self._live.setdefault(key, Session(key, row.person, row.csrf, created, seen, at))
            session.seen, session.looked_up = max(session.seen, seen), at
            return session

    def due(self, session: Session) -> bool:
        """Whether it is time to look whether another process has ended it; says so once."""
        at = now()
        if at - session.looked_up <= _LOOK_AGAIN:
            return False
        session.looked_up = at
        return True

    def look_again(self, session: Session) -> None:
        """End it here too, if another process has ended it."""
        self._stored(session.hash, now())

    def touch(self, session: Session, at: datetime | None = None) -> None:
        """Something was done in it; written down at most once a minute."""
        at = at or now()
        if at - session.seen < _SEEN_EVERY:
            return
        session.seen = at
        with self._database.writing() as connection:
            connection.execute(update(sessions).where(sessions.c.hash == session.hash).values(seen=at.isoformat()))

    def end(self, session: Session) -> None:
        """Sign out."""
        session.ended = True
        with self._lock:
            self._live.pop(session.hash, None)
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.hash == session.hash))

    def end_all(self, person_id: str) -> None:
        """End every session of a person."""
        with self._lock:
            held = [session for session in self._live.values() if session.person_id == person_id]
        for session in held:
            session.ended = True
        with self._lock:
            self._live = {key: session for key, session in self._live.items() if not session.ended}
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.person == person_id))


class Tokens:
    """Words by which programs come in a person's name, within scopes and for a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, person_id: str, label: str, scopes: Iterable[Scope], days: int = 90) -> str:
        """A new token, shown this once. InputError for an empty label, no scope, or more than a year."""
        label, scopes = label.strip(), frozenset(scopes)
        if not 1 <= len(label) <= 80:
            raise InputError("A token has a label of 1 to 80 letters that says what it is for.")
        if not scopes:
            raise InputError("A token needs a scope; choose at least read.")
        if not 1 <= days <= MOST_DAYS:
            raise InputError(f"A token lasts 1 to {MOST_DAYS} days; {days} is not among them.")
        word, at = PREFIX + new_word(), now()
        row = {
            "id": words.token_hex(6),
            "hash": digest(word),
            "person": person_id,
            "label": label,
            "scopes": " ".join(sorted(scopes)),
            "created": at.isoformat(),
            "expires": (at + timedelta(days=days)).isoformat(),
        }
        with self._database.writing() as connection:
            name = connection.execute(select(persons.c.name).where(persons.c.id == person_id)).scalar_one()
            connection.execute(insert(tokens), row)
            self._database.note(connection, name, "token made", name, detail=f"{label}: {row['scopes']}")
        return word

    def of(self, word: str) -> tuple[str, frozenset[Scope]] | None:
        """Whose token it is, and its scopes; None if there is none, or no longer."""
        at = now()
        with self._database.reading() as connection:
            row = connection.execute(select(tokens).where(tokens.c.hash == digest(word))).first()
        if row is None or datetime.fromisoformat(row.expires) <= at:
            return None
        if row.used is None or at - datetime.fromisoformat(row.used) > _SEEN_EVERY:
            with self._database.writing() as connection:
                connection.execute(update(tokens).where(tokens.c.id == row.id).values(used=at.isoformat()))
        return row.person, frozenset(Scope(scope) for scope in row.scopes.split())

    def held_by(self, person_id: str) -> list[Token]:
        """The tokens of a person that are still good."""
        query = select(tokens).where(tokens.c.person == person_id, tokens.c.expires > now().isoformat())
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(tokens.c.created)).all()
        return [
            Token(
                row.id,
                row.label,
                frozenset(Scope(scope) for scope in row.scopes.split()),
                datetime.fromisoformat(row.expires),
                datetime.fromisoformat(row.used) if row.used else None,
            )
            for row in rows
        ]

    def revoke(self, person_id: str, token_id: str) -> None:
        """Make a token of that person void."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(tokens).where(tokens.c.person == person_id, tokens.c.id == token_id))
            if gone.rowcount:
                name = connection.execute(select(persons.c.name).where(persons.c.id == person_id)).scalar_one()
                self._database.note(connection, name, "token revoked", name)

    def revoke_all(self, person_id: str) -> None:
        """Make every token of a person void."""
        with self._database.writing() as connection:
            connection.execute(delete(tokens).where(tokens.c.person == person_id))
