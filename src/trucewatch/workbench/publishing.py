"""Publishing from the workbench: previews, issues, corrections, and issues made again; each in the name of a person."""

import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trucewatch.issues import scope_of
from trucewatch.issuing import FORMATS, Edition, leaving_moment, preview, publish, reproduce
from trucewatch.ledger.kinds import IssuePublished
from trucewatch.model import Scope, View
from trucewatch.model.errors import InputError, WatchError
from trucewatch.moments import moment
from trucewatch.publish.editions import checked
from trucewatch.publish.release import Profile, load_profile, release
from trucewatch.publish.translation import LANGUAGES
from trucewatch.watch import Watch
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.contents.releases import WithheldRow, withheld_rows

__all__ = ["MEDIA_TYPES", "PERIODS", "Draft", "Publishing", "may_read"]

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "charts": "text/html; charset=utf-8",
}
PERIODS = {"": "the whole time", "daily": "the last day", "weekly": "the last week"}
_LONGEST_REASON = 1000


@dataclass(frozen=True)
class Draft:
    """An issue as it is composed: `embargo` as typed, "" for none; `period`, `agreement` and `zone` are what it tells
    of, "" for all."""

    clocks: Clocks
    profile: str = "public"
    language: str = "en"
    formats: tuple[str, ...] = ("html",)
    embargo: str = ""
    period: str = ""
    agreement: str = ""
    zone: str = ""

    @property
    def scope(self) -> Scope:
        """What it tells of. InputError for a period that there is not."""
        if self.period not in PERIODS:
            raise InputError(f"There is no such period; there are {', '.join(PERIODS.values())}.")
        named = {"period": self.period, "agreement": self.agreement, "zone": self.zone}
        return Scope.model_validate({name: value or None for name, value in named.items()})

    def edition(self, watch: Watch) -> Edition:
        """How it is made. InputError for an unknown language or format, an embargo that is no moment, or none of them;
        ConfigError for an unknown profile."""
        if self.language not in LANGUAGES:
            raise InputError(f"There is no translation into that language; there are {', '.join(LANGUAGES)}.")
        if not self.formats or set(self.formats) - FORMATS.keys():
            raise InputError(f"Choose at least one of the formats {', '.join(FORMATS)}.")
        until = moment(self.embargo.strip()[:40], watch.zone) if self.embargo.strip() else None
        scope = checked(self.scope, watch.setting)
        return Edition(load_profile(self.profile, watch.folder), self.language, until, scope=scope)


class Publishing:
    """What publishes a watch's issues. One at a time in this server: each takes its number from the ledger, whose own
    lock keeps other processes apart."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self._lock = threading.Lock()

    def preview(self, draft: Draft) -> str:
        """The issue as a page, as it would go out now; nothing is recorded."""
        moments = draft.clocks.moments(self.watch.zone)
        return preview(self.watch, *moments, draft.edition(self.watch)).decode()

    def withheld(self, draft: Draft, view: View) -> tuple[WithheldRow, ...]:
        """What the draft's profile holds back of a view, as `trucewatch release check` counts it."""
        profile = load_profile(draft.profile, self.watch.folder)
        leaves = leaving_moment(self.watch, view.known_on)
        return withheld_rows(release(view, profile, leaves).withheld)

    def publish(self, draft: Draft, by: str) -> tuple[int, bool]:
        """Record the issue in a person's name: its number, and whether it is new. The same view of the same scope keeps
        the number under which it went out, and the embargo of then."""
        as_of, known_on = draft.clocks.moments(self.watch.zone)
        return self._write(as_of, known_on, draft.formats, draft.edition(self.watch), by)

    def correct(self, number: int, reason: str, by: str) -> int:
        """Publish an issue anew on what is known now, saying what it corrects and why; the new number. WatchError if
        there is no such issue, InputError without a reason."""
        said = " ".join(reason.split())[:_LONGEST_REASON]
        if not said:
            raise InputError("Say what was wrong; the reason stands in the issue that corrects it.")
        entry = self.entry(number)
        record = entry.snapshot
        stored = record.get("profile")
        profile = Profile.model_validate(stored) if stored else None
        formats = tuple(record.get("files") or {entry.format: entry.sha256})
        edition = Edition(profile, str(record.get("language", "en")), None, number, said, scope_of(entry))
        return self._write(entry.as_of, datetime.now(self.watch.zone), formats, edition, by)[0]

    def entry(self, number: int) -> IssuePublished:
        """An issue as recorded. WatchError if there is none of that number."""
        found = next((issue for issue in self.watch.ledger.issues() if issue.number == number), None)
        if found is None:
            raise WatchError(f"This watch has no issue {number}.")
        return found

    def file(self, number: int, form: str) -> tuple[bytes, list[str]]:
        """One file of an issue as it went out, made again from the record, and a sentence where it is not the same any
        more. WatchError for an unknown issue or one under embargo, InputError for a format it was not published in."""
        entry = self.entry(number)
        if form not in (entry.snapshot.get("files") or {entry.format: entry.sha256}):
            raise InputError(f"Issue {number} was not published as {form[:20]!r}.")
        with tempfile.TemporaryDirectory() as folder:
            (path,), differing = reproduce(self.watch, number, Path(folder), (form,))
            return path.read_bytes(), differing

    def _write(
        self, as_of: datetime, known_on: datetime, formats: Sequence[str], edition: Edition, by: str
    ) -> tuple[int, bool]:
        with self._lock, tempfile.TemporaryDirectory() as folder:
            before = {issue.number for issue in self.watch.ledger.issues()}
            issue, _ = publish(self.watch, as_of, known_on, Path(folder), formats, edition=edition, by=by)
        return issue.number, issue.number not in before


def may_read(profile: str, own: Profile) -> bool:
    """Whether somebody who sees the watch through the profile `own` may read an issue that went out under the named
    one: the team reads all, others what went out to everyone or under their own profile."""
    return not own.for_release or profile in ("public", own.name)
