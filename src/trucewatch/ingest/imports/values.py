"""Reading a dataset's cells: numbers, days, places on the map; what is no such thing is said, never guessed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from trucewatch.model import Casualties
from trucewatch.model.errors import ReportError

__all__ = ["Row", "casualties", "count", "day", "names", "point"]

Row = Mapping[str, str]


def count(row: Row, name: str, where: str) -> int | None:
    """A whole number that is not negative, also written as 2.0; None where the cell is empty or missing."""
    value = (row.get(name) or "").strip()
    if not value:
        return None
    try:
        number = float(value)
        if number < 0 or number != int(number):
            raise ValueError(value)
        return int(number)
    except (ValueError, OverflowError):
        raise ReportError(f'{where} has {value!r:.40} as its "{name}", which is no whole number; mend it.') from None


def day(row: Row, name: str, where: str, forms: Sequence[str] = ("%Y-%m-%d",)) -> date | None:
    """A day in one of the forms; None where the cell is empty or missing."""
    value = (row.get(name) or "").strip()
    if not value:
        return None
    for form in forms:
        try:
            return datetime.strptime(value[:40], form).date()  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        raise ReportError(f'{where} has {value!r:.40} as its "{name}", which is no date; mend it.') from None


def point(row: Row, lat: str, lon: str, where: str) -> tuple[float | None, float | None]:
    """Degrees (WGS 84); both None where either cell is empty or missing."""
    values = [(row.get(name) or "").strip() for name in (lat, lon)]
    if not all(values):
        return None, None
    try:
        north, east = (float(value) for value in values)
    except ValueError:
        raise ReportError(f"{where} has {values[0]!r:.20}, {values[1]!r:.20} as its place; write degrees.") from None
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise ReportError(f"{where} has {north}, {east} as its place, which is none on earth; mend it.")
    return north, east


def names(*cells: str | None) -> tuple[str, ...]:
    """Names in cells, several in one apart by semicolons, without repeats."""
    parts = (part.strip() for cell in cells for part in (cell or "").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def casualties(who: str, low: int | None, high: int | None) -> tuple[Casualties, ...]:
    """People, where the dataset counts any; none where it has no number, or nought."""
    if low is None and high is None:
        return ()
    if not (low or high):
        return ()
    return (Casualties(who=who, low=low, high=high),)
