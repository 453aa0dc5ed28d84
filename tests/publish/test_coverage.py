from datetime import date, datetime

from tamesna import make_view
from tamesna_claims import report
from tamesna_world import TZ

from trucewatch.model import Issue
from trucewatch.publish import render_markdown
from trucewatch.publish.release import shipped_profile


def test_days_without_any_report_are_no_source_and_not_quiet(issue: Issue) -> None:
    text = render_markdown(issue)
    assert "nothing known was published on 6–7 May 2031 and 9–10 May 2031" in text
    assert "What happened then is unknown, not quiet." in text
    assert "| 6 May 2031 | – | – | – | – | no source |" in text
    assert "| 5 May 2031 | 2 | 1 | 1 | – | 4 |" in text


def test_reports_in_a_language_that_nobody_reads_are_listed(issue: Issue) -> None:
    text = render_markdown(issue)
    assert "1 report kept but not read" in text
    assert "| arabic-0508 | صوت الوادي | 8 May 2031 | ar |" in text


def test_a_long_record_shows_the_last_31_days_and_sums_up_the_rest() -> None:
    old = report("voice-0508").model_copy(update={"id": "old", "published": date(2031, 1, 1)})
    view = make_view(
        reports={**make_view().reports, "old": old},
        as_of=datetime(2031, 7, 1, tzinfo=TZ),
        known_on=datetime(2031, 7, 1, tzinfo=TZ),
    )
    text = render_markdown(Issue(number=1, view=view))
    assert "| before 1 June 2031 |" in text
    assert "31 of the last 31 days without any source" in text


def test_parallel_statements_of_breaches_stand_side_by_side(issue: Issue) -> None:
    text = render_markdown(issue)
    assert "| 5 May 2031 | Quiet Watch | 1 |" in text
    assert "| 5 May 2031 | Tamesna Beacon | 1 |" in text


def test_tolls_stand_side_by_side_with_their_sources(issue: Issue) -> None:
    text = render_markdown(issue, shipped_profile("partners"))
    assert "at least 3 (“residents”)" in text
    assert "| 2 (“residents”) |" in text
    everyone = render_markdown(issue)
    assert "at least 3 (“residents”)" in everyone
    assert "| up to 4 |" in everyone
    assert "| 2 (" not in everyone
