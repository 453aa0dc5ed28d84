"""Writing a situation report to files, recording that it went out, and making the same bytes again."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trucewatch._version import __version__
from trucewatch.embargo import check_embargo, embargo_of
from trucewatch.issues import issue_again, issue_of, scope_of
from trucewatch.ledger.kinds import IssuePublished
from trucewatch.model import Change, Issue, Scope
from trucewatch.model.errors import WatchError
from trucewatch.publish import render_charts, render_docx, render_html, render_markdown, render_pdf
from trucewatch.publish.document import Document
from trucewatch.publish.editions import checked
from trucewatch.publish.release import Profile, shipped_profile
from trucewatch.publish.sitrep import compose
from trucewatch.watch import Watch

__all__ = [
    "FORMATS",
    "Edition",
    "composed",
    "file_name",
    "leaving_moment",
    "number_in",
    "preview",
    "publish",
    "reproduce",
    "write_issue",
]

_BY = "trucewatch"
_Renderer = Callable[..., str | bytes]
FORMATS: dict[str, _Renderer] = {
    "html": render_html,
    "md": render_markdown,
    "pdf": render_pdf,
    "docx": render_docx,
    "charts": render_charts,
}
"""How an issue can be written: the report itself by the ending of its file, and its charts as a page of their own."""


@dataclass(frozen=True)
class Edition:
    """How an issue is made: for whom (None: everyone), in which language, until when it is under embargo, and which
    earlier issue it corrects (None: none), for what reason; `scope` is what it tells of."""

    profile: Profile | None = None
    language: str = "en"
    embargo: datetime | None = None
    corrects: int | None = None
    correction: str = ""
    scope: Scope = field(default_factory=Scope)


def leaving_moment(watch: Watch, known_on: datetime) -> datetime:
    """When an issue leaves, for the delays of its profile: not before what it knows, nor before its ledger began. So
    what a watch is told today of a conflict of years ago counts as years old."""
    return max(known_on, watch.began())


def write_issue(
    watch: Watch,
    as_of: datetime,
    known_on: datetime,
    out: Path,
    formats: Sequence[str] = ("html",),
    *,
    name: str = "sitrep",
    edition: Edition | None = None,
    by: str = _BY,
) -> list[Path]:
    """The files of an issue, as `publish` writes them."""
    return publish(watch, as_of, known_on, out, formats, name=name, edition=edition, by=by)[1]


def publish(
    watch: Watch,
    as_of: datetime,
    known_on: datetime,
    out: Path,
    formats: Sequence[str] = ("html",),
    *,
    name: str = "sitrep",
    edition: Edition | None = None,
    by: str = _BY,
) -> tuple[Issue, list[Path]]:
    """The issue for a view, and it as `out`/sitrep.html (and .md, .pdf, .docx, .charts.html), whole or not at all, with
    its entry in the ledger, recorded `by` whoever published it. The same view asked again keeps its number and gives
    the same bytes.

    WatchError if the edition corrects an issue that there is not, InputError if the watch has not what its scope names.
    """
    edition = edition or Edition()
    issue = issue_of(watch, as_of, known_on, edition.scope)
    issued = {entry.number: entry for entry in watch.ledger.issues()}
    if edition.corrects is not None and edition.corrects not in issued:
        raise WatchError(f"This watch has no issue {edition.corrects} that could be corrected.")
    if issue.number in issued:
        edition = _kept(watch, issued[issue.number], edition)
    issue = issue.model_copy(update=_told(edition, _before(issued, issue)))
    leaves = leaving_moment(watch, known_on)
    contents = _rendered(issue, formats, edition, leaves)
    written = _write(contents, out, name)
    if issue.number not in issued:
        _record(watch, issue, contents, edition, leaves, by)
    return issue, written


def number_in(watch: Watch, scope: Scope, in_series: int) -> int:
    """The number in the record of an issue that is known by its number among those of its scope. WatchError if there is
    no such issue, InputError if the watch has not what the scope names."""
    scope = checked(scope, watch.setting)
    numbers = [entry.number for entry in watch.ledger.issues() if scope_of(entry) == scope]
    if not 0 < in_series <= len(numbers):
        known = f"there are 1 to {len(numbers)}" if numbers else "none was published yet"
        raise WatchError(f"This edition has no issue {in_series}; {known}.")
    return numbers[in_series - 1]


def reproduce(
    watch: Watch, number: int, out: Path, formats: Sequence[str] = (), *, name: str = "sitrep"
) -> tuple[list[Path], list[str]]:
    """An issue as it went out, from the record alone, and a sentence for each file that no longer is what it was.

    WatchError if there is no such issue. `formats` empty asks for those in which it was published.
    """
    issued = {entry.number: entry for entry in watch.ledger.issues()}
    entry = issued.get(number)
    if entry is None:
        known = f"there are 1 to {max(issued)}" if issued else "none was published yet"
        raise WatchError(f"This watch has no issue {number}; {known}.")
    record = entry.snapshot
    published: dict[str, str] = record.get("files") or {entry.format: entry.sha256}
    edition, leaves = _edition_of(record, watch, entry)
    check_embargo(watch, number, edition.profile or shipped_profile(), datetime.now(UTC))
    issue = issue_again(watch, entry)
    issue = issue.model_copy(update=_told(edition, _before(issued, issue)))
    contents = _rendered(issue, formats or tuple(published), edition, leaves)
    made_by = record.get("version", "an earlier version")
    differing = [
        f"Issue {number} as {form} is not what it was: it was made by Trucewatch {made_by}, and this is {__version__}, "
        "or words of it were taken down or flagged as sensitive since."
        for form, content in contents.items()
        if form in published and hashlib.sha256(content).hexdigest() != published[form]
    ]
    return _write(contents, out, name), differing


def composed(watch: Watch, entry: IssuePublished, *, without: Collection[str] = ()) -> tuple[Issue, Document]:
    """An issue as it went out, or as it had gone out `without` some reports, and its document as data."""
    edition, leaves = _edition_of(entry.snapshot, watch, entry)
    issued = {each.number: each for each in watch.ledger.issues()}
    issue = issue_again(watch, entry, without=without)
    issue = issue.model_copy(update=_told(edition, _before(issued, issue)))
    return issue, compose(issue, edition.profile, leaves, edition.language)[0]


def preview(
    watch: Watch, as_of: datetime, known_on: datetime, edition: Edition | None = None, form: str = "html"
) -> bytes:
    """The issue for a view as it would be written now; nothing is recorded and nothing is written."""
    edition = edition or Edition()
    issue = issue_of(watch, as_of, known_on, edition.scope)
    issued = {entry.number: entry for entry in watch.ledger.issues()}
    issue = issue.model_copy(update=_told(edition, _before(issued, issue)))
    return _rendered(issue, (form,), edition, leaving_moment(watch, known_on))[form]


def _told(edition: Edition, before: dict[str, Any]) -> dict[str, Any]:
    """What an issue says of itself beside its view."""
    said = {"embargo": edition.embargo, "corrects": edition.corrects, "correction": edition.correction}
    return {**before, **said}


def _kept(watch: Watch, entry: IssuePublished, edition: Edition) -> Edition:
    """The edition with what the issue was published with, which a later call cannot change."""
    check_embargo(watch, entry.number, edition.profile or shipped_profile(), datetime.now(UTC))
    corrects, correction = _correction(entry.snapshot)
    return replace(edition, embargo=embargo_of(watch, entry.number), corrects=corrects, correction=correction)


def _correction(record: dict[str, Any]) -> tuple[int | None, str]:
    return record.get("corrects"), record.get("correction") or ""


def _edition_of(record: dict[str, Any], watch: Watch, entry: IssuePublished) -> tuple[Edition, datetime]:
    """How an issue was made. Issues from before there were profiles are made for everyone."""
    stored = record.get("profile")
    profile = Profile.model_validate(stored) if stored else shipped_profile()
    embargo = record.get("embargo")
    leaves = record.get("leaves")
    return (
        Edition(
            profile,
            record.get("language", "en"),
            datetime.fromisoformat(embargo) if embargo else None,
            *_correction(record),
            scope=scope_of(entry),
        ),
        datetime.fromisoformat(leaves) if leaves else leaving_moment(watch, entry.known_on),
    )


def _rendered(issue: Issue, formats: Sequence[str], edition: Edition, leaves: datetime) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    for form in dict.fromkeys(formats):
        made = FORMATS[form](issue, edition.profile, leaves, edition.language)
        contents[form] = made.encode() if isinstance(made, str) else made
    return contents


def _before(issued: dict[int, IssuePublished], issue: Issue) -> dict[str, Any]:
    """What the earlier issues of the same series said had changed, and up to which moments they knew."""
    series = {n: e for n, e in sorted(issued.items()) if n < issue.number and scope_of(e) == issue.scope}
    told = {n: tuple(Change.model_validate(c) for c in e.snapshot.get("changes", ())) for n, e in series.items()}
    return {"earlier": told, "cut_offs": {n: e.known_on for n, e in series.items()}}


def _record(
    watch: Watch, issue: Issue, contents: dict[str, bytes], edition: Edition, leaves: datetime, by: str
) -> None:
    head = watch.ledger.head()
    form = next(iter(contents))
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    profile = edition.profile or shipped_profile()
    body = IssuePublished(
        number=issue.number,
        as_of=issue.view.as_of,
        known_on=issue.view.known_on,
        corpus_hash=issue.view.corpus_hash,
        sha256=hashes[form],
        format=form,
        previous=issue.previous,
        head_seq=head.seq,
        head_hash=head.hash,
        snapshot={
            "version": __version__,
            "profile": profile.model_dump(mode="json"),
            "language": edition.language,
            "embargo": edition.embargo.isoformat() if edition.embargo else None,
            "leaves": leaves.isoformat(),
            "files": hashes,
            "changes": [change.model_dump(mode="json") for change in issue.changes],
            "scope": issue.scope.model_dump(mode="json", exclude_none=True),
            "in_series": issue.in_series,
            **({"corrects": edition.corrects, "correction": edition.correction} if edition.corrects else {}),
        },
    )
    watch.ledger.append_many([(body.kind, body)], by=by)


def file_name(name: str, form: str) -> str:
    """The name of an issue's file in a format."""
    return f"{name}.charts.html" if form == "charts" else f"{name}.{form}"


def _write(contents: dict[str, bytes], out: Path, name: str) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for form, content in contents.items():
        path = out / file_name(name, form)
        _write_whole(path, content)
        written.append(path)
    return written


def _write_whole(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
