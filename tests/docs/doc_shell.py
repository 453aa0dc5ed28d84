"""A small shell for the commands that stand in the documentation.

`trucewatch …` runs in this process, by the same entry point as on a command line; everything else runs in bash. Folder
and environment last from one command of a page to the next, as in a terminal.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trucewatch.cli import main

_HERE_DOC = re.compile(r"<<\s*'?(\w+)'?")
_ASSIGNED = re.compile(r"^[A-Z][A-Z0-9_]*=")
_NEEDS_BASH = re.compile(r"[|;&`<]|\$\(|\$[A-Z{]")


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it wrote on both streams."""

    code: int
    output: str


def statements(block: str) -> Iterator[str]:
    """The commands of a block: lines that end in a backslash go on, and a here-document belongs to its command."""
    lines = iter(block.splitlines())
    for line in lines:
        statement = line
        while statement.endswith("\\"):
            statement = statement[:-1] + next(lines).strip()
        if not statement.strip() or statement.lstrip().startswith("#"):
            continue
        if end := _HERE_DOC.search(statement):
            body = []
            for inner in lines:
                body.append(inner)
                if inner == end[1]:
                    break
            statement = "\n".join((statement, *body))
        yield statement


class Shell:
    """A terminal in a folder; `names` are words in capitals that a page uses in place of ids."""

    def __init__(self, folder: Path, names: dict[str, str]) -> None:
        self.folder = folder
        self._names = names
        self._environment = {**os.environ, "COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}

    def run(self, statement: str) -> Result:
        """Run one command."""
        for name, value in self._names.items():
            statement = re.sub(rf"\b{name}\b", value, statement)
        words = shlex.split(statement, comments=True) if "<<" not in statement else []
        if words[:1] == ["cd"]:
            self.folder = (self.folder / words[1]).resolve()
            return Result(0, "")
        if words[:1] == ["export"]:
            self._environment |= dict(word.split("=", 1) for word in words[1:])
            return Result(0, "")
        unquoted = re.sub(r"'[^']*'|\"[^\"]*\"", "", statement.partition(" #")[0])
        if not words or _NEEDS_BASH.search(unquoted):
            return self._bash(statement)
        assigned = [word for word in words if _ASSIGNED.match(word)] if _ASSIGNED.match(words[0]) else []
        words = words[len(assigned) :]
        if words[0] != "trucewatch":
            return self._bash(statement)
        return self._trucewatch(words[1:], dict(word.split("=", 1) for word in assigned))

    def _trucewatch(self, arguments: list[str], assigned: dict[str, str]) -> Result:
        into = None
        if ">" in arguments:
            at = arguments.index(">")
            arguments, into = arguments[:at], self.folder / arguments[at + 1]
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        before = dict(os.environ)
        code: int | str | None = 0
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            os.environ.update({**self._environment, **assigned})
            try:
                main(arguments)
            except SystemExit as end:
                code = end.code
            finally:
                os.environ.clear()
                os.environ.update(before)
        written = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
        if into is not None:
            into.write_text(written[0], "utf-8")
            written[0] = ""
        return Result(code if isinstance(code, int) else int(code is not None), "".join(written))

    def _bash(self, statement: str) -> Result:
        shim = f'set -eu; trucewatch() {{ "{sys.executable}" -m trucewatch "$@"; }}\n'
        done = subprocess.run(
            ["bash", "-c", shim + statement],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return Result(done.returncode, done.stdout + done.stderr)
