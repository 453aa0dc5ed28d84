"""The whole English extractor: tagger and rules together, on invented sentences."""

import hashlib
from datetime import date
from importlib.resources import files

import pytest
import yaml

from trucewatch.extract import get_extractor
from trucewatch.extract.base import Extractor
from trucewatch.model import Actor, Claim, EventType, LinkType, Place, Report, Source
from trucewatch.world import World

ACTORS = (
    Actor(id="north", name="Northern Brigade", side="north", kind="armed_group"),
    Actor(id="army", name="Army", side="gov", kind="armed_forces", aliases=("the army", "government troops")),
)
PLACES = (Place(id="tell-amara", name="Tell Amara", lat=35.1, lon=36.9, radius_km=2, kind="town"),)
WORLD = World(ACTORS, PLACES, (), countries=("SY",))
STORY = (
    "Media activists said on Thursday that the Northern Brigade pulled out of Tell Amara. The brigade's press office "
    "denied the reports and said that clashes went on near the mill. If the truce holds, the army will probably move "
    "on Deir Salam in June."
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return get_extractor("english")


def claims_of(extractor: Extractor, text: str) -> list[Claim]:
    return extractor.extract(Report(id="r1", text=text, published=date(2017, 5, 5)), WORLD)


def test_what_is_no_name_of_a_place_is_not_carried_to_the_next_event(extractor: Extractor) -> None:
    told = (
        "Government troops stormed Tell Amara on Thursday behind tanks and a heavy bombardment. Fighters still held "
        "the streets by evening. How many people were hurt in the shelling is not known."
    )
    later = [c for c in claims_of(extractor, told) if c.trigger.start > told.index("Fighters")]
    assert later
    assert not [p.name for c in later for p in c.places if "tanks" in p.name or "bombardment" in p.name]


def test_what_was_hit_in_a_town_is_no_place_beside_it(extractor: Extractor) -> None:
    (claim,) = claims_of(extractor, "The army said on Thursday that rebels shelled positions in Tell Amara.")
    assert [p.place_id for p in claim.places] == ["tell-amara"]
    assert [a.text for a in claim.targets] == ["positions"]


def test_our_forces_in_a_ministrys_statement_are_those_it_leans_to(extractor: Extractor) -> None:
    ministry = Source(id="mod", name="Bulletin of the Ministry", kind="ministry", lean="guar:army")
    world = World(ACTORS, PLACES, (ministry,), countries=("SY",))
    report = Report(
        id="r1", text="Our forces shelled Tell Amara.", publisher="Bulletin of the Ministry", published=date(2017, 5, 5)
    )
    (claim,) = extractor.extract(report, world)
    assert [a.id for a in claim.initiators] == ["army"]


def test_a_short_form_in_brackets_stands_for_the_actor_from_there_on(extractor: Extractor) -> None:
    told = (
        "The Northern Brigade (NB) left Tell Amara on Tuesday. NB fighters shelled the town on Wednesday. "
        "On Thursday NB captured the mill."
    )
    for world, expected in ((WORLD, {"north"}), (World.general(), {None})):
        claims = extractor.extract(Report(id="r1", text=told, published=date(2017, 5, 5)), world)
        assert len(claims) > 2
        assert {a.id for c in claims for a in c.initiators} == expected


def test_the_chain_begins_with_whom_the_claim_is_from(extractor: Extractor) -> None:
    told = (
        "Activists said that the army shelled Tell Amara. The agency reported, citing residents, that the Northern "
        "Brigade had fled. According to the ministry, a militant told the paper that rebels stormed the mill. "
        "Clashes continued."
    )
    claims = claims_of(extractor, told)
    assert {c.by_author for c in claims} == {True, False}
    for claim in claims:
        assert claim.source_chain[: len(claim.source)] == (() if claim.by_author else claim.source)
        assert len(set(claim.source_chain)) == len(claim.source_chain)


def test_the_codebooks_example_keeps_who_said_what(extractor: Extractor) -> None:
    claims = claims_of(extractor, STORY)
    flights = [c for c in claims if c.type is EventType.WITHDRAWAL]
    said = next(c for c in flights if str(c.polarity) == "+")
    denied = next(c for c in flights if str(c.polarity) == "-")
    assert "activists" in said.source[0]
    assert "press office" in denied.source[0]
    assert [(link.type, link.to) for link in denied.links] == [(LinkType.DENIES, said.id)]
    assert {a.id for a in said.initiators} == {"north"}
    assert said.places[0].place_id == "tell-amara"
    assert not any(c.is_plain_assertion for c in flights)


def test_what_hangs_on_a_condition_is_no_fact(extractor: Extractor) -> None:
    moves = [c for c in claims_of(extractor, STORY) if c.type is EventType.OFFENSIVE_LAUNCHED]
    assert moves
    assert all(str(c.mode) == "conditional" for c in moves)


def test_the_same_report_gives_the_same_claims_and_each_field_names_its_maker(extractor: Extractor) -> None:
    once, twice = claims_of(extractor, STORY), claims_of(extractor, STORY)
    assert once == twice
    for claim in once:
        assert {"trigger", "type", "source", "polarity", "mode", "author_stance"} <= set(claim.rules) | {"polarity"}
        assert claim.method == extractor.version


def test_links_lead_to_claims_that_exist_and_offsets_into_the_text(extractor: Extractor) -> None:
    claims = claims_of(extractor, STORY)
    ids = {c.id for c in claims}
    for claim in claims:
        assert STORY[claim.trigger.start : claim.trigger.end] == claim.trigger.text
        assert {link.to for link in claim.links} <= ids


@pytest.mark.parametrize(
    "text",
    [
        "The minister bombarded the delegates with questions about the budget.",
        "The bank retreated from its plan to raise fees after a barrage of complaints.",
        "...",
        "\u202eThe army\u202c \x00 shelled?",
    ],
)
def test_figurative_or_hostile_words_give_no_fact(extractor: Extractor, text: str) -> None:
    assert not any(
        c.type is EventType.SHELLING and c.by_author and "bombard" in c.trigger.text for c in claims_of(extractor, text)
    )


def test_the_list_of_reliable_rules_was_made_for_this_lexicon() -> None:
    folder = files("trucewatch.extract.english")
    noted = yaml.safe_load(folder.joinpath("reliable.yaml").read_text("utf-8"))["lexicon_sha256"]
    assert noted == hashlib.sha256(folder.joinpath("lexicon.yaml").read_bytes()).hexdigest(), (
        "the lexicon changed: run python training/reliability.py ../shared/gold"
    )


def test_a_modifier_names_the_holder_whoever_finds_it(extractor: Extractor) -> None:
    text = "Aid reached the opposition-controlled village of Marem and the militia-occupied port of Sul."
    held = [c for c in claims_of(extractor, text) if c.type is EventType.CONTROL]
    assert {"opposition"} <= {a.text for c in held for a in c.initiators}


def test_the_strikes_of_the_sentence_before_keep_their_doer(extractor: Extractor) -> None:
    told = claims_of(extractor, "Two hours of air strikes by the army hit Tell Amara. The strikes killed six people.")
    later = [c for c in told if c.type is EventType.AIR_STRIKE][-1]
    assert {a.id for a in later.initiators} == {"army"}
    assert later.rules["initiators"] == "takes_up"


def test_the_subject_of_another_verb_did_not_do_it(extractor: Extractor) -> None:
    text = "Activists said that the Northern Brigade had left Tell Amara and that the army had full control of it."
    (left,) = [c for c in claims_of(extractor, text) if c.type is EventType.WITHDRAWAL]
    assert {a.id for a in left.initiators} == {"north"}


def test_who_speaks_is_named_to_the_end_of_the_phrase(extractor: Extractor) -> None:
    told = claims_of(extractor, "The Northern Brigade captured Tell Amara on Tuesday, a separatist spokesman said.")
    assert {c.source for c in told} == {("a separatist spokesman",)}


def test_a_headline_keeps_its_toll(extractor: Extractor) -> None:
    told = claims_of(extractor, "Tags Tell Amara air strikes Air strikes on Tell Amara killed 12 people on Tuesday.")
    assert 12 in {toll.low for c in told for toll in c.killed}


def test_no_party_reaches_back_over_a_dateline(extractor: Extractor) -> None:
    claims = claims_of(extractor, "HOMS, May 4 (Andes) - Government soldiers stormed Tell Amara on Thursday.")
    assert {a.text for c in claims for a in c.initiators} == {"Government soldiers"}


def test_a_not_that_is_said_of_something_else_does_not_undo_the_event(extractor: Extractor) -> None:
    told = "The spokesman did not name those behind the attack on Tell Amara."
    assert [c.polarity.value for c in claims_of(extractor, told) if c.trigger.text == "attack"] == ["+"]
