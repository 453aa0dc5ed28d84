"""How well status is read: predicted claims held against probes, sentences that each turn on one kind of status.

A coded claim is found if a predicted claim of its probe has its type and an overlapping trigger, or its type alone
where the probe has one coded claim of that type. Status is right where polarity, certainty, mode and stance are all the
coded ones and source agrees on the report's own voice against somebody else's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from trucewatch.benchmark.material import claim_of_probe
from trucewatch.model import Claim

__all__ = ["ProbeFigures", "score_probes"]

_STATUS = ("polarity", "certainty", "mode", "author_stance")


@dataclass(frozen=True)
class ProbeFigures:
    """Counts under n_, else fractions from 0 to 1; None where nothing could be counted.

    `found` is the share of coded claims that were found and `status` the share of those whose status is right.
    `figurative` is the share of probes without any event (figures of speech) from which a claim was read.
    `false_fact_rate` is the share, of the found claims that were predicted as plain assertions, whose coded claim is
    none. `by_category` has the coded, found and right claims of each kind of probe.
    """

    n_probes: int
    n_gold: int
    n_found: int
    found: float | None
    status: float | None
    figurative: float | None
    false_fact_rate: float | None
    by_category: Mapping[str, Mapping[str, int]]

    def as_dict(self) -> dict[str, Any]:
        """The figures by name, in the order above."""
        return asdict(self)


def score_probes(probes: Sequence[Mapping[str, Any]], predictions: Iterable[Claim]) -> ProbeFigures:
    """Hold predicted claims against the coded claims of probes (material.py). Errors: ValueError for a probe whose
    coding is broken; `check` finds those."""
    by_probe: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in predictions:
        by_probe[claim.report].append(claim)
    n: Counter[str] = Counter()
    rows: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for probe in probes:
        coded = [claim_of_probe(raw, probe) for raw in probe["claims"]]
        given = by_probe.get(probe["id"], [])
        if not coded:
            n.update(figurative=1, spurious=bool(given))
        for claim, found in _pairs(coded, given):
            rows[probe["category"]].update(gold=1, found=found is not None, status=_same_status(claim, found))
            if found is not None and found.is_plain_assertion:
                n.update(facts=1, false_facts=not claim.is_plain_assertion)
    total = Counter[str]()
    for row in rows.values():
        total.update(row)
    return ProbeFigures(
        n_probes=len(probes),
        n_gold=total["gold"],
        n_found=total["found"],
        found=_share(total["found"], total["gold"]),
        status=_share(total["status"], total["found"]),
        figurative=_share(n["spurious"], n["figurative"]),
        false_fact_rate=_share(n["false_facts"], n["facts"]),
        by_category={name: dict(rows[name]) for name in sorted(rows)},
    )


def _pairs(coded: Sequence[Claim], given: Sequence[Claim]) -> list[tuple[Claim, Claim | None]]:
    """Every coded claim with the first free predicted one that fits it, None where none does."""
    found: list[tuple[Claim, Claim | None]] = []
    free = list(given)
    for claim in coded:
        alone = sum(other.type is claim.type for other in coded) == 1
        partner = next((p for p in free if p.type is claim.type and (alone or _overlap(claim, p))), None)
        # By identity: two claims of equal value are still two claims.
        free = [p for p in free if p is not partner]
        found.append((claim, partner))
    return found


def _overlap(a: Claim, b: Claim) -> bool:
    return b.trigger.start < a.trigger.end and a.trigger.start < b.trigger.end


def _same_status(coded: Claim, found: Claim | None) -> bool:
    if found is None or coded.by_author != found.by_author:
        return False
    return all(getattr(coded, name) == getattr(found, name) for name in _STATUS)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
