from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tamesna_claims import claim

from trucewatch.model import Certainty, Claim, EventType, Mode, ObligationState, Polarity, Stance, Standing, Verdict
from trucewatch.publish.clock import duration_words, moment_words
from trucewatch.publish.wording import (
    STANDING_WORDS,
    STATE_WORDS,
    TYPE_WORDS,
    VERDICT_WORDS,
    Statement,
    account,
    interval,
    listing,
    manner,
)

D = date(2031, 5, 5)
PLAIN = claim("voice-0505", "c1", "shelled", "shelling")


def with_status(polarity: str, certainty: str, mode: str, stance: str) -> Claim:
    return PLAIN.model_copy(
        update={
            "polarity": Polarity(polarity),
            "certainty": Certainty(certainty),
            "mode": Mode(mode),
            "author_stance": Stance(stance),
        }
    )


STATUSES = st.builds(
    with_status,
    st.sampled_from([p.value for p in Polarity]),
    st.sampled_from([c.value for c in Certainty]),
    st.sampled_from([m.value for m in Mode]),
    st.sampled_from([s.value for s in Stance]),
)


@given(STATUSES)
def test_only_a_plain_or_neutrally_quoted_assertion_is_said_to_be_reported_and_no_more(status: Claim) -> None:
    words = manner(status, "X")
    asserted = (status.polarity, status.certainty, status.mode) == (Polarity.POSITIVE, Certainty.CERTAIN, Mode.ACTUAL)
    backed = status.author_stance in {Stance.ENDORSES, Stance.NEUTRAL}
    assert (words == "reported by X") == (asserted and backed)
    assert "X" in words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (("-", "certain", "actual", "neutral"), "denied by X"),
        (("+", "certain", "planned", "neutral"), "planned, according to X"),
        (("+", "probable", "predicted", "endorses"), "expected by X"),
        (("+", "probable", "conditional", "endorses"), "conditional on something else, according to X"),
        (("+", "possible", "actual", "neutral"), "said to be possible, unconfirmed, by X"),
        (("+", "certain", "actual", "rejects"), "reported by X, while the report that prints this rejects it"),
    ],
)
def test_each_status_has_its_own_words(status: tuple[str, str, str, str], words: str) -> None:
    assert manner(with_status(*status), "X") == words


def test_an_account_names_each_speaker_once_and_puts_denials_last() -> None:
    denial = with_status("-", "certain", "actual", "neutral")
    said = account([Statement(denial, ("B",)), Statement(PLAIN, ("A", "C")), Statement(PLAIN, ("A",))])
    assert said == "Reported by A and C; denied by B."


def test_whoever_denies_and_later_affirms_is_named_with_the_days() -> None:
    denial = with_status("-", "certain", "actual", "neutral")
    said = account([Statement(denial, ("A",), D), Statement(PLAIN, ("A", "B"), date(2031, 5, 7))])
    assert said == "Reported by A (7 May 2031) and B; denied by A (5 May 2031)."


@given(st.lists(st.tuples(STATUSES, st.sampled_from(["A", "B", "C"])), min_size=1, max_size=6))
def test_the_order_of_statements_changes_nothing_but_the_order_of_names(pairs: list[tuple[Claim, str]]) -> None:
    statements = [Statement(status, (speaker,)) for status, speaker in pairs]
    assert sorted(account(statements)) == sorted(account(statements[::-1]))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, "not dated"),
        (D, D, "5 May 2031"),
        (D, date(2031, 5, 7), "5–7 May 2031"),
        (D, date(2031, 6, 1), "5 May 2031 – 1 June 2031"),
        (D, None, "from 5 May 2031"),
        (None, D, "until 5 May 2031"),
    ],
)
def test_an_interval_says_what_is_open(start: date | None, end: date | None, words: str) -> None:
    assert interval(start, end) == words


def test_every_value_of_the_model_has_words() -> None:
    for words, values in (
        (TYPE_WORDS, EventType),
        (VERDICT_WORDS, Verdict),
        (STANDING_WORDS, Standing),
        (STATE_WORDS, ObligationState),
    ):
        assert set(words) == set(values)


def test_a_list_of_names_reads_as_english() -> None:
    assert [listing([]), listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2031-05-05", "5 May 2031"),
        ("2031-05-06T00:00+03:00", "6 May 2031, 00:00+03:00"),
        ("2031-05-06 14:30", "6 May 2031, 14:30"),
        ("mid-May 2031", "mid-May 2031"),
        ("2031-02-30", "2031-02-30"),
        ("", ""),
    ],
)
def test_a_moment_of_the_text_is_told_in_words_and_what_is_none_stands_as_it_is(written: str, told: str) -> None:
    assert moment_words(written) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("P6M", "6 months"),
        ("P1Y2M", "1 year and 2 months"),
        ("P1D", "1 day"),
        ("P", "P"),
        ("half a year", "half a year"),
    ],
)
def test_a_length_of_time_is_told_in_words(written: str, told: str) -> None:
    assert duration_words(written) == told
