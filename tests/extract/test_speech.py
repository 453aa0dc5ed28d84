"""Who says so, innermost first."""

import pytest


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The Velmari army shelled Tell Amara.", "author"),
        ("Residents said that the Velmari army shelled Tell Amara.", "Residents"),
        ("The Velmari army shelled Tell Amara, residents said on Monday.", "residents"),
        ("According to a local doctor, the Velmari army shelled Tell Amara.", "a local doctor"),
        ("The Velmari army shelled Tell Amara, according to a local doctor.", "a local doctor"),
        ("There are reports that the Velmari army shelled Tell Amara.", "reports"),
        ("The radio quoted a field commander as saying that the Velmari army shelled Tell Amara.", "a field commander"),
        ("The mayor accused the Velmari army of shelling Tell Amara.", "The mayor"),
        ("“The Velmari army shelled Tell Amara all through the night,” the mayor said.", "the mayor"),
    ],
)
def test_the_innermost_speaker(claims_of, text: str, source: str) -> None:
    (claim,) = claims_of(text)
    assert claim.source == (source,)
    assert (claim.author_stance == "endorses") == (source == "author")


def test_nested_speakers_are_a_chain(claims_of) -> None:
    (claim,) = claims_of("The agency reported, citing residents, that the Velmari army shelled Tell Amara.")
    assert claim.source == ("residents",)
    assert claim.source_chain == ("residents", "The agency")


def test_joined_speakers_are_both_sources(claims_of) -> None:
    (claim,) = claims_of("Residents and aid workers said that the Velmari army shelled Tell Amara.")
    assert claim.source == ("Residents", "aid workers")


def test_it_added_goes_on_with_the_speaker(claims_of) -> None:
    found = claims_of(
        "The ministry said that the Velmari army shelled Tell Amara. It added that the Harun Front stormed Deir Salam."
    )
    assert [c.source for c in found] == [("The ministry",), ("The ministry",)]


def test_a_new_sentence_is_the_reports_own(claims_of) -> None:
    found = claims_of("The ministry said that the Velmari army shelled Tell Amara. The Harun Front stormed Deir Salam.")
    assert [c.source for c in found] == [("The ministry",), ("author",)]


def test_a_quotation_over_several_sentences(claims_of) -> None:
    text = (
        "“The Velmari army shelled Tell Amara at dawn. Then the River Guard stormed the mill in "
        "Wadi Hilal,” said Mr Anwar, a teacher."
    )
    assert {c.source for c in claims_of(text)} == {("Mr Anwar",)}


def test_run_on_text_without_commas(claims_of) -> None:
    (claim,) = claims_of("The Velmari army fired rockets at Tell Amara on Monday a police source said.")
    assert claim.source == ("a police source",)
