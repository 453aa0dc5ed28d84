"""The material of the example watch: well-formed, consistent with itself, and in words of our own."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import yaml

from trucewatch.model.actor import ActorKind
from trucewatch.model.agreement import Agreement
from trucewatch.model.place import PlaceKind
from trucewatch.model.source import SourceKind
from trucewatch.settings import load_settings

PROJECT = Path(__file__).resolve().parents[2]
WATCH = PROJECT / "examples" / "syria-2017"
SHARED = PROJECT.parent / "shared"
DAMASCUS = ZoneInfo("Asia/Damascus")
LEANS = {"gov", "opp", "sdf", "excl", "guar:ru", "guar:tr", "mon", "none"}
MEMBERSHIPS = {"inside", "outside", "disputed"}


def _yaml(name: str) -> Any:
    return yaml.safe_load((WATCH / name).read_text(encoding="utf-8"))


def _read_reports() -> list[dict[str, str]]:
    lines = (WATCH / "reports" / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


REPORTS = _read_reports()
BY_ID = {report["id"]: report for report in REPORTS}
ACTORS = _yaml("actors.yaml")["actors"]
PLACES = _yaml("places.yaml")["places"]
SOURCES = _yaml("sources.yaml")["sources"]
AGREEMENT = _yaml("agreements/astana-2017.yaml")
EXPECTED = _yaml("expected.yaml")

ACTOR_IDS = {actor["id"] for actor in ACTORS}
PLACE_IDS = {place["id"] for place in PLACES}
SOURCE_IDS = {source["id"] for source in SOURCES}
ZONE_IDS = {zone["id"] for zone in AGREEMENT["zones"]}


def _moment(value: str) -> datetime:
    """A day is taken as its first moment in Damascus; a datetime must carry its offset."""
    if len(value) == 10:
        return datetime.combine(date.fromisoformat(value), time.min, tzinfo=DAMASCUS)
    moment = datetime.fromisoformat(value)
    assert moment.tzinfo is not None, value
    return moment.astimezone(UTC)


def _plain(value: Any) -> Any:
    """Dates as ISO strings, as JSON Schema wants them."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def _values_of(node: Any, keys: set[str]) -> Iterator[str]:
    """Every string that stands under one of the keys, single or in a list, anywhere below the node."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in keys:
                yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))
            yield from _values_of(value, keys)
    elif isinstance(node, list):
        for item in node:
            yield from _values_of(item, keys)


def _schema_errors(agreement: Any) -> list[str]:
    path = SHARED / "domain" / "agreement.schema.json"
    if not path.exists():
        pytest.skip("needs the agreement schema in ../shared/domain")
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(_plain(agreement))]


def test_agreement_is_valid_against_the_schema() -> None:
    assert _schema_errors(AGREEMENT) == []


def test_a_broken_agreement_is_refused_by_the_same_check() -> None:
    broken = copy.deepcopy(AGREEMENT)
    del broken["zones"]
    broken["signed"]["date"] = "4 May 2017"
    messages = _schema_errors(broken)
    assert any("zones" in message for message in messages)
    assert any("4 May 2017" in message for message in messages)


def test_agreement_is_one_that_the_model_reads() -> None:
    agreement = Agreement.model_validate(_plain(AGREEMENT))
    assert agreement.signed.date == "2017-05-04"
    assert {version.id for version in agreement.text_versions} >= {"draft-0504", "tass-0506", "signed"}
    assert "O7-maps" in {obligation.id for obligation in agreement.obligations}


def test_agreement_event_types_are_codebook_types() -> None:
    path = SHARED / "codebook.yaml"
    if not path.exists():
        pytest.skip("needs ../shared/codebook.yaml")
    known = {entry["id"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["types"]}
    assert set(_values_of(AGREEMENT, {"event_types"})) <= known
    assert set(_values_of(EXPECTED["findings"], {"types"})) <= known


def test_every_reference_key_is_explained() -> None:
    cited = set(_values_of([AGREEMENT, ACTORS], {"src", "sources"}))
    cited |= set(re.findall(r"\bS\d\d\b", (WATCH / "places.yaml").read_text(encoding="utf-8")))
    assert cited
    assert cited <= set(_yaml("references.yaml"))


@pytest.mark.parametrize("records", [ACTORS, PLACES, SOURCES, REPORTS], ids=["actors", "places", "sources", "reports"])
def test_ids_are_unique(records: list[dict[str, Any]]) -> None:
    ids = [record["id"] for record in records]
    assert len(ids) == len(set(ids))


def test_agreement_names_only_known_actors_and_places() -> None:
    named = {entry["actor"] for entry in AGREEMENT["participants"]}
    named |= set(_values_of([AGREEMENT["obligations"], AGREEMENT["exclusions"]], {"actors"}))
    assert named <= ACTOR_IDS
    assert set(_values_of(AGREEMENT["zones"], {"includes", "excludes"})) <= PLACE_IDS


def test_actor_relations_lead_to_actors_and_names_are_not_shared() -> None:
    for actor in ACTORS:
        assert actor["kind"] in set(ActorKind), actor["id"]
        for relation in actor.get("rels", []):
            targets = {value for key, value in relation.items() if key not in {"from", "to", "note"}}
            assert targets <= ACTOR_IDS, actor["id"]
    owners: dict[str, str] = {}
    for actor in ACTORS:
        for name in [actor["name"], *actor.get("aliases", [])]:
            assert owners.setdefault(name.lower(), actor["id"]) == actor["id"], name


def test_every_place_is_complete() -> None:
    for place in PLACES:
        assert {"name", "lat", "lon", "r_km", "kind", "source", "variants", "zone"} <= place.keys(), place["id"]
        assert -90 <= place["lat"] <= 90, place["id"]
        assert -180 <= place["lon"] <= 180, place["id"]
        assert place["r_km"] > 0, place["id"]
        assert place["kind"] in set(PlaceKind), place["id"]
        assert place.get("parent", place["id"]) in PLACE_IDS
        assert set(place["zone"]) <= ZONE_IDS | {"all"}, place["id"]
        assert set(place["zone"].values()) <= MEMBERSHIPS, place["id"]


def test_towns_listed_in_the_agreement_are_marked_inside() -> None:
    zone_of = {place["id"]: place["zone"] for place in PLACES}
    for zone in AGREEMENT["zones"]:
        for version in zone["versions"]:
            for town in version.get("includes", []):
                assert zone_of[town].get(zone["id"]) == "inside", town


def test_sources_are_complete_and_reprints_lead_to_sources() -> None:
    for source in SOURCES:
        assert source["kind"] in set(SourceKind), source["id"]
        assert source["lean"] in LEANS, source["id"]
        assert source["start"] in set("ABCDEF"), source["id"]
        assert source["languages"], source["id"]
        assert source["aliases"], source["id"]
        assert set(source["republishes"]) <= SOURCE_IDS - {source["id"]}


def test_every_publisher_is_a_known_invented_source() -> None:
    invented = [source for source in SOURCES if source.get("note", "").startswith("invented")]
    names = {alias for source in invented for alias in [source["name"], *source["aliases"]]}
    assert {report["publisher"] for report in REPORTS} <= names


def test_reports_have_dates_that_parse_and_come_in_order() -> None:
    received = []
    for report in REPORTS:
        assert _moment(report["published"]) <= _moment(report["received"]), report["id"]
        received.append(_moment(report["received"]))
    assert received == sorted(received)
    assert received[0].year == received[-1].year == 2017


def test_reports_are_short_titled_and_free_to_share() -> None:
    for report in REPORTS:
        assert report["text"].startswith(report["title"] + "\n\n"), report["id"]
        assert 50 <= len(report["text"].split()) <= 450, report["id"]
        assert report["url"] == f"https://example.org/syria-2017/{report['id']}"
        assert report["licence"] == "CC0-1.0"


def test_the_repost_is_near_verbatim_and_the_only_copy() -> None:
    bodies = {report["id"]: _runs(report["text"].split("\n\n", 1)[1], 5) for report in REPORTS}
    held = {
        (part, whole): len(bodies[part] & bodies[whole]) / len(bodies[part]) for part, whole in permutations(bodies, 2)
    }
    for pair in EXPECTED["origins"]["copies"]:
        assert held.pop((pair["of"], pair["copy"])) > 0.9
        held.pop((pair["copy"], pair["of"]))
    assert max(held.values()) < 0.4, max(held, key=lambda pair: held[pair])
    repost = BY_ID["commons-0505"]["text"]
    assert "Originally published by Frontline Digest" in repost
    assert "donate" in repost
    assert "Copyright" in repost


def test_expected_values_name_what_is_there() -> None:
    report_keys = {"report", "reports", "copy", "of", "denial_in", "denied_in", "disproved_in", "rejected_by_author_in"}
    assert set(_values_of(EXPECTED, report_keys | {"inside_says", "outside_says"})) <= BY_ID.keys()
    assert {entry["place"] for key in ("control", "findings", "tolls") for entry in EXPECTED[key]} <= PLACE_IDS
    assert set(_values_of(EXPECTED["control"], {"initiators", "holder", "parties"})) <= ACTOR_IDS
    sides = [actor for finding in EXPECTED["findings"] for side in finding["actors"] for actor in side]
    assert set(sides) <= ACTOR_IDS
    obligations = {entry["id"] for entry in AGREEMENT["obligations"]}
    assert {entry["obligation"] for key in ("deadlines", "obligations") for entry in EXPECTED[key]} <= obligations
    versions = {entry["id"] for entry in AGREEMENT["text_versions"]}
    assert set(_values_of(EXPECTED, {"text_version"})) <= versions


def test_no_expectation_rests_on_a_report_not_yet_received() -> None:
    for key in ("control", "deadlines", "obligations"):
        for entry in EXPECTED[key]:
            for report in _values_of(entry, {"report", "reports", "denial_in"}):
                assert _moment(BY_ID[report]["received"]) <= _moment(entry["known_on"]), (key, report)


def test_expected_number_of_reports_known_at_each_moment() -> None:
    assert len(REPORTS) == EXPECTED["reports"]["total"]
    for moment, count in EXPECTED["reports"]["received_by"].items():
        assert sum(_moment(report["received"]) <= _moment(moment) for report in REPORTS) == count, moment


def test_expected_deadlines_follow_from_the_agreement() -> None:
    signed = AGREEMENT["signed"]["date"]
    duties = {entry["id"]: entry["deadline"] for entry in AGREEMENT["obligations"] if "deadline" in entry}
    working_group = {version["version"]: version["value"] for version in duties["O6-jwg"]["other_versions"]}
    days = {"draft-0504": 5, "tass-0506": 10}
    assert working_group == {version: f"P{length}D" for version, length in days.items()}
    draft, published, *_ = [entry for entry in EXPECTED["deadlines"] if entry["obligation"] == "O6-jwg"]
    assert draft["reported"] == signed + timedelta(days=5)
    assert published["reported"] == duties["O6-jwg"]["resolved"] == signed + timedelta(weeks=2)
    for version in published["other_versions"]:
        assert version["value"] == signed + timedelta(days=days[version["text_version"]])
    maps = [entry["reported"] for entry in EXPECTED["deadlines"] if entry["obligation"] == "O7-maps"]
    assert maps == [date(2017, 5, 22), duties["O7-maps"]["absolute"]]


def test_expected_counts_add_up_and_stand_in_the_bulletins() -> None:
    name_of = {place["id"]: place["name"].removesuffix(" province") for place in PLACES}
    for day in EXPECTED["counts"]:
        for observer in day["by_observer"].values():
            bulletin = BY_ID[observer.get("report") or observer["reports"][0]]["text"]
            assert re.search(rf"\b{observer['total']}\b", bulletin)
            provinces = observer.get("by_province", {})
            assert not provinces or sum(provinces.values()) == observer["total"]
            for province, count in provinces.items():
                assert f"- {name_of[province]}: {count}" in bulletin


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ("meridian-0504", "five days after signature"),
        ("digest-0505", "five days after signature"),
        ("caspian-0506", "within ten days"),
        ("caspian-0506", "by May 27"),
        ("meridian-0506", "two weeks from the signing"),
        ("jazira-0504", "ISIS had withdrawn from the city of Tabqa"),
        ("euphrates-0504", "The SDF press center denies these reports"),
        ("digest-0505", "The claims proved to be false"),
        ("euphrates-0510", "Our forces took the city of Tabqa"),
        ("meridian-0511", "Some 70 ISIS fighters"),
        ("barada-0503", "146 people killed since 28 April"),
        ("meridian-0505", "some 169 people"),
        ("orontes-0514", "2,289 people"),
        ("meridian-0515", "More than 2,200 people"),
        ("meridian-0605", "No map was published"),
    ],
)
def test_the_contradictions_are_in_the_texts(report: str, words: str) -> None:
    assert words in BY_ID[report]["text"]


def test_one_report_is_in_arabic_and_the_watch_reads_it() -> None:
    for entry in EXPECTED["reports"]["in_arabic"]:
        text = BY_ID[entry["report"]]["text"]
        letters = [char for char in text if char.isalpha()]
        assert sum("\u0600" <= char <= "\u06ff" for char in letters) / len(letters) > 0.95
        assert entry["language"] in load_settings(WATCH).languages


def test_watch_settings_lead_to_files_places_and_moments() -> None:
    settings = load_settings(WATCH)
    assert settings.id == WATCH.name
    assert ZoneInfo(settings.timezone) == DAMASCUS
    assert settings.clock == "received"
    assert set(settings.watched_places) <= PLACE_IDS
    assert settings.agreements
    assert all((WATCH / path).is_file() for path in settings.agreements)
    assert settings.demo is not None
    assert (WATCH / settings.demo.reports).is_file()
    assert settings.demo.briefs
    for brief in settings.demo.briefs:
        assert date.fromisoformat(brief.as_of) <= _moment(brief.known_on).astimezone(DAMASCUS).date()


def test_no_run_of_ten_words_is_shared_with_real_reports() -> None:
    files = sorted((SHARED / "gold").glob("*/reports.jsonl"))
    if not files:
        pytest.skip("needs the real reports in ../shared/gold")
    ours = {run: report["id"] for report in REPORTS for run in _runs(report["text"], 10)}
    shared = [
        (ours[run], file.parent.name, " ".join(run))
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        for run in _runs(json.loads(line)["text"], 10)
        if run in ours
    ]
    assert shared == []
