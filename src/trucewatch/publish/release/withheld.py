"""What was held back or changed on the way out: how much of what, by which rule; never what it said."""

from collections import Counter
from dataclasses import dataclass

from trucewatch.publish.release.profile import Sensitivity

__all__ = ["RULES", "Log", "Withheld"]

RULES: dict[str, tuple[Sensitivity, str]] = {
    "delay": (Sensitivity.CONFIDENTIAL, "positions and movements of forces leave only once they are old enough"),
    "not completed": (
        Sensitivity.CONFIDENTIAL,
        "announced withdrawals, convoys and evacuations leave only once they are over",
    ),
    "place": (Sensitivity.RESTRICTED, "places leave no finer than a town or a hexagon"),
    "protected place": (Sensitivity.CONFIDENTIAL, "protected places leave by their district only"),
    "names": (Sensitivity.STRICT, "private persons are not named"),
    "contacts": (Sensitivity.STRICT, "phone numbers, addresses, handles and plates do not leave"),
    "places": (Sensitivity.CONFIDENTIAL, "coordinates in texts do not leave"),
    "small cells": (Sensitivity.RESTRICTED, "figures of few people are not shown"),
    "words": (Sensitivity.STRICT, "words that could harm a victim do not leave"),
    "language": (
        Sensitivity.CONFIDENTIAL,
        "no names can be found in this language, so its running text does not leave",
    ),
    "copyright": (Sensitivity.PUBLIC, "of a report only the quoted sentences leave"),
    "custody": (Sensitivity.RESTRICTED, "who captured a report, and under which file name, does not leave"),
    "originals": (
        Sensitivity.RESTRICTED,
        "bytes as captured and whole texts stay with the team; only their hashes leave",
    ),
    "rests on it": (Sensitivity.CONFIDENTIAL, "it rests on what is held back"),
    "identifier": (Sensitivity.RESTRICTED, "the identifier itself told too much and was replaced"),
    "flagged": (Sensitivity.STRICT, "a person flagged it as too sensitive for this audience"),
    "licence": (Sensitivity.RESTRICTED, "the upstream licence does not allow passing it on"),
}
"""Every rule with the class of what it holds back, and why."""


@dataclass(frozen=True)
class Withheld:
    """How many records of one kind (claim, incident, report, quotation, place …) a rule held back whole (`gone`) or
    let leave changed."""

    rule: str
    kind: str
    gone: bool
    number: int

    @property
    def sensitivity(self) -> Sensitivity:
        """The class of what was held back."""
        return RULES[self.rule][0]

    @property
    def why(self) -> str:
        """The rule in words."""
        return RULES[self.rule][1]


class Log:
    """Counts what the rules do, each record once a rule."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, bool]] = Counter()
        self._seen: set[tuple[str, str, bool, str]] = set()

    def note(self, rule: str, kind: str, name: str, *, gone: bool = False) -> None:
        """Count one record, known by its `name` for this log only."""
        assert rule in RULES, rule
        key = (rule, kind, gone)
        if (*key, name) not in self._seen:
            self._seen.add((*key, name))
            self._counts[key] += 1

    def result(self) -> tuple[Withheld, ...]:
        """All of it, what was held back whole first."""
        ordered = sorted(self._counts.items(), key=lambda item: (not item[0][2], item[0][0], item[0][1]))
        return tuple(Withheld(rule, kind, gone, number) for (rule, kind, gone), number in ordered)
