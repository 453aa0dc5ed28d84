"""What is published keeps its own rules, and what breaks them is found."""

import json
from pathlib import Path
from typing import Any

import pytest
from coded_material import BENCHMARK, DENIAL, FIRST, SENTENCES, TEXT, Coded

from trucewatch.benchmark.check import check
from trucewatch.benchmark.material import Material, claim_of_coding, claim_of_probe
from trucewatch.model import EventType
from trucewatch.model.errors import InputError


def _said(path: Path) -> list[str]:
    return [str(problem) for problem in check(path)[1]]


def test_nothing_is_amiss_in_the_published_benchmark() -> None:
    material, problems = check(BENCHMARK)
    assert problems == []
    assert (len(material.reports), len(material.probes)) == (110, 56)
    assert material.claims == 1690


def test_every_trigger_of_the_published_benchmark_stands_at_its_offsets() -> None:
    material = Material.at(BENCHMARK)
    found = 0
    for name, doc in material.codings.items():
        text = material.reports[name]["text"]
        for raw in doc["claims"]:
            trigger = claim_of_coding(raw, material.reports[name], doc["sentences"]).trigger
            sentence = doc["sentences"][raw["sentence"]]
            assert text[trigger.start : trigger.end] == raw["trigger"]
            assert sentence["start"] <= trigger.start < trigger.end <= sentence["end"]
            found += 1
    for probe in material.probes:
        for raw in probe["claims"]:
            trigger = claim_of_probe(raw, probe).trigger
            assert probe["text"][trigger.start : trigger.end] == raw["trigger"]
    assert found == material.claims


def test_every_type_of_the_codebook_is_in_the_published_benchmark() -> None:
    coded = {raw["type"] for doc in Material.at(BENCHMARK).codings.values() for raw in doc["claims"]}
    assert coded == set(EventType)


def test_the_splits_divide_the_published_benchmark() -> None:
    material = Material.at(BENCHMARK)
    train, dev = (material.split(name) for name in ("train", "dev"))
    assert sorted([*train.reports, *dev.reports]) == sorted(material.reports)
    assert train.claims + dev.claims == material.claims
    assert [p["id"] for p in dev.probes] == [p["id"] for p in material.probes]
    assert train.probes == ()


def test_the_codebook_is_the_one_that_binds_the_extractors() -> None:
    own = BENCHMARK.parent / "src" / "trucewatch" / "model" / "codebook.yaml"
    assert (BENCHMARK / "codebook.yaml").read_bytes() == own.read_bytes()


def test_the_reports_are_licensed_and_the_licence_lies_beside_them() -> None:
    assert {row["licence"] for row in Material.at(BENCHMARK).reports.values()} == {"CC0 1.0"}
    assert "Creative Commons CC0 1.0 Universal" in (BENCHMARK / "LICENSE").read_text("utf-8")


def test_a_sound_coding_has_no_problems(coded: Coded) -> None:
    assert _said(coded(FIRST, DENIAL)) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"trigger": "bombed"}, "'bombed' does not stand in sentence 0 so often"),
        ({"occurrence": 2}, "'shelled' does not stand in sentence 0 so often"),
        ({"sentence": 7}, "stands in sentence 7, which the report does not have"),
        ({"trigger": "shell"}, "begins or ends within a word"),
        ({"type": "skirmish"}, "type: Input should be"),
        ({"certainty": "sure"}, "certainty: Input should be"),
        ({"initiators": ["The brigade"]}, "'The brigade' does not stand in the text"),
        ({"places": [{"name": "Orl", "lat": None, "lon": None}]}, "'Orl' does not stand in the text"),
        ({"places": [{"name": "Orlo", "lat": 10.0, "lon": None}]}, "gives half a point for 'Orlo'"),
        ({"source": ["The mayor", "author"], "author_stance": "neutral"}, "and somebody else as its source"),
        ({"author_stance": "neutral"}, "is the report's own and yet neutral"),
        ({"date_end": "2020-03-01"}, "before it starts on 2020-03-02"),
        ({"date_end": None}, "has a first day and no last one"),
        ({"date_start": "2020-03-31", "date_end": "2020-03-31"}, "begins on 2020-03-31, after the report's 2020-03-03"),
        ({"date_start": "2020-02-30"}, "date_start: Input should be a valid date"),
        ({"links": [{"type": "denies", "to": "c9"}]}, "denies c9, which is no other claim of the report"),
        ({"links": [{"type": "denies", "to": "c1"}]}, "denies c1, which is no other claim of the report"),
        ({"links": [{"type": "confirms", "to": "c2"}]}, "confirms c2 although one says that it happened"),
        ({"links": [{"type": "doubts", "to": "c2"}]}, "links.0.type: Input should be"),
        ({"killed": [{"who": "people", "low": 3, "high": 2}]}, "has a toll from 3 to 2"),
        ({"killed": [{"who": "people", "low": None, "high": None}]}, "has a toll from None to None"),
        ({"confidence": 0.9}, "has fields of no meaning: confidence"),
    ],
)
def test_what_breaks_a_rule_is_named_with_its_claim(coded: Coded, changed: dict[str, Any], words: str) -> None:
    said = _said(coded(FIRST | changed, DENIAL))
    assert any(line.startswith("r1.json, report r1, claim c1: ") and words in line for line in said), said


def test_a_denial_of_what_nobody_said_is_named(coded: Coded) -> None:
    other = DENIAL | {"id": "c3", "source": ["Guards"], "links": [{"type": "denies", "to": "c2"}]}
    assert "claim c3: denies c2 although neither says that it happened" in " ".join(_said(coded(FIRST, DENIAL, other)))


def test_a_claim_coded_twice_and_an_id_used_twice_are_named(coded: Coded) -> None:
    said = " ".join(_said(coded(FIRST, FIRST | {"id": "c9"}, DENIAL | {"id": "c1", "links": []})))
    assert "claim c9: says the same as claim c1" in said
    assert "claim c1: shares its id" in said


def test_what_was_planned_may_be_repeated_as_not_done(coded: Coded) -> None:
    again = DENIAL | {"links": [{"type": "repeats", "to": "c1"}]}
    assert _said(coded(FIRST | {"mode": "planned"}, again)) == []


@pytest.mark.parametrize(
    ("sentences", "words"),
    [
        ([SENTENCES[0] | {"end": 47}, SENTENCES[1]], "sentence 0 is not what stands at 0 to 47"),
        ([SENTENCES[0]], "text after the last sentence belongs to none"),
        ([SENTENCES[0], SENTENCES[1] | {"n": 4}], "sentence 1 lacks its number"),
        ([SENTENCES[1] | {"n": 0}], "text before sentence 0"),
    ],
)
def test_sentences_that_do_not_cover_the_text_are_named(coded: Coded, sentences: list[Any], words: str) -> None:
    assert words in " ".join(_said(coded(FIRST, sentences=sentences)))


def test_reports_without_claims_without_text_of_their_own_or_twice_are_named(coded: Coded) -> None:
    folder = coded(FIRST, DENIAL)
    row = json.loads((folder / "reports.jsonl").read_text("utf-8"))
    rows = [row, row, row | {"id": "r2", "published": "soon"}]
    (folder / "reports.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    said = " ".join(_said(folder))
    assert "report r1: is listed 2 times" in said
    assert "report r2: has no file of claims" in said
    assert "report r2: has the text of r1" in said
    assert "was published on 'soon', which is no day" in said


def test_probes_are_checked_too(tmp_path: Path) -> None:
    claim = {k: v for k, v in FIRST.items() if k not in ("sentence", "occurrence")} | {"places": ["Orlo"]}
    good = {"id": "p1", "category": "plain assertion", "published": "2020-03-03", "text": TEXT, "claims": [claim]}
    bad = good | {"id": "p2", "text": TEXT + " Again.", "claims": [claim | {"trigger": "bombed"}], "category": ""}
    file = tmp_path / "probes.jsonl"
    file.write_text(json.dumps(good) + "\n" + json.dumps(bad) + "\n", "utf-8")
    said = _said(file)
    assert any("report p2, claim c1: 'bombed' does not stand in the probe" in line for line in said)
    assert any("report p2: has no category" in line for line in said)
    assert not any("p1" in line for line in said)


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "line 1 is no JSON"), ("[1]", "line 1 is no JSON object"), ('{"id": 3, "text": "x"}', "line 1 has no id")],
)
def test_what_is_no_material_is_refused_in_one_sentence(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "probes.jsonl"
    file.write_text(content, "utf-8")
    with pytest.raises(InputError, match=words):
        check(file)


def test_a_folder_without_material_and_a_split_that_is_not_there_are_refused(tmp_path: Path, coded: Coded) -> None:
    with pytest.raises(InputError, match="holds no coded material"):
        check(tmp_path)
    with pytest.raises(InputError, match=r"There is no splits\.json"):
        Material.at(coded(FIRST)).split("dev")
    with pytest.raises(InputError, match="names no split 'test'; it has dev, train"):
        Material.at(BENCHMARK).split("test")


def test_splits_must_hold_every_report_once(coded: Coded) -> None:
    folder = coded(FIRST, DENIAL)
    splits = {"claims": {"train": ["r9"], "dev": ["r8", "r8"]}}
    (folder.parent / "splits.json").write_text(json.dumps(splits), "utf-8")
    said = " ".join(_said(folder))
    assert "splits.json, report r9: is not among the claims" in said
    assert "report r8: is in 2 splits of the claims" in said
    assert "report r1: is in no split of the claims" in said
    (folder.parent / "splits.json").write_text('{"claims": ["r1"]}', "utf-8")
    with pytest.raises(InputError, match="is no list of splits"):
        check(folder)


def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is nothing at"):
        check(tmp_path / "nowhere")


def test_the_data_card_counts_what_is_there() -> None:
    material = Material.at(BENCHMARK)
    claims = [raw for doc in material.codings.values() for raw in doc["claims"]]
    counted = {
        f"{len(claims):,}; {sum(raw['polarity'] == '-' for raw in claims)} say that it did not happen",
        f"{sum(raw['mode'] != 'actual' for raw in claims)} are not actual",
        f"{sum(raw['certainty'] != 'certain' for raw in claims)} less than certain",
        f"{sum(raw['author_stance'] in ('doubts', 'rejects') for raw in claims)} doubted or rejected",
        f"{sum(raw['source'] == ['author'] for raw in claims)} claims are the report's own",
        f"{sum(len(raw['links']) for raw in claims)}: ",
        f"{material.split('train').claims:,} and {material.split('dev').claims:,} claims",
    }
    card = " ".join((BENCHMARK / "README.md").read_text("utf-8").split())
    assert [said for said in counted if said not in card] == []
