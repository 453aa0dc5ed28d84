"""The search index of each watch on the desk, brought up to its ledger before it is asked."""

from threading import Lock

from trucewatch.search import Index, index_of, synced
from trucewatch.watch import Watch

__all__ = ["Indexes"]


class Indexes:
    """Safe to ask from several threads; the first time an index may have to be made, which takes a while."""

    def __init__(self) -> None:
        self._held: dict[str, Index] = {}
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()

    def of(self, watch: Watch) -> Index:
        """The index of a watch, as it is."""
        with self._lock:
            if watch.settings.id not in self._held:
                self._held[watch.settings.id] = index_of(watch.ledger)
                self._locks[watch.settings.id] = Lock()
            return self._held[watch.settings.id]

    def fresh(self, watch: Watch) -> Index:
        """The index of a watch, with everything that its ledger holds."""
        index = self.of(watch)
        if index.upto() != watch.ledger.head():
            with self._locks[watch.settings.id]:
                synced(watch.ledger, index)
        return index

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            for index in self._held.values():
                index.close()
            self._held.clear()
