"""Roles, each of which may do what the ones before it may, and the scopes that bind a token further."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import total_ordering

__all__ = ["EVERYWHERE", "Person", "Role", "Scope"]

EVERYWHERE = "*"
"""Stands for every watch of the server where a role is granted."""


@total_ordering
class Role(StrEnum):
    """What a person may do in a watch. READER sees what the release profile of readers lets through; CODER codes
    reports and claims; REVIEWER decides; PUBLISHER signs and publishes; ADMINISTRATOR lets people in."""

    READER = "reader"
    CODER = "coder"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Role):
            return NotImplemented
        order = list(Role)
        return order.index(self) < order.index(other)

    def __le__(self, other: object) -> bool:
        return self == other or self < other  # StrEnum would compare letters

    def __gt__(self, other: object) -> bool:
        return isinstance(other, Role) and other < self

    def __ge__(self, other: object) -> bool:
        return self == other or self > other


class Scope(StrEnum):
    """What a token may be used for; every token may read. A token never allows more than its person's role does."""

    READ = "read"
    REVIEW = "review"
    PUBLISH = "publish"
    ADMIN = "admin"

    @property
    def most(self) -> Role:
        """The role up to which the scope reaches."""
        return _MOST[self]


_MOST = {
    Scope.READ: Role.READER,
    Scope.REVIEW: Role.REVIEWER,
    Scope.PUBLISH: Role.PUBLISHER,
    Scope.ADMIN: Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class Person:
    """Somebody who is let in. `name` is what they sign in with and what the ledger has; `roles` by watch id, or
    EVERYWHERE; `scopes` None where they came with a session and not with a token."""

    id: str
    name: str
    roles: Mapping[str, Role] = field(default_factory=dict)
    scopes: frozenset[Scope] | None = None

    def role(self, watch: str) -> Role | None:
        """The highest role in a watch; None: no part in it."""
        held = [self.roles[w] for w in (watch, EVERYWHERE) if w in self.roles]
        return max(held) if held else None

    def may(self, role: Role, watch: str = EVERYWHERE) -> bool:
        """Whether they may do what this role may, in a watch (or on the whole server), with what they came with."""
        held = self.role(watch)
        if held is None or held < role:
            return False
        if self.scopes is None or role is Role.READER:
            return True
        return any(scope.most >= role for scope in self.scopes)
