"""Answers for Syria from May 2017 to July 2018, as memorandum-and-chronology.md tells what was so and known when."""

from datetime import UTC, date, datetime

import pytest

from trucewatch.model import Outcome, TestName, Verdict
from trucewatch.monitor import deadlines, judge, obligations
from trucewatch.monitor.agreement_diff import agreement_diff, version_diff
from trucewatch.monitor.agreement_timeline import agreement_timeline

from .conftest import incident


def fire(astana, syria, day, place, by="saa", to="jaish-islam", type_="shelling"):
    made = incident("i", type_, by=[by], to=[to], at=place, first=day, reported=day)
    (found,) = judge([made], astana, {}, {}, syria, date(2019, 1, 1))
    return found


def duty(astana, syria, name, day):
    when = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
    made = obligations(astana, {}, {}, (), as_of=when, known_on=when, tz="Asia/Damascus", world=syria)
    return next(s for s in made if s.id == name)


@pytest.mark.parametrize(
    ("day", "place", "code", "outcome"),
    [
        # Signed on 4 May, in force on 5 May, the regime of the areas from 6 May 00:00.
        (date(2017, 5, 3), "douma", "before_in_force", Outcome.NO),
        (date(2017, 5, 5), "douma", "before_area_regime", Outcome.DISPUTED),
        (date(2017, 5, 6), "douma", "in_force", Outcome.YES),
        (date(2017, 9, 20), "douma", "in_force", Outcome.YES),
        # Six months, "automatically extended on the basis of consensus": never assumed silently.
        (date(2017, 11, 20), "douma", "extension_unclear", Outcome.DISPUTED),
        (date(2018, 2, 18), "douma", "extension_unclear", Outcome.DISPUTED),
        # Each area ended on its own day.
        (date(2018, 4, 20), "douma", "after_end", Outcome.NO),
        (date(2018, 4, 20), "rastan", "extension_unclear", Outcome.DISPUTED),
        (date(2018, 5, 20), "rastan", "after_end", Outcome.NO),
        (date(2018, 5, 20), "khan-shaykhun", "extension_unclear", Outcome.DISPUTED),
    ],
)
def test_whether_it_was_in_force_there_and_then(astana, syria, day, place, code, outcome):
    test = fire(astana, syria, day, place).test(TestName.IN_FORCE)
    assert (test.code, test.outcome) == (code, outcome)


def test_qaboun_is_a_disputed_part_and_douma_is_not(astana, syria):
    assert fire(astana, syria, date(2017, 5, 7), "qaboun").test(TestName.IN_ZONE).code == "zone_disputed"
    assert fire(astana, syria, date(2017, 5, 7), "douma").test(TestName.IN_ZONE).code == "inside"


def test_the_boundary_agreed_in_cairo_was_never_public(astana, syria):
    (share,) = fire(astana, syria, date(2017, 8, 10), "douma").test(TestName.IN_ZONE).boundaries
    assert share.version == "v1-cairo"
    assert share.listed or share.probability is None


@pytest.mark.parametrize(
    ("by", "to", "code", "verdict"),
    [
        ("saa", "jaish-islam", "bound", Verdict.PROBABLE),
        ("saa", "hts", "target_excluded", Verdict.NOT_A_VIOLATION),
        ("hts", "saa", "initiator_excluded", Verdict.OUT_OF_SCOPE),
        ("rahman", "jaish-islam", "intra_side", Verdict.OUT_OF_SCOPE),
    ],
)
def test_who_was_bound_against_whom(astana, syria, by, to, code, verdict):
    found = fire(astana, syria, date(2017, 5, 10), "arbin", by, to)
    assert found.test(TestName.ACTORS_BOUND).code == code
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("known", "day", "version", "binding"),
    [
        (date(2017, 5, 5), date(2017, 5, 9), "draft-0504", False),
        (date(2017, 5, 6), date(2017, 5, 18), "signed", True),
        (date(2018, 7, 31), date(2017, 5, 18), "signed", True),
    ],
)
def test_the_working_groups_deadline_as_it_was_known(astana, known, day, version, binding):
    found = deadlines(astana, next(o for o in astana.obligations if o.id == "O6-jwg"), known).best
    assert (found.day, found.version, found.authoritative) == (day, version, binding)


@pytest.mark.parametrize(
    ("name", "day", "state"),
    [
        ("O7-maps", date(2017, 5, 20), "pending"),
        ("O7-maps", date(2017, 6, 4), "due"),
        ("O7-maps", date(2017, 6, 5), "missed"),
        ("O7-maps", date(2017, 7, 8), "missed"),
        ("O7-maps", date(2017, 9, 15), "met_late"),
        ("O4-security-zones", date(2017, 6, 1), "no_deadline"),
        ("O4-security-zones", date(2017, 10, 12), "in_progress"),
        ("O4-security-zones", date(2018, 5, 14), "in_progress"),
        ("O4-security-zones", date(2018, 5, 16), "met_late"),
        ("O2-aid", date(2017, 6, 30), "partly_met"),
    ],
)
def test_where_duties_stood(astana, syria, name, day, state):
    assert duty(astana, syria, name, day).state.value == state


def test_the_timeline_has_every_version_and_marks_what_differs(astana):
    points = agreement_timeline(astana)
    assert [p.day for p in points] == sorted(p.day for p in points)
    starts = {(p.day, p.version, p.contested) for p in points if p.kind == "start"}
    assert {(date(2017, 5, 5), "signed", True), (date(2017, 5, 4), "tass-0506", True)} <= starts
    maps = {(p.day, p.version) for p in points if p.kind == "deadline" and p.what.startswith("O7-maps")}
    assert maps == {(date(2017, 6, 4), "signed"), (date(2017, 5, 22), "draft-0504"), (date(2017, 5, 27), "tass-0506")}
    assert (date(2018, 7, 31), "end") in {(p.day, p.kind) for p in points}


def test_two_versions_of_the_text_and_two_agreements_are_compared(astana):
    found = {d.entry: (d.before, d.after) for d in version_diff(astana, "draft-0504", "signed")}
    assert found["obligations.O6-jwg.deadline"] == ("2017-05-09", "2017-05-18")
    assert found["obligations.O7-maps.deadline"] == ("2017-05-22", "2017-06-04")
    assert agreement_diff(astana, astana) == ()
    less = astana.model_copy(update={"obligations": astana.obligations[1:], "title": "Another title"})
    kinds = {(d.entry, d.kind) for d in agreement_diff(astana, less)}
    assert kinds == {("title", "changed"), ("obligations[O1-cease]", "removed")}
