"""The search screen in a real browser: by keyboard, through a profile, with hostile words."""

import pytest
from screen_checks import arrived, drawn, expect, serious
from workbench_server import WATCH

from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser
DAY = "as_true_on=2017-05-20&as_known_on=2017-05-20"


def test_words_and_filters_stand_in_the_address(page_as) -> None:
    page = page_as(Role.REVIEWER)
    page.goto(f"/w/{WATCH}/search?{DAY}")
    drawn(page)
    page.locator("[name=q]").fill("tabqa dam")
    page.locator("[name=q]").press("Enter")
    arrived(page, r"q=tabqa\+dam")
    assert "as_known_on=2017-05-20" in page.url
    assert {m.lower() for m in page.locator(".results mark").all_inner_texts()} == {"tabqa", "dam"}
    page.locator("[name=kind]").select_option("report")
    page.locator("[name=q]").press("Enter")
    arrived(page, "kind=report")
    assert set(page.locator(".results .chip").all_inner_texts()) == {"report"}
    page.locator(".results a").first.click()
    arrived(page, "/report/")


def test_results_go_on_and_back(page_as) -> None:
    page = page_as(Role.REVIEWER)
    page.goto(f"/w/{WATCH}/search?q=the&{DAY}")
    drawn(page)
    first = page.locator(".results a").all_inner_texts()
    page.get_by_text("More results").click()
    arrived(page, "start=25")
    assert page.locator(".results a").all_inner_texts() != first
    page.get_by_text("Earlier results").click()
    arrived(page, r"search\?(?!.*start=)")
    assert page.locator(".results a").all_inner_texts() == first


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=%22%22", "names no word"),
        ("q=" + "x" * 500, "look for at most 400"),
        ("q=mill&kind=everything", "nothing called"),
        ("q=mill&since=yesterday", "no day"),
        ("q=mill&start=-1", "no place in the results"),
        ("q=%3Cscript%3Ealert(1)%3C/script%3E%22%20OR%201=1%20--", "Nothing was found"),
    ],
)
def test_what_cannot_be_searched_is_said(page_as, query: str, said: str) -> None:
    page = page_as(Role.REVIEWER)
    page.goto(f"/w/{WATCH}/search?{query}")
    page.get_by_text(said).wait_for()


def test_a_reader_searches_through_their_profile_and_nothing_is_wrong_for_screen_readers(page_as) -> None:
    page = page_as(Role.READER, bypass_csp=True)
    page.goto(f"/w/{WATCH}/search?q=tabqa&{DAY}")
    drawn(page)
    expect(page.locator(".results")).to_be_visible()
    expect(page.get_by_text("release profile partners")).to_be_visible()
    assert serious(page) == []
