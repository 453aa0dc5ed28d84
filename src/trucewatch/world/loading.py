"""The watch folder's actors.yaml, places.yaml and sources.yaml, read into values (domain/README.md for their shape)."""

import re
from pathlib import Path
from typing import Any

from trucewatch.model import Actor, ActorKind, Place, PlaceKind, Relation, RelationKind, Source, SourceKind
from trucewatch.world.entries import Entry, EntryFile

__all__ = ["actor_lines", "load_actors", "load_places", "load_sources"]

_LANGUAGE = re.compile(r"^[a-z]{2}$")
_NOTED = re.compile(r"\s*\((?:sic|as |label|unspecified)[^)]*\)")


def load_actors(path: Path | str) -> tuple[Actor, ...]:
    """The actors of a watch: `id`, `name`, `kind`, and `side`, `aliases`, `rels`, `valid: [from, to]`, `note` if known.

    Lists under a language code (`ar: [...]`) are aliases too. Relations may name actors that the file lacks. Other
    keys are ignored; `standing: {agreement id: word}` says how the actor stands under an agreement. Raises ConfigError
    that lists every problem: ids twice, unknown kinds, spans that end before they start, actors that are part of
    themselves.
    """
    file = EntryFile.read(path, "actors")
    actors = file.make(_actor)
    _refuse_cycles(file, {a.id: [r.to for r in a.relations if r.kind is RelationKind.PART_OF] for a in actors})
    file.finish()
    return tuple(actors)


def actor_lines(path: Path | str) -> dict[str, int]:
    """The line on which each actor's entry begins, by its id. Raises ConfigError where there is no list to read."""
    return {entry.id: entry.line for entry in EntryFile.read(path, "actors").entries}


def load_places(path: Path | str) -> tuple[Place, ...]:
    """The places of a watch: `id`, `name`, `lat`, `lon`, `r_km`, `kind`, and `variants`, `parent`, `zone` and others.

    `zone` is what the watch knows of membership ({zone id: inside | outside | disputed}), `source` the gazetteer.
    Raises ConfigError that lists every problem: ids twice, unknown kinds or parents, coordinates out of range.
    """
    file = EntryFile.read(path, "places")
    places = file.make(_place)
    known = {e.id for e in file.entries}
    for entry in file.entries:
        parent = entry.text("parent")
        if parent is not None and parent not in known:
            entry.problem(f"its parent '{parent}' is no place of this file")
    _refuse_cycles(file, {p.id: [p.parent] if p.parent else [] for p in places})
    file.finish()
    return tuple(places)


def load_sources(path: Path | str) -> tuple[Source, ...]:
    """The sources of a watch: `id`, `name`, `kind`, and `aliases`, `lean`, `start`, `republishes`, `note` if known.

    Raises ConfigError that lists every problem: ids twice, unknown kinds, start letters beyond A to F, sources that
    republish something the file lacks.
    """
    file = EntryFile.read(path, "sources")
    sources = file.make(_source)
    known = {e.id for e in file.entries}
    for entry in file.entries:
        for other in entry.texts("republishes"):
            if other not in known:
                entry.problem(f"it republishes '{other}', which is no source of this file")
    file.finish()
    return tuple(sources)


def _names(entry: Entry, *keys: str) -> tuple[str, ...]:
    languages = [key for key in entry.values if _LANGUAGE.match(key) and isinstance(entry.values[key], list)]
    found = (_NOTED.sub("", name).strip() for name in entry.texts(*keys, *languages))
    return tuple(dict.fromkeys(name for name in found if name))


def _required_name(entry: Entry) -> str:
    name = entry.text("name")
    if name is None or not name.strip():
        entry.problem("it has no name")
    return name or ""


def _actor(entry: Entry) -> Actor:
    span = entry.values.get("valid") or [None, None]
    if not isinstance(span, list) or len(span) != 2:
        entry.problem(f"'valid' must be [from, to], not {span!r}")
        span = [None, None]
    since, until = (entry.day(day, "the date in 'valid'") for day in span)
    entry.ordered(since, until, "'valid'")
    name = _required_name(entry)
    return Actor(
        id=entry.id,
        name=_NOTED.sub("", name).strip() or name,
        side=None if entry.text("side") == "none" else entry.text("side"),
        kind=entry.kind(ActorKind) or ActorKind.CLASS,
        aliases=_names(entry, "aliases"),
        relations=tuple(r for item in _relation_items(entry) if (r := _relation(entry, item)) is not None),
        valid_from=since,
        valid_to=until,
        standing=_standing(entry),
        note=entry.text("note"),
    )


def _standing(entry: Entry) -> dict[str, str]:
    value = entry.values.get("standing") or {}
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        entry.problem(f"'standing' must map agreement ids to a word such as bound_by_text, not {value!r}")
        return {}
    return {str(key): word for key, word in value.items()}


def _relation_items(entry: Entry) -> list[Any]:
    items = entry.values.get("rels") or []
    if not isinstance(items, list):
        entry.problem("'rels' must be a list such as [{part_of: other-id}]")
        return []
    return items


_RELATION_EXTRAS = {"from", "to", "note", "src"}


def _relation(entry: Entry, item: object) -> Relation | None:
    if not isinstance(item, dict):
        entry.problem(f"a relation must be a mapping such as {{part_of: other-id}}, not {item!r}")
        return None
    kinds = [key for key in item if key not in _RELATION_EXTRAS]
    if len(kinds) != 1 or kinds[0] not in set(RelationKind):
        entry.problem(f"relation {kinds!r} is not known; use one of {', '.join(RelationKind)}")
        return None
    since, until = entry.day(item.get("from"), "'from'"), entry.day(item.get("to"), "'to'")
    entry.ordered(since, until, f"relation {kinds[0]}")
    note = item.get("note")
    return Relation(
        kind=RelationKind(kinds[0]),
        to=str(item[kinds[0]]),
        since=since,
        until=until,
        note=None if note is None else str(note),
    )


def _place(entry: Entry) -> Place:
    zone = entry.values.get("zone") or {}
    if not isinstance(zone, dict) or not set(zone.values()) <= {"inside", "outside", "disputed"}:
        entry.problem(f"'zone' must map zone ids to inside, outside or disputed, not {zone!r}")
        zone = {}
    return Place(
        id=entry.id,
        name=_required_name(entry),
        lat=entry.number("lat", -90, 90) or 0.0,
        lon=entry.number("lon", -180, 180) or 0.0,
        radius_km=entry.number("r_km", 0.01, 20_000) or 1.0,
        kind=entry.kind(PlaceKind) or PlaceKind.TOWN,
        parent=entry.text("parent"),
        admin1=entry.text("admin1"),
        country=entry.text("country"),
        variants=_names(entry, "variants", "aliases"),
        membership={str(k): str(v) for k, v in zone.items()},
        ambiguity=entry.texts("ambiguity"),
        protected=entry.text("protected"),
        gazetteer=entry.text("source") or "watch",
        note=entry.text("note"),
    )


def _source(entry: Entry) -> Source:
    start = (entry.text("start") or "F").strip()
    if start not in set("ABCDEF"):
        entry.problem(f"'start' is {start!r}; use one letter from A to F")
        start = "F"
    name = _required_name(entry)
    return Source(
        id=entry.id,
        name=name,
        kind=entry.kind(SourceKind) or SourceKind.OUTLET,
        aliases=_names(entry, "aliases"),
        lean=entry.text("lean"),
        start=start,
        republishes=entry.texts("republishes"),
        note=entry.text("note"),
    )


def _refuse_cycles(file: EntryFile, parents: dict[str, list[str]]) -> None:
    for entry in file.entries:
        seen: set[str] = set()
        ahead = list(parents.get(entry.id, ()))
        while ahead:
            above = ahead.pop()
            if above == entry.id:
                entry.problem("it is part of itself, directly or through others")
                break
            if above not in seen:
                seen.add(above)
                ahead.extend(parents.get(above, ()))
