"""Incidents of civilian harm as Airwars and archives like it give them in JSON: a list, or an object with one in it.

Archives differ in their names for things; those that are usual are known, whatever their case. How sure the archive is
(its grading) becomes the claim's certainty: confirmed is certain, fair is probable, weak and contested are possible; an
incident that it discounts is passed over, since then it claims no harm done.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from trucewatch.ingest.imports.events import Dataset, Event
from trucewatch.ingest.imports.values import Row, casualties, count, day, names, point
from trucewatch.model import Certainty, EventType
from trucewatch.model.errors import ReportError

__all__ = ["Airwars", "flat"]

_NAMES = {
    "key": ("unique_reference_code", "reference", "incident_code", "code", "id"),
    "start": ("date_start", "start_date", "date_from", "incident_date", "date"),
    "end": ("date_end", "end_date", "date_to"),
    "place": ("location_name", "location", "place", "site", "name"),
    "lat": ("latitude", "lat", "location_latitude", "geolocation_latitude", "coordinates_latitude", "coordinates_lat"),
    "lon": ("longitude", "lon", "lng", "location_longitude", "geolocation_longitude", "coordinates_longitude",
            "coordinates_lon", "coordinates_lng"),
    "kind": ("strike_type", "incident_type", "attack_type", "type_of_strike", "type"),
    "actors": ("belligerents", "suspected_belligerents", "suspected_attackers", "suspected_attacker", "belligerent",
               "alleged_perpetrators", "attacker"),
    "targets": ("suspected_target", "targets", "target"),
    "grading": ("civilian_harm_status", "harm_status", "strike_status", "grading", "evaluation", "status"),
    "killed": ("civilians_killed", "civilian_deaths", "killed", "deaths"),
    "killed_low": ("civilians_killed_min", "civilian_deaths_min", "killed_min", "min_killed", "deaths_min",
                   "civilian_deaths_low"),
    "killed_high": ("civilians_killed_max", "civilian_deaths_max", "killed_max", "max_killed", "deaths_max",
                    "civilian_deaths_high"),
    "injured": ("civilians_injured", "injured"),
    "injured_low": ("civilians_injured_min", "injured_min", "min_injured"),
    "injured_high": ("civilians_injured_max", "injured_max", "max_injured"),
    "summary": ("incident_summary", "summary", "description", "narrative", "assessment"),
    "title": ("title", "headline"),
    "url": ("url", "link", "permalink"),
}  # fmt: skip
_TYPES = (
    (("air", "drone", "helicopter", "uav", "counter-terror"), EventType.AIR_STRIKE),
    (("artillery", "shell", "mortar", "rocket", "missile", "naval", "ground-launched"), EventType.SHELLING),
    (("ied", "mine", "explosive", "bomb"), EventType.EXPLOSIVE_DEVICE),
    (("chemical",), EventType.CHEMICAL_ATTACK),
    (("ground", "clash", "fire", "raid"), EventType.VIOLENCE_AGAINST_CIVILIANS),
)
_GRADES = {
    "confirmed": Certainty.CERTAIN,
    "fair": Certainty.PROBABLE,
    "weak": Certainty.POSSIBLE,
    "contested": Certainty.POSSIBLE,
}
_CENTRE_KM = 5.0


def flat(value: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """An object's values as text, names of inner ones joined with an underscore; lists of words with semicolons."""
    found: dict[str, str] = {}
    for name, inner in value.items():
        key = f"{above}_{name}".strip("_").lower().replace(" ", "_").replace("-", "_")
        if isinstance(inner, Mapping):
            found.update(flat(inner, key))
        elif isinstance(inner, list):
            texts = [part.get("name") if isinstance(part, Mapping) else part for part in inner]
            found[key] = "; ".join(str(part) for part in texts if isinstance(part, str | int | float))
        elif inner is not None:
            found[key] = str(inner)
    return found


class Airwars:
    """Incidents of an archive of civilian harm."""

    dataset = Dataset("Airwars", "airwars", "import airwars/1")
    needs: tuple[str, ...] = ()

    def rows(self, text: str, name: str) -> Iterator[tuple[str, Row, bytes]]:
        """Each incident under its place in the file, flat, with its own JSON. ReportError where it is no such file."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ReportError(f"{name} is not valid JSON ({str(error)[:80]}); get it again.") from error
        if isinstance(value, dict):
            lists = [inner for inner in value.values() if isinstance(inner, list)]
            value = max(lists, key=len) if lists else [value]
        if not isinstance(value, list):
            raise ReportError(f"{name} holds no list of incidents; check what it is.")
        for number, incident in enumerate(value, start=1):
            where = f"{name}, incident {number}"
            raw = json.dumps(incident, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
            yield where, flat(incident) if isinstance(incident, dict) else {}, raw

    def event(self, row: Row, where: str) -> Event | None:
        """The incident; None where the archive discounts it."""
        said = {ours: _first(row, theirs) for ours, theirs in _NAMES.items()}
        key, kind = said["key"], said["kind"] or "incident"
        if not key or not said["start"]:
            raise ReportError(f"{where} has no reference code or no date; add them, or import it with a mapping.")
        grade = said["grading"].lower()
        if "discounted" in grade:
            return None
        type_ = next((t for words, t in _TYPES if any(word in kind.lower() for word in words)), None)
        lat, lon = point(said, "lat", "lon", where)
        texts = {name: said[name] for name in ("title", "kind", "summary", "place", "start", "actors", "targets")}
        certainty = next((level for word, level in _GRADES.items() if word in grade), Certainty.POSSIBLE)
        return Event(
            key=key,
            kind=kind,
            type=type_ or EventType.VIOLENCE_AGAINST_CIVILIANS,
            said={**texts, "kind": kind, "grading": said["grading"]},
            start=day(said, "start", where, ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y")),
            end=day(said, "end", where, ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y")),
            initiators=names(said["actors"]),
            targets=names(said["targets"]),
            place=said["place"] or None,
            lat=lat,
            lon=lon,
            radius_km=_CENTRE_KM if lat is not None else None,
            certainty=certainty,
            killed=_people(said, "killed", where),
            injured=_people(said, "injured", where),
            title=said["title"] or None,
            url=said["url"] or None,
            rules={"certainty": f"grading {said['grading'] or 'not given'}"},
        )


def _first(row: Row, candidates: tuple[str, ...]) -> str:
    return next((row[name].strip() for name in candidates if row.get(name, "").strip()), "")


def _people(said: Row, what: str, where: str) -> Any:
    low, high = count(said, f"{what}_low", where), count(said, f"{what}_high", where)
    if low is None and high is None:
        low = high = count(said, what, where)
    return casualties("civilians", low, high)
