"""The words that the tagger marks, grown or cut to what they name."""

import pytest

from trucewatch.extract.english.mentions import Reading, read
from trucewatch.extract.english.parsed import Span
from trucewatch.extract.english.pipeline import parse
from trucewatch.extract.english.resolve import Memory
from trucewatch.extract.english.speech import Attribution
from trucewatch.extract.english.tagged_words import completed, nested, place_name, words_at
from trucewatch.model import Report
from trucewatch.world import World


def reading_of(text: str, world: World) -> Reading:
    return read(Report(id="r", text=text), parse(text), world)


def at(reading: Reading, words: str) -> Span:
    start = reading.report.text.index(words)
    found = words_at(reading.doc, (start, start + len(words)))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("marked", "whole"),
    [("a separatist", "a separatist spokesman"), ("The defence", "The defence ministry"), ("residents", "residents")],
)
def test_a_speaker_is_named_to_the_end_of_the_phrase(invented: World, marked: str, whole: str) -> None:
    text = f"The mill was shelled, {whole} said." if marked[0].islower() else f"{whole} said that the mill was shelled."
    assert completed(at(reading_of(text, invented), marked)).text == whole


def test_a_name_that_breaks_off_is_grown_to_the_known_place(invented: World) -> None:
    reading = reading_of("Shells fell on Tell Amara on Sunday.", invented)
    assert place_name(reading, at(reading, "Tell")).text == "Tell Amara"
    assert place_name(reading, at(reading, "Sunday")).text == "Sunday"


def test_a_place_and_what_it_lies_in_are_two(invented: World) -> None:
    reading = reading_of("Shells fell on the southern part of the market in Tell Amara.", invented)
    found = nested(at(reading, "the southern part of the market in Tell Amara"))
    assert [span.text for span in found] == ["the southern part of the market", "Tell Amara"]
    assert [span.text for span in nested(at(reading, "Tell Amara"))] == ["Tell Amara"]


def test_a_quotation_goes_on_with_the_last_speaker_for_some_words(invented: World) -> None:
    told = "The nurse spoke. Shells fell. Rockets fell. " + "It was a long day for us all. " * 6
    reading = reading_of(told, invented)
    first, second, third, *_, last = reading.doc.sents
    memory = Memory(reading, None)
    assert memory.speaker_before(second) == ()
    memory.note_speaker(Attribution(("the nurse",), ("the nurse",), None, "quotation"), first)
    memory.note_speaker(Attribution(("author",), (), None, "unattributed"), second)
    assert memory.speaker_before(third) == ("the nurse",)
    assert memory.speaker_before(last) == ()
