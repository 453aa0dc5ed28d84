from datetime import date

import pytest

from trucewatch.model import Actor, ActorKind, Relation, RelationKind, SideRelation
from trucewatch.world.actors import ActorIndex

DAY = date(2017, 5, 5)


def actor(actor_id: str, side: str | None, kind: ActorKind = ActorKind.ARMED_GROUP, *relations: Relation) -> Actor:
    return Actor(id=actor_id, name=actor_id.title(), side=side, kind=kind, relations=relations)


INDEX = ActorIndex(
    (
        actor("state", "gov", ActorKind.STATE),
        actor("army", "gov", ActorKind.ARMED_FORCES),
        actor("division", None, ActorKind.UNIT, Relation(kind=RelationKind.PART_OF, to="army")),
        actor("north", "opp"),
        actor("south", "opp"),
        actor("banned", "excl"),
        actor(
            "joined",
            "opp",
            ActorKind.ARMED_GROUP,
            Relation(kind=RelationKind.PART_OF, to="banned", since=date(2017, 1, 28), until=date(2017, 7, 20)),
        ),
        actor(
            "ally",
            "guar",
            ActorKind.STATE,
            Relation(kind=RelationKind.ALLIED, to="state", since=date(2015, 9, 30)),
        ),
        actor("mediator", "guar", ActorKind.STATE),
        actor("villagers", None, ActorKind.CIVILIANS),
        actor("unsided", None),
    )
)


@pytest.mark.parametrize(
    ("initiators", "targets", "expected"),
    [
        (["army"], ["north"], SideRelation.INTER_SIDE),
        (["division"], ["north"], SideRelation.INTER_SIDE),
        (["division"], ["army"], SideRelation.INTRA_SIDE),
        (["north"], ["south"], SideRelation.INTRA_SIDE),
        (["army"], ["banned"], SideRelation.VS_EXCLUDED),
        (["banned"], ["north"], SideRelation.VS_EXCLUDED),
        (["army"], ["joined"], SideRelation.VS_EXCLUDED),
        (["joined"], ["banned"], SideRelation.INTRA_SIDE),
        (["army"], ["villagers"], SideRelation.VS_CIVILIAN),
        (["unsided"], ["villagers"], SideRelation.VS_CIVILIAN),
        (["ally"], ["north"], SideRelation.INTER_SIDE),
        (["ally"], ["army"], SideRelation.INTRA_SIDE),
        (["mediator"], ["army"], SideRelation.THIRD_PARTY),
        (["north"], ["mediator"], SideRelation.THIRD_PARTY),
        (["unsided"], ["army"], SideRelation.UNKNOWN),
        (["nobody"], ["army"], SideRelation.UNKNOWN),
        ([], ["army"], SideRelation.UNKNOWN),
        (["army"], [], SideRelation.UNKNOWN),
        (["army"], ["banned", "north"], SideRelation.INTER_SIDE),
        (["army"], ["nobody", "banned"], SideRelation.VS_EXCLUDED),
    ],
)
def test_how_two_sides_stand(initiators: list[str], targets: list[str], expected: SideRelation) -> None:
    relation, path = INDEX.relation(initiators, targets, DAY, excluded=("banned",))
    assert relation is expected
    assert path


def test_relations_are_dated() -> None:
    before = date(2016, 6, 1)
    assert INDEX.relation(["army"], ["joined"], before, ("banned",))[0] is SideRelation.INTER_SIDE
    assert INDEX.relation(["ally"], ["army"], date(2015, 1, 1))[0] is SideRelation.THIRD_PARTY


def test_nobody_is_excluded_unless_the_agreement_says_so() -> None:
    assert INDEX.relation(["army"], ["banned"], DAY)[0] is SideRelation.INTER_SIDE


def test_the_path_names_who_decided() -> None:
    assert INDEX.relation(["army"], ["joined"], DAY, ("banned",))[1] == "Joined, part of Banned, is excluded"
    assert INDEX.relation([], ["army"], DAY)[1] == "nobody says who acted"
