"""The things of the API as it gives them: our own values (docs/schemas), with their names and what hangs on them."""

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from trucewatch.model import Agreement, Claim, Finding, Holding, Incident, ObligationStatus, Report, Scope, Source

__all__ = [
    "AgreementOf",
    "ClaimOf",
    "Feature",
    "Features",
    "FindingOf",
    "HitOf",
    "Hits",
    "HoldingOf",
    "IncidentOf",
    "ObligationOf",
    "ReleaseOf",
    "ReportOf",
    "SourceOf",
    "WatchOf",
]


class ReportOf(Report):
    """A report as its reader may see it, with the keys of its claims."""

    claims: list[str] = Field(default_factory=list, description="keys of the claims read from it")
    unread: bool = Field(default=False, description="whether no extractor reads its language")


def _with_key(schema: dict[str, Any]) -> None:
    told = "its name in the watch: report, slash, id"
    schema["properties"]["key"] = {"type": "string", "description": told, "examples": ["r-017/c2"]}
    schema["required"] = [*schema.get("required", ()), "key"]


class ClaimOf(Claim):
    """A claim with its key, which our own value reckons and does not hold, and the incident that it belongs to."""

    model_config = ConfigDict(json_schema_extra=_with_key)

    incident: str | None = Field(default=None, description="the incident that it is put to; null: none")


class IncidentOf(Incident):
    """An incident with the ids of the findings on it."""

    findings: list[str] = Field(default_factory=list)


class FindingOf(Finding):
    """A finding: six tests with their reasons, and what they come to."""


class ObligationOf(ObligationStatus):
    """An obligation with its clock."""

    key: str = Field(description="agreement, slash, id", examples=["sy-astana-2017-05-04/o3"])


class HoldingOf(Holding):
    """Who held a place."""


class SourceOf(Source):
    """A source with how many of the view's reports it published; never a rank."""

    reports: int | None = Field(
        ge=0, description="reports of the view that it published; null for single persons (witnesses)"
    )


class AgreementOf(Agreement):
    """An agreement as it was loaded."""


class ReleaseOf(BaseModel):
    """A published situation report; its files went out under their own hashes and are not kept here."""

    number: int
    as_true_on: AwareDatetime
    as_known_on: AwareDatetime
    published: AwareDatetime = Field(description="when it was recorded")
    profile: str = Field(description="the release profile that it went out under", examples=["public"])
    language: str = Field(description="of its headings", examples=["en"])
    scope: Scope = Field(description="what part of the watch it tells of; null in all three: the whole")
    corpus_hash: str
    sha256: str = Field(description="of the published file in `format`")
    format: str = Field(examples=["html"])
    files: dict[str, str] = Field(description="SHA-256 of each published file by its format")
    previous: int | None = None
    corrects: int | None = Field(default=None, description="the issue that this one corrects; null: none")
    correction: str = Field(default="", description="why it corrects that issue")
    corrected_by: list[int] = Field(
        default_factory=list, description="issues that correct this one, as far as you may read them; empty: it holds"
    )
    embargo: AwareDatetime | None = Field(default=None, description="until when it must not be passed on; null: free")


class PieceOf(BaseModel):
    """Some characters of a text."""

    text: str
    hit: bool = Field(description="whether they were looked for")


class HitOf(BaseModel):
    """One thing found, with the words around what was looked for; they are text and never markup."""

    kind: Literal["incident", "finding", "obligation", "claim", "report", "agreement", "source"]
    key: str
    title: str
    day: str | None = Field(description="its day (ISO 8601), null where it has none")
    pieces: list[PieceOf]


class Hits(BaseModel):
    """What was found, the best of each kind first, then the second best of each kind, and so on."""

    items: list[HitOf]
    next: str | None = Field(description="the cursor of the next page; null: this is the last")
    view: dict[str, Any] = Field(description="what the answer is a view of, as in every list")


class WatchOf(BaseModel):
    """A watch in which the asker has a part."""

    id: str = Field(examples=["syria-2017"])
    title: str
    timezone: str = Field(examples=["Asia/Damascus"])
    role: str = Field(examples=["reader"])
    profile: str = Field(description="the release profile that binds what the role sees", examples=["partners"])


class Feature(BaseModel):
    """An incident, a place with who holds it, or a boundary version of a zone, on a map (RFC 7946)."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None = Field(
        description="a point, or a zone's outline; null where it is not located, or no outline is public"
    )
    properties: dict[str, Any] = Field(
        description="of incidents as in the GeoJSON export (docs/exports.md); how well it is known is always told: "
        "`radius_km` of a point, `precision` and `boundary_sigma_km` of an outline, which is no line to verify by "
        "where `soft`"
    )


class Features(BaseModel):
    """Things on a map (RFC 7946)."""

    type: Literal["FeatureCollection"]
    features: list[Feature]
    next: str | None = Field(description="the cursor of the next page; null: this is the last")
    view: dict[str, Any]
