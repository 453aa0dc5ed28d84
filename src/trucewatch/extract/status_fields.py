"""The four status fields of a claim in the making."""

from dataclasses import dataclass, field

from trucewatch.model import Certainty, Mode, Polarity, Stance

__all__ = ["Status"]


@dataclass
class Status:
    """The four status fields of a claim, each with the rule that set it; `bare_if` marks an event of a mere
    if-clause."""

    polarity: Polarity = Polarity.POSITIVE
    certainty: Certainty = Certainty.CERTAIN
    mode: Mode = Mode.ACTUAL
    stance: Stance = Stance.ENDORSES
    bare_if: bool = False
    rules: dict[str, str] = field(default_factory=dict)

    def negate(self, rule: str) -> None:
        """Turns the polarity round: a denial of a denial affirms."""
        self.polarity = Polarity.NEGATIVE if self.polarity is Polarity.POSITIVE else Polarity.POSITIVE
        self.rules["polarity"] = rule

    def hedge(self, certainty: Certainty, rule: str) -> None:
        """Lowers the certainty; the weakest hedge stands."""
        if _RANK[certainty] > _RANK[self.certainty]:
            self.certainty = certainty
            self.rules["certainty"] = rule

    def put(self, mode: Mode, rule: str) -> None:
        """Sets the mode, where a condition outweighs a plan or forecast and the innermost of these stands."""
        if self.mode is Mode.ACTUAL or (mode is Mode.CONDITIONAL and self.mode is not Mode.CONDITIONAL):
            self.mode = mode
            self.rules["mode"] = rule


_RANK = {Certainty.CERTAIN: 0, Certainty.PROBABLE: 1, Certainty.POSSIBLE: 2}
