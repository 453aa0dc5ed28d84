from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model import Actor, ActorKind, Relation, RelationKind
from trucewatch.world.actors import EARLY_NAME, OUTDATED_NAME, ActorIndex

DAY = date(2017, 5, 5)


def actor(actor_id: str, name: str, kind: ActorKind, *aliases: str, **more: object) -> Actor:
    return Actor(id=actor_id, name=name, kind=kind, aliases=aliases, **more)


def rel(kind: RelationKind, to: str, since: date | None = None, until: date | None = None) -> Relation:
    return Relation(kind=kind, to=to, since=since, until=until)


INDEX = ActorIndex(
    (
        actor("gov", "Government of the Republic", ActorKind.STATE, "Syrian government", "the regime"),
        actor(
            "saa",
            "Syrian Arab Army",
            ActorKind.ARMED_FORCES,
            "SAA",
            "Syrian army",
            "government forces",
            relations=(rel(RelationKind.PART_OF, "gov"),),
        ),
        actor("guard", "Republican Guard", ActorKind.ARMED_FORCES, relations=(rel(RelationKind.PART_OF, "saa"),)),
        actor("b105", "105th Brigade", ActorKind.UNIT, relations=(rel(RelationKind.PART_OF, "guard"),)),
        actor("sdf", "Syrian Democratic Forces", ActorKind.COALITION, "SDF"),
        actor(
            "ypg",
            "People's Protection Units",
            ActorKind.ARMED_GROUP,
            "YPG",
            relations=(rel(RelationKind.UMBRELLA_MEMBER, "sdf", since=date(2015, 10, 10)),),
        ),
        actor("rahman", "Al-Rahman Corps", ActorKind.ARMED_GROUP, "Faylaq al-Rahman"),
        actor("sham", "Faylaq al-Sham", ActorKind.ARMED_GROUP, "Sham Legion"),
        actor("jai", "Jaish al-Islam", ActorKind.ARMED_GROUP, "Jaysh al-Islam"),
        actor("nusra", "Jabhat al-Nusra", ActorKind.ARMED_GROUP, "Nusra Front", valid_to=date(2016, 7, 28)),
        actor(
            "jfs",
            "Jabhat Fateh al-Sham",
            ActorKind.ARMED_GROUP,
            valid_from=date(2016, 7, 28),
            valid_to=date(2017, 1, 28),
            relations=(rel(RelationKind.PREDECESSOR, "nusra"),),
        ),
        actor(
            "hts",
            "Hay'at Tahrir al-Sham",
            ActorKind.ARMED_GROUP,
            "HTS",
            "Nusra Front",
            valid_from=date(2017, 1, 28),
            relations=(rel(RelationKind.PREDECESSOR, "jfs"),),
        ),
        actor("isis", "Islamic State", ActorKind.ARMED_GROUP, "IS", "ISIS"),
        actor("opp", "Armed opposition groups", ActorKind.CLASS, "rebels", "militants", "insurgents"),
        actor("tr", "Republic of Turkey", ActorKind.STATE, "Turkey", "Ankara"),
        actor("us", "United States", ActorKind.STATE, "US"),
    ),
    [("Turkish", "tr"), ("American", "us")],
)


@pytest.mark.parametrize(
    ("wording", "actor_id"),
    [
        ("SDF", "sdf"),
        ("the US-backed Syrian Democratic Forces (SDF)", "sdf"),
        ("syrian democratic forces", "sdf"),
        ("members of HTS", "hts"),
        ("Hay’at Tahrir al-Sham (HTS)", "hts"),
        ("Hayat Tahrir al Sham's fighters", "hts"),
        ("Faylaq al-Sham", "sham"),
        ("Faylaq al-Rahman", "rahman"),
        ("Failaq al-Rahmaan", "rahman"),
        ("Jaysh al-Islm", "jai"),
        ("the Syrian army's 105th Brigade", "b105"),
        ("Syrian government forces", "saa"),
        ("IS militants", "isis"),
        ("Turkish warplanes", "tr"),
        ("the Turkish army", "tr"),
        ("Qaboun militants", "opp"),
        ("Turkey-backed rebels", "opp"),
        ("ISIS-affiliated militants", "opp"),
        ("several rebel groups", "opp"),
        ("an insurgent", "opp"),
    ],
)
def test_wordings_that_name_someone(wording: str, actor_id: str) -> None:
    found = INDEX.resolve(wording, DAY)
    assert found.actor is not None
    assert found.actor.id == actor_id
    assert found.flag is None
    assert found.rule


@pytest.mark.parametrize(
    "wording",
    [
        "Faylaq al-Majd",
        "106th Brigade",
        "Turkey and the SDF",
        "the Turkish border",
        "anti-IS fighters",
        "villagers",
        "is",
        "us",
        "the",
        "()",
        "",
    ],
)
def test_wordings_that_name_nobody_in_particular(wording: str) -> None:
    assert INDEX.resolve(wording, DAY).actor is None


def test_an_old_name_is_led_to_its_successor_and_flagged() -> None:
    found = INDEX.resolve("Jabhat Fateh al-Sham", DAY)
    assert found.actor is not None
    assert (found.actor.id, found.flag) == ("hts", OUTDATED_NAME)
    assert "2017-01-28" in found.rule
    older = INDEX.resolve("Jabhat al-Nusra", DAY)
    assert older.actor is not None
    assert (older.actor.id, older.flag) == ("hts", OUTDATED_NAME)


def test_a_name_that_a_successor_still_bears_is_flagged_too() -> None:
    found = INDEX.resolve("Nusra Front", DAY)
    assert found.actor is not None
    assert (found.actor.id, found.flag) == ("hts", OUTDATED_NAME)
    then = INDEX.resolve("Nusra Front", date(2015, 3, 1))
    assert then.actor is not None
    assert (then.actor.id, then.flag) == ("nusra", None)


def test_a_name_before_its_time_is_flagged() -> None:
    found = INDEX.resolve("HTS", date(2015, 1, 1))
    assert found.actor is not None
    assert (found.actor.id, found.flag) == ("hts", EARLY_NAME)
    assert INDEX.resolve("HTS", None).flag is None


def test_ancestors_are_dated_and_nearest_first() -> None:
    assert INDEX.ancestors("b105", DAY) == ("guard", "saa", "gov")
    assert INDEX.ancestors("ypg", DAY) == ("sdf",)
    assert INDEX.ancestors("ypg", date(2014, 1, 1)) == ()
    assert INDEX.ancestors("nobody", DAY) == ()


def test_ancestors_end_even_where_membership_goes_round() -> None:
    index = ActorIndex(
        (
            actor("a", "A Union", ActorKind.COALITION, relations=(rel(RelationKind.UMBRELLA_MEMBER, "b"),)),
            actor("b", "B Union", ActorKind.COALITION, relations=(rel(RelationKind.UMBRELLA_MEMBER, "a"),)),
        )
    )
    assert index.ancestors("a", None) == ("b",)


def test_find_in_gives_spans_of_the_text() -> None:
    text = "The US-backed SDF said that IS left; it told us so. Ankara’s jets hit rebels."
    assert [(text[m.start : m.end], m.id) for m in INDEX.find_in(text)] == [
        ("US", "us"),
        ("SDF", "sdf"),
        ("IS", "isis"),
        ("Ankara", "tr"),
        ("rebels", "opp"),
    ]


def test_get() -> None:
    sdf = INDEX.get("sdf")
    assert sdf is not None
    assert sdf.name == "Syrian Democratic Forces"
    assert INDEX.get("nobody") is None


@given(st.text(max_size=80), st.none() | st.dates())
def test_no_wording_breaks_it(text: str, day: date | None) -> None:
    found = INDEX.resolve(text, day)
    assert found.rule
    assert all(0 <= m.start < m.end <= len(text) for m in INDEX.find_in(text))
