"""One measured ratio, and how to come by it: what Trucewatch costs beside a yardstick, in the same run.

A module of this folder takes part in `make bench` by being named in bench/speed.py and having

    def measures(quick: bool = False) -> list[Measure]

`quick` asks for sizes that take seconds; its ratios are kept apart from those of full size. A module that is not here,
or whose extra is not installed, is passed over with a note.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Measure", "Pair", "clock_seconds", "measured", "pairs_of", "processor_seconds", "rounds_of"]

Pair = tuple[float, float]
"""What one round gave: the cost of ours and that of the yardstick."""


@dataclass(frozen=True)
class Measure:
    """What one thing costs beside another.

    `name` reads "<ours> beside <the yardstick>"; it is the key under which the accepted ratio is kept. `numerator` and
    `denominator` are the median costs of ours and of the yardstick in `unit`, smaller is better. `ratio` is the median
    of the ratios of rounds in which both took turns, which is steadier than the ratio of the medians on a machine with
    other work. `note` says in a sentence what was measured and with which clock.
    """

    name: str
    numerator: float
    denominator: float
    ratio: float
    unit: str
    note: str

    def __post_init__(self) -> None:
        ours, _, yardstick = self.name.partition(" beside ")
        if not ours or not yardstick:
            raise ValueError(f"{self.name!r} must read '<ours> beside <the yardstick>'")
        if min(self.numerator, self.denominator, self.ratio) <= 0:
            raise ValueError(f"{self.name}: costs and their ratio must be above nothing; measure more at a time")

    @property
    def sides(self) -> tuple[str, str]:
        """What was measured, and its yardstick."""
        ours, _, yardstick = self.name.partition(" beside ")
        return ours, yardstick


def clock_seconds(work: Callable[[], object]) -> float:
    """Seconds by the clock, waiting for disks and other processes included."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def processor_seconds(work: Callable[[], object]) -> float:
    """Seconds of processors, in this process and in those that it started and that have ended; other work on the
    machine does not count."""
    before = os.times()
    begun = time.process_time()
    work()
    after = os.times()
    # The process's own time is finer by process_time than by os.times, whose step is a hundredth of a second.
    return time.process_time() - begun + sum(after[2:4]) - sum(before[2:4])


def rounds_of(
    works: Mapping[str, Callable[[], object]],
    rounds: int,
    seconds: Callable[[Callable[[], object]], float] = processor_seconds,
) -> dict[str, list[float]]:
    """The costs of some works over rounds in which all take turns, another one first each time; one round before them
    is not counted."""
    names = list(works)
    for work in works.values():
        work()
    costs: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            costs[name].append(seconds(works[name]))
    return costs


def pairs_of(
    ours: Callable[[], object],
    yardstick: Callable[[], object],
    rounds: int,
    seconds: Callable[[Callable[[], object]], float] = processor_seconds,
) -> list[Pair]:
    """The same for a work and its yardstick."""
    costs = rounds_of({"ours": ours, "yardstick": yardstick}, rounds, seconds)
    return list(zip(costs["ours"], costs["yardstick"], strict=True))


def measured(name: str, pairs: Iterable[Pair], unit: str, note: str, scale: Sequence[float] = (1.0, 1.0)) -> Measure:
    """The measure of some rounds. `scale` turns the costs of ours and of the yardstick into `unit`; where it differs
    between the two, the ratio is of the scaled costs."""
    scaled = [(mine * scale[0], theirs * scale[1]) for mine, theirs in pairs]
    return Measure(
        name=name,
        numerator=statistics.median(mine for mine, _ in scaled),
        denominator=statistics.median(theirs for _, theirs in scaled),
        ratio=statistics.median(mine / theirs for mine, theirs in scaled),
        unit=unit,
        note=note,
    )
