"""What may be wrong with the actors of a watch although every entry is well formed by itself.

Problems mislead whoever resolves a name: one name for two actors at one date, relations that run in a circle, lead
nowhere or hold outside the life of those they join, friends who are enemies on one day. Warnings are only easy to
confuse: names that differ in one word or sound alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from trucewatch.model import Actor, ActorKind, Relation, RelationKind
from trucewatch.world.countries import country_named
from trucewatch.world.names import sounds_like, tokens
from trucewatch.world.naming import is_force_word

__all__ = ["Notice", "check_actors"]

_UPWARDS = (RelationKind.PART_OF, RelationKind.UMBRELLA_MEMBER)
_BACKWARDS = (RelationKind.PREDECESSOR, RelationKind.SPLIT_FROM)
_FRIENDLY = (RelationKind.ALLIED, RelationKind.BACKED_BY, RelationKind.BACKS, *_UPWARDS)
_UNNAMED = (ActorKind.CLASS, ActorKind.LABEL, ActorKind.CIVILIANS)
_EARLIEST, _LATEST = date(1800, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing found. `line` is that of the actor's entry, `severity` "problem" or "warning", `rule` a short name."""

    line: int
    actor: str
    severity: str
    rule: str
    message: str


def check_actors(actors: Sequence[Actor], lines: Mapping[str, int]) -> list[Notice]:
    """Everything found, by line; `lines` are those of the entries, by actor id."""
    by_id = {a.id: a for a in actors}
    found = [
        *_shared_names(actors),
        *_loops(by_id, _UPWARDS, "is part of itself"),
        *_loops(by_id, _BACKWARDS, "comes before itself"),
        *(notice for a in actors for notice in _relations(a, by_id)),
        *(notice for a in actors for notice in _life(a)),
        *_confusables(actors),
    ]
    return sorted((Notice(lines.get(i, 0), i, *rest) for i, *rest in found), key=lambda n: (n.line, n.severity, n.rule))


Found = tuple[str, str, str, str]


def _names(actor: Actor) -> tuple[str, ...]:
    return (actor.name, *actor.aliases)


def _lives(actor: Actor) -> tuple[date, date]:
    return actor.valid_from or date.min, actor.valid_to or date.max


def _shared_names(actors: Sequence[Actor]) -> Iterator[Found]:
    """One name that stands for two actors on one day."""
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for actor in actors:
        for name in _names(actor):
            owners[" ".join(tokens(name))].setdefault(actor.id, name)
    by_id = {a.id: a for a in actors}
    for shared in owners.values():
        for a, b in combinations(shared, 2):
            one, other = by_id[a], by_id[b]
            since = max(one.valid_from or date.min, other.valid_from or date.min)
            until = min(one.valid_to or date.max, other.valid_to or date.max)
            if since < until:
                when = _span(since, until)
                text = f"the name '{shared[b]}' is also that of {one.name} ({a}){when}; leave it at one of them"
                yield b, "problem", "shared_name", text


def _span(since: date, until: date) -> str:
    ends = ([f"from {since}"] if since > date.min else []) + ([f"until {until}"] if until < date.max else [])
    return " " + " ".join(ends) if ends else ""


def _loops(by_id: Mapping[str, Actor], kinds: Iterable[RelationKind], what: str) -> Iterator[Found]:
    """Actors from which relations of these kinds lead back to themselves, on one day at least."""
    wanted = frozenset(kinds)
    for actor in by_id.values():
        path = _way_back(actor.id, actor.id, by_id, wanted, (date.min, date.max), (actor.id,))
        if path:
            yield actor.id, "problem", "loop", f"it {what}: {' > '.join(path)}; take one of these relations out"


def _way_back(
    at: str,
    home: str,
    by_id: Mapping[str, Actor],
    kinds: frozenset[RelationKind],
    span: tuple[date, date],
    path: tuple[str, ...],
) -> tuple[str, ...] | None:
    for relation in by_id[at].relations if at in by_id else ():
        if relation.kind not in kinds:
            continue
        since, until = max(span[0], relation.since or date.min), min(span[1], relation.until or date.max)
        if since > until:
            continue
        if relation.to == home:
            return (*path, home)
        if relation.to not in path:
            found = _way_back(relation.to, home, by_id, kinds, (since, until), (*path, relation.to))
            if found:
                return found
    return None


def _relations(actor: Actor, by_id: Mapping[str, Actor]) -> Iterator[Found]:
    for relation in actor.relations:
        where = f"{relation.kind} {relation.to}"
        other = by_id.get(relation.to)
        if other is None:
            text = f"{where}: there is no actor '{relation.to}'; add it or mend the id"
            yield actor.id, "problem", "unknown_actor", text
            continue
        if relation.to == actor.id:
            yield actor.id, "problem", "self", f"{where}: an actor cannot stand in a relation to itself"
        if relation.kind not in _BACKWARDS:
            ends = ((actor, _born(actor, by_id)), (other, _born(other, by_id)))
            yield from ((actor.id, "problem", "dates", text) for text in _outside(relation, where, ends))
        elif relation.kind is RelationKind.PREDECESSOR and _lives(other)[0] > _lives(actor)[1]:
            ended = f"after {actor.name} had ended on {actor.valid_to}"
            text = f"{where}: {other.name} came up on {other.valid_from}, {ended}"
            yield actor.id, "problem", "dates", text
    friends = [r for r in actor.relations if r.kind in _FRIENDLY]
    foes = [r for r in actor.relations if r.kind is RelationKind.HOSTILE_TO]
    foes += [
        Relation(kind=r.kind, to=o.id, since=r.since, until=r.until)
        for o in by_id.values()
        for r in o.relations
        if r.kind is RelationKind.HOSTILE_TO and r.to == actor.id
    ]
    for friend in friends:
        for foe in (f for f in foes if f.to == friend.to and _overlap(f, friend)):
            text = f"it is {friend.kind} and hostile_to {foe.to} on the same days; give one of them dates"
            yield actor.id, "problem", "contradiction", text
            break


def _born(actor: Actor, by_id: Mapping[str, Actor]) -> date:
    """When an actor came up, under the first of the names it had before."""
    born, _ = _lives(actor)
    seen, before = {actor.id}, [actor]
    while before:
        earlier = [
            by_id[r.to]
            for a in before
            for r in a.relations
            if r.kind is RelationKind.PREDECESSOR and r.to in by_id and r.to not in seen
        ]
        seen |= {a.id for a in earlier}
        born = min([born, *(_lives(a)[0] for a in earlier)])
        before = earlier
    return born


def _outside(relation: Relation, where: str, ends: Iterable[tuple[Actor, date]]) -> Iterator[str]:
    for one, born in ends:
        gone = _lives(one)[1]
        if relation.since and relation.since < born:
            yield f"{where} begins on {relation.since}, before {one.name} came up on {born}"
        if relation.until and relation.until > gone:
            yield f"{where} ends on {relation.until}, after {one.name} had ended on {one.valid_to}"
        if relation.since and relation.since > gone:
            yield f"{where} begins on {relation.since}, after {one.name} had ended on {one.valid_to}"
        if relation.until and relation.until < born:
            yield f"{where} ends on {relation.until}, before {one.name} came up on {born}"


def _overlap(a: Relation, b: Relation) -> bool:
    return max(a.since or date.min, b.since or date.min) < min(a.until or date.max, b.until or date.max)


def _life(actor: Actor) -> Iterator[Found]:
    days = [actor.valid_from, actor.valid_to, *(d for r in actor.relations for d in (r.since, r.until))]
    for day in days:
        if day is not None and not _EARLIEST <= day <= _LATEST:
            yield actor.id, "problem", "dates", f"{day} is no date of a conflict that reports are about; mend the year"


def _confusables(actors: Sequence[Actor]) -> Iterator[Found]:
    """Pairs of actors with names that are easily taken for each other."""
    named = [a for a in actors if a.kind not in _UNNAMED]
    related = {frozenset((a.id, r.to)) for a in named for r in a.relations}
    for a, b in combinations(named, 2):
        if frozenset((a.id, b.id)) in related:
            continue
        pair = next(((x, y) for x in _names(a) for y in _names(b) if _alike(x, y)), None)
        if pair:
            yield b.id, "warning", "confusable", f"'{pair[1]}' is easily taken for '{pair[0]}' of {a.name} ({a.id})"


def _alike(a: str, b: str) -> bool:
    """Whether two names differ in one word while what they share tells something, or sound alike."""
    x, y = tokens(a), tokens(b)
    if x == y or len(x) != len(y) or len(x) < 2:
        return x != y and len("".join(x)) >= 6 and sounds_like(a, b) is not None
    apart = [(p, q) for p, q in zip(x, y, strict=True) if p != q]
    shared = [p for p, q in zip(x, y, strict=True) if p == q]
    if len(apart) == 1 and any(c.isdigit() for c in "".join(apart[0])) and shared:
        return all(any(c.isdigit() for c in side) for side in apart[0])
    if len(apart) == 1 and any(_tells(word) for word in shared):
        return not any(country_named(word, adjectives=True) for word in apart[0])
    return sounds_like(a, b) is not None


def _tells(word: str) -> bool:
    """Whether a word of a name is more than a kind of force or a country."""
    return len(word) > 3 and not is_force_word(word) and country_named(word, adjectives=True) is None
