"""Deadlines under competing versions, as known on a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.monitor import deadlines
from trucewatch.monitor.moments import parse_offset


def duty(agreement, id_):
    return next(o for o in agreement.obligations if o.id == id_)


def said(deadline):
    return deadline.day.isoformat(), deadline.version, deadline.authoritative


def test_the_draft_rules_until_the_signed_text_is_public(astana):
    known = deadlines(astana, duty(astana, "O6-jwg"), date(2017, 5, 5))
    assert said(known.best) == ("2017-05-09", "draft-0504", False)
    assert known.others == ()
    assert known.best.known_from == date(2017, 5, 4)


def test_the_signed_text_rules_from_its_publication_and_the_others_are_kept(astana):
    known = deadlines(astana, duty(astana, "O6-jwg"), date(2017, 5, 6))
    assert said(known.best) == ("2017-05-18", "signed", True)
    assert known.best.known_from == date(2017, 5, 6)
    assert [said(d) for d in known.others] == [("2017-05-09", "draft-0504", False), ("2017-05-14", "tass-0506", False)]


def test_dates_of_other_versions_are_read_too(astana):
    known = deadlines(astana, duty(astana, "O7-maps"), date(2017, 6, 1))
    assert known.best.day == date(2017, 6, 4)
    assert [d.day for d in known.others] == [date(2017, 5, 22), date(2017, 5, 27)]


def test_nothing_is_known_before_any_version_is(astana):
    assert deadlines(astana, duty(astana, "O7-maps"), date(2017, 5, 3)).best is None


def test_a_compared_draft_stands_in_where_it_is_not_recorded_to_differ(astana):
    known = deadlines(astana, duty(astana, "O8-regulation"), date(2017, 5, 5))
    assert said(known.best) == ("2017-06-04", "draft-0504", False)
    assert "not recorded to differ" in known.best.reckoning


def test_a_chain_runs_through_the_deadlines_of_other_duties_until_they_are_known_to_be_done(port):
    ship, listing = duty(port, "ship"), duty(port, "list")
    assert deadlines(port, ship, date(2031, 3, 1)).best.day == date(2031, 3, 4)
    # Two working days after Tuesday 4 March; after Thursday 6 March the weekend does not count.
    assert deadlines(port, listing, date(2031, 3, 1)).best.day == date(2031, 3, 6)
    later = deadlines(port, listing, date(2031, 3, 7), {("ship", "completed"): date(2031, 3, 6)})
    assert later.best.day == date(2031, 3, 10)
    assert "public holidays not known" in later.best.reckoning


def test_a_clock_that_hangs_on_an_event_is_not_guessed(port):
    assert deadlines(port, duty(port, "talks"), date(2031, 3, 1)).best is None


@pytest.mark.parametrize(
    ("offset", "start", "due"),
    [
        ("P5D", "2017-05-04", "2017-05-09"),
        ("P2W", "2017-05-04", "2017-05-18"),
        ("P1M", "2017-01-31", "2017-02-28"),
        ("P1Y", "2016-02-29", "2017-02-28"),
        ("PT72H", "2017-05-04", "2017-05-07"),
        ("-P1D", "2017-03-01", "2017-02-28"),
    ],
)
def test_offsets_do_not_count_the_day_of_the_trigger(offset, start, due):
    begun = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert parse_offset(offset).after(begun).date() == date.fromisoformat(due)


@pytest.mark.parametrize("text", ["", "P", "5D", "P5", "PT", "P1DT", "P1.5D", "2 weeks"])
def test_what_is_no_offset_is_refused(text):
    with pytest.raises(ValueError, match="offset"):
        parse_offset(text)


@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.integers(0, 400))
def test_working_days_end_on_a_working_day_and_come_never_before_calendar_days(day, count):
    begun = datetime.combine(day, datetime.min.time(), UTC)
    due = parse_offset(f"P{count}D").after(begun, working_days=True)
    assert due >= begun + timedelta(days=count)
    assert count == 0 or due.weekday() < 5
