"""Working out a large picture in a process of its own, so that the server goes on answering meanwhile.

    python -m trucewatch.workbench.painting      one job as JSON on standard input, the secret of its seal among it

The process works at low priority, writes the picture to its shelf, and ends; the server reads it from there.
"""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from trucewatch.exporting import leaving_now
from trucewatch.model import View
from trucewatch.model.errors import TrucewatchError, WatchError
from trucewatch.publish.exports import Leaving
from trucewatch.publish.exports.base import Record
from trucewatch.publish.release import Released, load_profile
from trucewatch.watch import Watch
from trucewatch.workbench.kept import Extra, Shelf
from trucewatch.workbench.playback import film

__all__ = ["Easel", "Job", "apart", "put", "together"]

_KINDER = 10
_LOOK_S = 5


@dataclass(frozen=True)
class Job:
    """A picture to be worked out: of the watch in `folder` on two clocks (ISO), from what was recorded up to `upto`,
    for `file`; under a release `profile` where one is given, made from the picture in `base` where it is there. `film`:
    not the picture, but how it came to be, day by day of knowledge (playback/)."""

    folder: str
    as_of: str
    known_on: str
    upto: str
    file: str
    profile: str | None = None
    base: str | None = None
    film: bool = False


class Easel:
    """Where pictures are worked out, each in a process of its own, until it is closed."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._at_work: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def paint(self, job: Job) -> None:
        """Work a picture out in another process and wait for it. WatchError if it fails, or the easel is closed."""
        sent = json.dumps({**asdict(job), "secret": self._secret.hex()})
        command = [sys.executable, "-m", "trucewatch.workbench.painting"]
        pipe = subprocess.PIPE
        with self._lock:
            if self._closed:
                raise WatchError(f"The view of {job.folder} is not worked out any more: the server ends.")
            work = subprocess.Popen(command, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe, text=True)  # noqa: S603
            self._at_work.add(work)
        try:
            _, said = work.communicate(sent)
        finally:
            with self._lock:
                self._at_work.discard(work)
        if work.returncode:
            why = said.strip().splitlines()
            raise WatchError(f"The view of {job.folder} could not be worked out: {why[-1] if why else 'it was ended'}.")

    def close(self) -> None:
        """End what is at work."""
        with self._lock:
            self._closed = True
            for work in self._at_work:
                work.kill()


def put(job: Job, shelf: Shelf) -> None:
    """Work out what a job asks for, and put it on the shelf; again where a report was taken down meanwhile, whose words
    must not come to lie there after the takedown has cleared it."""
    with Watch.open(Path(job.folder)) as watch:
        while not _put(watch, job, shelf):
            pass


def _put(watch: Watch, job: Job, shelf: Shelf) -> bool:
    """Whether what was put on the shelf may stay there."""
    file = Path(job.file)
    kept = shelf.read(Path(job.base)) if job.base else None
    view = kept[0] if kept and not _gone(watch, kept[0]) else _view(watch, job)
    profile = load_profile(job.profile, watch.folder) if job.profile is not None else None
    with suppress(FileNotFoundError):
        if job.film:
            made = film(watch, view, datetime.fromisoformat(job.upto), profile)
            shelf.write_film(file, made.json())
        elif profile is not None:
            shelf.write(file, *apart(leaving_now(watch, view, profile)))
        else:
            shelf.write(file, view)
        if not _gone(watch, view):
            return True
    file.unlink(missing_ok=True)
    return False


def _gone(watch: Watch, view: View) -> bool:
    """Whether a view holds a report that was taken down."""
    return not watch.ledger.taken_down().keys().isdisjoint(view.reports)


def _view(watch: Watch, job: Job) -> View:
    as_of, known_on, upto = (datetime.fromisoformat(moment) for moment in (job.as_of, job.known_on, job.upto))
    return watch.view(as_of, known_on, upto=upto)


def apart(leaving: Leaving) -> tuple[View, Extra]:
    """What left under a profile as the shelf keeps it: the view, and with it what is not in the view."""
    released = leaving.released
    if released is None:
        raise WatchError("Only a whole view can be kept.")
    extra: Extra = {
        "classes": [record.sensitivity for record in leaving.records],
        "withheld": list(released.withheld),
        "coarsened": list(released.coarsened.items()),
        "rules": [leaving.profile, leaving.licences],
    }
    return released.view, extra


def together(view: View, extra: Extra) -> Leaving:
    """What left under a profile, from what the shelf kept of it."""
    profile, licences = extra["rules"]
    released = Released(view, profile, dict(extra["coarsened"]), tuple(extra["withheld"]))
    records = [Record(claim, kind) for claim, kind in zip(view.claims.values(), extra["classes"], strict=True)]
    made = (view.setting, profile, view.known_on, records, view.reports, licences, released)
    return Leaving(*made, view.corpus_hash, view.method)


def _main() -> int:
    with suppress(OSError, AttributeError):
        os.nice(_KINDER)
    sent = json.loads(sys.stdin.read())
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    secret = bytes.fromhex(sent.pop("secret"))
    job = Job(**sent)
    shelf = Shelf(Path(job.folder), secret)
    try:
        put(job, shelf)
    except TrucewatchError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _end_with(parent: int) -> None:
    """End when the server that asked is gone."""
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(_main())
