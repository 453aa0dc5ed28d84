"""Two clocks: when the watch knew, and when it was recorded."""

from datetime import UTC, datetime, timedelta

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_material import START, Clock, added, claim, extracted, report

from trucewatch.ledger import CopiesFound, ExtractionSkipped, IssuePublished, Ledger, SettingLoaded
from trucewatch.model import Certainty, Copy
from trucewatch.model.errors import LedgerError

PUBLISHED = datetime(2017, 5, 5, 12, tzinfo=UTC)


def test_a_live_watch_knows_what_it_has_recorded(ledger, clock):
    one = report("r1")
    ledger.append_many([added(one), extracted(one)], by="ana")
    before, after = START - timedelta(seconds=1), START
    assert (ledger.reports(before), ledger.claims(before)) == ({}, {})
    assert (list(ledger.reports(after)), list(ledger.claims(after))) == (["r1"], ["r1/c1"])


def test_a_newer_method_ends_the_older_one_from_then_on(ledger, clock):
    one = report("r1")
    ledger.append_many([added(one), extracted(one, claim(one), claim(one, "c2"))], by="ana")
    later = clock.tick(days=1)
    ledger.append(*extracted(one, claim(one, certainty=Certainty.POSSIBLE), version="2", supersedes=True), by="ana")
    assert set(ledger.claims(later - timedelta(seconds=1))) == {"r1/c1", "r1/c2"}
    now = ledger.claims(later)
    assert set(now) == {"r1/c1"}
    assert now["r1/c1"].certainty is Certainty.POSSIBLE
    assert ledger.claims() == now


def test_in_an_archive_the_newer_method_counts_at_every_moment(ledger, clock):
    one = report("r1")
    ledger.append_many([added(one, PUBLISHED), extracted(one, claim(one, "old"), known_from=PUBLISHED)], by="ana")
    first_view = clock.now
    clock.tick(days=1)
    newer = extracted(one, claim(one, "new"), version="2", supersedes=True, known_from=PUBLISHED)
    ledger.append(*newer, by="ana")
    then = PUBLISHED + timedelta(hours=1)
    assert set(ledger.claims(then)) == set(ledger.claims()) == {"r1/new"}
    assert set(ledger.claims(then, as_recorded=first_view)) == {"r1/old"}
    assert ledger.claims(PUBLISHED - timedelta(seconds=1)) == {}


def test_claims_are_never_known_before_their_report(ledger):
    one = report("r1")
    early = PUBLISHED - timedelta(days=3)
    ledger.append_many([added(one, PUBLISHED), extracted(one, known_from=early)], by="ana")
    assert ledger.claims(early) == {}
    assert set(ledger.claims(PUBLISHED)) == {"r1/c1"}


def test_without_superseding_two_extractors_stand_side_by_side(ledger):
    one = report("r1")
    ledger.append_many([added(one), extracted(one), extracted(one, claim(one, "llm-1"))], by="ana")
    assert set(ledger.claims()) == {"r1/c1", "r1/llm-1"}


def test_a_copy_is_known_once_both_reports_are(ledger):
    late = PUBLISHED + timedelta(days=2)
    copy = Copy(a="r1", b="r2", kind="copy", shared=0.9, reason="nine words of ten")
    ledger.append_many([added(report("r1"), PUBLISHED), added(report("r2"), late)], by="ana")
    ledger.append("copies_found", CopiesFound(copies=(copy,)), by="ana")
    assert ledger.copies(late - timedelta(seconds=1)) == ()
    assert ledger.copies(late) == (copy,)
    less = copy.model_copy(update={"kind": "partial", "shared": 0.4})
    ledger.append("copies_found", CopiesFound(copies=(less,)), by="ana")
    assert ledger.copies(late) == (less,)
    stranger = copy.model_copy(update={"b": "r9"})
    ledger.append("copies_found", CopiesFound(copies=(stranger,)), by="ana")
    assert ledger.copies() == (less,)


def test_an_unread_report_is_listed_until_it_is_read(ledger, clock):
    one = report("r1")
    skipped = ExtractionSkipped(report="r1", language="ka", reason="no extractor reads Georgian")
    ledger.append_many([added(one), ("extraction_skipped", skipped)], by="ana")
    assert ledger.skipped() == {"r1": skipped}
    later = clock.tick(days=1)
    ledger.append(*extracted(one), by="ana")
    assert ledger.skipped(later) == {}
    assert ledger.skipped(START) == {"r1": skipped}


def test_settings_and_agreements_are_replaced_by_later_loads(ledger, clock, shared):
    def load(content):
        body = SettingLoaded(part="actors", file="actors.yaml", sha256="0" * 64, content=content)
        return ledger.append("setting_loaded", body, by="ana")

    first = load({"actors": [{"id": "brigade"}]})
    clock.tick(days=1)
    load({"actors": []})
    assert ledger.settings()["actors"].content == {"actors": []}
    assert ledger.settings(as_recorded=first.recorded_at)["actors"].content == {"actors": [{"id": "brigade"}]}
    content = yaml.safe_load((shared / "domain" / "minsk-2-2015.yaml").read_text("utf-8"))
    loaded = {"id": content["id"], "sha256": "1" * 64, "content": content}
    ledger.append("agreement_loaded", loaded, by="ana")
    assert list(ledger.agreements()) == [content["id"]]
    with pytest.raises(LedgerError, match="named other but its agreement"):
        ledger.append("agreement_loaded", {**loaded, "id": "other"}, by="ana")


def test_issues_are_numbered_once(ledger):
    issue = IssuePublished(
        number=1,
        as_of=PUBLISHED,
        known_on=PUBLISHED,
        corpus_hash="0" * 64,
        sha256="1" * 64,
        snapshot={"F1": {"verdict": "alleged", "p": 0.5}},
    )
    ledger.append("issue_published", issue, by="ana")
    assert ledger.issues() == (issue,)
    with pytest.raises(LedgerError, match="Issue 1 was published already"):
        ledger.append("issue_published", issue, by="ana")


steps = st.lists(
    st.tuples(
        st.sampled_from(["report", "claims", "supersede", "copy", "skip"]),
        st.integers(0, 3),
        st.integers(-400, 0),
        st.booleans(),
    ),
    max_size=14,
)


def play(ledger: Ledger, clock: Clock, plan) -> None:
    """Whatever of the plan the ledger's rules allow."""
    for n, (what, which, days, stated) in enumerate(plan):
        clock.tick(hours=7)
        one = report(f"r{which}")
        known_from = clock.now + timedelta(days=days) if stated else None
        pair = Copy(a="r0", b=one.id, kind="partial", shared=0.2, reason=f"step {n}")
        drafts = {
            "report": added(one, known_from),
            "claims": extracted(one, claim(one, f"c{n}"), known_from=known_from),
            "supersede": extracted(one, claim(one, f"c{n}"), supersedes=True, known_from=known_from),
            "copy": ("copies_found", CopiesFound(copies=(pair,), known_from=known_from)),
            "skip": ("extraction_skipped", ExtractionSkipped(report=one.id, reason="no", known_from=known_from)),
        }
        try:
            ledger.append(*drafts[what], by="ana")
        except LedgerError:
            continue


def views(ledger: Ledger, moments, as_recorded=None):
    return [
        (
            list(ledger.reports(moment, as_recorded)),
            list(ledger.claims(moment, as_recorded)),
            ledger.copies(moment, as_recorded),
            ledger.skipped(moment, as_recorded),
        )
        for moment in moments
    ]


@given(plan=steps, more=steps)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_past_view_is_the_same_after_more_entries_and_after_a_rebuild(plan, more, fresh):
    clock = Clock()
    place = fresh()
    with Ledger.create(place.target, clock=clock) as ledger:
        play(ledger, clock, plan)
        taken = clock.now
        moments = [taken - timedelta(days=days) for days in (0, 1, 100, 300)]
        before = views(ledger, moments, taken)
        assert before == views(ledger, moments)
        play(ledger, clock, more)
        assert views(ledger, moments, taken) == before
        now = views(ledger, [clock.now, *moments])
        ledger.rebuild()
        assert views(ledger, [clock.now, *moments]) == now
        assert views(ledger, moments, taken) == before
        assert ledger.verify().problems == ()
    place.done()
