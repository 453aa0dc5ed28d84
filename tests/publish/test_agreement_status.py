from datetime import date, datetime
from typing import Any

import pytest
from tamesna import make_view, obligation
from tamesna_world import AGREEMENT, SETTING, TZ

from trucewatch.model import Agreement, Deadline, Issue
from trucewatch.publish import render_markdown
from trucewatch.publish.clock import clock, version_known


def report_on(day: date, **fields: Any) -> str:
    moment = datetime(day.year, day.month, day.day, 18, tzinfo=TZ)
    return render_markdown(Issue(number=1, view=make_view(as_of=moment, known_on=moment, **fields)))


AGREED = Agreement.model_validate(AGREEMENT)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2031, 5, 3), "was not signed yet on 3 May 2031"),
        (date(2031, 5, 4), "not yet in force on 4 May 2031: it enters into force on 5 May 2031, in 1 day"),
        (date(2031, 5, 5), "day 1 of 184; in force from 5 May 2031 until 5 November 2031 unless extended"),
        (date(2031, 11, 4), "day 184 of 184"),
        (date(2031, 11, 6), "ran out on 5 November 2031, 2 days before"),
    ],
)
def test_the_clock_says_where_the_agreement_stands(day: date, words: str) -> None:
    assert words in report_on(day)


def test_without_a_term_no_end_is_made_up() -> None:
    endless = Agreement.model_validate({**AGREEMENT, "in_force": {"from": "2031-05-05"}})
    now = clock(endless, date(2031, 5, 7))
    assert (now.number, now.length, now.end) == (3, None, None)


@pytest.mark.parametrize(
    ("duration", "end"),
    [("P6M", date(2031, 11, 5)), ("P1Y", date(2032, 5, 5)), ("P2W", date(2031, 5, 19)), ("P10D", date(2031, 5, 15))],
)
def test_a_term_is_reckoned_on_the_calendar(duration: str, end: date) -> None:
    made = {**AGREEMENT, "in_force": {"from": "2031-05-05", "duration": duration}}
    assert clock(Agreement.model_validate(made), date(2031, 5, 5)).end == end


@pytest.mark.parametrize(
    ("day", "version"), [(date(2031, 5, 3), None), (date(2031, 5, 5), "draft-0504"), (date(2031, 5, 6), "gazette")]
)
def test_the_text_known_is_the_one_that_was_public_then(day: date, version: str | None) -> None:
    known = version_known(AGREED, day)
    assert (known.id if known else None) == version


def test_versions_of_the_future_are_not_mentioned() -> None:
    early = make_view(
        as_of=datetime(2031, 5, 5, 18, tzinfo=TZ),
        known_on=datetime(2031, 5, 5, 18, tzinfo=TZ),
        obligations=(),
        findings=(),
        incidents=(),
    )
    text = render_markdown(Issue(number=1, view=early))
    assert "text known then: draft-0504" in text
    assert "gazette" not in text
    assert "version draft-0504 gives 4 May 2031" in text
    assert "version signed" not in text


def test_a_deadline_quoted_from_a_draft_is_told_apart_with_since_when_it_is_superseded() -> None:
    text = report_on(date(2031, 5, 10))
    assert (
        "For O1-group, 22 May 2031 is given by Tamesna Beacon: that is the deadline of version draft-0504, "
        "superseded by version gazette, public since 6 May 2031, which gives 18 May 2031."
    ) in text


def test_a_deadline_that_no_version_gives_is_said_to_be_so() -> None:
    text = report_on(date(2031, 5, 10), obligations=(obligation(others=()),))
    assert "no version of the text gives that day" in text


def test_missed_obligations_come_first_and_reach_the_bottom_line() -> None:
    missed = obligation(
        id="O2-maps", state="missed", quoted=(), days_left=-3,
        deadline=Deadline(day=date(2031, 5, 7), version="gazette", authoritative=True, reckoning="absolute"),
    )  # fmt: skip
    text = report_on(date(2031, 5, 10), obligations=(obligation(), missed))
    assert "Missed or overdue: O2-maps (missed)." in text
    assert text.index("| O2-maps") < text.index("| O1-group")
    assert "| −3 |" in text


def test_phases_say_whom_they_bind() -> None:
    phased = {**AGREEMENT, "in_force": {**AGREEMENT["in_force"], "phases": [
        {"id": "entry", "from": "2031-05-05", "binds": ["guarantors"]},
        {"id": "area_regime", "from": "2031-05-06T00:00+01:00", "binds": ["gov", "nb"]},
        {"id": "mapped"},
    ]}}  # fmt: skip
    setting = SETTING.model_copy(update={"agreements": (Agreement.model_validate(phased),)})
    text = report_on(date(2031, 5, 10), setting=setting)
    assert "Phase “entry”: from 5 May 2031, binds guarantors." in text
    assert (
        "Phase “area regime”: from 6 May 2031, 00:00+01:00, binds Government of Tamesna and Northern Brigade." in text
    )
    assert "Phase “mapped”: from a day that depends on each zone." in text
