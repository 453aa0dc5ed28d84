"""A real server in its own process, with people of every role, who all have one password."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from trucewatch.workbench.people import People, Person, Role

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "seven quiet villages"
WATCH = "syria-2017"
PATIENCE_S = 120
"""How long a test waits for an answer: as long as one may take on a machine that others keep busy."""
PATIENCE_MS = 90_000
"""The same, for what a browser shows."""
NAMES = {role: role.value.title() + " Person" for role in Role}


@dataclass
class Server:
    """A running server. `people` is its accounts, opened beside it; `single` its only watch's folder."""

    url: str
    folder: Path
    people: People
    process: "subprocess.Popen[str]"
    errors: Path
    watch: str = WATCH
    persons: dict[Role, Person] = field(default_factory=dict)

    def log(self) -> str:
        """What the server wrote."""
        return self.errors.read_text("utf-8")

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def stop(self) -> int:
        """End it as Ctrl-C would; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)

    def cookie(self, role: Role) -> tuple[str, str]:
        """A new session of that role's person: the word for the cookie, and its CSRF word."""
        word, session = self.people.sessions.begin(self.persons[role].id)
        return word, session.csrf


def start(folder: Path, logs: Path, *options: str) -> Server:
    """A server over a folder, waited for until it answers."""
    errors = logs / f"server-{len(list(logs.glob('server-*')))}.log"
    command = [sys.executable, "-m", "trucewatch", "serve", str(folder), "--port", "0", *options]
    with errors.open("w") as log:
        process = subprocess.Popen(
            command, stderr=log, stdout=log, text=True, cwd=logs, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
    while not (found := re.search(r"http://[\d.]+:\d+(?=[ ,])", errors.read_text("utf-8"))):
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
        assert process.poll() is None, errors.read_text("utf-8")
    httpx.get(f"{found[0]}/healthz", timeout=PATIENCE_S)
    people = People(folder / "accounts.db")
    server = Server(found[0], folder, people, process, errors)
    server.persons = {role: person for role in Role if (person := people.named(NAMES[role]))}
    return server


def let_everybody_in(folder: Path, watch: str = WATCH) -> None:
    """One person of each role, the administrator for the whole server."""
    people = People(folder / "accounts.db")
    people.first(NAMES[Role.ADMINISTRATOR], PASSWORD)
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            people.add(NAMES[role], {watch: role}, password=PASSWORD, by=NAMES[Role.ADMINISTRATOR])
    people.close()


@contextmanager
def serving(folder: Path, logs: Path, *options: str) -> Iterator[Server]:
    """A server that ends with the block."""
    server = start(folder, logs, *options)
    try:
        yield server
    finally:
        server.stop()
        server.people.close()
