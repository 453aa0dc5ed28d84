"""Forecasts that reports make, kept and scored: who foresaw what, on which condition, and what became of it."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from trucewatch.model.codebook import EventType

__all__ = ["Forecast", "ForecastScore", "ForecastState"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ForecastState(StrEnum):
    """What became of a forecast. OPEN: its window has not ended; UNDATED: it names no window that could end;
    CAME_TRUE: a later incident answers it; DID_NOT: the window ended, and nothing known answers it, though reports of
    the time are known; UNKNOWN: the window ended without any report of it; CONDITION_FAILED: what it hung on is known
    not to have come, so it is not scored."""

    OPEN = "open"
    UNDATED = "undated"
    CAME_TRUE = "came_true"
    DID_NOT = "did_not"
    UNKNOWN = "unknown"
    CONDITION_FAILED = "condition_failed"


class Forecast(_Value):
    """One claim about the future. `probability` is the forecaster's own, read from its words (`certain` 0.95,
    `probable` 0.7, `possible` 0.35), that it will be as foreseen; `conditions` are the claims it hangs on, and
    `condition_words` the sentence that states one. `window_end` None: none stated. `answered_by` are incidents."""

    claim: str
    report: str
    made_on: date | None
    forecaster: tuple[str, ...]
    type: EventType
    initiators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    place: str | None = None
    window_start: date | None = None
    window_end: date | None = None
    mode: str
    conditions: tuple[str, ...] = ()
    condition_words: str | None = None
    probability: float = Field(ge=0, le=1)
    state: ForecastState
    answered_by: tuple[str, ...] = ()
    brier: float | None = Field(default=None, description="(probability - outcome) squared; None until resolved")
    reason: str


class ForecastScore(_Value):
    """How one forecaster has done so far: the mean Brier score of what is resolved, with the number still open. A
    forecast of 0.5 each time scores 0.25; lower is better."""

    forecaster: str
    resolved: int
    came_true: int
    open: int
    unscored: int
    brier: float | None = None
