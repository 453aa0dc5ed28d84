"""A watch's own settings: watch.toml, checked."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from trucewatch.ingest.web.rules import FeedRules, FetchRules
from trucewatch.model.errors import ConfigError, WatchError
from trucewatch.moments import timezone
from trucewatch.world.listings import imported_in

__all__ = ["DemoBrief", "DemoSettings", "ReviewSettings", "WatchSettings", "WorkbenchSettings", "load_settings"]

FILE = "watch.toml"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DemoBrief(_Section):
    """One issue that `trucewatch demo` publishes."""

    as_of: str = Field(description="the world up to this day or moment")
    known_on: str = Field(description="only what was known by this day or moment")


class DemoSettings(_Section):
    """What `trucewatch demo` reads and publishes; only example watches have it."""

    reports: str = Field(description="the file or folder that is read, seen from the watch folder")
    briefs: tuple[DemoBrief, ...] = Field(default=(), description="[[demo.briefs]]: the issues that are written")


class WorkbenchSettings(_Section):
    """[workbench]: what the web application shows to whom."""

    profiles: dict[Literal["reader", "coder", "reviewer", "publisher", "administrator"], str] = Field(
        default_factory=dict,
        description='the release profile through which a role sees the watch, such as `reader = "public"`; readers see '
        "through `partners` and everybody else through `internal` where it says nothing",
    )


class ReviewSettings(_Section):
    """[review]: how people share the work."""

    double_share: float = Field(
        default=0.0, ge=0, le=1, description="the share of claims that two people code without seeing each other's"
    )
    lease_minutes: float = Field(
        default=15.0, gt=0, le=1440, description="how long an item of the queue is a person's who was given it"
    )


class WatchSettings(_Section):
    """[watch] of watch.toml."""

    id: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]*$",
        description="the watch's name in ledgers and addresses: small letters, digits and hyphens",
    )
    title: str = Field(min_length=1, description="what situation reports call the watch")
    timezone: str = Field(default="UTC", description="IANA name; decides what a day is")
    countries: tuple[str, ...] = Field(
        default=(), description="ISO 3166 codes of the countries in which names of places are looked up first"
    )
    languages: tuple[str, ...] = Field(default=(), description="ISO 639-1 codes of the reports' languages, for readers")
    clock: Literal["recorded", "received"] = Field(
        default="recorded",
        description="from when a report counts as known: `recorded`, when this ledger recorded it, for a running "
        "watch; `received`, when it was received, else the end of the day on which it was published, for a watch built "
        "from an archive, so that it can be asked what was known in the past",
    )
    agreements: tuple[str, ...] | None = Field(
        default=None, description="files, seen from the watch folder; not set: every agreements/*.yaml"
    )
    ledger: str | None = Field(
        default=None,
        min_length=1,
        description="where the ledger lies: a path, seen from the watch folder, or a postgresql:// URL without a "
        "password (set PGPASSWORD); not set: the file ledger.db in the folder",
    )
    watched_places: tuple[str, ...] = Field(default=(), description="place ids whose holder every brief states")
    demo: DemoSettings | None = Field(default=None, description="[demo]: what `trucewatch demo` does with an example")
    fetch: FetchRules = Field(default=FetchRules(), description="[fetch]: how others' servers are asked")
    feeds: tuple[FeedRules, ...] = Field(default=(), description="[[feeds]]: what `watch-feeds` polls")
    workbench: WorkbenchSettings = Field(
        default=WorkbenchSettings(), description="[workbench]: what the web application shows to whom"
    )
    review: ReviewSettings = Field(default=ReviewSettings(), description="[review]: how people share the work")
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
                "workbench": data.get("workbench", {}),
                "review": data.get("review", {}),
                "gazetteers": gazetteers,
            }
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML ({error}); mend it and run again.") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path} breaks its rules ({problems}); mend it and run again.") from error
