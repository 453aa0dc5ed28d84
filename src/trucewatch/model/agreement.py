"""An agreement as data: parties, text versions, zones with boundary versions, obligations with clocks.

The shape is `trucewatch/agreement/0.1` (schema-notes.md): text versions are first-class; a signatory is not a guarantor
is not bound by the text; null geometry is normal; membership lists beat geometry.
"""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "Agreement",
    "Contested",
    "DeadlineRule",
    "Exclusion",
    "InForce",
    "Line",
    "Obligation",
    "Participant",
    "ReportingDuty",
    "Signing",
    "StatusNote",
    "TextVersion",
    "Violations",
    "Zone",
    "ZoneVersion",
]

Moment = str
"""An ISO date or datetime with offset, as the schema's "date" has it."""


class _Part(BaseModel):
    # A provision numbered 2 and a cadence of 7 are words here, whether or not the file quotes them.
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class _Sourced(_Part):
    src: tuple[str, ...] = ()
    basis: Literal["seen", "general"] | None = None
    note: str | None = None


class Contested(_Sourced):
    """One of several values that versions or parties give. Entries that are not known here are kept and listed."""

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    value: Any
    version: str | None = None


class DeadlineRule(_Part):
    """When something is due: an absolute moment, or an ISO 8601 offset from a trigger (signing, entry_into_force,
    obligation:<id>:<started|completed>, event:<id>). The trigger day itself is not counted."""

    absolute: Moment | None = None
    trigger: str | None = None
    offset: str | None = Field(default=None, pattern=r"^[+-]?P")
    kind: Literal["by", "start_by", "not_before", "at", "within"] | None = None
    calendar: Literal["calendar_days", "working_days", "unstated"] | None = None
    resolved: Moment | None = None
    other_versions: tuple[Contested, ...] = ()


class StatusNote(_Sourced):
    """What the agreement file itself records of an obligation's state on a day."""

    as_of: Moment
    state: Literal[
        "pending",
        "in_progress",
        "met",
        "met_late",
        "partly_met",
        "missed",
        "lapsed",
        "superseded",
        "disputed",
        "unknown",
    ]


class Signing(_Part):
    """When and where it was signed. Entries that are not known here are kept and listed."""

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    date: Moment
    place: str | None = None
    tz: str | None = None
    src: tuple[str, ...] = ()
    basis: Literal["seen", "general"] | None = None


class TextVersion(_Sourced):
    """One version of the text. `differs` maps what differs from the authoritative text to this version's value."""

    id: str
    status: Literal[
        "proposal", "leaked_draft", "secondary_report", "signed", "official_publication", "amendment", "translation"
    ]
    date: Moment | None = None
    lang: str | None = None
    authoritative: bool | None = None
    differs: dict[str, Any] = Field(default_factory=dict)


class Extension(_Part):
    """How the agreement goes on after its term. Entries that are not known here are kept and listed."""

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    mode: Literal["automatic", "by_consensus", "automatic_on_consensus", "by_agreement", "none_stated"] | None = None
    term: str | None = None
    note: str | None = None


class InForce(_Part):
    """From when to when it binds whom; `from_contested` keeps every date that somebody gives."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, populate_by_name=True)

    start: Moment = Field(alias="from")
    from_contested: tuple[Contested, ...] = ()
    phases: tuple[dict[str, Any], ...] = ()
    duration: str | None = None
    extension: Extension | None = None
    until: str | None = None
    ended: tuple[dict[str, Any], ...] = ()
    tz: str | None = None


class Participant(_Sourced):
    """An actor's standing under the agreement; several roles of one actor are several entries."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, populate_by_name=True)

    actor: str
    role: Literal[
        "signatory",
        "guarantor",
        "party",
        "bound_by_text",
        "acceded",
        "rejecting",
        "mediator",
        "facilitator",
        "witness",
        "observer",
        "endorser",
        "excluded",
    ]
    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    side: str | None = None


class Exclusion(_Sourced):
    """Whom the agreement does not protect, as worded, and by which rule."""

    as_worded: str
    actors: tuple[str, ...] = ()
    rule: Literal["named", "by_association", "by_list"] | None = None
    effect: str | None = None


class ZoneVersion(_Sourced):
    """A boundary as one text or map has it. `includes`/`excludes` are place ids that beat `geometry` (GeoJSON)."""

    id: str
    precision: Literal["stated", "indicative", "provisional", "official", "disputed"]
    valid_from: Moment | None = None
    valid_to: Moment | None = None
    admin: tuple[str, ...] = ()
    geometry: dict[str, Any] | None = None
    boundary_sigma_km: float | None = None
    disputed_parts: tuple[dict[str, Any], ...] = ()
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


class Zone(_Part):
    """An area in which acts are prohibited or permitted, with its boundary versions."""

    id: str
    as_worded: str
    kind: (
        Literal[
            "ceasefire_area", "security_zone", "demilitarised", "disengagement", "port", "corridor", "whole_territory"
        ]
        | None
    ) = None
    versions: tuple[ZoneVersion, ...] = Field(min_length=1)


class Line(_Sourced):
    """A line on the ground, or one derived from another by an offset in km."""

    id: str
    kind: Literal["contact_line", "withdrawal_line", "security_line", "buffer_edge", "ceasefire_line"]
    as_worded: str | None = None
    derived_from: dict[str, Any] | None = None
    applies_to: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    versions: tuple[dict[str, Any], ...] = ()


class Obligation(_Sourced):
    """What someone must, must not, may or aims to do, where, by when."""

    id: str
    actors: tuple[str, ...]
    modality: Literal["must", "must_not", "may", "aim"]
    action: str
    object: str | None = None
    provision: str | None = None
    where: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    deadline: DeadlineRule | None = None
    recurrence: str | None = None
    verification: tuple[str, ...] = ()
    verifier: tuple[str, ...] = ()
    status: tuple[StatusNote, ...] = ()
    text_version: str | None = None


class Monitor(_Sourced):
    """A body that watches or counts, and whether it is independent of the parties."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, populate_by_name=True)

    id: str
    name: str | None = None
    members: tuple[str, ...] = ()
    independent_of_parties: bool | None = None
    mandate: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    access_rights: str | None = None
    reports_to: str | None = None
    publishes: bool | None = None
    since: Moment | None = Field(default=None, alias="from")


class Violations(_Sourced):
    """What the agreement itself calls a violation; where `defined` is "none" our words are "inconsistent with"."""

    defined: Literal["explicit_list", "implied", "none"]
    between: str | None = None
    event_types: tuple[str, ...] = ()
    classes: dict[str, Any] = Field(default_factory=dict)
    carve_outs: tuple[str, ...] = ()
    self_defence: Literal["allowed", "restricted", "silent"] | None = None
    counting_unit: str | None = None


class ReportingDuty(_Sourced):
    """Who reports to whom, how often."""

    by: str
    to: str
    cadence: str | None = None
    public: bool | None = None


class Related(_Sourced):
    """Another agreement that this one builds on, implements, amends or overlaps."""

    rel: str
    id: str


class Agreement(_Part):
    """One agreement, whole, as loaded from its YAML file."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, populate_by_name=True)

    schema_: Literal["trucewatch/agreement/0.1"] = Field(alias="schema")
    id: str
    title: str
    aka: tuple[str, ...] = ()
    form: str | None = None
    written: bool | None = None
    class_: str | None = Field(default=None, alias="class")
    scope: str | None = None
    process: str | None = None
    xref: dict[str, Any] = Field(default_factory=dict)
    signed: Signing
    text_versions: tuple[TextVersion, ...] = Field(min_length=1)
    in_force: InForce
    participants: tuple[Participant, ...]
    exclusions: tuple[Exclusion, ...] = ()
    zones: tuple[Zone, ...]
    lines: tuple[Line, ...] = ()
    obligations: tuple[Obligation, ...]
    monitoring: tuple[Monitor, ...]
    violations: Violations
    disputes: dict[str, Any] = Field(default_factory=dict)
    reporting: tuple[ReportingDuty, ...]
    related: tuple[Related, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def signing_day(self) -> date:
        """The day of signing, in the place's own calendar."""
        return date.fromisoformat(self.signed.date[:10])

    def authoritative_version(self) -> TextVersion:
        """The version that binds: the first authoritative one, else the first listed."""
        return next((v for v in self.text_versions if v.authoritative), self.text_versions[0])
