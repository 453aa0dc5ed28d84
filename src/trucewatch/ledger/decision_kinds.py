"""What named people decide on claims, incidents and records: one schema a kind of entry.

A decision names what its person had seen, so that nobody decides over another's head (decision_rules.py), and may bear
a `request`, under which one sent twice is recorded once. Words of a report stand only in detached content.
"""

from typing import ClassVar, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from trucewatch.ledger.body import HASH, Body
from trucewatch.model import Claim, EventType, Sensitivity

__all__ = [
    "DECISIONS",
    "Anchor",
    "ClaimCoded",
    "ClaimCorrected",
    "ClaimReviewed",
    "ClaimsLinked",
    "Decision",
    "DecisionUndone",
    "IncidentReviewed",
    "RecordFlagged",
]


class Decision(Body):
    """What every decision says: who, why ("" where nobody asked), and from when it counts as known (None: from when it
    is recorded). `request` names the asking, so that a repeated one is recorded once."""

    by: str = Field(min_length=1, max_length=200)
    reason: str = Field(default="", max_length=4000)
    request: str | None = Field(default=None, max_length=200)
    known_from: AwareDatetime | None = None


class Anchor(BaseModel):
    """Which words of a report a claim was read from, and as what: by this a decision finds its claim again when the
    report is read anew and the claims get other ids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    type: EventType

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """The anchor of a claim as the extractor read it."""
        return cls(start=claim.trigger.start, end=claim.trigger.end, type=claim.type)


class _OnClaim(Decision):
    """A decision on one claim, by its key. `seen` is the claim's version as its person saw it (reviewed.py)."""

    claim: str = Field(min_length=1)
    report: str = Field(min_length=1)
    seen: str = Field(pattern=r"^\d+\.\d+(\+\d+)?$")
    anchor: Anchor

    @model_validator(mode="after")
    def _of_that_report(self) -> Self:
        if not self.claim.startswith(f"{self.report}/"):
            raise ValueError(f"claim {self.claim} is filed under report {self.report}")
        return self


class ClaimReviewed(_OnClaim):
    """A named person took a claim as it stands, or rejected it: the report says no such thing. `codings` are the hashes
    of the blind codings that this settles."""

    kind: ClassVar[str] = "claim_reviewed"

    verdict: Literal["accepted", "rejected"]
    codings: tuple[str, ...] = ()


class ClaimCorrected(_OnClaim):
    """A named person corrected a claim. `corrected` is the whole claim as they read it, `fields` those that differ from
    the extractor's reading."""

    kind: ClassVar[str] = "claim_corrected"
    detached: ClassVar[str | None] = "corrected"

    corrected: Claim
    fields: tuple[str, ...] = Field(min_length=1)
    codings: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_that_claim(self) -> Self:
        if self.corrected.key != self.claim:
            raise ValueError(f"claim {self.corrected.key} is given as the correction of {self.claim}")
        return self


class ClaimCoded(_OnClaim):
    """A named person coded a claim blindly: without having seen what another made of it. It changes nothing until the
    codings are settled. `exists`: whether the report says such a thing at all; `coded` is their reading."""

    kind: ClassVar[str] = "claim_coded"
    detached: ClassVar[str | None] = "coded"

    coded: Claim
    exists: bool

    @model_validator(mode="after")
    def _is_that_claim(self) -> Self:
        if self.coded.key != self.claim:
            raise ValueError(f"claim {self.coded.key} is given as a coding of {self.claim}")
        return self


class IncidentReviewed(Decision):
    """A named person holds the claims of an incident to be of one event, as they are. New claims reopen that."""

    kind: ClassVar[str] = "incident_reviewed"

    incident: str = Field(min_length=1)
    claims: tuple[str, ...] = Field(min_length=1)
    seen: int = Field(ge=0, description="the number of the last entry that the person had seen")


class ClaimsLinked(Decision):
    """A named person says that a claim denies or confirms another one, of the same report or not; both are then of one
    event."""

    kind: ClassVar[str] = "claims_linked"

    link: Literal["denies", "confirms"]
    claim: str = Field(min_length=1)
    to: str = Field(min_length=1)
    seen: int = Field(ge=0, description="the number of the last entry that the person had seen")

    @model_validator(mode="after")
    def _are_two(self) -> Self:
        if self.claim == self.to:
            raise ValueError(f"claim {self.claim} is linked to itself")
        return self


class RecordFlagged(Decision):
    """A named person set how much harm a claim, a report or an incident can do if it leaves; a later flag of the same
    record replaces it. `claims` are those that an incident then had."""

    kind: ClassVar[str] = "record_flagged"

    what: Literal["claim", "report", "incident"]
    id: str = Field(min_length=1)
    claims: tuple[str, ...] = ()
    sensitivity: Sensitivity


class DecisionUndone(Decision):
    """A named person took back a decision of their own: entry `entry` of kind `of`, whose hash was `hash`."""

    kind: ClassVar[str] = "decision_undone"

    entry: int = Field(ge=1)
    of: str
    hash: str = Field(pattern=HASH)


DECISIONS: tuple[type[Body], ...] = (
    ClaimReviewed,
    ClaimCorrected,
    ClaimCoded,
    IncidentReviewed,
    ClaimsLinked,
    RecordFlagged,
    DecisionUndone,
)
"""Every kind of this module."""
