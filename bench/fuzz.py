"""Ten thousand hostile texts through every extractor: `python -m bench fuzz`; then how cost grows with length.

    python -m bench.fuzz --examples 500 --extractor russian    fewer, and one extractor

Fails where a text crashes an extractor, takes longer than it may, or gives a claim that does not stand in its text;
the smallest such text is printed. The same texts come every time.
"""

import argparse
import sys
import time
from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, given, settings

from bench.hostile import LONG, check, reports, stretched
from trucewatch.extract import Extractor, get_extractor
from trucewatch.model import Report
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World

EXAMPLES = 10_000
EXTRACTORS = ("english", "rules", "russian", "arabic", "default")
SLOWEST = 10.0
"""Seconds of this process that a short hostile text may take."""

SHORT, LONGER = 10_000, 40_000
GROWTH = 2.0
"""How much more than in proportion a text four times as long may cost."""


def fuzz(extractor: Extractor, world: World, examples: int) -> tuple[int, float]:
    """How many claims the hostile texts gave and how long the slowest took; raises what an extractor raises."""
    found, slowest = 0, 0.0
    extractor.extract(Report(id="r", text="The army shelled Homs."), world)  # loads what the first report waits for

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(reports(any_language=extractor.name == "default"))
    def one(report: Report) -> None:
        nonlocal found, slowest
        start = time.process_time()
        claims = extractor.extract(report, world)
        seconds = time.process_time() - start
        check(report, claims)
        assert seconds < SLOWEST, f"{seconds:.1f} s for {len(report.text)} characters"
        found, slowest = found + len(claims), max(slowest, seconds)

    one()
    return found, slowest


def _seconds(extractor: Extractor, world: World, text: str) -> float:
    """The quicker of two tries, in seconds of this process, as other work on the machine only adds to them."""
    tries = []
    for _ in range(2):
        start = time.process_time()
        report = Report(id="r", text=text)
        check(report, extractor.extract(report, world))
        tries.append(time.process_time() - start)
    return min(tries)


def growth(extractor: Extractor, world: World) -> list[tuple[str, float, float]]:
    """Per pattern the seconds for the shorter and the longer text, the worst growth first."""
    rows = []
    for name, pattern in LONG.items():
        short, longer = (_seconds(extractor, world, stretched(pattern, n)) for n in (SHORT, LONGER))
        rows.append((name, short, longer))
    return sorted(rows, key=lambda row: -row[2] / max(row[1], 0.05))


def main(names: Sequence[str] = EXTRACTORS, examples: int = EXAMPLES) -> int:
    """Fuzz each extractor that is installed, and show how its cost grows; 1 if it grows faster than the text."""
    world, failed = World.general(), False
    for name in names:
        try:
            extractor = get_extractor(name)
        except ExtractionError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
            continue
        start = time.perf_counter()
        found, slowest = fuzz(extractor, world, examples)
        seconds = time.perf_counter() - start
        print(
            f"{name}: {examples} texts in {seconds:.0f} s, {found} claims, the slowest text {slowest:.2f} s", flush=True
        )
        rows = growth(extractor, world)
        allowed = GROWTH * LONGER / SHORT
        for pattern, short, longer in rows[:3]:
            print(f"  {pattern}: {short:.2f} s for {SHORT} characters, {longer:.2f} s for {LONGER}")
        failed |= any(longer > max(0.5, allowed * short) for _, short, longer in rows)
        print(f"  slowest pattern: {max(rows, key=lambda row: row[2])[0]}, {max(r[2] for r in rows):.2f} s", flush=True)
    return int(failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description="Read hostile texts.")
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--extractor", action="append", choices=EXTRACTORS)
    given_args = parser.parse_args()
    sys.exit(main(given_args.extractor or EXTRACTORS, given_args.examples))
