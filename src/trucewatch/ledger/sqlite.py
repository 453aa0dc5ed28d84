"""A ledger in one SQLite file: write-ahead log, one writer at a time, triggers that refuse changes."""

import os
import secrets
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text

from trucewatch.ledger.dialect import WRITES, Dialect
from trucewatch.model.errors import LedgerError

__all__ = ["Sqlite"]

_BUSY_S = 600.0

_GUARDS = {
    "entries_in_order": """BEFORE INSERT ON entries
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries)
        BEGIN SELECT RAISE(ABORT, 'entries only follow one another'); END""",
    "entries_unchanged": """BEFORE UPDATE ON entries
        BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END""",
    "entries_kept": """BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END""",
    "contents_unchanged": """BEFORE UPDATE ON contents
        BEGIN SELECT RAISE(ABORT, 'content is never changed'); END""",
    "contents_kept": """BEFORE DELETE ON contents
        WHEN NOT EXISTS (SELECT 1 FROM entries, json_each(entries.body, '$.contents') AS gone
                         WHERE entries.kind = 'takedown' AND gone.value = OLD.sha256)
        BEGIN SELECT RAISE(ABORT, 'content only goes with a takedown'); END""",
}

_EXPLANATIONS = (
    ("disk is full", "The disk is full: nothing was recorded in {where}; free some space and try again."),
    ("is locked", "Another process is writing to {where}; wait until it is done and try again."),
    ("readonly", "The ledger {where} cannot be written because the file or its folder is read-only; allow writing."),
    ("read-only", "The ledger {where} cannot be written because the file or its folder is read-only; allow writing."),
    ("unable to open", "The ledger {where} cannot be opened; check that its folder exists and may be written to."),
    ("not a database", "The file {where} is not a ledger; name a ledger.db that Trucewatch made."),
    ("malformed", "The ledger {where} is damaged; restore it from a copy and verify it."),
    ("disk i/o", "The ledger {where} cannot be read or written because the disk reports an error; check the disk."),
    ("no such table", "The file {where} is a database but no ledger; name a ledger.db that Trucewatch made."),
    ("is never", "The ledger {where} only grows: an entry is never changed or removed; record a new one."),
)


class Sqlite:
    """SQLite behind a ledger (design.md: the default, in the watch folder). `read_only` opens without writing."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path, self.read_only = path, read_only
        self.where = str(path)
        self._creates = False

    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.is_file()

    def engine(self) -> Engine:
        """Connections to the file."""
        mode = "rwc" if self._creates else "ro" if self.read_only else "rw"
        uri = f"{self.path.absolute().as_uri()}?mode={mode}{'&immutable=1' if self._on_fixed_medium() else ''}"

        def connect() -> sqlite3.Connection:
            made = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
            try:
                self._prepare(made)
            except BaseException:
                made.close()
                raise
            return made

        engine = create_engine("sqlite+pysqlite://", creator=connect, pool_size=5, max_overflow=10, poolclass=QueuePool)
        event.listen(engine, "begin", _begin)
        return engine

    def _on_fixed_medium(self) -> bool:
        """Whether the file lies, complete, where SQLite could not lay the shared memory that it reads with."""
        log = Path(f"{self.path}-wal")
        return self.read_only and not os.access(self.path.parent, os.W_OK) and not log.exists()

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if not self.read_only:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")

    def beginning(self) -> "Sqlite":
        """A file beside this one, so that a creation that is cut short leaves no half ledger under the name."""
        begun = Sqlite(self.path.with_name(f".{self.path.name}.new-{secrets.token_hex(4)}"))
        begun.where, begun._creates = self.where, True
        return begun

    def settle(self, begun: Dialect) -> None:
        """Give the file that was begun its name. LedgerError if the name is taken by now."""
        if not isinstance(begun, Sqlite):
            raise TypeError("a file is settled from a file")
        try:
            os.link(begun.path, self.path)
        except FileExistsError:
            raise LedgerError(f"There is a file {self.where} already; open it, or name another.") from None
        except OSError:
            begun.path.rename(self.path)  # a file system without links
        begun.path.unlink(missing_ok=True)

    def guard(self, connection: Connection) -> None:
        """Install the triggers that keep entries and contents as they are."""
        for name, body in _GUARDS.items():
            connection.execute(text(f"CREATE TRIGGER {name} {body}"))

    def missing_guards(self, connection: Connection) -> tuple[str, ...]:
        """Names of triggers that are no longer there as they were made."""
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        found = {row.name: row.sql for row in rows}
        return tuple(name for name, body in _GUARDS.items() if found.get(name) != f"CREATE TRIGGER {name} {body}")

    def discard(self) -> None:
        """Remove the file that a creation that failed has begun."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def wipe(self, engine: Engine) -> None:
        """Fold the write-ahead log back, so that removed words lie in no file any more (secure_delete zeroes pages)."""
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def explain(self, error: Exception) -> LedgerError:
        """SQLite's error as one sentence that says what to do."""
        said = str(getattr(error, "orig", None) or error)
        for sign, sentence in _EXPLANATIONS:
            if sign in said.lower():
                return LedgerError(sentence.format(where=self.where))
        return LedgerError(f"The ledger {self.where} cannot be used: {said}.")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")
