"""What the claims for and against a proposition weigh: from claims to voices, one an origin (voices.py sums them).

An origin has one word. What it published itself comes before what others pass on of it; of its own words the latest
stands (a correction replaces what it corrects), of words passed on the earliest, so that no later relay can make it
firmer. Reports that doubt or reject what they quote take away, once a text.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trucewatch.assess.origins import OriginFinder, Trace, Traced
from trucewatch.assess.parameters import parameters
from trucewatch.assess.records import TrackRecords
from trucewatch.assess.stakes import access_of, answers_for_itself, promptness_of, stake_of
from trucewatch.assess.voices import Voice, weigh_voices
from trucewatch.model import Claim, Contribution, Polarity, PropositionKind, Report, Stance, Weight, codebook
from trucewatch.world import World

__all__ = ["Weighing", "stake_of"]


class Weighing:
    """Weighs claims for and against one proposition at a time. `records` are the sources' track records, of which only
    what was learned by `on` counts (None: all)."""

    def __init__(
        self,
        finder: OriginFinder,
        world: World,
        reports: Mapping[str, Report],
        records: TrackRecords | None = None,
        on: date | None = None,
    ) -> None:
        self._finder = finder
        self._world = world
        self._reports = reports
        self._records = records or TrackRecords()
        self._on = on

    def weigh(
        self,
        supports: Sequence[Claim],
        denies: Sequence[Claim],
        kind: PropositionKind = PropositionKind.OCCURRED,
        traced: Traced | None = None,
    ) -> Weight:
        """The weight of a proposition from the claims that assert and those that deny it or assert a rival."""
        found = traced or self._finder.traced([*supports, *denies])
        said = [(c, True) for c in supports] + [(c, False) for c in denies]
        by_origin: dict[str, list[tuple[Claim, bool]]] = {}
        for claim, asserts in said:
            by_origin.setdefault(found.of[claim.key].id, []).append((claim, asserts))
        voices = [self._voice(words, found, kind) for words in by_origin.values()]
        doubts = self._doubts(supports, {c.report for c in denies if c.by_author})
        return weigh_voices(voices, self._records, self._on, doubts)

    def answered_for_itself(self, denial: Claim, traced: Traced) -> PropositionKind | None:
        """The part of an event that a denial takes back for the denier alone (stakes.answers_for_itself)."""
        return answers_for_itself(traced.of[denial.key], denial, self._world)

    def _day(self, claim: Claim) -> date:
        report = self._reports.get(claim.report)
        return (report.published if report else None) or date.max

    def _voice(self, words: list[tuple[Claim, bool]], found: Traced, kind: PropositionKind) -> Voice:
        """The one word of an origin (see above)."""
        own = [word for word in words if found.of[word[0].key].own_voice]
        candidates = own or words
        if own or len({asserts for _, asserts in words}) > 1:
            last = max(self._day(claim) for claim, _ in candidates)
            latest = [word for word in candidates if self._day(word[0]) == last]
            asserts = all(asserts for _, asserts in latest)
            candidates = [word for word in latest if word[1] is asserts]
        else:
            asserts = words[0][1]
        if own:
            claim = max((c for c, _ in candidates), key=lambda c: (parameters().certainty[c.certainty], c.key))
        else:
            claim = min((c for c, _ in candidates), key=lambda c: (self._day(c), c.key))
        corrected = any(said is not asserts for _, said in own)
        return self._of(claim, found.of[claim.key], asserts, kind, tuple(c.key for c, _ in words), corrected=corrected)

    def _of(
        self,
        claim: Claim,
        trace: Trace,
        asserts: bool,
        kind: PropositionKind,
        keys: tuple[str, ...],
        *,
        corrected: bool,
    ) -> Voice:
        source = trace.source
        report = self._reports.get(claim.report)
        return Voice(
            origin=trace.id,
            name=trace.name,
            asserts=asserts,
            letter=source.start if source else "F" if trace.named else None,
            rated=source is not None,
            side=source.lean if source else None,
            stake=stake_of(trace, claim, self._world, kind, asserts=asserts or claim.polarity is Polarity.NEGATIVE),
            certainty=str(claim.certainty),
            access=access_of(trace, claim, self._world),
            promptness=promptness_of(claim, report.published if report else None),
            corrected=corrected,
            about=codebook()[claim.type].layer,
            claims=keys,
        )

    def _doubts(self, supports: Iterable[Claim], denied_by_author: set[str]) -> list[Contribution]:
        """What reports take from claims that they quote and do not believe, once a text; not where the report's own
        denial is already counted."""
        terms: dict[str, Contribution] = {}
        for claim in supports:
            root = self._finder.root(claim.report)
            if claim.author_stance not in (Stance.DOUBTS, Stance.REJECTS) or claim.report in denied_by_author:
                continue
            amount = parameters().author[claim.author_stance]
            kept = terms.get(root)
            if kept is None or amount < kept.log_odds:
                reason = f"report {root} {claim.author_stance} what it quotes"
                terms[root] = Contribution(term="author_stance", log_odds=amount, reason=reason, claims=(claim.key,))
        return list(terms.values())
