"""The coded reports that ship with the project keep to the codebook's form: what they say can be found in the text."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from trucewatch.extract.scoring import load_gold, score
from trucewatch.model import AUTHOR, EventType, LinkType, Stance

GOLD = Path(__file__).parent.parent / "gold"
DOCS = [json.loads(path.read_text("utf-8")) for path in sorted(GOLD.glob("*.json"))]
REPORTS = {row["id"]: row for row in map(json.loads, (GOLD / "reports.jsonl").read_text("utf-8").splitlines())}

every_report = pytest.mark.parametrize("doc", DOCS, ids=[doc["id"] for doc in DOCS])


def test_every_report_is_coded_and_free() -> None:
    assert [doc["id"] for doc in DOCS] == list(REPORTS)
    assert len(DOCS) == 20
    for row in (*DOCS, *REPORTS.values()):
        assert (row["licence"], row["corpus"]) == ("CC0 1.0", "trucewatch")
    assert all(60 <= len(row["text"].split()) <= 190 for row in REPORTS.values())
    assert all(row["text"].startswith(row["title"]) for row in REPORTS.values())


@every_report
def test_sentences_stand_where_they_are_said_to_stand_and_leave_nothing_out(doc: dict) -> None:
    text, at = REPORTS[doc["id"]]["text"], 0
    for n, sentence in enumerate(doc["sentences"]):
        assert sentence["n"] == n
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
        assert text[at : sentence["start"]].strip() == ""
        at = sentence["end"]
    assert at == len(text)


@every_report
def test_triggers_stand_whole_in_their_sentences(doc: dict) -> None:
    for claim in doc["claims"]:
        sentence, at = doc["sentences"][claim["sentence"]]["text"], -1
        for _ in range(claim["occurrence"]):
            at = sentence.find(claim["trigger"], at + 1)
            assert at >= 0, claim["id"]
        around = sentence[max(0, at - 1) : at] + sentence[at + len(claim["trigger"]) :][:1]
        assert not any(letter.isalnum() for letter in around), (claim["id"], claim["trigger"])


@every_report
def test_claims_are_numbered_in_text_order_and_of_known_types(doc: dict) -> None:
    assert [claim["id"] for claim in doc["claims"]] == [f"c{n}" for n in range(1, len(doc["claims"]) + 1)]
    assert [claim["sentence"] for claim in doc["claims"]] == sorted(claim["sentence"] for claim in doc["claims"])
    assert {claim["type"] for claim in doc["claims"]} <= set(EventType)
    assert 8 <= len(doc["claims"]) <= 14


@every_report
def test_dates_hold_together(doc: dict) -> None:
    published = date.fromisoformat(doc["published"])
    assert doc["published"] == REPORTS[doc["id"]]["published"]
    for claim in doc["claims"]:
        assert (claim["date_start"] is None) == (claim["date_end"] is None), claim["id"]
        if claim["date_start"]:
            start, end = date.fromisoformat(claim["date_start"]), date.fromisoformat(claim["date_end"])
            assert start <= end, claim["id"]
            if claim["mode"] == "actual":
                assert start <= published, f"{claim['id']} is coded as past but lies ahead"


@every_report
def test_links_lead_to_other_claims_and_denials_deny(doc: dict) -> None:
    claims = {claim["id"]: claim for claim in doc["claims"]}
    for claim in claims.values():
        for link in claim["links"]:
            assert link["to"] in claims
            assert link["to"] != claim["id"]
            assert link["type"] in set(LinkType)
            if link["type"] == "denies":
                assert claim["polarity"] != claims[link["to"]]["polarity"]


@every_report
def test_the_report_stands_behind_what_it_says_itself(doc: dict) -> None:
    for claim in doc["claims"]:
        if claim["source"] == [AUTHOR]:
            assert claim["author_stance"] == Stance.ENDORSES, claim["id"]


@every_report
def test_every_claim_has_an_actor_or_a_place_or_is_a_step_of_the_agreement(doc: dict) -> None:
    process = {EventType.AGREEMENT_SIGNED, EventType.MECHANISM_ESTABLISHED, EventType.NEGOTIATION}
    for claim in doc["claims"]:
        assert claim["initiators"] or claim["targets"] or claim["places"] or claim["type"] in process, claim["id"]


@every_report
def test_tolls_and_points_are_possible(doc: dict) -> None:
    for claim in doc["claims"]:
        for toll in claim["killed"] + claim["injured"]:
            assert toll["low"] >= 1
            assert toll["high"] is None or toll["high"] >= toll["low"]
        for place in claim["places"]:
            assert (place["lat"] is None) == (place["lon"] is None)
            assert place["lat"] is None or (abs(place["lat"]) <= 90 and abs(place["lon"]) <= 180)


def test_the_corpus_is_varied() -> None:
    claims = [claim for doc in DOCS for claim in doc["claims"]]
    assert {claim["type"] for claim in claims} == set(EventType)
    for name, least in (("polarity", 2), ("certainty", 3), ("mode", 4), ("author_stance", 4)):
        counts = Counter(claim[name] for claim in claims)
        assert len(counts) == least
        assert min(counts.values()) >= 2, counts


def test_the_coded_claims_score_full_marks_against_themselves() -> None:
    gold = load_gold(GOLD)
    total = score(gold, [claim for doc in gold for claim in doc.claims]).total
    assert total.false_fact_rate == 0
    figures = [v for k, v in total.as_dict().items() if not k.startswith("n_") and k != "false_fact_rate"]
    assert set(figures) == {1.0}
