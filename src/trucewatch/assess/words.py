"""An origin's one word on a proposition, among all that goes back to it.

What it published itself comes before what others pass on of it; of its own words the latest stands (a correction
replaces what it corrects), of words passed on the earliest, so that no later relay can make it firmer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.assess.origins import Traced
from trucewatch.assess.parameters import parameters
from trucewatch.model import Claim, Report

__all__ = ["Said", "Word", "by_origin", "word_of"]

Said = tuple[Claim, bool]
"""A claim, and whether it speaks for the proposition or against it."""


@dataclass(frozen=True)
class Word:
    """The claim that stands for an origin, whether it asserts, and whether it takes back an earlier word."""

    claim: Claim
    asserts: bool
    corrected: bool


def by_origin(supports: Iterable[Claim], denies: Iterable[Claim], traced: Traced) -> dict[str, list[Said]]:
    """All that goes back to each origin, by the origin's id."""
    found: dict[str, list[Said]] = {}
    for claim, asserts in [*((c, True) for c in supports), *((c, False) for c in denies)]:
        found.setdefault(traced.of[claim.key].id, []).append((claim, asserts))
    return found


def word_of(words: Sequence[Said], traced: Traced, reports: Mapping[str, Report]) -> Word:
    """The one word of an origin (see above), given all that goes back to it."""

    def day(claim: Claim) -> date:
        report = reports.get(claim.report)
        return (report.published if report else None) or date.max

    own = [word for word in words if traced.of[word[0].key].own_voice]
    candidates = own or list(words)
    asserts = words[0][1]
    if own or len({said for _, said in words}) > 1:
        last = max(day(claim) for claim, _ in candidates)
        latest = [word for word in candidates if day(word[0]) == last]
        asserts = all(said for _, said in latest)
        candidates = [word for word in latest if word[1] is asserts]
    if own:
        claim = max((c for c, _ in candidates), key=lambda c: (parameters().certainty[c.certainty], c.key))
    else:
        claim = min((c for c, _ in candidates), key=lambda c: (day(c), c.key))
    return Word(claim, asserts, corrected=any(said is not asserts for _, said in own))
