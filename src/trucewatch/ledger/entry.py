"""An entry: one thing that happened to the watch, chained to the entry before it by its hash.

The hash is the SHA-256 over the canonical JSON (RFC 8785) of {seq, recorded_at, by, kind, body, prev_hash}, so anyone
can redo it with any JSON library. The first entry's `prev_hash` is 64 zeros.
"""

import hashlib
import json
import re
from datetime import datetime
from typing import Any

import rfc8785
from pydantic import BaseModel, ConfigDict, Field

from trucewatch.ledger.moment import moment_text
from trucewatch.model.errors import LedgerError

__all__ = ["GENESIS", "Entry", "Head", "canonical", "hash_of", "hash_with", "sha256_of"]

GENESIS = "0" * 64

# Where the standard library may write other than RFC 8785: numbers with an exponent, without a fraction or of 16 digits
# and more; letters beyond U+FFFF. Inside of a string these are the same in both, and only cost time. Each expression
# begins with a set of letters, for which Python looks several times faster than for a choice.
_NUMBERS = re.compile(r"[:,\[]-?(?:[0-9]+(?:\.[0-9]+)?[eE]|[0-9]+\.0[,\]}]|[0-9]{16})")
_LETTERS = re.compile(r"[\U00010000-\U0010ffff]")

_sorted = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_as_given = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Head(BaseModel):
    """The end of the chain: how many entries there are and the last one's hash. Noted elsewhere, it anchors the chain
    outside the ledger (see `verify`)."""

    model_config = ConfigDict(frozen=True)

    seq: int = Field(ge=0)
    hash: str


class Entry(BaseModel):
    """One entry. `recorded_at` is UTC and never decreases; `by` names the person or program that recorded it; `body`
    is as hashed: where a kind keeps content apart, its place holds {"sha256", "bytes"} (kinds.py)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int = Field(ge=1)
    recorded_at: datetime
    by: str
    kind: str
    body: dict[str, Any]
    prev_hash: str
    hash: str

    def rehash(self) -> str:
        """The hash that this entry ought to have."""
        return hash_of(self.seq, moment_text(self.recorded_at), self.by, self.kind, self.body, self.prev_hash)


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value. LedgerError for what JSON cannot say exactly (NaN, half a surrogate pair).

    The standard library's encoder, which is many times faster, writes the same but for some numbers, for keys with
    letters beyond U+FFFF, and for what cannot be said; where its text has a sign of any of these, rfc8785 writes it.
    """
    try:
        text = _sorted(value)
        return rfc8785.dumps(value) if _may_differ(text) else text.encode()
    except (rfc8785.CanonicalizationError, TypeError, ValueError) as error:
        raise LedgerError(f"This value cannot be recorded because JSON cannot say it exactly: {error}.") from error


def _may_differ(text: str) -> bool:
    if text[0] in "-0123456789" or _NUMBERS.search(text) is not None:
        return True
    return not text.isascii() and _LETTERS.search(text) is not None


def sha256_of(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def hash_of(seq: int, recorded_at: str, by: str, kind: str, body: Any, prev_hash: str) -> str:
    """The hash of an entry with these parts; `recorded_at` is the stored text."""
    return hash_with(seq, recorded_at, by, kind, canonical(body), prev_hash)


def hash_with(seq: int, recorded_at: str, by: str, kind: str, body: bytes, prev_hash: str) -> str:
    """The same, given the body's canonical JSON. An entry's keys are sorted, so the body's comes first and the rest, a
    number and short strings, follows; for those the standard library writes what RFC 8785 asks for. No other six values
    stand in the same bytes: read from the end, each string begins at its first quotation mark after a colon."""
    rest = {"by": by, "kind": kind, "prev_hash": prev_hash, "recorded_at": recorded_at, "seq": seq}
    return sha256_of(b'{"body":' + body + b"," + _as_given(rest)[1:].encode())
