"""Hostile texts led by coverage: `python -m bench.fuzz_guided [--extractor rules] [-- -max_total_time=600]`.

Needs atheris (`pip install trucewatch[fuzz]`), whose options come after `--`. Stops at the first text that breaks the
extractor and prints it.
"""

import argparse
import sys
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings

from bench.hostile import check, reports
from trucewatch.extract import get_extractor
from trucewatch.model import Report
from trucewatch.world import World


def guided(name: str, options: Sequence[str]) -> int:
    """Fuzz one extractor until a text breaks it or atheris's options end the run; 2 where atheris is missing."""
    try:
        import atheris
    except ImportError:
        print("This needs atheris; install it with: pip install trucewatch[fuzz]", file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["trucewatch.extract", "trucewatch.world"]):
        extractor = get_extractor(name)
        extractor.extract(Report(id="r", text="The army shelled Homs."), World.general())
    world = World.general()

    @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(reports(any_language=name == "default"))
    def one(report: Report) -> None:
        check(report, extractor.extract(report, world))

    atheris.Setup([sys.argv[0], *options], one.hypothesis.fuzz_one_input)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz_guided", description="Fuzz led by coverage.")
    parser.add_argument("--extractor", default="rules", choices=("english", "rules", "russian", "arabic", "default"))
    parser.add_argument("options", nargs="*", metavar="OPTION", help="options of atheris, after --")
    asked = parser.parse_args()
    sys.exit(guided(asked.extractor, asked.options))
