"""The two clocks that the whole workbench obeys: "as true on" and "as known on"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Self
from zoneinfo import ZoneInfo

from trucewatch.model.errors import InputError
from trucewatch.moments import end_of_day, moment

__all__ = ["AS_KNOWN_ON", "AS_TRUE_ON", "Clocks"]

AS_TRUE_ON, AS_KNOWN_ON = "as_true_on", "as_known_on"
"""Names of the two clocks in addresses."""

_LONGEST = len("2017-05-05T19:30:00.000000+03:00")
_ANY_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True)
class Clocks:
    """What is asked for: the world up to `as_true_on`, as it was known on `as_known_on`. A day means its last second in
    the watch's time zone; None means now."""

    as_true_on: date | datetime | None = None
    as_known_on: date | datetime | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """The clocks of an address; empty or missing means now. InputError if one is no ISO date or date-time."""
        return cls(_clock(query.get(AS_TRUE_ON), AS_TRUE_ON), _clock(query.get(AS_KNOWN_ON), AS_KNOWN_ON))

    def query(self) -> dict[str, str]:
        """The clocks as parameters of an address; now is left out."""
        asked = {AS_TRUE_ON: self.as_true_on, AS_KNOWN_ON: self.as_known_on}
        return {name: value.isoformat() for name, value in asked.items() if value is not None}

    @property
    def live(self) -> bool:
        """Whether both clocks show now."""
        return self.as_true_on is None and self.as_known_on is None

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """World moment and knowledge moment in a watch's time zone."""
        now = datetime.now(zone)
        return _moment(self.as_true_on, zone, now), _moment(self.as_known_on, zone, now)


def _moment(value: date | datetime | None, zone: ZoneInfo, now: datetime) -> datetime:
    if value is None:
        return now
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    return end_of_day(value, zone)


def _clock(text: str | None, name: str) -> date | datetime | None:
    text = (text or "").strip()
    if not text:
        return None
    if len(text) > _LONGEST:
        raise InputError(f"{name} is no date: it has {len(text)} letters; write an ISO date such as 2017-05-05.")
    try:
        value = date.fromisoformat(text) if len(text) == len("2017-05-05") else datetime.fromisoformat(text)
        _reckonable(value)
    except (ValueError, OverflowError):
        moment(text, _ANY_ZONE)  # words the refusal as everywhere
        raise InputError(f'{name} "{text}" lies beyond the years that can be reckoned with.') from None
    return value


def _reckonable(value: date | datetime) -> None:
    """ValueError or OverflowError for a moment that has no place in some time zone."""
    if not 1000 <= value.year <= 9000:
        raise ValueError
    if isinstance(value, datetime) and value.tzinfo:
        value.astimezone(UTC)
    else:
        datetime.combine(value, time(), tzinfo=UTC)
