"""Actors from and to other tools: alias tables as PA-X keeps them, and FollowTheMoney entities.

An alias table is CSV with the columns `actor` and `alias`, and `id`, `kind`, `side`, `from`, `to` if known: one row for
each alias. FollowTheMoney is JSON, one entity a line (followthemoney.tech); of it, organisations with their names and
dates are read and written, and memberships, successions and other links between them.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from trucewatch.model import Actor, ActorKind, Relation, RelationKind
from trucewatch.model.errors import InputError
from trucewatch.world.actor_writing import id_for

__all__ = ["Read", "alias_rows", "followthemoney", "read_actors"]

COLUMNS = ("id", "actor", "alias", "kind", "side", "from", "to")
_SCHEMATA = frozenset("Organization Company LegalEntity PublicBody".split())
_STATES = (ActorKind.STATE, ActorKind.BODY, ActorKind.IGO)


@dataclass
class Read:
    """Actors read from a file of another tool, and what of it could not be used, in sentences."""

    actors: list[Actor] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_actors(path: Path) -> Read:
    """The actors in an alias table (.csv), a Wikidata entity file or FollowTheMoney lines (.json, .jsonl).

    Raises InputError naming the line where the file is none of them.
    """
    from trucewatch.world.wikidata import wikidata_actors

    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from None
    if path.suffix.lower() == ".csv":
        return _aliases(path)
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        whole = None
    entities = whole if isinstance(whole, list) else [whole] if isinstance(whole, dict) else _lines(path, text)
    if isinstance(whole, dict) and ("entities" in whole or "claims" in whole):
        return wikidata_actors(whole.get("entities", {str(whole.get("id")): whole}), path)
    if entities and all(isinstance(e, dict) and "claims" in e for e in entities):
        return wikidata_actors({str(e.get("id")): e for e in entities}, path)
    if not entities or not all(isinstance(e, dict) and "schema" in e and "id" in e for e in entities):
        raise InputError(
            f"{path} holds no actors: an alias table (.csv), Wikidata's entity JSON or FollowTheMoney is expected."
        )
    return _ftm(entities)


def _lines(path: Path, text: str) -> list[Any]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                found.append(json.loads(line))
            except (json.JSONDecodeError, RecursionError):
                raise InputError(f"{path}, line {number} is no JSON; each line holds one entity.") from None
    return found


def _day(text: object) -> date | None:
    """A date, of which FollowTheMoney may give the year or month alone."""
    given = str(text or "").strip()
    for candidate in (given[:10], f"{given}-01", f"{given}-01-01"):
        try:
            return date.fromisoformat(candidate)
        except ValueError:
            continue
    return None


def _aliases(path: Path) -> Read:
    found = Read()
    names: dict[str, str] = {}
    rows: dict[str, tuple[str, dict[str, str], int]] = {}
    aliases: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if not {"actor", "alias"} <= set(reader.fieldnames or ()):
            raise InputError(f"{path}, line 1: the columns 'actor' and 'alias' are missing; see docs/actors.md.")
        for row in reader:
            name, alias = (row["actor"] or "").strip(), (row["alias"] or "").strip()
            if not name:
                found.left_out.append(f"line {reader.line_num}: it names no actor")
                continue
            key = names.setdefault(name, (row.get("id") or "").strip() or id_for(name, list(names.values())))
            rows.setdefault(key, (name, row, reader.line_num))
            if alias and alias != name and alias not in aliases[key]:
                aliases[key].append(alias)
    for key, (name, row, line) in rows.items():
        kind = (row.get("kind") or "").strip() or str(ActorKind.ARMED_GROUP)
        if kind not in set(ActorKind):
            found.left_out.append(f"line {line}: kind '{kind}' is not known, so {name} is left out")
            continue
        found.actors.append(
            Actor(
                id=key,
                name=name,
                kind=ActorKind(kind),
                side=(row.get("side") or "").strip() or None,
                aliases=tuple(aliases[key]),
                valid_from=_day(row.get("from")),
                valid_to=_day(row.get("to")),
            )
        )
    return found


def alias_rows(actors: Sequence[Actor]) -> Iterator[dict[str, str]]:
    """The rows of an alias table, one for each name of each actor."""
    for actor in actors:
        for alias in (actor.name, *actor.aliases):
            values = (actor.id, actor.name, alias, str(actor.kind), actor.side, actor.valid_from, actor.valid_to)
            yield {column: "" if value is None else str(value) for column, value in zip(COLUMNS, values, strict=True)}


def followthemoney(actors: Sequence[Actor]) -> Iterator[dict[str, Any]]:
    """Entities for the actors and for the relations between them."""
    known = {a.id for a in actors}
    for actor in actors:
        schema = "PublicBody" if actor.kind in _STATES else "Organization"
        given = {
            "name": [actor.name],
            "alias": list(actor.aliases),
            "incorporationDate": [str(actor.valid_from)] if actor.valid_from else [],
            "dissolutionDate": [str(actor.valid_to)] if actor.valid_to else [],
            "notes": [actor.note] if actor.note else [],
            "classification": [str(actor.kind)],
        }
        yield {"id": actor.id, "schema": schema, "properties": {k: v for k, v in given.items() if v}}
    for actor in actors:
        for number, relation in enumerate((r for r in actor.relations if r.to in known), start=1):
            yield _link(actor, relation, number)


def _link(actor: Actor, relation: Relation, number: int) -> dict[str, Any]:
    if relation.kind in (RelationKind.PART_OF, RelationKind.UMBRELLA_MEMBER):
        schema, ends = "Membership", {"member": [actor.id], "organization": [relation.to]}
    elif relation.kind is RelationKind.PREDECESSOR:
        schema, ends = "Succession", {"predecessor": [relation.to], "successor": [actor.id]}
    else:
        schema, ends = "UnknownLink", {"subject": [actor.id], "object": [relation.to]}
    days = {"startDate": relation.since, "endDate": relation.until}
    dated = {key: [str(day)] for key, day in days.items() if day}
    return {
        "id": f"{actor.id}-{relation.kind}-{number}",
        "schema": schema,
        "properties": {**ends, "role": [str(relation.kind)], **dated},
    }


def _ftm(entities: Sequence[Mapping[str, Any]]) -> Read:
    found = Read()
    ids: dict[str, str] = {}
    for entity in entities:
        if entity["schema"] in _SCHEMATA and _first(entity, "name"):
            given = str(entity["id"])
            own = given if given == id_for(given, ()) else id_for(str(_first(entity, "name")), list(ids.values()))
            ids[given] = own
    links: dict[str, list[Relation]] = defaultdict(list)
    for entity in entities:
        if entity["schema"] in _SCHEMATA:
            continue
        relation = _relation(entity, ids)
        if relation is None:
            found.left_out.append(f"{entity['schema']} {entity['id']} is no relation between two actors of the file")
        else:
            links[relation[0]].append(relation[1])
    for entity in entities:
        if str(entity["id"]) not in ids:
            continue
        kind = _first(entity, "classification")
        default = ActorKind.BODY if entity["schema"] == "PublicBody" else ActorKind.ARMED_GROUP
        properties = entity.get("properties", {})
        names = [*properties.get("name", []), *properties.get("alias", []), *properties.get("weakAlias", [])]
        own = ids[str(entity["id"])]
        found.actors.append(
            Actor(
                id=own,
                name=str(names[0]),
                kind=ActorKind(kind) if kind in set(ActorKind) else default,
                aliases=tuple(dict.fromkeys(str(n) for n in names[1:])),
                relations=tuple(links[own]),
                valid_from=_day(_first(entity, "incorporationDate") or _first(entity, "startDate")),
                valid_to=_day(_first(entity, "dissolutionDate") or _first(entity, "endDate")),
                note=_first(entity, "notes"),
            )
        )
    return found


_ENDS = {
    "Membership": ("member", "organization", RelationKind.UMBRELLA_MEMBER),
    "Ownership": ("asset", "owner", RelationKind.PART_OF),
    "Succession": ("successor", "predecessor", RelationKind.PREDECESSOR),
    "UnknownLink": ("subject", "object", None),
}


def _relation(entity: Mapping[str, Any], ids: Mapping[str, str]) -> tuple[str, Relation] | None:
    source, target, usual = _ENDS.get(entity["schema"], ("", "", None))
    role = str(_first(entity, "role") or "")
    kind = RelationKind(role) if role in set(RelationKind) else usual
    one, other = ids.get(str(_first(entity, source))), ids.get(str(_first(entity, target)))
    if kind is None or one is None or other is None:
        return None
    since, until = _day(_first(entity, "startDate")), _day(_first(entity, "endDate"))
    return one, Relation(kind=kind, to=other, since=since, until=until)


def _first(entity: Mapping[str, Any], key: str) -> str | None:
    values = entity.get("properties", {}).get(key)
    first = next(iter(values), None) if isinstance(values, list) else values
    return str(first.get("id") if isinstance(first, dict) else first) if first else None
