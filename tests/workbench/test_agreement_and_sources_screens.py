"""The agreement and the sources in a real browser: versions side by side, duties on their clock, and no ranking."""

import re

import pytest
from screen_checks import overflows, serious

from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser
CLOCKS = "as_true_on=2017-06-05&as_known_on=2017-06-05"
AGREEMENT = f"/w/syria-2017/agreement?{CLOCKS}"


def test_duties_stand_with_state_deadline_and_evidence(page_as) -> None:
    page = page_as(Role.READER)
    page.goto(AGREEMENT)
    page.locator("#duties table").first.wait_for()
    maps = page.locator("#duties tr", has_text="O7-maps")
    assert "missed" in maps.inner_text()
    assert "4 June 2017" in maps.inner_text()
    assert maps.get_by_role("link").count() > 0
    page.locator(".screen-title").click()
    page.keyboard.press("4")
    page.wait_for_function("document.getElementById('versions').getBoundingClientRect().top < innerHeight")


def test_the_world_clock_moves_the_duties(page_as) -> None:
    page = page_as(Role.READER)
    page.goto("/w/syria-2017/agreement?as_true_on=2017-05-10&as_known_on=2017-06-05")
    page.locator("#duties table").first.wait_for()
    assert "missed" not in page.locator("#duties tr", has_text="O7-maps").inner_text()
    assert "Day 6 of 184" in page.locator(".clock-said").inner_text()


def test_two_versions_are_read_side_by_side_and_kept_in_the_address(page_as) -> None:
    page = page_as(Role.READER)
    page.goto(AGREEMENT)
    page.get_by_label("This version").select_option("tass-0506")
    page.wait_for_url(re.compile("one=tass-0506"))
    table = page.get_by_role("table", name="tass-0506 beside mfa-pub")
    assert table.get_by_role("row").count() > 1
    page.goto(f"{AGREEMENT}&one=<b>none</b>")
    assert "has no text version" in page.locator(".problem").inner_text()
    assert page.locator(".problem b").count() == 0


def test_sources_stand_in_the_order_of_the_alphabet_and_cannot_be_sorted(page_as) -> None:
    page = page_as(Role.READER)
    page.goto(f"/w/syria-2017/sources?{CLOCKS}")
    page.get_by_role("table", name="Sources").wait_for()
    names = page.locator("tbody th a").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    assert page.locator("thead button, thead [aria-sort]").count() == 0
    assert page.get_by_text("this is no ranking").is_visible()
    page.get_by_role("link", name="Meridian Wire").click()
    page.locator("#record table").wait_for()
    assert "before anything is resolved" in page.locator("#record").inner_text()
    page.locator(".screen-title").click()
    page.keyboard.press("l")
    page.wait_for_url(re.compile("/sources"))


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
        page.locator(".panel").first.wait_for()
        assert not overflows(page), path
        assert serious(page) == [], path


def test_people_without_a_part_are_refused(client_as) -> None:
    for path in ("incidents", "incident/x", "report/x", "map", "agreement", "sources", "releases"):
        assert client_as(None).get(f"/w/syria-2017/{path}").status_code in (303, 401)
        assert client_as(Role.READER).get(f"/w/other-watch/{path}").status_code == 404
