"""Obligations on two clocks: their state, the deadline that rules, and what reports quote."""

from datetime import UTC, date, datetime

import pytest

from trucewatch.model import Agreement, ObligationState, PlaceRef, Standing
from trucewatch.monitor import obligations

from .conftest import claim, incident, report

TEXT = "The parties formed a working group. They drew the maps. Relief ship came in. Nothing else was said."


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)


def said(type_, report_id="r1", word="formed", **rest):
    return claim(report_id, rest.pop("id_", "c1"), type_, text=word, start=TEXT.index(word), **rest)


def status(agreement, id_, day, claims=(), reports=(), incidents=(), known=None):
    found = obligations(
        agreement,
        {c.key: c for c in claims},
        {r.id: r for r in reports},
        incidents,
        as_of=noon(day),
        known_on=noon(known or day),
        tz=agreement.in_force.tz,
    )
    assert [o.id for o in found] == [o.id for o in agreement.obligations]
    return next(o for o in found if o.id == id_)


def altered(agreement, **parts):
    return Agreement.model_validate({**agreement.model_dump(by_alias=True, mode="json"), **parts})


def paper(id_, day):
    return report(id_, date.fromisoformat(day), TEXT)


QUOTE = {"mode": "planned", "first": date(2017, 5, 4), "last": date(2017, 5, 9)}


class TestWhichDeadlineRules:
    def test_the_drafts_day_counts_until_the_text_is_public(self, astana):
        before = status(astana, "O6-jwg", "2017-05-05")
        assert (before.deadline.day, before.deadline.authoritative, before.days_left) == (date(2017, 5, 9), False, 4)
        assert "not authoritative" in before.reason
        after = status(astana, "O6-jwg", "2017-05-06")
        assert (after.deadline.day, after.deadline.version, after.days_left) == (date(2017, 5, 18), "signed", 12)
        assert [d.version for d in after.others] == ["draft-0504", "tass-0506"]

    def test_what_we_know_later_does_not_change_what_was_known_then(self, astana):
        assert status(astana, "O6-jwg", "2017-05-08", known="2017-05-05").deadline.version == "draft-0504"
        assert status(astana, "O6-jwg", "2017-05-05", known="2017-06-01").deadline.version == "signed"

    def test_reports_that_quote_another_day_are_counted_and_explained(self, astana):
        papers = [paper("r1", "2017-05-05"), paper("r2", "2017-05-06"), paper("r3", "2017-05-06")]
        quotes = [said("mechanism_established", r, **QUOTE) for r in ("r1", "r2")]
        quotes.append(said("mechanism_established", "r3", **{**QUOTE, "last": date(2017, 5, 18)}))
        found = status(astana, "O6-jwg", "2017-05-07", quotes, papers)
        assert found.quoted == ("r1/c1", "r2/c1", "r3/c1")
        assert (
            "2 reports quote 2017-05-09, which is the day of draft-0504; the signed text says 2017-05-18."
            in found.reason
        )
        assert "3 reports" not in found.reason
        assert found.state is ObligationState.PENDING

    def test_a_day_that_no_version_gives_is_called_so(self, astana):
        quote = said("mechanism_established", **{**QUOTE, "last": date(2017, 5, 30)})
        found = status(astana, "O6-jwg", "2017-05-07", [quote], [paper("r1", "2017-05-05")])
        assert (
            "1 report quotes 2017-05-30, which no known version gives; the signed text says 2017-05-18." in found.reason
        )

    def test_days_left_are_counted_in_the_watch_s_own_zone(self, port):
        late = datetime(2031, 3, 3, 23, 30, tzinfo=UTC)
        found = obligations(port, {}, {}, (), as_of=late, known_on=late, tz="Etc/GMT-1")
        assert next(o for o in found if o.id == "ship").days_left == 0


class TestState:
    def test_a_duty_is_pending_due_and_then_missed_without_a_claim(self, port):
        days = {"2031-03-03": "pending", "2031-03-04": "due", "2031-03-05": "missed"}
        assert {d: status(port, "ship", d).state.value for d in days} == days
        missed = status(port, "ship", "2031-03-05")
        assert "no proof of absence" in missed.reason
        assert missed.days_left == -1

    def test_the_maps_of_astana_are_missed_on_the_day_after(self, astana):
        without_notes = [{**o, "status": []} for o in astana.model_dump(by_alias=True, mode="json")["obligations"]]
        for agreement in (astana, altered(astana, obligations=without_notes)):
            assert status(agreement, "O7-maps", "2017-06-04").state is ObligationState.DUE
            missed = status(agreement, "O7-maps", "2017-06-05")
            assert missed.state is ObligationState.MISSED
            assert "No claim of fulfilment is known by the deadline of 2017-06-04" in missed.reason

    def test_a_missed_duty_lists_what_was_reported_on_it(self, astana):
        postponed = said("boundary_defined", word="drew the maps", mode="planned")
        denied = said("boundary_defined", "r2", word="drew the maps", polarity="-")
        papers = [paper("r1", "2017-06-05"), paper("r2", "2017-06-05")]
        missed = status(astana, "O7-maps", "2017-06-05", [postponed, denied], papers)
        assert missed.state is ObligationState.MISSED
        assert "r1/c1" in missed.reason
        assert "r2/c1" in missed.reason
        assert set(missed.evidence) == {"r1/c1", "r2/c1"}

    @pytest.mark.parametrize(
        ("day", "state"),
        [("2017-05-12", "met"), ("2017-05-18", "met"), ("2017-05-20", "met_late")],
    )
    def test_a_claim_of_fulfilment_meets_it_in_time_or_late(self, astana, day, state):
        done = said("mechanism_established", by=["ru"], first=date.fromisoformat(day), last=date.fromisoformat(day))
        found = status(astana, "O6-jwg", "2017-05-25", [done], [paper("r1", "2017-05-21")])
        assert found.state.value == state
        assert found.evidence == ("r1/c1",)

    def test_it_is_not_known_before_it_is_reported(self, astana):
        done = said("mechanism_established", first=date(2017, 5, 12), last=date(2017, 5, 12))
        found = status(astana, "O6-jwg", "2017-05-17", [done], [paper("r1", "2017-05-21")], known="2017-05-17")
        assert found.state is ObligationState.PENDING

    def test_later_reports_tell_of_earlier_days_but_not_when_they_date_nothing(self, astana):
        done = said("mechanism_established", first=date(2017, 5, 12), last=date(2017, 5, 12))
        papers = [paper("r1", "2017-05-21")]
        assert status(astana, "O6-jwg", "2017-05-13", [done], papers, known="2017-06-01").state is ObligationState.MET
        undated = said("mechanism_established")
        found = status(astana, "O6-jwg", "2017-05-13", [undated], papers, known="2017-06-01")
        assert found.state is ObligationState.PENDING

    def test_a_duty_that_no_kind_of_event_would_fulfil_is_unknown_and_not_missed(self, astana):
        assert status(astana, "O8-regulation", "2017-06-04").state is ObligationState.DUE
        after = status(astana, "O8-regulation", "2017-06-05")
        assert after.state is ObligationState.UNKNOWN
        assert "no kind of event" in after.reason

    @pytest.mark.parametrize(
        "weak",
        [{"polarity": "-"}, {"mode": "planned"}, {"mode": "predicted"}, {"mode": "conditional"}, {"by": ["isis"]},
         {"word": "Nothing else"}],
    )  # fmt: skip
    def test_what_is_no_claim_of_fulfilment_does_not_meet_it(self, astana, weak):
        found = status(
            astana, "O6-jwg", "2017-05-12", [said("mechanism_established", **weak)], [paper("r1", "2017-05-11")]
        )
        assert found.state is ObligationState.PENDING

    @pytest.mark.parametrize(
        "doubt", [{"certainty": "possible"}, {"author_stance": "rejects"}, {"author_stance": "doubts"}]
    )
    def test_doubtful_claims_are_at_most_progress_and_then_overdue(self, port, doubt):
        weak = said("humanitarian_action", word="Relief ship", **doubt)
        papers = [paper("r1", "2031-03-03")]
        assert status(port, "ship", "2031-03-03", [weak], papers).state is ObligationState.IN_PROGRESS
        assert status(port, "ship", "2031-03-05", [weak], papers).state is ObligationState.OVERDUE

    def test_a_denied_or_contested_claim_of_fulfilment_does_not_meet_it(self, port):
        done = said("humanitarian_action", word="Relief ship")
        denial = said("humanitarian_action", word="Relief ship", id_="c2", polarity="-", denies="c1")
        papers = [paper("r1", "2031-03-03")]
        assert status(port, "ship", "2031-03-05", [done], papers).state is ObligationState.MET
        assert status(port, "ship", "2031-03-05", [done, denial], papers).state is ObligationState.OVERDUE
        contested = incident("i", "humanitarian_action", standing=Standing.CONTESTED).model_copy(
            update={"claims": ("r1/c1",)}
        )
        assert status(port, "ship", "2031-03-05", [done], papers, [contested]).state is ObligationState.OVERDUE

    def test_a_proposal_is_only_progress(self, astana):
        text = "Envoys proposed maps of the areas."
        offer = claim("r1", "c1", "boundary_defined", text="proposed", start=text.index("proposed"))
        found = status(astana, "O7-maps", "2017-05-12", [offer], [report("r1", date(2017, 5, 11), text)])
        assert found.state is ObligationState.IN_PROGRESS

    def test_notes_of_the_file_count_from_their_own_day_and_newer_claims_override_them(self, astana):
        assert status(astana, "O4-security-zones", "2017-10-11").state is ObligationState.NO_DEADLINE
        assert status(astana, "O4-security-zones", "2017-10-12").state is ObligationState.IN_PROGRESS
        assert (
            status(astana, "O4-security-zones", "2017-10-12", known="2017-10-11").state is ObligationState.NO_DEADLINE
        )
        assert status(astana, "O6-jwg", "2017-05-20").state is ObligationState.UNKNOWN
        done = said("mechanism_established", first=date(2017, 5, 19), last=date(2017, 5, 19))
        found = status(astana, "O6-jwg", "2017-05-20", [done], [paper("r1", "2017-05-20")])
        assert found.state is ObligationState.MET_LATE

    def test_a_standing_duty_with_both_sorts_of_claims_is_under_way(self, astana):
        aid = said("humanitarian_action", word="Relief ship", by=["ru"])
        blocked = said("access_restriction", "r2", by=["sy-gov"])
        text = "A humanitarian convoy got access."
        papers = [report("r1", date(2017, 5, 11), text + " " + TEXT), report("r2", date(2017, 5, 11), TEXT)]
        aid = claim("r1", "c1", "humanitarian_action", text="convoy", start=text.index("convoy"), by=["ru"])
        found = status(astana, "O2-aid", "2017-05-12", [aid, blocked], papers)
        assert found.state is ObligationState.IN_PROGRESS
        assert found.evidence == ("r1/c1", "r2/c1")
        only_blocked = status(astana, "O2-aid", "2017-05-12", [blocked], papers)
        assert only_blocked.state is ObligationState.NO_DEADLINE
        assert "against it" in only_blocked.reason

    def test_what_happened_before_the_signing_or_far_from_the_zones_speaks_of_no_duty(self, astana):
        papers = [paper("r1", "2017-05-11")]
        early = said("humanitarian_action", word="Relief ship", first=date(2017, 4, 1), last=date(2017, 4, 1))
        far = PlaceRef(name="a far valley", lat=36.5, lon=41.0, radius_km=2)
        there = said("humanitarian_action", word="Relief ship", at=[far])
        for one in (early, there):
            assert status(astana, "O2-aid", "2017-05-12", [one], papers).state is ObligationState.NO_DEADLINE
        near = PlaceRef(name="a near valley", lat=33.53, lon=36.44, radius_km=2)
        here = said("humanitarian_action", word="Relief ship", at=[near])
        assert status(astana, "O2-aid", "2017-05-12", [here], papers).state is ObligationState.IN_PROGRESS

    def test_those_who_act_for_the_bound_count_where_the_world_says_who_they_are(self, astana, syria):
        blocked = said("access_restriction", by=["sy-rg-105"])
        papers = {"r1": paper("r1", "2017-05-11")}
        when = {"as_of": noon("2017-05-12"), "known_on": noon("2017-05-12"), "tz": "Asia/Damascus"}
        alone = obligations(astana, {blocked.key: blocked}, papers, (), **when)
        told = obligations(astana, {blocked.key: blocked}, papers, (), **when, world=syria)
        evidence = [next(o.evidence for o in found if o.id == "O2-aid") for found in (alone, told)]
        assert evidence == [(), ("r1/c1",)]

    def test_a_prohibition_is_pending_and_then_left_to_the_findings(self, port):
        assert status(port, "stop", "2031-03-01").state is ObligationState.PENDING
        kept = status(port, "stop", "2031-03-03")
        assert kept.state is ObligationState.NO_DEADLINE
        assert "findings" in kept.reason

    def test_a_clock_that_waits_for_an_event_is_unknown(self, port):
        found = status(port, "talks", "2031-03-03")
        assert found.state is ObligationState.UNKNOWN
        assert "last ship left" in found.reason
        assert found.deadline is None
        assert found.days_left is None

    def test_a_claim_of_fulfilment_moves_the_clocks_that_hang_on_it(self, port):
        done = said("humanitarian_action", word="Relief ship", first=date(2031, 3, 6), last=date(2031, 3, 6))
        found = status(port, "list", "2031-03-07", [done], [paper("r1", "2031-03-06")])
        assert found.deadline.day == date(2031, 3, 10)
        assert "ship completed on 2031-03-06" in found.deadline.reckoning
