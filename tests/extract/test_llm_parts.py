"""The parts of the llm extractor that ask nobody: settings, pieces, literal words, reading answers."""

import inspect
import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.extract.llm import Endpoint, LlmExtractor
from trucewatch.extract.llm.answer import answer_schema, read_answer
from trucewatch.extract.llm.literal import quoted_spans, spans_of, wording
from trucewatch.extract.llm.pieces import halves, pieces
from trucewatch.extract.llm.prompt import instructions
from trucewatch.model import EventType, TextSpan
from trucewatch.model.errors import ExtractionError

URL, MODEL = "TRUCEWATCH_LLM_URL", "TRUCEWATCH_LLM_MODEL"
SET = {URL: "http://127.0.0.1:8080/v1/", MODEL: "tiny"}


@pytest.mark.parametrize(("missing", "named"), [({URL}, URL), ({MODEL}, MODEL), ({URL, MODEL}, f"{URL} and {MODEL}")])
def test_without_url_or_model_it_says_what_to_set(missing: set[str], named: str) -> None:
    with pytest.raises(ExtractionError, match=f"set {named}"):
        Endpoint.from_environment({k: v for k, v in SET.items() if k not in missing})


def test_the_extractor_takes_its_endpoint_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (URL, MODEL):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ExtractionError, match=URL):
        LlmExtractor()
    for name, value in SET.items():
        monkeypatch.setenv(name, value)
    assert LlmExtractor().version.startswith("llm/1+tiny+")


def test_settings_are_read_and_the_key_is_never_shown() -> None:
    given_all = SET | {
        "TRUCEWATCH_LLM_KEY": " sk-secret ",
        "TRUCEWATCH_LLM_BUDGET": "1_000",
        "TRUCEWATCH_LLM_CONCURRENCY": "2",
        "TRUCEWATCH_LLM_TIMEOUT": "1.5",
    }
    endpoint = Endpoint.from_environment(given_all)
    assert (endpoint.url, endpoint.key, endpoint.host) == ("http://127.0.0.1:8080/v1", "sk-secret", "127.0.0.1:8080")
    assert (endpoint.budget, endpoint.concurrency, endpoint.timeout) == (1000, 2, 1.5)
    assert "sk-secret" not in repr(endpoint)
    plain = Endpoint.from_environment(SET)
    assert (plain.key, plain.budget, plain.concurrency) == (None, 500_000, 4)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (URL, "127.0.0.1:8080/v1"),
        (URL, "ftp://host/v1"),
        (URL, "https://user:pw-secret@host/v1"),
        (URL, "https://host/v1?key=pw-secret"),
        (URL, "http://host:port/v1"),
        ("TRUCEWATCH_LLM_KEY", "two\nlines-pw-secret"),
        ("TRUCEWATCH_LLM_BUDGET", "many"),
        ("TRUCEWATCH_LLM_BUDGET", "0"),
        ("TRUCEWATCH_LLM_CONCURRENCY", "1.5"),
        ("TRUCEWATCH_LLM_CONCURRENCY", "0"),
        ("TRUCEWATCH_LLM_TIMEOUT", "nan"),
        ("TRUCEWATCH_LLM_TIMEOUT", "-1"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_no_secret_shown(name: str, value: str) -> None:
    with pytest.raises(ExtractionError, match=name) as caught:
        Endpoint.from_environment(SET | {name: value})
    assert "pw-secret" not in str(caught.value)


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "llm.md").read_text("utf-8")
    code = Path(str(inspect.getfile(Endpoint))).read_text("utf-8")
    names = set(re.findall(r"TRUCEWATCH_LLM_[A-Z]+", code))
    assert len(names) == 6
    assert all(f"`{name}`" in page for name in names)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost:1/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://127.9.9.9/v1", True),
        ("https://a.org", False),
    ],
)
def test_loopback_is_told_from_other_hosts(url: str, loopback: bool) -> None:
    assert Endpoint(url, "m").is_loopback is loopback


@given(st.text(alphabet="ab. \n\t؟。,é", max_size=400), st.integers(1, 60))
def test_pieces_cover_the_text_without_gap_or_overlap(text: str, longest: int) -> None:
    cut = pieces(text, longest)
    assert "".join(text[p.start : p.end] for p in cut) == text
    assert all(0 < p.end - p.start <= longest for p in cut)


def test_pieces_end_where_paragraphs_or_sentences_do() -> None:
    paragraphs = "One. Two.\n\nThree is a longer sentence. Four."
    assert [paragraphs[p.start : p.end] for p in pieces(paragraphs, 20)] == [
        "One. Two.\n\n",
        "Three is a longer ",
        "sentence. Four.",
    ]
    sentences = "Здесь тихо. Потом был обстрел. Всё."
    assert [sentences[p.start : p.end] for p in pieces(sentences, 20)] == [
        "Здесь тихо. ",
        "Потом был обстрел. ",
        "Всё.",
    ]


@given(st.text(alphabet="ab. \n", min_size=2, max_size=200))
def test_halves_are_a_piece_in_two(text: str) -> None:
    one, two = halves(text, TextSpan(start=0, end=len(text)))
    assert text[one.start : one.end] + text[two.start : two.end] == text
    assert one.end > one.start
    assert two.end > two.start


@given(st.text(max_size=60), st.text(max_size=5))
def test_whatever_is_found_stands_in_the_text(text: str, words: str) -> None:
    assert all(text[s.start : s.end] == words for s in spans_of(text, words))
    found = wording(text, words)
    assert found is None or (found in text and found.lower() == words.strip().lower())
    for span in quoted_spans(text, words, 0, len(text)):
        assert text[span.start : span.end].split() == words.split()


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The hit was heard", "he", None),
        ("обстрелян", "обстрел", None),
        ("وقالت قوات الشمال", "قالت", "قالت"),
        ("在当地炮击", "炮击", "炮击"),
        ("THE ARMY withdrew", "the army", "THE ARMY"),
        ("the army", "", None),
    ],
)
def test_words_are_whole_in_scripts_with_spaces(text: str, words: str, found: str | None) -> None:
    assert wording(text, words) == found


def test_the_schema_is_strict_and_knows_every_type() -> None:
    schema = answer_schema()
    jsonschema.Draft202012Validator.check_schema(schema)

    def objects(node: object) -> list[dict[str, object]]:
        inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
        own = [node] if isinstance(node, dict) and node.get("type") == "object" else []
        return own + [o for value in inner for o in objects(value)]

    for part in objects(schema):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])  # type: ignore[call-overload]
    assert all(kind in instructions() for kind in EventType)


def test_the_example_in_the_instructions_keeps_to_the_schema() -> None:
    example = json.loads(instructions().splitlines()[-1])
    jsonschema.validate(example, answer_schema())


@pytest.mark.parametrize(
    "written", ["", "{", '{"claims": null}', '{"a": 1}', "[" * 5000, '{"claims": [' * 3000, '{"a": ' + "9" * 9000 + "}"]
)
def test_what_holds_no_claims_is_an_error_and_nothing_worse(written: str) -> None:
    with pytest.raises(ValueError, match="no object"):
        read_answer(written)


@given(st.text(max_size=80))
def test_json_is_found_among_words(noise: str) -> None:
    words = noise.replace("{", "(").replace("<think>", "")
    assert read_answer(f'{words}{{"claims": [1]}}{words}') == [1]
