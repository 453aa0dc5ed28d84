"""Why two claims are one event, read out: the score of each pair of an incident, term by term."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from pydantic import BaseModel, ConfigDict, Field

from trucewatch.assess.clusters import FLOOR, Bonds, cannot_link, may_meet
from trucewatch.assess.same_event import terms, weights
from trucewatch.assess.seen import Seen

__all__ = ["Pair", "pairs"]


class Pair(BaseModel):
    """Two claims and how far they speak of one event, as the method sees it.

    `log_odds` is the sum of `terms` (by name, from same_event.yaml); below 0 the two would not have met by themselves,
    and stand in one incident because of what lies between. `decided` says what counts in place of the score: a person's
    word, their report's (with its reason), or that claims of such types and days are not compared (which counts -2);
    None where the score counts.
    """

    model_config = ConfigDict(frozen=True)

    a: str
    b: str
    log_odds: float
    terms: dict[str, float] = Field(default_factory=dict)
    decided: str | None = None


def pairs(claims: Sequence[Seen], bonds: Bonds, beside: Iterable[Seen] = ()) -> Iterator[Pair]:
    """Every pair of some claims in the order given, then each with those `beside` them, in other incidents, that would
    have met if their report did not keep them apart; `bonds` are people's decisions."""
    yield from (_pair(a, b, bonds) for a, b in combinations(claims, 2))
    apart = (_pair(a, b, bonds) for a, b in product(claims, beside) if cannot_link(a, b))
    yield from (pair for pair in apart if pair.log_odds > 0)


def _pair(a: Seen, b: Seen, bonds: Bonds) -> Pair:
    table, met = weights(), may_meet(a, b)
    found = {term: table[term] for term in terms(a, b) if table.get(term)} if met else {}
    total = round(math.fsum(found.values()), 4) if met else FLOOR
    return Pair(a=a.claim.key, b=b.claim.key, log_odds=total, terms=found, decided=_decided(a, b, bonds, met=met))


def _decided(a: Seen, b: Seen, bonds: Bonds, *, met: bool) -> str | None:
    bond = bonds.get(frozenset((a.claim.key, b.claim.key)))
    if bond is not None:
        return "a person put them together" if bond else "a person parted them"
    if reason := cannot_link(a, b):
        return f"their report keeps them apart: {reason}"
    return None if met else "not compared: their types or days cannot meet"
