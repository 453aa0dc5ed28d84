"""Carrying what lies in the outbox to where it belongs: once, signed, and again until it is taken in.

An address is looked up anew for every attempt, and must be public unless the watch allows its host (addresses.py), so
that no name can be turned against the inside of the network later. Redirects are not followed.
"""

import random
import time
from collections.abc import Callable, Mapping

import httpx

from trucewatch._version import __version__
from trucewatch.ingest.web.addresses import target_of
from trucewatch.model.errors import ReportError
from trucewatch.watch import Watch
from trucewatch.workbench.hooks.signature import SIGNATURE, signed
from trucewatch.workbench.hooks.subscriptions import Delivery, Hooks, Subscription

__all__ = ["WAITS_S", "Courier"]

WAITS_S = (60, 300, 1800, 7200, 21600, 43200, 86400)
"""Seconds between attempts; after the last one a delivery is given up, after about two days."""

_TIMEOUT_S = 10.0
_LEASE_S = 120
_MOST_READ = 4096


class Courier:
    """Carries deliveries. `clock` gives Unix time."""

    def __init__(
        self, hooks: Hooks, watches: Callable[[], Mapping[str, Watch]], clock: Callable[[], float] = time.time
    ) -> None:
        self._hooks, self._watches, self._clock = hooks, watches, clock
        self._client = httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def carry(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Try everything that is due; how many deliveries were taken in. `go_on` false ends the round early."""
        standing = {subscription.id: subscription for subscription in self._hooks.standing()}
        taken = 0
        for delivery in self._hooks.due(int(self._clock())):
            if not go_on():
                break
            subscription = standing.get(delivery.subscription)
            if subscription is not None and self._hooks.take(delivery, int(self._clock()) + _LEASE_S):
                taken += self._try(subscription, delivery)
        return taken

    def _try(self, subscription: Subscription, delivery: Delivery) -> bool:
        try:
            status = self._send(subscription, delivery)
            done, answer = 200 <= status < 300, f"answered {status}"
        except (ReportError, httpx.HTTPError) as error:
            done, answer = False, " ".join(str(error).split())[:280] or type(error).__name__
        if done:
            self._hooks.settle(delivery, "delivered", answer, 0)
            return True
        if delivery.attempts >= len(WAITS_S):
            self._hooks.settle(delivery, "given_up", answer, 0)
            return False
        wait = WAITS_S[delivery.attempts] * (1 + random.random() / 5)  # noqa: S311 - so that not all come back at once
        self._hooks.settle(delivery, "waiting", answer, int(self._clock() + wait))
        return False

    def _send(self, subscription: Subscription, delivery: Delivery) -> int:
        watch = self._watches().get(subscription.watch)
        if watch is None:
            raise ReportError("The watch is not on this server.")
        target = target_of(subscription.url, watch.settings.fetch.allow_hosts)
        body = delivery.body.encode()
        headers = {
            "Host": target.origin.partition("://")[2],
            "Content-Type": "application/json",
            "User-Agent": f"Trucewatch/{__version__} (webhook)",
            "Trucewatch-Event": delivery.event,
            "Trucewatch-Delivery": delivery.id,
            "Trucewatch-Attempt": str(delivery.attempts + 1),
            SIGNATURE: signed(subscription.secret, body, int(self._clock())),
        }
        request = self._client.build_request(
            "POST", target.pinned, headers=headers, content=body, extensions={"sni_hostname": target.host}
        )
        response = self._client.send(request, stream=True)
        try:
            read = 0
            for part in response.iter_raw():
                read += len(part)
                if read > _MOST_READ:
                    break
        finally:
            response.close()
            self._client.cookies.clear()
        return response.status_code
