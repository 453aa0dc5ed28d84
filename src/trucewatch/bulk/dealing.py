"""Groups of claims packed into bins of like size, and the copies that bear on each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import tee

from trucewatch.bulk.comparing import ROWS, Part, claims_in, reports_in
from trucewatch.bulk.slices import Slice, deal
from trucewatch.bulk.storage import Place
from trucewatch.model import Claim, Copy

__all__ = ["BIN", "Copies", "Deal", "Dealing", "Dealt", "Homes", "bins_of", "shard_of"]

BIN = 4_000
"""How many claims are assessed at once, unless one group has more."""


def bins_of(groups: Iterable[Sequence[int]], most: int = BIN) -> tuple[dict[int, int], int]:
    """The bin of every claim of some groups, and how many bins those are."""
    found: dict[int, int] = {}
    number = held = 0
    for group in groups:
        if held and held + len(group) > most:
            number, held = number + 1, 0
        found |= dict.fromkeys(group, number)
        held += len(group)
    return found, number + bool(held)


@dataclass(frozen=True)
class Homes:
    """The bins of one shard's claims: of those that are tied to others, and, for the others in their order, bins of
    `most` claims from `first_single` on."""

    bins: Mapping[int, int]
    first_single: int
    most: int

    def of(self, numbers: Iterable[int]) -> Iterator[int]:
        """The bin of each claim of the shard, in order."""
        singles = 0
        for number in numbers:
            home = self.bins.get(number)
            if home is None:
                home = self.first_single + singles // self.most
                singles += 1
            yield home


@dataclass(frozen=True)
class Dealing:
    """A shard to be dealt out. `wanted`: which bins need which of its reports beside those of their own claims."""

    part: Part
    homes: Homes
    wanted: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Dealt:
    """Where the claims and the reports of each bin lie in what was dealt out of a shard."""

    number: int
    claims: Mapping[int, Slice]
    reports: Mapping[int, Slice]


class Deal:
    """Deals out a shard's claims and reports by bin."""

    def __init__(self, source: Place, scratch: Place) -> None:
        self._source = source
        self._scratch = scratch

    def __call__(self, task: Dealing, /) -> Dealt:
        """Deal out a shard."""
        claims: dict[str, list[str]] = {}
        needed: dict[str, set[int]] = {name: set(bins) for name, bins in task.wanted.items()}
        for (_, claim), home in pairs_of(claims_in(self._source, task.part), task.homes):
            claims.setdefault(str(home), []).append(claim.model_dump_json())
            needed.setdefault(claim.report, set()).add(home)
        reports: dict[str, list[str]] = {}
        for report in reports_in(self._source, task.part):
            for home in sorted(needed.pop(report.id, ())):
                reports.setdefault(str(home), []).append(report.model_dump_json(exclude_defaults=True))
        number = task.part.number
        dealt = deal(self._scratch, f"claims/{number}.jsonl", claims)
        told = deal(self._scratch, f"reports/{number}.jsonl", reports)
        return Dealt(number, {int(k): s for k, s in dealt.items()}, {int(k): s for k, s in told.items()})


def pairs_of(found: Iterable[tuple[int, Claim]], homes: Homes) -> Iterator[tuple[tuple[int, Claim], int]]:
    """Each numbered claim with its bin."""
    one, other = tee(found)
    return zip(one, homes.of(number for number, _ in other), strict=True)


def shard_of(number: int) -> int:
    """The shard of a claim's number."""
    return number >> ROWS


class Copies:
    """The copies that bear on some reports: those that they repeat, wholly or in part, and what those repeat."""

    def __init__(self, copies: Sequence[Copy]) -> None:
        self._copies = copies
        self._of: dict[str, list[int]] = {}
        for number, copy in enumerate(copies):
            self._of.setdefault(copy.b, []).append(number)

    def around(self, reports: Iterable[str]) -> tuple[list[Copy], set[str]]:
        """Those copies in their order, and all reports that stand in them or were given."""
        seen = set(reports)
        waiting = list(seen)
        numbers: set[int] = set()
        while waiting:
            for number in self._of.get(waiting.pop(), ()):
                numbers.add(number)
                earlier = self._copies[number].a
                if earlier not in seen:
                    seen.add(earlier)
                    waiting.append(earlier)
        return [self._copies[n] for n in sorted(numbers)], seen

    def bear_on(self, report: str) -> bool:
        """Whether a report repeats another."""
        return report in self._of
