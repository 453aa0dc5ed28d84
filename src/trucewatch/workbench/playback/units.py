"""Claims in units that never have to do with each other: what is learned of one leaves the incidents of others as they
are, so that a day is worked out from the day before by the units alone that something came to.

Two claims are of one unit where a chain of pairs ties them that grouping may ever put together (assess/ties.py), in any
of their readings, or where they contend for the id of one incident or were decided on together.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from trucewatch.assess.incidents import ordered
from trucewatch.assess.pair_scores import PairScores
from trucewatch.assess.ties import tied
from trucewatch.ledger import Ledger
from trucewatch.ledger.kinds import ClaimsLinked, IncidentsRegrouped
from trucewatch.model import Claim, Regrouping, Report
from trucewatch.world import World

__all__ = ["Units", "decided_together"]

_CERTAIN = 1e6


class Units:
    """The units of every reading that claims ever had."""

    def __init__(
        self, reports: Mapping[str, Report], readings: Iterable[Claim], world: World, together: Iterable[Sequence[str]]
    ) -> None:
        self._root: dict[Hashable, Hashable] = {}
        seen = ordered(reports, readings, world)
        keys = [one.claim.key for one in seen]
        for group in tied(PairScores(seen, {}, _CERTAIN)) if seen else ():
            self._unite([keys[n] for n in group.tolist()])
        for some in together:
            self._unite(some)
        self._claims: dict[Hashable, list[str]] = {}
        for key in dict.fromkeys(keys):
            self._claims.setdefault(self._find(key), []).append(key)

    def of(self, claims: Iterable[str]) -> dict[Hashable, None]:
        """The units of some claims, each once, in their order."""
        return dict.fromkeys(self._find(key) for key in claims if key in self._root)

    def claims(self, units: Iterable[Hashable]) -> Iterator[str]:
        """The keys of the claims of some units."""
        for unit in units:
            yield from self._claims.get(unit, ())

    def sorted_out(self, decisions: Sequence[Regrouping]) -> dict[Hashable, list[tuple[int, Regrouping]]]:
        """Decisions by the unit whose claims they are about, each with its rank among all."""
        found: dict[Hashable, list[tuple[int, Regrouping]]] = {}
        for rank, decision in enumerate(decisions):
            for unit in self.of((*decision.claims, *decision.others)):
                found.setdefault(unit, []).append((rank, decision))
        return found

    def _unite(self, some: Sequence[Hashable]) -> None:
        for one in some:
            self._root.setdefault(one, one)
        if some:
            first = self._find(some[0])
            for one in some[1:]:
                self._root[self._find(one)] = first

    def _find(self, one: Hashable) -> Hashable:
        above = self._root[one]
        while above != self._root[above]:
            self._root[one] = above = self._root[above]
        return above


def decided_together(ledger: Ledger) -> Iterator[list[str]]:
    """Claims that were ever decided on together, or minted as one incident, whether or not that stands."""
    for entry in ledger.entries(ClaimsLinked.kind):
        yield [entry.body["claim"], entry.body["to"]]
    for entry in ledger.entries(IncidentsRegrouped.kind):
        for change in entry.body["changes"]:
            if change["change"] == "minted" and change["incident"]:
                yield [f"\0{change['incident']}", *change["claims"]]
            elif change["change"] == "joined":
                yield list(change["claims"])
