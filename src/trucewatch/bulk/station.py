"""One worker for all steps of bulk assess: it makes the world once and does whatever task comes."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from trucewatch.bulk.cells import Pairings
from trucewatch.bulk.comparing import Compare, Part, Survey
from trucewatch.bulk.copying import (
    ToDeal,
    ToList,
    ToMeasure,
    ToPair,
    ToSketch,
    deal_texts,
    list_reports,
    measure_copies,
    pair_reports,
    sketch_reports,
)
from trucewatch.bulk.dealing import Deal, Dealing
from trucewatch.bulk.grouping import Assess, Bin, Naming, Write
from trucewatch.bulk.journal import Numbered
from trucewatch.bulk.large import Across, Scoring, ToLink, Within, link
from trucewatch.bulk.storage import Place
from trucewatch.world import World

__all__ = ["Station"]


class Station:
    """Does tasks of every step, by their kind."""

    def __init__(self, source: Place, scratch: Place, out: Place, make_world: Callable[[], World]) -> None:
        world = make_world()
        lineage = cache(lambda actor: world.actors.ancestors(actor, None))
        scoring = Scoring(source, scratch, lineage)
        self._steps: dict[type, Callable[[Any], Any]] = {
            ToList: partial(list_reports, source),
            ToSketch: partial(sketch_reports, source, scratch),
            ToPair: partial(pair_reports, scratch),
            ToDeal: partial(deal_texts, source, scratch),
            ToMeasure: partial(measure_copies, scratch),
            Within: scoring.within,
            Across: scoring.across,
            ToLink: partial(link, scratch),
            Part: Survey(source, scratch, lineage),
            Pairings: Compare(scratch, lineage),
            Dealing: Deal(source, scratch),
            Bin: Assess(scratch, world),
            Naming: Write(scratch, out),
        }

    def end(self) -> None:
        """It holds nothing that has to be let go of."""

    def __call__(self, task: Numbered, /) -> Numbered:
        """Do a task; its result, under the same number."""
        return Numbered(task.number, self._steps[type(task.value)](task.value))
