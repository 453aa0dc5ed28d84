"""New watches on a desk: an empty one, or a copy of the example that is then read."""

import logging
import re
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trucewatch.demonstration import EXAMPLES
from trucewatch.founding import found
from trucewatch.model.errors import InputError, TrucewatchError, WatchError
from trucewatch.watch import Watch

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["NewWatch", "begin_example", "begin_watch"]

_EXAMPLE = "syria-2017"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class NewWatch:
    """What a new watch is to be: `folder` the name of its folder beside the others, `countries` as ISO codes; `archive`
    where it is of a past conflict."""

    folder: str
    title: str
    countries: tuple[str, ...] = ()
    timezone: str = "UTC"
    archive: bool = False


def begin_watch(desk: "Desk", wanted: NewWatch, agreement: Path | None) -> str:
    """Make a watch and put it on the desk; its id. InputError for a name that is none, WatchError if it is taken, and
    AgreementError for an agreement that breaks its rules; nothing is left behind then."""
    folder = _place_for(desk, wanted.folder)
    found(
        folder,
        agreement=agreement,
        title=wanted.title.strip() or None,
        countries=wanted.countries,
        timezone=wanted.timezone,
        archive=wanted.archive,
    )
    return _taken(desk, folder)


def begin_example(desk: "Desk") -> str:
    """Copy the example watch, put it on the desk, and read its reports in the background; its id."""
    source = EXAMPLES / _EXAMPLE
    if not source.is_dir():
        raise WatchError("The example watch does not come with this installation; make a watch of your own.")
    folder = _place_for(desk, _EXAMPLE)
    if folder.exists():
        raise WatchError(f"There is a folder {folder.name} already; make a watch of your own instead.")
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("ledger.db*", "evidence", ".cache", "accounts.db*"))
    key = _taken(desk, folder)
    threading.Thread(target=_read, args=(desk.watches[key],), name="example", daemon=True).start()
    return key


def _place_for(desk: "Desk", name: str) -> Path:
    if desk.single:
        raise WatchError("This server was started on one watch; start it on a folder of watches to make another.")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", name):
        raise InputError("A watch's folder has a name of small letters, digits and hyphens; write one like yemen-2018.")
    return desk.folder / name


def _taken(desk: "Desk", folder: Path) -> str:
    watch = Watch.open(folder)
    desk.take(watch)
    return watch.settings.id


def _read(watch: Watch) -> None:
    demo = watch.settings.demo
    if demo is None:
        return
    try:
        watch.add([watch.folder / demo.reports])
    except TrucewatchError as error:
        _LOG.warning("The example's reports are not all read: %s", error)
