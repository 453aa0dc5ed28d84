"""Actors from Wikidata entities that the user has downloaded (Special:EntityData/Q....json); CC0."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from trucewatch.model import Actor, ActorKind, Relation, RelationKind
from trucewatch.model.errors import InputError
from trucewatch.world.actor_exchange import Read
from trucewatch.world.actor_writing import id_for

__all__ = ["wikidata_actors"]

_KINDS = {
    **dict.fromkeys(("Q6256", "Q3624078", "Q7275", "Q7188"), ActorKind.STATE),
    **dict.fromkeys(("Q772547", "Q37726", "Q2472587", "Q1752939"), ActorKind.ARMED_FORCES),
    **dict.fromkeys(("Q176799", "Q102538", "Q44377", "Q6382533", "Q12859788"), ActorKind.UNIT),
    **dict.fromkeys(("Q142714", "Q815962", "Q1572070"), ActorKind.MILITIA),
    **dict.fromkeys(("Q484652", "Q245065"), ActorKind.IGO),
    **dict.fromkeys(("Q192350", "Q327333", "Q29918328"), ActorKind.BODY),
    **dict.fromkeys(("Q1127126", "Q1128324"), ActorKind.COALITION),
}
"""What an entity is an instance of (P31); whatever else is an armed group."""
_RELATIONS = {
    "P361": RelationKind.PART_OF,
    "P749": RelationKind.PART_OF,
    "P463": RelationKind.UMBRELLA_MEMBER,
    "P155": RelationKind.PREDECESSOR,
    "P1365": RelationKind.PREDECESSOR,
    "P807": RelationKind.SPLIT_FROM,
}
_LANGUAGES = ("en", "ar", "ru", "uk", "es", "fr", "ku", "tr", "fa", "de")


def wikidata_actors(entities: Mapping[str, Any], path: Path) -> Read:
    """The entities as actors. Relations are kept between entities of the file; the others are named as left out."""
    found = Read()
    ids: dict[str, str] = {}
    for number, entity in entities.items():
        if not isinstance(entity, dict) or not _names(entity):
            found.left_out.append(f"{number} has no label in a language that is read ({', '.join(_LANGUAGES)})")
        else:
            ids[number] = id_for(_names(entity)[0], list(ids.values()))
    if not ids:
        raise InputError(f"{path} holds no Wikidata entity with a label; download Special:EntityData/Q….json again.")
    for number, own in ids.items():
        names, entity = _names(entities[number]), entities[number]
        relations, beyond = [], []
        for kind, other, since, until in _links(entity):
            if other in ids:
                relations.append(Relation(kind=kind, to=ids[other], since=since, until=until))
            else:
                beyond.append(f"{kind} {other}")
        if beyond:
            found.left_out.append(f"{names[0]} ({number}): {', '.join(beyond)}, which the file lacks")
        kinds = [_KINDS[q] for q, *_ in _targets(entity, "P31") if q in _KINDS]
        found.actors.append(
            Actor(
                id=own,
                name=names[0],
                kind=next(iter(kinds), ActorKind.ARMED_GROUP),
                aliases=tuple(names[1:]),
                relations=tuple(relations),
                valid_from=_time(entity, "P571"),
                valid_to=_time(entity, "P576"),
                note=f"Wikidata {number}",
            )
        )
    return found


def _names(entity: Mapping[str, Any]) -> list[str]:
    found = []
    for language in _LANGUAGES:
        label = entity.get("labels", {}).get(language)
        found += [label["value"]] if label else []
    for language in _LANGUAGES:
        found += [alias["value"] for alias in entity.get("aliases", {}).get(language, [])]
    return list(dict.fromkeys(str(name) for name in found if name))


def _statements(entity: Mapping[str, Any], number: str) -> Iterator[Mapping[str, Any]]:
    for statement in entity.get("claims", {}).get(number, []):
        if statement.get("rank") != "deprecated" and statement.get("mainsnak", {}).get("snaktype") == "value":
            yield statement


def _targets(entity: Mapping[str, Any], number: str) -> Iterator[tuple[str, date | None, date | None]]:
    for statement in _statements(entity, number):
        value = statement["mainsnak"]["datavalue"]["value"]
        qualifiers = statement.get("qualifiers", {})
        since, until = (_qualified(qualifiers, key) for key in ("P580", "P582"))
        if isinstance(value, dict) and value.get("id"):
            yield str(value["id"]), since, until


def _links(entity: Mapping[str, Any]) -> Iterator[tuple[RelationKind, str, date | None, date | None]]:
    for number, kind in _RELATIONS.items():
        for other, since, until in _targets(entity, number):
            yield kind, other, since, until


def _time(entity: Mapping[str, Any], number: str) -> date | None:
    times = (_day(s["mainsnak"]["datavalue"]["value"]) for s in _statements(entity, number))
    return next((day for day in times if day is not None), None)


def _qualified(qualifiers: Mapping[str, Any], number: str) -> date | None:
    snaks = (s for s in qualifiers.get(number, []) if s.get("snaktype") == "value")
    return next((day for s in snaks if (day := _day(s["datavalue"]["value"])) is not None), None)


def _day(value: Mapping[str, Any]) -> date | None:
    """A day of Wikidata's time values, in which an unknown month or day is 00; None where only the century is known."""
    match = re.match(r"\+(\d{4})-(\d\d)-(\d\d)", str(value.get("time", "")))
    if not match or int(value.get("precision", 11)) < 9:
        return None
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month or 1, day or 1)
    except ValueError:
        return None
