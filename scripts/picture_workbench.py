"""Takes the pictures of docs/workbench, small enough for a page: every screen of the example watch in light, one in the
dark, one on a small screen, a report in Arabic, and the first start of a server that holds nothing.

    python scripts/picture_workbench.py            all of them
    python scripts/picture_workbench.py board map  some

Needs Chromium at /usr/bin/chromium and the development requirements.
"""

import io
import json
import re
import shutil
import sys
import tempfile
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "workbench"
sys.path.insert(0, str(ROOT / "tests" / "workbench"))

from workbench_server import NAMES, PATIENCE_MS, WATCH, let_everybody_in, serving  # noqa: E402

from trucewatch.reviewing import Reviewing  # noqa: E402
from trucewatch.watch import Watch  # noqa: E402
from trucewatch.workbench.clocks import Clocks  # noqa: E402
from trucewatch.workbench.contents.seen import Seen  # noqa: E402
from trucewatch.workbench.contents.sources import source_rows  # noqa: E402
from trucewatch.workbench.people import Role  # noqa: E402

CHROMIUM = "/usr/bin/chromium"
CLOCKS = "as_true_on=2017-05-20&as_known_on=2017-05-20"
SIZE = {"width": 1280, "height": 860}
MOST_BYTES = 150_000
DRAWN = "main.screen[aria-busy=false], main.sheet"
AT_WORK = "The queue is being weighed"
SCREENS = {
    "setup": "",
    "login": "/login",
    "board": f"/w/{WATCH}/board?{CLOCKS}",
    "board-dark": f"/w/{WATCH}/board?{CLOCKS}",
    "queue": f"/w/{WATCH}/queue",
    "coders": f"/w/{WATCH}/coders",
    "incidents": f"/w/{WATCH}/incidents?{CLOCKS}",
    "incident": "",
    "incident-small": "",
    "report": "",
    "report-arabic": f"/w/{WATCH}/report/arabic?{CLOCKS}",
    "map": f"/w/{WATCH}/map?{CLOCKS}",
    "agreement": f"/w/{WATCH}/agreement?{CLOCKS}",
    "sources": f"/w/{WATCH}/sources?{CLOCKS}",
    "source": "",
    "releases": f"/w/{WATCH}/releases",
    "search": f"/w/{WATCH}/search?q=Qaboun",
    "add": f"/w/{WATCH}/add",
    "people": f"/w/{WATCH}/people",
    "account": "/account",
}
"""Addresses by the picture's name; those of one incident, report and source are found in the watch, and that of the
first start is printed by a server."""
BEFORE_SIGNING_IN = ("setup", "login")
LOOKS = {"board-dark": {"color_scheme": "dark"}, "incident-small": {"viewport": {"width": 380, "height": 800}}}
"""What the browser is told otherwise for a picture."""
ARABIC = {
    "id": "arabic",
    "publisher": "Sawt al-Ghouta",
    "title": "قصف على دوما",
    "language": "ar",
    "published": "2017-05-12",
    "received": "2017-05-12T21:00:00+03:00",
    "text": "قال ناشطون إن قوات النظام قصفت مدينة دوما في الغوطة الشرقية بالمدفعية يوم الجمعة، "
    "ما أدى إلى مقتل ثلاثة مدنيين.\n\nوقال مصدر عسكري إن الجيش لم يقصف المدينة.",
}
"""An invented report."""
CODED = 24
"""How many claims two people have coded in the watch that is pictured."""
READINGS = ("aapaapraapaa", "aappapraapar")
"""What either of them does with one claim after the other, over and over: accepts it, thinks it differently sure, or
rejects it. They differ on two of twelve."""


def laid_out(folder: Path) -> None:
    """The example, read, with a report in Arabic besides, and a share of claims coded by two people."""
    ignored = shutil.ignore_patterns("ledger.db*", "evidence", "accounts.db*", "cache")
    shutil.copytree(ROOT / "examples" / WATCH, folder, ignore=ignored)
    settings = folder / "watch.toml"
    settings.write_text(f"{settings.read_text('utf-8')}\n[review]\ndouble_share = 0.2\n", "utf-8")
    arabic = folder.parent / "arabic.jsonl"
    arabic.write_text(json.dumps(ARABIC), "utf-8")
    with Watch.open(folder) as watch:
        if refused := watch.add([folder / "reports" / "reports.jsonl", arabic]).refused:
            sys.exit(f"A report of the example was refused: {refused}")
        code_twice(watch)
    let_everybody_in(folder)


def code_twice(watch: Watch) -> None:
    """Let two people code claims of the share."""
    with Reviewing(watch) as reviewing:
        claims = sorted((key, claim) for key, claim in watch.ledger.claims().items() if reviewing.share.holds(key))
        for name, readings in zip((NAMES[Role.CODER], NAMES[Role.REVIEWER]), READINGS, strict=True):
            person = reviewing.person(name)
            for (key, claim), reading in zip(claims[:CODED], cycle(readings), strict=False):
                if reading == "a":
                    person.accept(key)
                elif reading == "r":
                    person.reject(key)
                else:
                    person.correct(key, {"certainty": "possible" if claim.certainty != "possible" else "certain"})


def found_in(folder: Path) -> dict[str, str]:
    """The addresses of an incident with many claims, of a report that has one of them, and of the source with the most
    reports."""
    with Watch.open(folder) as watch:
        view = watch.view(*Clocks.of(dict(part.split("=") for part in CLOCKS.split("&"))).moments(watch.zone))
    incident = max(view.incidents, key=lambda each: (len(each.origins), len(each.claims)))
    report = view.claims[incident.claims[0]].report
    source = max((row for row in source_rows(Seen(view)) if not row.person), key=lambda row: row.reports or 0)
    return {
        "incident": f"/w/{WATCH}/incident/{incident.id}?{CLOCKS}",
        "incident-small": f"/w/{WATCH}/incident/{incident.id}?{CLOCKS}",
        "report": f"/w/{WATCH}/report/{report}?{CLOCKS}",
        "source": f"/w/{WATCH}/source/{quote(source.id, safe='')}?{CLOCKS}",
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
    """One picture, once all of the screen is drawn, nothing is being worked out, and it has stopped moving."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.wait_for_selector(DRAWN, state="attached")
    while page.get_by_text(AT_WORK).count():
        page.wait_for_timeout(2000)
        page.reload()
        page.wait_for_selector(DRAWN, state="attached")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    (OUT / f"{name}.png").write_bytes(small(page.screenshot(animations="disabled")))


def take_all(url: str, addresses: dict[str, str], word: str = "") -> None:
    """These pictures of a server; `word` is that of a session, "" where nobody is signed in."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, address in addresses.items():
            look = {"viewport": SIZE, "color_scheme": "light", "locale": "en-GB"} | LOOKS.get(name, {})
            context = chromium.new_context(base_url=url, **look)
            if word and name not in BEFORE_SIGNING_IN:
                context.add_cookies([{"name": "trucewatch_session", "value": word, "url": url}])
            take(context.new_page(), name, address)
            context.close()
        chromium.close()


def take_first_start(held: Path) -> None:
    """What whoever starts a server that holds nothing is shown at the address that it prints."""
    folder = held / "nothing"
    folder.mkdir()
    with serving(folder, held) as server:
        printed = re.search(r"Begin at (\S+)", server.log())
        if printed is None:
            sys.exit("The server printed no address to begin at.")
        take_all(server.url, {"setup": printed[1]})


def main(names: list[str]) -> None:
    """Read the example, serve it, and take the pictures."""
    unknown = [name for name in names if name not in SCREENS]
    if unknown:
        sys.exit(f"There is no picture of {', '.join(unknown)}; there are {', '.join(SCREENS)}.")
    wanted = names or list(SCREENS)
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as held:
        if "setup" in wanted:
            take_first_start(Path(held))
        rest = [name for name in wanted if name != "setup"]
        if not rest:
            return
        folder = Path(held) / WATCH
        laid_out(folder)
        addresses = SCREENS | found_in(folder)
        with serving(folder, Path(held)) as server:
            word, _ = server.cookie(Role.ADMINISTRATOR)
            take_all(server.url, {name: addresses[name] for name in rest}, word)


if __name__ == "__main__":
    main(sys.argv[1:])
