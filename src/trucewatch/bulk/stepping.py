"""One step of bulk assess after the other: its tasks spread over workers, its results noted, its time taken."""

import time
from collections.abc import Sequence
from typing import Any, TypeVar

from trucewatch.bulk.journal import Journal, Numbered
from trucewatch.bulk.running import Runner
from trucewatch.model.progress import StepProgress

__all__ = ["Stepping"]

R = TypeVar("R")


class Stepping:
    """Does steps. `seconds`: what each took on the clock, in this run of the command."""

    def __init__(self, run: Runner, journal: Journal, progress: StepProgress | None) -> None:
        self._run = run
        self._journal = journal
        self._progress = progress
        self.seconds: dict[str, float] = {}
        self.passed_over = 0

    def __call__(self, step: str, tasks: Sequence[Any], kind: type[R]) -> list[R]:
        """The results of all tasks of a step, in their order; those that were done before are not done again."""
        begun = time.monotonic()
        found: dict[int, R] = self._journal.results(step, tasks, kind)
        self.passed_over += len(found)
        waiting = [Numbered(number, task) for number, task in enumerate(tasks) if number not in found]
        for result in self._run(waiting):
            self._journal.note(step, result.number, result.value, kind)
            found[result.number] = result.value
            if self._progress:
                self._progress(step, len(found), len(tasks))
        self.seconds[step] = round(time.monotonic() - begun, 3)
        return [found[number] for number in range(len(tasks))]
