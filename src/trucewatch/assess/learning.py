"""What track records learn from propositions that were resolved: who was right, and from when that is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.assess.origins import OriginFinder
from trucewatch.assess.records import Resolved, TrackRecords
from trucewatch.assess.stakes import stake_of
from trucewatch.model import Claim, Copy, Polarity, PropositionKind, Report, codebook
from trucewatch.world import World

__all__ = ["Resolution", "records_from"]


@dataclass(frozen=True)
class Resolution:
    """A proposition found true or not on the day `learned`; `supports`, `denies` are the claims that it rested on."""

    learned: date
    kind: PropositionKind
    true: bool
    supports: tuple[str, ...]
    denies: tuple[str, ...] = ()


def records_from(
    resolutions: Iterable[Resolution],
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    copies: Sequence[Copy],
    world: World,
) -> TrackRecords:
    """The records: of each resolution every rated origin learns once, right or wrong, in the matter of its stake."""
    finder = OriginFinder(reports, copies, world)
    records = TrackRecords()
    for resolution in resolutions:
        for item in _learned(resolution, finder, claims, world):
            records.add(item)
    return records


def _learned(
    resolution: Resolution, finder: OriginFinder, claims: Mapping[str, Claim], world: World
) -> Iterable[Resolved]:
    said = [(claims[k], True) for k in resolution.supports if k in claims]
    said += [(claims[k], False) for k in resolution.denies if k in claims]
    traced = finder.traced([claim for claim, _ in said])
    heard: set[str] = set()
    for claim, asserts in said:
        trace = traced.of[claim.key]
        if trace.source is None or trace.id in heard:
            continue
        heard.add(trace.id)
        turned = asserts or claim.polarity is Polarity.NEGATIVE
        stake = stake_of(trace, claim, world, resolution.kind, asserts=turned)
        layer = codebook()[claim.type].layer
        yield Resolved(resolution.learned, trace.id, stake, layer, asserts == resolution.true)
