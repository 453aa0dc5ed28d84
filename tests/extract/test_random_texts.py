"""Whatever a text holds, an extractor neither fails nor hangs, and every claim stands in its report. Ten thousand such
texts, and how cost grows with length: `python -m bench fuzz`."""

from datetime import date

import pytest
from bench.hostile import LONG, check, reports, stretched
from hypothesis import HealthCheck, given, settings

from trucewatch.extract import get_extractor
from trucewatch.extract.english.pipeline import parse
from trucewatch.model import Report
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World

WORLD = World.general()


@pytest.mark.parametrize(
    ("name", "examples"), [("english", 40), ("rules", 40), ("russian", 10), ("arabic", 40), ("default", 20)]
)
def test_no_text_breaks_an_extractor(name: str, examples: int) -> None:
    try:
        extractor = get_extractor(name)
    except ExtractionError as error:
        pytest.skip(str(error))

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(reports(any_language=name == "default"))
    def read(report: Report) -> None:
        check(report, extractor.extract(report, WORLD))

    read()


@pytest.mark.parametrize(
    "pattern", ["one trigger", "open quotes", "of", "said", "digits", "cyrillic, no end", "denials"]
)
def test_a_text_that_repeats_itself_is_read_all_the_same(pattern: str) -> None:
    extractor = get_extractor("english")
    report = Report(id="r", text=stretched(LONG[pattern], 2_500), published=date(2017, 5, 5))
    check(report, extractor.extract(report, WORLD))


def test_text_without_a_full_stop_is_parsed_in_sentences_of_bounded_length() -> None:
    text = stretched(LONG["no punctuation"], 6_000)
    doc = parse(text)
    assert doc.text == text
    assert max(len(sentence) for sentence in doc.sents) <= 200


def test_ordinary_sentences_stay_as_they_are() -> None:
    doc = parse("The army shelled Homs. The brigade denied it.\n" + "It left Hama and " * 60)
    assert [s.text for s in doc.sents][:2] == ["The army shelled Homs.", "The brigade denied it.\n"]
