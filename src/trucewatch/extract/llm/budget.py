"""How many tokens a run has spent and may spend."""

from threading import Lock

__all__ = ["Budget", "BudgetSpentError"]


class BudgetSpentError(Exception):
    """The run's tokens are spent; the extractor says so in its own words."""


class Budget:
    """Counts the tokens of one run, questions and answers together, across threads.

    No request starts once `limit` is reached; those under way then are still counted, so that a run can go over by
    what `concurrency` requests cost.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._spent = 0
        self._lock = Lock()

    @property
    def spent(self) -> int:
        """Tokens so far."""
        return self._spent

    def check(self) -> None:
        """Raises BudgetSpentError where no request may start any more."""
        if self._spent >= self.limit:
            raise BudgetSpentError

    def spend(self, tokens: int) -> None:
        """Counts what a request cost."""
        with self._lock:
            self._spent += max(tokens, 0)
