"""Files that others may have built to do harm are read in processes of their own, with limits of time and memory.

A page that makes its parser hang, a PDF that makes it crash or a file that unpacks to more than there is memory costs
that process, and is answered with one sentence about that file. Several such processes read several files at once;
what they find comes in the order of the files.
"""

import atexit
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Lock

from trucewatch.ingest.base import Ingested
from trucewatch.ingest.content import shown
from trucewatch.ingest.fields import Reading
from trucewatch.ingest.speech import MODEL_FOLDER
from trucewatch.model import Report
from trucewatch.model.errors import ReportError

__all__ = ["Job", "end_all", "in_order"]

_MOST_PROCESSES = 4
_AHEAD = 4


@dataclass(frozen=True)
class Job:
    """A file to be read in isolation: under which name and address, and how many seconds one item of it may take."""

    file: Path
    name: str
    path: str
    patience: float
    url: str | None = None

    def message(self, reading: Reading) -> bytes:
        """The job as the process takes it; a file's name may be no text, so it goes as bytes."""
        return json.dumps(
            {
                "file": os.fsencode(self.file.absolute()).hex(),
                "name": shown(self.name),
                "path": shown(self.path),
                "url": self.url,
                "published": reading.published.isoformat() if reading.published else None,
                "columns": dict(reading.columns),
                "dates": reading.dates,
                "speech": os.environ.get(MODEL_FOLDER, ""),
            }
        ).encode()


class _Process:
    """One process that reads, and the jobs it has not finished, the oldest first."""

    def __init__(self) -> None:
        self.jobs: deque[Job] = deque()
        self._start()

    def _start(self) -> None:
        ours, theirs = Pipe()
        command = [sys.executable, "-m", "trucewatch.ingest.isolated", str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own module)
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )
        self._connection: Connection = ours

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it, whatever it does."""
        self._connection.close()
        self._process.kill()
        self._process.wait()

    def take(self, job: Job, reading: Reading) -> None:
        """Give it one more job."""
        self.jobs.append(job)
        with suppress(OSError):
            self._connection.send_bytes(job.message(reading))

    def items(self, reading: Reading) -> Iterator[Ingested]:
        """What it finds in the oldest of its jobs; one sentence where that ends the process."""
        job = self.jobs[0]
        raw = b""
        try:
            while told := json.loads(self._received(job)):
                raw = raw if told["same"] else self._received(job)
                report = Report.model_validate(told["report"]) if told["report"] else None
                error = ReportError(told["error"]) if told["error"] else None
                yield Ingested(report, raw, error, shown(job.path), told["where"])
            self.jobs.popleft()
        except TimeoutError:
            self._again(reading)
            reason = f"could not be read within {job.patience:.0f} seconds; split it, or save its text as .txt"
            yield Ingested(None, b"", ReportError(f"{shown(job.name)} {reason}."), shown(job.path))
        except (EOFError, OSError):
            self._again(reading)
            reason = (
                "made its reader break off, as damaged and hostile files do; get it again, or save its text as .txt"
            )
            yield Ingested(None, b"", ReportError(f"{shown(job.name)} {reason}."), shown(job.path))

    def _received(self, job: Job) -> bytes:
        if not self._connection.poll(job.patience):
            raise TimeoutError
        return self._connection.recv_bytes()

    def _again(self, reading: Reading) -> None:
        """A new process takes over the jobs after the one that ended this one."""
        self.jobs.popleft()
        left, self.jobs = list(self.jobs), deque()
        self.end()
        self._start()
        for job in left:
            self.take(job, reading)


_idle: list[_Process] = []
_lock = Lock()


@atexit.register
def end_all() -> None:
    """End the processes that wait for work; the next file starts new ones."""
    while _idle:
        _idle.pop().end()


def _taken() -> _Process:
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.is_alive:
                return process
            process.end()
    return _Process()


def in_order(
    steps: Iterable[Job | Iterator[Ingested]], reading: Reading, processes: int | None = None
) -> Iterator[Ingested]:
    """What the steps hold, in their order: a job is read in isolation, several at once; an iterator, which stands for
    what can be read in this very process, is walked when its turn comes. `processes`: how many read at once, None for
    one a processor, four at most."""
    waiting: deque[_Process | Iterator[Ingested]] = deque()
    started: list[_Process] = []
    source = iter(steps)
    most = processes or max(1, min(_MOST_PROCESSES, os.cpu_count() or 1))
    finished = False
    try:
        while True:
            while len(waiting) < most * _AHEAD and (step := next(source, None)) is not None:
                waiting.append(_given(step, started, most, reading) if isinstance(step, Job) else step)
            if not waiting:
                break
            first = waiting.popleft()
            yield from first.items(reading) if isinstance(first, _Process) else first
        finished = True
    finally:
        for process in started:
            if finished and not process.jobs and len(_idle) < most:
                _idle.append(process)
            else:
                process.end()


def _given(job: Job, processes: list[_Process], most: int, reading: Reading) -> _Process:
    """The process that takes the job: one that is free, a new one, or the one with the least to do."""
    chosen = next((process for process in processes if not process.jobs), None)
    if chosen is None and len(processes) < most:
        chosen = _taken()
        processes.append(chosen)
    chosen = chosen or min(processes, key=lambda process: len(process.jobs))
    chosen.take(job, reading)
    return chosen
