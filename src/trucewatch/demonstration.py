"""The example watch, run from nothing: what `trucewatch demo` does."""

import shutil
from collections.abc import Callable
from pathlib import Path

from trucewatch.issuing import publish
from trucewatch.model import View
from trucewatch.model.errors import WatchError
from trucewatch.moments import moment
from trucewatch.watch import Watch

__all__ = ["EXAMPLES", "demonstrate"]

EXAMPLES = Path(__file__).parents[2] / "examples"
_DEFAULT = "syria-2017"


def demonstrate(
    out: Path, example: Path | None, progress: Callable[[int, int | None], None] | None = None
) -> tuple[View, list[Path]]:
    """Copy an example watch to `out`/<its name>, read its reports, and write the issues that its watch.toml asks for:
    the last one as sitrep.html, the ones before as sitrep-<number>.html. Returns the last view and the files."""
    source = example or EXAMPLES / _DEFAULT
    if not source.is_dir():
        raise WatchError(
            f"The example watch {source} is not here; run this from a clone of Trucewatch or name one with --example."
        )
    folder = out / source.name
    if folder.exists():
        shutil.rmtree(folder)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("ledger.db*", "evidence", ".cache"))
    with Watch.open(folder) as watch:
        demo = watch.settings.demo
        if demo is None or not demo.briefs:
            raise WatchError(f"{source} is a watch but no example: its watch.toml has no [demo] with briefs.")
        watch.add([folder / demo.reports], progress=progress)
        written: list[Path] = []
        moments = [(moment(b.as_of, watch.zone), moment(b.known_on, watch.zone)) for b in demo.briefs]
        for number, (as_of, known_on) in enumerate(moments, start=1):
            name = "sitrep" if number == len(moments) else f"sitrep-{number}"
            issue, paths = publish(watch, as_of, known_on, out, ("html", "md"), name=name)
            written += paths
        return issue.view, written
