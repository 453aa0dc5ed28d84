"""The page against WCAG 2.2 A and AA, by axe in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tamesna import make_view

from trucewatch.model import Issue
from trucewatch.publish import render_charts, render_html

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium"),
]
sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def browser() -> Iterator["sync_api.Browser"]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


PAGES = {"sitrep": render_html, "charts": render_charts}


@pytest.mark.parametrize(
    ("kind", "language", "scheme"),
    [("sitrep", "en", "light"), ("sitrep", "ar", "dark"), ("charts", "en", "light"), ("charts", "ar", "dark")],
)
def test_axe_finds_nothing(browser: "sync_api.Browser", tmp_path: Path, kind: str, language: str, scheme: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGES[kind](Issue(number=3, view=make_view()), language=language), "utf-8")
    page = browser.new_context(color_scheme=scheme, bypass_csp=True).new_page()
    page.goto(path.as_uri())
    if kind == "charts":
        page.wait_for_function("document.querySelectorAll('.drawing svg.marks').length > 4")
    found = axe.Axe().run(page, options=RULES)
    broken = {v["id"]: [n["html"][:200] for n in v["nodes"][:3]] for v in found.response["violations"]}
    assert broken == {}
