"""Findings: an incident held against an agreement by six tests; obligations and their clocks; control of places.

The source of the rules is violation-notes.md, section 4.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "ControlState",
    "Deadline",
    "Finding",
    "Holding",
    "ObligationState",
    "ObligationStatus",
    "Outcome",
    "Test",
    "TestName",
    "Verdict",
]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TestName(StrEnum):
    """The six tests, each answered apart, never one score."""

    __test__ = False

    IN_FORCE = "in_force"
    IN_ZONE = "in_zone"
    ACTORS_BOUND = "actors_bound"
    ACT_PROHIBITED = "act_prohibited"
    ATTRIBUTION = "attribution"
    EVIDENCE = "evidence"


class Outcome(StrEnum):
    """The answer of one test."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    DISPUTED = "disputed"


class Verdict(StrEnum):
    """What the six tests come to. ESTABLISHED is only ever signed by a named person."""

    ESTABLISHED = "established"
    PROBABLE = "probable"
    ALLEGED = "alleged"
    INDETERMINATE = "indeterminate"
    CONTRADICTED = "contradicted"
    NOT_A_VIOLATION = "not_a_violation"
    OUT_OF_SCOPE = "out_of_scope"


class Test(_Value):
    """One test's answer with its reason `code` (documented in docs/findings.md), a sentence, and what it rests on."""

    __test__ = False

    name: TestName
    outcome: Outcome
    code: str
    reason: str
    claims: tuple[str, ...] = ()
    low: float | None = Field(default=None, description="in_zone: smallest probability over boundary versions")
    high: float | None = Field(default=None, description="in_zone: largest probability over boundary versions")


class Finding(_Value):
    """An incident judged under one agreement. `wording` uses "inconsistent with" where the agreement defines no
    violation. `zone` is the zone judged against, None where none applies."""

    id: str
    incident: str
    agreement: str
    text_version: str
    zone: str | None = None
    tests: tuple[Test, ...]
    verdict: Verdict
    decided_by: tuple[str, ...] = Field(default=(), description="reason codes that decided the verdict")
    wording: str
    method: str

    def test(self, name: TestName) -> Test:
        """The answer of one of the six tests."""
        return next(t for t in self.tests if t.name is name)


class ObligationState(StrEnum):
    """Where an obligation stands on its clock."""

    PENDING = "pending"
    DUE = "due"
    IN_PROGRESS = "in_progress"
    MET = "met"
    MET_LATE = "met_late"
    PARTLY_MET = "partly_met"
    MISSED = "missed"
    OVERDUE = "overdue"
    WAIVED = "waived"
    UNKNOWN = "unknown"
    NO_DEADLINE = "no_deadline"


class Deadline(_Value):
    """A date by which something is due, under one version of the text, and how it was reckoned."""

    day: date
    version: str
    authoritative: bool
    reckoning: str
    known_from: date | None = Field(default=None, description="when that version became public; None: unknown")


class ObligationStatus(_Value):
    """An obligation of an agreement on one day. `deadline` is the one of the best version known then, `others` what
    other versions say; `quoted` claim keys of reports that state a deadline, with `note` saying which differ."""

    id: str
    agreement: str
    provision: str | None = None
    actors: tuple[str, ...]
    modality: str
    duty: str
    state: ObligationState
    deadline: Deadline | None = None
    others: tuple[Deadline, ...] = ()
    days_left: int | None = Field(default=None, description="negative once the deadline has passed")
    quoted: tuple[str, ...] = ()
    evidence: tuple[str, ...] = Field(default=(), description="claim keys that speak for the state")
    reason: str


class ControlState(StrEnum):
    """Who holds a place: one side, contested, or unknown."""

    HELD = "held"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


class Holding(_Value):
    """Who held a place on a day, on what is known: `holder` only where state is HELD."""

    place_id: str
    place: str
    as_of: date
    known_on: datetime
    state: ControlState
    holder: str | None = None
    since: date | None = None
    claims: tuple[str, ...] = Field(default=(), description="what speaks for it")
    denied: tuple[str, ...] = Field(default=(), description="claims of a change that are denied or rejected")
    reason: str
