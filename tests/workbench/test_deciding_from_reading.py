"""From reading to deciding: what reviewers read leads into the review queue, by link and by key; nobody else's does."""

import re

import pytest
from screen_checks import arrived, drawn, expect, serious
from workbench_server import WATCH

from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser
CLOCKS = "as_true_on=2017-06-05&as_known_on=2017-06-05"


def opened(page, path: str, **query: str):
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    page.goto(f"/w/{WATCH}/{path}?{CLOCKS}{asked}")
    return drawn(page)


def decides_on(page, item: str) -> None:
    """The page is the queue, with that item before the person, on the clocks that they came with."""
    arrived(page, "/queue")
    assert "as_known_on=2017-06-05" in page.url
    expect(page.locator(".queue")).to_have_attribute("data-item", item)


def test_a_report_leads_to_its_claims_in_the_queue(page_as) -> None:
    page = page_as(Role.REVIEWER, bypass_csp=True)
    opened(page, "search", q="tabqa", kind="claim").locator(".results a").first.click()
    arrived(page, "/report/")
    report = page.url.partition("/report/")[2].partition("?")[0]
    address = page.url
    cards = page.locator(".claim-card")
    expect(cards.locator("a.decide")).to_have_count(cards.count())
    assert serious(page) == []
    last = cards.last.get_attribute("id").removeprefix("claim-")
    cards.last.locator("a.decide").click()
    decides_on(page, f"{report}/{last}")
    page.goto(address.partition("#")[0])
    mark = drawn(page).locator("mark[id]").last
    name = mark.get_attribute("id")
    mark.focus()
    page.keyboard.press("d")
    decides_on(page, f"{report}/{name}")
    page.goto(address)
    drawn(page).get_by_role("link", name="what waits of it in review").click()
    arrived(page, f"/queue.*report={report}")
    expect(page.locator(".queue-filters [aria-current]")).to_have_text(f"report {report}")
    expect(page.locator(".queue")).to_have_attribute("data-item", re.compile(f"^{report}/|^$"))


def test_an_incident_leads_to_itself_and_its_claims_in_the_queue(page_as) -> None:
    page = page_as(Role.REVIEWER)
    opened(page, "board").get_by_role("table", name="Contested").locator("tbody th a").first.click()
    arrived(page, "/incident/")
    incident, address = page.url.partition("/incident/")[2].partition("?")[0], page.url
    page.keyboard.press("d")
    decides_on(page, incident)
    page.goto(address)
    quote = drawn(page).locator(".quote").first
    claim = quote.locator("a.decide").get_attribute("aria-label").removeprefix("decide on it: claim ")
    quote.locator("a.decide").click()
    decides_on(page, claim)
    page.goto(address)
    drawn(page).get_by_role("link", name="what waits of it in review").click()
    arrived(page, f"/queue.*incident={incident}")
    expect(page.locator(".queue-filters [aria-current]")).to_have_text(f"incident {incident}")


@pytest.mark.parametrize("kind", ["claim", "incident"])
def test_a_result_of_search_leads_to_deciding_on_it(page_as, kind: str) -> None:
    page = page_as(Role.REVIEWER)
    results = opened(page, "search", q="tabqa", kind=kind).locator(".results li")
    expect(results.locator("a.decide")).to_have_count(results.count())
    second = results.nth(1).locator("a.decide").get_attribute("href")
    results.nth(1).locator(".result-head a").first.focus()
    page.keyboard.press("d")
    arrived(page, "/queue")
    assert page.url.endswith(second)
    expect(page.locator(".queue")).not_to_have_attribute("data-item", "")


def test_a_contested_row_of_the_board_leads_to_deciding_on_it(page_as) -> None:
    page = page_as(Role.REVIEWER)
    rows = opened(page, "board").get_by_role("table", name="Contested").locator("tbody tr")
    expect(rows.locator("a.decide")).to_have_count(rows.count())
    incident = rows.first.locator("th a").get_attribute("href").partition("/incident/")[2].partition("?")[0]
    rows.first.locator("a.decide").click()
    decides_on(page, incident)


@pytest.mark.parametrize("role", [Role.READER, Role.CODER])
def test_who_decides_on_nothing_is_offered_nothing(page_as, role: Role) -> None:
    page = page_as(role)
    for screen, query in (("board", {}), ("search", {"q": "tabqa", "kind": "claim"})):
        opened(page, screen, **query)
        expect(page.locator("a.decide")).to_have_count(0)
    page.locator(".results a").first.click()
    arrived(page, "/report/")
    expect(page.locator(".claim-card").first).to_be_visible()
    expect(page.locator("a.decide")).to_have_count(0)
    page.keyboard.press("d")
    opened(page, "board").get_by_role("table", name="Contested").locator("tbody th a").first.click()
    arrived(page, "/incident/")
    expect(page.locator("a.decide")).to_have_count(0)
