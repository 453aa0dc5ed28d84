"""Every ratio of speed in one go: runs the measurements, holds them against the accepted ratios, and writes
docs/benchmarks.md with a chart each. This is `make bench`.

    python -m bench.speed                       everything at full size
    python -m bench.speed extraction ingest     those named; the others keep their figures on the page
    python -m bench.speed --quick               small sizes, printed only
    python -m bench.speed --accept REASON       take what was measured as the ratios to hold from now on

Exits with 1 where a ratio is more than a fifth above the accepted one, with 2 for an unknown name or no reason.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.machine import machine
from bench.measure import Measure
from bench.ratios import PATH, Ratios
from bench.speed_page import Measured, write_page

__all__ = ["PARTS", "NotHereError", "main", "measured_by"]

PARTS = {
    "extraction": "Extraction",
    "ingest": "Ingest",
    "ledger_appends": "Recording",
    "ledger_verify": "Verification",
    "ledger_views": "Past views",
    "incidents_speed": "Incidents kept up to date",
    "publish_speed": "Situation report",
    "workbench": "Workbench",
    "bulk": "Archives",
}
"""The modules of this folder that measure, in the order of the page, with their headings."""

DOCS = Path(__file__).parent.parent / "docs"


class NotHereError(Exception):
    """A measurement that cannot be taken here; the message says why."""


def measured_by(part: str, quick: bool) -> list[Measure]:
    """What a module of this folder measures. Raises NotHereError where it, or what it needs, is not here."""
    name = f"{__package__}.{part}"
    try:
        module = importlib.import_module(name)
        if not hasattr(module, "measures"):
            raise NotHereError(f"bench/{part}.py measures no ratio")
        found: list[Measure] = module.measures(quick)
    except ModuleNotFoundError as error:
        if error.name == name:
            raise NotHereError(f"bench/{part}.py is not here") from error
        raise NotHereError(f"{error.name} is not installed") from error
    return found


def main(argv: Sequence[str] = ()) -> int:
    """Measure, hold against what is accepted, and write; the exit code."""
    args = _arguments(argv)
    if args.accept is not None and not args.accept.strip():
        print("Say why the ratios should change: --accept needs a reason.", file=sys.stderr)
        return 2
    unknown = [part for part in args.parts if part not in PARTS]
    if unknown:
        print(f"There is no ratio of speed named {', '.join(unknown)}; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    size = "quick" if args.quick else "full"
    ratios = Ratios.load(args.ratios)
    measured = Measured.load(args.docs, machine())
    accepting = args.accept is not None
    failed: dict[str, str] = {}
    for part in args.parts or PARTS:
        print(f"== {part}", flush=True)
        try:
            found = _held(part, args.quick, ratios, size, again=not accepting)
        except NotHereError as reason:
            print(f"left out: {reason}", flush=True)
            measured.leave_out(part, str(reason))
        except Exception as error:  # Whatever breaks one part must not cost the figures of the others.
            failed[part] = f"{part} broke off ({type(error).__name__}: {error}); its figures stay as they were."
        else:
            measured.put(part, found)
            failed |= {} if accepting else ratios.exceeded(size, found)
            if changed := ratios.take(size, found, measured.machine, args.accept):
                print(f"accepted: {'; '.join(changed)}", flush=True)
                ratios.save(args.ratios)
        if not args.quick:
            # After every part: a long run that is stopped half way keeps what it has measured.
            write_page(args.docs, PARTS, measured, ratios)
    for sentence in failed.values():
        print(sentence, file=sys.stderr)
    return int(bool(failed))


def _held(part: str, quick: bool, ratios: Ratios, size: str, *, again: bool) -> list[Measure]:
    """The measures of a part, printed; what exceeds its ratio is measured once more, and the better one counts."""
    found = measured_by(part, quick)
    if again and (suspects := ratios.exceeded(size, found)):
        print(f"measured again: {', '.join(suspects)}", flush=True)
        second = {measure.name: measure for measure in measured_by(part, quick)}
        found = [min(m, second.get(m.name, m), key=lambda measure: measure.ratio) for m in found]
    for measure in found:
        print(f"{measure.ratio:7.2f}  {measure.name}", flush=True)
    return found


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description="Measure ratios of speed.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="small sizes, and no page")
    parser.add_argument("--accept", metavar="REASON", help="take what is measured as accepted, and record why")
    parser.add_argument("--ratios", type=Path, default=PATH, help="the accepted ratios")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the folder of the page")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
