"""Incidents in the shape of ACLED's CSV (31 columns), from our own coding only: no record of ACLED's is ever in it."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Literal

from trucewatch.model import ActorKind, EventType
from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.cells import write_csv
from trucewatch.publish.exports.incident_rows import Event, events

__all__ = ["COLUMNS", "EXPORTER"]

COLUMNS = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 "
    "actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location "
    "latitude longitude geo_precision source source_scale notes fatalities tags timestamp"
).split()

_INTER = {
    ActorKind.STATE: "State forces",
    ActorKind.ARMED_FORCES: "State forces",
    ActorKind.UNIT: "State forces",
    ActorKind.MILITIA: "Identity militia",
    ActorKind.ARMED_GROUP: "Rebel group",
    ActorKind.COALITION: "External/Other forces",
    ActorKind.CIVILIANS: "Civilians",
}
_BATTLES, _REMOTE, _STRATEGIC = "Battles", "Explosions/Remote violence", "Strategic developments"
_KINDS: dict[EventType, tuple[str, str]] = {
    EventType.ARMED_CLASH: (_BATTLES, "Armed clash"),
    EventType.ASSAULT: (_BATTLES, "Armed clash"),
    EventType.WEAPONS_FIRE: (_BATTLES, "Armed clash"),
    EventType.TERRITORY_CAPTURED: (_BATTLES, "Non-state actor overtakes territory"),
    EventType.SHELLING: (_REMOTE, "Shelling/artillery/missile attack"),
    EventType.AIR_STRIKE: (_REMOTE, "Air/drone strike"),
    EventType.EXPLOSIVE_DEVICE: (_REMOTE, "Remote explosive/landmine/IED"),
    EventType.CHEMICAL_ATTACK: (_REMOTE, "Chemical weapon"),
    EventType.VIOLENCE_AGAINST_CIVILIANS: ("Violence against civilians", "Attack"),
    EventType.AGREEMENT_SIGNED: (_STRATEGIC, "Agreement"),
    EventType.MECHANISM_ESTABLISHED: (_STRATEGIC, "Other"),
    EventType.OFFENSIVE_LAUNCHED: (_STRATEGIC, "Other"),
    EventType.WITHDRAWAL: (_STRATEGIC, "Non-violent transfer of territory"),
    EventType.REINFORCEMENT: (_STRATEGIC, "Other"),
    EventType.PROHIBITED_PRESENCE: (_STRATEGIC, "Other"),
    EventType.ACCESS_RESTRICTION: (_STRATEGIC, "Other"),
    EventType.DETENTION_RELEASE: (_STRATEGIC, "Arrests"),
}
_STATES = frozenset({ActorKind.STATE, ActorKind.ARMED_FORCES, ActorKind.UNIT})
_DISORDER = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Strategic developments": "Strategic developments",
}


class _Acled:
    name = "acled"
    suffix = "csv"
    title = "Incidents in ACLED's 31 columns (CSV, our own coding)"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("incident id", "event_id_cnty"),
        ("date_start", "event_date, year; time_precision 1 a day, 2 a week, 3 longer or unknown"),
        ("type", "event_type/sub_event_type by the codebook's crosswalk"),
        ("initiators", "actor1, assoc_actor_1"),
        ("targets", "actor2, assoc_actor_2"),
        ("actor kind", "inter1, inter2"),
        ("place, precision", "location, latitude, longitude, geo_precision"),
        ("publishers", "source"),
        ("summary, standing, finding", "notes, tags"),
        ("killed, lowest figure", "fatalities"),
    )
    losses = (
        "Denied, planned and foreseen events, and states that hold over time, are left out.",
        "An interval of days becomes its first day; an undated incident has no event_date.",
        "Who says what, and who denies it, is reduced to a tag.",
        "fatalities is empty where no figure is given or shown; ACLED writes 0 there.",
        "inter1 and inter2 follow the kind of actor in the watch; ACLED's coders decide case by case.",
        "admin1 to admin3, iso and region are empty where the watch does not know them; timestamp is always empty.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        return write_csv(out, COLUMNS, _rows(leaving))


def _rows(leaving: Leaving) -> Iterator[tuple[Any, ...]]:
    for event in events(leaving):
        kind = _KINDS.get(event.incident.type)
        rejected = event.standing is not None and event.standing.value == "rejected"
        if kind is not None and event.incident.mode_actual and not rejected:
            yield _row(event, *kind)


def _row(event: Event, kind: str, sub: str) -> tuple[Any, ...]:
    if event.incident.type is EventType.TERRITORY_CAPTURED and any(
        event.kinds.get(name) in _STATES for name in event.initiators
    ):
        sub = "Government regains territory"
    incident, place, entry = event.incident, event.place, event.entry
    sides = [event.initiators, event.targets]
    inter = [next((_INTER.get(event.kinds[n], "") for n in side if n in event.kinds), "") for side in sides]
    civilians = "Civilian targeting" if inter[1] == "Civilians" else ""
    precision = 1 if event.where_precision <= 2 else 2 if event.where_precision <= 4 else 3
    return (
        incident.id,
        event.start.isoformat() if event.start else "",
        event.start.year if event.start else "",
        {1: 1, 2: 2}.get(event.date_precision, 3),
        _DISORDER.get(kind, ""),
        kind,
        sub,
        *_actors(event.initiators),
        inter[0],
        *_actors(event.targets),
        inter[1],
        "-".join(i for i in inter if i),
        civilians,
        "",
        "",
        (entry.country if entry else None) or "",
        (entry.admin1 if entry else None) or "",
        event.parent.name if event.parent else "",
        "",
        place.name if place else "",
        place.lat if place else None,
        place.lon if place else None,
        precision,
        "; ".join(event.publishers),
        "",
        event.summary,
        event.dead[0],
        _tags(event),
        "",
    )


def _tags(event: Event) -> str:
    standing = event.standing.value if event.standing else "unknown"
    verdict = event.verdict.value if event.verdict else "not_judged"
    return f"standing={standing}; verdict={verdict}; licence={', '.join(event.licences)}"


def _actors(names: tuple[str, ...]) -> tuple[str, str]:
    return (names[0] if names else "", "; ".join(names[1:]))


EXPORTER = _Acled()
