"""Which words name an event, of which type, and which words of war do not."""

import pytest

from trucewatch.model import EventType


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("The Velmari army shelled Tell Amara.", "shelled", EventType.SHELLING),
        ("Warplanes bombed the market in Tell Amara.", "bombed", EventType.AIR_STRIKE),
        ("The Northern Brigade launched an attack against the Harun Front in Deir Salam.", "attack", EventType.ASSAULT),
        ("The River Guard got control over the town of Qasr Nimr.", "control", EventType.TERRITORY_CAPTURED),
        ("Qasr Nimr fell to the Harun Front in March.", "fell", EventType.TERRITORY_CAPTURED),
        ("A suicide bomber blew himself up at a checkpoint in Deir Salam.", "blew", EventType.EXPLOSIVE_DEVICE),
        (
            "Clashes broke out between the Northern Brigade and the River Guard near Wadi Hilal.",
            "Clashes",
            EventType.ARMED_CLASH,
        ),
        ("The Northern Brigade pulled out of Tell Amara.", "pulled", EventType.WITHDRAWAL),
        ("The Velmari army besieged Deir Salam.", "besieged", EventType.SIEGE),
        (
            "Negotiators of the Harun Front and the Velmari army signed a truce in Tell Amara.",
            "truce",
            EventType.AGREEMENT_SIGNED,
        ),
        ("The ceasefire in Wadi Hilal collapsed.", "collapsed", EventType.CEASEFIRE_BREACH),
        ("Soldiers turned back an aid convoy at Qasr Nimr.", "turned", EventType.ACCESS_RESTRICTION),
        ("The River Guard exchanged twelve prisoners with the Harun Front.", "exchanged", EventType.DETENTION_RELEASE),
        (
            "Gunmen of the Harun Front executed nine villagers in Wadi Hilal.",
            "executed",
            EventType.VIOLENCE_AGAINST_CIVILIANS,
        ),
        ("Helicopters dropped chlorine on Tell Amara.", "dropped", EventType.CHEMICAL_ATTACK),
        ("Deadly Rebel Rocket Attack Hits Market In Tell Amara", "Attack", EventType.SHELLING),
    ],
)
def test_the_word_and_its_type(claims_of, text: str, trigger: str, kind: EventType) -> None:
    found = [c for c in claims_of(text) if c.type is kind]
    assert found, [(c.trigger.text, c.type.value) for c in claims_of(text)]
    assert trigger in found[0].trigger.text
    assert text[found[0].trigger.start : found[0].trigger.end] == found[0].trigger.text


@pytest.mark.parametrize(
    "text",
    [
        "Reporters bombarded the minister with questions about the budget.",
        "After a long battle with cancer the novelist died at home in Deir Salam.",
        "The striker fired home from twenty metres and the visitors never recovered.",
        "Shareholders fought off a hostile takeover by a rival retailer.",
        "Critics attacked the film and its director.",
        "The two supermarket chains are at war over the price of milk.",
        "Wage talks stalled like a shelled town, the columnist wrote.",
        "The home side stormed into the final of the football cup.",
        "A barrage of lawsuits has besieged the drug maker.",
        "The champions launched a late assault on the visitors' goal.",
        "Wildfires captured the hills above the city and firefighters withdrew.",
        "The senator's campaign was under siege from donors.",
    ],
)
def test_figures_of_speech_are_no_events(claims_of, text: str) -> None:
    assert claims_of(text) == []


def test_an_unspecific_strike_takes_the_means_that_the_report_tells(claims_of) -> None:
    found = claims_of("Jets bombed Tell Amara on Monday. Another strike hit Deir Salam on Tuesday.")
    assert [c.type for c in found] == [EventType.AIR_STRIKE, EventType.AIR_STRIKE]


def test_two_means_with_one_trigger_are_two_claims(claims_of) -> None:
    found = claims_of("Artillery and jets pounded Tell Amara.")
    assert sorted(c.type for c in found) == [EventType.AIR_STRIKE, EventType.SHELLING]
    assert len({c.trigger.start for c in found}) == 1


def test_a_headline_printed_twice_is_coded_once(claims_of) -> None:
    line = "Northern Brigade storms the barracks of the Velmari army in Qasr Nimr"
    assert len(claims_of(f"{line}\n\n{line}.")) == 1


def test_page_furniture_is_never_coded(claims_of) -> None:
    text = "The Velmari army shelled Tell Amara.\nRead more: Harun Front stormed Deir Salam"
    at = text.index("Read more")
    found = claims_of(text, boilerplate=[{"start": at, "end": len(text)}])
    assert [c.trigger.text for c in found] == ["shelled"]


def test_ids_run_in_text_order(claims_of) -> None:
    found = claims_of("The Velmari army shelled Tell Amara and stormed Deir Salam. The Harun Front fled Qasr Nimr.")
    assert [c.id for c in found] == [f"c{n}" for n in range(1, len(found) + 1)]
    assert [c.trigger.start for c in found] == sorted(c.trigger.start for c in found)


def test_a_holder_in_a_modifier_is_coded_once_a_place(claims_of) -> None:
    found = claims_of(
        "Jets bombed rebel-held Tell Amara on Monday. On Tuesday jets bombed rebel-held Tell Amara again."
    )
    assert [c.type for c in found].count(EventType.CONTROL) == 1
    (held,) = [c for c in found if c.type is EventType.CONTROL]
    assert held.initiators[0].text == "rebel"
    assert [p.name for p in held.places] == ["Tell Amara"] or "Tell Amara" in held.places[0].name
