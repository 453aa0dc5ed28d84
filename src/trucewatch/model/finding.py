"""Findings: an incident held against an agreement by six tests; obligations and their clocks; control of places.

The source of the rules is violation-notes.md, section 4.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "BoundaryShare",
    "ControlState",
    "Deadline",
    "Finding",
    "Holding",
    "ObligationState",
    "ObligationStatus",
    "Occurrence",
    "Outcome",
    "QuietClock",
    "Signature",
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


class BoundaryShare(_Value):
    """What one version of a zone's boundary says of a place: `probability` that it lies inside, None where the version
    says nothing; `listed` where a list or a statement decided and not geometry; `said` the sentence."""

    zone: str
    version: str
    probability: float | None = None
    listed: bool = False
    disputed: bool = False
    said: str


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
    boundaries: tuple[BoundaryShare, ...] = Field(default=(), description="in_zone: each version that was asked")


class Signature(_Value):
    """A named person's decision on a finding. `found` is the verdict that the tests gave when it was signed; where they
    give another now, the finding says so."""

    by: str
    on: date
    verdict: Verdict
    reason: str
    found: Verdict


class Finding(_Value):
    """An incident judged under one agreement. `wording` uses "inconsistent with" where the agreement defines no
    violation. `zone` is the zone judged against, None where none applies. `agreement_hash` is the SHA-256 of the
    agreement's data (canonical JSON) by which it was judged, `claims` all claims of the incident, `signature` the
    person's decision that made it ESTABLISHED, None where nobody signed."""

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
    agreement_hash: str = ""
    claims: tuple[str, ...] = ()
    signature: Signature | None = None

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


class QuietClock(_Value):
    """A clock that counts quiet days in one zone and starts again with each violation (`zone` None: everywhere).

    `required` days are needed. `run` is the number of days since the last one with a violation alleged or better (or
    since the clock could start), up to the day asked about; `unknown_days` of them are days for which no source is
    known: unknown, not quiet. `last_reset` is that day, `resets` the findings of it. `reached` is the first day on
    which the required run was full, every day of it with a source; None if there is none. `by_count` gives the run
    where only findings of that strength reset it: established, with probable, all alleged."""

    zone: str | None = None
    required: int
    run: int
    unknown_days: int
    since: date
    last_reset: date | None = None
    resets: tuple[str, ...] = ()
    reached: date | None = None
    by_count: tuple[int, int, int]
    reason: str


class Occurrence(_Value):
    """One turn of a recurring duty: the day by which it falls due, and the claims that speak of it as done."""

    due: date
    state: ObligationState
    evidence: tuple[str, ...] = ()


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
    text_version: str | None = Field(default=None, description="the version of the text that the duty rests on")
    recurrence: str | None = Field(default=None, description="how often it falls due, as worded")
    occurrences: tuple[Occurrence, ...] = Field(default=(), description="of a recurring duty, up to the next due day")
    clocks: tuple[QuietClock, ...] = Field(default=(), description="quiet days counted, where the duty hangs on them")


class ControlState(StrEnum):
    """Who holds a place: one side, contested, or unknown."""

    HELD = "held"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


class Holding(_Value):
    """Who held a place on a day, on what is known: `holder` only where state is HELD.

    `probability` that `candidate` held it: the holder, or whoever was last said to hold it where that is contested;
    both None where nobody is. It is (s + 1) / (s + d + 2) with s publishers who say so and d who deny it or tell of a
    fight over it since.
    """

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
    candidate: str | None = None
    probability: float | None = Field(default=None, ge=0, le=1)
