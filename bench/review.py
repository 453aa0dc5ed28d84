"""A scripted reviewer in a real Chromium: how long a step of the queue takes, and how many decisions an hour that is.

    python -m bench review                              100,000 claims, 200 decisions (minutes to lay down and weigh)
    python -m bench.review --claims 3000 --decisions 40 quicker
    python -m bench.review --at-once                    the worst case: while the queue is being weighed
    python -m bench.review --folder WATCH               a watch that `bench.workbench_corpus` laid down

By keyboard alone: seven of ten claims are accepted, one is corrected, one rejected, one put off; every 25th decision is
undone and made again. A step is from the key to the next item on the screen. A person needs time to read; at 200 an
hour there are 18 seconds for each, so the floor is what a step may take of them: 150 ms at the median.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "workbench"))

from workbench_server import Server, let_everybody_in, serving

from bench.workbench_corpus import lay_down
from trucewatch.settings import load_settings
from trucewatch.workbench.people import Role

CHROMIUM = Path("/usr/bin/chromium")
LIMIT_MS, AN_HOUR = 150.0, 200
MOVED = "before => document.querySelector('.queue').dataset.item !== before"


class Person:
    """One who decides without thinking."""

    def __init__(self, page: Any, watch: str) -> None:
        self.page, self.watch = page, watch
        self.steps: list[float] = []

    def begin(self) -> float:
        """Open the queue; the seconds until the first item stands there."""
        begun = time.perf_counter()
        self.page.goto(f"/w/{self.watch}/queue?kind=claim")
        self.page.wait_for_selector(".queue[data-item]:not([data-item=''])", timeout=900_000)
        return time.perf_counter() - begun

    def step(self, key: str) -> None:
        """Press a key and wait for the next item."""
        before = self.page.get_attribute(".queue", "data-item")
        begun = time.perf_counter()
        self.page.keyboard.press(key)
        self.page.wait_for_function(MOVED, arg=before, polling="raf")
        self.steps.append(1000 * (time.perf_counter() - begun))

    def correct(self) -> None:
        """Change the certainty by its first letters and save it with Enter."""
        self.page.keyboard.press("t")
        now = self.page.input_value(".queue [name=certainty]")
        self.page.keyboard.type("possible" if now != "possible" else "certain")
        self.step("Enter")

    def work(self, decisions: int) -> None:
        """Decide that often."""
        for number in range(decisions):
            turn = number % 10
            if turn == 7:
                self.correct()
            else:
                self.step({8: "r", 9: "s"}.get(turn, "a"))
            if number % 25 == 24:
                self.step("u")
                self.step("a")


def processor_seconds_of(process: int) -> float:
    """Seconds that a process has kept a processor busy."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def session(server: Server, decisions: int, *, wait: bool = True) -> Person:
    """One person's work in a browser of their own, begun once the queue is weighed or (`wait` False) at once; prints
    what it took."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=server.url, viewport={"width": 1400, "height": 900})
        word = server.cookie(Role.REVIEWER)[0]
        context.add_cookies([{"name": "trucewatch_session", "value": word, "url": server.url}])
        person = Person(context.new_page(), server.watch)
        print(f"first item after {person.begin():.1f} s, with nothing laid out yet", flush=True)
        person.step("s")
        person.page.wait_for_timeout(1000)
        while wait and "weighed anew" in person.page.inner_text(".queue-state"):
            person.page.wait_for_timeout(2000)
            person.step("s")
        state, took = "weighed" if wait else "not weighed yet", person.begin()
        print(f"{state}; first item after {took:.2f} s when the page is opened again", flush=True)
        person.steps.clear()
        begun, busy = time.perf_counter(), processor_seconds_of(server.process.pid)
        person.work(decisions)
        took, busy = time.perf_counter() - begun, processor_seconds_of(server.process.pid) - busy
        print(f"the server's processor works {1000 * busy / len(person.steps):.0f} ms a step, writing included")
        print(f"{decisions} decisions in {took:.0f} s: {3600 * decisions / took:,.0f} an hour without reading")
        browser.close()
    return person


def main(argv: Sequence[str] = ()) -> int:
    """Print the times; 1 if a floor is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.review")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--at-once", action="store_true", help="while the queue is being weighed")
    options = parser.parse_args(argv)
    if not CHROMIUM.exists():
        print("passed over: needs Chromium at /usr/bin/chromium")
        return 0
    with tempfile.TemporaryDirectory() as work:
        folder = options.folder or lay_down(Path(work) / "syria-2017", options.claims)
        if not (folder / "accounts.db").exists():
            let_everybody_in(folder, load_settings(folder).id)
        with serving(folder, Path(work)) as server:
            person = session(server, options.decisions, wait=not options.at_once)
    steps = sorted(person.steps)
    median, worst = statistics.median(steps), steps[int(0.95 * len(steps))]
    left = 3600 / AN_HOUR - median / 1000
    print(
        f"a step takes {median:.0f} ms at the median, 95 % under {worst:.0f} ms (at most {LIMIT_MS:.0f} at the median)"
    )
    print(f"at {AN_HOUR} decisions an hour a person has {left:.2f} of 18 s for reading each")
    return int(median > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
