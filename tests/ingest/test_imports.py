"""Other people's data as their claims: invented rows in the datasets' own forms, and the real sample where it is."""

import csv
import io
import json
from datetime import date

import pytest

from trucewatch.ingest.imports import import_file
from trucewatch.model import Actor, Casualties, Certainty, EventType, Place, Polarity
from trucewatch.model.errors import ConfigError, InputError
from trucewatch.world import World

UCDP = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
).split(",")
ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,"
    "longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
).split(",")
UCDP_ROW = {
    "id": "9001.0", "type_of_violence": "1", "side_a": "Government of Valley", "side_b": "Northern Brigade",
    "where_prec": "2", "where_coordinates": "Dusthill town", "adm_1": "Ridge province", "latitude": "35.0",
    "longitude": "36.0", "country": "Valley", "event_clarity": "1", "date_prec": "1",
    "date_start": "2017-05-08 00:00:00.000", "date_end": "2017-05-09 00:00:00.000", "deaths_a": "2", "deaths_b": "1",
    "deaths_civilians": "0", "deaths_unknown": "0", "best": "3", "high": "3", "low": "3",
    "source_headline": "Clashes at Dusthill", "source_original": "Valley monitors",
}  # fmt: skip
ACLED_ROW = {
    "event_id_cnty": "VAL77", "event_date": "08 May 2017", "time_precision": "1",
    "event_type": "Explosions/Remote violence", "sub_event_type": "Shelling/artillery/missile attack",
    "actor1": "Northern Brigade", "actor2": "Civilians (Valley)", "location": "Dusthill", "latitude": "35.0",
    "longitude": "36.0", "geo_precision": "1", "source": "Dusthill Gazette", "fatalities": "4",
    "notes": "On 8 May 2017, shells of the brigade killed four people in Dusthill.",
}  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    brigade = Actor(id="nb", name="Northern Brigade", side="north", kind="armed_group")
    return World((brigade,), (Place(id="dusthill", name="Dusthill", lat=35.0, lon=36.0, radius_km=2, kind="town"),), ())


def table(columns, *rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def items(tmp_path, text, kind, world, mapping=None):
    path = tmp_path / ("a.json" if kind == "airwars" else "a.csv")
    path.write_text(text, "utf-8")
    return list(import_file(path, kind, world, mapping))


def one(found):
    [item] = found
    assert item.error is None, item.error
    [claim] = item.claims
    text = item.report.text
    assert text[claim.trigger.start : claim.trigger.end] == claim.trigger.text
    return item.report, claim


def test_ucdp_in_its_forty_nine_columns(tmp_path, world):
    assert len(UCDP) == 49
    report, claim = one(items(tmp_path, table(UCDP, UCDP_ROW), "ucdp", world))
    assert (report.id, report.publisher, report.upstream_license) == ("ucdp-9001", "UCDP GED", "CC-BY-4.0")
    assert (claim.type, claim.trigger.text, claim.source) == (
        EventType.ARMED_CLASH,
        "state-based violence",
        ("author",),
    )
    assert (claim.date_start, claim.date_end) == (date(2017, 5, 8), date(2017, 5, 9))
    assert [(ref.text, ref.id) for ref in (*claim.initiators, *claim.targets)] == [
        ("Government of Valley", None),
        ("Northern Brigade", "nb"),
    ]
    [place] = claim.places
    assert (place.name, place.lat, place.lon, place.radius_km) == ("Dusthill town", 35.0, 36.0, 25.0)
    assert claim.killed == (
        Casualties(who="Government of Valley", low=2, high=2),
        Casualties(who="Northern Brigade", low=1, high=1),
    )
    assert claim.certainty is Certainty.CERTAIN
    assert claim.rules["places"] == "where_prec 2"


def test_ucdp_where_it_is_unsure(tmp_path, world):
    row = {
        **UCDP_ROW,
        "where_prec": "6",
        "event_clarity": "2",
        "low": "1",
        "best": "3",
        "high": "8",
        "type_of_violence": "3",
    }
    _, claim = one(items(tmp_path, table(UCDP, row), "ucdp", world))
    assert claim.type is EventType.VIOLENCE_AGAINST_CIVILIANS
    assert claim.certainty is Certainty.PROBABLE
    assert claim.killed == (Casualties(who="", low=1, high=8),)
    assert claim.places[0].lat is None


def test_the_real_sample_of_ucdp(shared, world):
    found = list(import_file(shared / "gold" / "ucdp-syria-sample.csv", "ucdp", world))
    assert (len(found), [item.error for item in found if item.error]) == (800, [])
    killed = sum(group.low for item in found for group in item.claims[0].killed)
    with (shared / "gold" / "ucdp-syria-sample.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sure = [row for row in rows if row["low"] == row["high"]]
    assert killed >= sum(float(row["best"]) for row in sure)
    assert len({item.report.id for item in found}) == 800


def test_acled_is_marked_with_its_licence(tmp_path, world):
    assert len(ACLED) == 31
    protest = {**ACLED_ROW, "event_id_cnty": "VAL78", "event_type": "Protests", "sub_event_type": "Peaceful protest"}
    report, claim = one(items(tmp_path, table(ACLED, ACLED_ROW, protest), "acled", world))
    assert (report.id, report.publisher, report.upstream_license) == ("acled-VAL77", "ACLED", "ACLED")
    assert (claim.type, claim.date_start) == (EventType.SHELLING, date(2017, 5, 8))
    assert (claim.initiators[0].id, claim.targets[0].text) == ("nb", "Civilians (Valley)")
    assert claim.places[0].place_id == "dusthill"
    assert claim.killed == (Casualties(who="", low=4, high=4),)


@pytest.mark.parametrize(
    ("precision", "start", "end"),
    [("1", date(2017, 5, 8), date(2017, 5, 8)),
     ("2", date(2017, 5, 2), date(2017, 5, 14)),
     ("3", date(2017, 5, 1), date(2017, 5, 31))],
)  # fmt: skip
def test_acleds_days_are_as_wide_as_it_says(tmp_path, world, precision, start, end):
    row = {**ACLED_ROW, "time_precision": precision, "fatalities": "0"}
    _, claim = one(items(tmp_path, table(ACLED, row), "acled", world))
    assert (claim.date_start, claim.date_end, claim.killed) == (start, end, ())


def test_who_leaves_is_the_one_that_withdraws(tmp_path, world):
    row = {
        **ACLED_ROW,
        "sub_event_type": "Non-violent transfer of territory",
        "actor1": "Army",
        "actor2": "Northern Brigade",
    }
    _, claim = one(items(tmp_path, table(ACLED, row), "acled", world))
    assert (claim.type, claim.initiators[0].id, claim.targets[0].text) == (EventType.WITHDRAWAL, "nb", "Army")


def test_incidents_like_airwars(tmp_path, world):
    incident = {
        "unique_reference_code": "V12", "incident_date": "2017-05-08",
        "location": {"name": "Dusthill", "latitude": 35.0, "longitude": 36.0},
        "strike_type": "Airstrike", "belligerents": [{"name": "Air Force"}], "civilian_harm_status": "Fair",
        "casualties": {"x": 1}, "killed_min": 3, "killed_max": 5, "injured": 7, "summary": "Bombs fell on the market.",
    }  # fmt: skip
    discounted = {**incident, "unique_reference_code": "V13", "civilian_harm_status": "Discounted"}
    report, claim = one(items(tmp_path, json.dumps({"incidents": [incident, discounted]}), "airwars", world))
    assert (report.id, report.publisher) == ("airwars-V12", "Airwars")
    assert (claim.type, claim.certainty) == (EventType.AIR_STRIKE, Certainty.PROBABLE)
    assert claim.killed == (Casualties(who="civilians", low=3, high=5),)
    assert claim.injured == (Casualties(who="civilians", low=7, high=7),)
    assert (claim.initiators[0].text, claim.places[0].place_id) == ("Air Force", "dusthill")


MAPPING = """
name: Valley Incident Register
dates: "%d/%m/%Y"
columns: {id: Ref, type: Kind, date_start: From, initiators: By, place: Where, lat: Lat, lon: Lon, killed: Dead,
          certainty: How sure, polarity: Said}
types: {Mortar fire: shelling}
certainty: {rumoured: possible}
polarity: {denied: "-"}
"""


def test_any_table_with_a_mapping(tmp_path, world):
    (tmp_path / "m.yaml").write_text(MAPPING)
    text = (
        "Ref;Kind;From;By;Where;Lat;Lon;Dead;How sure;Said\n"
        "7;Mortar fire;08/05/2017;Northern Brigade;Dusthill;35;36;2;rumoured;denied\n"
        "8;Market day;08/05/2017;;;;;;;\n9;Mortar fire;2017;;;;;;;\n"
        "10;Mortar fire;08/05/2017;;;99;36;;;\n11;Mortar fire;08/05/2017;;;;;;;maybe\n"
    )
    first, *wrong = items(tmp_path, text, "csv", world, tmp_path / "m.yaml")
    report, claim = one([first])
    assert (report.id, report.publisher, report.upstream_license) == (
        "valley-incident-register-7", "Valley Incident Register", "unknown",
    )  # fmt: skip
    assert (claim.type, claim.certainty, claim.polarity) == (EventType.SHELLING, Certainty.POSSIBLE, Polarity.NEGATIVE)
    said = [str(item.error) for item in wrong]
    assert ["row 3 has '2017'" in said[0], "none on earth" in said[1], "the mapping lacks" in said[2]] == [True] * 3


def test_what_is_wrong_with_a_dataset_is_said(tmp_path, world):
    [item] = items(tmp_path, "a,b\n1,2\n", "ucdp", world)
    assert "is no file of UCDP GED: it lacks the column id" in str(item.error)
    bad = {**UCDP_ROW, "id": "9002", "best": "many"}
    found = items(tmp_path, table(UCDP, bad, UCDP_ROW), "ucdp", world)
    assert "row 1 has 'many' as its \"best\"" in str(found[0].error)
    assert found[1].report.id == "ucdp-9001"
    with pytest.raises(InputError, match="no dataset"):
        items(tmp_path, "", "gdelt", world)
    with pytest.raises(InputError, match="--mapping"):
        items(tmp_path, "", "csv", world)
    (tmp_path / "m.yaml").write_text(MAPPING.replace("id: Ref", "code: Ref"))
    with pytest.raises(ConfigError, match="does not know the column code"):
        items(tmp_path, "", "csv", world, tmp_path / "m.yaml")
    assert "not valid JSON" in str(items(tmp_path, "{", "airwars", world)[0].error)
