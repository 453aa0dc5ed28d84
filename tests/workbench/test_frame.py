"""What every screen shares, and the screens of board, people and account, in a real browser."""

import re
from pathlib import Path

import pytest
from screen_checks import arrived, drawn, expect, overflows, serious
from workbench_server import NAMES, PASSWORD, PATIENCE_MS, WATCH, Server, serving

from trucewatch.workbench.people import Role

pytestmark = pytest.mark.browser
MAY = "as_true_on=2017-05-20&as_known_on=2017-05-20"
BOARD = f"/w/{WATCH}/board?{MAY}"
SEARCH = f"/w/{WATCH}/search?q=tabqa&{MAY}"


def opened(page, address: str):
    page.goto(address)
    return drawn(page)


SMALL = {"width": 380, "height": 780}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["/", BOARD, SEARCH, f"/w/{WATCH}/add", f"/w/{WATCH}/people", "/server", "/account"])
def test_axe_finds_nothing_serious_and_nothing_overflows_a_small_screen(page_as, screen: str, scheme: str) -> None:
    page = opened(page_as(Role.ADMINISTRATOR, color_scheme=scheme, bypass_csp=True), screen)
    assert serious(page) == []
    page.set_viewport_size(SMALL)
    assert not overflows(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_one_signs_in_or_is_invited_a_small_screen_and_axe_hold(server: Server, page_as, scheme: str) -> None:
    person = server.people.add(f"Newcomer {scheme}", {WATCH: Role.READER}, by=NAMES[Role.ADMINISTRATOR])
    word = server.people.invite(person.id, by=NAMES[Role.ADMINISTRATOR])
    page = page_as(None, color_scheme=scheme, bypass_csp=True, viewport=SMALL)
    for address in ("/login", f"/invitation/{word}"):
        opened(page, address)
        expect(page.locator("#password")).to_be_visible()
        assert not overflows(page)
        assert serious(page) == []


def test_on_the_first_start_a_small_screen_and_axe_hold_in_both_themes(tmp_path: Path, browser) -> None:
    (tmp_path / "watches").mkdir()
    with serving(tmp_path / "watches", tmp_path) as server:
        printed = re.search(r"Begin at (\S+)", server.log())[1]
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport=SMALL)
            context.set_default_timeout(PATIENCE_MS)
            page = opened(context.new_page(), printed)
            expect(page.get_by_label("Time zone")).to_be_visible()
            assert not overflows(page)
            assert serious(page) == []
            context.close()


def test_the_board_tells_of_clocks_duties_incidents_and_gaps(page_as) -> None:
    page = opened(page_as(Role.CODER), BOARD)
    heads = [re.sub(r"[:\d].*", "", head).strip() for head in page.locator(".panel h2").all_inner_texts()]
    assert heads[1:] == ["Overdue", "Due within", "Last", "Contested", "Coverage of zones, last"]
    expect(page.locator(".clock-at")).to_contain_text("day 16 of 184")
    page.locator(".panel.wide table a").first.click()
    arrived(page, "/incident/")
    assert MAY in page.url, "both clocks hold on the next screen"


def test_a_reader_sees_the_board_through_a_release_profile(page_as) -> None:
    page = opened(page_as(Role.READER), BOARD)
    expect(page.locator(".count")).to_contain_text("release profile partners")
    expect(page.locator("nav.screens")).not_to_contain_text("Review")


def test_the_clocks_hold_for_the_whole_workbench(page_as) -> None:
    page = opened(page_as(Role.CODER), BOARD)
    field = page.locator('input[name="as_true_on"]')
    field.fill("2017-05-10")
    field.blur()
    arrived(page, "as_true_on=2017-05-10")
    expect(page.locator(".clock-at")).to_contain_text("day 6 of 184")
    slider = page.get_by_label("as known on, days from")
    slider.click(position={"x": slider.bounding_box()["width"] - 1, "y": 5})
    arrived(page, r"/board\?(?!.*as_known_on)")
    page.get_by_role("link", name="now").click()
    arrived(page, r"/board$")


def test_a_clock_takes_a_day_only_when_all_of_it_is_typed(page_as) -> None:
    page = opened(page_as(Role.CODER), BOARD)
    went: list[str] = []
    page.on("framenavigated", lambda frame: went.append(frame.url))
    field = page.locator('input[name="as_true_on"]')
    for key in ("g", "t", "ArrowRight", "ArrowRight", "2"):
        page.keyboard.press(key)
    expect(field).to_have_value("0002-05-20")
    page.keyboard.type("018")
    page.keyboard.press("Enter")
    arrived(page, "as_true_on=2018-05-20&as_known_on=2017-05-20")
    expect(field).to_be_focused()
    assert went == [page.url], "nothing was asked for in the middle of the year"
    for key in ("ArrowRight", "ArrowRight", "1", "9", "9", "9", "Enter"):
        page.keyboard.press(key)
    assert field.evaluate("(e) => e.validity.rangeUnderflow"), "the watch tells of no such day"
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    expect(field).to_have_value("2018-05-20")
    assert went == [page.url]


def test_many_days_on_a_slider_are_one_step(page_as) -> None:
    page = opened(page_as(Role.CODER), BOARD)
    went: list[str] = []
    page.on("framenavigated", lambda frame: went.append(frame.url))
    slider = page.get_by_label("as known on, days from")
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    arrived(page, "as_true_on=2017-05-20&as_known_on=2017-05-10")
    expect(slider).to_be_focused()
    assert went == [page.url]
    for key in ("g", "k"):
        page.keyboard.press(key)
    expect(page.locator('input[name="as_known_on"]')).to_be_focused()


def test_the_keyboard_shows_help_and_leads_to_screens(page_as) -> None:
    page = opened(page_as(Role.CODER), BOARD)
    page.keyboard.press("?")
    expect(page.locator(".q-dialog .keys")).to_be_visible()
    expect(page.locator(".q-dialog")).to_contain_text("Where the watch stands")
    expect(page.locator(".q-dialog .keys")).to_contain_text("to the clock as true on, as known on")
    page.keyboard.press("Escape")
    expect(page.locator(".q-dialog .keys")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("i")
    arrived(page, "/incidents")
    assert MAY in page.url


def test_the_theme_can_be_turned_and_is_remembered(page_as) -> None:
    page = opened(page_as(Role.CODER, color_scheme="light"), BOARD)
    body = page.locator("body")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Light or dark").click()
    expect(body).not_to_have_css("background-color", light)
    opened(page, BOARD)
    expect(body).not_to_have_css("background-color", light)


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
    arrived(page, "/board$")
    assert server.people.named("Noor").role(WATCH) is Role.READER
    expect(admin.get_by_label("Name")).to_have_value("")
    admin.get_by_label("Name").fill("Noor")
    admin.get_by_role("button", name="Let in").click()
    expect(admin.get_by_text("There is somebody named")).to_be_visible()


def test_an_authenticator_is_set_up_from_a_picture_drawn_here(server: Server, page_as) -> None:
    import pyotp

    person = server.people.add("Lena", {WATCH: Role.CODER}, password=PASSWORD, by=NAMES[Role.ADMINISTRATOR])
    word, _ = server.people.sessions.begin(person.id)
    page = page_as(None)
    page.context.add_cookies([{"name": "trucewatch_session", "value": word, "url": server.url}])
    page.goto("/account")
    assert page.locator("img.qr").get_attribute("src").startswith("data:image/svg+xml")
    page.wait_for_function("document.querySelector('img.qr').naturalWidth > 0")
    secret = page.locator("code.word").inner_text()
    page.fill("#code", pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_text("From now on signing in asks for a code.")).to_be_visible()
    assert server.people.account(person.id).has_totp
