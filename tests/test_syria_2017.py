"""The example watch against its expected results, and the real seed report against what must come out of it."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from trucewatch.assess.same_event import kilometres
from trucewatch.issues import issue_of
from trucewatch.issuing import write_issue
from trucewatch.model import (
    EventType,
    Finding,
    Incident,
    ObligationState,
    ObligationStatus,
    PlaceRef,
    Standing,
    Verdict,
    View,
)
from trucewatch.moments import moment
from trucewatch.publish import render_html, render_markdown
from trucewatch.watch import Watch

ROOT = Path(__file__).parent.parent


def view_of(watch: Watch, as_of: str, known_on: str | None = None) -> View:
    return watch.view(moment(as_of, watch.zone), moment(known_on or as_of, watch.zone))


def lies_near(place: PlaceRef, lat: float, lon: float) -> bool:
    """Whether a place's best point lies within 15 km of a point."""
    return place.lat is not None and kilometres(place, PlaceRef(name="there", lat=lat, lon=lon)) < 15


TABQA, DEIR_EZ_ZOR = (35.8376, 38.5483), (35.3359, 40.1408)


def obligation(view: View, key: str) -> ObligationStatus:
    return next(o for o in view.obligations if o.id == key)


def found_at(view: View, place: str, *types: EventType) -> list[tuple[Incident, Finding]]:
    at = {i.id: i for i in view.incidents if any(p.place_id == place for p in i.places) and i.type in types}
    return [(at[f.incident], f) for f in view.findings if f.incident in at]


@pytest.fixture(scope="module")
def seed(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """The real roundup of 5 May 2017, read in a watch with the example's agreement, actors and places."""
    folder = tmp_path_factory.mktemp("seed") / "watch"
    shutil.copytree(ROOT / "examples" / "syria-2017", folder, ignore=shutil.ignore_patterns("ledger.db*"))
    lines = (shared / "gold" / "claims-dev" / "reports.jsonl").read_text("utf-8").splitlines()
    report = folder / "seed.jsonl"
    report.write_text("\n".join(line for line in lines if "seed-a86e293e" in line[:60]) + "\n", "utf-8")
    with Watch.open(folder) as watch:
        assert watch.add([report]).new == ["seed-a86e293e"]
        yield watch


@pytest.fixture(scope="module")
def view(seed: Watch) -> View:
    """What was known of it on 6 May, of the world up to 5 May."""
    return seed.view(moment("2017-05-05", seed.zone), moment("2017-05-06", seed.zone))


class TestTheExampleWatch:
    def test_tabqa_is_contested_on_5_may_and_no_change_of_hands_is_a_fact(self, example: Watch) -> None:
        when = moment("2017-05-05", example.zone)
        holding = example.holder("Tabqa", when, when)
        assert str(holding.state) == "contested"
        assert holding.holder is None
        assert holding.denied
        view = view_of(example, "2017-05-05")
        changes = {EventType.WITHDRAWAL, EventType.TERRITORY_CAPTURED, EventType.CONTROL}
        taken = [i for i in view.incidents if i.type in changes and any(p.place_id == "tabqa" for p in i.places)]
        assert taken
        for incident in taken:
            if incident.mode_actual:
                assert incident.occurred.standing in (Standing.CONTESTED, Standing.REJECTED, Standing.UNCONFIRMED)

    def test_tabqa_is_held_by_the_sdf_on_11_may(self, example: Watch) -> None:
        when = moment("2017-05-11", example.zone)
        holding = example.holder("tabqa", when, when)
        assert (str(holding.state), holding.holder) == ("held", "sdf")
        assert holding.since == date(2017, 5, 10)

    def test_the_working_groups_deadline_is_the_drafts_on_5_may_and_the_signed_ones_on_6_may(
        self, example: Watch
    ) -> None:
        before = obligation(view_of(example, "2017-05-05"), "O6-jwg").deadline
        after = obligation(view_of(example, "2017-05-06"), "O6-jwg").deadline
        assert before is not None
        assert after is not None
        assert (before.day, before.authoritative) == (date(2017, 5, 9), False)
        assert (after.day, after.authoritative) == (date(2017, 5, 18), True)

    def test_the_map_deadline_is_missed_on_5_june(self, example: Watch) -> None:
        status = obligation(view_of(example, "2017-06-05"), "O7-maps")
        assert status.state is ObligationState.MISSED
        assert status.deadline is not None
        assert status.deadline.day == date(2017, 6, 4)

    def test_the_repost_adds_no_origin(self, example: Watch) -> None:
        view = view_of(example, "2017-05-05")
        assert ("digest-0505", "commons-0505") in {(c.a, c.b) for c in view.copies if c.kind == "copy"}
        shared = [i for i in view.incidents if any(k.startswith("commons-0505/") for k in i.claims)]
        assert shared
        for incident in shared:
            for origin in incident.origins:
                for key in (k for k in origin.claims if k.startswith("commons-0505/")):
                    assert origin.reasons[key].startswith("copy of digest-0505"), origin

    @pytest.mark.parametrize(("place", "verdict"), [("arbin", Verdict.OUT_OF_SCOPE), ("tabqa", Verdict.OUT_OF_SCOPE)])
    def test_what_lies_outside_the_agreement_is_out_of_scope(
        self, example: Watch, place: str, verdict: Verdict
    ) -> None:
        found = found_at(view_of(example, "2017-05-05"), place, EventType.ARMED_CLASH, EventType.TERRITORY_CAPTURED)
        assert found
        assert {finding.verdict for _, finding in found} == {verdict}

    def test_a_late_report_is_absent_before_it_was_received_and_there_afterwards(self, example: Watch) -> None:
        assert "barada-0505" not in view_of(example, "2017-05-05").reports
        assert "barada-0505" in view_of(example, "2017-05-05", "2017-05-08").reports

    def test_no_claim_comes_from_the_furniture_that_the_repost_ends_with(self, example: Watch) -> None:
        view = view_of(example, "2017-05-05")
        repost = view.reports["commons-0505"]
        assert repost.boilerplate
        of_it = [c for c in view.claims.values() if c.report == repost.id]
        assert of_it
        assert not any(repost.is_boilerplate(c.trigger.start, c.trigger.end) for c in of_it)

    def test_the_report_in_arabic_is_read(self, example: Watch) -> None:
        view = view_of(example, "2017-05-11")
        assert "ghouta-0507" not in view.unread
        told = [c for c in view.claims.values() if c.report == "ghouta-0507"]
        assert {str(c.type) for c in told} == {"shelling", "withdrawal"}
        assert [str(c.polarity) for c in told if c.type is EventType.WITHDRAWAL] == ["-"]

    def test_a_report_that_nobody_reads_is_kept_and_listed(self, tmp_path: Path) -> None:
        folder = tmp_path / "watch"
        shutil.copytree(
            ROOT / "examples" / "syria-2017", folder, ignore=shutil.ignore_patterns("ledger.db*", "evidence")
        )
        text = "Sınırdaki köylüler dün gece iki roketin boş bir tarlaya düştüğünü ve kimsenin yaralanmadığını söyledi."
        (tmp_path / "haber.txt").write_text(text, "utf-8")
        with Watch.open(folder) as watch:
            done = watch.add([tmp_path / "haber.txt"], published=date(2017, 5, 7))
            (report,) = done.new
            assert list(done.unread) == [report]
            view = view_of(watch, "2017-05-11")
            assert report in view.unread
            assert report in view.reports

    def test_a_past_view_gives_the_same_bytes_after_more_has_come_in(
        self, example_folder: Path, tmp_path: Path
    ) -> None:
        folder = tmp_path / "watch"
        shutil.copytree(example_folder, folder)
        later = tmp_path / "later.jsonl"
        later.write_text(
            '{"id": "later", "published": "2017-07-01", "text": "The army shelled Douma on Friday, residents said."}\n',
            "utf-8",
        )
        with Watch.open(folder) as watch:
            when = moment("2017-05-05", watch.zone)
            (first,) = write_issue(watch, when, when, tmp_path / "first")
            assert watch.add([later]).new == ["later"]
            (second,) = write_issue(watch, when, when, tmp_path / "second")
            assert first.read_bytes() == second.read_bytes()
            assert len(watch.ledger.issues()) == 1

    def test_html_and_markdown_say_the_same_and_hold_no_address_to_fetch_from(self, example: Watch) -> None:
        issue = issue_of(example, moment("2017-06-05", example.zone), moment("2017-06-05", example.zone))
        html, markdown = render_html(issue), render_markdown(issue)
        assert hashlib.sha256(html.encode()).hexdigest() == hashlib.sha256(render_html(issue).encode()).hexdigest()
        for text in (html, markdown):
            assert "2017-06-04" in text or "4 June 2017" in text
        assert 'src="http' not in html
        assert 'href="http' not in html


class TestTheSeedReport:
    def test_no_claim_comes_from_page_furniture(self, seed: Watch, view: View) -> None:
        (report,) = view.reports.values()
        assert not any(report.is_boilerplate(c.trigger.start, c.trigger.end) for c in view.claims.values())

    def test_the_fall_of_tabqa_is_claimed_by_activists_rejected_by_the_author_and_denied(self, view: View) -> None:
        claims = view.claims.values()
        taken = [
            c
            for c in claims
            if c.type in (EventType.WITHDRAWAL, EventType.TERRITORY_CAPTURED, EventType.CONTROL)
            and any(lies_near(p, *TABQA) for p in c.places)
        ]
        asserted = [c for c in taken if str(c.polarity) == "+"]
        denied = [c for c in taken if str(c.polarity) == "-"]
        assert asserted
        assert {str(c.author_stance) for c in asserted} == {"rejects"}
        assert all(any("media" in s for s in c.source) for c in asserted)
        assert any("SDF press" in s for c in denied for s in c.source)
        assert all(any(str(link.type) == "denies" for link in c.links) for c in denied)

    def test_no_view_of_5_may_shows_the_fall_of_tabqa_as_a_fact(self, view: View) -> None:
        for incident in view.incidents:
            if incident.type in (EventType.WITHDRAWAL, EventType.TERRITORY_CAPTURED, EventType.CONTROL) and any(
                p.place_id == "tabqa" for p in incident.places
            ):
                assert incident.occurred.standing in (Standing.CONTESTED, Standing.REJECTED)

    def test_the_clashes_near_tabqa_show_of_4_and_5_may(self, view: View) -> None:
        days = {
            i.date_start
            for i in view.incidents
            if i.type is EventType.ARMED_CLASH and any(lies_near(p, *TABQA) for p in i.places)
        }
        assert {date(2017, 5, 4), date(2017, 5, 5)} <= days

    def test_the_quoted_deadlines_are_planned_and_the_signed_text_differs(self, view: View) -> None:
        group = [c for c in view.claims.values() if c.type is EventType.MECHANISM_ESTABLISHED]
        assert [(str(c.mode), c.date_end) for c in group] == [("planned", date(2017, 5, 9))]
        assert not group[0].by_author
        status = obligation(view, "O6-jwg")
        assert status.deadline is not None
        assert status.deadline.day == date(2017, 5, 18)
        assert group[0].key in status.quoted
        borders = [c for c in view.claims.values() if c.date_end == date(2017, 5, 22)]
        assert borders
        assert {str(c.mode) for c in borders} == {"planned"}

    def test_the_drive_on_deir_ez_zor_is_conditional_and_the_authors(self, view: View) -> None:
        drives = [
            c
            for c in view.claims.values()
            if c.type is EventType.OFFENSIVE_LAUNCHED and any(lies_near(p, *DEIR_EZ_ZOR) for p in c.places)
        ]
        assert [(str(c.mode), c.by_author) for c in drives] == [("conditional", True)]

    def test_the_tunnel_flight_is_unconfirmed(self, view: View) -> None:
        flights = [c for c in view.claims.values() if c.trigger.text == "fled"]
        assert [(str(c.type), c.by_author, str(c.author_stance)) for c in flights] == [("withdrawal", False, "neutral")]
        (incident,) = [i for i in view.incidents if flights[0].key in i.claims]
        assert incident.occurred.standing is Standing.UNCONFIRMED

    def test_the_talks_on_leaving_qaboun_are_a_negotiation(self, view: View) -> None:
        talks = [c for c in view.claims.values() if c.trigger.text == "negotiating"]
        assert [str(c.type) for c in talks] == ["negotiation"]

    def test_qaboun_is_indeterminate_with_its_reasons(self, view: View) -> None:
        found = [
            (i, f)
            for i, f in found_at(view, "qaboun", EventType.ASSAULT, EventType.TERRITORY_CAPTURED)
            + found_at(view, "qaboun-se", EventType.ASSAULT, EventType.TERRITORY_CAPTURED)
            if "saa" in i.initiators
        ]
        assert {i.type for i, _ in found} == {EventType.ASSAULT, EventType.TERRITORY_CAPTURED}
        for incident, finding in found:
            assert "sy-rg-105" in incident.initiators
            assert {"hts", "rahman"} <= set(incident.targets)
            assert finding.verdict is Verdict.INDETERMINATE
            codes = {test.code for test in finding.tests}
            assert {"before_area_regime", "zone_disputed", "mixed_target"} <= codes

    @pytest.mark.parametrize("place", ["arbin", "tabqa"])
    def test_arbin_and_tabqa_are_out_of_scope(self, view: View, place: str) -> None:
        found = found_at(view, place, EventType.ASSAULT, EventType.TERRITORY_CAPTURED, EventType.ARMED_CLASH)
        assert found
        assert {f.verdict for _, f in found} == {Verdict.OUT_OF_SCOPE}

    def test_the_sitrep_says_that_the_signed_text_differs(self, seed: Watch) -> None:
        html = render_html(issue_of(seed, moment("2017-05-05", seed.zone), moment("2017-05-06", seed.zone)))
        assert "18 May 2017" in html or "2017-05-18" in html
        assert "4 June 2017" in html or "2017-06-04" in html
