# ruff: noqa: E501
# A line break ends a sentence, so the invented texts keep theirs whole.
"""Drafts of agreements from invented texts: parties, zones as worded, duties with resolved days, each with its words."""

from datetime import date

import pytest
import yaml

from trucewatch.model import Report
from trucewatch.model.errors import InputError
from trucewatch.monitor import load_agreement
from trucewatch.monitor.drafting import draft
from trucewatch.monitor.drafting.written import written
from trucewatch.world import World

TEXT = """Agreement on the Cessation of Hostilities along the Kamsa River

Signed at Porto Lindo on 12 March 2031 between the Government of Veria and the Sarn River Front, with the Republic of Oltana as guarantor and the Council of Lakes States as mediator.

Article 1
The Parties shall cease all hostilities, including shelling and air strikes, along the Kamsa river from 15 March 2031 at 06:00 local time. The agreement shall remain in force for a period of ninety days and may be extended by mutual consent.

Article 2
A demilitarised zone of four kilometres on each side of the Kamsa bridge is established. The Parties shall withdraw heavy weapons from the demilitarised zone within seventy-two hours of the entry into force.

Article 3
The Parties shall exchange all prisoners of war at the Kamsa bridge no later than 1 April 2031.

Article 4
A Joint Monitoring Committee is established. The Committee shall report to the Council of Lakes States every week.

Article 5
The Parties shall not move reinforcements into the demilitarised zone.
"""

NEWS = """LUSANGA, June 4 - The army of Mbele and the rebel Tarsis Union agreed on Tuesday to a ten-day truce around the besieged town of Lusanga, mediators said.

Under the deal, brokered by the African Union and Qatar, safe areas will be set up in the port of Amari, in the hills north of Dolo and in western Lusanga. Both sides are to hand over lists of detainees within five days of signing, and the Tarsis Union undertook to dismantle its checkpoints by June 20. The committee will report to the African Union weekly.

The Ekon militia rejected the truce. If the truce holds, the army will probably move on Dolo in July, an analyst said.
"""

OTHER = """LUSANGA, June 6 - Under the truce that the army of Mbele and the Tarsis Union signed on June 4, both sides are to hand over lists of detainees within ten days of signing, a minister said."""


def drafted(*texts):
    reports = [
        Report(id=f"r{number}", text=text, published=day, publisher=f"p{number}")
        for number, (text, day) in enumerate(texts, start=1)
    ]
    return draft(reports, {}, World.general())


@pytest.fixture(scope="module")
def whole():
    return drafted((TEXT, date(2031, 3, 12)))


@pytest.fixture(scope="module")
def news():
    return drafted((NEWS, date(2031, 6, 5)), (OTHER, date(2031, 6, 6)))


def roles(made):
    return {(p["actor"], p["role"]) for p in made.data["participants"]}


def duty(made, words):
    return next(o for o in made.data["obligations"] if words in f"{o['action']} {o.get('object', '')}")


def test_the_text_of_an_agreement_gives_its_parties_and_their_roles(whole):
    assert {
        ("government-of-veria", "signatory"),
        ("sarn-river-front", "signatory"),
        ("republic-of-oltana", "guarantor"),
        ("council-of-lakes-states", "mediator"),
    } <= roles(whole)
    assert whole.data["signed"]["place"] == "Porto Lindo"
    assert whole.data["text_versions"][0]["status"] == "signed"


def test_its_start_its_length_and_how_it_goes_on(whole):
    rule = whole.data["in_force"]
    assert rule["from"] == "2031-03-15T06:00"
    assert rule["duration"] == "P90D"
    assert rule["extension"]["mode"] == "by_consensus"


def test_its_duties_with_their_days(whole):
    assert duty(whole, "heavy weapons")["deadline"] == {
        "trigger": "entry_into_force", "offset": "PT72H", "kind": "within", "calendar": "calendar_days",
    }  # fmt: skip
    assert duty(whole, "prisoners")["deadline"]["absolute"] == "2031-04-01"
    assert "detention_release" in duty(whole, "prisoners")["event_types"]
    moved = duty(whole, "reinforcements")
    assert moved["modality"] == "must_not"
    assert moved["event_types"] == ["reinforcement"]
    assert {"shelling", "air_strike"} <= set(whole.data["violations"]["event_types"])
    assert "republic-of-oltana" not in duty(whole, "prisoners")["actors"]


def test_its_zone_and_its_reporting(whole):
    worded = [z["as_worded"] for z in whole.data["zones"]]
    assert any("four kilometres on each side of the Kamsa bridge" in w for w in worded)
    assert [(r["by"], r["to"], r["cadence"]) for r in whole.data["reporting"]] == [
        ("committee", "Council of Lakes States", "every week")
    ]


def test_a_report_gives_zones_as_worded_and_resolved_deadlines(news):
    worded = [z["as_worded"] for z in news.data["zones"]]
    assert {"the port of Amari", "the hills north of Dolo", "western Lusanga"} <= set(worded)
    assert duty(news, "detainees")["deadline"]["resolved"] == "2031-06-09"
    assert duty(news, "checkpoints")["deadline"]["absolute"] == "2031-06-20"
    assert duty(news, "checkpoints")["actors"] == ["rebel-tarsis-union"]
    assert {("au", "mediator"), ("qa", "mediator"), ("ekon-militia", "rejecting")} <= roles(news)


def test_forecasts_are_no_duties(news):
    assert not [o for o in news.data["obligations"] if "Dolo" in str(o.get("object")) and o["modality"] == "must"]


def test_another_report_with_another_term_is_another_version(news):
    (other,) = duty(news, "detainees")["deadline"]["other_versions"]
    assert (other["value"], other["version"]) == ("P10D", "r2")


def test_every_entry_has_its_words_and_its_report(news):
    texts = {"r1": NEWS, "r2": OTHER}
    for part in ("obligations", "reporting", "monitoring"):
        for entry in news.data[part]:
            quote = entry["note"].partition("“")[2].rpartition("”")[0]
            assert quote in " ".join(texts[entry["src"][0]].split()), entry
    for zone in news.data["zones"]:
        assert zone["versions"][0]["note"]


@pytest.mark.parametrize("name", ["whole", "news"])
def test_a_draft_is_an_agreement_that_loads(name, request, tmp_path):
    made = request.getfixturevalue(name)
    file = tmp_path / "draft.yaml"
    file.write_text(written(made), "utf-8")
    agreement = load_agreement(file)
    assert agreement.obligations
    assert written(made).startswith("# A draft for a person to correct")
    assert yaml.safe_load(written(made))["id"] == agreement.id


def test_what_no_text_says_is_left_out_and_listed():
    made = drafted(("The two sides agreed to a truce, officials said.", date(2031, 6, 5)))
    assert made.data["zones"] == []
    assert "no text says who signed" in made.to_check or made.data["participants"]
    assert any("no zone is named" in point for point in made.to_check)


def test_without_any_text_there_is_no_draft():
    with pytest.raises(InputError, match="no text"):
        draft([], {}, World.general())


def test_on_the_real_report_it_finds_guarantors_zones_deadlines_and_reporting(shared):
    import json

    lines = (shared / "gold" / "claims-dev" / "reports.jsonl").read_text("utf-8").splitlines()
    data = next(r for r in map(json.loads, lines) if r["id"] == "seed-a86e293e")
    made = drafted((data["text"], date.fromisoformat(data["published"])))
    assert {("ru", "guarantor"), ("ir", "guarantor"), ("tr", "guarantor")} <= roles(made)
    assert len(made.data["zones"]) == 4
    due = {(o.get("deadline") or {}).get("resolved") or (o.get("deadline") or {}).get("absolute")
           for o in made.data["obligations"] if o["modality"] == "must"}  # fmt: skip
    assert due == {"2017-05-09", "2017-05-22"}
    (reporting,) = made.data["reporting"]
    assert "next round" in reporting["cadence"].lower()
