"""The trained tagger: what it finds in invented texts, that its offsets hold, and that its weights are checked."""

import json
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from trucewatch.extract.english import weights_files
from trucewatch.extract.english.pieces import CHUNK, chunks, split, window
from trucewatch.extract.english.tagger import TaggedClaim, Tagger
from trucewatch.model.errors import ExtractionError

STORY = (
    "Army shells Tel Marun\n\n"
    "Government troops shelled the town of Tel Marun on Tuesday, killing at least seven civilians. "
    "The Northern Brigade said that its fighters had pulled out of Kafr Hanna. "
    "A spokesman for the army denied the shelling and said that clashes went on near the mill."
)


def sentences_of(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[^\s.][^.\n]*\.?", text)]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


@cache
def tokenizer() -> Tokenizer:
    return weights_files.load()[1].tokenizer


def every_span(claim: TaggedClaim) -> list[tuple[int, int]]:
    named = (claim.initiators, claim.targets, claim.places, claim.sources, claim.times, claim.killed, claim.injured)
    return [claim.trigger, *(span for role in named for span in role)]


def test_a_plain_story_gives_its_claims(tagger: Tagger) -> None:
    claims = tagger.read(STORY, sentences_of(STORY))
    found = {(STORY[slice(*c.trigger)], c.type) for c in claims}
    assert ("shelled", "shelling") in found
    assert ("pulled out", "withdrawal") in found or ("pulled", "withdrawal") in found
    left = next(c for c in claims if c.type == "withdrawal")
    assert any("Kafr Hanna" in STORY[a:b] for a, b in left.places)
    assert any("Northern Brigade" in STORY[a:b] for a, b in left.sources)
    assert left.source_is_author < 0.5
    shelled = next(c for c in claims if STORY[slice(*c.trigger)] == "shelled")
    assert any("troops" in STORY[a:b] for a, b in shelled.initiators)
    assert shelled.source_is_author > 0.5
    assert shelled.polarity[0] == "+"
    assert [STORY[a:b] for a, b in shelled.killed] == ["seven"]


def test_a_denial_is_negative_and_not_the_authors(tagger: Tagger) -> None:
    text = "The Sarn Front said that jets had bombed Orlo. The army denied that it had bombed the village."
    denied = [c for c in tagger.read(text, sentences_of(text)) if c.trigger[0] >= text.index("The army")]
    assert denied
    assert all(c.polarity[0] == "-" and c.source_is_author < 0.5 for c in denied)


def test_offsets_types_and_probabilities_are_valid(tagger: Tagger) -> None:
    for claim in tagger.read(STORY, sentences_of(STORY)):
        assert claim.type in tagger.manifest.types
        for start, end in every_span(claim):
            assert 0 <= start < end <= len(STORY)
            assert STORY[start:end] == STORY[start:end].strip()
        for value in (
            claim.score,
            claim.source_is_author,
            claim.polarity[1],
            claim.mode[1],
            claim.certainty[1],
            claim.stance[1],
        ):
            assert 0.0 <= value <= 1.0


def test_a_title_outside_the_text_is_context_only(tagger: Tagger) -> None:
    claims = tagger.read(STORY, sentences_of(STORY), title="Rebels storm the fort of Ilmar and seize two tanks")
    assert claims
    assert all(0 <= start < end <= len(STORY) for claim in claims for start, end in every_span(claim))
    assert "shelled" in {STORY[slice(*c.trigger)] for c in claims}


def test_links_name_other_claims_of_the_reading(tagger: Tagger) -> None:
    claims = tagger.read(STORY * 2, sentences_of(STORY * 2))
    for n, claim in enumerate(claims):
        assert all(0 <= link.to < len(claims) and link.to != n for link in claim.links)


def test_what_is_not_wanted_is_not_read_and_changes_nothing_else(tagger: Tagger) -> None:
    text = STORY * 2
    whole = tagger.read(text, sentences_of(text))
    kept = tagger.read(text, sentences_of(text), wanted=lambda trigger, kind, _: kind != "shelling")
    assert [replace(c, links=()) for c in kept] == [replace(c, links=()) for c in whole if c.type != "shelling"]
    assert tagger.read(text, sentences_of(text), wanted=lambda *_: False) == []


def test_a_hint_lets_an_unlikely_trigger_be_weighed(tagger: Tagger) -> None:
    sentences = sentences_of(STORY)
    seen = tagger.read(STORY, sentences)
    strict = replace(tagger.manifest.thresholds, trigger=1.1)
    deaf = Tagger(replace(tagger.manifest, thresholds=strict), tagger._nets)
    assert deaf.read(STORY, sentences) == []
    assert deaf.read(STORY, sentences, hints=[((0, 3), "siege"), ((0, 3), "no such type")]) == []
    first = seen[0]
    assert [(c.trigger, c.type) for c in deaf.read(STORY, sentences, hints=[(first.trigger, first.type)])] == [
        (first.trigger, first.type)
    ]
    assert tagger.read(STORY, sentences, hints=[(c.trigger, c.type) for c in seen]) == seen


def test_the_same_text_gives_the_same_claims(tagger: Tagger) -> None:
    assert tagger.read(STORY, sentences_of(STORY)) == Tagger.load().read(STORY, sentences_of(STORY))


@pytest.mark.parametrize(
    "text", ["", " \n\t ", "\ufeff", "\x00\x01", "💥" * 50, "a" * 5000, "] [SEP] [MASK] [CLS] <script>"]
)
def test_empty_and_hostile_text_gives_no_claim(tagger: Tagger, text: str) -> None:
    assert tagger.read(text, [(0, len(text))]) == []
    assert tagger.read(text, []) == []


def test_a_report_of_one_endless_sentence_is_read_to_its_end(tagger: Tagger) -> None:
    text = (
        "The weather was fine and people went to the market and " * 60 + "on Sunday soldiers shelled the town of Orlo."
    )
    claims = tagger.read(text, [(0, len(text))])
    assert any(text[slice(*c.trigger)] == "shelled" for c in claims)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*STORY.split(), "\n\n", "«", "”", "٣", "Ø", "[SEP]", "--", "said,"]), max_size=400))
def test_any_order_of_words_gives_valid_spans(tagger: Tagger, words: list[str]) -> None:
    text = " ".join(words)
    for claim in tagger.read(text, sentences_of(text)):
        assert all(0 <= start < end <= len(text) for start, end in every_span(claim))


@settings(deadline=None)
@given(st.lists(st.integers(1, 120), max_size=30))
def test_chunks_own_every_piece_once_and_fit(lengths: list[int]) -> None:
    text = " ".join("shots " * n for n in lengths)
    spans, at = [], 0
    for n in lengths:
        spans.append((at, at + 6 * n))
        at += 6 * n + 1
    stream = split(tokenizer(), text, spans)
    cut = chunks(stream)
    assert [n for c in cut for n in range(c.own, c.end)] == list(range(len(stream.ids)))
    assert all(c.end - c.begin <= CHUNK and c.begin <= c.own < c.end for c in cut)
    for c in cut:
        begin, end = window(stream, c, c.own, c.own + 1)
        assert c.begin <= begin <= c.own < end <= c.end


def test_an_altered_weight_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(weights_files.HERE, folder)
    graph = folder / "links.onnx"
    graph.write_bytes(graph.read_bytes()[:-1] + b"\x00")
    with pytest.raises(ExtractionError, match=r"links\.onnx.*SHA-256 differs"):
        Tagger.load(folder)


def test_a_missing_weight_file_or_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExtractionError, match=r"manifest\.json"):
        Tagger.load(tmp_path)
    shutil.copy(weights_files.HERE / "manifest.json", tmp_path)
    with pytest.raises(ExtractionError, match="is missing"):
        Tagger.load(tmp_path)


def test_the_manifest_says_where_the_weights_come_from() -> None:
    raw = json.loads((weights_files.HERE / "manifest.json").read_text("utf-8"))
    assert raw["origin"]["licence"]
    assert re.fullmatch(r"[0-9a-f]{64}", raw["training"]["corpus_sha256"])
    assert raw["figures"]
