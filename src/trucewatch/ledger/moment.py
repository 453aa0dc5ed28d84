"""Moments as the ledger writes them: UTC, microseconds, one fixed width, so that text order is time order."""

import re
from datetime import UTC, datetime

from trucewatch.model.errors import LedgerError

__all__ = ["moment", "moment_text", "utc_now"]

_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def utc_now() -> datetime:
    """This machine's clock, in UTC."""
    return datetime.now(UTC)


def moment_text(when: datetime) -> str:
    """A moment as the ledger stores it. LedgerError for a moment without a time zone, which would be a guess."""
    if when.tzinfo is None:
        raise LedgerError(f"The moment {when.isoformat()} has no time zone; add one, for example +00:00.")
    return f"{when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def moment(text: str) -> datetime:
    """The moment that a stored text means. ValueError if it is not one."""
    if _FORM.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no moment as the ledger writes it")
    return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
