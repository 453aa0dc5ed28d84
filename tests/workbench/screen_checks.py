"""What tests of several screens ask of each: that it is drawn, that axe finds nothing serious, and that nothing runs
over the edge. Whatever a page may only come to is waited for, as long as a loaded machine may take."""

import re

import pytest
from workbench_server import PATIENCE_MS

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

expect.set_options(timeout=PATIENCE_MS)

_SETTLED = """async () => {
  await document.fonts.ready;
  const passing = document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity);
  await Promise.all(passing.map((a) => a.finished.catch(() => null)));
}"""


def drawn(page):
    """The page, once everything on it is drawn."""
    expect(page.locator("main.screen[aria-busy=false], main.sheet")).to_be_attached()
    return page


def arrived(page, address: str):
    """The page, once it has gone to an address in which that pattern stands, and is drawn."""
    expect(page).to_have_url(re.compile(address))
    return drawn(page)


def serious(page) -> list[str]:
    """What axe holds to be serious or critical, as "rule: elements". The page's context must let axe past the policy
    on content (`bypass_csp`), since it brings styles of its own."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.evaluate(_SETTLED)
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {'; '.join(node['target'][0] if node['target'] else '' for node in v['nodes'][:3])}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def overflows(page) -> bool:
    """Whether the page is, and stays, wider than its window."""
    page.evaluate(_SETTLED)
    try:
        page.wait_for_function(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1", timeout=10_000
        )
    except sync_api.TimeoutError:
        return True
    return False
