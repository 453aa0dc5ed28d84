"""The database of the accounts: where it lies, its transactions, and the list of what happened."""

import secrets as words
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, desc, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from trucewatch.ledger.connecting import engine_of
from trucewatch.model.errors import ConfigError, ConflictError, WatchError
from trucewatch.workbench.people import chain
from trucewatch.workbench.people.tables import FORMAT, happenings, links, metadata, secrets

__all__ = ["Database", "Happening", "now"]

_LOCK = 0x7065727375  # "people"
_WRITES = "accounts_write"
"""Option of a connection that means to write: it takes SQLite's one writer's lock when its transaction begins."""

_GUARDS = [
    f"CREATE TRIGGER IF NOT EXISTS {table}_{name} BEFORE {change} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, 'what happened is never {said}'); END"
    for table in (happenings.name, links.name)
    for name, change, said in (("unchanged", "UPDATE", "changed"), ("kept", "DELETE", "removed"))
]


@dataclass(frozen=True)
class Happening:
    """What happened to an account: who did what to whom, in which watch (empty: none), and when (UTC)."""

    at: datetime
    by: str
    what: str
    whom: str
    watch: str
    detail: str


def now() -> datetime:
    """This machine's moment, in UTC."""
    return datetime.now(UTC)


class Database:
    """Accounts in a file (SQLite, readable by its owner alone) or at a postgresql:// URL."""

    def __init__(self, target: str | Path) -> None:
        self._where, self._engine = _engine(target)
        try:
            self._lay_down()
        except BaseException:
            self.close()
            raise

    def _lay_down(self) -> None:
        with self.making() as connection:
            metadata.create_all(connection)
            if self._engine.dialect.name == "sqlite":
                for guard in _GUARDS:
                    connection.execute(text(guard))
            self._check_format(connection)
            chain.begin(connection)

    def _check_format(self, connection: Connection) -> None:
        found = connection.execute(select(secrets.c.value).where(secrets.c.name == "format")).scalar()
        if found is None:
            connection.execute(insert(secrets), {"name": "format", "value": FORMAT.encode()})
        elif found.decode() != FORMAT:
            raise WatchError(f"The accounts {self._where} are of another Trucewatch; use the one that made them.")

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to ask. WatchError if the database fails."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._explained(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it, or nothing. ConflictError if another got there first."""
        try:
            with self._engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
                yield connection
        except IntegrityError as error:
            raise ConflictError("Somebody has just changed the same account; look again.") from error
        except SQLAlchemyError as error:
            raise self._explained(error) from error

    @contextmanager
    def making(self) -> Iterator[Connection]:
        """The same, for what whoever finds it missing makes: by one process at a time."""
        with self.writing() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection

    def _explained(self, error: SQLAlchemyError) -> WatchError:
        said = str(getattr(error, "orig", None) or error).splitlines()[0]
        return WatchError(f"The accounts {self._where} cannot be used ({said}); check the place and try again.")

    def note(self, connection: Connection, by: str, what: str, whom: str, watch: str = "", detail: str = "") -> None:
        """Add to the list of what happened."""
        row = {"at": now().isoformat(), "by": by, "what": what, "whom": whom, "watch": watch, "detail": detail}
        chain.add_happening(connection, row)

    def check_happenings(self, head: str | None = None) -> chain.Checked:
        """How the list of what happened holds against its chain, in which `head` must be where one is given."""
        with self.reading() as connection:
            return chain.check(connection, head)

    def happened(self, limit: int = 200) -> list[Happening]:
        """What happened last, the newest first."""
        query = select(happenings).order_by(desc(happenings.c.seq)).limit(limit)
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return [Happening(datetime.fromisoformat(r.at), r.by, r.what, r.whom, r.watch, r.detail) for r in rows]

    def secret(self, name: str) -> bytes:
        """A secret of the server, of 32 bytes, made on first use."""
        query = select(secrets.c.value).where(secrets.c.name == name)
        with self.making() as connection:
            found = connection.execute(query).scalar()
            if found is None:
                found = words.token_bytes(32)
                connection.execute(insert(secrets), {"name": name, "value": found})
            return bytes(found)


def _engine(target: str | Path) -> tuple[str, Engine]:
    named = str(target)
    if "://" in named:
        return _server_engine(named)
    path = Path(named)
    if not path.parent.is_dir():
        raise ConfigError(f"The accounts cannot lie at {path}: there is no folder {path.parent}; make it first.")
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise ConfigError(f"The accounts cannot lie at {path} ({error.strerror}); name a file that can be.") from error

    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        try:
            made.execute("PRAGMA journal_mode=WAL")
            made.execute("PRAGMA secure_delete=ON")
        except BaseException:
            made.close()
            raise
        return made

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, max_overflow=20)
    event.listen(engine, "begin", _begin)
    return str(path), engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")


def _server_engine(url: str) -> tuple[str, Engine]:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise ArgumentError("no PostgreSQL")
    except (ArgumentError, ValueError) as error:
        raise ConfigError("The accounts lie in a file or at a postgresql:// URL; name one of these.") from error
    return parsed.render_as_string(hide_password=True), engine_of(parsed)
