"""The codebook's event types as data (codebook.yaml, version 0.2).

A type says what was done; whether that breaks an agreement is judged later, from the act, the agreement and the zone.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

__all__ = ["CODEBOOK_VERSION", "EventType", "Layer", "TypeEntry", "codebook", "neutral_labels"]

CODEBOOK_VERSION = "0.2"

Layer = Literal["physical", "process", "state"]


class EventType(StrEnum):
    """What an event is, as in codebook.md ("Types")."""

    AGREEMENT_SIGNED = "agreement_signed"
    MECHANISM_ESTABLISHED = "mechanism_established"
    BOUNDARY_DEFINED = "boundary_defined"
    NEGOTIATION = "negotiation"
    POSITION_STATED = "position_stated"
    OFFENSIVE_LAUNCHED = "offensive_launched"
    ASSAULT = "assault"
    ARMED_CLASH = "armed_clash"
    TERRITORY_CAPTURED = "territory_captured"
    SHELLING = "shelling"
    AIR_STRIKE = "air_strike"
    WEAPONS_FIRE = "weapons_fire"
    EXPLOSIVE_DEVICE = "explosive_device"
    VIOLENCE_AGAINST_CIVILIANS = "violence_against_civilians"
    CHEMICAL_ATTACK = "chemical_attack"
    CONTROL = "control"
    SIEGE = "siege"
    ACCESS_RESTRICTION = "access_restriction"
    HUMANITARIAN_ACTION = "humanitarian_action"
    WITHDRAWAL = "withdrawal"
    REINFORCEMENT = "reinforcement"
    PROHIBITED_PRESENCE = "prohibited_presence"
    DETENTION_RELEASE = "detention_release"
    CEASEFIRE_BREACH = "ceasefire_breach"


class TypeEntry(BaseModel):
    """One type's entry: its definition, layer, whether ceasefires usually prohibit it, and crosswalk codes."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    id: EventType
    layer: Layer
    violation: Literal["yes", "conditional", "no"]
    definition: str = Field(alias="def")
    cameo: tuple[str, ...] = ()
    plover: tuple[str, ...] | None = None
    acled: str | None = None
    ucdp: str | None = None
    osce: str | None = None
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()


@cache
def _raw() -> dict[str, object]:
    text = files("trucewatch.model").joinpath("codebook.yaml").read_text("utf-8")
    data: dict[str, object] = yaml.safe_load(text)
    return data


@cache
def codebook() -> dict[EventType, TypeEntry]:
    """Every type of the codebook with its entry."""
    raw = _raw()["types"]
    assert isinstance(raw, list)
    entries = [TypeEntry.model_validate({**item, "cameo": [str(c) for c in item["cameo"]]}) for item in raw]
    return {entry.id: entry for entry in entries}


@cache
def neutral_labels() -> dict[str, str]:
    """Loaded words and the neutral words that our own sentences use instead (codebook.yaml, labels_to_neutralise)."""
    raw = _raw()["labels_to_neutralise"]
    assert isinstance(raw, dict)
    return {str(word): str(neutral) for word, neutral in raw.items()}
