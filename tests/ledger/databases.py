"""The databases that the suite runs over: a file, and a PostgreSQL server that is started for the tests."""

import os
import pwd
import secrets
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pg8000.native

from trucewatch.ledger import Ledger

TABLES = ("entries", "contents", "head", "known", "ended")
# Only "guarded" has to give the password: checking it takes pg8000 a tenth of a second for every connection.
RULES = "host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"
PASSWORD = secrets.token_hex(8)


class Place(Protocol):
    """Where a test keeps a ledger, and how somebody with full access would edit it behind its back."""

    target: str

    def sql(self, statement: str, **values: Any) -> list[dict[str, Any]]: ...

    def unguard(self) -> None: ...

    def copy(self, folder: Path) -> "Place": ...

    def on_disk(self) -> bytes: ...

    def done(self) -> None: ...


class File:
    """An SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path, self.target = path, str(path)

    def sql(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.path)) as raw, raw:
            raw.row_factory = sqlite3.Row
            return [dict(row) for row in raw.execute(statement, values)]

    def unguard(self) -> None:
        for row in self.sql("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self.sql(f"DROP TRIGGER {row['name']}")

    def copy(self, folder: Path) -> "File":
        folder.mkdir(parents=True, exist_ok=True)
        for path in self.path.parent.glob(f"{self.path.name}*"):
            shutil.copy(path, folder / path.name)
        return File(folder / self.path.name)

    def done(self) -> None:
        """Files go with their folder."""

    def on_disk(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.path.parent.rglob("*") if path.is_file())


class Database:
    """A database of the tests' own server."""

    def __init__(self, server: "Server", name: str) -> None:
        self.server, self.name = server, name
        self.target = f"postgresql://watch@127.0.0.1:{server.port}/{name}"

    def sql(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        return self.server.sql(statement, self.name, **values)

    def unguard(self) -> None:
        for table in ("entries", "contents"):
            self.sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def guard(self) -> None:
        for table in ("entries", "contents"):
            self.sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def copy(self, _folder: Path) -> "Database":
        other = self.server.database()
        Ledger.create(other.target).close()
        other.unguard()
        for table in TABLES:
            other.sql(f"DELETE FROM {table}")
            for row in self.sql(f"SELECT * FROM {table}"):
                names = ", ".join(f'"{name}"' for name in row)
                other.sql(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})", **row)
        other.guard()
        return other

    def done(self) -> None:
        """Let another test have the database."""
        if self not in self.server.free:
            self.server.free.append(self)

    def on_disk(self) -> bytes:
        self.sql("CHECKPOINT")
        oid = self.sql("SELECT oid FROM pg_database WHERE datname = current_database()")[0]["oid"]
        folder = self.server.data / "base" / str(oid)
        return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


class Server:
    """A PostgreSQL server on a free port of the loopback interface."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port, self._made = data, port, 0
        self.free: list[Database] = []
        self._open: dict[str, pg8000.native.Connection] = {}

    def sql(self, statement: str, database: str = "postgres", **values: Any) -> list[dict[str, Any]]:
        if database not in self._open:
            self._open[database] = pg8000.native.Connection("watch", "127.0.0.1", database, self.port)
        raw = self._open[database]
        rows = raw.run(statement, **values)
        return [dict(zip([c["name"] for c in raw.columns or ()], row, strict=True)) for row in rows or ()]

    def close(self) -> None:
        for raw in self._open.values():
            raw.close()

    def database(self) -> Database:
        """An empty database. Making one takes a second, so those that tests gave back are emptied and used again."""
        if self.free:
            used = self.free.pop()
            used.sql("DROP SCHEMA public CASCADE")
            used.sql("CREATE SCHEMA public")
            used.sql("GRANT USAGE ON SCHEMA public TO PUBLIC")
            return used
        self._made += 1
        name = f"watch_{self._made}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE template0")
        return Database(self, name)


def programs() -> Path | None:
    """The newest server's programs as Debian lays them down, or those on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def other_user() -> str | None:
    """Whom the server runs as where the tests run as root, which it refuses."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def server(bin_folder: Path) -> Iterator[Server]:
    """A server with its own data, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="trucewatch-pg-"))
    user = other_user()
    run = {"user": user, "extra_groups": []} if user else {}
    password, data, port = folder / "password", folder / "data", free_port()
    try:
        password.write_text(PASSWORD)
        for path in (folder, password) if user else ():
            shutil.chown(path, user)
        init = ["-D", data, "-U", "watch", f"--pwfile={password}", "--no-sync", "--encoding=UTF8", "--no-locale"]
        _do([bin_folder / "initdb", *init], run, folder)
        (data / "pg_hba.conf").write_text(RULES)
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        start = ["-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", settings, "start"]
        _do([bin_folder / "pg_ctl", *start], run, folder)
        try:
            with closing(Server(data, port)) as started:
                yield started
        finally:
            _do([bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], run, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _do(command: list[Any], run: dict[str, Any], folder: Path) -> None:
    with (folder / f"said-{time.monotonic_ns()}").open("wb") as said:  # a pipe would be kept open by the server
        done = subprocess.run(command, stdout=said, stderr=said, cwd=folder, check=False, **run)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {Path(said.name).read_text()}")
