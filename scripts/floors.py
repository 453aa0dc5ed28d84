"""Pins the quality floors anew from what the extractors reach now (tests/quality/floors.yaml).

    python scripts/floors.py                            every extractor that has floors
    python scripts/floors.py --extractor english        one, also for the first time
    python scripts/floors.py --lower "REASON"           where a floor has to sink, with the reason that goes on record

Floors rise to what is measured less 0.01. If a figure lies below its floor, nothing is written and the exit code is 1,
unless --lower gives a reason. Needs ../shared for the corpora there; a corpus that is absent keeps its floors.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.corpora import corpus  # noqa: E402
from bench.floors import GATED, PATH, Floors  # noqa: E402

from trucewatch.extract import get_extractor  # noqa: E402
from trucewatch.world import World  # noqa: E402


def pin(names: list[str], reason: str | None, path: Path = PATH) -> int:
    """Measure the named extractors on every gated corpus that is here, and write the floors; 1 if one would sink."""
    floors, world = Floors.load(path), World.general()
    sinking: list[str] = []
    for name in names or sorted(floors.floors):
        extractor = get_extractor(name)
        for part in (c for c in map(corpus, GATED) if c.is_here and name in c.extractors):
            figures = part.figures(extractor, world)
            sinking += floors.shortfalls(name, part.name, figures).values()
            floors.pin(name, part.name, part.digest(), figures, reason)
            told = {key: floors.floors[name][part.name][key] for key in floors.floors[name][part.name]}
            sys.stdout.write(f"{name} on {part.name}: {told}\n")
    if sinking and reason is None:
        sys.stderr.write("\n".join((*sinking, "Nothing was written; mend it, or give --lower REASON.")) + "\n")
        return 1
    floors.save(path)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Pin the quality floors anew.")
    parser.add_argument("--extractor", action="append", default=[], metavar="NAME", help="may be repeated")
    parser.add_argument("--lower", metavar="REASON", help="let floors sink, and record why")
    args = parser.parse_args()
    sys.exit(pin(args.extractor, args.lower))
