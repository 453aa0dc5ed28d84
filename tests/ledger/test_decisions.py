"""What people decide on claims: views obey it on both clocks, nobody is decided over, each undoes only their own."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_material import START, Clock, added, claim, extracted, report

from trucewatch.ledger import IssuePublished, Ledger
from trucewatch.ledger.decision_kinds import Anchor
from trucewatch.ledger.kinds import (
    ClaimCoded,
    ClaimCorrected,
    ClaimReviewed,
    ClaimsExtracted,
    ClaimsLinked,
    DecisionUndone,
    IncidentsRegrouped,
    RecordFlagged,
)
from trucewatch.model import Certainty, EventType, Polarity, Regrouping, Sensitivity
from trucewatch.model.errors import ConflictError, LedgerError


def begin(ledger: Ledger, *names: str) -> None:
    one = report("r1")
    kinds = (EventType.SHELLING, EventType.ASSAULT)
    made = zip(names or ("c1", "c2"), kinds, strict=False)
    claims = [claim(one, name).model_copy(update={"type": kind}) for name, kind in made]
    ledger.append_many([added(one), extracted(one, *claims)], by="trucewatch")


def common(ledger: Ledger, key: str, by: str, **fields):
    judged = ledger.judged(report="r1")[key]
    return {
        "claim": key,
        "report": "r1",
        "seen": judged.version,
        "anchor": Anchor.of(judged.machine),
        "by": by,
        **fields,
    }


def reviewed(ledger: Ledger, key: str, by: str, verdict: str = "accepted", **fields) -> ClaimReviewed:
    return ClaimReviewed(verdict=verdict, **common(ledger, key, by, **fields))


def corrected(ledger: Ledger, key: str, by: str, **fields) -> ClaimCorrected:
    judged = ledger.judged(report="r1")[key]
    made = judged.machine.model_copy(update={"certainty": Certainty.POSSIBLE, "confidence": {"certainty": 0.9}})
    return ClaimCorrected(corrected=made, fields=("certainty",), **common(ledger, key, by, **fields))


def record(ledger: Ledger, body):
    return ledger.append(body.kind, body, by=body.by)


def undo(ledger: Ledger, entry, by: str):
    return record(ledger, DecisionUndone(entry=entry.seq, of=entry.kind, hash=entry.hash, by=by))


def test_before_a_decision_the_machines_claim_is_known_and_after_it_the_persons(ledger, clock):
    begin(ledger)
    before = clock.now
    clock.tick(hours=1)
    entry = record(ledger, corrected(ledger, "r1/c1", "Ana"))
    assert ledger.claims(before)["r1/c1"].certainty is Certainty.CERTAIN
    assert ledger.claims(before)["r1/c1"].reviewed is None
    for now in (ledger.claims()["r1/c1"], ledger.claims(clock.now)["r1/c1"], ledger.claims(report="r1")["r1/c1"]):
        assert now.certainty is Certainty.POSSIBLE
        assert (now.reviewed.by, now.reviewed.verdict, now.reviewed.fields) == ("Ana", "corrected", ("certainty",))
        assert now.reviewed.entry == entry.seq
        assert now.rules["certainty"] == "person"
        assert "certainty" not in now.confidence
    assert ledger.claims(as_recorded=before)["r1/c1"].reviewed is None
    assert ledger.verify().problems == ()


def test_a_rejected_claim_leaves_every_view_from_then_on_and_stays_in_the_ledger(ledger, clock):
    begin(ledger)
    before = clock.now
    clock.tick(hours=1)
    record(ledger, reviewed(ledger, "r1/c2", "Ana", "rejected"))
    assert set(ledger.claims()) == {"r1/c1"}
    assert set(ledger.claims(before)) == {"r1/c1", "r1/c2"}
    assert ledger.judged()["r1/c2"].claim is None


def test_in_an_archive_a_decision_counts_from_the_day_it_states_but_never_before_its_report(ledger, clock):
    then = START - timedelta(days=100)
    one = report("r1")
    ledger.append_many([added(one, then), extracted(one, known_from=then)], by="trucewatch")
    early = then - timedelta(days=1)
    record(ledger, corrected(ledger, "r1/c1", "Ana", known_from=early))
    assert ledger.claims(then)["r1/c1"].reviewed is not None
    assert ledger.claims(early) == {}


def test_of_two_who_decide_on_the_same_version_the_first_ones_word_stands(ledger):
    begin(ledger)
    first, second = reviewed(ledger, "r1/c1", "Ana"), corrected(ledger, "r1/c1", "Ben")
    record(ledger, first)
    before = ledger.head()
    with pytest.raises(ConflictError, match=r"^Ana decided first: claim r1/c1 was accepted; look at it again\.$"):
        record(ledger, second)
    assert ledger.head() == before
    assert ledger.claims()["r1/c1"].reviewed.by == "Ana"
    record(ledger, corrected(ledger, "r1/c1", "Ben"))
    assert ledger.claims()["r1/c1"].reviewed.by == "Ben"


def test_a_request_is_recorded_once(ledger):
    begin(ledger)
    record(ledger, reviewed(ledger, "r1/c1", "Ana", request="k1"))
    with pytest.raises(ConflictError, match="recorded already, as entry 3"):
        record(ledger, reviewed(ledger, "r1/c1", "Ana", request="k1"))
    assert ledger.requested("k1").seq == 3
    assert ledger.requested("k2") is None


def test_undoing_lets_what_stood_before_stand_again(ledger, clock):
    begin(ledger)
    first = record(ledger, reviewed(ledger, "r1/c1", "Ana", "rejected"))
    after_first = clock.tick(hours=1)
    second = record(ledger, corrected(ledger, "r1/c1", "Ben"))
    after_second = clock.tick(hours=1)
    undo(ledger, second, "Ben")
    assert "r1/c1" not in ledger.claims()
    assert ledger.claims(after_second - timedelta(seconds=1))["r1/c1"].reviewed.by == "Ben"
    undo(ledger, first, "Ana")
    assert ledger.claims()["r1/c1"].reviewed is None
    assert "r1/c1" not in ledger.claims(after_first - timedelta(seconds=1))
    ledger.rebuild()
    assert ledger.claims()["r1/c1"].reviewed is None
    assert ledger.verify().problems == ()


def test_only_ones_own_standing_decision_on_which_nothing_rests_can_be_undone(ledger, clock):
    begin(ledger)
    first = record(ledger, reviewed(ledger, "r1/c1", "Ana"))
    with pytest.raises(ConflictError, match="Ana, who alone can undo it"):
        undo(ledger, first, "Ben")
    second = record(ledger, corrected(ledger, "r1/c1", "Ben"))
    with pytest.raises(ConflictError, match="Ben decided on claim r1/c1 after you did"):
        undo(ledger, first, "Ana")
    undone = undo(ledger, second, "Ben")
    with pytest.raises(ConflictError, match="undone already"):
        undo(ledger, second, "Ben")
    with pytest.raises(ConflictError, match="no decision that can be undone"):
        undo(ledger, undone, "Ben")
    issue = IssuePublished(number=1, as_of=START, known_on=START, corpus_hash="0" * 64, sha256="1" * 64)
    ledger.append("issue_published", issue, by="Ana")
    with pytest.raises(ConflictError, match="went out with an issue"):
        undo(ledger, first, "Ana")


def test_a_decision_follows_its_words_when_the_report_is_read_anew(ledger):
    begin(ledger)
    record(ledger, corrected(ledger, "r1/c1", "Ana"))
    record(ledger, reviewed(ledger, "r1/c2", "Ana", "rejected"))
    one = report("r1")
    shelling, assault = (
        claim(one, name).model_copy(update={"type": kind, "method": "2"})
        for name, kind in (("c9", EventType.SHELLING), ("c1", EventType.ASSAULT))
    )
    ledger.append(*extracted(one, assault, shelling, version="2", supersedes=True), by="trucewatch")
    now = ledger.claims()
    assert set(now) == {"r1/c9"}
    assert (now["r1/c9"].certainty, now["r1/c9"].reviewed.by) == (Certainty.POSSIBLE, "Ana")
    with pytest.raises(ConflictError, match="no claim r1/c2 here"):
        record(ledger, RecordFlagged(what="claim", id="r1/c2", sensitivity=Sensitivity.STRICT, by="Ana", reason="x"))


def test_an_accepted_claim_stays_as_the_person_saw_it_when_the_report_is_read_anew(ledger):
    begin(ledger)
    record(ledger, reviewed(ledger, "r1/c1", "Ana"))
    one = report("r1")
    again = claim(one, "c1").model_copy(update={"method": "2", "certainty": Certainty.PROBABLE})
    ledger.append(*extracted(one, again, version="2", supersedes=True), by="trucewatch")
    assert ledger.claims()["r1/c1"].certainty is Certainty.CERTAIN
    assert ledger.judged()["r1/c1"].machine.certainty is Certainty.PROBABLE


def test_two_code_a_claim_and_no_third(ledger):
    begin(ledger)

    def coded(by: str) -> ClaimCoded:
        body = common(ledger, "r1/c1", by)
        return ClaimCoded(coded=ledger.judged()["r1/c1"].machine, exists=True, **body)

    first = record(ledger, coded("Ana"))
    assert ledger.claims()["r1/c1"].reviewed is None
    with pytest.raises(ConflictError, match="ANA has coded claim r1/c1 already"):
        record(ledger, coded("ANA"))
    record(ledger, coded("Ben"))
    with pytest.raises(ConflictError, match="coded 2 times first"):
        record(ledger, coded("Cem"))
    record(ledger, reviewed(ledger, "r1/c1", "Dua", codings=(first.hash,)))
    with pytest.raises(ConflictError, match="was settled by entry 5"):
        undo(ledger, first, "Ana")


def test_a_link_within_a_report_is_the_claims_own_and_can_be_undone(ledger):
    one = report("r1")
    denial = claim(one, "c2", polarity=Polarity.NEGATIVE)
    ledger.append_many([added(one), extracted(one, claim(one), denial)], by="trucewatch")
    entry = record(ledger, ClaimsLinked(link="denies", claim="r1/c2", to="r1/c1", seen=2, by="Ana"))
    assert [(link.type, link.to) for link in ledger.claims()["r1/c2"].links] == [("denies", "c1")]
    undo(ledger, entry, "Ana")
    assert ledger.claims()["r1/c2"].links == ()
    assert ledger.verify().problems == ()


def test_nobody_regroups_over_anothers_head(ledger):
    begin(ledger)
    joined = Regrouping(change="joined", claims=("r1/c1", "r1/c2"), by="Ana")
    ledger.append("incidents_regrouped", IncidentsRegrouped(changes=(joined,), seen=2), by="Ana")
    parted = Regrouping(change="parted", claims=("r1/c1",), others=("r1/c2",), by="Ben")
    with pytest.raises(ConflictError, match="Ana decided first: claim r1/c1 was put together"):
        ledger.append("incidents_regrouped", IncidentsRegrouped(changes=(parted,), seen=2), by="Ben")
    ledger.append("incidents_regrouped", IncidentsRegrouped(changes=(parted,), seen=3), by="Ben")
    with pytest.raises(ConflictError, match="Ben decided first"):
        undo(ledger, ledger.entry(3), "Ana")


def test_a_takedown_takes_corrections_and_codings_along(ledger, evidence):
    begin(ledger)
    correction = record(ledger, corrected(ledger, "r1/c1", "Ana"))
    coding = ClaimCoded(coded=ledger.judged()["r1/c2"].machine, exists=True, **common(ledger, "r1/c2", "Ana"))
    coded = record(ledger, coding)
    undo(ledger, coded, "Ana")
    record(ledger, reviewed(ledger, "r1/c2", "Ben", request="k9"))
    ledger.take_down("r1", "asked by the person named", by="Ana")
    assert ledger.claims() == {}
    for entry in (correction, coded):
        with pytest.raises(LedgerError, match="gone"):
            ledger.content(entry)
    assert ledger.verify().problems == ()
    ledger.rebuild()
    assert ledger.verify().problems == ()


def test_claims_that_come_in_with_a_persons_decision_are_refused(ledger):
    begin(ledger)
    record(ledger, reviewed(ledger, "r1/c1", "Ana"))
    forged = ledger.claims()["r1/c1"]
    body = {"report": "r1", "extractor": "import", "version": "1", "claims": (forged,), "supersedes": True}
    with pytest.raises(LedgerError, match="entries of its own"):
        ledger.append(ClaimsExtracted.kind, body, by="x")


plans = st.lists(
    st.tuples(st.sampled_from(["accept", "reject", "correct", "undo", "reread"]), st.sampled_from(["Ana", "Ben"])),
    max_size=8,
)


@given(plan=plans, more=plans)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_past_views_are_the_same_after_more_decisions_and_a_rebuild(plan, more, fresh):
    clock, place = Clock(), fresh()

    def play(steps):
        for what, by in steps:
            clock.tick(hours=1)
            try:
                if what == "undo":
                    mine = next((e for e in ledger.last_entries(("claim_reviewed", "claim_corrected"), by)), None)
                    if mine is not None:
                        undo(ledger, mine, by)
                elif what == "reread":
                    one = report("r1")
                    ledger.append(*extracted(one, claim(one), version="2", supersedes=True), by="trucewatch")
                elif what == "correct":
                    record(ledger, corrected(ledger, "r1/c1", by))
                else:
                    verdict = {"accept": "accepted", "reject": "rejected"}[what]
                    record(ledger, reviewed(ledger, "r1/c1", by, verdict))
            except ConflictError:
                continue

    with Ledger.create(place.target, clock=clock) as ledger:
        begin(ledger, "c1")
        play(plan)
        taken = clock.now
        before = ledger.claims(taken)
        play(more)
        assert ledger.claims(taken, taken) == before
        assert ledger.claims(as_recorded=taken) == before
        now = ledger.claims()
        ledger.rebuild()
        assert ledger.claims() == now
        assert ledger.verify().problems == ()
    place.done()
