"""A reader can redo the sums of the most contested propositions of the example watch by hand from what is shown."""

import math

from trucewatch.model import Proposition
from trucewatch.moments import moment
from trucewatch.watch import Watch

MOST_CONTESTED = 20


def contested(watch: Watch) -> list[Proposition]:
    when = moment("2017-06-30", watch.zone)
    weighed = [p for i in watch.view(when, when).incidents for p in i.propositions if p.weight]
    return sorted(weighed, key=lambda p: abs(p.weight.probability - 0.5) if p.weight else 1.0)[:MOST_CONTESTED]


def test_the_twenty_most_contested_sums_can_be_redone_by_hand(example: Watch) -> None:
    found = contested(example)
    assert len(found) == MOST_CONTESTED
    for proposition in found:
        weight = proposition.weight
        assert weight is not None
        total = 0.0
        for term in weight.contributions:
            assert term.reason
            amount = math.prod(term.factors.values()) if term.factors else term.log_odds
            shown = -amount if term.factors and term.term == "denies" else amount
            assert abs(shown - term.log_odds) < 1e-3
            total += shown
        assert abs(weight.probability - 1 / (1 + math.exp(-total))) < 1e-3
