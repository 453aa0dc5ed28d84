"""What must hold of a whole watch: nothing recorded later leaks into an earlier view, nothing irrelevant moves one."""

import json
import shutil
from pathlib import Path

import pytest

from trucewatch.model import Verdict
from trucewatch.model.errors import InputError
from trucewatch.moments import moment
from trucewatch.monitor.agreement_file import load_agreement
from trucewatch.monitor.calendar_file import calendar_of
from trucewatch.monitor.official_counts import official_counts
from trucewatch.monitor.version_quotes import version_quotes
from trucewatch.monitoring import Monitoring, note_event, replay, sign
from trucewatch.watch import Watch

LATER = [
    {"id": "far", "published": "2017-05-05", "text": "A bakery in Lisbon won a prize on Thursday, its owner said."},
    {"id": "late", "published": "2017-06-20", "text": "The army shelled Douma on Monday, residents said."},
]


@pytest.fixture
def watch(example_folder: Path, tmp_path: Path):
    folder = tmp_path / "watch"
    shutil.copytree(example_folder, folder)
    with Watch.open(folder) as opened:
        yield opened


def seen(watch, day, known=None):
    return Monitoring(watch, moment(day, watch.zone), moment(known or day, watch.zone))


def any_finding(monitoring, verdict):
    return next(f for f in monitoring.view.findings if f.verdict is verdict)


def test_an_irrelevant_report_and_a_later_one_change_no_earlier_finding(watch, tmp_path):
    before = {d: seen(watch, d).view for d in ("2017-05-06", "2017-06-05")}
    file = tmp_path / "more.jsonl"
    file.write_text("\n".join(map(json.dumps, LATER)) + "\n", "utf-8")
    assert watch.add([file]).new == ["far", "late"]
    for day, view in before.items():
        after = seen(watch, day).view
        assert after.findings == view.findings
        assert after.obligations == view.obligations
        assert "late" not in after.reports


def test_only_a_named_person_makes_a_finding_established_and_only_from_then_on(watch):
    monitoring = seen(watch, "2017-05-06")
    found = any_finding(monitoring, Verdict.INDETERMINATE)
    assert not [f for f in monitoring.view.findings if f.verdict is Verdict.ESTABLISHED]
    sign(monitoring, found, Verdict.ESTABLISHED, "A. Reader", "two teams on the ground")
    after = seen(watch, "2017-05-06")
    signed = after.finding(found.id)
    assert signed.verdict is Verdict.ESTABLISHED
    assert (signed.signature.by, signed.signature.found) == ("A. Reader", Verdict.INDETERMINATE)
    assert "established by A. Reader" in signed.wording
    assert "two teams on the ground" in after.why(signed)
    assert seen(watch, "2017-05-05").finding(found.incident).verdict is not Verdict.ESTABLISHED
    sign(after, signed, None, "B. Reader", "a mistake")
    assert seen(watch, "2017-05-06").finding(found.id).verdict is Verdict.INDETERMINATE


def test_what_the_tests_close_cannot_be_signed_as_established(watch):
    monitoring = seen(watch, "2017-05-06")
    found = any_finding(monitoring, Verdict.OUT_OF_SCOPE)
    with pytest.raises(InputError, match="cannot be signed"):
        sign(monitoring, found, Verdict.ESTABLISHED, "A. Reader", "because")


def test_a_recorded_finding_is_judged_again_to_the_same_answer(watch, tmp_path):
    monitoring = seen(watch, "2017-05-06")
    found = any_finding(monitoring, Verdict.INDETERMINATE)
    record = monitoring.record(found)
    assert record["claims"]
    assert record["agreement"]["id"] == found.agreement
    assert record["finding"]["agreement_hash"]
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record), "utf-8")
    sign(monitoring, found, Verdict.ESTABLISHED, "A. Reader", "later")
    assert replay(watch, file).differs == ()
    record["finding"]["verdict"] = "probable"
    file.write_text(json.dumps(record), "utf-8")
    assert any("verdict" in d for d in replay(watch, file).differs)
    file.write_text("{}", "utf-8")
    with pytest.raises(InputError, match="no record"):
        replay(watch, file)


def test_why_names_each_test_its_evidence_and_what_would_change_it(watch):
    monitoring = seen(watch, "2017-05-06")
    found = any_finding(monitoring, Verdict.INDETERMINATE)
    said = monitoring.why(found)
    for test in found.tests:
        assert f"({test.code})" in said
    assert found.claims[0] in said
    assert "signed text" in said
    assert found.method in said
    assert "It would change with" in said


def test_the_two_commissions_of_7_may_stand_side_by_side(watch):
    monitoring = seen(watch, "2017-05-11")
    told = official_counts(monitoring.view.claims, monitoring.view.reports, monitoring.world)
    whole = {
        (c.observer.split()[0].lower(), c.number) for c in told if c.where is None and c.report == "bosphorus-0507"
    }
    assert ("russia", 18) in whole
    assert 15 in {number for _, number in whole}
    unconfirmed = [c for c in told if c.report == "hmeimim-0502" and c.confirmed == 0]
    assert [c.number for c in unconfirmed] == [9]


def test_reports_that_quote_a_draft_are_pointed_out(watch):
    monitoring = seen(watch, "2017-06-05")
    agreement = monitoring.agreement(None)
    view = monitoring.view
    quotes = version_quotes(agreement, view.obligations, view.claims, view.reports, monitoring.known_day)
    old = [q for q in quotes if "draft-0504" in q.versions]
    assert old
    assert {q.superseded_since.isoformat() for q in old} == {"2017-05-06"}
    assert all(q.agrees for q in quotes if q.quoted == q.ruling)


def test_the_calendar_is_read_back_with_each_versions_day(watch):
    from icalendar import Calendar

    monitoring = seen(watch, "2017-06-05")
    agreement = monitoring.agreement(None)
    raw = calendar_of([agreement], monitoring.view.obligations, monitoring.view.known_on)
    assert raw == calendar_of([agreement], monitoring.view.obligations, monitoring.view.known_on)
    events = {str(e["uid"]): e for e in Calendar.from_ical(raw).walk("VEVENT")}
    maps = {e.decoded("dtstart").isoformat(): str(e["status"]) for u, e in events.items() if "/O7-maps/" in u}
    assert maps["2017-06-04"] == "CONFIRMED"
    assert maps["2017-05-22"] == "TENTATIVE"
    daily = next(e for u, e in events.items() if "/reporting-" in u)
    assert daily["rrule"]["FREQ"] == ["DAILY"]


def test_coverage_calls_days_without_a_source_unknown(watch):
    monitoring = seen(watch, "2017-05-11")
    days = monitoring.coverage(monitoring.agreement(None)).days(moment("2017-05-05", watch.zone).date(), monitoring.day)
    assert {d.state for d in days if not d.reports} == {"unknown"}
    assert all(d.incidents == 0 for d in days if d.state == "unknown")
    told = [d for d in days if d.zone == "eastern-ghouta" and d.state == "told"]
    assert told
    assert all(sum(d.by_side.values()) == d.origins for d in told)


def test_only_an_event_that_a_deadline_waits_for_can_be_recorded(watch):
    agreement = seen(watch, "2017-05-11").agreement(None)
    with pytest.raises(InputError, match="waits for"):
        note_event(watch, agreement, "harvest", None, "A. Reader", "because")


def test_the_examples_agreement_is_the_one_that_is_loaded(watch):
    held = seen(watch, "2017-05-11").agreement(None)
    assert held == load_agreement(watch.folder / "agreements" / "astana-2017.yaml")
