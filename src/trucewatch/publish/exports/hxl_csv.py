"""Incidents as a CSV with HXL hashtags (Humanitarian Exchange Language 1.1) under its head."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Literal

from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.cells import write_csv
from trucewatch.publish.exports.incident_rows import Event, events

__all__ = ["EXPORTER"]

_COLUMNS = (
    ("Incident", "#event+id"),
    ("Type", "#event+type"),
    ("Description", "#description"),
    ("Start", "#date+start"),
    ("End", "#date+end"),
    ("First reported", "#date+reported"),
    ("Initiators", "#org+initiator+list"),
    ("Targets", "#org+target+list"),
    ("Place", "#loc+name"),
    ("Latitude", "#geo+lat"),
    ("Longitude", "#geo+lon"),
    ("Radius (km)", "#geo+radius_km"),
    ("Province", "#adm1+name"),
    ("Country", "#country+code+v_iso2"),
    ("Killed, lowest figure", "#affected+killed+min"),
    ("Killed, highest figure", "#affected+killed+max"),
    ("Standing", "#status+standing"),
    ("Finding", "#status+finding"),
    ("Origins", "#indicator+origins+num"),
    ("Publishers", "#meta+source+list"),
    ("Licence", "#meta+license"),
    ("Profile", "#meta+profile"),
)


class _Hxl:
    name = "hxl"
    suffix = "csv"
    title = "Incidents as CSV with HXL hashtags"
    holds: Literal["claims", "view"] = "view"
    crosswalk = _COLUMNS
    losses = (
        "Who says what of an incident is reduced to its standing, its finding and the number of origins.",
        "Text that a spreadsheet would run as a formula is led by an apostrophe.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        rows = (_row(event, leaving) for event in events(leaving))
        return write_csv(out, [name for name, _ in _COLUMNS], _checked(rows), [tag for _, tag in _COLUMNS])


def _checked(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    # A cell that began with "#" would be read as another row of hashtags.
    for row in rows:
        yield tuple(f"'{v}" if isinstance(v, str) and v.startswith("#") else v for v in row)


def _row(event: Event, leaving: Leaving) -> tuple[Any, ...]:
    incident, place, entry = event.incident, event.place, event.entry
    return (
        incident.id,
        incident.type.value,
        event.summary,
        incident.date_start.isoformat() if incident.date_start else None,
        incident.date_end.isoformat() if incident.date_end else None,
        incident.reported_first.isoformat() if incident.reported_first else None,
        "; ".join(event.initiators),
        "; ".join(event.targets),
        place.name if place else None,
        place.lat if place else None,
        place.lon if place else None,
        place.radius_km if place else None,
        entry.admin1 if entry else None,
        entry.country if entry else None,
        *event.dead,
        event.standing.value if event.standing else None,
        event.verdict.value if event.verdict else None,
        len(incident.origins),
        "; ".join(event.publishers),
        ", ".join(event.licences),
        leaving.profile.name,
    )


EXPORTER = _Hxl()
