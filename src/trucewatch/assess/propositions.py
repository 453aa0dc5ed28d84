"""The propositions in an incident, weighed one by one: that it happened, who, to whom, where, when, how many died.

A denial answers those that it speaks of: that it happened and, where it names who did it or how many died, that too.
A party that denies having done it, or having been hit, speaks of itself: whether it happened stays open. Days and tolls
that cannot both be right speak against each other, and so do doers of two sides that nobody names together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from trucewatch.assess.origins import Traced
from trucewatch.assess.stakes import DONE_TO_OTHERS
from trucewatch.assess.weighing import Weighing
from trucewatch.model import (
    Certainty,
    Claim,
    Mode,
    Polarity,
    Proposition,
    PropositionKind,
    Stance,
    Standing,
    Weight,
)

__all__ = ["propositions"]

_REJECTED_BELOW = 0.3
_TARGET = PropositionKind.TARGET
_RIVALS = frozenset({PropositionKind.DATE, PropositionKind.KILLED})
_ANSWERED = frozenset({PropositionKind.INITIATOR, PropositionKind.KILLED})
"""What a denial answers where it names it; of whom, where and when it speaks only to say which event it denies."""

Readers = tuple[tuple[PropositionKind, Callable[[Claim], Iterable[str]]], ...]


def propositions(claims: Sequence[Claim], traced: Traced, weighing: Weighing) -> tuple[Proposition, ...]:
    """Every proposition that the claims of one incident make, each with its weight and standing."""
    asserted = [c for c in claims if c.polarity is Polarity.POSITIVE]
    denied = [c for c in claims if c.polarity is Polarity.NEGATIVE and c.mode is Mode.ACTUAL]
    own = {kind: _own(kind, denied, asserted, traced, weighing) for kind in (PropositionKind.INITIATOR, _TARGET)}
    found = [_occurred(claims, {c.key for denials in own.values() for c in denials}, traced, weighing)]
    for kind, read in _READERS:
        by_value = _said(asserted, read)
        answers = _said(denied if kind in _ANSWERED else own.get(kind, []), read)
        for value, supports in by_value.items():
            found.append(_part(kind, value, supports, answers.get(value, []), by_value, traced, weighing))
    return tuple(found)


def _own(
    kind: PropositionKind, denied: Sequence[Claim], asserted: Sequence[Claim], traced: Traced, weighing: Weighing
) -> list[Claim]:
    """The denials by a party that say only that it did not do it, or was not hit, where somebody had said so of it."""
    read = dict(_READERS)[kind]
    said = _said([c for c in asserted if c.mode is Mode.ACTUAL], read)
    return [
        c for c in denied if weighing.answered_for_itself(c, traced) is kind and any(value in said for value in read(c))
    ]


def _said(claims: Sequence[Claim], read: Callable[[Claim], Iterable[str]]) -> dict[str, list[Claim]]:
    """The claims that name each value of a part."""
    by_value: dict[str, list[Claim]] = {}
    for claim in claims:
        for value in dict.fromkeys(read(claim)):
            by_value.setdefault(value, []).append(claim)
    return by_value


def _date_values(claim: Claim) -> Iterable[str]:
    if claim.date_start:
        end = claim.date_end or claim.date_start
        yield str(claim.date_start) if end == claim.date_start else f"{claim.date_start}/{end}"


def _toll_values(claim: Claim) -> Iterable[str]:
    for toll in claim.killed:
        if toll.low is None:
            if toll.high is not None:
                yield f"up to {toll.high}"
        elif toll.high is None:
            yield f"{toll.low} or more"
        else:
            yield f"{toll.low}" if toll.low == toll.high else f"{toll.low} to {toll.high}"


_READERS: Readers = (
    (PropositionKind.INITIATOR, lambda c: (a.id or a.text for a in c.initiators)),
    (PropositionKind.TARGET, lambda c: (a.id or a.text for a in c.targets)),
    (PropositionKind.PLACE, lambda c: (p.place_id or p.name for p in c.places[:1])),
    (PropositionKind.DATE, _date_values),
    (PropositionKind.KILLED, _toll_values),
)


def _part(
    kind: PropositionKind,
    value: str,
    supports: list[Claim],
    denies: list[Claim],
    values: dict[str, list[Claim]],
    traced: Traced,
    weighing: Weighing,
) -> Proposition:
    """A proposition other than that it happened; rival values of a day or a toll, and rival doers, contest each other,
    and a denial that names who did it, or how many died, answers that."""
    actual = [c for c in supports if c.mode is Mode.ACTUAL]
    against = _against(kind, value, actual, values, weighing)
    weight = weighing.weigh(actual, [*against, *denies], kind, traced) if actual else None
    answers = [*against, *denies] if kind is PropositionKind.INITIATOR else denies
    standing = _standing(actual, answers, kind, traced, weight, weighing) if actual else Standing.FORESEEN
    if kind in _RIVALS and len(values) > 1 and standing is not Standing.FORESEEN:
        standing = Standing.CONTESTED
    return Proposition(
        kind=kind,
        value=value,
        supports=tuple(c.key for c in supports),
        denies=tuple(c.key for c in denies),
        standing=standing,
        weight=weight,
    )


def _against(
    kind: PropositionKind,
    value: str,
    supports: Sequence[Claim],
    values: Mapping[str, Sequence[Claim]],
    weighing: Weighing,
) -> list[Claim]:
    """The claims of rival values, each once: days or tolls that cannot both be right, or other doers of the act."""
    if kind is PropositionKind.INITIATOR:
        found = _of_other_doers(value, supports, values, weighing)
    elif kind in _RIVALS:
        rivals = [name for name in values if name != value and not _agree(kind, value, name)]
        found = [c for name in rivals for c in values[name] if c not in supports]
    else:
        return []
    return list({c.key: c for c in found if c.mode is Mode.ACTUAL}.values())


def _of_other_doers(
    doer: str, supports: Sequence[Claim], values: Mapping[str, Sequence[Claim]], weighing: Weighing
) -> list[Claim]:
    """The claims that lay an act of the same type on a doer of another side, whom no claim names together with this
    one. An act upon this doer's own side is left out: who answers fire does not say who did not open it."""
    side = weighing.side_of(doer)
    acts = {c.type for c in supports} & DONE_TO_OTHERS
    if side is None or not acts:
        return []
    together = {a.id or a.text for c in values[doer] for a in c.initiators}
    rivals = [name for name in values if name not in together and weighing.side_of(name) not in (None, side)]
    found = [c for name in rivals for c in values[name] if c.type in acts]
    return [c for c in found if side not in {weighing.side_of(target.id or "") for target in c.targets}]


def _agree(kind: PropositionKind, a: str, b: str) -> bool:
    """Whether two days, or two tolls, can both be right: their intervals meet."""
    (low_a, high_a), (low_b, high_b) = (_interval(kind, text) for text in (a, b))
    return low_a <= high_b and low_b <= high_a


def _interval(kind: PropositionKind, text: str) -> tuple[float, float]:
    if kind is PropositionKind.DATE:
        first, _, last = text.partition("/")
        return date.fromisoformat(first).toordinal(), date.fromisoformat(last or first).toordinal()
    if text.startswith("up to "):
        return 0.0, float(text.removeprefix("up to "))
    low, _, rest = text.partition(" ")
    if rest == "or more":
        return float(low), float("inf")
    return float(low), float(rest.removeprefix("to ") or low)


def _occurred(claims: Sequence[Claim], of_itself: set[str], traced: Traced, weighing: Weighing) -> Proposition:
    """That it happened; `of_itself` are the keys of denials that leave it open."""
    actual = [c for c in claims if c.mode is Mode.ACTUAL and c.key not in of_itself]
    supports = [c for c in actual if c.polarity is Polarity.POSITIVE]
    denies = [c for c in actual if c.polarity is Polarity.NEGATIVE]
    weight = weighing.weigh(supports, denies, PropositionKind.OCCURRED, traced) if actual else None
    return Proposition(
        kind=PropositionKind.OCCURRED,
        supports=tuple(c.key for c in (supports if actual else claims)),
        denies=tuple(c.key for c in denies),
        standing=_standing(supports, denies, PropositionKind.OCCURRED, traced, weight, weighing)
        if actual
        else Standing.FORESEEN,
        weight=weight,
    )


def _standing(
    supports: Sequence[Claim],
    denies: Sequence[Claim],
    kind: PropositionKind,
    traced: Traced,
    weight: Weight | None,
    weighing: Weighing,
) -> Standing:
    """Where a proposition stands (Standing's ladder), from who asserts and who denies it."""
    if not supports:
        return Standing.REJECTED
    disbelieved = all(c.author_stance in (Stance.REJECTS, Stance.DOUBTS) for c in supports)
    if denies or disbelieved:
        rejected = weight is not None and weight.probability < _REJECTED_BELOW
        return Standing.REJECTED if rejected else Standing.CONTESTED
    firm = [c for c in supports if c.certainty is not Certainty.POSSIBLE and traced.of[c.key].named]
    if not firm:
        return Standing.UNCONFIRMED
    return Standing.SUPPORTED if weighing.independent(firm, kind, traced) > 1 else Standing.REPORTED
