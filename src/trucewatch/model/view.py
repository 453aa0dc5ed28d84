"""A view: everything that a watch holds to be known on one moment about the world up to one moment.

The two clocks (design.md): `as_of` is the world's, `known_on` is ours. The same view asked again gives the same bytes.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from trucewatch.model.actor import Actor
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.finding import Finding, Holding, ObligationStatus
from trucewatch.model.incident import Incident
from trucewatch.model.place import Place
from trucewatch.model.report import Copy, Report
from trucewatch.model.sensitivity import Sensitivity
from trucewatch.model.source import Source

__all__ = ["Change", "Issue", "Scope", "Setting", "View"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Setting(_Value):
    """The watch's own data that a view rests on: who is who, where is where, and what was agreed."""

    id: str
    title: str
    timezone: str
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    sources: tuple[Source, ...] = ()
    agreements: tuple[Agreement, ...] = ()


class View(_Value):
    """The state of a watch on two clocks, all parts consistent with each other.

    `sensitive` is the class that people gave to claims and reports that could do harm if they left.
    `unread` are ids of reports that no extractor reads (their language), kept and listed, never dropped.
    `corpus_hash` is the SHA-256 over the reports and claims that the view rests on.
    """

    setting: Setting
    as_of: datetime
    known_on: datetime
    reports: dict[str, Report]
    copies: tuple[Copy, ...] = ()
    claims: dict[str, Claim] = Field(description="by claim key")
    incidents: tuple[Incident, ...] = ()
    findings: tuple[Finding, ...] = ()
    obligations: tuple[ObligationStatus, ...] = ()
    holdings: tuple[Holding, ...] = ()
    unread: tuple[str, ...] = ()
    sensitive: dict[str, Sensitivity] = Field(default_factory=dict, description="by claim key or report id")
    corpus_hash: str
    method: str


class Change(_Value):
    """What became of one finding or proposition since the last issue, in words, with before and after."""

    subject: str
    kind: str = Field(pattern="^(new|upgraded|downgraded|changed|withdrawn)$")
    before: str | None = None
    after: str | None = None
    claims: tuple[str, ...] = ()
    finding: tuple[str, str] | None = Field(default=None, description="incident and agreement, where it is a verdict")


class Scope(_Value):
    """What part of a watch an edition of the situation report tells of: the last day or week (None: all of it), one
    agreement (None: every one), one zone by its id (None: every one). Each scope is a series with numbers of its own.
    """

    period: Literal["daily", "weekly"] | None = None
    agreement: str | None = None
    zone: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the report on the whole watch."""
        return self == Scope()


class Issue(_Value):
    """One numbered situation report: a view with its number and what changed since the issue before.

    `earlier` is what each earlier issue said had changed, by its number: nothing that was corrected is dropped from the
    record. `cut_offs` are the moments up to which they knew. `embargo` is the moment before which it must not be passed
    on; None: there is none. `corrects` is the number of the issue that this one was published to correct, and
    `correction` the reason that a person gave for it. `scope` is what it tells of, and `in_series` its number among the
    issues of that scope (None: not numbered so); `previous`, `changes` and `earlier` are those of that series.
    """

    number: int = Field(ge=1)
    view: View
    previous: int | None = None
    changes: tuple[Change, ...] = ()
    earlier: dict[int, tuple[Change, ...]] = Field(default_factory=dict)
    cut_offs: dict[int, datetime] = Field(default_factory=dict)
    embargo: datetime | None = None
    corrects: int | None = None
    correction: str = ""
    scope: Scope = Scope()
    in_series: int | None = None
