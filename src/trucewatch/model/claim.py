"""A claim: one source's statement about one event (codebook.md). The unit of everything that follows."""

from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from trucewatch.model.codebook import EventType

__all__ = [
    "AUTHOR",
    "ActorRef",
    "Casualties",
    "Certainty",
    "Claim",
    "Link",
    "LinkType",
    "Mode",
    "PlaceRef",
    "Polarity",
    "Reviewed",
    "Stance",
    "Trigger",
]

AUTHOR = "author"


class Polarity(StrEnum):
    """Whether the source says that the event happened or that it did not."""

    POSITIVE = "+"
    NEGATIVE = "-"


class Certainty(StrEnum):
    """The source's own commitment, not ours."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Mode(StrEnum):
    """Whether the event is past or present, intended, foreseen, or hangs on something else."""

    ACTUAL = "actual"
    PLANNED = "planned"
    PREDICTED = "predicted"
    CONDITIONAL = "conditional"


class Stance(StrEnum):
    """What the report makes of a claim that it quotes; always ENDORSES where the report speaks itself."""

    ENDORSES = "endorses"
    NEUTRAL = "neutral"
    DOUBTS = "doubts"
    REJECTS = "rejects"


class LinkType(StrEnum):
    """How a claim bears on another claim of the same report."""

    DENIES = "denies"
    CONFIRMS = "confirms"
    REPEATS = "repeats"
    CONDITIONAL_ON = "conditional_on"
    CAUSES = "causes"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Trigger(_Value):
    """The word or short phrase that names the event, exactly as in the report's text."""

    text: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)

    @model_validator(mode="after")
    def _spans_its_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(f"trigger {self.text!r} does not fit its offsets {self.start}..{self.end}")
        return self


class ActorRef(_Value):
    """Someone as worded in the text; `id` is the actor of the watch it was resolved to, None where unresolved."""

    text: str = Field(min_length=1)
    id: str | None = None


class PlaceRef(_Value):
    """A place as worded in the text. lat and lon (WGS 84 degrees) are the best point and both None where unknown;
    `radius_km` is how far the event may lie from it; `place_id` names the gazetteer's entry."""

    name: str = Field(min_length=1)
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    radius_km: float | None = Field(default=None, ge=0)
    place_id: str | None = None


class Casualties(_Value):
    """People killed or injured: low and high bounds (high None: no upper bound stated) and of whom, as worded."""

    who: str = ""
    low: int | None = Field(default=None, ge=0)
    high: int | None = Field(default=None, ge=0)


class Link(_Value):
    """A link to another claim of the same report, by its id."""

    type: LinkType
    to: str


class Reviewed(_Value):
    """That a named person took the claim as it stands, or corrected it, and when. `fields` are those that they changed
    from what the extractor had read. `entry` is the number of the ledger's entry."""

    verdict: Literal["accepted", "corrected"]
    by: str
    on: AwareDatetime
    fields: tuple[str, ...] = ()
    entry: int = Field(ge=1)


class Claim(_Value):
    """One source's statement about one event, with the rule or model that made each field.

    `id` is unique within its report; `key` is unique in a watch. Dates are the event's, never the publication's;
    both None if the text does not say. `source` is innermost first as worded, or ["author"]. `source_chain` holds
    the speakers from the innermost outwards, the source first; () where the report speaks itself. `rules` names the
    rule or model behind each field, `confidence` how sure it was, 0 to 1, where it can say. `reviewed` is a person's
    decision on it, None (and left out of its JSON) where nobody decided; a field that they corrected has the rule
    "person" and no confidence.
    """

    id: str
    report: str
    trigger: Trigger
    type: EventType
    initiators: tuple[ActorRef, ...] = ()
    targets: tuple[ActorRef, ...] = ()
    places: tuple[PlaceRef, ...] = ()
    date_start: date | None = None
    date_end: date | None = None
    source: tuple[str, ...] = (AUTHOR,)
    source_chain: tuple[str, ...] = ()
    polarity: Polarity = Polarity.POSITIVE
    certainty: Certainty = Certainty.CERTAIN
    mode: Mode = Mode.ACTUAL
    author_stance: Stance = Stance.ENDORSES
    links: tuple[Link, ...] = ()
    killed: tuple[Casualties, ...] = ()
    injured: tuple[Casualties, ...] = ()
    rules: dict[str, str] = Field(default_factory=dict)
    confidence: dict[str, float] = Field(default_factory=dict)
    method: str = ""
    reviewed: Reviewed | None = Field(default=None, exclude_if=lambda reviewed: reviewed is None)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.date_start and self.date_end and self.date_end < self.date_start:
            raise ValueError(f"claim {self.id} ends on {self.date_end}, before it starts on {self.date_start}")
        if not self.source:
            raise ValueError(f"claim {self.id} has no source; use 'author' for the report's own voice")
        return self

    @property
    def key(self) -> str:
        """The claim's name in the watch: report id, slash, claim id."""
        return f"{self.report}/{self.id}"

    @property
    def by_author(self) -> bool:
        """Whether the report says it in its own voice."""
        return self.source == (AUTHOR,)

    @property
    def is_plain_assertion(self) -> bool:
        """Affirmed, certain, past or present and endorsed by the report: what could be taken as stated fact."""
        status = (self.polarity, self.certainty, self.mode, self.author_stance)
        return status == (Polarity.POSITIVE, Certainty.CERTAIN, Mode.ACTUAL, Stance.ENDORSES)
