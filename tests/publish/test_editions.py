"""Editions: daily, weekly, of one agreement, of one zone; each a series of its own that can be made again."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tamesna import make_view
from tamesna_world import AGREEMENT, SETTING, TZ
from test_issuing import at, run

from trucewatch.issuing import Edition, number_in, reproduce, write_issue
from trucewatch.model import Agreement, Issue, Scope, View
from trucewatch.model.errors import InputError, WatchError
from trucewatch.publish import render_html, render_markdown
from trucewatch.publish.editions import checked, narrowed
from trucewatch.publish.release import shipped_profile
from trucewatch.watch import Watch

WEEKLY, DAILY = Scope(period="weekly"), Scope(period="daily")


def told(scope: Scope, view: View | None = None, **fields: object) -> str:
    view = view or make_view(**fields)
    return render_markdown(Issue(number=7, view=view, scope=scope, in_series=2), shipped_profile("internal"))


def incidents(scope: Scope, **fields: object) -> set[str]:
    view = make_view(**fields)
    day = view.as_of.date()
    return {i.id for i in narrowed(view, scope, day, view.known_on.date()).incidents}


def test_a_weekly_edition_tells_of_what_happened_or_became_known_in_the_week() -> None:
    later = {"as_of": datetime(2031, 5, 13, 18, tzinfo=TZ), "known_on": datetime(2031, 5, 13, 18, tzinfo=TZ)}
    assert "T-6" in incidents(WEEKLY, **later)
    assert "T-7" in incidents(WEEKLY, **later)
    assert "T-2" not in incidents(WEEKLY, **later)
    assert "T-9" in incidents(WEEKLY, **later)
    assert incidents(DAILY, **later) <= incidents(WEEKLY, **later) <= incidents(Scope(), **later)


def test_an_edition_says_of_what_it_tells_and_which_number_it_has() -> None:
    text = told(WEEKLY)
    assert text.startswith("# Weekly situation report No. 2\n")
    assert "No. 2 of its kind: weekly, 4–10 May 2031" in text
    assert "- **Number:** 7" in text
    assert told(Scope()).startswith("# Situation report No. 7\n")


def test_a_zones_edition_holds_that_zone_alone() -> None:
    text = told(Scope(agreement="tamesna-2031", zone="salam"))
    assert "Deir Salam" in text
    assert "T-7" in text
    assert "T-3" not in text
    assert "the valley of Amara" not in text
    assert "quiet-0505" not in text


def test_an_agreements_edition_leaves_the_others_out() -> None:
    other = Agreement.model_validate({**AGREEMENT, "id": "other", "title": "Another paper", "obligations": []})
    setting = SETTING.model_copy(update={"agreements": (*SETTING.agreements, other)})
    whole, alone = told(Scope(), setting=setting), told(Scope(agreement="tamesna-2031"), setting=setting)
    assert "Another paper" in whole
    assert "Another paper" not in alone


def test_what_the_watch_has_not_is_refused_with_what_it_has() -> None:
    with pytest.raises(InputError, match=r'no agreement "x"; it has tamesna-2031'):
        checked(Scope(agreement="x"), SETTING)
    with pytest.raises(InputError, match=r'no zone "x"; there are north, salam, lines'):
        checked(Scope(zone="x"), SETTING)
    twin = Agreement.model_validate({**AGREEMENT, "id": "twin"})
    setting = SETTING.model_copy(update={"agreements": (*SETTING.agreements, twin)})
    with pytest.raises(InputError, match=r"--agreement: tamesna-2031, twin"):
        checked(Scope(zone="salam"), setting)
    assert checked(Scope(zone="salam"), SETTING) == Scope(agreement="tamesna-2031", zone="salam")


SCOPES = st.builds(
    Scope,
    period=st.sampled_from([None, "daily", "weekly"]),
    agreement=st.just("tamesna-2031"),
    zone=st.sampled_from([None, "north", "salam", "lines"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SCOPES, st.dates(date(2031, 5, 1), date(2031, 6, 20)))
def test_an_edition_is_a_part_of_the_whole_and_consistent(scope: Scope, day: date) -> None:
    moment = datetime(day.year, day.month, day.day, 18, tzinfo=TZ)
    whole = make_view(as_of=moment, known_on=moment)
    part = narrowed(whole, scope, day, day)
    assert {i.id for i in part.incidents} <= {i.id for i in whole.incidents}
    assert part.claims.items() <= whole.claims.items()
    assert part.reports.items() <= whole.reports.items()
    assert {f.incident for f in part.findings} <= {i.id for i in part.incidents}
    assert {key for i in part.incidents for key in i.claims} <= part.claims.keys() | (
        {key for i in part.incidents for key in i.claims} - whole.claims.keys()
    )
    assert {claim.report for claim in part.claims.values()} <= part.reports.keys()
    View.model_validate_json(part.model_dump_json(by_alias=True))


@pytest.mark.parametrize("scope", [WEEKLY, DAILY, Scope(agreement="tamesna-2031", zone="lines", period="daily")])
def test_every_edition_is_a_whole_page(scope: Scope) -> None:
    html = render_html(Issue(number=1, view=make_view(), scope=scope, in_series=1))
    assert html.rstrip().endswith("</html>")
    assert "No. 1 of its kind" in html


def test_each_edition_counts_for_itself_and_is_made_again_by_its_number(watch: Watch, tmp_path: Path) -> None:
    weekly = Edition(scope=WEEKLY)
    for day in ("2017-05-06", "2017-05-13"):
        write_issue(watch, *at(watch, day), tmp_path / "all" / day, ("md",))
        write_issue(watch, *at(watch, day), tmp_path / "week" / day, ("md", "html"), edition=weekly)
    assert [entry.number for entry in watch.ledger.issues()] == [1, 2, 3, 4]
    first, second = ((tmp_path / "week" / day / "sitrep.md").read_text("utf-8") for day in ("2017-05-06", "2017-05-13"))
    assert first.startswith("# Weekly situation report No. 1\n")
    assert "There is no earlier issue to compare this one with." in first
    assert second.startswith("# Weekly situation report No. 2\n")
    assert "Changes since issue 2" in second
    assert "unconfirmed | claimed and denied" in second
    assert number_in(watch, WEEKLY, 2) == 4
    written, differing = reproduce(watch, number_in(watch, WEEKLY, 1), tmp_path / "again")
    assert differing == []
    assert {p.read_bytes() for p in written} == {p.read_bytes() for p in (tmp_path / "week" / "2017-05-06").iterdir()}
    with pytest.raises(WatchError, match="no issue 3; there are 1 to 2"):
        number_in(watch, WEEKLY, 3)
    with pytest.raises(WatchError, match="none was published yet"):
        number_in(watch, DAILY, 1)


def test_old_weeks_that_change_are_told_in_the_next_edition(watch: Watch, tmp_path: Path) -> None:
    """The incident of 4 May is out of the week of 13 May, but its denial became known in it."""
    weekly = Edition(scope=WEEKLY)
    write_issue(watch, *at(watch, "2017-05-06"), tmp_path / "1", ("md",), edition=weekly)
    write_issue(watch, *at(watch, "2017-05-13"), tmp_path / "2", ("md",), edition=weekly)
    text = (tmp_path / "2" / "sitrep.md").read_text("utf-8")
    assert "| Withdrawn |" not in text
    assert "| Downgraded |" in text or "| Changed |" in text


def test_the_command_writes_and_reproduces_editions(watch: Watch, tmp_path: Path) -> None:
    common = ("--as-of", "2017-05-06", "--known-on", "2017-05-06", "--watch", watch.folder)
    made = run("brief", "--edition", "daily", "--format", "md", "--format", "charts", "--out", tmp_path / "a", *common)
    assert made.returncode == 0, made.stderr
    assert {p.name for p in (tmp_path / "a").iterdir()} == {"sitrep-daily.md", "sitrep-daily.charts.html"}
    again = run("brief", "--edition", "daily", "--reproduce", "1", "--out", tmp_path / "b", "--watch", watch.folder)
    assert again.returncode == 0, again.stderr
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
