"""What bulk assess has done already, task by task, so that a run that was ended goes on where it stood.

A task's result is written down when it comes in; its number among the step's tasks is its name. The tasks of a step
follow from the results of those before it, so the same run has the same tasks in the same order, whoever did them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from trucewatch.bulk.storage import Place

__all__ = ["DONE", "Journal", "Numbered"]

R = TypeVar("R")

DONE = "done"
_RUN = "run.json"


@dataclass(frozen=True)
class Numbered:
    """A task of a step, or its result, with the task's number."""

    number: int
    value: Any


class Journal:
    """The results of one run's tasks, in its working folder. `run` is the digest of what is assessed and how."""

    def __init__(self, place: Place, run: str) -> None:
        self._place = place
        self.run = run

    def begun(self) -> str | None:
        """The digest of the run that left the working folder; None where it holds none."""
        told = self._place.read(_RUN)
        try:
            found = json.loads(told) if told is not None else None
        except ValueError:
            return None
        return found.get("run") if isinstance(found, dict) else None

    def begin(self) -> None:
        """Say whose working folder it is."""
        self._place.write(_RUN, json.dumps({"run": self.run}).encode())

    def note(self, step: str, number: int, result: R, kind: type[R]) -> None:
        """Keep a task's result."""
        self._place.write(f"{DONE}/{step}-{number}.json", TypeAdapter(kind).dump_json(result))

    def results(self, step: str, tasks: Sequence[Any], kind: type[R]) -> dict[int, R]:
        """The results of a step's tasks that are there, by number; one that cannot be read counts as not done."""
        found: dict[int, R] = {}
        adapter = TypeAdapter(kind)
        known = self._place.sizes(DONE)
        for number in range(len(tasks)):
            name = f"{step}-{number}.json"
            told = self._place.read(f"{DONE}/{name}") if name in known else None
            if told is not None:
                try:
                    found[number] = adapter.validate_json(told)
                except ValidationError:
                    continue
        return found
