"""Release profiles as data: for each audience, what leaves, how late, how coarse and without whom.

The rules come from harm-legal-notes.md ("Not targeting", "Personal data"); what a profile can say is this model, and
three come with the package. A watch's own stand in its folder as `profiles/NAME.yaml`.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trucewatch.model import EventType, Sensitivity
from trucewatch.model.errors import ConfigError

__all__ = ["DEFAULT_PROFILE", "Profile", "Sensitivity", "load_profile", "shipped_profile", "shipped_profiles"]

DEFAULT_PROFILE = "public"


class Profile(BaseModel):
    """What may leave for one audience.

    `delay_hours` holds back claims of the `delayed` types until their event is that old, reckoned from the end of its
    last day (of publication where it is undated); announced events of the `until_completed` types are held back until
    they are over, an undated one for `undated_days` after its publication. `places` "town" widens everything below a
    town to its parent, and whatever no gazetteer knows to a hexagon `cell_degrees` wide, with a radius of at least
    `least_km`; "source" leaves places as fine as their source. `protected` "district" shows protected places by the
    district or town they lie in, at least `protected_km` wide. `names` and `contacts` "redacted" take private persons
    and phone numbers, addresses, handles, plates and coordinates out of every text, quotations too. Figures of people
    below `small_cell` are not shown (0: all are). `quotes` is how much of a report's words leaves: the "trigger", its
    "sentence", or the "full" text. `captures` "hash" lets only the hash of the raw bytes leave. `ceiling` is the
    highest class of records that may leave once the rules have been applied.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    ceiling: Sensitivity
    delay_hours: float = Field(ge=0)
    delayed: tuple[EventType, ...]
    until_completed: tuple[EventType, ...]
    undated_days: float = Field(ge=0)
    places: Literal["town", "source"]
    cell_degrees: float = Field(ge=0, le=1)
    least_km: float = Field(ge=0)
    protected: Literal["district", "source"]
    protected_km: float = Field(ge=0)
    names: Literal["redacted", "kept"]
    contacts: Literal["redacted", "kept"]
    small_cell: int = Field(ge=0)
    quotes: Literal["trigger", "sentence", "full"]
    captures: Literal["hash", "whole"]

    @property
    def for_release(self) -> bool:
        """Whether what is made under it may leave the team."""
        return self.ceiling is not Sensitivity.STRICT


@cache
def shipped_profiles() -> dict[str, Profile]:
    """The profiles that come with the package, by name, the strictest first."""
    folder = files("trucewatch.publish.release").joinpath("profiles")
    names = ("public", "partners", "internal")
    return {name: Profile.model_validate(yaml.safe_load(folder.joinpath(f"{name}.yaml").read_text())) for name in names}


def shipped_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """A profile of the package by its name."""
    return shipped_profiles()[name]


def load_profile(name: str, folder: Path | None = None) -> Profile:
    """The profile of that name: the watch's own (`folder`/profiles/NAME.yaml), else the package's. ConfigError, with
    the names that there are, for an unknown one, or where a file breaks the rules."""
    own = {path.stem: path for path in sorted((folder / "profiles").glob("*.yaml"))} if folder is not None else {}
    if name in own:
        return _read(own[name])
    if name in shipped_profiles():
        return shipped_profile(name)
    known = ", ".join(dict.fromkeys([*shipped_profiles(), *own]))
    raise ConfigError(f'There is no release profile "{name}"; there are {known}.')


def _read(path: Path) -> Profile:
    try:
        profile = Profile.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path} cannot be read as YAML ({error}); mend it and run again.") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path} breaks the rules of a release profile ({problems}); mend it.") from error
    if profile.name != path.stem:
        raise ConfigError(f'{path} is named "{profile.name}" inside; give file and profile the same name.')
    return profile
