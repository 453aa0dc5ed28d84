"""One round after another while the server runs: keep the search index up to the ledger, look what is new for webhooks,
put it into the outbox, carry it."""

import logging
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from trucewatch.model import Finding, ObligationState, View
from trucewatch.model.errors import TrucewatchError
from trucewatch.publish.release import load_profile
from trucewatch.workbench.hooks.courier import Courier
from trucewatch.workbench.hooks.subscriptions import Event, Hooks, Subscription

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["Round", "events_of"]

EVERY_S = 20.0
_LOG = logging.getLogger("trucewatch.hooks")


def events_of(view: View) -> Iterator[Event]:
    """What a view, after its release profile, has to tell: each finding, by its id, and each obligation that is
    overdue, by the day on which it was due."""
    for finding in view.findings:
        yield Event("finding.new", finding.id, _told(finding))
    for status in view.obligations:
        if status.state is ObligationState.OVERDUE and status.deadline is not None:
            key = f"{status.agreement}/{status.id}/{status.deadline.day}"
            yield Event("obligation.overdue", key, {"obligation": status.model_dump(mode="json")})


def _told(finding: Finding) -> dict[str, object]:
    return {"finding": finding.model_dump(mode="json")}


class Round:
    """Indexes, looks and carries, in a thread of its own once started. Several processes may do so at once: each
    message is put and carried once."""

    def __init__(self, desk: "Desk", hooks: Hooks, courier: Courier | None = None) -> None:
        self._desk, self.hooks = desk, hooks
        self.courier = courier or Courier(hooks, lambda: desk.watches)
        self._seen: dict[str, str] = {}
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; rounds follow one another every 20 seconds."""
        self._thread = threading.Thread(target=self._run, daemon=True, name="rounds")
        self._thread.start()

    def close(self) -> None:
        """End after what is being done."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(15)
        self.courier.close()

    def _run(self) -> None:
        wait = 0.0
        while not self._ending.wait(wait):
            wait = EVERY_S
            for step in (self._desk.look_for_watches, self._index, self.once):
                try:
                    step()
                except TrucewatchError as error:
                    _LOG.warning("a round waits", extra={"error": type(error).__name__})

    def _index(self) -> None:
        """So that nobody who searches waits for more than the last entries."""
        for watch in list(self._desk.watches.values()):
            if not self._ending.is_set():
                self._desk.indexes.fresh(watch)

    def once(self) -> int:
        """One round; how many deliveries were taken in."""
        for subscription in self.hooks.standing():
            if subscription.watch in self._desk.watches and not self._ending.is_set():
                self._look(subscription)
        return self.courier.carry(lambda: not self._ending.is_set())

    def _look(self, subscription: Subscription) -> None:
        """Tell a subscription what it does not know yet, if anything can have changed since it was told last."""
        watch = self._desk.watches[subscription.watch]
        picture = self._desk.pictures[subscription.watch].fresh()
        state = f"{picture.head.hash} {picture.monitoring.day}"
        if self._seen.get(subscription.id) == state:
            return
        shown = picture.under(load_profile(subscription.profile, watch.folder))
        events = list(events_of(shown.monitoring.view))
        if self.hooks.begun(subscription):
            self.hooks.tell(subscription, events)
        else:
            self.hooks.begin(subscription, events)
        self._seen[subscription.id] = state
