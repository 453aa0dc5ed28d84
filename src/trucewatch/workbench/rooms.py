"""The review rooms of a server: one a watch, with its queue weighed in the background and the last picture's incidents.

A step of the queue waits for nothing that takes in the whole watch. When reports came in, or enough was decided, the
queue is weighed anew in a thread from a picture of now, while people go on.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from trucewatch.ledger.entry import Entry
from trucewatch.model.errors import TrucewatchError
from trucewatch.review.incidents import Grouper
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

_REGROUPING = frozenset({"incidents_regrouped", "claims_linked"})

Shown = ClaimShown | IncidentShown


class Room:
    """The review room of one watch on this server. Its methods take a while and belong in a thread."""

    def __init__(self, watch: Watch, pictures: "Pictures") -> None:
        self.watch, self.reviewing = watch, Reviewing(watch)
        self._pictures = pictures
        self._group = Group()
        self._weighing: threading.Thread | None = None
        self._lock = threading.Lock()
        self.problem = ""

    @property
    def weighing(self) -> bool:
        """Whether the queue is being weighed now."""
        return self._weighing is not None and self._weighing.is_alive()

    @property
    def group(self) -> Group:
        """The incidents of the last weighing."""
        return self._group

    def look(self) -> None:
        """Begin a weighing in the background if one is due. Waits only where nothing was ever weighed here, and then
        not for the picture: until it is there, claims are in the order of their own doubt."""
        head = self.watch.ledger.head().seq
        due = self._group.head == 0 or head - self._group.head > WEIGH_AFTER or self.reviewing.queue.needs_weighing()
        with self._lock:
            if due and not self.weighing and head != self._group.head:
                self._weighing = threading.Thread(target=self._weigh, daemon=True, name="weighing")
                self._weighing.start()

    def _weigh(self) -> None:
        try:
            picture = self._pictures.fresh(Clocks())
            view = picture.monitoring.view
            self.reviewing.weigh(view, picture.head.seq)
            self._group = Group(view, picture.head.seq)
            self.problem = ""
        except TrucewatchError as error:
            self.problem = str(error)

    def wait(self) -> None:
        """Wait for a weighing that runs."""
        if (thread := self._weighing) is not None:
            thread.join()

    def person(self, name: str, known_on: datetime | None) -> Grouper:
        """A person at the desk."""
        return self.reviewing.person(name, known_on)

    def next(self, name: str, filters: Filters, *, adjudicates: bool) -> Item | None:
        """The next item, leased to a person."""
        return self.reviewing.queue.next(name, filters, adjudicates=adjudicates)

    def shown(self, item: Item | None, name: str, by: str) -> Shown:
        """An item laid open. InputError if there is no such claim or incident."""
        if "/" in name:
            return claim_shown(item, self.person(by, None).see(name), self._group)
        incident = self._group.incidents.get(name) or self.reviewing.incidents([name])[0]
        return incident_shown(item, incident, self._group)

    def after(self, entries: tuple[Entry, ...], write: Callable[[Callable[[Watch], None]], None]) -> None:
        """What follows from decisions, in the background: what became of incidents is recorded."""
        kinds = {entry.body.get("of", entry.kind) for entry in entries}
        if kinds & _REGROUPING:
            threading.Thread(target=self._regroup, args=(write,), daemon=True, name="regrouping").start()

    def _regroup(self, write: Callable[[Callable[[Watch], None]], None]) -> None:
        try:
            write(lambda _: self.reviewing.regrouped())
            self._weigh()
        except TrucewatchError as error:
            self.problem = str(error)


_ROOMS: "WeakKeyDictionary[Pictures, Room]" = WeakKeyDictionary()
_MAKING = threading.Lock()


def room_of(desk: "Desk", watch: str) -> Room:
    """The review room of a watch on that desk."""
    pictures = desk.pictures[watch]
    with _MAKING:
        if pictures not in _ROOMS:
            _ROOMS[pictures] = Room(desk.watches[watch], pictures)
        return _ROOMS[pictures]
