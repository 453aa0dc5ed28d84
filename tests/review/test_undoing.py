"""Undoing: one's own, in the order in which it was done, as long as nothing rests on it."""

import pytest

from trucewatch.ledger import IssuePublished
from trucewatch.model.errors import ConflictError, InputError
from trucewatch.review.undoing import undo


def test_the_last_decision_of_the_person_is_taken_back_then_the_one_before(ledger, at_desk):
    ana = at_desk("Ana")
    ana.accept("r1/c1")
    at_desk("Ben").accept("r1/c3")
    ana.reject("r1/c2")
    undo(ana)
    assert {key for key, claim in ledger.claims().items() if claim.reviewed} == {"r1/c1", "r1/c3"}
    undo(ana)
    assert {key for key, claim in ledger.claims().items() if claim.reviewed} == {"r1/c3"}
    with pytest.raises(InputError, match="Ana has made no decision here"):
        undo(ana)


def test_undoing_twice_under_one_request_undoes_once(ledger, at_desk):
    ana = at_desk("Ana")
    ana.accept("r1/c1")
    ana.accept("r1/c2")
    first = undo(ana, request="u1")
    assert undo(ana, request="u1") == first
    assert ledger.claims()["r1/c1"].reviewed is not None


def test_what_is_not_ones_own_or_not_there_stays(ledger, at_desk):
    (entry,) = at_desk("Ana").accept("r1/c1")
    with pytest.raises(ConflictError, match="decision of Ana"):
        undo(at_desk("Ben"), entry.seq)
    with pytest.raises(ConflictError, match="no decision that can be undone"):
        undo(at_desk("Ben"), 1)
    for number in (0, -3, 10**12):
        with pytest.raises(InputError, match="There is no entry"):
            undo(at_desk("Ana"), number)


def test_what_went_out_with_an_issue_is_changed_by_a_new_decision(ledger, at_desk):
    (entry,) = at_desk("Ana").accept("r1/c1")
    when = entry.recorded_at
    issue = IssuePublished(number=1, as_of=when, known_on=when, corpus_hash="0" * 64, sha256="1" * 64)
    ledger.append("issue_published", issue, by="Ana")
    with pytest.raises(ConflictError, match="went out with an issue"):
        undo(at_desk("Ana"))
    at_desk("Ana").reject("r1/c1")
    assert "r1/c1" not in ledger.claims()
