"""What the body of every entry is made of."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

__all__ = ["HASH", "Body"]

HASH = r"^[0-9a-f]{64}$"


class Body(BaseModel):
    """The body of an entry. `kind` is the entry's kind; `detached` names the field kept apart, None if none is."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    kind: ClassVar[str]
    detached: ClassVar[str | None] = None
