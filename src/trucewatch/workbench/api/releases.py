"""/releases: the situation reports that went out, as far as the asker may read them, and which were corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from trucewatch.embargo import embargo_states
from trucewatch.issues import scope_of
from trucewatch.ledger.kinds import IssuePublished
from trucewatch.workbench.api.paging import NOT_MODIFIED, IfNoneMatch, Limit, Page, Where, answered, paged
from trucewatch.workbench.api.seeing import Looking, looking
from trucewatch.workbench.api.shapes import ReleaseOf
from trucewatch.workbench.publishing import may_read
from trucewatch.workbench.refusals import Refusal

__all__ = ["router"]

router = APIRouter(responses=NOT_MODIFIED, tags=["releases"])
Look = Annotated[Looking, Depends(looking)]


@dataclass(frozen=True)
class _Release:
    """An issue that the asker may read: when it was recorded, until when it must not be passed on (None: free), and
    which later ones of those correct it."""

    issue: IssuePublished
    published: datetime
    embargo: datetime | None
    corrected_by: tuple[int, ...]


def _releases(look: Looking) -> Sequence[tuple[str, _Release]]:
    """Published issues by number. Readers get what went out to everyone or under their own profile, and nothing that an
    embargo still holds."""
    known_on = look.view.known_on if look.clocks.as_known_on is not None else None
    known = look.watch.ledger.issues(known_on)  # first: one that goes out meanwhile is in what follows too
    states, now = embargo_states(look.watch), datetime.now(UTC)
    recorded = {e.body["number"]: e.recorded_at for e in look.watch.ledger.entries(IssuePublished.kind)}
    held = {number for number, state in states.items() if state.holds(now)}
    issues = [
        issue
        for issue in known
        if may_read(_profile(issue), look.profile) and not (issue.number in held and look.profile.for_release)
    ]
    corrected: dict[int, list[int]] = {}
    for issue in issues:
        if (earlier := issue.snapshot.get("corrects")) is not None:
            corrected.setdefault(int(earlier), []).append(issue.number)
    return [
        (
            f"{issue.number:09d}",
            _Release(
                issue,
                recorded[issue.number],
                states[issue.number].until if issue.number in held else None,
                tuple(corrected.get(issue.number, ())),
            ),
        )
        for issue in issues
    ]


def _profile(issue: IssuePublished) -> str:
    """The name of the profile that an issue went out under; those from before there were profiles were for everyone."""
    return str((issue.snapshot.get("profile") or {}).get("name", "public"))


def _plain(release: _Release) -> dict[str, Any]:
    issue, record = release.issue, release.issue.snapshot
    return {
        "number": issue.number,
        "as_true_on": issue.as_of.isoformat(),
        "as_known_on": issue.known_on.isoformat(),
        "published": release.published.isoformat(),
        "profile": _profile(issue),
        "language": str(record.get("language", "en")),
        "scope": scope_of(issue).model_dump(mode="json"),
        "corpus_hash": issue.corpus_hash,
        "sha256": issue.sha256,
        "format": issue.format,
        "files": dict(sorted((record.get("files") or {issue.format: issue.sha256}).items())),
        "previous": issue.previous,
        "corrects": record.get("corrects"),
        "correction": str(record.get("correction") or ""),
        "corrected_by": list(release.corrected_by),
        "embargo": release.embargo.isoformat() if release.embargo is not None else None,
    }


def _free(found: Sequence[tuple[str, _Release]]) -> str:
    """What an entity tag hangs on beside the ledger: an embargo ends without an entry."""
    return ",".join(key for key, release in found if release.embargo is None)


@router.get("/releases", response_model=Page[ReleaseOf], summary="List releases")
def releases(
    request: Request, look: Look, limit: Limit = 50, cursor: Where = None, if_none_match: IfNoneMatch = None
) -> Response:
    """Published situation reports by number, as far as your profile reads them, with the hashes by which a copy is
    recognised, and what was corrected by which."""
    found = _releases(look)
    return paged(request, look, found, _plain, limit=limit, cursor=cursor, held=if_none_match, beside=_free(found))


@router.get("/releases/{number}", response_model=ReleaseOf, summary="One release")
def one_release(
    look: Look,
    number: Annotated[int, Path(ge=1, le=999_999_999, description="The issue's number.", examples=[1])],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One published situation report; `corrected_by` says whether it still holds."""
    everything = _releases(look)
    found = next((release for key, release in everything if int(key) == number), None)
    if found is None:
        raise Refusal(404, "There is no release of that number in what you may see on these clocks.")
    return answered(look, lambda: _plain(found), if_none_match, beside=_free(everything))
