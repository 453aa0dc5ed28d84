"""Moments as the ledger writes them: UTC, microseconds, one fixed width, so that text order is time order."""

from datetime import UTC, datetime

from trucewatch.model.errors import LedgerError

__all__ = ["moment", "moment_text", "utc_now"]

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def utc_now() -> datetime:
    """This machine's clock, in UTC."""
    return datetime.now(UTC)


def moment_text(when: datetime) -> str:
    """A moment as the ledger stores it. LedgerError for a moment without a time zone, which would be a guess."""
    if when.tzinfo is None:
        raise LedgerError(f"The moment {when.isoformat()} has no time zone; add one, for example +00:00.")
    text = when.astimezone(UTC).strftime(_FORM)
    return text.zfill(len("2000-01-01T00:00:00.000000Z"))


def moment(text: str) -> datetime:
    """The moment that a stored text means. ValueError if it is not one."""
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
