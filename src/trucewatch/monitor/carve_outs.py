"""What claims say of an act that the agreement may exempt: a response to fire, an exercise, an agreed removal.

Each is only said to be so, mostly by who did it; so where the text exempts it the test stays open, and where the text
says nothing the act stays prohibited and the reason tells what is said (violation-notes.md, T4).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from trucewatch.model import EventType
from trucewatch.model.agreement import Violations

__all__ = ["CarveOuts", "Plea", "is_understood"]

_RESPONSE = re.compile(
    r"\b(?:in (?:response|retaliation|self[- ]defen[cs]e)|respond(?:ed|ing)? (?:to|by|with)|return(?:ed|ing)? fire|"
    r"fired back|retaliat\w+|self[- ]defen[cs]e)\b",
    re.IGNORECASE,
)
_EXERCISE = re.compile(
    r"\b(?:(?:live[- ]fire |training |military )?(?:exercises?|drills?|manoeuvres)|live[- ]fire)\b", re.IGNORECASE
)
_REMOVAL = re.compile(
    r"\b(?:controlled (?:detonation|explosion|blast)s?|demin\w+|mine clearance|ordnance disposal|defus\w+)\b",
    re.IGNORECASE,
)
_EXEMPTS = {
    "exercise": re.compile(r"\b(?:exercise|drill|training|live[- ]fire)", re.IGNORECASE),
    "agreed_removal": re.compile(
        r"\b(?:demin|mine clearance|clearance of mines|disposal|removal|detonation)", re.IGNORECASE
    ),
    "self_defence": re.compile(r"\bself[- ]defen[cs]e\b", re.IGNORECASE),
}
_ELSEWHERE = re.compile(
    r"\b(?:exclud|outside (?:the|these|those) (?:area|zone)|not ['‘]?between|infighting|same side)", re.IGNORECASE
)
"""Exemptions that other tests apply: excluded targets, places outside, acts within one side."""
_FIRE = frozenset(
    {EventType.SHELLING, EventType.WEAPONS_FIRE, EventType.AIR_STRIKE, EventType.ASSAULT, EventType.ARMED_CLASH}
)


@dataclass(frozen=True)
class Plea:
    """An exemption that claims speak for: its code, what is said, and whether the agreement's text knows it."""

    code: str
    said: str
    known: bool


class CarveOuts:
    """The exemptions of one agreement."""

    def __init__(self, rules: Violations) -> None:
        self._self_defence = rules.self_defence
        self._texts = rules.carve_outs

    def plea(self, acts: Sequence[EventType], sentences: Sequence[str]) -> Plea | None:
        """The exemption that the sentences of the claims speak for; None where none is spoken of."""
        spoken = frozenset(kind for sentence in sentences for kind in _spoken_of(sentence))
        if not spoken:
            return None
        if "exercise" in spoken:
            return Plea("exercise_claimed", "an exercise is spoken of", self._exempts("exercise"))
        if "removal" in spoken and EventType.EXPLOSIVE_DEVICE in acts:
            return Plea("removal_claimed", "an agreed removal is spoken of", self._exempts("agreed_removal"))
        if "response" in spoken and _FIRE & set(acts):
            granted = self._self_defence in ("allowed", "restricted") or self._exempts("self_defence")
            return Plea("self_defence_claimed", "it is said to answer an attack", granted)
        return None

    def _exempts(self, what: str) -> bool:
        return any(_EXEMPTS[what].search(text) for text in self._texts)


@lru_cache(maxsize=20_000)
def _spoken_of(sentence: str) -> frozenset[str]:
    """Which exemptions a sentence speaks of."""
    patterns = {"exercise": _EXERCISE, "removal": _REMOVAL, "response": _RESPONSE}
    return frozenset(kind for kind, pattern in patterns.items() if pattern.search(sentence))


def is_understood(text: str) -> bool:
    """Whether a carve-out of the agreement is one that the tests apply."""
    return bool(_ELSEWHERE.search(text)) or any(pattern.search(text) for pattern in _EXEMPTS.values())
