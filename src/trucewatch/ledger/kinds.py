"""What can be recorded: one schema a kind of entry.

Two kinds carry other people's words: the report itself, and the claims that quote it. Their content is *detached*: it
lies beside the chain under its SHA-256, and the entry holds only that hash. So a takedown can remove the words for
good while the chain stays whole ("text goes, hash stays", design.md; harm-legal-notes.md).

`known_from` is the moment from which the watch knew it (ledger/known.py says what None means for each kind).
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Self

from pydantic import AwareDatetime, BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import to_jsonable_python

from trucewatch.ledger.body import HASH, Body
from trucewatch.ledger.decision_kinds import (
    DECISIONS,
    ClaimCoded,
    ClaimCorrected,
    ClaimReviewed,
    ClaimsLinked,
    Decision,
    DecisionUndone,
    IncidentReviewed,
    RecordFlagged,
)
from trucewatch.model import Agreement, Claim, Copy, PropositionKind, Regrouping, Report, Verdict
from trucewatch.model.errors import LedgerError

__all__ = [
    "KINDS",
    "AgreementLoaded",
    "Body",
    "ClaimCoded",
    "ClaimCorrected",
    "ClaimReviewed",
    "ClaimsExtracted",
    "ClaimsLinked",
    "CopiesFound",
    "Decision",
    "DecisionUndone",
    "EmbargoLifted",
    "EventNoted",
    "ExtractionSkipped",
    "FindingSigned",
    "HeadStamped",
    "IncidentReviewed",
    "IncidentsRegrouped",
    "IssuePublished",
    "PropositionResolved",
    "RecordFlagged",
    "ReportAdded",
    "SettingLoaded",
    "Takedown",
    "WatchOpened",
    "body_of",
    "evidence_of",
]

Plain = BeforeValidator(lambda content: to_jsonable_python(content, inf_nan_mode="constants"))
"""Content of a YAML file as JSON has it: dates, which YAML knows and JSON does not, become ISO text."""


class WatchOpened(Body):
    """The watch begins. `clock` says how `known_from` is set: "live" (when recorded) or "archive" (when published)."""

    kind: ClassVar[str] = "watch_opened"

    id: str
    title: str = ""
    timezone: str = "UTC"
    clock: str = "live"


class ReportAdded(Body):
    """A report came in. `id`, `evidence` (the raw bytes' hash; None: no bytes kept) and `record` (that of the exchange
    in which they were fetched; None: they were not) are taken from the report."""

    kind: ClassVar[str] = "report_added"
    detached: ClassVar[str | None] = "report"

    report: Report
    id: str
    evidence: str | None = Field(default=None, pattern=HASH)
    record: str | None = Field(default=None, pattern=HASH)
    known_from: AwareDatetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _named_by_its_report(cls, data: Any) -> Any:
        report = data.get("report") if isinstance(data, dict) else None
        if not isinstance(report, Report):
            return data
        capture = report.capture
        hashes = {"evidence": capture.sha256, "record": capture.record} if capture else {}
        return {"id": report.id, **hashes, **data}

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.id != self.report.id:
            raise ValueError(f"the entry is named {self.id} but its report {self.report.id}")
        return self


class ClaimsExtracted(Body):
    """An extractor read a report. `supersedes`: every earlier claim of that report ends where these begin. `ids` are
    the claims' own, taken from them, so that the entry says how many there were even once their words are gone."""

    kind: ClassVar[str] = "claims_extracted"
    detached: ClassVar[str | None] = "claims"

    report: str
    extractor: str
    version: str
    claims: tuple[Claim, ...]
    ids: tuple[str, ...] | None = None
    supersedes: bool = False
    known_from: AwareDatetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _named_by_its_claims(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("ids") is not None:
            return data
        claims = data.get("claims", ())
        if not all(isinstance(claim, Claim) for claim in claims):
            return data
        return {**data, "ids": tuple(claim.id for claim in claims)}

    @model_validator(mode="after")
    def _of_one_report(self) -> Self:
        ids = [claim.id for claim in self.claims]
        strangers = sorted({claim.report for claim in self.claims} - {self.report})
        if strangers:
            raise ValueError(f"claims of {', '.join(strangers)} are filed under report {self.report}")
        if any(claim.reviewed for claim in self.claims):
            raise ValueError(f"a claim of report {self.report} names a person's decision, which has entries of its own")
        if len(set(ids)) < len(ids):
            raise ValueError(f"two claims of report {self.report} have the same id")
        if self.ids is not None and list(self.ids) != ids:
            raise ValueError(f"the ids named for report {self.report} are not those of its claims")
        return self


class ExtractionSkipped(Body):
    """No extractor read a report, and why; it stays in the watch, listed as unread."""

    kind: ClassVar[str] = "extraction_skipped"

    report: str
    language: str | None = None
    reason: str
    known_from: AwareDatetime | None = None


class CopiesFound(Body):
    """Reports that repeat others. A pair named again replaces what was found about it before."""

    kind: ClassVar[str] = "copies_found"

    copies: tuple[Copy, ...]
    method: str = ""
    known_from: AwareDatetime | None = None

    @model_validator(mode="after")
    def _each_pair_once(self) -> Self:
        if len({(copy.a, copy.b) for copy in self.copies}) < len(self.copies):
            raise ValueError("a pair of reports is named twice")
        return self


class SettingLoaded(Body):
    """One file of the watch's own data (actors, places, sources, watch), as parsed; replaces the part's earlier one."""

    kind: ClassVar[str] = "setting_loaded"

    part: str
    file: str
    sha256: str = Field(pattern=HASH)
    content: Annotated[Any, Plain]
    known_from: AwareDatetime | None = None


class AgreementLoaded(Body):
    """An agreement file, whole; replaces an earlier load of the same agreement."""

    kind: ClassVar[str] = "agreement_loaded"

    id: str
    file: str = ""
    sha256: str = Field(pattern=HASH)
    content: Annotated[dict[str, Any], Plain]
    known_from: AwareDatetime | None = None

    @model_validator(mode="after")
    def _is_that_agreement(self) -> Self:
        if self.agreement().id != self.id:
            raise ValueError(f"the entry is named {self.id} but its agreement {self.content.get('id')}")
        return self

    def agreement(self) -> Agreement:
        """The agreement as a value."""
        return Agreement.model_validate(self.content)


class IssuePublished(Body):
    """A situation report went out. `snapshot` is what the next issue's list of changes is reckoned against;
    `head_seq` and `head_hash` are the chain's end when the view was taken."""

    kind: ClassVar[str] = "issue_published"

    number: int = Field(ge=1)
    as_of: AwareDatetime
    known_on: AwareDatetime
    corpus_hash: str
    sha256: str = Field(pattern=HASH, description="of the published file")
    format: str = "html"
    previous: int | None = None
    head_seq: int | None = None
    head_hash: str | None = None
    snapshot: dict[str, Any] = Field(default_factory=dict)


class FindingSigned(Body):
    """A named person decided on a finding. `found` is the verdict of the tests at that time; a later signature of the
    same finding replaces it, and one whose `verdict` is None withdraws it."""

    kind: ClassVar[str] = "finding_signed"

    finding: str = Field(min_length=1)
    by: str = Field(min_length=1)
    verdict: Verdict | None
    reason: str = Field(min_length=1)
    found: Verdict
    known_from: AwareDatetime | None = None


class EventNoted(Body):
    """A named person recorded that an event for which a deadline of an agreement waits happened on a day; None takes
    an earlier note back."""

    kind: ClassVar[str] = "event_noted"

    agreement: str = Field(min_length=1)
    event: str = Field(min_length=1)
    on: date | None
    by: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    known_from: AwareDatetime | None = None


class EmbargoLifted(Body):
    """A named person wants an issue's embargo lifted before its time; it is once two different people do."""

    kind: ClassVar[str] = "embargo_lifted"

    number: int = Field(ge=1)
    by: str = Field(min_length=1)


class IncidentsRegrouped(Body):
    """Incidents were minted, merged or split by the method, or a named person put claims together or apart. Ids that
    were minted stay with their claims; of a person's contradictory words the last one stands. `seen` is the
    number of the last entry that the person had seen, None where nobody says; `request` names their asking."""

    kind: ClassVar[str] = "incidents_regrouped"

    changes: tuple[Regrouping, ...] = Field(min_length=1)
    method: str = ""
    seen: int | None = Field(default=None, ge=0, exclude_if=lambda seen: seen is None)
    request: str | None = Field(default=None, max_length=200, exclude_if=lambda request: request is None)
    known_from: AwareDatetime | None = None


class PropositionResolved(Body):
    """A named person found a proposition of an incident true or not (None takes an earlier finding back). `supports`
    and `denies` are the keys of the claims behind it, from which sources' track records learn, from `known_from` on."""

    kind: ClassVar[str] = "proposition_resolved"

    incident: str = Field(min_length=1)
    proposition: PropositionKind
    value: str = ""
    true: bool | None
    supports: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    by: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    known_from: AwareDatetime | None = None


class HeadStamped(Body):
    """A time-stamping authority (RFC 3161) signed the chain's end: entry `seq` with `hash`, at its own moment
    `stamped_at`. `answer` is all that it answered, DER in base64."""

    kind: ClassVar[str] = "head_stamped"

    seq: int = Field(ge=1)
    hash: str = Field(pattern=HASH)
    stamped_at: AwareDatetime
    authority: str
    answer: str


class Takedown(Body):
    """A report's words, and the claims that quote them, were removed for good. `contents`, `evidence` and `record` are
    the hashes of what went; the ledger fills them in."""

    kind: ClassVar[str] = "takedown"

    report: str
    reason: str = Field(min_length=1)
    contents: tuple[str, ...] = ()
    evidence: str | None = None
    record: str | None = None


_MODELS: tuple[type[Body], ...] = (
    WatchOpened,
    ReportAdded,
    ClaimsExtracted,
    ExtractionSkipped,
    CopiesFound,
    SettingLoaded,
    AgreementLoaded,
    IssuePublished,
    FindingSigned,
    EventNoted,
    IncidentsRegrouped,
    PropositionResolved,
    EmbargoLifted,
    HeadStamped,
    Takedown,
    *DECISIONS,
)
KINDS: dict[str, type[Body]] = {model.kind: model for model in _MODELS}
"""Every kind of entry with the schema of its body."""


def evidence_of(kind: str, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Hashes of the raw bytes that an entry speaks of: kept, by a report's; gone, by a takedown's."""
    if kind not in (ReportAdded.kind, Takedown.kind):
        return ()
    return tuple(sha256 for name in ("evidence", "record") if (sha256 := body.get(name)))


def body_of(kind: str, data: Any) -> Body:
    """The body of an entry of that kind. LedgerError naming the first thing wrong with it, or the unknown kind."""
    model = KINDS.get(kind)
    if model is None:
        raise LedgerError(f"There is no kind of entry called {kind!r}; the kinds are {', '.join(sorted(KINDS))}.")
    if isinstance(data, Body):
        if not isinstance(data, model):
            raise LedgerError(f"A body of kind {data.kind!r} cannot be recorded as {kind!r}.")
        return data
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise LedgerError(f"The body of a {kind!r} entry is not valid at {where}: {first['msg']}.") from error
