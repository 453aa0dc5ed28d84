from datetime import date
from pathlib import Path

import pytest

from trucewatch.model import Actor, ActorKind
from trucewatch.model.errors import ConfigError
from trucewatch.world import PlaceContext, World

DAY = date(2017, 5, 5)


def test_a_world_opens_no_index_until_a_place_is_asked_for(tmp_path: Path) -> None:
    world = World((), (), (), ["LI"], cache=tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert world.places.resolve("Vaduz", context=PlaceContext()).place_id is not None
    assert len(list(tmp_path.iterdir())) == 1


def test_unknown_country_codes_are_refused() -> None:
    with pytest.raises(ConfigError, match="'Syria' is no ISO 3166 country code"):
        World((), (), (), ["Syria"])


def test_forces_of_a_watchs_states_are_theirs(cache: Path) -> None:
    turkey = Actor(id="tr", name="Republic of Turkey", kind=ActorKind.STATE, aliases=("Turkey",))
    world = World((turkey,), (), (), ["SY"], cache=cache)
    found = world.actors.resolve("Turkish forces", DAY)
    assert found.actor == turkey
    assert world.actors.resolve("Russian forces", DAY).actor is None


def test_every_world_knows_civilians_but_does_not_look_for_them(cache: Path) -> None:
    world = World((), (), (), ["SY"], cache=cache)
    for wording in ("civilians", "12 residents of the town", "women and children"):
        actor = world.actors.resolve(wording, DAY).actor
        assert actor is not None
        assert actor.kind is ActorKind.CIVILIANS
    assert world.actors.resolve("people", DAY).actor is None
    assert world.actors.find_in("Civilians and residents fled.") == []
    own = Actor(id="people", name="townspeople", kind=ActorKind.CIVILIANS)
    assert World((own,), (), ()).actors.get("civilians") is None


def test_a_government_is_its_countrys_state(cache: Path) -> None:
    gov = Actor(id="gov", name="Government of the Syrian Arab Republic", kind=ActorKind.STATE)
    opp = Actor(id="opp", name="Armed opposition", kind=ActorKind.CLASS, aliases=("rebels",))
    world = World((gov, opp), (), (), ["SY"], cache=cache)
    assert world.actors.resolve("Syrian forces", DAY).actor == gov
    assert world.actors.resolve("Syrian rebels", DAY).actor == opp
    assert world.actors.resolve("the Northern militant group", DAY).actor is None


def test_the_general_world_knows_states_and_organisations_but_no_groups(tmp_path: Path) -> None:
    world = World.general(cache=tmp_path)
    for wording, actor_id in (
        ("Ukraine", "ua"),
        ("Kyiv", "ua"),
        ("Russian troops", "ru"),
        ("the United Nations", "un"),
        ("OSCE", "osce"),
    ):
        actor = world.actors.resolve(wording, DAY).actor
        assert actor is not None
        assert actor.id == actor_id
    assert world.actors.resolve("Northern Brigade", DAY).actor is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_general_world_finds_towns_of_the_countries_a_report_speaks_of(tmp_path_factory) -> None:
    world = World.general(cache=tmp_path_factory.mktemp("all"))
    text = "Ukraine said that Avdiivka was shelled; Ukrainian guns near Horlivka fell silent."
    context = PlaceContext(countries=World.countries_in(text))
    avdiivka = world.places.resolve("Avdiivka", context=context)
    assert avdiivka.lat == pytest.approx(48.14, abs=0.02)
    assert world.places.resolve("Tripoli", context=PlaceContext(countries=("LB",))).lat == pytest.approx(34.4, abs=0.1)
    assert world.places.resolve("Tripoli", context=PlaceContext(countries=("LY",))).lat == pytest.approx(32.9, abs=0.1)
    assert world.places.resolve("Springfield", context=PlaceContext(countries=("US",))).lat is None
    assert [text[m.start : m.end] for m in world.places.find_in(text)] == ["Ukraine", "Avdiivka", "Horlivka"]
