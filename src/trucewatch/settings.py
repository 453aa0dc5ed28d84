"""A watch's own settings: watch.toml, checked."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from trucewatch.ingest.web.rules import FeedRules, FetchRules
from trucewatch.model.errors import ConfigError, WatchError
from trucewatch.moments import timezone
from trucewatch.world.listings import imported_in

__all__ = ["DemoBrief", "DemoSettings", "WatchSettings", "load_settings"]

FILE = "watch.toml"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DemoBrief(_Section):
    """One issue that `trucewatch demo` publishes."""

    as_of: str
    known_on: str


class DemoSettings(_Section):
    """What `trucewatch demo` reads and publishes; only example watches have it."""

    reports: str
    briefs: tuple[DemoBrief, ...] = ()


class WatchSettings(_Section):
    """[watch] of watch.toml.

    `clock` says from when a report counts as known: "recorded" (when this ledger recorded it; for a running watch) or
    "received" (when it was received, else the end of the day on which it was published; for a watch built from an
    archive, so that it can be asked what was known in the past). `ledger` is where the ledger lies: a path, seen from
    the folder, or a postgresql:// URL (without a password: set PGPASSWORD); None: the file ledger.db in the folder.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    timezone: str = "UTC"
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    clock: Literal["recorded", "received"] = "recorded"
    agreements: tuple[str, ...] | None = Field(default=None, description="files; None: every agreements/*.yaml")
    ledger: str | None = Field(default=None, min_length=1)
    watched_places: tuple[str, ...] = Field(default=(), description="place ids whose holder every brief states")
    demo: DemoSettings | None = None
    fetch: FetchRules = Field(default=FetchRules(), description="[fetch]: how others' servers are asked")
    feeds: tuple[FeedRules, ...] = Field(default=(), description="[[feeds]]: what `watch-feeds` polls")
    gazetteers: tuple[Path, ...] = Field(
        default=(), description="imported gazetteers, found in the folder, not written"
    )

    def ledger_of(self, folder: Path) -> str:
        """Where the ledger of the watch in that folder lies."""
        named = self.ledger or "ledger.db"
        return named if "://" in named else str(folder / named)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        timezone(value)
        return value


def load_settings(folder: Path) -> WatchSettings:
    """The settings of the watch in a folder; WatchError if the folder is none, ConfigError if watch.toml is broken."""
    path = folder / FILE
    if not path.is_file():
        raise WatchError(
            f"{folder} is no watch: it has no {FILE}; make one with `trucewatch init DIR` or name one with --watch DIR."
        )
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        gazetteers = imported_in(folder)
        return WatchSettings.model_validate(
            {
                **data.get("watch", {}),
                "demo": data.get("demo"),
                "fetch": data.get("fetch", {}),
                "feeds": data.get("feeds", []),
                "gazetteers": gazetteers,
            }
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML ({error}); mend it and run again.") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path} breaks its rules ({problems}); mend it and run again.") from error
