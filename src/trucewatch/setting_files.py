"""The setting files of a watch as entries for its ledger: actors, places, sources and agreements."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from trucewatch.ledger.kinds import AgreementLoaded, Body, SettingLoaded
from trucewatch.model.errors import ConfigError, WatchError
from trucewatch.monitor import load_agreement
from trucewatch.settings import WatchSettings
from trucewatch.world import load_actors, load_places, load_sources

__all__ = ["agreement_files", "hash_of", "name_of", "setting_files"]

_PARTS: dict[str, Callable[[Path], tuple[BaseModel, ...]]] = {
    "actors": load_actors,
    "places": load_places,
    "sources": load_sources,
}


def setting_files(folder: Path, settings: WatchSettings) -> list[Body]:
    """Every setting file of the watch as an entry's body; all agreements are checked before any error is raised."""
    bodies: list[Body] = []
    for part, load in _PARTS.items():
        path = folder / f"{part}.yaml"
        if path.is_file():
            content = [item.model_dump(mode="json") for item in load(path)]
            bodies.append(SettingLoaded(part=part, file=path.name, sha256=_sha256(path), content=content))
    problems: list[str] = []
    for path in agreement_files(folder, settings):
        try:
            agreement = load_agreement(path)
        except ConfigError as error:
            problems.append(str(error))
            continue
        whole: dict[str, Any] = agreement.model_dump(mode="json", by_alias=True)
        name = str(path.relative_to(folder))
        bodies.append(AgreementLoaded(id=agreement.id, file=name, sha256=_sha256(path), content=whole))
    if problems:
        raise ConfigError("\n".join(problems))
    return bodies


def agreement_files(folder: Path, settings: WatchSettings) -> list[Path]:
    """The agreement files of the watch, wherever watch.toml says that they lie; WatchError if one is missing."""
    if settings.agreements is None:
        return sorted((folder / "agreements").glob("*.yaml"))
    files = [folder / name for name in settings.agreements]
    for path in files:
        if not path.is_file():
            raise WatchError(f"{folder}/watch.toml lists the agreement {path.name}, but {path} does not exist.")
    return files


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def name_of(body: Body) -> str:
    """Under what name a setting file is compared with what the ledger holds: its part, or its agreement."""
    return f"agreement {body.id}" if isinstance(body, AgreementLoaded) else f"setting {getattr(body, 'part', '')}"


def hash_of(body: Body) -> str:
    """SHA-256 of the file that a body was made from."""
    return str(getattr(body, "sha256", ""))
