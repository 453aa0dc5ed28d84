"""Reports to claims from end to end: offsets, languages, long and broken texts."""

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trucewatch.extract import Extractor, get_extractor
from trucewatch.model import EventType, Polarity, Report
from trucewatch.model.errors import ExtractionError

STORY = (
    "Media activists said on Thursday that the Northern Brigade pulled out of Tell Amara. The "
    "brigade's press office denied the "
    "reports and said that clashes went on near the mill. If the truce holds, the army will "
    "probably move on Deir Salam in June."
)


def test_the_codebooks_worked_example(claims_of) -> None:
    found = claims_of(STORY)
    assert [(c.type.value, c.polarity.value, c.mode.value) for c in found] == [
        ("withdrawal", "+", "actual"),
        ("withdrawal", "-", "actual"),
        ("armed_clash", "+", "actual"),
        ("offensive_launched", "+", "conditional"),
    ]
    left, denied, _, ahead = found
    assert left.date_start == left.date_end == date(2017, 5, 4)
    assert left.source == ("Media activists",)
    assert denied.initiators == left.initiators
    assert (ahead.date_start, ahead.date_end) == (date(2017, 6, 1), date(2017, 6, 30))
    assert ahead.certainty.value == "probable"


def test_a_deadline_after_signing(claims_of) -> None:
    found = claims_of(
        "Iran and Turkey signed a memorandum in Tell Amara on May 4. “The guarantors within five "
        "days after signing the memorandum will "
        "create a working group,” the text of the document reads."
    )
    created = next(c for c in found if c.type is EventType.MECHANISM_ESTABLISHED)
    assert (created.date_start, created.date_end) == (date(2017, 5, 4), date(2017, 5, 9))
    assert created.source == ("the text of the document",)
    assert created.mode.value == "planned"


def test_tolls_belong_to_their_event(claims_of) -> None:
    (claim,) = claims_of("Air strikes by the Velmari army on Tell Amara killed at least 12 civilians.")
    assert [(k.low, k.high) for k in claim.killed] == [(12, None)]


def test_offsets_hold_after_odd_characters(claims_of) -> None:
    text = "🕊️ “Update” – é\r\n\r\nThe Velmari army shelled\u00a0Tell Amara. 🕊️ The Harun Front fled Qasr Nimr."
    found = claims_of(text)
    assert (
        [text[c.trigger.start : c.trigger.end] for c in found] == [c.trigger.text for c in found] == ["shelled", "fled"]
    )


@pytest.mark.parametrize("language", ["ru", "ar", "fr"])
def test_other_languages_give_no_claims(claims_of, language: str) -> None:
    assert claims_of(STORY, language=language) == []


@pytest.mark.parametrize("text", [" ", "\n\n\n", "....", "(((", "“", "?!" * 400, "a" * 30_000, "- \n" * 3000])
def test_texts_without_sense_give_no_claims(claims_of, text: str) -> None:
    assert claims_of(text) == []


def test_without_a_publication_day_weekdays_stay_open(claims_of) -> None:
    (claim,) = claims_of("The Velmari army shelled Tell Amara on Monday.", published=None)
    assert claim.date_start is None


def test_the_same_report_gives_the_same_claims(claims_of) -> None:
    assert claims_of(STORY) == claims_of(STORY)


def test_a_long_text_takes_time_in_proportion(claims_of) -> None:
    claims_of(STORY)

    def seconds(copies: int) -> float:
        start = time.process_time()
        claims_of("\n\n".join(STORY.replace("Thursday", f"{n % 28 + 1} April") for n in range(copies)))
        return time.process_time() - start

    assert seconds(200) < 16 * seconds(25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from([*STORY.split(), "“", "”", "(", ")", ",", "\n", "not", "If", "denied", "them", "NB"]),
        max_size=40,
    )
)
def test_any_order_of_words_gives_sound_claims(claims_of, words: list[str]) -> None:
    text = " ".join(words) or "x"
    found = claims_of(text)
    for claim in found:
        assert text[claim.trigger.start : claim.trigger.end] == claim.trigger.text
        assert claim.polarity in Polarity


def test_extractors_by_name() -> None:
    assert isinstance(get_extractor("rules"), Extractor)
    assert isinstance(get_extractor(), Extractor)
    with pytest.raises(ExtractionError, match="no extractor named 'oracle'"):
        get_extractor("oracle")


def test_report_ids_are_kept(claims_of) -> None:
    assert {c.report for c in claims_of(STORY, id="other")} == {"other"}
    assert Report(id="other", text=STORY).id == "other"


def test_long_texts_with_headlines_in_capitals_are_read_whole(claims_of) -> None:
    text = "\n\n".join(
        ["Velmari Army Shells Rebel Positions In Tell Amara", *["Nothing else was reported that day."] * 900, STORY]
    )
    found = claims_of(text)
    assert found[0].trigger.text == "Shells"
    assert [text[c.trigger.start : c.trigger.end] for c in found] == [c.trigger.text for c in found]
    assert found[-1].trigger.start > 20_000
