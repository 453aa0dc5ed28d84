"""The agreement and the sources in a real browser: versions side by side, duties on their clock, and no ranking."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from screen_checks import arrived, drawn, expect, overflows, serious
from workbench_server import Server, let_everybody_in, serving

from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser
CLOCKS = "as_true_on=2017-06-05&as_known_on=2017-06-05"
AGREEMENT = f"/w/syria-2017/agreement?{CLOCKS}"


@pytest.fixture(scope="module")
def server(read_watch: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example watch, with a source that publishes reports and one that is an origin of incidents held to be single
    persons."""
    folder = tmp_path_factory.mktemp("served") / "syria-2017"
    shutil.copytree(read_watch, folder)
    listed = folder / "sources.yaml"
    text, changed = re.subn(r"(\{id: (?:barada|sohr),.*?kind: )ngo_monitor", r"\1witness", listed.read_text("utf-8"))
    assert changed == 2
    listed.write_text(text, "utf-8")
    let_everybody_in(folder)
    with serving(folder, tmp_path_factory.mktemp("logs")) as running:
        yield running


def test_duties_stand_with_state_deadline_and_evidence(page_as) -> None:
    page = page_as(Role.READER)
    page.goto(AGREEMENT)
    drawn(page)
    maps = page.locator("#duties tr", has_text="O7-maps")
    expect(maps).to_contain_text("missed")
    expect(maps).to_contain_text("4 June 2017")
    expect(maps.get_by_role("link").first).to_be_visible()
    page.locator(".screen-title").click()
    page.keyboard.press("4")
    page.wait_for_function("document.getElementById('versions').getBoundingClientRect().top < innerHeight")


def test_the_world_clock_moves_the_duties(page_as) -> None:
    page = page_as(Role.READER)
    page.goto("/w/syria-2017/agreement?as_true_on=2017-05-10&as_known_on=2017-06-05")
    drawn(page)
    expect(page.locator(".clock-said")).to_contain_text("Day 6 of 184")
    expect(page.locator("#duties tr", has_text="O7-maps")).not_to_contain_text("missed")


def test_two_versions_are_read_side_by_side_and_kept_in_the_address(page_as) -> None:
    page = page_as(Role.READER)
    page.goto(AGREEMENT)
    drawn(page)
    page.get_by_label("This version").select_option("tass-0506")
    arrived(page, "one=tass-0506")
    table = page.get_by_role("table", name="tass-0506 beside mfa-pub")
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    page.goto(f"{AGREEMENT}&one=<b>none</b>")
    expect(page.locator(".problem")).to_contain_text("has no text version")
    expect(page.locator(".problem b")).to_have_count(0)


def test_sources_stand_in_the_order_of_the_alphabet_and_cannot_be_sorted(page_as) -> None:
    page = page_as(Role.READER)
    page.goto(f"/w/syria-2017/sources?{CLOCKS}")
    drawn(page)
    names = page.locator("tbody th a").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    assert names
    expect(page.locator("thead button, thead [aria-sort]")).to_have_count(0)
    expect(page.get_by_text("this is no ranking")).to_be_visible()
    page.get_by_role("link", name="Meridian Wire").click()
    arrived(page, "/source/")
    expect(page.locator("#record")).to_contain_text("before anything is resolved")
    page.locator(".screen-title").click()
    page.keyboard.press("l")
    arrived(page, "/sources")


def test_of_single_persons_no_figures_are_shown(page_as, client_as) -> None:
    page = page_as(Role.REVIEWER)
    page.goto(f"/w/syria-2017/sources?{CLOCKS}")
    drawn(page)
    for name in ("Barada Rights Monitor", "Syrian Observatory for Human Rights"):
        row = page.get_by_role("row", name=name)
        assert row.get_by_role("cell").all_inner_texts()[2:] == ["–"] * 4
    page.get_by_role("link", name="Barada Rights Monitor").click()
    arrived(page, "/source/barada")
    expect(page.locator("#kinds")).to_contain_text("this is not counted")
    expect(page.locator("#reports h2")).to_have_text("Reports of its own")
    expect(page.locator("#reports a").first).to_be_visible()
    for source in ("barada", "sohr"):
        assert client_as(Role.REVIEWER).get(f"/api/v1/sources/{source}").json()["reports"] is None
    listed = client_as(Role.READER).get("/api/v1/sources?limit=500").json()["items"]
    assert {s["kind"] == "witness" for s in listed if s["reports"] is None} == {True}
    assert any(s["reports"] for s in listed)


@pytest.mark.parametrize(("screen", "said"), [("agreement", "no agreement"), ("source", "no source")])
def test_what_is_not_there_is_said_in_a_sentence(page_as, screen: str, said: str) -> None:
    page = page_as(Role.READER)
    page.goto(f"/w/syria-2017/{screen}/<script>alert(1)")
    page.get_by_text(re.compile(f"There is {said} <script>")).wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_small_screens_and_both_themes_hold(page_as, theme: str) -> None:
    size = {"width": 400, "height": 800}
    page = page_as(Role.READER, color_scheme=theme, bypass_csp=True, viewport=size)
    for path in ("agreement", "sources", "source/euphrates", "releases"):
        page.goto(f"/w/syria-2017/{path}?{CLOCKS}")
        drawn(page)
        assert not overflows(page), path
        assert serious(page) == [], path


def test_people_without_a_part_are_refused(client_as) -> None:
    for path in ("incidents", "incident/x", "report/x", "map", "agreement", "sources", "releases"):
        assert client_as(None).get(f"/w/syria-2017/{path}").status_code in (303, 401)
        assert client_as(Role.READER).get(f"/w/other-watch/{path}").status_code == 404
