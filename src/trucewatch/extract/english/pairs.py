"""What two claims of a report share, as numbers for the network that links them."""

from collections.abc import Set
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
    initiators: Set[str]
    places: Set[str]
    sources: Set[str]
    author: bool
    negative: bool
    conditional: bool


def features(first: Fact, second: Fact, order: int) -> list[float]:
    """Distance in sentences as steps from -3 to 3, order in the text, what is the same or differs, both statuses."""
    step = max(-3, min(3, second.sentence - first.sentence)) + 3
    row = [float(step == n) for n in range(STEPS)]
    row += [float(order > 0), float(abs(order) == 1), float(first.type == second.type)]
    row += [float(first.trigger.lower() == second.trigger.lower())]
    for a, b in ((first.initiators, second.initiators), (first.places, second.places), (first.sources, second.sources)):
        row += [float(bool(a & b)), float(bool(a and b) and not a & b)]
    row += [float(first.author), float(second.author), float(first.negative), float(second.negative)]
    row += [float(first.conditional), float(second.conditional)]
    return row
