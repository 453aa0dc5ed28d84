"""Figures count what they say they count, and are the same as those of the scorer beside the project."""

import json
import random
import runpy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trucewatch.extract.scoring import Figures, GoldReport, load_gold, score
from trucewatch.model import Claim
from trucewatch.model.errors import InputError

TEXT = "Guards shelled Orlo on Monday. The mayor denied that guards shelled Orlo.\n\nTwo villages stand empty."
COMMON = {"targets": [], "links": [], "killed": [], "injured": [], "certainty": "certain", "mode": "actual"}
ORLO = {"name": "Orlo", "lat": 10.0, "lon": 20.0}
FIRST = COMMON | {
    "id": "c1",
    "sentence": 0,
    "trigger": "shelled",
    "occurrence": 1,
    "type": "shelling",
    "initiators": ["Guards"],
    "places": [ORLO],
    "date_start": "2020-03-02",
    "date_end": "2020-03-02",
    "source": ["author"],
    "polarity": "+",
    "author_stance": "endorses",
    "killed": [{"who": "people", "low": 3, "high": None}],
}
DENIAL = COMMON | {
    "id": "c2",
    "sentence": 1,
    "trigger": "shelled",
    "occurrence": 1,
    "type": "shelling",
    "initiators": ["guards"],
    "places": [ORLO],
    "date_start": None,
    "date_end": None,
    "source": ["The mayor"],
    "polarity": "-",
    "author_stance": "neutral",
    "links": [{"type": "denies", "to": "c1"}],
}


def _folder(path: Path, *claims: dict[str, Any]) -> Path:
    sentences, at = [], 0
    for n, text in enumerate(TEXT.replace("\n\n", " ").replace(". ", ".|").split("|")):
        start = TEXT.index(text, at)
        at = start + len(text)
        sentences.append({"n": n, "start": start, "end": at, "text": text})
    row = {"id": "r1", "text": TEXT, "published": "2020-03-03", "publisher": "Test", "title": "None"}
    (path / "reports.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (path / "r1.json").write_text(json.dumps({"id": "r1", "sentences": sentences, "claims": claims}), "utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> tuple[GoldReport, ...]:
    return load_gold(_folder(tmp_path, FIRST, DENIAL))


def _changed(claim: Claim, **fields: Any) -> Claim:
    return Claim.model_validate(claim.model_dump(mode="json") | fields)


def _figures(gold: tuple[GoldReport, ...], *predicted: Claim) -> Figures:
    return score(gold, predicted).total


def test_triggers_are_found_by_sentence_and_occurrence(gold: tuple[GoldReport, ...]) -> None:
    first, denial = gold[0].claims
    assert TEXT[first.trigger.start : first.trigger.end] == "shelled"
    assert denial.trigger.start == TEXT.rindex("shelled")
    assert first.date_start == date(2020, 3, 2)


def test_the_coded_claims_themselves_get_full_marks(gold: tuple[GoldReport, ...]) -> None:
    figures = _figures(gold, *gold[0].claims)
    assert (figures.event_f1, figures.status, figures.source, figures.links, figures.killed) == (1, 1, 1, 1, 1)
    assert figures.false_fact_rate == 0
    assert figures.targets_f1 is None, "nobody is a target, so nothing can be counted"


def test_no_claims_give_no_precision_and_no_recall(gold: tuple[GoldReport, ...]) -> None:
    figures = _figures(gold)
    assert (figures.event_p, figures.event_r, figures.event_f1, figures.status) == (None, 0, 0, None)


def test_claims_of_other_reports_do_not_count(gold: tuple[GoldReport, ...]) -> None:
    stray = _changed(gold[0].claims[0], report="another")
    assert _figures(gold, stray).n_pred == 0


def test_a_claim_is_paired_once_and_the_second_costs_precision(gold: tuple[GoldReport, ...]) -> None:
    first = gold[0].claims[0]
    figures = _figures(gold, first, _changed(first, id="c9"))
    assert (figures.event_p, figures.event_r) == (0.5, 0.5)


def test_another_word_of_the_same_sentence_still_pairs_but_another_type_does_not(gold: tuple[GoldReport, ...]) -> None:
    first = gold[0].claims[0]
    elsewhere = {"text": "Guards", "start": 0, "end": 6}
    assert _figures(gold, _changed(first, trigger=elsewhere)).event_p == 1
    assert _figures(gold, _changed(first, type="air_strike")).event_p == 0
    last = {"text": "stand", "start": TEXT.index("stand"), "end": TEXT.index("stand") + 5}
    assert _figures(gold, _changed(first, trigger=last)).event_p == 0


def test_an_overlapping_trigger_is_preferred_to_a_shared_sentence(gold: tuple[GoldReport, ...]) -> None:
    first = gold[0].claims[0]
    near = _changed(first, id="c7", trigger={"text": "Guards", "start": 0, "end": 6}, polarity="-")
    assert _figures(gold, near, first).polarity == 1


@pytest.mark.parametrize(
    ("field", "value", "figure"),
    [
        ("polarity", "-", "polarity"),
        ("certainty", "possible", "certainty"),
        ("mode", "planned", "mode"),
        ("author_stance", "doubts", "author_stance"),
        ("source", ["residents"], "source"),
        ("date_start", "2020-03-01", "date"),
        ("places", [{"name": "Orlo", "lat": 10.0, "lon": 20.3}], "place_25km"),
        ("places", [], "place_25km"),
        ("killed", [{"who": "", "low": 2, "high": 3}], "killed"),
        ("initiators", [{"text": "rebels"}], "initiators_f1"),
    ],
)
def test_each_wrong_field_costs_its_own_figure(
    gold: tuple[GoldReport, ...], field: str, value: object, figure: str
) -> None:
    figures = _figures(gold, _changed(gold[0].claims[0], **{field: value})).as_dict()
    assert figures[figure] == 0
    assert figures["event_p"] == 1


def test_a_place_within_25_km_is_found(gold: tuple[GoldReport, ...]) -> None:
    near = _changed(gold[0].claims[0], places=[{"name": "Orlo", "lat": 10.0, "lon": 20.2}])
    assert _figures(gold, near).place_25km == 1


def test_names_are_alike_if_they_share_a_word_that_tells_something(gold: tuple[GoldReport, ...]) -> None:
    first = gold[0].claims[0]
    assert _figures(gold, _changed(first, initiators=[{"text": "the Guard’s guards"}])).initiators_f1 == 1
    assert _figures(gold, _changed(first, initiators=[{"text": "the people"}])).initiators_f1 == 0


def test_a_denial_taken_for_a_fact_is_a_false_fact(gold: tuple[GoldReport, ...]) -> None:
    first, denial = gold[0].claims
    wrong = _changed(denial, polarity="+", author_stance="endorses", source=["author"])
    figures = _figures(gold, first, wrong)
    assert (figures.false_fact_rate, figures.fact_p, figures.fact_r) == (0.5, 0.5, 1)


def test_a_link_counts_only_if_it_leads_to_the_partner_of_the_coded_claim(gold: tuple[GoldReport, ...]) -> None:
    first, denial = gold[0].claims
    renamed = _changed(first, id="x")
    assert _figures(gold, renamed, _changed(denial, links=[{"type": "denies", "to": "x"}])).links == 1
    assert _figures(gold, renamed, denial).links == 0


def test_on_clashes_it_does_not_matter_who_is_named_first(tmp_path: Path) -> None:
    clash = FIRST | {"type": "armed_clash", "initiators": ["Guards"], "targets": ["mayor"]}
    gold = load_gold(_folder(tmp_path, clash))
    turned = _changed(gold[0].claims[0], initiators=[{"text": "mayor"}], targets=[{"text": "Guards"}])
    assert _figures(gold, turned).initiators_f1 == 1


def test_a_wording_that_is_not_in_its_sentence_is_named_with_its_file(tmp_path: Path) -> None:
    _folder(tmp_path, FIRST | {"occurrence": 2})
    with pytest.raises(InputError, match=r"r1\.json.*'shelled' does not stand in sentence 0"):
        load_gold(tmp_path)


@pytest.mark.parametrize(
    "broken",
    [{"sentence": 9}, {"type": "sorcery"}, {"date_start": "2020-13-01"}, {"date_end": "2020-01-01"}, {"source": []}],
)
def test_a_claim_of_another_form_is_refused_with_its_file(tmp_path: Path, broken: dict[str, Any]) -> None:
    _folder(tmp_path, FIRST | broken)
    with pytest.raises(InputError, match=r"r1\.json"):
        load_gold(tmp_path)


def test_a_folder_without_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"reports\.jsonl"):
        load_gold(tmp_path)
    (tmp_path / "reports.jsonl").write_text("no JSON\n", "utf-8")
    with pytest.raises(InputError, match=r"reports\.jsonl"):
        load_gold(tmp_path)


def _spoilt(gold: tuple[GoldReport, ...], seed: int) -> list[Claim]:
    """Claims with some left out, some of another type, and fields taken from other claims of the report."""
    rng, out = random.Random(seed), []
    for doc in gold:
        rows = [claim.model_dump(mode="json") for claim in doc.claims]
        for row in rows:
            other = rng.choice(rows)
            fields = [f for f in row if f not in ("id", "report", "date_start", "date_end") and rng.random() < 0.15]
            dates = ["date_start", "date_end"] if rng.random() < 0.2 else []
            if rng.random() < 0.85:
                out.append(Claim.model_validate(row | {name: other[name] for name in (*fields, *dates)}))
    rng.shuffle(out)
    return out


@pytest.mark.parametrize("corpus", ["tests/gold", "claims-dev", "claims-synthetic", "claims-ar-dev", "claims-ru-dev"])
@pytest.mark.parametrize("seed", range(2))
def test_the_figures_are_those_of_the_scorer_beside_the_project(shared: Path, corpus: str, seed: int) -> None:
    folder = Path(__file__).parent.parent / "gold" if corpus == "tests/gold" else shared / "gold" / corpus
    gold = load_gold(folder)
    predicted = _spoilt(gold, seed)
    theirs = runpy.run_path(str(shared / "bench" / "score_claims.py"))["score"]
    total, by_report = theirs(folder, [claim.model_dump(mode="json") for claim in predicted])
    ours = score(gold, predicted)
    assert ours.total.as_dict() == total
    assert {name: figures.as_dict() for name, figures in ours.by_report.items()} == by_report
    assert 0.3 < (total["event_f1"] or 0) < 1, "the comparison is no test if all is right or wrong"
