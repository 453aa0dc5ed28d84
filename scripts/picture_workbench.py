"""Takes the pictures of docs/workbench: every screen of the example watch, in light, small enough for a page.

    python scripts/picture_workbench.py            all of them
    python scripts/picture_workbench.py board map  some

Needs Chromium at /usr/bin/chromium and the development requirements.
"""

import io
import re
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "workbench"
sys.path.insert(0, str(ROOT / "tests" / "workbench"))

from workbench_server import WATCH, Server, let_everybody_in, serving  # noqa: E402

from trucewatch.watch import Watch  # noqa: E402
from trucewatch.workbench.people import Role  # noqa: E402

CHROMIUM = "/usr/bin/chromium"
CLOCKS = "as_true_on=2017-05-20&as_known_on=2017-05-20"
SIZE = {"width": 1280, "height": 860}
MOST_BYTES = 150_000
SCREENS = {
    "login": "/login",
    "board": f"/w/{WATCH}/board?{CLOCKS}",
    "queue": f"/w/{WATCH}/queue",
    "incidents": f"/w/{WATCH}/incidents?{CLOCKS}",
    "incident": "",
    "report": "",
    "map": f"/w/{WATCH}/map?{CLOCKS}",
    "agreement": f"/w/{WATCH}/agreement?{CLOCKS}",
    "sources": f"/w/{WATCH}/sources?{CLOCKS}",
    "releases": f"/w/{WATCH}/releases",
    "search": f"/w/{WATCH}/search?q=Qaboun",
    "add": f"/w/{WATCH}/add",
    "people": f"/w/{WATCH}/people",
    "account": "/account",
}
"""Addresses by the picture's name; those of one incident and one report are found in the watch."""


def found_in(folder: Path) -> dict[str, str]:
    """The addresses of an incident with many claims, and of a report that has one of them."""
    from trucewatch.workbench.clocks import Clocks

    with Watch.open(folder) as watch:
        view = watch.view(*Clocks.of(dict(part.split("=") for part in CLOCKS.split("&"))).moments(watch.zone))
    incident = max(view.incidents, key=lambda each: (len(each.origins), len(each.claims)))
    report = view.claims[incident.claims[0]].report
    return {
        "incident": f"/w/{WATCH}/incident/{incident.id}?{CLOCKS}",
        "report": f"/w/{WATCH}/report/{report}?{CLOCKS}",
    }


def small(png: bytes) -> bytes:
    """The picture with as many colours as fit into the size that a page can bear."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        made = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
        if made.tell() <= MOST_BYTES:
            break
    return made.getvalue()


def take(page: Page, name: str, address: str) -> None:
    """One picture, once the screen has stopped moving."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    (OUT / f"{name}.png").write_bytes(small(page.screenshot(animations="disabled")))


def all_of(server: Server, addresses: dict[str, str]) -> None:
    """Every picture asked for, as an administrator sees the screens."""
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = chromium.new_context(base_url=server.url, viewport=SIZE, color_scheme="light", locale="en-GB")
        page = context.new_page()
        if "login" in addresses:
            take(page, "login", addresses.pop("login"))
        word, _ = server.cookie(Role.ADMINISTRATOR)
        context.add_cookies([{"name": "trucewatch_session", "value": word, "url": server.url}])
        for name, address in addresses.items():
            take(page, name, address)
        chromium.close()


def main(names: list[str]) -> None:
    """Read the example, serve it, and take the pictures."""
    unknown = [name for name in names if not re.fullmatch("|".join(SCREENS), name)]
    if unknown:
        sys.exit(f"There is no picture of {', '.join(unknown)}; there are {', '.join(SCREENS)}.")
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held) / WATCH
        ignored = shutil.ignore_patterns("ledger.db*", "evidence", "accounts.db*", "cache")
        shutil.copytree(ROOT / "examples" / WATCH, folder, ignore=ignored)
        with Watch.open(folder) as watch:
            watch.add([folder / "reports" / "reports.jsonl"])
        let_everybody_in(folder)
        addresses = SCREENS | found_in(folder)
        with serving(folder, Path(held)) as server:
            all_of(server, {name: address for name, address in addresses.items() if not names or name in names})


if __name__ == "__main__":
    main(sys.argv[1:])
