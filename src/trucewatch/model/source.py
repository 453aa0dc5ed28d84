"""Sources: who speaks, whose side they have an interest in, and how reliable they have been (Admiralty letters)."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Source", "SourceKind"]


class SourceKind(StrEnum):
    """What kind of voice."""

    WIRE = "wire"
    OUTLET = "outlet"
    REPUBLISHER = "republisher"
    NGO_MONITOR = "ngo_monitor"
    PARTY_STATEMENT = "party_statement"
    MINISTRY = "ministry"
    IGO = "igo"
    WITNESS = "witness"


class Source(BaseModel):
    """A publisher or speaker of the watch. `lean` is the side whose success it has an interest in (None: unknown,
    "none": judged to have none); `start` its first Admiralty letter A..F (F: cannot be judged), before any track
    record; `republishes` the sources whose texts it prints without adding to them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    kind: SourceKind
    aliases: tuple[str, ...] = ()
    lean: str | None = None
    start: str = Field(default="F", pattern="^[A-F]$")
    republishes: tuple[str, ...] = ()
    note: str | None = None
