"""A session: somebody's browser that was let in, until it signs out or time is up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["IDLE", "LONGEST", "Session"]

IDLE = timedelta(hours=1)
"""How long a session lasts without anything being done in it."""

LONGEST = timedelta(hours=12)
"""How long a session lasts at most: a working day."""


@dataclass
class Session:
    """`hash` is the SHA-256 of its cookie, `csrf` what its forms must carry; `looked_up` when the database last
    knew of it; `ended` once it was signed out."""

    hash: str
    person_id: str
    csrf: str
    created: datetime
    seen: datetime
    looked_up: datetime
    ended: bool = False

    def alive(self, now: datetime) -> bool:
        """Whether it still lets anybody in."""
        return not self.ended and now < self.seen + IDLE and now < self.created + LONGEST
