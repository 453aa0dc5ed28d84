"""What every screen shares, and the screens of board, people and account, in a real browser."""

import re

import pytest
from screen_checks import serious
from workbench_server import NAMES, PASSWORD, WATCH, Server

from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser
MAY = "as_true_on=2017-05-20&as_known_on=2017-05-20"
BOARD = f"/w/{WATCH}/board?{MAY}"


def opened(page, address: str):
    page.goto(address)
    page.wait_for_selector(".panel, main.sheet")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["/", BOARD, f"/w/{WATCH}/add", f"/w/{WATCH}/people", "/server", "/account"])
def test_a_screen_has_no_serious_finding_of_axe(page_as, screen: str, scheme: str) -> None:
    page = page_as(Role.ADMINISTRATOR, color_scheme=scheme, bypass_csp=True)
    page.goto(screen)
    page.wait_for_selector(".panel, main.sheet, .watches")
    assert serious(page) == []


@pytest.mark.parametrize("screen", [BOARD, f"/w/{WATCH}/people", "/account"])
def test_nothing_overflows_a_small_screen(page_as, screen: str) -> None:
    page = opened(page_as(Role.ADMINISTRATOR, viewport={"width": 380, "height": 780}), screen)
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_the_board_tells_of_clocks_duties_incidents_and_gaps(page_as) -> None:
    page = opened(page_as(Role.CODER), BOARD)
    heads = [re.sub(r"[:\d].*", "", head).strip() for head in page.locator(".panel h2").all_inner_texts()]
    assert heads[1:] == ["Overdue", "Due within", "Last", "Contested", "Coverage of zones, last"]
    assert "day 16 of 184" in page.locator(".clock-at").inner_text()
    page.locator(".panel.wide table a").first.click()
    page.wait_for_url("**/incident/**")
    assert MAY in page.url, "both clocks hold on the next screen"


def test_a_reader_sees_the_board_through_a_release_profile(page_as) -> None:
    page = opened(page_as(Role.READER), BOARD)
    assert "release profile partners" in page.locator(".count").inner_text()
    assert page.locator("nav.screens").inner_text().split("\n").count("Review") == 0


def test_the_clocks_hold_for_the_whole_workbench(page_as) -> None:
    page = opened(page_as(Role.CODER), BOARD)
    page.locator('input[name="as_true_on"]').fill("2017-05-10")
    page.wait_for_url("**as_true_on=2017-05-10**")
    assert "day 6 of 184" in page.locator(".clock-at").inner_text()
    page.get_by_label("as known on, days from").evaluate(
        "(e) => { e.value = e.max; e.dispatchEvent(new Event('change')); }"
    )
    page.wait_for_url(lambda url: "as_known_on" not in url)
    page.get_by_role("link", name="now").click()
    page.wait_for_url(lambda url: "as_true_on" not in url)


def test_the_keyboard_shows_help_and_leads_to_screens(page_as) -> None:
    page = opened(page_as(Role.CODER), BOARD)
    page.keyboard.press("?")
    page.wait_for_selector(".q-dialog .keys")
    assert "Where the watch stands" in page.locator(".q-dialog").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector(".q-dialog .keys", state="detached")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/incidents**")
    assert MAY in page.url


def test_the_theme_can_be_turned_and_is_remembered(page_as) -> None:
    page = opened(page_as(Role.CODER, color_scheme="light"), BOARD)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(ground) != light
    opened(page, BOARD)
    assert page.evaluate(ground) != light


def test_somebody_is_let_in_sets_a_password_and_has_their_role(server: Server, page_as) -> None:
    admin = opened(page_as(Role.ADMINISTRATOR), f"/w/{WATCH}/people")
    admin.get_by_label("Name").fill("Noor")
    admin.get_by_role("button", name="Let in").click()
    link = admin.locator("code.word").inner_text()
    assert link.startswith(server.url)
    page = page_as(None)
    page.goto(link)
    page.fill("#password", "seven quiet villages")
    page.fill("#again", "seven quiet villages")
    page.get_by_role("button", name="Set the password").click()
    page.get_by_role("link", name=re.compile("de-escalation")).click()
    page.wait_for_url("**/board")
    assert server.people.named("Noor").role(WATCH) is Role.READER
    admin.get_by_label("Name").fill("Noor")
    admin.get_by_role("button", name="Let in").click()
    admin.wait_for_selector("text=There is somebody named")


def test_an_authenticator_is_set_up_from_a_picture_drawn_here(server: Server, page_as) -> None:
    import pyotp

    person = server.people.add("Lena", {WATCH: Role.CODER}, password=PASSWORD, by=NAMES[Role.ADMINISTRATOR])
    word, _ = server.people.sessions.begin(person.id)
    page = page_as(None)
    page.context.add_cookies([{"name": "trucewatch_session", "value": word, "url": server.url}])
    page.goto("/account")
    assert page.locator("img.qr").get_attribute("src").startswith("data:image/svg+xml")
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    secret = page.locator("code.word").inner_text()
    page.fill("#code", pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_selector("text=From now on signing in asks for a code.")
    assert server.people.account(person.id).has_totp
