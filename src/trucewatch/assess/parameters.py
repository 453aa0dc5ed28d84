"""The parameters of weighing, from parameters.yaml, which explains each."""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

__all__ = ["Access", "Parameters", "Promptness", "Stake", "parameters"]

Stake = Literal["neutral", "interested", "against_interest"]
Access = Literal["present", "relayed", "unknown"]
Promptness = Literal["prompt", "late", "before_the_event"]


class Parameters(BaseModel):
    """What parameters.yaml holds; see there for the meaning of each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    letter_share: dict[str, float]
    unnamed_share: float
    letter_strength: float
    other_matters: float
    most_of_start: float
    most_of_one_voice: float
    stake: dict[Stake, float]
    interested_denial: float
    learned: float
    certainty: dict[str, float]
    access: dict[Access, float]
    promptness: dict[Promptness, float]
    late_after_days: int
    correction: float
    unrated_decay: float
    same_interest_decay: float
    agreement_across_sides: float
    author: dict[str, float]
    prior: float
    model_deviation: float


@cache
def parameters() -> Parameters:
    """The parameters as shipped."""
    return Parameters.model_validate(
        yaml.safe_load(files("trucewatch.assess").joinpath("parameters.yaml").read_text("utf-8"))
    )
