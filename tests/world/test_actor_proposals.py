from datetime import date

import pytest

from trucewatch.model import Actor, ActorKind
from trucewatch.world.actor_proposals import Seen, propose
from trucewatch.world.actors import ActorIndex

INDEX = ActorIndex((Actor(id="dawn", name="Dawn Brigade", kind=ActorKind.ARMED_GROUP, aliases=("DB",)),))


def seen(number: int) -> Seen:
    return Seen(f"r{number}", date(2017, 5, number), f"sentence {number}")


def test_an_unknown_group_is_proposed_once_with_where_it_was_seen() -> None:
    wordings = ["the Ansar Brigade", "fighters of the Ansaar Brigade", "Ansar Brigade fighters", "Dawn Brigade", "DB"]
    (proposal,) = propose([(w, seen(n)) for n, w in enumerate(wordings, start=1)], INDEX)
    assert proposal.name == "Ansar Brigade"
    assert [s.report for s in proposal.seen] == ["r1", "r2", "r3"]


@pytest.mark.parametrize(
    "wording",
    ["rebels", "the army", "Syrian forces", "two civilians", "Mr Khalil", "residents of Douma", "US troops", ""],
)
def test_what_is_no_name_of_one_group_is_not_proposed(wording: str) -> None:
    assert propose([(wording, seen(1))], INDEX) == []


@pytest.mark.parametrize("wording", ["the 77th Battalion", "Harakat al-Nour", "ELNX", "Southern Column fighters"])
def test_names_of_groups_are_proposed(wording: str) -> None:
    assert len(propose([(wording, seen(1))], INDEX)) == 1


def test_the_most_seen_come_first() -> None:
    mentions = [("Ansar Brigade", seen(1)), ("Nour Movement", seen(2)), ("Nour Movement", seen(3))]
    assert [p.name for p in propose(mentions, INDEX)] == ["Nour Movement", "Ansar Brigade"]
