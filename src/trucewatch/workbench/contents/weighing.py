"""The propositions of an incident with their sums, laid out so that a reader can redo them by hand."""

import math
from dataclasses import dataclass

from trucewatch.model import Incident, Proposition, Standing
from trucewatch.publish.text import visible
from trucewatch.publish.wording import PROPOSITION_WORDS, capital
from trucewatch.workbench.contents.seen import Seen

__all__ = ["PropositionTold", "Term", "propositions_told"]


@dataclass(frozen=True)
class Term:
    """One term of a sum: `before` and `after` are the running log-odds around it; `product` writes its factors out as
    a product ("" where it has none)."""

    name: str
    reason: str
    log_odds: float
    before: float
    after: float
    product: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class PropositionTold:
    """One proposition: what is asserted and how it stands. `probability` with `low` and `high` and the `grade` are None
    and "" where nothing was weighed (it is only foreseen); `terms` are empty where the profile keeps the sum in.
    `redone` is the probability reckoned again from the terms as shown."""

    kind: str
    title: str
    value: str
    standing: str
    standing_words: str
    probability: float | None
    low: float | None
    high: float | None
    grade: str
    terms: tuple[Term, ...]
    total: float
    redone: float | None
    supports: tuple[str, ...]
    denies: tuple[str, ...]
    would_change: str

    @property
    def name(self) -> str:
        """What is asserted, as a heading."""
        return f"{self.title}: {self.value}" if self.value else self.title

    @property
    def sum_words(self) -> str:
        """The sum written out: 1 / (1 + exp(-total))."""
        parts = " ".join(f"{term.log_odds:+.4f}".replace("-", "\u2212") for term in self.terms)
        total = f"{self.total:+.4f}".replace("-", "\u2212")
        return f"{parts} = {total};  1 / (1 + e^({-self.total:.4f})) = {self.redone:.4f}" if self.terms else ""


def propositions_told(seen: Seen, incident: Incident) -> tuple[PropositionTold, ...]:
    """Every proposition of an incident in order: that it happened, who, to whom, where, when, toll."""
    return tuple(_told(seen, incident, proposition) for proposition in incident.propositions)


def _told(seen: Seen, incident: Incident, proposition: Proposition) -> PropositionTold:
    weight = proposition.weight
    terms = _terms(proposition)
    total = round(sum(term.log_odds for term in terms), 4)
    return PropositionTold(
        kind=proposition.kind.value,
        title=capital(PROPOSITION_WORDS[proposition.kind]),
        value=visible(seen.desk.value(incident, proposition)),
        standing=proposition.standing.value,
        standing_words=_standing(seen, proposition),
        probability=weight.probability if weight else None,
        low=weight.low if weight else None,
        high=weight.high if weight else None,
        grade=f"{weight.grade_source}{weight.grade_item}" if weight else "",
        terms=terms,
        total=total,
        redone=round(1 / (1 + math.exp(-max(-60.0, min(60.0, total)))), 4) if terms else None,
        supports=seen.desk.known(proposition.supports),
        denies=seen.desk.known(proposition.denies),
        would_change=visible(weight.would_change) if weight else "",
    )


def _standing(seen: Seen, proposition: Proposition) -> str:
    if proposition.standing is Standing.FORESEEN:
        return "planned, foreseen or conditional only; nothing is weighed"
    return seen.desk.standing(proposition)


def _terms(proposition: Proposition) -> tuple[Term, ...]:
    if proposition.weight is None:
        return ()
    terms: list[Term] = []
    at = 0.0
    for term in proposition.weight.contributions:
        product = " × ".join(f"{name} {value:g}" for name, value in term.factors.items())
        terms.append(
            Term(
                name=term.term.replace("_", " "),
                reason=visible(term.reason),
                log_odds=term.log_odds,
                before=round(at, 4),
                after=round(at + term.log_odds, 4),
                product=f"−({product})" if product and term.log_odds < 0 else product,
                claims=term.claims,
            )
        )
        at += term.log_odds
    return tuple(terms)
