"""The fourth test: does this agreement prohibit this kind of act there, and does a carve-out apply.

The word "violation" in a report decides nothing (codebook.md, ceasefire_breach): only the act does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.model import Agreement, EventType, Outcome, codebook
from trucewatch.monitor.carve_outs import CarveOuts
from trucewatch.monitor.parties import TestOfActors

__all__ = ["Prohibitions", "TestOfAct", "is_judged"]

_NOT_AN_ACT = frozenset({EventType.CONTROL, EventType.HUMANITARIAN_ACTION, EventType.WITHDRAWAL})


@dataclass(frozen=True)
class TestOfAct:
    """The answer of the fourth test."""

    __test__ = False

    outcome: Outcome
    code: str
    reason: str


def is_judged(types: Sequence[EventType]) -> bool:
    """Whether an incident of these types is held against agreements: an act that some ceasefire could prohibit.

    Process types, and states and movements that no type's entry calls a violation, are not.
    """
    entries = [codebook()[t] for t in types if t not in _NOT_AN_ACT]
    return any(e.layer != "process" and e.violation != "no" for e in entries)


class Prohibitions:
    """What one agreement prohibits where: its own list, and the acts of its must-not duties."""

    def __init__(self, agreement: Agreement) -> None:
        self._defined = agreement.violations.defined
        self._listed = frozenset(agreement.violations.event_types)
        self._duties = tuple(
            (frozenset(o.event_types), frozenset(o.where), o.id)
            for o in agreement.obligations
            if o.modality == "must_not"
        )
        self._carve_outs = CarveOuts(agreement.violations)

    def test(
        self, types: Sequence[EventType], zone: str | None, actors: TestOfActors, sentences: Sequence[str] = ()
    ) -> TestOfAct:
        """Whether acts of these types were prohibited in a zone (None: outside all) between these actors. `sentences`
        are those of the claims: an exemption that they speak for is not taken as true, but named."""
        if actors.code == "target_excluded":
            return TestOfAct(Outcome.NO, "carve_out_excluded", actors.reason)
        acts = [t for t in types if t is not EventType.CEASEFIRE_BREACH]
        if not acts:
            return TestOfAct(Outcome.UNKNOWN, "act_unnamed", "a breach is alleged, but what was done is not said")
        duties = [d for d in self._duties if zone is None or not d[1] or zone in d[1]]
        anything = self._listed.union(*(d[0] for d in duties))
        if not anything:
            return TestOfAct(Outcome.UNKNOWN, "acts_unlisted", "the agreement lists no acts here")
        for act in acts:
            if act in anything:
                by = next((d[2] for d in duties if act in d[0]), "the list of violations")
                return self._unless_exempt(f"{_words(act)} is prohibited by {by}", acts, sentences)
        named = ", ".join(_words(a) for a in acts)
        if self._defined == "implied" and any(codebook()[a].violation == "yes" for a in acts):
            said = f"{named} is not on the list, but the list is a reading of the text, not its own words"
            return TestOfAct(Outcome.UNKNOWN, "act_not_listed_implied", said)
        return TestOfAct(Outcome.NO, "act_not_listed", f"{named} is not on the agreement's list")

    def _unless_exempt(self, said: str, acts: Sequence[EventType], sentences: Sequence[str]) -> TestOfAct:
        plea = self._carve_outs.plea(acts, sentences)
        if plea is None:
            return TestOfAct(Outcome.YES, "prohibited", said)
        if plea.known:
            return TestOfAct(Outcome.UNKNOWN, plea.code, f"{said}; {plea.said}, which the text exempts or restricts")
        return TestOfAct(Outcome.YES, "prohibited", f"{said}; {plea.said}, which the text does not exempt")


def _words(act: EventType) -> str:
    return act.value.replace("_", " ")
