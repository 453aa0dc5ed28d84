"""The page in a real browser, opened from disk."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tamesna import make_view
from tamesna_claims import report

from trucewatch.model import Issue
from trucewatch.publish import render_charts, render_html

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium"),
]
sync_api = pytest.importorskip("playwright.sync_api")


@pytest.fixture(scope="module")
def browser() -> Iterator["sync_api.Browser"]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("issue") / "sitrep.html"
    path.write_text(render_html(Issue(number=3, view=make_view())), "utf-8")
    return path.as_uri()


def opened(browser: "sync_api.Browser", file: str, **kind: object) -> "sync_api.Page":
    page = browser.new_context(**kind).new_page()
    page.goto(file)
    return page


def test_it_asks_for_nothing_but_itself_and_raises_no_complaint(browser: "sync_api.Browser", file: str) -> None:
    page = browser.new_context().new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file)
    page.locator("a.m").first.click()
    assert requests == [file]
    assert complaints == []


def test_a_marker_opens_the_words_and_the_hash_behind_its_sentence(browser: "sync_api.Browser", file: str) -> None:
    page = opened(browser, file)
    page.locator("#incident-T-2 tr.note a.m").click()
    panel = page.locator("dialog[open]")
    text = panel.inner_text()
    assert "The brigade denied that it withdrew." in text
    assert hashlib.sha256(report("beacon-0504").text.encode()).hexdigest() in text
    assert panel.locator("mark").all_inner_texts() == ["pulled out", "pulled out", "withdrew"]
    assert "Northern Brigade → Tamesna Beacon (prints it)" in text


def test_the_keyboard_alone_opens_and_closes_the_panel_and_comes_back(browser: "sync_api.Browser", file: str) -> None:
    page = opened(browser, file)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    marker = page.locator("#bottom-line a.m").first
    marker.focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog[open]").count() == 1
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.className") == "m"


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_overflows_sideways(browser: "sync_api.Browser", file: str, width: int) -> None:
    page = opened(browser, file, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("a.m").first.click()
    assert page.evaluate("document.querySelector('dialog').scrollWidth") <= width


def test_in_print_the_controls_go_and_the_data_of_figures_come(browser: "sync_api.Browser", file: str) -> None:
    page = opened(browser, file)
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_the_paper_in_both_schemes(browser: "sync_api.Browser", file: str, scheme: str) -> None:
    page = opened(browser, file, color_scheme=scheme)
    contrasts = page.evaluate(
        """() => {
          const light = (c) => {
            const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map((v) => {
              const s = v / 255; return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ground = light(getComputedStyle(document.body).backgroundColor);
          return ["body", ".subtitle", ".basis", "nav a", "a.m", "tr.note", "figcaption"].map((name) => {
            const ink = light(getComputedStyle(document.querySelector(name)).color);
            return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05); }); }"""
    )
    assert min(contrasts) >= 4.5


def test_it_can_be_read_without_scripts(browser: "sync_api.Browser", file: str) -> None:
    page = opened(browser, file, java_script_enabled=False)
    page.locator("#incident-T-2 tr.note a.m").click()
    assert "#claim-" in page.url
    assert page.locator(".claim:target blockquote").is_visible()


def test_the_charts_come_alive_offline_under_a_strict_policy(browser: "sync_api.Browser", tmp_path: Path) -> None:
    path = tmp_path / "charts.html"
    path.write_text(render_charts(Issue(number=3, view=make_view())), "utf-8")
    for scheme in ("light", "dark"):
        page = browser.new_context(color_scheme=scheme, viewport={"width": 400, "height": 800}).new_page()
        requests: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request, to=requests: to.append(request.url))
        page.on("console", lambda message, to=complaints: to.append(message.text))
        page.on("pageerror", lambda error, to=complaints: to.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_function("document.querySelectorAll('.drawing svg.marks').length === 6")
        assert requests == [path.as_uri()]
        assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.locator("[data-chart=chart-2] .mark-rect path").last.hover(force=True)
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    assert "Contradicted" in tip.inner_text()


def test_charts_are_drawn_without_scripts_too(browser: "sync_api.Browser", tmp_path: Path) -> None:
    path = tmp_path / "charts.html"
    path.write_text(render_charts(Issue(number=3, view=make_view())), "utf-8")
    page = opened(browser, path.as_uri(), java_script_enabled=False)
    assert page.locator(".drawing > svg").count() == 6
    assert page.locator(".drawing > svg").first.is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_from_right_to_left_stays_in_its_width_with_drawings_in_their_own_direction(
    browser: "sync_api.Browser", tmp_path: Path, width: int
) -> None:
    path = tmp_path / "sitrep.html"
    path.write_text(render_html(Issue(number=3, view=make_view()), language="ar"), "utf-8")
    page = opened(browser, path.as_uri(), viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.querySelectorAll('.drawing svg')].map(s => getComputedStyle(s).direction)") == (
        ["ltr"] * page.locator(".drawing svg").count()
    )
