"""Predictions are scored as the scorers beside the project score them, and bad ones are refused in a sentence."""

import json
import random
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from coded_material import BENCHMARK, DENIAL, FIRST, TEXT, Coded

from trucewatch.benchmark.keywords import KeywordExtractor
from trucewatch.benchmark.material import Material, claim_of_coding, claim_of_probe
from trucewatch.benchmark.predictions import read_predictions
from trucewatch.benchmark.probing import score_probes
from trucewatch.benchmark.runs import predictions_of
from trucewatch.benchmark.scores import score_all, texts_of
from trucewatch.extract import Extractor
from trucewatch.model import Claim, Report
from trucewatch.model.errors import InputError
from trucewatch.world import World

Row = dict[str, Any]


def _lines(path: Path, rows: list[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def _coded_rows(material: Material) -> list[Row]:
    claims = [
        claim_of_coding(raw, material.reports[name], doc["sentences"])
        for name, doc in material.codings.items()
        for raw in doc["claims"]
    ]
    claims += [claim_of_probe(raw, probe) for probe in material.probes for raw in probe["claims"]]
    return [claim.model_dump(mode="json") for claim in claims]


def _worsened(rows: list[Row], chance: random.Random) -> Iterator[Row]:
    """Predictions with mistakes of every kind: left out, doubled, of another type, place, day, source, status."""
    for row in rows:
        if chance.random() < 0.15:
            continue
        changed = dict(row)
        if chance.random() < 0.2:
            changed["type"] = chance.choice(("shelling", "withdrawal", "control"))
        if chance.random() < 0.2:
            changed["polarity"] = chance.choice("+-")
        if chance.random() < 0.2:
            changed["mode"], changed["certainty"] = chance.choice(("actual", "planned")), "possible"
        if chance.random() < 0.2:
            changed["source"], changed["author_stance"] = ["residents"], "neutral"
        if chance.random() < 0.2:
            changed["initiators"] = [{"text": "the northern army"}]
        if chance.random() < 0.2:
            changed["places"] = [{"name": "somewhere", "lat": 34.5, "lon": 38.0}]
        if chance.random() < 0.2:
            changed["killed"], changed["date_start"], changed["date_end"] = [], None, None
        if chance.random() < 0.2:
            changed["links"] = []
        yield changed
        if chance.random() < 0.1:
            yield changed | {"id": f"{row['id']}-again"}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_scorers_beside_the_project_give_the_same_figures(shared: Path, tmp_path: Path, seed: int) -> None:
    material = Material.at(BENCHMARK)
    rows = list(_worsened(_coded_rows(material), random.Random(seed)))
    file = _lines(tmp_path / "pred.jsonl", rows)
    ours = score_all(material, read_predictions(file, texts_of(material)).claims)
    theirs, by_report = runpy.run_path(str(shared / "bench" / "score_claims.py"))["score"](BENCHMARK / "claims", rows)
    assert ours.claims is not None
    assert ours.claims.total.as_dict() == pytest.approx(theirs)
    assert ours.as_dict(by_report=True)["reports"]["y2-20"] == pytest.approx(by_report["y2-20"])
    probes = runpy.run_path(str(shared / "bench" / "score_probes.py"))["score"](list(material.probes), rows)
    categories, figurative, spurious, facts, false_facts = probes
    assert ours.probes is not None
    gold, found, status = (sum(row[n] for row in categories.values()) for n in range(3))
    assert {k: [v["gold"], v["found"], v["status"]] for k, v in ours.probes.by_category.items()} == dict(categories)
    assert (ours.probes.n_gold, ours.probes.n_found) == (gold, found)
    assert ours.probes.status == status / found
    assert ours.probes.figurative == spurious / figurative
    assert ours.probes.false_fact_rate == false_facts / facts


def test_the_coding_itself_gets_full_marks(tmp_path: Path) -> None:
    material = Material.at(BENCHMARK)
    file = _lines(tmp_path / "pred.jsonl", _coded_rows(material))
    scores = score_all(material, read_predictions(file, texts_of(material)).claims)
    assert scores.claims is not None
    assert scores.probes is not None
    total = scores.claims.total
    assert (total.event_f1, total.source, total.status, total.killed, total.false_fact_rate) == (1, 1, 1, 1, 0)
    assert total.links is not None
    assert total.links > 0.98, "two claims of one type and trigger may be paired crosswise"
    assert (scores.probes.found, scores.probes.status, scores.probes.figurative) == (1, 1, 0)


def test_no_predictions_find_nothing() -> None:
    scores = score_all(Material.at(BENCHMARK), [])
    assert scores.claims is not None
    assert scores.probes is not None
    assert (scores.claims.total.event_r, scores.claims.total.status) == (0, None)
    assert (scores.probes.found, scores.probes.status, scores.probes.false_fact_rate) == (0, None, None)


PREDICTED = {
    "report": "r1",
    "trigger": {"text": "shelled", "start": 7, "end": 14},
    "type": "shelling",
    "source": ["author"],
    "polarity": "+",
    "certainty": "certain",
    "mode": "actual",
    "author_stance": "endorses",
}


def test_predictions_of_other_systems_need_no_ids_and_may_word_actors_plainly(coded: Coded, tmp_path: Path) -> None:
    material = Material.at(coded(FIRST, DENIAL))
    row = PREDICTED | {"initiators": ["Guards"], "places": ["Orlo"], "killed": None, "score": 0.7, "source": "author"}
    denial = PREDICTED | {"trigger": {"start": 78, "end": 85}, "source": "mayor", "polarity": "-"}
    found = read_predictions(_lines(tmp_path / "p.jsonl", [row, denial]), texts_of(material))
    assert [claim.trigger.text for claim in found.claims] == ["shelled", "shelled"]
    assert found.claims[0].initiators[0].text == "Guards"
    assert len({claim.id for claim in found.claims}) == 2
    scores = score_all(material, found.claims)
    assert scores.claims is not None
    assert scores.claims.total.event_f1 == 1
    assert scores.claims.total.source == 1


def test_strangers_and_misplaced_triggers_are_counted(coded: Coded, tmp_path: Path) -> None:
    material = Material.at(coded(FIRST))
    rows = [PREDICTED | {"report": "r7"}, PREDICTED | {"trigger": {"text": "shelling", "start": 7, "end": 14}}]
    found = read_predictions(_lines(tmp_path / "p.jsonl", rows), texts_of(material))
    assert (found.unknown, found.misplaced, len(found.claims)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"polarity": None}, "line 1 lacks polarity"),
        ({"source": []}, "line 1 lacks source"),
        ({"mode": "maybe"}, "line 1 is no claim of the codebook: mode: Input should be"),
        ({"type": "fight"}, "line 1 is no claim of the codebook: type: Input should be"),
        ({"trigger": "shelled"}, "line 1 has a trigger without offsets"),
        ({"trigger": {"start": 5, "end": 5000}}, f"from 5 to 5000, but its report has {len(TEXT)} characters"),
        ({"date_start": "Monday"}, "line 1 is no claim of the codebook: date_start: "),
        ({"initiators": "Guards"}, "line 1 is no claim of the codebook: initiators: "),
        ({"links": ["c2"]}, "line 1 is no claim of the codebook: links.0: "),
    ],
)
def test_a_prediction_that_cannot_be_scored_is_named(coded: Coded, tmp_path: Path, changed: Row, words: str) -> None:
    material = Material.at(coded(FIRST))
    with pytest.raises(InputError) as caught:
        read_predictions(_lines(tmp_path / "p.jsonl", [PREDICTED | changed]), texts_of(material))
    assert words in str(caught.value)


def test_a_figure_of_speech_counts_against_whoever_reads_a_claim_from_it() -> None:
    probes = [p for p in Material.at(BENCHMARK).probes if not p["claims"]]
    reader = KeywordExtractor()
    read = [c for p in probes for c in reader.extract(Report(id=p["id"], text=p["text"]), World.general())]
    assert score_probes(probes, read).figurative == 1
    assert score_probes(probes, []).figurative == 0


def test_keywords_take_every_word_for_plain_fact() -> None:
    text = "The mayor denied that guards shelled Orlo. Car bombs were found; talks go on."
    claims = KeywordExtractor().extract(Report(id="r1", text=text), World.general())
    assert [(c.id, c.type, c.trigger.text) for c in claims] == [
        ("c1", "shelling", "shelled"),
        ("c2", "explosive_device", "Car bombs"),
        ("c3", "negotiation", "talks"),
    ]
    assert all(
        claim.is_plain_assertion and text[claim.trigger.start :].startswith(claim.trigger.text) for claim in claims
    )
    assert KeywordExtractor().extract(Report(id="r1", text=text, language="fr"), World.general()) == []


def test_an_extractor_is_an_extractor(coded: Coded) -> None:
    reader = KeywordExtractor()
    assert isinstance(reader, Extractor)
    seen: list[tuple[int, int]] = []
    claims = list(predictions_of(Material.at(coded(FIRST)), reader, lambda done, total: seen.append((done, total))))
    assert [claim.trigger.text for claim in claims if isinstance(claim, Claim)] == ["shelled", "shelled"]
    assert seen == [(1, 1)]
