"""What the claims for and against a proposition weigh: from claims to voices, one an origin (voices.py sums them).

An origin has one word (words.py). Reports that doubt or reject what they quote take away, once a text.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trucewatch.assess.origins import OriginFinder, Traced
from trucewatch.assess.parameters import parameters
from trucewatch.assess.records import TrackRecords
from trucewatch.assess.stakes import access_of, answers_for_itself, promptness_of, stake_of
from trucewatch.assess.voices import Voice, likeness, weigh_voices
from trucewatch.assess.words import Said, Word, by_origin, word_of
from trucewatch.model import Claim, Contribution, Polarity, PropositionKind, Report, Stance, Weight, codebook
from trucewatch.world import World

__all__ = ["Weighing", "stake_of"]

_NO_SIDE = (None, "none", "mon")
"""Sides of nobody who fights: unknown, judged to have none, monitors."""


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
        voices = self._voices(supports, denies, kind, found)
        doubts = self._doubts(supports, {c.report for c in denies if c.by_author})
        return weigh_voices(voices, self._records, self._on, doubts)

    def answered_for_itself(self, denial: Claim, traced: Traced) -> PropositionKind | None:
        """The part of an event that a denial takes back for the denier alone (stakes.answers_for_itself)."""
        return answers_for_itself(traced.of[denial.key], denial, self._world)

    def independent(self, supports: Sequence[Claim], kind: PropositionKind, traced: Traced) -> int:
        """How many independent voices say so: all unrated ones together are one, and so are the interested ones of one
        side, since nothing shows that they do not repeat each other."""
        return len({likeness(voice) for voice in self._voices(supports, (), kind, traced)})

    def side_of(self, actor: str) -> str | None:
        """The side that an actor, given by its id, fights on; None where it is not known or fights on none."""
        found = self._world.actors.get(actor)
        return found.side if found and found.side not in _NO_SIDE else None

    def _voices(
        self, supports: Sequence[Claim], denies: Sequence[Claim], kind: PropositionKind, traced: Traced
    ) -> list[Voice]:
        said = by_origin(supports, denies, traced)
        return [self._of(word_of(words, traced, self._reports), words, kind, traced) for words in said.values()]

    def _of(self, word: Word, words: Sequence[Said], kind: PropositionKind, traced: Traced) -> Voice:
        claim = word.claim
        trace = traced.of[claim.key]
        source = trace.source
        report = self._reports.get(claim.report)
        # Who names another doer gains by what it says of that one; who denies gains by the opposite of the charge.
        turned = word.asserts or claim.polarity is Polarity.NEGATIVE or kind is PropositionKind.INITIATOR
        return Voice(
            origin=trace.id,
            name=trace.name,
            asserts=word.asserts,
            letter=source.start if source else "F" if trace.named else None,
            rated=source is not None,
            side=trace.side,
            stake=stake_of(trace, claim, self._world, kind, asserts=turned),
            certainty=str(claim.certainty),
            access=access_of(trace, claim, self._world),
            promptness=promptness_of(claim, report.published if report else None),
            corrected=word.corrected,
            about=codebook()[claim.type].layer,
            claims=tuple(c.key for c, _ in words),
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
