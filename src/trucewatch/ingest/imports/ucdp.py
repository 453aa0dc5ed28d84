"""UCDP GED, the Georeferenced Event Dataset (CC BY 4.0): 49 columns, and the fewer of older issues.

Its three types of violence are wider than the codebook's types: state-based and non-state violence become an armed
clash, whose initiator is unknown; one-sided violence becomes violence against civilians. Precision as its codebook
(version 25.1) has it: where_prec 1 the place itself, 2 within 25 km of it, 3 a district, 4 a province, and beyond that
no point that would mean anything; the radii of a place, a district and a province are this reading's own assumption.
"""

from trucewatch.ingest.imports.events import Dataset, Event
from trucewatch.ingest.imports.values import Row, casualties, count, day, names, point
from trucewatch.model import Casualties, Certainty, EventType
from trucewatch.model.errors import ReportError

__all__ = ["UcdpGed"]

_KINDS = {
    1: ("state-based violence", EventType.ARMED_CLASH),
    2: ("non-state violence", EventType.ARMED_CLASH),
    3: ("one-sided violence", EventType.VIOLENCE_AGAINST_CIVILIANS),
}
_RADII = {1: 5.0, 2: 25.0, 3: 50.0, 4: 150.0}
_GROUPS = {"deaths_a": "side_a", "deaths_b": "side_b", "deaths_civilians": "civilians", "deaths_unknown": "unknown"}
_TEXT = (
    "source_headline source_original source_office source_date where_coordinates where_description adm_1 adm_2 country "
    "date_start date_end date_prec event_clarity best low high deaths_a deaths_b deaths_civilians deaths_unknown"
).split()


class UcdpGed:
    """Rows of UCDP GED."""

    dataset = Dataset("UCDP GED", "ucdp", "import ucdp-ged/1", "CC-BY-4.0")
    needs: tuple[str, ...] = tuple(
        (
            "id type_of_violence side_a side_b where_prec latitude longitude date_start date_end date_prec "
            "event_clarity deaths_a deaths_b deaths_civilians deaths_unknown best low high"
        ).split()
    )

    def event(self, row: Row, where: str) -> Event | None:
        """The event of a row."""
        kind, type_ = self._kind(row, where)
        precision = count(row, "where_prec", where)
        lat, lon = point(row, "latitude", "longitude", where)
        placed = precision in _RADII
        clear = count(row, "event_clarity", where) != 2
        number = count(row, "id", where)
        if number is None:
            raise ReportError(f'{where} has no "id"; get the file from UCDP anew.')
        said = {"type_of_violence": kind, "side_a": row["side_a"], "side_b": row["side_b"]}
        return Event(
            key=str(number),
            kind=kind,
            type=type_,
            said={**said, **{name: row.get(name) or "" for name in _TEXT}},
            start=day(row, "date_start", where),
            end=day(row, "date_end", where),
            initiators=names(row["side_a"]),
            targets=names(row["side_b"]),
            place=(row.get("where_coordinates") or row.get("adm_2") or row.get("adm_1") or row.get("country") or None),
            lat=lat if placed else None,
            lon=lon if placed else None,
            vague=not placed,
            radius_km=_RADII.get(precision or 0) if lat is not None else None,
            certainty=Certainty.CERTAIN if clear else Certainty.PROBABLE,
            killed=self._killed(row, where),
            title=row.get("source_headline") or None,
            rules={
                "places": f"where_prec {precision}",
                "date": f"date_prec {row.get('date_prec')}",
                "certainty": f"event_clarity {row.get('event_clarity')}",
            },
        )

    def _kind(self, row: Row, where: str) -> tuple[str, EventType]:
        number = count(row, "type_of_violence", where)
        if number not in _KINDS:
            raise ReportError(f'{where} has {number} as its "type_of_violence", which is not 1, 2 or 3; mend it.')
        return _KINDS[number]

    def _killed(self, row: Row, where: str) -> tuple[Casualties, ...]:
        """By side where the sides add up to the sure total, else the total from the low to the high estimate."""
        low, best, high = (count(row, name, where) for name in ("low", "best", "high"))
        groups = {who: count(row, name, where) or 0 for name, who in _GROUPS.items()}
        if low == best == high and sum(groups.values()) == best:
            named = {**groups, row["side_a"]: groups.pop("side_a"), row["side_b"]: groups.pop("side_b")}
            named.pop("side_a", None)
            named.pop("side_b", None)
            return tuple(one for who, number in named.items() for one in casualties(who, number, number))
        return casualties("", low, high)
