"""What track records learn from propositions that were resolved: who was right, and from when that is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.assess.origins import OriginFinder
from trucewatch.assess.records import Resolved, TrackRecords
from trucewatch.assess.stakes import stake_of
from trucewatch.assess.words import by_origin, word_of
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
    """The records: of each resolution every rated origin learns once, right or wrong, in the matter of its stake. What
    it is held to is the word that stands for it in weighing, so a source that corrected itself in time was right."""
    finder = OriginFinder(reports, copies, world)
    records = TrackRecords()
    for resolution in resolutions:
        for item in _learned(resolution, finder, reports, claims, world):
            records.add(item)
    return records


def _learned(
    resolution: Resolution,
    finder: OriginFinder,
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    world: World,
) -> Iterable[Resolved]:
    supports, denies = (
        [claims[key] for key in keys if key in claims] for keys in (resolution.supports, resolution.denies)
    )
    traced = finder.traced([*supports, *denies])
    for words in by_origin(supports, denies, traced).values():
        word = word_of(words, traced, reports)
        trace = traced.of[word.claim.key]
        if trace.source is None:
            continue
        turned = word.asserts or word.claim.polarity is Polarity.NEGATIVE
        stake = stake_of(trace, word.claim, world, resolution.kind, asserts=turned)
        layer = codebook()[word.claim.type].layer
        yield Resolved(resolution.learned, trace.id, stake, layer, word.asserts == resolution.true)
