"""How much confidence a line bears: High, Moderate, Low or Unknown (violation-notes.md, "Confidence in use")."""

from collections.abc import Iterable

from trucewatch.model import Incident, Standing
from trucewatch.publish.document import Confidence

__all__ = ["in_incident", "lowest"]

_ORDER = (Confidence.UNKNOWN, Confidence.LOW, Confidence.MODERATE, Confidence.HIGH)
_HIGH_PROBABILITY = 0.8
_MODERATE_PROBABILITY = 0.7
_INDEPENDENT = 2


def in_incident(incident: Incident) -> Confidence:
    """Confidence that an incident happened, on what is known.

    High needs two independent origins that do not share one side of interest, no live denial of any part, and a
    weighing of at least 0.8 where there is one. One origin is Low unless its weighing reaches 0.7. Denied, rejected
    and hedged reports are Low; what is only planned or foreseen, or has no origin, is Unknown.
    """
    happened = next((p for p in incident.propositions if p.kind.value == "occurred"), None)
    if happened is None or happened.standing is Standing.FORESEEN or not incident.origins:
        return Confidence.UNKNOWN
    probability = happened.weight.probability if happened.weight is not None else None
    if happened.standing is Standing.SUPPORTED:
        sides = {origin.side for origin in incident.origins if origin.side is not None}
        apart = len(incident.origins) >= _INDEPENDENT and (len(sides) >= _INDEPENDENT or "none" in sides)
        sure = probability is None or probability >= _HIGH_PROBABILITY
        disputed = any(p.standing in {Standing.CONTESTED, Standing.REJECTED} for p in incident.propositions)
        return Confidence.HIGH if apart and sure and not happened.denies and not disputed else Confidence.MODERATE
    if happened.standing is Standing.REPORTED and probability is not None and probability >= _MODERATE_PROBABILITY:
        return Confidence.MODERATE
    return Confidence.LOW


def lowest(values: Iterable[Confidence]) -> Confidence:
    """The lowest of several; Unknown where there is none."""
    return min(values, key=_ORDER.index, default=Confidence.UNKNOWN)
