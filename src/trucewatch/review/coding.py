"""Blind coding: which claims two people code apart, and what their two readings come to.

The share is set in watch.toml; which claims are in it follows from a hash of their keys, so that nobody chooses them
and everybody agrees on which they are.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.ledger.decision_rules import CODERS
from trucewatch.ledger.entry import Entry
from trucewatch.model import Claim
from trucewatch.review.corrections import differing

__all__ = ["Coding", "Share", "agreed"]

_SCALE = 1 << 64


@dataclass(frozen=True)
class Share:
    """The share of claims that are coded twice, 0 to 1; `watch` is the watch's id, so that watches differ."""

    watch: str
    part: float

    def holds(self, claim: str) -> bool:
        """Whether the claim of that key is one of them."""
        digest = hashlib.sha256(f"{self.watch}\n{claim}".encode()).digest()
        return int.from_bytes(digest[:8], "big") < self.part * _SCALE


@dataclass(frozen=True)
class Coding:
    """One person's blind reading of a claim; `exists` False: the report says no such thing. `entry` is its number in
    the ledger, `hash` its hash."""

    by: str
    claim: Claim
    exists: bool
    entry: int
    hash: str

    @classmethod
    def of(cls, entry: Entry, claim: Claim) -> "Coding":
        """The coding that an entry holds."""
        return cls(entry.body["by"], claim, entry.body["exists"], entry.seq, entry.hash)


def agreed(codings: Sequence[Coding]) -> bool:
    """Whether all that are wanted have coded a claim, and alike."""
    if len(codings) < CODERS:
        return False
    first, *rest = codings
    alike = [c.exists == first.exists and (not first.exists or not differing(c.claim, first.claim)) for c in rest]
    return all(alike)
