"""One reading process, watched: a document that crashes it, hangs or takes too much memory is tried again and then set
aside, and a new process goes on with the next."""

import json
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from typing import Any

from trucewatch.bulk.documents import Document
from trucewatch.bulk.reader import Means
from trucewatch.model.errors import ExtractionError

__all__ = ["Patience", "Read", "Reader"]

_AHEAD = 2 if sys.platform.startswith("linux") else 1
_SMALL = 32 * 1024
"""Documents of no more bytes are sent while the one before is read: they fit into the pipe, so nobody waits for the
other to take what it sends."""
_START = 600.0
_STOPPED = "The reading was stopped; run the same command to go on."


@dataclass(frozen=True)
class Patience:
    """`timeout`: seconds that one document may take; `retries`: how often one that ends its process is tried again."""

    timeout: float = 120.0
    retries: int = 2


@dataclass(frozen=True)
class Read:
    """What became of a document: `items` are reports with their claims (JSON texts), `errors` what could not be read
    in it, `poison` why it was set aside after `tries`, `foreign` how many reports are in languages not read."""

    document: Document
    items: tuple[tuple[str, tuple[str, ...]], ...] = ()
    errors: tuple[str, ...] = ()
    poison: str | None = None
    tries: int = 1
    foreign: int = 0


class _GoneError(Exception):
    """The process ended while it read; the argument says how."""


class Reader:
    """Reads documents in a process of its own, which is started when it is needed. `peak` is the most memory that any
    such process held, in bytes."""

    def __init__(self, means: Means, patience: Patience) -> None:
        self._means = means
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._ended = self._busy = False
        self.peak = 0

    @property
    def pid(self) -> int | None:
        """The process that reads now, ready to; None between two."""
        process, ready = self._process, self._connection is not None
        return process.pid if process is not None and ready else None

    def end(self) -> None:
        """End the process, whatever it does, also from another thread; nothing can be read afterwards."""
        self._ended = True
        process = self._process
        if process is not None and self._busy:
            process.kill()
        elif process is not None:
            self._stop()

    def read(self, documents: Iterable[Document]) -> Iterator[Read]:
        """What became of each document, in order. ExtractionError where the extractor cannot run at all."""
        waiting: deque[Document] = deque()
        self._busy = True
        try:
            yield from self._read(iter(documents), waiting)
        finally:
            self._busy = False
            if waiting or self._ended:
                self._stop()

    def _read(self, source: Iterator[Document], waiting: deque[Document]) -> Iterator[Read]:
        following = next(source, None)
        tries = 1
        while True:
            while following is not None and len(waiting) < (_AHEAD if len(following.raw) <= _SMALL else 1):
                waiting.append(following)
                self._send(following)
                following = next(source, None)
            if not waiting:
                return
            first = waiting[0]
            if first.broken is not None:
                yield Read(waiting.popleft(), poison=first.broken)
                continue
            try:
                answer = self._answer()
            except _GoneError as gone:
                self._stop()
                last = tries > self._patience.retries
                if last:
                    waiting.popleft()
                    yield Read(first, poison=f"{first.where} {gone}; it was set aside.", tries=tries)
                tries = 1 if last else tries + 1
                self._again(waiting)
                continue
            waiting.popleft()
            yield _read_of(first, answer, tries)
            tries = 1

    def _again(self, waiting: Iterable[Document]) -> None:
        for document in waiting:
            self._send(document)

    def _send(self, document: Document) -> None:
        if document.broken is not None:
            return
        connection = self._connection or self._start()
        # Where it has ended, the answer that does not come says so.
        with suppress(OSError):
            connection.send_bytes(json.dumps([document.where, document.kind]).encode())
            connection.send_bytes(document.raw)

    def _answer(self) -> dict[str, Any]:
        if self._connection is None:
            raise ExtractionError(_STOPPED)
        try:
            if not self._connection.poll(self._patience.timeout):
                raise _GoneError(f"took longer than {self._patience.timeout:g} seconds")
            answer: dict[str, Any] = json.loads(self._connection.recv_bytes())
        except (EOFError, OSError) as error:
            raise _GoneError(self._how()) from error
        self.peak = max(self.peak, answer["peak"])
        if "poison" in answer:
            raise _GoneError(answer["poison"])
        return answer

    def _how(self) -> str:
        """How the process ended, in words."""
        if self._process is None:
            return "made its reader end"
        with suppress(subprocess.TimeoutExpired):
            code = self._process.wait(timeout=10)
            if code < 0:
                return f"made its reader end with the signal {signal.Signals(-code).name}"
            return f"made its reader end with the code {code}"
        return "made its reader break off"

    def _start(self) -> Connection:
        """A process that is ready. One that is ended while it loads, as where memory is short, is started again."""
        how = ""
        for _ in range(self._patience.retries + 1):
            if self._ended:
                raise ExtractionError(_STOPPED)
            ours = self._launch()
            told = self._greeting(ours)
            if told is not None:
                self._connection = ours
                self.peak = max(self.peak, told["peak"])
                return ours
            how = self._how()
            ours.close()
            self._stop()
        raise ExtractionError(f"The extractor {self._means.extractor} cannot be loaded: it {how}; raise --memory-mb.")

    def _greeting(self, ours: Connection) -> dict[str, Any] | None:
        """What a process says when it has loaded; None where it ended before."""
        try:
            ours.send_bytes(pickle.dumps(self._means))
            late = {"failed": f"The extractor did not load within {_START:.0f} seconds; let the machine do less."}
            told: dict[str, Any] = json.loads(ours.recv_bytes()) if ours.poll(_START) else late
        except (EOFError, OSError):
            return None
        if "failed" in told:
            ours.close()
            self._stop()
            raise ExtractionError(told["failed"])
        return told

    def _launch(self) -> Connection:
        ours, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own module)
                [sys.executable, "-m", "trucewatch.bulk.reader", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )
        return ours

    def _stop(self) -> None:
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is not None:
            process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()


def _read_of(document: Document, answer: dict[str, Any], tries: int) -> Read:
    if "flaw" in answer:
        return Read(document, poison=f"{document.where} {answer['flaw']}; it was set aside.", tries=tries)
    items = tuple((item["report"], tuple(item["claims"])) for item in answer["items"])
    return Read(document, items, tuple(answer["errors"]), None, tries, answer["foreign"])
