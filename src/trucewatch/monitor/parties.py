"""The third test: were both sides bound at that date, and by what chain of relations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from trucewatch.model import (
    FIGHTING_KINDS,
    Actor,
    ActorKind,
    Agreement,
    EventType,
    Outcome,
    RelationKind,
    SideRelation,
)
from trucewatch.model.agreement import Participant
from trucewatch.monitor.moments import day_of

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["Footing", "Parties", "Standing", "TestOfActors"]

_BINDING = frozenset({"bound_by_text", "party", "acceded", "guarantor", "signatory"})
_GO_BETWEENS = frozenset({"facilitator", "mediator", "observer", "witness"})
_UNDIRECTED = frozenset(
    {
        EventType.PROHIBITED_PRESENCE,
        EventType.REINFORCEMENT,
        EventType.ACCESS_RESTRICTION,
        EventType.SIEGE,
        EventType.DETENTION_RELEASE,
    }
)
"""Acts that a bound actor can do without an armed counterpart: against aid, monitors, or by being there."""
_NO_PARTY = frozenset({"the", "fighters", "gunmen", "combatants", "soldiers", "militants", "men", "people", "persons"})
_CIVILIAN_WORDS = frozenset({"civilian", "civilians", "residents", "villagers", "inhabitants", "children", "families"})


class Footing(StrEnum):
    """How an actor stands to an agreement on a day."""

    BOUND = "bound"
    EXCLUDED = "excluded"
    OUTSIDER = "outsider"
    CIVILIAN = "civilian"
    GO_BETWEEN = "go_between"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Standing:
    """An actor's footing, with the participant entry through which it has it and the agreement's side, if any.

    `code` is the reason code where the footing leaves the test open; `why` the chain in words.
    """

    actor: str
    footing: Footing
    why: str
    code: str = ""
    through: str | None = None
    side: str | None = None
    world_side: str | None = None


@dataclass(frozen=True)
class TestOfActors:
    """The answer of the third test. `initiators` and `targets` are the standings that it rests on."""

    __test__ = False

    outcome: Outcome
    code: str
    reason: str
    initiators: tuple[Standing, ...]
    targets: tuple[Standing, ...]


class Parties:
    """Who stands how to one agreement, by its participant entries and the watch's dated relations.

    The nearest entry decides: the actor's own, then those of what it is part of, then exclusion by association, then
    membership of a bound class of the same side. An actor of a bound side that no entry reaches is left unknown.
    """

    def __init__(self, agreement: Agreement, world: "World") -> None:
        self._agreement = agreement
        self._world = world
        dated = {p.actor for p in agreement.participants if p.role == "excluded"}
        self._listed_out = {a for e in agreement.exclusions for a in e.actors} - dated
        self._excluded = self._listed_out | dated
        self._by_association = any(e.rule == "by_association" for e in agreement.exclusions)
        self._known: dict[tuple[str, date | None], Standing] = {}
        self._watching = {m.id for m in agreement.monitoring} | {
            p.actor for p in agreement.participants if p.role in _GO_BETWEENS
        }
        self._tests: dict[tuple[tuple[str, ...], tuple[str, ...], date | None, bool, bool], TestOfActors] = {}

    def test(
        self,
        initiators: Sequence[str],
        targets: Sequence[str],
        on: date | None,
        *,
        mutual: bool,
        acts: Sequence[EventType] = (),
    ) -> TestOfActors:
        """Whether the two sides of an event were bound on a day; in a mutual exchange neither is the attacker. Some
        `acts` need no other side: forbidden posts, blocked aid."""
        alone = bool(acts) and acts[0] in _UNDIRECTED
        key = (tuple(initiators), tuple(targets), on, mutual, alone)
        if key not in self._tests:
            first = tuple(self.standing(a, on) for a in initiators)
            second = tuple(self.standing(a, on) for a in targets)
            outcome, code, reason = (self._alone(first, second) if alone else None) or self._weigh(
                first, second, on, mutual
            )
            self._tests[key] = TestOfActors(outcome, code, reason, first, second)
        return self._tests[key]

    def standing(self, name: str, on: date | None) -> Standing:
        """An actor's standing on a day (None: whenever); `name` is its id, or the wording where it was not resolved."""
        if (name, on) not in self._known:
            self._known[name, on] = self._find(name, on)
        return self._known[name, on]

    def sides_of(self, token: str) -> frozenset[str]:
        """The sides by which interests are compared: those of an actor, or of a side of the watch, in the agreement's
        own names where it has any. A side of the watch may stand on several sides of a truce."""
        actor = self._world.actors.get(token)
        if actor is None:
            return self._sides_of_camp(token)
        side = self.standing(token, None).side
        return frozenset({side}) if side else self._sides_of_camp(actor.side or token)

    def _sides_of_camp(self, camp: str) -> frozenset[str]:
        sides = frozenset(
            p.side
            for p in self._agreement.participants
            if p.role in _BINDING - {"guarantor"} and p.side and self._camp_of(p.actor) == camp
        )
        return sides or frozenset({camp})

    def _camp_of(self, actor_id: str) -> str | None:
        actor = self._world.actors.get(actor_id)
        return actor.side if actor else None

    # --- one actor

    def _find(self, name: str, on: date | None) -> Standing:
        actor = self._world.actors.get(name)
        if actor is None and not any(p.actor == name for p in self._agreement.participants):
            if set(name.casefold().split()) & _CIVILIAN_WORDS:
                return Standing(name, Footing.CIVILIAN, f"{name} are civilians")
            actor = self._world.actors.resolve(name, on).actor
            if actor is None:
                return Standing(name, Footing.UNKNOWN, f"{name!r} is no actor that the watch knows", "actor_unknown")
        if actor is not None and actor.kind is ActorKind.CIVILIANS:
            return Standing(name, Footing.CIVILIAN, f"{actor.name} are civilians")
        own = actor.id if actor else name
        chain = (own, *self._world.actors.ancestors(own, on)) if actor else (own,)
        for link in chain:
            found = self._entry(actor, own, link, on)
            if found is not None:
                return found
        assert actor is not None or any(p.actor == name for p in self._agreement.participants)
        return self._unnamed(actor, own, on)

    def _entry(self, actor: Actor | None, own: str, link: str, on: date | None) -> Standing | None:
        """What the participant entries say of one link of the chain."""
        label = self._name(own) if own == link else f"{self._name(own)}, through {self._name(link)},"
        camp = actor.side if actor else None
        entries = [p for p in self._agreement.participants if p.actor == link and _holds(p, on)]
        if link in self._listed_out or any(p.role == "excluded" for p in entries):
            return Standing(own, Footing.EXCLUDED, f"{label} is excluded", "", link, None, camp)
        binding = [p for p in entries if p.role in _BINDING and p.side not in _GO_BETWEENS]
        if any(p.role == "rejecting" for p in entries):
            return Standing(own, Footing.DISPUTED, f"{label} rejects the agreement", "rejecting", link, None, camp)
        if not binding:
            return None
        if all(p.side == "disputed" for p in binding):
            return Standing(
                own, Footing.DISPUTED, f"whether {label} is a party is disputed", "role_disputed", link, None, camp
            )
        side = next((p.side for p in binding if p.side and p.side != "disputed"), None)
        return Standing(own, Footing.BOUND, f"{label} is bound ({binding[0].role})", "", link, side, camp)

    def _unnamed(self, actor: Actor | None, own: str, on: date | None) -> Standing:
        """An actor that no entry names: excluded by association, a member of a class, or outside."""
        camp = actor.side if actor else None
        name = self._name(own)
        if actor is not None and self._by_association:
            forerunner = self._excluded_forerunner(actor, frozenset())
            if forerunner:
                why = f"{name} is excluded by association with {self._name(forerunner)}"
                return Standing(own, Footing.EXCLUDED, why, "", forerunner, None, camp)
        if actor is not None and camp is not None:
            found = self._by_class(actor, camp, on)
            if found is not None:
                return found
            if self._is_bound_camp(camp, on):
                why = f"{name} is on the side {camp!r}, but nothing says that the agreement binds it"
                return Standing(own, Footing.UNKNOWN, why, "same_side_unlisted", None, self._camp_side(camp), camp)
        if own in self._watching or (actor is not None and actor.kind in (ActorKind.IGO, ActorKind.BODY)):
            return Standing(
                own, Footing.GO_BETWEEN, f"{name} is no party, but watches or mediates", "", None, None, camp
            )
        return Standing(own, Footing.OUTSIDER, f"{name} is not bound by the agreement", "", None, None, camp)

    def _by_class(self, actor: Actor, camp: str, on: date | None) -> Standing | None:
        if actor.kind not in FIGHTING_KINDS:
            return None
        for participant in sorted(self._agreement.participants, key=lambda p: p.role != "excluded"):
            group = self._world.actors.get(participant.actor)
            if group is None or group.kind is not ActorKind.CLASS or group.side != camp or not _holds(participant, on):
                continue
            if participant.role == "excluded":
                why = f"{actor.name} belongs to {group.name}, which is excluded"
                return Standing(actor.id, Footing.EXCLUDED, why, "", group.id, None, camp)
            if participant.role in _BINDING:
                why = f"{actor.name} belongs to the class {group.name} ({participant.role}); no dated list names it"
                return Standing(actor.id, Footing.BOUND, why, "", group.id, participant.side, camp)
        return None

    def _excluded_forerunner(self, actor: Actor, seen: frozenset[str]) -> str | None:
        for relation in actor.relations:
            if relation.kind is not RelationKind.PREDECESSOR or relation.to in seen:
                continue
            if relation.to in self._excluded:
                return relation.to
            earlier = self._world.actors.get(relation.to)
            found = self._excluded_forerunner(earlier, seen | {actor.id}) if earlier else None
            if found:
                return found
        return None

    def _is_bound_camp(self, camp: str, on: date | None) -> bool:
        parties = (p for p in self._agreement.participants if p.role in _BINDING - {"guarantor"} and _holds(p, on))
        return any(self._camp_of(p.actor) == camp for p in parties)

    def _camp_side(self, camp: str) -> str | None:
        """The one side that the agreement has for a side of the watch; None where it has none or several."""
        sides = self._sides_of_camp(camp) - {camp}
        return next(iter(sides)) if len(sides) == 1 else None

    def _name(self, own: str) -> str:
        actor = self._world.actors.get(own)
        return actor.name if actor else own

    # --- two sides

    @staticmethod
    def _alone(first: tuple[Standing, ...], second: tuple[Standing, ...]) -> tuple[Outcome, str, str] | None:
        """The answer for an act without an armed counterpart; None where those it was done to are one."""
        if not first or any(s.footing in (Footing.BOUND, Footing.EXCLUDED, Footing.DISPUTED) for s in second):
            return None
        bound = [s for s in first if s.footing is Footing.BOUND]
        if bound:
            return Outcome.YES, "bound_alone", _joined(s.why for s in bound)
        return None

    def _weigh(
        self, first: tuple[Standing, ...], second: tuple[Standing, ...], on: date | None, mutual: bool
    ) -> tuple[Outcome, str, str]:
        if mutual:
            first, second = _fighting(first), _fighting(second)
        if not first or not second:
            return self._one_sided(first, second, mutual)
        pairs = [self._pair(i, t, on, mutual) for i in first for t in second]
        found = {outcome: [p for p in pairs if p[0] is outcome] for outcome in Outcome}
        carved = [p for p in pairs if p[1] == "target_excluded"]
        if found[Outcome.YES] and carved:
            return Outcome.DISPUTED, "mixed_target", _joined(s.why for s in second)
        if found[Outcome.YES]:
            return min(found[Outcome.YES], key=lambda p: p[1] != "bound")
        for outcome in (Outcome.DISPUTED, Outcome.UNKNOWN):
            if found[outcome]:
                return found[outcome][0]
        order = ("intra_side", "not_a_party", "initiator_excluded", "target_excluded")
        return min(pairs, key=lambda p: order.index(p[1]))

    def _one_sided(
        self, first: tuple[Standing, ...], second: tuple[Standing, ...], mutual: bool
    ) -> tuple[Outcome, str, str]:
        known = first or second
        if known and all(s.footing in (Footing.OUTSIDER, Footing.GO_BETWEEN) for s in known):
            return Outcome.NO, "not_a_party", _joined(s.why for s in known)
        if known and all(s.footing is Footing.EXCLUDED for s in known):
            code = "initiator_excluded" if first and not mutual else "target_excluded"
            return Outcome.NO, code, _joined(s.why for s in known)
        if not first:
            return Outcome.UNKNOWN, "initiator_unnamed", "no claim says who did it"
        return Outcome.UNKNOWN, "target_unnamed", "no claim says against whom it was directed"

    def _pair(self, first: Standing, second: Standing, on: date | None, mutual: bool) -> tuple[Outcome, str, str]:
        reason = _joined((first.why, second.why))
        if first.footing is Footing.BOUND and second.footing is Footing.GO_BETWEEN:
            return Outcome.YES, "monitor_target", reason
        strangers = (Footing.OUTSIDER, Footing.GO_BETWEEN)
        if first.footing in (*strangers, Footing.CIVILIAN) or second.footing in strangers:
            outside = first if first.footing in (*strangers, Footing.CIVILIAN) else second
            return Outcome.NO, "not_a_party", outside.why
        if first.footing is Footing.EXCLUDED:
            carved = mutual and second.footing is not Footing.EXCLUDED
            return Outcome.NO, "target_excluded" if carved else "initiator_excluded", first.why
        if second.footing is Footing.EXCLUDED:
            return Outcome.NO, "target_excluded", second.why
        if _one_side(first, second):
            side = first.side or first.world_side
            return Outcome.NO, "intra_side", f"{reason}; both are on the side {side!r}"
        for standing in (first, second):
            if standing.footing is Footing.DISPUTED:
                return Outcome.DISPUTED, standing.code, standing.why
            if standing.footing is Footing.UNKNOWN:
                return Outcome.UNKNOWN, standing.code, standing.why
        if second.footing is Footing.CIVILIAN:
            return Outcome.YES, "civilian_target", reason
        return self._between_bound(first, second, on, reason)

    def _between_bound(
        self, first: Standing, second: Standing, on: date | None, reason: str
    ) -> tuple[Outcome, str, str]:
        if first.side and second.side:
            return Outcome.YES, "bound", reason
        relation, path = self._world.actors.relation([first.actor], [second.actor], on, tuple(self._excluded))
        if relation is SideRelation.INTRA_SIDE:
            return Outcome.NO, "intra_side", f"{reason}; {path}"
        if relation is SideRelation.INTER_SIDE:
            return Outcome.YES, "bound", reason
        return Outcome.UNKNOWN, "side_unknown", f"{reason}; how they stand to each other is not known"


def _one_side(first: Standing, second: Standing) -> bool:
    """Whether two actors are of one side: the agreement's sides tell, and the watch's only where it names none.

    A truce between two groups of one camp sets them on two sides.
    """
    if first.side and second.side:
        return first.side == second.side
    return first.world_side is not None and first.world_side == second.world_side


def _holds(participant: Participant, on: date | None) -> bool:
    if on is None:
        return True
    since = day_of(participant.since) if participant.since else None
    until = day_of(participant.until) if participant.until else None
    return (since is None or since <= on) and (until is None or on <= until)


def _fighting(side: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """Those of a clash who fought: who dies between the lines is not whom either side fought, and "fighters" or
    "people" among the dead are no third party beside those that are named."""
    armed = tuple(s for s in side if s.footing is not Footing.CIVILIAN)
    named = tuple(s for s in armed if not set(s.actor.casefold().split()) <= _NO_PARTY)
    return named or armed


def _joined(sentences: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(sentences))
