"""The chain of custody of a watch: who captured what with which program, and what a takedown takes with it."""

import getpass
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trucewatch._version import __version__
from trucewatch.model import Report
from trucewatch.model.errors import WatchError
from trucewatch.model.progress import Progress

if TYPE_CHECKING:
    from trucewatch.resting import Resting
    from trucewatch.watch import Watch

__all__ = ["Removed", "take_down", "who", "witnessed"]


@dataclass(frozen=True)
class Removed:
    """What a takedown did: the hashes whose words and bytes are gone, and the published sentences that rested on the
    report, oldest issue first. Those are out of the watch's hands: whoever published them must correct them."""

    report: str
    reason: str
    contents: tuple[str, ...]
    evidence: tuple[str, ...]
    sentences: "tuple[Resting, ...]"


def who() -> str | None:
    """The person at work: TRUCEWATCH_BY where it is set, else the login name; None if the system has none."""
    try:
        return os.environ.get("TRUCEWATCH_BY") or getpass.getuser()
    except (OSError, KeyError):
        return None


def witnessed(report: Report) -> Report:
    """The report with its capture record completed: what captured the bytes has said more, if anything, and keeps its
    word; the rest is this moment, this person and this program."""
    if report.capture is None:
        return report
    here = {"captured_at": datetime.now(UTC), "by": who(), "tool": f"trucewatch {__version__}"}
    missing = {name: value for name, value in here.items() if getattr(report.capture, name) is None}
    return report.model_copy(update={"capture": report.capture.model_copy(update=missing)})


def take_down(watch: "Watch", report: str, reason: str, *, by: str, progress: Progress | None = None) -> Removed:
    """Remove a report's words, its claims and its bytes for good. WatchError if the watch has no such report."""
    if watch.ledger.report(report) is None:
        gone = watch.ledger.taken_down().get(report)
        said = f"was taken down already ({gone.reason})" if gone else "is not in this watch; look at its reports' ids"
        raise WatchError(f"The report {report} {said}.")
    from trucewatch.resting import resting_on
    from trucewatch.search import forget_words

    sentences = tuple(resting_on(watch, report, progress))
    entry = watch.ledger.take_down(report, reason, by=by, evidence=watch.evidence)
    forget_words(watch.ledger)
    return Removed(
        report=report,
        reason=reason,
        contents=tuple(entry.body["contents"]),
        evidence=tuple(entry.body[name] for name in ("evidence", "record") if entry.body[name]),
        sentences=sentences,
    )
