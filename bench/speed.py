"""Every ratio of speed in one go: runs the named measurements, holds them against the accepted ratios, and writes
docs/benchmarks.md with a chart each. This is `make bench`.

    python -m bench.speed                       everything at full size
    python -m bench.speed extraction sitrep     those named; the others keep their figures on the page
    python -m bench.speed --quick               small sizes, printed only
    python -m bench.speed --accept REASON       take what was measured as the ratios to hold from now on

Exits with 1 where a ratio is more than a fifth above the accepted one.
"""

import importlib

from bench.measure import Measure

__all__ = ["PARTS", "NotHereError", "measured_by"]

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


class NotHereError(Exception):
    """A measurement that cannot be taken here; the message says why."""


def measured_by(part: str, quick: bool) -> list[Measure]:
    """What a module of this folder measures. Raises NotHereError where it, or what it needs, is not here."""
    name = f"{__package__}.{part}"
    try:
        found: list[Measure] = importlib.import_module(name).measures(quick)
    except ModuleNotFoundError as error:
        if error.name == name:
            raise NotHereError(f"bench/{part}.py is not here") from error
        raise NotHereError(f"{error.name} is not installed") from error
    return found
