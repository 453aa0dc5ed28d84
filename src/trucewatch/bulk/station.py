"""One worker for all steps of bulk assess: it makes the world once and does whatever task comes."""

from collections.abc import Callable
from functools import cache
from typing import Any

from trucewatch.bulk.cells import Pairings
from trucewatch.bulk.comparing import Compare, Part, Survey
from trucewatch.bulk.dealing import Deal, Dealing
from trucewatch.bulk.grouping import Assess, Bin, Naming, Write
from trucewatch.bulk.storage import Place
from trucewatch.world import World

__all__ = ["Station"]


class Station:
    """Does tasks of every step, by their kind."""

    def __init__(self, source: Place, scratch: Place, out: Place, make_world: Callable[[], World]) -> None:
        world = make_world()
        lineage = cache(lambda actor: world.actors.ancestors(actor, None))
        self._steps: dict[type, Callable[[Any], Any]] = {
            Part: Survey(source, scratch, lineage),
            Pairings: Compare(scratch, lineage),
            Dealing: Deal(source, scratch),
            Bin: Assess(scratch, world),
            Naming: Write(scratch, out),
        }

    def end(self) -> None:
        """It holds nothing that has to be let go of."""

    def __call__(self, task: Any, /) -> Any:
        """Do a task."""
        return self._steps[type(task)](task)
