"""What the screens say, before anything is drawn: a view of the example watch, as the team and as readers see it."""

import math
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from shapely.geometry import shape

from trucewatch.model import Claim, Incident, SourceKind, Standing, Trigger, Verdict
from trucewatch.model.errors import AgreementError, InputError
from trucewatch.model.report import TextSpan, TimeCode
from trucewatch.moments import moment
from trucewatch.monitoring import Monitoring, sign
from trucewatch.publish.release import Profile, release, shipped_profile
from trucewatch.watch import Watch
from trucewatch.workbench.contents.agreement import agreement_told, differences_told
from trucewatch.workbench.contents.beliefs import MOST_MOMENTS, beliefs, thinned
from trucewatch.workbench.contents.board import SHOWN, board_told
from trucewatch.workbench.contents.findings import findings_told
from trucewatch.workbench.contents.ground import days_known, first_known, ground, ground_of_incident
from trucewatch.workbench.contents.incidents import Filters, incident_rows
from trucewatch.workbench.contents.origins import folded, origin_graph
from trucewatch.workbench.contents.releases import profile_rows, signable
from trucewatch.workbench.contents.report import custody_told, pieces, report_told
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.contents.sources import records, source_rows, source_told
from trucewatch.workbench.contents.weighing import propositions_told
from trucewatch.workbench.screens.report import _claim

DAY = "2017-06-05"


@pytest.fixture(scope="module")
def watch(read_watch: Path) -> Iterator[Watch]:
    with Watch.open(read_watch, extractor="rules") as opened:
        yield opened


@pytest.fixture(scope="module")
def monitoring(watch: Watch) -> Monitoring:
    return Monitoring(watch, moment(DAY, watch.zone), moment(DAY, watch.zone))


@pytest.fixture(scope="module")
def seen(monitoring: Monitoring) -> Seen:
    return Seen(monitoring.view)


def as_reader(monitoring: Monitoring, profile: Profile | None = None) -> Seen:
    released = release(monitoring.view, profile or shipped_profile("public"))
    return Seen(released.view, released)


def most_told(seen: Seen) -> Incident:
    return max(seen.view.incidents, key=lambda i: (len(i.origins), len(i.claims), i.id))


class TestFilters:
    def test_a_filter_keeps_what_it_says_and_stands_in_the_address_again(self, seen: Seen) -> None:
        asked = Filters.of({"standing": "rejected", "since": "2017-05-01", "q": "tabqa"})
        rows = incident_rows(seen, asked)
        assert rows
        assert all(r.standing == "rejected" and r.day >= "2017-05-01" and "Tabqa" in r.where for r in rows)
        assert Filters.of(asked.query()) == asked
        assert len(incident_rows(seen, Filters())) == len(seen.view.incidents)

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ({"verdict": "guilty"}, "verdict"),
            ({"since": "05/04/2017"}, "2017-05-05"),
            ({"since": "2017-06-01", "until": "2017-05-01"}, "not before the start"),
            ({"type": "<script>"}, "type"),
        ],
    )
    def test_a_wrong_filter_is_refused_in_one_sentence(self, query: dict[str, str], said: str) -> None:
        with pytest.raises(InputError, match=said):
            Filters.of(query)


class TestWeighing:
    def test_every_sum_gives_its_probability_when_redone(self, seen: Seen) -> None:
        sums = [p for i in seen.view.incidents for p in propositions_told(seen, i) if p.terms]
        assert len(sums) > 50
        for told in sums:
            assert told.redone == pytest.approx(told.probability, abs=2e-4)
            assert told.terms[-1].after == pytest.approx(told.total, abs=1e-3)
            assert math.isclose(sum(t.log_odds for t in told.terms), told.total, abs_tol=1e-3)

    def test_readers_see_the_result_and_not_the_terms(self, monitoring: Monitoring) -> None:
        reader = as_reader(monitoring)
        told = [p for i in reader.view.incidents for p in propositions_told(reader, i)]
        assert any(p.probability is not None for p in told)
        assert all(p.terms == () and p.redone is None for p in told)


class TestOrigins:
    def test_every_claim_leads_to_an_origin_with_a_reason(self, seen: Seen) -> None:
        incident = most_told(seen)
        graph = origin_graph(seen, incident)
        ends = {origin.id for origin in incident.origins}
        after = {step.start: step for step in graph.steps}
        for key in incident.claims:
            at = key
            while at in after:
                assert after[at].reason
                at = after[at].end
            assert at in ends
        columns = {node.id: node.column for node in graph.nodes}
        assert all(columns[s.start] < columns[s.end] for s in graph.steps)

    def test_readers_see_no_reason_that_the_profile_keeps_in(self, monitoring: Monitoring) -> None:
        reader = as_reader(monitoring)
        graph = origin_graph(reader, most_told(reader))
        assert graph.steps
        assert not graph.explained

    def test_a_copy_lies_under_its_original(self, seen: Seen) -> None:
        copy = next(c for c in seen.view.copies if c.kind == "copy")
        told = next(i for i in seen.view.incidents if {copy.a, copy.b} <= {k.partition("/")[0] for k in i.claims})
        groups = {group.report: group for group in folded(seen, told)}
        assert copy.b not in groups
        assert copy.b in [found[0] for found in groups[copy.a].copies]


class TestBeliefs:
    def test_the_last_belief_is_what_is_believed_now(self, watch: Watch, monitoring: Monitoring) -> None:
        for incident in monitoring.view.incidents[::4]:
            last = beliefs(watch, monitoring.view, monitoring.world, incident)[-1]
            weight = incident.occurred.weight
            assert (last.standing, last.probability) == (incident.occurred.standing, weight and weight.probability)
            assert last.claims == len(incident.claims)

    def test_an_earlier_belief_is_that_of_the_whole_view_of_its_moment(
        self, watch: Watch, monitoring: Monitoring
    ) -> None:
        asserted = [i for i in monitoring.view.incidents if i.occurred.weight is not None]
        incident = max(asserted, key=lambda i: len({k.partition("/")[0] for k in i.claims}))
        found = beliefs(watch, monitoring.view, monitoring.world, incident)
        assert len(found) > 1
        for belief in (found[0], found[-2]):
            then = watch.view(monitoring.view.as_of, belief.at)
            whole = max(then.incidents, key=lambda i: len(set(i.claims) & set(incident.claims)))
            assert whole.occurred.standing.value == belief.standing
            assert (whole.occurred.weight and whole.occurred.weight.probability) == belief.probability
            verdicts = {f.agreement: f.verdict for f in then.findings if f.incident == whole.id}
            assert verdicts == belief.verdicts

    def test_a_persons_signature_is_a_moment_of_its_own(self, read_watch: Path, tmp_path: Path) -> None:
        shutil.copytree(read_watch, tmp_path / "copy")
        with Watch.open(tmp_path / "copy", extractor="rules") as watch:
            day = moment(DAY, watch.zone)
            before = Monitoring(watch, day, day)
            finding = next(f for f in before.view.findings if f.verdict is Verdict.INDETERMINATE)
            sign(before, finding, Verdict.PROBABLE, "Ada", "two field teams")
            after = Monitoring(watch, day, day)
            found = beliefs(watch, after.view, after.world, after.incidents[finding.incident])
            assert found[-1].verdicts[finding.agreement] is Verdict.PROBABLE
            assert found[-2].verdicts[finding.agreement] is Verdict.INDETERMINATE
            assert found[-1].at == day

    def test_many_moments_are_thinned_and_the_ends_stay(self) -> None:
        many = [datetime.fromordinal(730_000 + n) for n in range(1000)]
        kept = thinned(many)
        assert (len(kept), kept[0], kept[-1]) == (MOST_MOMENTS, many[0], many[-1])
        assert kept == sorted(set(kept))


class TestFindings:
    def test_each_finding_is_six_tests_with_codes_and_a_paragraph(self, seen: Seen) -> None:
        found = [f for i in seen.view.incidents for f in findings_told(seen, i)]
        assert found
        for finding in found:
            assert len(finding.tests) == 6
            assert all(test.code and test.meaning and test.reason for test in finding.tests)
            assert finding.why.startswith(finding.wording)
        assert {row.id for row in signable(seen)} <= {f.id for f in found}


class TestReports:
    def test_the_pieces_of_a_text_are_the_text(self, seen: Seen) -> None:
        for name, report in seen.view.reports.items():
            told = report_told(seen, name)
            assert "".join(piece.text for piece in told.pieces) == report.text
            assert {key for piece in told.pieces for key in piece.claims} == {c.key for c in told.claims}

    def test_a_claim_of_a_recording_says_when_it_is_heard(self, seen: Seen) -> None:
        name = next(c.report for c in seen.view.claims.values())
        times = (TimeCode(start=0, end=len(seen.view.reports[name].text), begins=3723.4, ends=3730),)
        timed = seen.view.reports[name].model_copy(update={"time_codes": times})
        told = report_told(Seen(seen.view.model_copy(update={"reports": {name: timed}})), name)
        assert {claim.heard for claim in told.claims} == {"01:02:03"}
        assert {claim.heard for claim in report_told(seen, name).claims} == {""}
        card = str(_claim(None, replace(told.claims[0], incident=""), decidable=False))
        assert "at 01:02:03 of the recording" in card

    def test_hidden_marks_are_spelt_out_and_claims_may_overlap(self) -> None:
        text = "Troops \u202eshelled\u202c it"
        claims = [
            Claim(id=name, report="r", trigger=Trigger(text=text[a:b], start=a, end=b), type="shelling")
            for name, a, b in (("c1", 0, 14), ("c2", 8, 15))
        ]
        told = pieces(text, claims, (TextSpan(start=16, end=99),))
        assert "\u202e" not in "".join(piece.text for piece in told)
        assert "[U+202E]" in "".join(piece.text for piece in told)
        assert ("r/c1", "r/c2") in [piece.claims for piece in told]
        assert told[-1].furniture

    def test_readers_get_the_hash_and_not_who_captured_it(
        self, watch: Watch, seen: Seen, monitoring: Monitoring
    ) -> None:
        name = next(iter(seen.view.reports))
        whole, gone = custody_told(watch, seen, name)
        assert whole.originals[0].state == "as recorded"
        assert gone == ""
        assert custody_told(watch, as_reader(monitoring), name) == (None, "")
        assert custody_told(watch, seen, "no-such-report") == (None, "")


@pytest.mark.parametrize(
    ("language", "direction"), [("ps", "rtl"), ("dv", "rtl"), ("ar", "rtl"), ("en", "ltr"), (None, "auto")]
)
def test_a_report_runs_in_the_direction_of_its_language(seen: Seen, language: str | None, direction: str) -> None:
    name, report = next(iter(seen.view.reports.items()))
    changed = {name: report.model_copy(update={"language": language})}
    told = report_told(Seen(seen.view.model_copy(update={"reports": changed})), name)
    assert told is not None
    assert told.direction == direction


class TestGround:
    def test_no_area_is_finer_than_the_profile(self, monitoring: Monitoring) -> None:
        reader = as_reader(monitoring)
        found = ground(reader, monitoring.world, {})
        profile = shipped_profile("public")
        assert all(spot.km >= profile.least_km for spot in found.spots if spot.drawn)
        assert all(span.km >= profile.least_km for span in found.control)

    def test_zones_in_words_have_several_areas_and_the_widest_comes_first(
        self, seen: Seen, monitoring: Monitoring
    ) -> None:
        found = ground(seen, monitoring.world, {})
        soft = [zone for zone in found.zones if zone.soft and zone.areas]
        assert soft
        for zone in soft:
            sizes = [shape(area).area for area in zone.areas]
            assert len(sizes) > 1
            assert sizes == sorted(sizes, reverse=True)

    def test_an_incident_is_known_from_its_first_report(self, watch: Watch, seen: Seen, monitoring: Monitoring) -> None:
        known = first_known(days_known(watch), seen.view.incidents)
        assert set(known) == {i.id for i in seen.view.incidents}
        incident = most_told(seen)
        first = beliefs(watch, monitoring.view, monitoring.world, incident)[0]
        assert known[incident.id] <= first.at.astimezone(watch.zone).date()

    def test_what_cannot_be_drawn_says_why_and_stays_in_the_table(self, seen: Seen, monitoring: Monitoring) -> None:
        found = ground(seen, monitoring.world, {})
        missing = [spot for spot in found.spots if not spot.drawn]
        assert missing
        assert all(spot.why_not and spot.lat is None for spot in missing)
        assert len(found.spots) == len(seen.view.incidents)

    def test_control_spans_of_a_place_follow_each_other(self, seen: Seen, monitoring: Monitoring) -> None:
        spans = [s for s in ground(seen, monitoring.world, {}).control if s.place == "Tabqa"]
        assert [s.first for s in spans[1:]] == [s.last for s in spans[:-1]]
        assert spans[-1].last == ""

    def test_one_incident_has_the_places_that_its_claims_give(self, seen: Seen) -> None:
        incident = max(seen.view.incidents, key=lambda i: len(i.places))
        assert len(ground_of_incident(seen, incident).spots) == len(incident.places)


class TestAgreement:
    def test_every_duty_stands_in_a_clause_with_the_state_of_the_day(self, seen: Seen) -> None:
        (agreement,) = seen.view.setting.agreements
        told = agreement_told(seen, agreement)
        states = {s.id: s.state.value for s in seen.view.obligations}
        duties = [duty for clause in told.clauses for duty in clause.duties]
        assert {d.id: d.state for d in duties} == states
        assert "Day 32 of 184" in told.clock
        assert sum(version.current for version in told.versions) == 1

    def test_versions_are_compared_in_words_and_unknown_ones_refused(self, seen: Seen) -> None:
        (agreement,) = seen.view.setting.agreements
        found = differences_told(agreement, "draft-0504", "mfa-pub")
        assert ("O6-jwg: deadline", "2017-05-09", "2017-05-18") in [(d.entry, d.before, d.after) for d in found]
        with pytest.raises(AgreementError, match="no text version"):
            differences_told(agreement, "draft-0504", "nonsense")


class TestBoard:
    def test_each_contested_proposition_is_counted_and_listed(self, monitoring: Monitoring, seen: Seen) -> None:
        told = board_told(monitoring)
        contested = [
            (i.id, len(p.supports), len(p.denies))
            for i in seen.view.incidents
            for p in i.propositions
            if p.standing is Standing.CONTESTED
        ]
        assert told.contested_all == len(contested)
        assert told.contested_incidents == len({name for name, _, _ in contested}) < len(contested)
        rows = [(row.id, row.supports, row.denies) for row in told.contested]
        assert set(rows) <= set(contested)
        assert len({(row.id, row.what) for row in told.contested}) == len(rows) == min(SHOWN, len(contested))
        assert any(": " in row.what for row in told.contested)
        kept = {row.id for row in incident_rows(seen, Filters.of({"contested": "yes"}))}
        assert kept == {name for name, _, _ in contested}


class TestSources:
    def test_the_list_is_alphabetical_and_nobody_is_ranked(self, seen: Seen) -> None:
        rows = source_rows(seen)
        assert [r.name.casefold() for r in rows] == sorted(r.name.casefold() for r in rows)
        assert {r.id for r in rows} == {s.id for s in seen.view.setting.sources}

    def test_first_and_last_count_only_days_that_are_nobody_elses(self, seen: Seen) -> None:
        rows = source_rows(seen)
        assert any(row.first_with for row in rows)
        assert not any(row.person for row in rows)
        assert all(row.first_with + row.last_with <= row.origin_of for row in rows)

    def test_a_record_has_an_interval_about_it(self, watch: Watch, seen: Seen, monitoring: Monitoring) -> None:
        told = source_told(seen, records(watch, seen, monitoring.world), "meridian")
        assert told.start.low < told.start.share < told.start.high
        assert source_told(seen, records(watch, seen, monitoring.world), "nobody") is None

    def test_of_a_single_person_nothing_is_counted(self, watch: Watch, monitoring: Monitoring) -> None:
        setting = monitoring.view.setting
        heard = [s.model_copy(update={"kind": SourceKind.WITNESS}) if s.id == "sohr" else s for s in setting.sources]
        view = monitoring.view.model_copy(update={"setting": setting.model_copy(update={"sources": tuple(heard)})})
        before = next(row for row in source_rows(Seen(monitoring.view)) if row.id == "sohr")
        assert before.origin_of
        row = next(row for row in source_rows(Seen(view)) if row.id == "sohr")
        assert (row.reports, row.origin_of, row.first_with, row.last_with) == (None, None, None, None)
        told = source_told(Seen(view), records(watch, Seen(view), monitoring.world), "sohr")
        assert {told.kinds, told.first, told.last, told.alone, told.matters} == {()}


def test_the_profiles_are_told_in_words_the_strictest_first(watch: Watch) -> None:
    rows = profile_rows(watch)
    assert [row.name for row in rows] == ["public", "partners", "internal"]
    assert [row.for_release for row in rows] == [True, True, False]


def test_days_are_days(seen: Seen) -> None:
    assert all(date.fromisoformat(row.day) for row in incident_rows(seen) if row.day)
