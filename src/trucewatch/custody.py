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
    from trucewatch.ledger import Takedown
    from trucewatch.resting import Resting
    from trucewatch.watch import Watch

__all__ = ["PICTURES", "UNFINISHED", "Removed", "take_down", "who", "witnessed"]

PICTURES = "cache/pictures"
"""Where in a watch folder a workbench keeps whole views of a large watch (workbench/kept.py)."""
UNFINISHED = ".new-"
"""How a file begins there that is being written."""


@dataclass(frozen=True)
class Removed:
    """What a takedown did: the hashes of the words (`contents`) and bytes (`evidence`) that are gone, those of bytes
    that stay with the reports that stand on them too, and the published sentences that rested on the report, oldest
    issue first. Those are out of the watch's hands: whoever published them must correct them.

    `finished`: the report had been taken down before, that was cut short, and `evidence` is what was left of it; which
    sentences rested on it can no longer be told then."""

    report: str
    reason: str
    contents: tuple[str, ...]
    evidence: tuple[str, ...]
    kept: dict[str, tuple[str, ...]]
    sentences: "tuple[Resting, ...]"
    finished: bool = False


def who() -> str | None:
    """The person at work: TRUCEWATCH_BY where it is set, else the login name; None if the system has none."""
    try:
        return os.environ.get("TRUCEWATCH_BY") or getpass.getuser()
    except (OSError, KeyError):
        return None


def witnessed(report: Report) -> Report:
    """The report with its capture record completed. Bytes whose capture is not dated were taken in now, by this person
    with this program; those of an archive were captured before, by whom and with what it says, if anything."""
    if report.capture is None or report.capture.captured_at is not None:
        return report
    here = {"captured_at": datetime.now(UTC), "by": who(), "tool": f"trucewatch {__version__}"}
    missing = {name: value for name, value in here.items() if getattr(report.capture, name) is None}
    return report.model_copy(update={"capture": report.capture.model_copy(update=missing)})


def take_down(watch: "Watch", report: str, reason: str, *, by: str, progress: Progress | None = None) -> Removed:
    """Remove a report's words, its claims and its bytes for good; complete that where it was cut short before.
    WatchError if the watch has no such report, or nothing is left of it."""
    if gone := watch.ledger.taken_down().get(report):
        return _finished(watch, gone)
    words = watch.ledger.report(report)
    if words is None:
        raise WatchError(f"The report {report} is not in this watch; look at its reports' ids.")
    from trucewatch.resting import resting_on

    sentences = tuple(resting_on(watch, report, progress))
    entry = watch.ledger.take_down(report, reason, by=by, evidence=watch.evidence)
    _forget(watch)
    stood_on = (words.capture.sha256, words.capture.record) if words.capture else ()
    kept = {sha256: watch.ledger.standing_on(sha256) for sha256 in stood_on if sha256}
    return Removed(
        report=report,
        reason=reason,
        contents=tuple(entry.body["contents"]),
        evidence=tuple(entry.body[name] for name in ("evidence", "record") if entry.body[name]),
        kept={sha256: reports for sha256, reports in kept.items() if reports},
        sentences=sentences,
    )


def _finished(watch: "Watch", gone: "Takedown") -> Removed:
    left = watch.ledger.finish_takedown(gone.report, watch.evidence)
    _forget(watch)
    if not left:
        raise WatchError(f"The report {gone.report} was taken down already ({gone.reason}); none of its bytes is left.")
    return Removed(gone.report, gone.reason, gone.contents, left, {}, (), finished=True)


def _forget(watch: "Watch") -> None:
    """Remove the words from what was made of them: the search index, and the pictures that a workbench keeps, which
    hold whole views and are made anew."""
    from trucewatch.search import forget_words

    forget_words(watch.ledger)
    folder = watch.folder / PICTURES
    for file in (*folder.glob("*.view"), *folder.glob(f"{UNFINISHED}*")):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            message = f"{file} may hold words of the report and cannot be removed ({error.strerror}); remove it."
            raise WatchError(message) from error
