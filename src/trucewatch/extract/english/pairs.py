"""What two claims of a report share, as numbers for the network that links them."""

from dataclasses import dataclass

__all__ = ["FEATURES", "REACH", "Fact", "features"]

REACH = 24
STEPS = 7
FEATURES = STEPS + 16


@dataclass(frozen=True)
class Fact:
    """What counts for a link: type, sentence index, trigger, content words of the arguments, and the plain status."""

    type: str
    sentence: int
    trigger: str
    initiators: frozenset[str]
    places: frozenset[str]
    sources: frozenset[str]
    author: bool
    negative: bool
    conditional: bool


def features(first: Fact, second: Fact, order: int) -> list[float]:
    """Distance in sentences as steps from -3 to 3, order in the text, what is the same or differs, both statuses."""
    row = [0.0] * STEPS
    row[max(-3, min(3, second.sentence - first.sentence)) + 3] = 1.0
    row += (order > 0, abs(order) == 1, first.type == second.type, first.trigger.lower() == second.trigger.lower())
    for a, b in ((first.initiators, second.initiators), (first.places, second.places), (first.sources, second.sources)):
        shared = not a.isdisjoint(b)
        row += (shared, bool(a and b) and not shared)
    row += (first.author, second.author, first.negative, second.negative, first.conditional, second.conditional)
    return row
