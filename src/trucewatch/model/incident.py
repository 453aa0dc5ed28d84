"""Incidents: claims of one event brought together, and the propositions in them weighed one by one."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from trucewatch.model.claim import PlaceRef
from trucewatch.model.codebook import EventType

__all__ = [
    "Contribution",
    "ControlSpan",
    "Incident",
    "Origin",
    "OriginEdge",
    "Proposition",
    "PropositionKind",
    "Regrouping",
    "Standing",
    "Weight",
]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PropositionKind(StrEnum):
    """What is asserted about an incident; a denial answers propositions one by one."""

    OCCURRED = "occurred"
    INITIATOR = "initiator"
    TARGET = "target"
    PLACE = "place"
    DATE = "date"
    KILLED = "killed"


class Standing(StrEnum):
    """Where a proposition stands on what is known: the ladder below a person's signature.

    SUPPORTED: two or more independent origins say so and nobody denies it. REPORTED: one origin, undenied.
    UNCONFIRMED: only hedged or unnamed sources. CONTESTED: asserted and denied. REJECTED: what denies it outweighs what
    asserts it. FORESEEN: planned, predicted or conditional, so nothing has been said to have happened.
    """

    SUPPORTED = "supported"
    REPORTED = "reported"
    UNCONFIRMED = "unconfirmed"
    CONTESTED = "contested"
    REJECTED = "rejected"
    FORESEEN = "foreseen"


class Origin(_Value):
    """One independent voice behind one or more claims: copies and relays of it add nothing.

    `id` names the innermost source; `claims` every claim key that goes back to it; `reasons` says for each claim how
    it was traced (for example "copy of", "quotes", "own voice").
    """

    id: str
    name: str
    side: str | None = Field(default=None, description="side of interest; None: unknown")
    claims: tuple[str, ...]
    reasons: dict[str, str] = Field(default_factory=dict)


class OriginEdge(_Value):
    """One step from a claim towards its origin: from a claim key, "report:ID" or a source to the next, and why."""

    start: str
    end: str
    reason: str


class Regrouping(_Value):
    """What was decided about incidents: `change` is minted (a new id), grown (`claims` came to it since it was minted,
    new or from another that stays), merged (`others` went into `incident`), split (`others` came out of it), joined or
    parted (a person's word that `claims` are, or are not, of one event).
    `by` is the method's version or the person."""

    change: str = Field(pattern="^(minted|grown|merged|split|joined|parted)$")
    incident: str | None = None
    others: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""


class Contribution(_Value):
    """One term of a weighing: `log_odds` is added to the sum, for `reason`, on the ground of `claims`. Where `factors`
    are given, it is their product (less than zero for a denial)."""

    term: str
    log_odds: float
    reason: str
    claims: tuple[str, ...] = ()
    factors: dict[str, float] = Field(default_factory=dict)


class Weight(_Value):
    """A log-odds sum that can be redone by hand: probability = 1 / (1 + exp(-sum of the contributions)).

    `low`, `high` bound the probability (about 80 %). `grade_source` (A..F) and `grade_item` (1..6) are the Admiralty
    letter and number, kept apart. `would_change` says what evidence would move it. `origins` and `sides` count the
    independent voices behind it and the sides of interest that they belong to.
    """

    probability: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    grade_source: str = Field(pattern="^[A-F]$")
    grade_item: int = Field(ge=1, le=6)
    contributions: tuple[Contribution, ...] = ()
    would_change: str = ""
    origins: int = 0
    sides: int = 0


class Proposition(_Value):
    """One thing asserted about an incident. `value` is what is asserted: an actor id or wording, a place name, an
    ISO date or interval, a toll; empty for OCCURRED. `supports` and `denies` are claim keys."""

    kind: PropositionKind
    value: str = ""
    supports: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    standing: Standing
    weight: Weight | None = None


class Incident(_Value):
    """One event as far as the claims about it go together. Ids are minted once and survive merges.

    `initiators` and `targets` are actor ids where resolved, else the wording; `date_start`/`date_end` bound the event
    (None: no claim dates it); `reported_first` is the earliest publication that speaks of it: the event's latest
    possible day where it is undated and actual, never its date. `place` is the place most claims name, None if none
    does. `mode_actual` is False where every claim only plans, foresees or conditions it. `origin_edges` is the graph
    from claims to origins. `killed_low` to `killed_high` bounds the dead over the independent origins that give a toll,
    the latest word of each; both None where none does, `killed_high` None where one leaves it open.
    """

    id: str
    type: EventType
    types: tuple[EventType, ...]
    initiators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    place: PlaceRef | None = None
    places: tuple[PlaceRef, ...] = ()
    date_start: date | None = None
    date_end: date | None = None
    reported_first: date | None = None
    mode_actual: bool = True
    claims: tuple[str, ...]
    origins: tuple[Origin, ...] = ()
    origin_edges: tuple[OriginEdge, ...] = ()
    killed_low: int | None = None
    killed_high: int | None = None
    propositions: tuple[Proposition, ...] = ()
    method: str = ""

    @property
    def occurred(self) -> Proposition:
        """The proposition that it happened at all."""
        return next(p for p in self.propositions if p.kind is PropositionKind.OCCURRED)


class ControlSpan(_Value):
    """That `holder` (actor id or wording) held a place from `since` until `until`, as far as claims go: a proposition
    over time. None for either end: nobody says. `place` is the gazetteer's id, else the name as worded."""

    place: str
    holder: str
    since: date | None = None
    until: date | None = None
    supports: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    weight: Weight | None = None
