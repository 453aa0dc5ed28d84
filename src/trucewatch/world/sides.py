"""How two actors stand to each other in one event: sides, allies, excluded groups, civilians, third parties.

Rules, in the order in which they are tried for each pair of an initiator and a target:
1. unknown: either is unknown to the watch, or has no side and inherits none from what it is part of;
2. vs_civilian: the target is of kind civilians;
3. vs_excluded: either, or something it is part of, is excluded; two units of one excluded group are intra_side;
4. intra_side: one side, or one side counts an ally or backer on the other's side among its own;
5. third_party: a side without any armed actor of its own (guarantors, mediators) that is no warring side's ally;
6. inter_side: everything else.
Of several pairs the first of inter_side, vs_civilian, intra_side, vs_excluded, third_party, unknown that occurs is the
answer: what an agreement protects most must not hide behind what it leaves out.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from trucewatch.model import Actor, ActorKind, RelationKind, SideRelation

__all__ = ["SideJudge"]

_ORDER = (
    SideRelation.INTER_SIDE,
    SideRelation.VS_CIVILIAN,
    SideRelation.INTRA_SIDE,
    SideRelation.VS_EXCLUDED,
    SideRelation.THIRD_PARTY,
    SideRelation.UNKNOWN,
)
_UNARMED = (ActorKind.STATE, ActorKind.IGO, ActorKind.BODY, ActorKind.DELEGATION, ActorKind.CIVILIANS)
_ALLIANCES = (RelationKind.ALLIED, RelationKind.BACKED_BY, RelationKind.BACKS)


class SideJudge:
    """The rules above over the actors of one watch."""

    def __init__(self, actors: Mapping[str, Actor], ancestors: Callable[[str, date | None], tuple[str, ...]]) -> None:
        self._actors = actors
        self._ancestors = ancestors
        self._armed_sides = {a.side for a in actors.values() if a.side and a.kind not in _UNARMED}

    def between(
        self, initiators: Sequence[str], targets: Sequence[str], on: date | None, excluded: Collection[str]
    ) -> tuple[SideRelation, str]:
        """The relation of the pair that matters most, and its path in words."""
        if not initiators or not targets:
            missing = "who acted" if not initiators else "who was acted upon"
            return SideRelation.UNKNOWN, f"nobody says {missing}"
        pairs = [self._pair(a, b, on, frozenset(excluded)) for a in initiators for b in targets]
        return min(pairs, key=lambda pair: _ORDER.index(pair[0]))

    def _pair(self, a: str, b: str, on: date | None, excluded: frozenset[str]) -> tuple[SideRelation, str]:
        for actor_id in (a, b):
            if actor_id not in self._actors:
                return SideRelation.UNKNOWN, f"{actor_id} is no actor of the watch"
        first, second = self._actors[a], self._actors[b]
        if second.kind is ActorKind.CIVILIANS:
            return SideRelation.VS_CIVILIAN, f"{second.name} are civilians"
        line_a, line_b = (a, *self._ancestors(a, on)), (b, *self._ancestors(b, on))
        out_a, out_b = (next((i for i in line if i in excluded), None) for line in (line_a, line_b))
        if out_a and out_a == out_b:
            return SideRelation.INTRA_SIDE, f"{first.name} and {second.name} are both of {self._name(out_a)}"
        for actor, out in ((first, out_a), (second, out_b)):
            if out:
                return SideRelation.VS_EXCLUDED, f"{self._path(actor, out)} is excluded"
        return self._by_side(first, line_a, second, line_b, on)

    def _by_side(
        self, first: Actor, line_a: tuple[str, ...], second: Actor, line_b: tuple[str, ...], on: date | None
    ) -> tuple[SideRelation, str]:
        side_a, path_a = self._side(first, line_a)
        side_b, path_b = self._side(second, line_b)
        if side_a is None or side_b is None:
            unsided = first if side_a is None else second
            return SideRelation.UNKNOWN, f"no side is known of {unsided.name}"
        if side_a == side_b:
            return SideRelation.INTRA_SIDE, f"{path_a} and {path_b} are of one side, {side_a}"
        for actor, line, side, other in ((first, line_a, side_a, second), (second, line_b, side_b, first)):
            if side in self._armed_sides:
                continue
            ally = self._ally(line, on)
            other_side = side_b if other is second else side_a
            if ally is None:
                return SideRelation.THIRD_PARTY, f"{actor.name} ({side}) is of no warring side"
            if ally.side == other_side:
                return (
                    SideRelation.INTRA_SIDE,
                    f"{actor.name} is allied to {ally.name} ({ally.side}), {other.name}'s side",
                )
        return SideRelation.INTER_SIDE, f"{path_a} is of side {side_a}, {path_b} of side {side_b}"

    def _side(self, actor: Actor, line: tuple[str, ...]) -> tuple[str | None, str]:
        for actor_id in line:
            holder = self._actors.get(actor_id)
            if holder and holder.side:
                return holder.side, self._path(actor, actor_id)
        return None, actor.name

    def _path(self, actor: Actor, end: str) -> str:
        return actor.name if end == actor.id else f"{actor.name}, part of {self._name(end)},"

    def _name(self, actor_id: str) -> str:
        actor = self._actors.get(actor_id)
        return actor.name if actor else actor_id

    def _ally(self, line: tuple[str, ...], on: date | None) -> Actor | None:
        """The first actor of a warring side that someone of this line is allied to, backs, or is backed by."""
        for actor_id in line:
            actor = self._actors.get(actor_id)
            for relation in actor.relations if actor else ():
                ally = self._actors.get(relation.to)
                if relation.kind not in _ALLIANCES or ally is None or not relation.holds_on(on):
                    continue
                sided = next(
                    (self._actors[i] for i in (ally.id, *self._ancestors(ally.id, on)) if i in self._actors), ally
                )
                if sided.side in self._armed_sides:
                    return sided
        return None
