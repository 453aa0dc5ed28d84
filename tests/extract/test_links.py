"""Denials across sentences, confirmations, repetitions and conditions."""

from datetime import date

import pytest

from trucewatch.model import EventType, LinkType, Mode, Polarity, Stance


@pytest.mark.parametrize(
    ("denial", "trigger"),
    [
        ("The brigade's press office denied the reports.", "denied"),
        ("The brigade's press office dismissed them as propaganda.", "dismissed"),
        ("The brigade's press office called this a lie.", "lie"),
        ("A spokesman for the brigade retorted that it had done nothing of the kind.", "nothing of the kind"),
    ],
)
def test_a_denial_makes_a_claim_for_every_event_denied(claims_of, denial: str, trigger: str) -> None:
    told = (
        "Media activists said that the Northern Brigade pulled out of Tell Amara and that the "
        "Harun Front captured the mill in Wadi Hilal."
    )
    found = claims_of(f"{told} {denial}")
    first = [c for c in found if c.polarity is Polarity.POSITIVE]
    denials = [c for c in found if c.polarity is Polarity.NEGATIVE]
    assert [c.type for c in first] == [EventType.WITHDRAWAL, EventType.TERRITORY_CAPTURED]
    assert [c.type for c in denials] == [c.type for c in first]
    assert {c.trigger.text for c in denials} == {trigger}
    assert [[(link.type, link.to) for link in c.links] for c in denials] == [[(LinkType.DENIES, c.id)] for c in first]
    assert all("brigade" in c.source[0].lower() for c in denials)
    assert denials[0].places == first[0].places
    assert all(c.author_stance is Stance.NEUTRAL for c in first)


def test_the_reports_own_denial_rejects_what_was_said(claims_of) -> None:
    found = claims_of(
        "Activists reported that the Harun Front withdrew from Deir Salam. These reports appeared to be untrue."
    )
    told, denied = found
    assert told.author_stance is Stance.REJECTS
    assert denied.source == ("author",)
    assert (denied.polarity, denied.certainty.value) == (Polarity.NEGATIVE, "probable")
    assert denied.links[0].to == told.id


def test_a_party_that_denies_what_the_report_rejects_is_endorsed(claims_of) -> None:
    found = claims_of(
        "Activists reported that the Harun Front withdrew from Deir Salam. The reports were false. "
        "The group's press office denied them."
    )
    assert [c.author_stance for c in found] == [Stance.REJECTS, Stance.ENDORSES, Stance.ENDORSES]


def test_reports_that_do_not_correspond_to_reality_are_rejected(claims_of) -> None:
    found = claims_of(
        "Activists reported that the Harun Front withdrew from Deir Salam. The reports do not correspond to reality."
    )
    assert [c.author_stance for c in found] == [Stance.REJECTS, Stance.ENDORSES]
    assert found[1].links[0].to == found[0].id


def test_saying_it_again_is_no_word_on_whom_the_report_quoted(claims_of) -> None:
    found = claims_of("Activists said that shells hit Deir Salam. Shells hit Deir Salam on Friday.")
    assert [c.author_stance for c in found] == [Stance.NEUTRAL, Stance.ENDORSES]


def test_a_denial_with_nothing_before_it_makes_no_claim(claims_of) -> None:
    assert claims_of("The ministry denied the reports.") == []


def test_the_report_goes_on_with_what_it_quoted(claims_of) -> None:
    found = claims_of(
        "The press office said that clashes continued near Wadi Hilal. Clashes continued near Wadi Hilal on Friday."
    )
    assert [(link.type, link.to) for link in found[1].links] == [(LinkType.CONFIRMS, "c1")]


def test_the_same_source_repeats(claims_of) -> None:
    found = claims_of("The Velmari army shelled Tell Amara. The army's shelling of Tell Amara killed two residents.")
    assert [(link.type, link.to) for link in found[1].links] == [(LinkType.REPEATS, "c1")]


def test_a_condition_hangs_on_the_agreement(claims_of) -> None:
    found = claims_of(
        "The Velmari army and the Harun Front signed a truce in Tell Amara. If the truce holds, the "
        "Velmari army will withdraw from Deir Salam."
    )
    ahead = next(c for c in found if c.type is EventType.WITHDRAWAL)
    assert ahead.mode is Mode.CONDITIONAL
    assert [(link.type, link.to) for link in ahead.links] == [(LinkType.CONDITIONAL_ON, "c1")]


def test_what_is_due_after_the_signing_hangs_on_it(claims_of) -> None:
    found = claims_of(
        "The Velmari army and the Harun Front signed a truce in Tell Amara. Within ten days of signing, the Velmari "
        "army will withdraw from Deir Salam."
    )
    due = next(c for c in found if c.type is EventType.WITHDRAWAL)
    assert (LinkType.CONDITIONAL_ON, "c1") in [(link.type, link.to) for link in due.links]


def test_what_a_deal_would_see_hangs_on_the_deal(claims_of) -> None:
    found = claims_of("The Velmari army and the Harun Front signed a deal that would see fighters leave Deir Salam.")
    kinds = {c.id: c.type for c in found}
    links = [(link.type, kinds[link.to]) for c in found if c.type is EventType.WITHDRAWAL for link in c.links]
    assert (LinkType.CONDITIONAL_ON, EventType.AGREEMENT_SIGNED) in links


def test_links_point_to_claims_of_the_report(claims_of) -> None:
    found = claims_of(
        "Activists said that the Harun Front shelled Tell Amara. The front denied it. Residents "
        "said that the Harun Front shelled Tell Amara."
    )
    known = {c.id for c in found}
    assert all(link.to in known and link.to != c.id for c in found for link in c.links)


def test_a_denial_has_the_day_of_what_it_denies(claims_of) -> None:
    told, denied = claims_of(
        "Activists said that the Harun Front withdrew from Deir Salam on Tuesday. The group's press office denied this."
    )
    assert (told.date_start, denied.date_start) == (date(2017, 5, 2), date(2017, 5, 2))
    assert denied.polarity is Polarity.NEGATIVE
