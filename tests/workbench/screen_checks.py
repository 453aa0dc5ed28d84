"""What tests of several screens ask of each: that axe finds nothing serious, and that nothing runs over the edge."""

import pytest


def serious(page) -> list[str]:
    """What axe holds to be serious or critical, as "rule: elements". The page's context must let axe past the policy
    on content (`bypass_csp`), since it brings styles of its own."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {'; '.join(node['target'][0] if node['target'] else '' for node in v['nodes'][:3])}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def overflows(page) -> bool:
    """Whether the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
