"""Incidents in the shape of UCDP GED's CSV (49 columns), from our own coding."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Literal

from trucewatch.model import ActorKind, codebook
from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.cells import write_csv
from trucewatch.publish.exports.incident_rows import Event, events

__all__ = ["COLUMNS", "EXPORTER"]

COLUMNS = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name "
    "dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id "
    "side_b number_of_sources source_article source_office source_date source_headline source_original "
    "where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid "
    "country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians "
    "deaths_unknown best high low gwnoa gwnob"
).split()

_STATE = frozenset({ActorKind.STATE, ActorKind.ARMED_FORCES, ActorKind.UNIT})
_CELLS_A_ROW, _CELL = 720, 0.5


class _Ucdp:
    name = "ucdp"
    suffix = "csv"
    title = "Incidents in UCDP GED's 49 columns (CSV, our own coding)"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("incident id", "relid; id is its number in this file"),
        ("actor kinds", "type_of_violence: 1 a state takes part, 2 none does, 3 against civilians"),
        ("initiators, targets", "side_a, side_b, dyad_name"),
        ("publishers, dates, titles", "source_office, source_date, source_headline, source_article"),
        ("innermost speakers", "source_original"),
        ("place, precision", "where_coordinates, where_prec, latitude, longitude, geom_wkt, priogrid_gid"),
        ("date_start, date_end", "date_start, date_end, date_prec"),
        ("killed", "low, best, high: best is the lowest figure given"),
    )
    losses = (
        "Denied, planned and foreseen events, and events without violence, are left out.",
        "low, best and high are empty where no figure is given or shown; UCDP lists only events with a death.",
        "All deaths are deaths_unknown: whose they were is in the claims, as worded.",
        "UCDP's numbers of conflicts, dyads, actors and countries are empty: they are UCDP's to give.",
        "Where no side is named, side_a or side_b is empty, and type_of_violence may be too.",
        "event_clarity is 1 for a dated incident and 2 otherwise.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        return write_csv(out, COLUMNS, _rows(leaving))


def _rows(leaving: Leaving) -> Iterator[tuple[Any, ...]]:
    kept = [e for e in events(leaving) if e.armed and codebook()[e.incident.type].ucdp is not None]
    for number, event in enumerate(kept, start=1):
        yield _row(number, event)


def _row(number: int, event: Event) -> tuple[Any, ...]:
    place, entry = event.place, event.entry
    a, b = "; ".join(event.initiators), "; ".join(event.targets)
    low, high = event.dead
    lat, lon = (place.lat, place.lon) if place is not None else (None, None)
    located = lat is not None and lon is not None
    return (
        number,
        event.incident.id,
        event.start.year if event.start else None,
        None,
        "Not UCDP: Trucewatch",
        _violence(event),
        *([None] * 5),
        f"{a} - {b}" if a and b else None,
        *([None] * 2),
        a,
        *([None] * 2),
        b,
        len(event.publishers),
        ";".join(
            f'"{publisher},{day},{title}"'
            for publisher, day, title in zip(event.publishers, event.published, event.titles, strict=False)
        ),
        ";".join(event.publishers),
        ";".join(event.published),
        ";".join(event.titles),
        ";".join(dict.fromkeys(s for c in event.claims for s in c.source if s != "author")),
        event.where_precision,
        place.name if place else None,
        f"within {place.radius_km:g} km" if place and place.radius_km is not None else None,
        (entry.admin1 if entry else None),
        event.parent.name if event.parent else None,
        lat,
        lon,
        f"POINT ({lon:g} {lat:g})" if located else None,
        _cell(lat, lon) if lat is not None and lon is not None else None,
        entry.country if entry else None,
        None,
        None,
        1 if event.start else 2,
        event.date_precision,
        event.start.isoformat() if event.start else None,
        event.end.isoformat() if event.end else None,
        *([None] * 3),
        low,
        low,
        high,
        low,
        *([None] * 2),
    )


def _violence(event: Event) -> int | None:
    kinds = [event.kinds.get(name) for name in (*event.initiators, *event.targets)]
    if any(kind is ActorKind.CIVILIANS for kind in kinds) or event.incident.type.value == "violence_against_civilians":
        return 3
    if not event.initiators or not event.targets:
        return None
    return 1 if any(kind in _STATE for kind in kinds) else 2


def _cell(lat: float, lon: float) -> int:
    """The number of the PRIO-GRID cell, half a degree wide, counted from the south-west corner of the world."""
    row, column = int((min(lat, 89.999) + 90) / _CELL), int((min(lon, 179.999) + 180) / _CELL)
    return row * _CELLS_A_ROW + column + 1


EXPORTER = _Ucdp()
