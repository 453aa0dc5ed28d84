"""How far people who code the same claims apart agree: Krippendorff's alpha, field by field and coder by coder.

Alpha is 1 where all agree, 0 where they agree as chance would have it, below 0 where they avoid each other's answers.
Sets (who, to whom, where, the tolls) are compared by MASI distance, so that half an overlap is not a whole difference;
everything else is the same or not. Source: Krippendorff, Content Analysis (2018), ch. 12; Passonneau (2006) for MASI.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from trucewatch.ledger import Ledger
from trucewatch.ledger.kinds import ClaimCoded, DecisionUndone
from trucewatch.model import Claim
from trucewatch.review.coding import Coding
from trucewatch.review.fields import FIELDS, line_of

__all__ = ["EXISTS", "Agreement", "agreement", "codings_of"]

EXISTS = "exists"
"""Whether the report says such a thing at all: the first question that coders answer."""

_SETS = frozenset({"initiators", "targets", "places", "killed", "injured", "links"})


class Agreement(BaseModel):
    """How far coders agree on one field. `coder` None: all of them; else one coder with each other who coded the same
    claims. `alpha` is None where it cannot be told: fewer than two claims were coded twice, or everybody gave one and
    the same answer to all of them, against which chance cannot be reckoned. `alike` is the share of pairs that are the
    same; `pairs` is how many pairs of codings it rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    coder: str | None = None
    alpha: float | None
    alike: float = Field(ge=0, le=1)
    claims: int = Field(ge=0, description="claims that were coded by two people or more")
    pairs: int = Field(ge=0)


@dataclass(frozen=True)
class _Answer:
    coder: str
    claim: str
    value: Hashable


def codings_of(ledger: Ledger) -> Iterator[Coding]:
    """Every blind coding that stands, whatever became of its claim."""
    undone = {entry.body["entry"] for entry in ledger.entries(DecisionUndone.kind)}
    gone = ledger.taken_down()
    for entry in ledger.entries(ClaimCoded.kind):
        if entry.seq in undone or entry.body["report"] in gone:
            continue
        body = ledger.body(entry)
        assert isinstance(body, ClaimCoded)
        yield Coding.of(entry, body.coded)


def agreement(codings: Iterable[Coding], *, by_coder: bool = True) -> list[Agreement]:
    """The agreement on each field over all coders, then of each coder with the others. Fields are compared where both
    say that the claim exists; whether it does is the first row."""
    held: dict[str, dict[str, Coding]] = defaultdict(dict)
    for coding in codings:
        held[coding.claim.key][coding.by] = coding
    twice = {key: by for key, by in held.items() if len(by) > 1}
    found = [_row(field, None, _answers(twice, field)) for field in (EXISTS, *FIELDS)]
    found = [row for row in found if row.claims]
    if by_coder:
        for coder in sorted({name for by in twice.values() for name in by}):
            own = {key: by for key, by in twice.items() if coder in by}
            rows = (_row(field, coder, _answers(own, field, coder)) for field in (EXISTS, *FIELDS))
            found += [row for row in rows if row.claims]
    return found


def _answers(twice: dict[str, dict[str, Coding]], field: str, coder: str | None = None) -> list[_Answer]:
    """What was answered on a field; of one coder, their answers and, as one voice, those of the others beside them."""
    found = []
    for key, by in twice.items():
        others = [name for name in by if name != coder]
        names = list(by) if coder is None else [coder, others[0]]
        answers: dict[str, Hashable] = {name: by[name].exists for name in names}
        if field != EXISTS:
            answers = {name: _value(by[name].claim, field) for name in names if by[name].exists}
        if len(answers) > 1:
            found += [
                _Answer(name if coder is None or name == coder else "others", key, value)
                for name, value in answers.items()
            ]
    return found


def _value(claim: Claim, field: str) -> Hashable:
    if field in ("initiators", "targets"):
        return frozenset(ref.id or ref.text.casefold() for ref in getattr(claim, field))
    if field == "places":
        return frozenset(place.place_id or place.name.casefold() for place in claim.places)
    if field in _SETS:
        return frozenset(part.strip() for part in line_of(claim, field).split(";") if part.strip())
    return line_of(claim, field).casefold()


def _row(field: str, coder: str | None, answers: Sequence[_Answer]) -> Agreement:
    by_claim: dict[str, list[Hashable]] = defaultdict(list)
    for answer in answers:
        by_claim[answer.claim].append(answer.value)
    pairs = [(a, b) for values in by_claim.values() for n, a in enumerate(values) for b in values[n + 1 :]]
    alike = sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0
    return Agreement(
        field=field,
        coder=coder,
        alpha=_alpha(answers, field) if len(by_claim) > 1 else None,
        alike=round(alike, 4),
        claims=len(by_claim),
        pairs=len(pairs),
    )


def _alpha(answers: Sequence[_Answer], field: str) -> float | None:
    if len({answer.value for answer in answers}) < 2:
        return None
    from nltk.metrics.agreement import AnnotationTask

    distance: Callable[[Hashable, Hashable], float] = _masi if field in _SETS else _same
    task = AnnotationTask(data=[(a.coder, a.claim, a.value) for a in answers], distance=distance)
    return round(float(task.alpha()), 4)


def _same(a: Hashable, b: Hashable) -> float:
    return 0.0 if a == b else 1.0


def _masi(a: Hashable, b: Hashable) -> float:
    """The distance of two sets; of two empty ones 0, which the library divides by."""
    from nltk.metrics.distance import masi_distance

    return 0.0 if a == b else float(masi_distance(a, b))
