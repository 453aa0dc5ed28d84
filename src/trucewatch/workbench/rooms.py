"""The review rooms of a server: one a watch, with its queue weighed in the background and the last picture's incidents.

A step of the queue waits for nothing that takes in the whole watch. When reports came in, or enough was decided, the
queue is weighed anew in a thread from a picture of now, while people go on.
"""

import threading
import time
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from trucewatch.ledger.entry import Entry
from trucewatch.model.errors import InputError, TrucewatchError
from trucewatch.review.incidents import Grouper
from trucewatch.review.queue import Queue
from trucewatch.review.store import Filters, Item
from trucewatch.reviewing import Reviewing
from trucewatch.watch import Watch
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.contents.queue import ClaimShown, Group, IncidentShown, claim_shown, incident_shown

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk
    from trucewatch.workbench.pictures import Pictures

__all__ = ["Room", "room_of"]

WEIGH_AFTER = 200
"""After how many entries the queue is weighed anew although no report came in."""

_REST_S = 0.002
"""How long a weighing rests between two small pieces of work: a step of somebody's queue goes before it."""

_REGROUPING = frozenset({"incidents_regrouped", "claims_linked"})

Shown = ClaimShown | IncidentShown


class Room:
    """The review room of one watch on this server. Its methods take a while and belong in a thread."""

    def __init__(self, watch: Watch, pictures: "Pictures") -> None:
        self.watch, self.reviewing = watch, Reviewing(watch)
        self._pictures = pictures
        self._group = Group()
        self._weighing: threading.Thread | None = None
        self._regrouping: threading.Thread | None = None
        self._lock, self._opening, self._one_weighing = threading.Lock(), threading.Lock(), threading.Lock()
        self._pages: dict[str, set[str]] = {}
        self._at_the_door = threading.Lock()
        self.problem = ""

    def prepare(self) -> None:
        """Lay the queue out in the background, which a large watch needs once, before somebody waits for it."""
        threading.Thread(target=self._prepare, daemon=True, name="queue").start()

    def _prepare(self) -> None:
        try:
            self.queue.sync()
        except TrucewatchError as error:
            self.problem = str(error)

    @property
    def weighing(self) -> bool:
        """Whether the queue is being weighed now, or decisions on incidents are being worked out."""
        return any(thread is not None and thread.is_alive() for thread in (self._weighing, self._regrouping))

    @property
    def queue(self) -> Queue:
        """The queue, opened once whoever asks first."""
        with self._opening:
            return self.reviewing.queue

    @property
    def group(self) -> Group:
        """The incidents of the last weighing."""
        return self._group

    def look(self) -> None:
        """Begin a weighing in the background if one is due. Waits only where nothing was ever weighed here, and then
        not for the picture: until it is there, claims are in the order of their own doubt."""
        head = self.watch.ledger.head().seq
        due = self._group.head == 0 or head - self._group.head > WEIGH_AFTER or self.queue.needs_weighing()
        with self._lock:
            if due and not self.weighing and head != self._group.head:
                thread = threading.Thread(target=self._weigh, daemon=True, name="weighing")
                thread.start()
                self._weighing = thread

    def _weigh(self) -> None:
        with self._one_weighing:
            try:
                picture = self._pictures.fresh(Clocks())
                view = picture.monitoring.view
                self.reviewing.weigh(view, picture.head.seq, rest=lambda: time.sleep(_REST_S))
                self._group = Group(view, picture.head.seq)
                self.problem = ""
            except TrucewatchError as error:
                self.problem = str(error)

    def wait(self) -> None:
        """Wait for a weighing that runs, and for decisions on incidents that are being worked out."""
        for thread in (self._regrouping, self._weighing):
            if thread is not None:
                thread.join()

    def enter(self, name: str, page: str) -> None:
        """A person has the queue open on a page of that id."""
        with self._at_the_door:
            self._pages.setdefault(name.casefold(), set()).add(page)

    def leave(self, name: str, page: str) -> None:
        """A person closed a page; with their last one they let go of what they hold, so that others are given it."""
        with self._at_the_door:
            pages = self._pages.get(name.casefold(), set())
            if page not in pages:
                return
            pages.remove(page)
            if not pages:
                del self._pages[name.casefold()]
                self.queue.release(name)

    def person(self, name: str, known_on: datetime | None) -> Grouper:
        """A person at the desk."""
        return self.reviewing.person(name, known_on)

    def next(self, name: str, filters: Filters, *, adjudicates: bool) -> Item | None:
        """The next item, leased to a person. Incidents are given out once a picture of them is there."""
        if self._group.head == 0 and filters.kind is None:
            filters = replace(filters, kind="claim")
        return self.queue.next(name, filters, adjudicates=adjudicates)

    def shown(self, item: Item | None, name: str, by: str) -> Shown:
        """An item laid open. InputError if there is no such claim or incident."""
        if "/" in name:
            return claim_shown(item, self.person(by, None).see(name), self._group)
        if name not in self._group.incidents:
            self.look()
            self.wait()
        incident = self._group.incidents.get(name)
        if incident is None:
            raise InputError(f'There is no incident "{name[:80]}" in the last picture of this watch.')
        return incident_shown(item, incident, self._group)

    def after(self, entries: tuple[Entry, ...]) -> None:
        """What follows from decisions, in the background: what became of incidents is recorded. In a large watch that
        waits until reports come in next; views obey the decision at once all the same."""
        kinds = {entry.body.get("of", entry.kind) for entry in entries}
        if kinds & _REGROUPING and not self._pictures.large():
            thread = threading.Thread(target=self._regroup, daemon=True, name="regrouping")
            thread.start()
            self._regrouping = thread

    def _regroup(self) -> None:
        try:
            self.reviewing.regrouped()
        except TrucewatchError as error:
            self.problem = str(error)
        self._weigh()


_ROOMS: "WeakKeyDictionary[Pictures, Room]" = WeakKeyDictionary()
_MAKING = threading.Lock()


def room_of(desk: "Desk", watch: str) -> Room:
    """The review room of a watch on that desk."""
    pictures = desk.pictures[watch]
    with _MAKING:
        if pictures not in _ROOMS:
            _ROOMS[pictures] = Room(desk.watches[watch], pictures)
        return _ROOMS[pictures]
