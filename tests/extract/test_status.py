"""Whether it happened, how sure the source is, and in what mode."""

import pytest

from trucewatch.model import Certainty, Claim, EventType, Mode, Polarity, Stance


def status(claim: Claim) -> tuple[str, str, str, str]:
    return claim.polarity.value, claim.certainty.value, claim.mode.value, claim.author_stance.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Velmari army shelled Tell Amara.", "+ certain actual endorses"),
        ("The Velmari army did not shell Tell Amara.", "- certain actual endorses"),
        ("No clashes took place in Tell Amara.", "- certain actual endorses"),
        ("The Harun Front did not let the convoy into Tell Amara.", "+ certain actual endorses"),
        ("The Harun Front denied that it shelled Tell Amara.", "- certain actual neutral"),
        ("The Harun Front failed to capture Qasr Nimr.", "- certain actual endorses"),
        ("The Harun Front failed to storm the barracks in Qasr Nimr.", "+ certain actual endorses"),
        ("The Velmari army has reportedly shelled Tell Amara.", "+ probable actual endorses"),
        ("The Velmari army may have shelled Tell Amara.", "+ possible actual endorses"),
        ("The Velmari army allegedly shelled Tell Amara.", "+ possible actual endorses"),
        ("There are unconfirmed reports that the Harun Front captured Qasr Nimr.", "+ possible actual neutral"),
        ("The Harun Front agreed to withdraw from Deir Salam.", "+ certain planned endorses"),
        ("The Velmari army is to withdraw from Deir Salam by Friday.", "+ certain planned endorses"),
        ("The council urged the Velmari army to withdraw from Deir Salam.", "+ certain planned neutral"),
        ("Residents fear that the Velmari army will storm Deir Salam.", "+ possible predicted neutral"),
        ("Footage suggests that the Harun Front captured Qasr Nimr.", "+ probable actual neutral"),
        ("The Velmari army is likely to storm Deir Salam.", "+ probable predicted endorses"),
        ("If the truce holds, the Velmari army will withdraw from Deir Salam.", "+ certain conditional endorses"),
        ("The Harun Front would have captured Qasr Nimr without the rain.", "- certain conditional endorses"),
        (
            "Without offering evidence, the ministry claimed that the Harun Front shelled Tell Amara.",
            "+ certain actual doubts",
        ),
        ("The ministry said that the so-called Harun Front shelled Tell Amara.", "+ certain actual neutral"),
        (
            "The ministry said that the Harun Front pulled out of Deir Salam, a so-called redeployment.",
            "+ certain actual doubts",
        ),
        ("Two people died in a presumable air strike on Tell Amara.", "+ probable actual endorses"),
        ("The ministry falsely claimed that the Harun Front shelled Tell Amara.", "+ certain actual rejects"),
    ],
)
def test_status_from_what_embeds_the_event(claims_of, text: str, expected: str) -> None:
    found = claims_of(text)
    assert len(found) == 1, [(c.trigger.text, c.type.value) for c in found]
    assert " ".join(status(found[0])) == expected


def test_a_bare_if_clause_is_not_coded(claims_of) -> None:
    found = claims_of("If the Harun Front attacks Tell Amara, the talks are over.")
    assert EventType.ASSAULT not in [c.type for c in found]


def test_a_condition_does_not_reach_a_relative_clause(claims_of) -> None:
    found = claims_of(
        "If the truce holds, the Velmari army will move on Deir Salam, a town besieged by the Harun Front."
    )
    siege = next(c for c in found if c.type is EventType.SIEGE)
    assert siege.mode is Mode.ACTUAL


def test_to_deny_somebody_a_thing_is_no_denial_of_what_it_is_for(claims_of) -> None:
    found = claims_of("The Velmari army wants to deny the Harun Front a hill from which it shells Tell Amara.")
    shelling = next(c for c in found if c.type is EventType.SHELLING)
    assert shelling.polarity is Polarity.POSITIVE


def test_what_an_event_is_set_against_is_taken_for_granted(claims_of) -> None:
    found = claims_of("The Harun Front did not return to Qasr Nimr after the shelling of Tell Amara.")
    shelling = next(c for c in found if c.type is EventType.SHELLING)
    assert shelling.polarity is Polarity.POSITIVE


def test_every_field_names_its_rule(claims_of) -> None:
    (claim,) = claims_of("The Harun Front may have shelled Tell Amara on Monday, residents said.")
    assert claim.certainty is Certainty.POSSIBLE
    assert claim.author_stance is Stance.NEUTRAL
    assert {
        "trigger",
        "type",
        "initiators",
        "places",
        "source",
        "certainty",
        "author_stance",
        "date",
    } <= claim.rules.keys()
