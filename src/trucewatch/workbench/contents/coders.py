"""How far the people who code the same claims apart agree, in words, and which of their codings wait to be settled."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.ledger.decision_rules import CODERS
from trucewatch.review.agreement import EXISTS, Agreement, agreement
from trucewatch.review.coding import Coding
from trucewatch.review.corrections import differing
from trucewatch.review.store import Item
from trucewatch.workbench.contents.queue import blank_fields

__all__ = ["FEW", "RELIABLE", "TENTATIVE", "AgreementTold", "CodersTold", "WaitingTold", "coders_told"]

RELIABLE, TENTATIVE = 0.8, 0.667
"""From which alpha on codings count as reliable, and as good for tentative conclusions only. Source: Krippendorff,
Content Analysis (2018), ch. 12."""

FEW = 30
"""Below how many claims alpha is called few: a judgement, not a measurement. One claim more can move it far then."""


@dataclass(frozen=True)
class AgreementTold:
    """How far coders agree on one field. `alpha` None: it cannot be told, `reading` then says why; else it says how
    alpha is to be read. `alike` is the share of pairs of codings that are the same, of `claims` coded twice."""

    field: str
    label: str
    alpha: float | None
    alike: float
    claims: int
    reading: str

    @classmethod
    def of(cls, row: Agreement, label: str) -> "AgreementTold":
        """A row of agreement, with how it is to be read."""
        return cls(row.field, label, row.alpha, row.alike, row.claims, _reading(row))


@dataclass(frozen=True)
class WaitingTold:
    """A claim that two people coded otherwise, for a third to settle. `fields`: in which they differ. `own`: whoever
    looks coded it, so that somebody else settles it; `fields` is kept from them."""

    claim: str
    report: str
    coders: tuple[str, ...]
    fields: tuple[str, ...]
    own: bool


@dataclass(frozen=True)
class CodersTold:
    """`once` and `twice`: how many claims one person coded and waits for a second, and how many two people coded.
    `fields` over all coders; `coders` with the rows of each beside whoever coded the same claims; `waiting` the first
    of `waiting_all` claims that wait to be settled."""

    once: int
    twice: int
    fields: tuple[AgreementTold, ...]
    coders: tuple[tuple[str, tuple[AgreementTold, ...]], ...]
    waiting: tuple[WaitingTold, ...]
    waiting_all: int


def coders_told(codings: Iterable[Coding], items: Sequence[Item], waiting_all: int, by: str) -> CodersTold:
    """What is to be told to a person of all blind codings that stand, and of the items of the queue that wait to be
    settled, in its order; `waiting_all` is how many do in all."""
    held: dict[str, dict[str, Coding]] = defaultdict(dict)
    for coding in codings:
        held[coding.claim.key][coding.by] = coding
    rows = agreement(coding for of in held.values() for coding in of.values())
    labels = {EXISTS: "Says such a thing at all"} | {field.name: field.label for field in blank_fields()}
    by_coder: dict[str | None, list[AgreementTold]] = defaultdict(list)
    for row in rows:
        by_coder[row.coder].append(AgreementTold.of(row, labels[row.field]))
    twice = sum(len(of) >= CODERS for of in held.values())
    return CodersTold(
        len(held) - twice,
        twice,
        tuple(by_coder.pop(None, ())),
        tuple((str(name), tuple(found)) for name, found in by_coder.items()),
        tuple(_waiting(item, tuple(held[item.id].values()), labels, by) for item in items if item.id in held),
        waiting_all,
    )


def _waiting(item: Item, codings: tuple[Coding, ...], labels: dict[str, str], by: str) -> WaitingTold:
    own = by.casefold() in {coding.by.casefold() for coding in codings}
    fields: tuple[str, ...] = ()
    if not own:
        first, *rest = codings
        names = [
            name
            for other in rest
            for name in ((EXISTS,) if other.exists != first.exists else differing(first.claim, other.claim))
        ]
        fields = tuple(labels[name] for name in dict.fromkeys(names))
    return WaitingTold(item.id, item.report or "", tuple(coding.by for coding in codings), fields, own)


def _reading(row: Agreement) -> str:
    if row.alpha is None:
        if row.claims < CODERS:
            return "cannot be told: fewer than two claims were coded twice"
        return "cannot be told: everybody gave one and the same answer"
    said = "reliable" if row.alpha >= RELIABLE else "tentative" if row.alpha >= TENTATIVE else "too low to rest on"
    return f"{said}, of few claims" if row.claims < FEW else said
