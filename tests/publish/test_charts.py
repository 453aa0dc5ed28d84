"""Charts, one definition each: what they hold, what they must not hold, and that grey-scale can tell them apart."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from tamesna import make_view, obligation
from tamesna_claims import D4, report
from tamesna_world import TZ

from trucewatch.model import Change, Claim, Deadline, Holding, Issue, View
from trucewatch.publish import render_charts, render_html
from trucewatch.publish.charts import drawn
from trucewatch.publish.charts.style import VERDICT_FILLS, short
from trucewatch.publish.document import Figure, Section
from trucewatch.publish.release import shipped_profile
from trucewatch.publish.sitrep import compose

HOSTILE = '</script><script>alert(1)</script> <img src=x onerror=alert(2)> \u202eabc var(--evil) url(#x) "q" =cmd'


def figures(issue: Issue, profile: str = "internal") -> dict[str, Figure]:
    def of(section: Section) -> Iterator[Figure]:
        for block in section.blocks:
            if isinstance(block, Figure) and block.chart is not None:
                yield block
        for part in section.parts:
            yield from of(part)

    document, _ = compose(issue, shipped_profile(profile))
    return {f.chart.name: f for section in document.sections for f in of(section) if f.chart}


def rows(figure: Figure, *fields: str) -> list[dict[str, Any]]:
    """The rows of a chart's data that have all the fields."""
    assert figure.chart is not None
    datasets = json.loads(figure.chart.definition)["datasets"].values()
    return [row for dataset in datasets for row in dataset if set(fields) <= row.keys()]


@pytest.fixture
def charts(issue: Issue) -> dict[str, Figure]:
    return figures(issue)


def test_a_report_has_every_chart_that_it_has_data_for(charts: dict[str, Figure]) -> None:
    assert set(charts) == {"timeline-1", "incidents", "observers", "control", "sources", "coverage-1"}
    for name, figure in charts.items():
        assert figure.alt, name
        assert figure.notes, name
        assert figure.data is not None or name == "timeline-1"


def test_incidents_stand_on_their_days_by_verdict_and_days_without_reports_are_unknown(
    charts: dict[str, Figure],
) -> None:
    told = {(r["day"], r["verdict"]): r["incidents"] for r in rows(charts["incidents"], "verdict")}
    assert told == {("5 May", "Probable"): 1, ("8 May", "Contradicted"): 1}
    silent = {r["day"] for r in rows(charts["incidents"], "source")}
    assert silent == {"6 May", "7 May", "9 May", "10 May"}
    assert all(r["source"] == "none: unknown" for r in rows(charts["incidents"], "source"))


def test_observers_stand_apart_and_a_copy_is_none(charts: dict[str, Figure]) -> None:
    told = {(r["publisher"], r["day"]): r["incidents"] for r in rows(charts["observers"], "publisher")}
    assert told == {
        ("Voice of the Valley", "5 May"): 1,
        ("Voice of the Valley", "8 May"): 1,
        ("Quiet Watch", "5 May"): 1,
    }
    data = charts["observers"].data
    assert data is not None
    assert data.columns == ("Day", "Voice of the Valley", "Quiet Watch")
    cells = {row.cells[0].text: tuple(c.text for c in row.cells[1:]) for row in data.rows}
    assert cells["5 May 2031"] == ("1", "1")
    assert cells["8 May 2031"] == ("1", "–")


def test_the_timeline_marks_the_day_and_the_versions(charts: dict[str, Figure]) -> None:
    marks = {(r["day"], r["version"]): r["of"] for r in rows(charts["timeline-1"], "version")}
    assert marks == {("2031-05-18", "gazette"): "known", ("2031-05-22", "draft-0504"): "other"}
    (today,) = [r for r in rows(charts["timeline-1"], "day") if r.keys() == {"day"}]
    assert today["day"] == "2031-05-10"


def test_sources_are_counted_by_side_without_copies(charts: dict[str, Figure]) -> None:
    data = charts["sources"].data
    assert data is not None
    table = {row.cells[0].text: (row.cells[1].text, row.cells[2].text) for row in data.rows}
    assert table == {
        "government": ("2", "2"),
        "opposition": ("2", "2"),
        "no side": ("1", "1"),
        "side unknown": ("1", "1"),
    }


def test_a_zone_and_day_without_any_source_is_unknown_and_never_zero(charts: dict[str, Figure]) -> None:
    cells = rows(charts["coverage-1"], "line", "unknown")
    assert {c["told"] for c in cells if c["unknown"]} == {"no source: unknown"}
    assert any(c["unknown"] for c in cells)
    by_line = {(c["line"], c["day"]): c for c in cells}
    assert by_line["A: opposition", "5 May"]["origins"] == 1
    assert by_line["A: opposition", "6 May"]["unknown"]
    data = charts["coverage-1"].data
    assert data is not None
    table = {row.cells[0].text: row.cells[1].text for row in data.rows}
    assert "opposition 1" in table["5 May 2031"]
    assert table["6 May 2031"] == "no source: unknown"


def test_control_is_told_in_spells_that_meet(charts: dict[str, Figure]) -> None:
    data = charts["control"].data
    assert data is not None
    spells = [tuple(cell.text for cell in row.cells) for row in data.rows]
    assert spells[0][:2] == ("Halim", "4 May 2031")
    assert spells[-1][2] == "10 May 2031"
    assert "contested" in {spell[3] for spell in spells}


def test_what_was_believed_when_follows_the_record_of_issues() -> None:
    key = ("T-3", "tamesna-2031")
    title = "T-3: shelling, Tell Amara, 5 May 2031"
    steps = {
        2: (Change(subject=title, kind="new", after="Alleged", finding=key),),
        3: (Change(subject="T-9: something else", kind="new", after="Alleged", finding=("T-9", "tamesna-2031")),),
        4: (Change(subject=title, kind="upgraded", before="Alleged", after="Probable (text version x)", finding=key),),
    }
    moments = {n: datetime(2031, 5, 4 + n, tzinfo=TZ) for n in range(1, 5)}
    issue = Issue(number=5, view=make_view(), previous=4, earlier={1: (), **steps}, cut_offs=moments)
    data = figures(issue)["revisions"].data
    assert data is not None
    assert data.columns == ("Incident", "No. 1, 5 May", "No. 2, 6 May", "No. 3, 7 May", "No. 4, 8 May", "No. 5, 10 May")
    assert [[c.text for c in row.cells[1:]] for row in data.rows] == [
        ["not known yet", "Alleged", "Alleged", "Probable", "Probable"]
    ]
    assert "revisions" not in figures(Issue(number=5, view=make_view(), previous=4))


def test_charts_are_told_apart_without_colour(issue: Issue) -> None:
    assert len(set(VERDICT_FILLS.values())) == len(VERDICT_FILLS)
    assert sum(fill.startswith("url(#tw-") for fill in VERDICT_FILLS.values()) == len(VERDICT_FILLS) - 2
    html = render_html(issue, shipped_profile("internal"))
    for colour in re.findall(r'(?:fill|stroke)="([^"]*)"', html):
        assert re.fullmatch(r"none|var\(--[\w-]+\)|url\(#[\w-]+\)|transparent", colour), colour
    for used in re.findall(r'fill="url\(#([\w-]+)\)"', html):
        assert f'id="{used}"' in html


def test_whatever_stands_in_a_name_is_shown_as_words(view: View) -> None:
    odd = view.reports["voice-0505"].model_copy(update={"publisher": HOSTILE * 30})
    deadline = Deadline(day=date(2031, 5, 12), version=HOSTILE, authoritative=True, reckoning="absolute", known_from=D4)
    duty = obligation(id=HOSTILE, duty=HOSTILE, deadline=deadline)
    issue = Issue(
        number=1, view=view.model_copy(update={"reports": {**view.reports, "voice-0505": odd}, "obligations": (duty,)})
    )
    page = render_charts(issue, shipped_profile("internal"))
    assert page.count("<script") == 1 + page.count('<script type="application/json"')
    assert page.count("</script") == page.count("<script")
    page = page.split('<script type="module">')[0]
    assert "<img" not in page
    assert "\u202e" not in page
    for figure in figures(issue).values():
        assert "<script" not in drawn(figure)
        assert "<img" not in drawn(figure)
    assert len(short("x" * 10_000, 40)) == 40


def test_charts_hold_no_more_than_the_profile_lets_out() -> None:
    fresh = Claim(
        id="fresh", report="quiet-0505", trigger={"text": "reached", "start": 101, "end": 108}, type="withdrawal",
        places=({"name": "Qasr Numa", "place_id": "numa"},), initiators=({"text": "Northern Brigade", "id": "nb"},),
        date_start=date(2031, 5, 10), date_end=date(2031, 5, 10),
    )  # fmt: skip
    view = make_view()
    held = Holding(
        place_id="numa", place="Qasr Numa", as_of=date(2031, 5, 10), known_on=view.known_on, state="unknown",
        claims=(fresh.key,), reason="said to have left",
    )  # fmt: skip
    claims = {**view.claims, fresh.key: fresh}
    issue = Issue(number=1, view=view.model_copy(update={"claims": claims, "holdings": (*view.holdings, held)}))
    inside, outside = figures(issue), figures(issue, "public")
    assert "Qasr Numa" in json.dumps(rows(inside["control"]))
    assert "Qasr Numa" not in json.dumps([rows(f) for f in outside.values()])
    words = json.dumps([rows(f) for f in outside.values()], ensure_ascii=False)
    assert "Dam" not in words
    assert "Mill Quarter" not in words


def test_the_same_issue_gives_the_same_drawings(issue: Issue) -> None:
    again = Issue.model_validate_json(issue.model_dump_json(by_alias=True))
    assert {n: drawn(f) for n, f in figures(issue).items()} == {n: drawn(f) for n, f in figures(again).items()}
    assert render_charts(issue) == render_charts(again)


def test_without_anything_to_draw_the_page_says_so() -> None:
    empty = make_view(
        reports={}, copies=(), claims={}, incidents=(), findings=(), obligations=(), holdings=(), unread=()
    )
    assert "There is nothing to draw yet" in render_charts(Issue(number=1, view=empty))


def test_reports_of_one_day_still_make_charts() -> None:
    one = report("quiet-0505").model_copy(update={"published": date(2031, 5, 10)})
    view = make_view(reports={one.id: one}, copies=(), unread=())
    for figure in figures(Issue(number=1, view=view)).values():
        assert drawn(figure).startswith("<svg")
