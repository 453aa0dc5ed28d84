"""How a watch asks others' servers: [fetch] and [[feeds]] of watch.toml."""

import re
from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field, field_validator

from trucewatch._version import __version__

__all__ = ["FeedRules", "FetchRules"]

_EVERY = re.compile(r"^(\d{1,4})\s*(m|min|h|d)$")
_UNITS = {"m": 1, "min": 1, "h": 60, "d": 1440}


class FetchRules(BaseModel):
    """[fetch]: how others' servers are asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: str | None = Field(
        default=None,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="an address (mail or web) of those who run the watch, told to every server that is asked",
    )
    allow_hosts: tuple[str, ...] = Field(
        default=(), description="hosts that may be asked although they lie in a private network or on this machine"
    )
    delay: float = Field(default=1.0, ge=0, le=3600, description="least seconds between two requests to one host")
    timeout: float = Field(default=30.0, gt=0, le=600, description="seconds that a server may stay silent")
    max_mb: float = Field(default=20.0, gt=0, le=50, description="the most that one answer may have, in megabytes")
    tries: int = Field(default=3, ge=1, le=10, description="how often a server that is busy or out of reach is asked")

    @property
    def user_agent(self) -> str:
        """What this program calls itself to servers."""
        return f"Trucewatch/{__version__} ({f'+{self.contact}' if self.contact else 'ceasefire monitoring'})"


class FeedRules(BaseModel):
    """One of [[feeds]]: what `trucewatch watch-feeds` polls."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(pattern=r"^https?://", description="the feed's address")
    publisher: str | None = Field(default=None, description="whose feed it is, where its own title does not say")
    every: str = Field(default="1h", description="how often it is asked on a schedule: 30m, 2h, 1d")
    articles: bool = Field(
        default=True, description="whether the pages of its entries are fetched; false: the entries are the reports"
    )

    @field_validator("every")
    @classmethod
    def _is_a_time(cls, value: str) -> str:
        if not _EVERY.match(value):
            raise ValueError(f"{value!r} is no time; write 30m, 2h or 1d")
        return value

    @property
    def interval(self) -> timedelta:
        """The time between two polls."""
        found = _EVERY.match(self.every)
        return timedelta(minutes=int(found[1]) * _UNITS[found[2]]) if found else timedelta(hours=1)
