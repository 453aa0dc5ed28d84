"""The desk: what one server holds. Its watches by id, a picture of each, and the people who are let in."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self, TypeVar

from trucewatch.model.errors import TrucewatchError, WatchError
from trucewatch.publish.release import Profile, load_profile
from trucewatch.settings import FILE
from trucewatch.watch import Watch
from trucewatch.workbench.catalogue import Catalogues
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.hooks.subscriptions import Hooks
from trucewatch.workbench.indexes import Indexes
from trucewatch.workbench.people import People, Person, Role
from trucewatch.workbench.pictures import Picture, Pictures

__all__ = ["ACCOUNTS", "Desk"]

ACCOUNTS = "accounts.db"
SETTLED_S = 20.0
_WAITING = 32
_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass
class Desk:
    """`watches` and `pictures` by watch id. `folder` is where new watches are made; where the server was started on one
    watch, its parent is not touched and `single` is true."""

    folder: Path
    people: People
    single: bool = False
    watches: dict[str, Watch] = field(default_factory=dict)
    pictures: dict[str, Pictures] = field(default_factory=dict)
    indexes: Indexes = field(default_factory=Indexes)
    catalogues: Catalogues = field(default_factory=Catalogues)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _taking: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, folder: Path, accounts: str | Path | None = None) -> Self:
        """The desk of a watch folder, or of a folder of watches (which may be empty). WatchError if there is no such
        folder or two watches have one id; ConfigError if a watch's files break their rules."""
        if not folder.is_dir():
            raise WatchError(f"There is no folder {folder}; make it, or name a watch or a folder of watches.")
        single = (folder / FILE).is_file()
        folders = [folder] if single else sorted(path.parent for path in folder.glob(f"*/{FILE}"))
        desk = cls(folder, People(accounts or folder / ACCOUNTS), single)
        try:
            for each in folders:
                desk.take(Watch.open(each))
        except BaseException:
            desk.close()
            raise
        return desk

    def take(self, watch: Watch) -> None:
        """Put an open watch on the desk, once. WatchError if another one of its id lies there."""
        with self._taking:
            self._take(watch)

    def _take(self, watch: Watch) -> None:
        if watch.settings.id in self.watches:
            other = self.watches[watch.settings.id].folder
            watch.close()
            if other.resolve() == watch.folder.resolve():
                return
            raise WatchError(
                f'{watch.folder} and {other} are both the watch "{watch.settings.id}"; give one another id.'
            )
        self.watches[watch.settings.id] = watch
        self.pictures[watch.settings.id] = Pictures(watch, self.people.secret("pictures"))
        self._locks[watch.settings.id] = threading.Lock()

    def look_for_watches(self, settled_s: float = SETTLED_S) -> None:
        """Take up the watches that another process, or somebody by hand, has made in the folder since, once their files
        have lain there unchanged for `settled_s`; one that cannot be opened is warned of and tried again."""
        if self.single:
            return
        here = {watch.folder.resolve() for watch in self.watches.values()}
        for file in sorted(self.folder.glob(f"*/{FILE}")):
            if file.parent.resolve() in here or time.time() - file.stat().st_ctime < settled_s:
                continue
            try:
                self.take(Watch.open(file.parent))
            except TrucewatchError as error:
                told = {"watch": file.parent.name, "error": type(error).__name__}
                _LOG.warning("a watch cannot be opened; trucewatch verify says why", extra=told)

    @cached_property
    def studio(self) -> ThreadPoolExecutor:
        """Threads in which pictures are waited for that are not there yet."""
        return ThreadPoolExecutor(_WAITING, "studio")

    def rest(self) -> None:
        """Begin nothing more, and end what is being worked out."""
        self.studio.shutdown(wait=False, cancel_futures=True)
        for pictures in self.pictures.values():
            pictures.close()

    def close(self) -> None:
        """Let go of everything."""
        self.rest()
        self.indexes.close()
        for watch in self.watches.values():
            watch.close()
        self.people.close()

    @cached_property
    def hooks(self) -> Hooks:
        """Who is told of what happens in the watches."""
        return Hooks(self.people.database)

    def watches_of(self, person: Person) -> dict[str, Watch]:
        """The watches that a person has a part in."""
        return {key: watch for key, watch in self.watches.items() if person.role(key) is not None}

    def profile(self, watch: str, role: Role) -> Profile:
        """The release profile through which a role sees a watch, as [workbench.profiles] of watch.toml says; else
        "partners" for readers and "internal" for everybody else."""
        held = self.watches[watch]
        name = held.settings.workbench.profiles.get(role.value, "partners" if role is Role.READER else "internal")
        return load_profile(name, held.folder)

    def picture(self, watch: str, clocks: Clocks, person: Person) -> Picture:
        """The picture of a watch as this person may see it; never ask from the event loop."""
        return self.pictures[watch].now(clocks).under(self._profile_of(watch, person))

    def film(self, watch: str, clocks: Clocks, person: Person) -> bytes | None:
        """How that picture came to be on the clock of knowledge, as JSON (Pictures.film); None while it is at work."""
        pictures, profile = self.pictures[watch], self._profile_of(watch, person)
        return pictures.film(pictures.now(clocks), profile)

    def _profile_of(self, watch: str, person: Person) -> Profile:
        role = person.role(watch)
        if role is None:
            raise WatchError("You have no part in this watch; ask an administrator.")
        return self.profile(watch, role)

    def write(self, watch: str, change: Callable[[Watch], _T]) -> _T:
        """Let `change` append to a watch's ledger, one writer of this server at a time. ConflictError if somebody else
        recorded something that it does not fit."""
        with self._locks[watch]:
            return change(self.watches[watch])

    async def record(self, watch: str, change: Callable[[Watch], _T]) -> _T:
        """The same from the event loop: in a thread."""
        return await asyncio.to_thread(self.write, watch, change)
