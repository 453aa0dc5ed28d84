"""Counts of findings: always three figures, per observer and per side, never netted (violation-notes.md, Counts)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trucewatch.model import Finding, Incident, Verdict
from trucewatch.model.chronicle import Count
from trucewatch.monitor.evidence import is_mutual

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["counts"]

_UNSAID = "unknown"


def counts(findings: Iterable[Finding], incidents: Mapping[str, Incident], world: "World") -> tuple[Count, ...]:
    """The counts of each agreement: of all, of each side, of each observer, and of each observer for each side.

    An observer is an origin: copies of it count once. An incident that several observers tell of is in the count of
    each, so their counts do not add up to the whole, and are not to be set against each other: each sees only a part.
    """
    tally: dict[tuple[str, str | None, str | None], list[Verdict]] = defaultdict(list)
    for finding in findings:
        incident = incidents.get(finding.incident)
        if incident is None:
            continue
        sides = _sides(incident, world)
        observers = list(dict.fromkeys(o.name for o in incident.origins))
        for observer in (None, *observers):
            for side in (None, *sides):
                tally[finding.agreement, observer, side].append(finding.verdict)
    return tuple(_count(key, verdicts) for key, verdicts in sorted(tally.items(), key=lambda i: _order(i[0])))


def _sides(incident: Incident, world: "World") -> tuple[str, ...]:
    if is_mutual(incident):
        return ("both",)
    sides = ((a.side if (a := world.actors.get(name)) else None) or _UNSAID for name in incident.initiators)
    return tuple(dict.fromkeys(sides)) or (_UNSAID,)


def _count(key: tuple[str, str | None, str | None], verdicts: list[Verdict]) -> Count:
    agreement, observer, side = key
    established = sum(v is Verdict.ESTABLISHED for v in verdicts)
    probable = established + sum(v is Verdict.PROBABLE for v in verdicts)
    return Count(
        agreement=agreement,
        observer=observer,
        side=side,
        established=established,
        with_probable=probable,
        all_alleged=probable + sum(v is Verdict.ALLEGED for v in verdicts),
        open=sum(v is Verdict.INDETERMINATE for v in verdicts),
    )


def _order(key: tuple[str, str | None, str | None]) -> tuple[str, str, str]:
    return key[0], key[1] or "", key[2] or ""
