"""What became of a source's earlier claims: a Beta track record, kept apart by its stake and by the kind of event.

A record learns from resolved propositions only, each with the day on which it was resolved; asked as of a day, it knows
nothing of what was resolved later. So no view of 2017 knows what 2021 taught.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from trucewatch.assess.parameters import Stake, parameters

__all__ = ["Record", "Resolved", "TrackRecords"]


@dataclass(frozen=True, order=True)
class Resolved:
    """A source's claim whose proposition was resolved on the day `learned`: whether the source was right. `about` is
    the layer of the event (physical, process, state). Only a review, or a fact that nobody contests, resolves."""

    learned: date
    source: str
    stake: Stake
    about: str
    right: bool


@dataclass(frozen=True)
class Record:
    """A Beta record: `right` and `wrong` are counts with the letter's own worth in them, `seen` the resolved claims of
    this very stake and kind of event behind them."""

    right: float
    wrong: float
    seen: int


@dataclass
class TrackRecords:
    """The records of all sources. Adding is cheap; asking looks only at what was learned by the day."""

    _held: dict[tuple[str, Stake, str], list[tuple[date, bool]]] = field(default_factory=dict)

    @classmethod
    def of(cls, resolved: Iterable[Resolved]) -> "TrackRecords":
        """The records that some resolved claims make."""
        made = cls()
        for item in resolved:
            made.add(item)
        return made

    def add(self, item: Resolved) -> None:
        """Learn from one resolved claim."""
        insort(self._held.setdefault((item.source, item.stake, item.about), []), (item.learned, item.right))

    def of_source(self, source: str, share: float, stake: Stake, about: str, on: date | None) -> Record:
        """The record of a source as known on a day (None: all), starting from the expected `share` of right claims."""
        held = self._held.get((source, stake, about), [])
        known = held if on is None else held[: bisect_right(held, (on, True))]
        right = sum(1 for _, was_right in known if was_right)
        strength = parameters().letter_strength
        return Record(share * strength + right, (1 - share) * strength + len(known) - right, len(known))
