"""Blind coding: who codes what, that nobody sees another's, and what two codings come to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.errors import InputError
from trucewatch.review.agreement import agreement, codings_of
from trucewatch.review.coding import Share
from trucewatch.review.undoing import undo


def test_the_share_is_chosen_by_hash_the_same_for_everybody():
    keys = [f"r{n}/c{m}" for n in range(200) for m in range(5)]
    tenth = [key for key in keys if Share("valley", 0.1).holds(key)]
    assert tenth == [key for key in keys if Share("valley", 0.1).holds(key)]
    assert 60 < len(tenth) < 150
    assert tenth != [key for key in keys if Share("hills", 0.1).holds(key)]


@given(key=st.text(max_size=20), small=st.floats(0, 1), large=st.floats(0, 1))
def test_a_larger_share_holds_what_a_smaller_one_holds(key, small, large):
    small, large = sorted((small, large))
    assert not Share("w", small).holds(key) or Share("w", large).holds(key)
    assert not Share("w", 0.0).holds(key)
    assert Share("w", 1.0).holds(key)


def test_two_who_agree_settle_it_at_once(ledger, at_desk):
    (first,) = at_desk("Ana", 1.0).correct("r1/c1", {"certainty": "possible"})
    assert first.kind == "claim_coded"
    assert ledger.claims()["r1/c1"].reviewed is None
    seen = at_desk("Ben", 1.0).see("r1/c1")
    assert seen.blind
    assert seen.claim == seen.machine
    coded, settled = at_desk("Ben", 1.0).correct("r1/c1", {"certainty": "possible"})
    assert (coded.kind, settled.kind) == ("claim_coded", "claim_corrected")
    assert settled.body["codings"] == [first.hash, coded.hash]
    assert settled.body["reason"] == "Ana and Ben coded it alike."
    assert ledger.claims()["r1/c1"].certainty == "possible"


def test_two_who_differ_wait_for_a_third(ledger, at_desk):
    at_desk("Ana", 1.0).accept("r1/c1")
    at_desk("Ben", 1.0).correct("r1/c1", {"killed": "12 civilians"})
    assert ledger.claims()["r1/c1"].reviewed is None
    with pytest.raises(InputError, match="Ben coded claim r1/c1; another person"):
        at_desk("Ben", 1.0).adjudicate("r1/c1", 2)
    cem = at_desk("Cem", 1.0)
    for wrong in (None, 0, 3):
        with pytest.raises(InputError, match="Name the coding that is right"):
            cem.adjudicate("r1/c1", wrong)
    with pytest.raises(InputError, match="has 0 of 2 codings"):
        cem.adjudicate("r1/c2", 1)
    (settled,) = cem.adjudicate("r1/c1", 2, reason="the text gives the number")
    now = ledger.claims()["r1/c1"]
    assert (now.killed[0].low, now.reviewed.by) == (12, "Cem")
    assert len(settled.body["codings"]) == 2
    with pytest.raises(InputError, match="or is settled"):
        cem.adjudicate("r1/c1", 1)


def test_an_adjudicator_may_correct_or_reject(ledger, at_desk):
    for key in ("r1/c1", "r1/c3"):
        at_desk("Ana", 1.0).accept(key)
        at_desk("Ben", 1.0).reject(key)
    cem = at_desk("Cem", 1.0)
    cem.adjudicate("r1/c1", 1, changes={"certainty": "probable"})
    cem.adjudicate("r1/c3", reject=True)
    assert ledger.claims()["r1/c1"].certainty == "probable"
    assert "r1/c3" not in ledger.claims()


def test_a_coding_can_be_undone_until_it_is_settled(ledger, at_desk):
    ana = at_desk("Ana", 1.0)
    ana.accept("r1/c1")
    undo(ana)
    assert ana.codings("r1/c1") == ()
    ana.reject("r1/c1")
    assert [coding.exists for coding in ana.codings("r1/c1")] == [False]


def test_alpha_by_field_and_by_coder(ledger, at_desk):
    ana, ben = at_desk("Ana", 1.0), at_desk("Ben", 1.0)
    for report in ("r1", "r2"):
        ana.accept(f"{report}/c1")
        ben.correct(f"{report}/c1", {"certainty": "possible" if report == "r1" else "probable"})
        for claim in ("c2", "c3"):
            ana.accept(f"{report}/{claim}")
            ben.accept(f"{report}/{claim}")
    rows = {(row.coder, row.field): row for row in agreement(codings_of(ledger))}
    everybody = rows[None, "certainty"]
    # Observed: 2 of 6 pairs differ. Expected: of 12 values 10 are certain, 1 possible, 1 probable.
    expected = 1 - (2 / 6) / (1 - (10 * 9) / (12 * 11))
    assert everybody.alpha == pytest.approx(expected, abs=1e-3)
    assert (everybody.claims, everybody.pairs, everybody.alike) == (6, 6, pytest.approx(4 / 6, abs=1e-3))
    assert rows[None, "type"].alpha == 1.0
    assert rows[None, "exists"].alpha is None
    assert rows["Ana", "certainty"].alpha == everybody.alpha
    assert rows[None, "polarity"].alike == 1.0


def test_where_nothing_was_coded_twice_nothing_is_said(ledger, at_desk):
    at_desk("Ana", 1.0).accept("r1/c1")
    assert agreement(codings_of(ledger)) == []
