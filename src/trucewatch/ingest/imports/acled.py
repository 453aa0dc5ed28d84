"""ACLED's event file (31 columns), from the user's own licence: it is marked with it and never leaves in an export.

Its sub-events that the codebook knows become claims; protests, riots and other developments are passed over. Precision
as ACLED's codebook has it: time_precision 1 the day, 2 within the week, 3 within the month; geo_precision 1 the place
itself, 2 near it, 3 somewhere in its province, of which the radii are this reading's own assumption. Nought fatalities
mean that none were reported, so no number is claimed.
"""

import calendar
from datetime import date, timedelta

from trucewatch.ingest.imports.events import Dataset, Event
from trucewatch.ingest.imports.values import Row, casualties, count, day, names, point
from trucewatch.model import EventType
from trucewatch.model.errors import ReportError

__all__ = ["Acled"]

_TYPES = {
    "armed clash": EventType.ARMED_CLASH,
    "government regains territory": EventType.TERRITORY_CAPTURED,
    "non-state actor overtakes territory": EventType.TERRITORY_CAPTURED,
    "shelling/artillery/missile attack": EventType.SHELLING,
    "air/drone strike": EventType.AIR_STRIKE,
    "remote explosive/landmine/ied": EventType.EXPLOSIVE_DEVICE,
    "suicide bomb": EventType.EXPLOSIVE_DEVICE,
    "grenade": EventType.EXPLOSIVE_DEVICE,
    "chemical weapon": EventType.CHEMICAL_ATTACK,
    "attack": EventType.VIOLENCE_AGAINST_CIVILIANS,
    "sexual violence": EventType.VIOLENCE_AGAINST_CIVILIANS,
    "abduction/forced disappearance": EventType.VIOLENCE_AGAINST_CIVILIANS,
    "agreement": EventType.AGREEMENT_SIGNED,
    "arrests": EventType.DETENTION_RELEASE,
    "non-violent transfer of territory": EventType.WITHDRAWAL,
}
_RADII = {1: 5.0, 2: 25.0, 3: 100.0}
_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%B-%Y")
_TEXT = "event_type notes actor1 actor2 location admin1 admin2 country event_date source fatalities".split()


class Acled:
    """Rows of an ACLED export."""

    dataset = Dataset("ACLED", "acled", "import acled/1", "ACLED")
    needs: tuple[str, ...] = tuple(
        "event_id_cnty event_date time_precision event_type sub_event_type actor1 actor2 location latitude longitude "
        "geo_precision source notes fatalities".split()
    )

    def event(self, row: Row, where: str) -> Event | None:
        """The event of a row; None where the codebook has no type for it."""
        kind = row["sub_event_type"].strip()
        type_ = _TYPES.get(kind.lower())
        if type_ is None:
            return None
        key = row["event_id_cnty"].strip()
        if not key:
            raise ReportError(f'{where} has no "event_id_cnty"; get the file from ACLED anew.')
        start, end = _days(row, where)
        precision = count(row, "geo_precision", where)
        lat, lon = point(row, "latitude", "longitude", where)
        dead = count(row, "fatalities", where)
        first, second = names(row["actor1"]), names(row["actor2"])
        leaves = type_ == EventType.WITHDRAWAL
        return Event(
            key=key,
            kind=kind,
            type=type_,
            said={"sub_event_type": kind, **{name: row.get(name) or "" for name in _TEXT}},
            start=start,
            end=end,
            initiators=second if leaves else first,
            targets=first if leaves else second,
            place=row["location"].strip() or None,
            lat=lat,
            lon=lon,
            radius_km=_RADII.get(precision or 0) if lat is not None else None,
            killed=casualties("", dead, dead),
            rules={
                "places": f"geo_precision {precision}",
                "date": f"time_precision {row.get('time_precision')}",
                "initiators": "actor2, who left" if leaves else "actor1",
            },
        )


def _days(row: Row, where: str) -> tuple[date | None, date | None]:
    on, precision = day(row, "event_date", where, _FORMS), count(row, "time_precision", where)
    if on is None or precision in (None, 1):
        return on, on
    if precision == 2:
        return on - timedelta(days=6), on + timedelta(days=6)
    return on.replace(day=1), on.replace(day=calendar.monthrange(on.year, on.month)[1])
