"""A watch's review room: its queue, its desk, and what people decided, as the command line and the workbench ask."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Self

from trucewatch.ledger.entry import Entry
from trucewatch.model import Incident, View
from trucewatch.model.errors import InputError
from trucewatch.regrouping import record_changes
from trucewatch.review.agreement import Agreement, agreement, codings_of
from trucewatch.review.coding import Share
from trucewatch.review.deciding import Desk
from trucewatch.review.incidents import Grouper
from trucewatch.review.queue import Queue
from trucewatch.review.undoing import undo
from trucewatch.watch import Watch

__all__ = ["Reviewing"]

_QUEUE = "queue.db"


class Reviewing:
    """The review room of an open watch. Decisions are recorded through `person`."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    @cached_property
    def queue(self) -> Queue:
        """What waits for people. It lies in `cache/` of the watch folder and can be thrown away."""
        lease = timedelta(minutes=self.watch.settings.review.lease_minutes)
        return Queue(self.watch.folder / "cache" / _QUEUE, self.watch.ledger, self.share, lease)

    @cached_property
    def share(self) -> Share:
        """Which claims two people code apart."""
        return Share(self.watch.settings.id, self.watch.settings.review.double_share)

    def close(self) -> None:
        """Let go of the queue's file; the watch stays open."""
        if "queue" in self.__dict__:
            self.queue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def person(self, name: str, known_on: datetime | None = None) -> Grouper:
        """A named person at the desk. In a watch of a past conflict their decisions count from `known_on` on, the
        moment that they looked at; None, and in a running watch: from when they are recorded."""
        archive = self.watch.settings.clock != "recorded"
        return Grouper(
            Desk(self.watch.ledger, lambda: self.watch.world, self.share, known_on if archive else None), name
        )

    def weigh(
        self, view: View | None = None, head: int | None = None, *, rest: Callable[[], None] = lambda: None
    ) -> None:
        """Weigh the queue anew, from a view of now that was taken when the ledger's last entry was `head` (None: it is
        made here). `rest` is called again and again, so that others of the same process get their turn."""
        if view is None or head is None:
            head = self.watch.ledger.head().seq
            now = datetime.now(self.watch.zone)
            view = self.watch.view(now, now)
        self.queue.weigh(view, self.watch.world, head, rest=rest)

    def weigh_if_needed(self) -> None:
        """Weigh the queue anew if reports came in since the last time."""
        if self.queue.needs_weighing():
            self.weigh()

    def incidents(self, names: Sequence[str]) -> list[Incident]:
        """Incidents of now by their ids; InputError if there is none of one of them."""
        now = datetime.now(self.watch.zone)
        found = {incident.id: incident for incident in self.watch.view(now, now).incidents}
        unknown = [name for name in names if name not in found]
        if unknown:
            raise InputError(f'There is no incident "{unknown[0][:80]}" here; `trucewatch incidents` lists them.')
        return [found[name] for name in names]

    def undo(self, name: str, entry: int | None = None, *, reason: str = "", request: str | None = None) -> Entry:
        """Take back a person's decision: that entry's, or their last one."""
        (done,) = undo(self.person(name), entry, reason=reason, request=request)
        return done

    def regrouped(self) -> None:
        """Record what became of incidents since somebody put claims together or apart. It weighs the whole watch, so
        not while somebody waits for the next item."""
        record_changes(self.watch.ledger, self.watch.world)

    def agreement(self) -> list[Agreement]:
        """How far people who coded the same claims apart agree."""
        return agreement(codings_of(self.watch.ledger))
