"""Whether a watch comes through: a hundred processes that add at once, and two hundred that are killed (SIGKILL) at
random moments of all that they do while they add, read again or publish.

Every process is forked from this one, so that it is at work at once and not importing. Afterwards verification must
be clean, every report there once with its claims, and the same work, done again, must complete what was cut short.
"""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from trucewatch.founding import found
from trucewatch.issuing import write_issue
from trucewatch.model import Claim, EventType, Report, Trigger
from trucewatch.moments import moment
from trucewatch.watch import Watch

WRITERS = 100
KILLS = 200
REPORTS = 40
TEXT = "The Northern Brigade shelled the mill of Tell Amara on 4 May 2017, and {n} people fled, report {n} said."
ACTORS = "actors:\n- {id: north, name: Northern Brigade, side: north, kind: armed_group}\n"


class Quick:
    """One claim a report, at once, so that most of a process's time is the ledger's."""

    name, version, languages = "quick", "1", frozenset({"en"})

    def extract(self, report: Report, _world: object) -> list[Claim]:
        trigger = Trigger(text="shelled", start=21, end=28)
        return [Claim(id="c1", report=report.id, trigger=trigger, type=EventType.SHELLING)]


def opened(folder: Path) -> Watch:
    """The watch, read by the quick extractor."""
    watch = Watch.open(folder)
    watch.__dict__["extractor"] = Quick()
    return watch


def written(path: Path, numbers: range) -> Path:
    """Reports with those numbers, as JSON Lines."""
    rows = ({"id": f"r{n}", "text": TEXT.format(n=n), "published": "2017-05-05", "language": "en"} for n in numbers)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def forked(action: Callable[[], object]) -> int:
    """The id of a process that does it and ends with 0, or with 1 where it fails."""
    child = os.fork()
    if child:
        return child
    try:
        action()
        os._exit(0)
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)


def problems(folder: Path, expected: int | None) -> list[str]:
    """What is wrong with a watch; `expected` reports must be in it (None: any number)."""
    with opened(folder) as watch:
        wrong = list(watch.verify().problems)
        reports, claims = set(watch.ledger.reports()), {key.split("/")[0] for key in watch.ledger.claims()}
        added = Counter(entry.body["id"] for entry in watch.ledger.entries("report_added"))
    if reports != claims:
        wrong.append(f"half in: {sorted(reports ^ claims)}")
    if expected is not None and len(reports) != expected:
        wrong.append(f"{len(reports)} reports instead of {expected}")
    return wrong + [f"{name} was added {count} times" for name, count in added.items() if count > 1]


def many_writers(work: Path) -> list[str]:
    """A hundred processes at once, each with reports that two others have too; nobody has begun the ledger."""
    folder = work / "many"
    found(folder, title="Many writers")
    for path in folder.glob("ledger.db*"):
        path.unlink()
    inputs = [written(work / f"{n}.jsonl", range(2 * n, 2 * n + 6)) for n in range(WRITERS)]

    def add(path: Path) -> Callable[[], None]:
        def act() -> None:
            with opened(folder) as watch:
                if refused := watch.add([path]).refused:
                    raise RuntimeError(refused[0])

        return act

    begun = time.perf_counter()
    children = [forked(add(path)) for path in inputs]
    codes = Counter(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    print(f"{WRITERS} writers: exit codes {dict(codes)}, {time.perf_counter() - begun:.0f} s", flush=True)
    failed = [f"{codes[code]} writers ended with {code}" for code in codes if code]
    return failed + problems(folder, 2 * WRITERS + 4)


class Killed:
    """One kind of work on a watch, killed and run again."""

    def __init__(self, work: Path, name: str, prepare: Callable[[Path], None], act: Callable[[Path], object]) -> None:
        self.work, self.name, self.act = work, name, act
        self.template = work / name
        found(self.template, title="Killed", archive=True)
        prepare(self.template)
        self.typical = min(self._lasts(number) for number in range(3))
        self.died = 0

    def _lasts(self, number: int) -> float:
        """How many seconds the whole work takes where nobody kills it."""
        folder = self.work / f"{self.name}-whole-{number}"
        shutil.copytree(self.template, folder)
        begun = time.perf_counter()
        os.waitpid(forked(lambda: self.act(folder)), 0)
        lasted = time.perf_counter() - begun
        shutil.rmtree(folder)
        return lasted

    def once(self, number: int, after: float) -> list[str]:
        """Kill the work after some seconds, check, run it again, check."""
        folder = self.work / f"{self.name}-{number}"
        shutil.copytree(self.template, folder)
        child = forked(lambda: self.act(folder))
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL:
            self.died += 1
        wrong = [f"after the kill: {problem}" for problem in problems(folder, None)]
        if os.waitstatus_to_exitcode(os.waitpid(forked(lambda: self.act(folder)), 0)[1]):
            wrong.append("the rerun failed")
        wrong += [f"after the rerun: {problem}" for problem in problems(folder, REPORTS)]
        shutil.rmtree(folder)
        return wrong


def works(work: Path) -> list[Killed]:
    """Adding, reading again with other names, and publishing."""
    reports = written(work / "reports.jsonl", range(REPORTS))

    def add(folder: Path) -> None:
        with opened(folder) as watch:
            watch.add([reports])

    def add_and_rename(folder: Path) -> None:
        add(folder)
        (folder / "actors.yaml").write_text(ACTORS, "utf-8")

    def reread(folder: Path) -> None:
        with opened(folder) as watch:
            watch.reread()
            assert watch.stale() == []

    def brief(folder: Path) -> None:
        with opened(folder) as watch:
            day = moment("2017-05-06", watch.zone)
            written_files = write_issue(watch, day, day, folder / "out", ("md",))
            assert all(path.stat().st_size for path in written_files)
            assert len(watch.ledger.issues()) == 1

    return [
        Killed(work, "add", lambda _folder: None, add),
        Killed(work, "extract", add_and_rename, reread),
        Killed(work, "brief", add, brief),
    ]


def main() -> int:
    """Print what was done and everything that was wrong; 1 if anything was."""
    with tempfile.TemporaryDirectory() as folder:
        wrong = many_writers(Path(folder))
        kinds, chance = works(Path(folder)), random.Random()
        for number in range(1, KILLS + 1):
            kind = kinds[number % len(kinds)]
            wrong += [f"{kind.name}: {problem}" for problem in kind.once(number, chance.uniform(0, kind.typical))]
            if number % 20 == 0:
                print(f"{number} kills, {len(wrong)} problems", flush=True)
    for kind in kinds:
        print(f"{kind.name}: {kind.died} processes died at work, killed within its {kind.typical:.2f} s")
    for problem in wrong:
        print(problem)
    return int(bool(wrong))
