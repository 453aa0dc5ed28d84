"""The films that a server has made, or is having made, each once."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from weakref import WeakKeyDictionary

from trucewatch.model.errors import TrucewatchError, WatchError
from trucewatch.workbench.contents.seen import Seen

__all__ = ["Films"]

_LOG = logging.getLogger(__name__)


class Films:
    """Films by what is seen on their last day, as long as that is kept, and those being made in other processes."""

    def __init__(self) -> None:
        self._made: WeakKeyDictionary[Seen, bytes] = WeakKeyDictionary()
        self._making: WeakKeyDictionary[Seen, threading.Lock] = WeakKeyDictionary()
        self._elsewhere: set[Path] = set()
        self._failed: dict[Path, str] = {}
        self._lock = threading.Lock()

    def here(self, seen: Seen, make: Callable[[], bytes], turn: AbstractContextManager[object]) -> bytes:
        """The film that ends with what is seen, made in this very thread where there is none yet; `turn` is waited for
        before."""
        with self._lock:
            making = self._making.setdefault(seen, threading.Lock())
        with making:
            found = self._made.get(seen)
            if found is None:
                with turn:
                    found = self._made[seen] = make()
            return found

    def elsewhere(self, file: Path, make: Callable[[], None]) -> None:
        """Have the film of a file made in the background, once. WatchError where that was tried and failed; asked
        again, it is tried again."""
        with self._lock:
            if (why := self._failed.pop(file, None)) is not None:
                raise WatchError(why)
            if file in self._elsewhere:
                return
            self._elsewhere.add(file)
        threading.Thread(target=self._make, args=(file, make), daemon=True, name="film").start()

    def _make(self, file: Path, make: Callable[[], None]) -> None:
        try:
            make()
        except TrucewatchError as error:
            _LOG.warning("%s", error)
            with self._lock:
                self._failed[file] = str(error)
        finally:
            with self._lock:
                self._elsewhere.discard(file)
