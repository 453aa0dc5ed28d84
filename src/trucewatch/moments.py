"""Moments on the two clocks, as people write them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trucewatch.model.errors import InputError

__all__ = ["day_of", "end_of_day", "moment", "timezone"]


def timezone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; InputError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f'"{name}" is no IANA time zone; write one like "Asia/Damascus" in watch.toml.') from error


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a day in a zone."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone)


def day_of(when: datetime, zone: ZoneInfo) -> date:
    """The calendar day of a moment in a zone."""
    return when.astimezone(zone).date()


def moment(text: str, zone: ZoneInfo) -> datetime:
    """A moment from an ISO date (its last second in the zone: "as of 5 May" includes 5 May) or an ISO date and time
    (in the zone where it names no offset); InputError if it is neither."""
    try:
        if len(text) == len("2017-05-05"):
            return end_of_day(date.fromisoformat(text), zone)
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f'"{text}" is no date; write an ISO date such as 2017-05-05 or a moment such as 2017-05-05T19:30+03:00.'
        ) from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)
