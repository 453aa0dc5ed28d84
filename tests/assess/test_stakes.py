"""What a source has to gain from what it says: a boast, a complaint, an admission, a word of a guarantor."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trucewatch.assess.origins import OriginFinder, Trace
from trucewatch.assess.parameters import parameters
from trucewatch.assess.stakes import access_of, answers_for_itself, stake_of
from trucewatch.assess.weighing import Weighing
from trucewatch.model import Actor, Claim, PropositionKind, Relation, Report, Source
from trucewatch.world import World, load_actors, load_places, load_sources

EXAMPLE = Path(__file__).parents[2] / "examples" / "syria-2017"
WORLD = World(
    (
        Actor(id="north", name="Northern Brigade", side="north", kind="armed_group"),
        Actor(id="scouts", name="Hill Scouts", kind="unit", relations=(Relation(kind="part_of", to="north"),)),
        Actor(id="army", name="Delta Army", side="gov", kind="armed_forces"),
        Actor(id="elders", name="Elders of the Delta", side="none", kind="class"),
    ),
    (),
    (
        Source(id="north-press", name="Northern press office", kind="party_statement", start="C", lean="north"),
        Source(id="army-press", name="Army press office", kind="party_statement", start="C", lean="gov"),
        Source(id="wire", name="Harbour Wire", kind="wire", start="B", lean="none"),
    ),
)
ARMY, NORTH, SCOUTS, CIVILIANS, ELDERS = (
    {"text": key, "id": key} for key in ("army", "north", "scouts", "civilians", "elders")
)
HOMES = {"text": "homes", "id": None}
DEAD = [{"low": 40, "high": 40}]
BLOWS = ("air_strike", "shelling", "explosive_device")


def told(by: str, *, world: World = WORLD, kind: PropositionKind = PropositionKind.OCCURRED, **fields: Any) -> str:
    trace, claim = _traced(by, world, **fields)
    return stake_of(trace, claim, world, kind)


def _traced(by: str, world: World, **fields: Any) -> tuple[Trace, Claim]:
    report = Report(id="r1", text="Aircraft struck the mill.", published=date(2017, 5, 5), publisher="A page")
    given: dict[str, Any] = {
        "id": "c1",
        "report": "r1",
        "trigger": {"text": "struck", "start": 9, "end": 15},
        "type": "air_strike",
        "source": [by],
        "author_stance": "neutral",
    }
    claim = Claim.model_validate({**given, **fields})
    return OriginFinder({"r1": report}, (), world).trace(claim), claim


@pytest.mark.parametrize("act", BLOWS)
@pytest.mark.parametrize("hit", [[NORTH], [SCOUTS], [NORTH, HOMES]])
def test_a_partys_boast_of_its_own_blow_at_fighters_is_no_statement_against_interest(act: str, hit: list[Any]) -> None:
    boast = {"type": act, "initiators": [ARMY], "targets": hit, "killed": DEAD}
    assert told("Army press office", **boast) == "interested"
    assert told("Army press office", kind=PropositionKind.KILLED, **boast) == "interested"
    assert told("Harbour Wire", **boast) == "neutral"


@pytest.mark.parametrize("act", ["air_strike", "shelling"])
@pytest.mark.parametrize("hit", [[CIVILIANS], [NORTH, CIVILIANS], [HOMES], [ELDERS], []])
def test_a_partys_word_that_it_struck_civilians_or_nobody_knows_whom_is_against_its_interest(
    act: str, hit: list[Any]
) -> None:
    assert told("Army press office", type=act, initiators=[ARMY], targets=hit) == "against_interest"


def test_who_was_hit_speaks_against_itself_where_it_owns_up_to_its_dead() -> None:
    struck = {"initiators": [ARMY], "targets": [NORTH]}
    assert told("Northern press office", **struck) == "neutral"
    assert told("Northern press office", **struck, killed=DEAD) == "against_interest"


@pytest.mark.parametrize("killed", [[], DEAD])
def test_either_side_gains_by_denying_a_blow_at_fighters(killed: list[Any]) -> None:
    denied = {"initiators": [ARMY], "targets": [NORTH], "polarity": "-", "killed": killed}
    assert told("Army press office", **denied) == "interested"
    assert told("Northern press office", **denied) == "interested"


@pytest.mark.parametrize("act", ["assault", "weapons_fire", "armed_clash"])
def test_what_either_side_may_boast_of_or_neither_is_without_a_stake(act: str) -> None:
    for by in ("Army press office", "Northern press office"):
        assert told(by, type=act, initiators=[ARMY], targets=[NORTH], killed=DEAD) == "neutral"


def test_nobody_boasts_of_poison_gas() -> None:
    gas = {"type": "chemical_attack", "initiators": [ARMY], "targets": [NORTH]}
    assert told("Army press office", **gas) == "against_interest"
    assert told("Northern press office", **gas) == "interested"


def test_a_unit_without_a_side_has_that_of_what_it_is_part_of() -> None:
    assert told("Northern press office", type="territory_captured", initiators=[SCOUTS], targets=[ARMY]) == "interested"


@pytest.fixture(scope="module")
def example_world() -> World:
    return World(
        load_actors(EXAMPLE / "actors.yaml"),
        load_places(EXAMPLE / "places.yaml"),
        load_sources(EXAMPLE / "sources.yaml"),
    )


@pytest.mark.parametrize(
    ("by", "own", "others"),
    [
        ("Russian Ministry of Defence", "ru", "tr"),
        ("Russian Foreign Ministry", "ru-mod", "tr"),
        ("Caspian News Agency", "ru", "ir"),
        ("Turkish Foreign Ministry", "tr", "ru"),
        ("Bosphorus Gazette", "tr", "ru"),
        ("Turkish Foreign Ministry", "tr-part", "ru-part"),
        ("Russian Ministry of Defence", "ru-tr-commission", "tr-part"),
    ],
)
def test_the_sources_of_a_guarantor_have_a_stake_in_what_it_does_and_in_nobody_elses_acts(
    example_world: World, by: str, own: str, others: str
) -> None:
    def stake(doer: str) -> str:
        return told(by, world=example_world, initiators=[{"text": doer, "id": doer}], targets=[CIVILIANS])

    assert stake(own) == "against_interest"
    assert stake(others) == "neutral"


def test_a_guarantors_ministry_was_there_at_its_own_acts_and_answers_for_itself(example_world: World) -> None:
    by_russia = {"initiators": [{"text": "Moscow's jets", "id": "ru"}], "targets": [], "polarity": "-"}
    trace, claim = _traced("Russian Ministry of Defence", example_world, **by_russia)
    assert access_of(trace, claim, example_world) == "present"
    assert answers_for_itself(trace, claim, example_world) is PropositionKind.INITIATOR
    trace, claim = _traced("Turkish Foreign Ministry", example_world, **by_russia)
    assert access_of(trace, claim, example_world) == "unknown"


@pytest.mark.parametrize(
    ("by", "stake"),
    [
        ("the Northern Brigade", "interested"),
        ("a commander of the Northern Brigade", "interested"),
        ("Hill Scouts", "interested"),
        ("Delta Army officers", "against_interest"),
        ("residents opposed to the Northern Brigade", "neutral"),
        ("the Northern Brigade Observer", "neutral"),
        ("elders of the Delta", "neutral"),
        ("activists", "neutral"),
    ],
)
def test_an_actor_that_is_no_source_of_the_watch_has_its_side_all_the_same(by: str, stake: str) -> None:
    assert told(by, type="territory_captured", initiators=[NORTH], targets=[ARMY]) == stake


def test_a_speaker_of_a_guarantor_has_that_guarantors_interest(example_world: World) -> None:
    by_turkey = {"initiators": [{"text": "Ankara", "id": "tr"}], "targets": [CIVILIANS]}
    assert told("Ankara", world=example_world, **by_turkey) == "against_interest"
    assert told("Moscow", world=example_world, **by_turkey) == "neutral"
    assert told("Tehran", world=example_world, **by_turkey) == "neutral"
    trace, _ = _traced("Turkish side of the commission", example_world, **by_turkey)
    assert trace.side == "guar:tr"


def test_a_sum_counts_the_side_of_an_actor_that_is_no_source_of_the_watch() -> None:
    report = Report(id="r1", text="The town has fallen.", published=date(2017, 5, 5), publisher="A page")
    trace, claim = _traced("the Northern Brigade", WORLD, type="territory_captured", initiators=[NORTH], targets=[ARMY])
    finder = OriginFinder({"r1": report}, (), WORLD)
    weight = Weighing(finder, WORLD, {"r1": report}).weigh([claim], [])
    assert (trace.side, weight.sides) == ("north", 1)
    assert "interested" in weight.contributions[0].reason


def test_the_documentation_says_what_being_there_is_worth() -> None:
    said = (EXAMPLE.parents[1] / "docs" / "weighing.md").read_text("utf-8")
    alike = parameters().access["present"] == parameters().access["unknown"]
    assert ("whether a source was there count alike" in " ".join(said.split())) is alike
