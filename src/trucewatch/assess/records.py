"""What became of a source's earlier claims: a Beta track record, kept apart by its stake and by the kind of event.

A record learns from resolved propositions only, each with the day on which it was resolved; asked as of a day, it knows
nothing of what was resolved later. So no view of 2017 knows what 2021 taught.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from trucewatch.assess.parameters import Parameters, Stake

__all__ = ["Record", "Resolved", "TrackRecords"]


@dataclass(frozen=True, order=True)
class Resolved:
    """A source's claim whose proposition was resolved on the day `learned`: whether the source was right. `about` is
    the layer of the event (physical, process, state). Only a named person resolves."""

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
    _keys: dict[str, list[tuple[str, Stake, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, resolved: Iterable[Resolved]) -> "TrackRecords":
        """The records that some resolved claims make."""
        made = cls()
        for item in resolved:
            made.add(item)
        return made

    def add(self, item: Resolved) -> None:
        """Learn from one resolved claim."""
        key = (item.source, item.stake, item.about)
        if key not in self._held:
            self._held[key] = []
            self._keys.setdefault(item.source, []).append(key)
        insort(self._held[key], (item.learned, item.right))

    def of_source(
        self, source: str, share: float, settings: Parameters, stake: Stake, about: str, on: date | None
    ) -> Record:
        """The record of a source as known on a day (None: all), starting from the expected `share` of right claims.

        What a source did in other matters moves the start, at a discount; what it did in this one counts in full.
        """
        right, wrong = share * settings.letter_strength, (1 - share) * settings.letter_strength
        others_right = others_wrong = 0
        for (_, other_stake, other_about), held in self._of(source):
            if (other_stake, other_about) != (stake, about):
                seen, hits = _known(held, on)
                others_right, others_wrong = others_right + hits, others_wrong + seen - hits
        right += settings.other_matters * others_right
        wrong += settings.other_matters * others_wrong
        strength = right + wrong
        if strength > settings.most_of_start:
            right, wrong = (part * settings.most_of_start / strength for part in (right, wrong))
        seen, hits = _known(self._held.get((source, stake, about), []), on)
        return Record(right + hits, wrong + seen - hits, seen)

    def _of(self, source: str) -> Iterator[tuple[tuple[str, Stake, str], list[tuple[date, bool]]]]:
        for key in self._keys.get(source, ()):
            yield key, self._held[key]


def _known(held: list[tuple[date, bool]], on: date | None) -> tuple[int, int]:
    """How many were resolved by the day, and how many of them right."""
    known = held if on is None else held[: bisect_right(held, (on, True))]
    return len(known), sum(1 for _, right in known if right)
