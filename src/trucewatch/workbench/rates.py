"""How often somebody may ask: buckets that fill up again with time."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from trucewatch.workbench.refusals import Refusal

__all__ = ["Bucket", "Rates"]

_MOST_KEPT = 20_000


class Bucket:
    """For each key `size` at once, and `per_s` more each second; forgets the keys that were used least recently."""

    def __init__(self, size: float, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._size, self._per_s, self._clock = size, per_s, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, cost: float = 1) -> float:
        """Take from the bucket of that key; 0 if it was there, else the seconds after which it will be."""
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(key, (self._size, now))
            left = min(self._size, left + (now - at) * self._per_s)
            enough = left >= cost
            self._left[key] = (left - cost if enough else left, now)
            while len(self._left) > _MOST_KEPT:
                self._left.popitem(last=False)
        return 0 if enough else (cost - left) / self._per_s


class Rates:
    """What is allowed: 600 requests at once and 60 a second by one session, token or address; ten sign-ins at once and
    one in 12 seconds by one address, twenty and one in 5 seconds on one name from anywhere (so that nobody is locked
    out for long); thirty and one in 2 seconds of what else a stranger may open: wizard, invitations, the provider."""

    def __init__(self) -> None:
        self._requests = Bucket(600, 60)
        self._by_address = Bucket(10, 1 / 12)
        self._by_name = Bucket(20, 1 / 5)
        self._strangers = Bucket(30, 1 / 2)

    def request(self, who: str, _address: str) -> None:
        """Refusal (429) for too many requests."""
        _refuse(self._requests.take(who), "Too many requests")

    def sign_in(self, address: str, name: str) -> None:
        """Refusal (429) for too many tries to sign in, from one address or on one name."""
        _refuse(max(self._by_address.take(address), self._by_name.take(name)), "Too many tries to sign in")

    def stranger(self, address: str) -> None:
        """Refusal (429) for too many visits to what is open to strangers, from one address."""
        _refuse(self._strangers.take(address), "Too many visits")


def _refuse(wait_s: float, what: str) -> None:
    if wait_s:
        seconds = int(wait_s) + 1
        raise Refusal(429, f"{what}; wait {seconds} s and try again.", retry_after_s=seconds)
