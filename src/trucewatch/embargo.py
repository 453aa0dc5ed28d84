"""Embargoes of issues: until when one must not be passed on, and the two people who may lift it before its time.

The rule of two is from harm-legal-notes.md ("Not targeting", g).
"""

from dataclasses import dataclass
from datetime import datetime

from trucewatch.ledger.kinds import EmbargoLifted, IssuePublished
from trucewatch.model.errors import InputError, WatchError
from trucewatch.publish.release import Profile
from trucewatch.watch import Watch

__all__ = ["EmbargoState", "check_embargo", "embargo_of", "embargo_states", "lift"]

_NEEDED = 2


@dataclass(frozen=True)
class EmbargoState:
    """Where an issue's embargo stands: `until` None if it has none, and who wants it lifted."""

    number: int
    until: datetime | None
    lifted_by: tuple[str, ...]

    def holds(self, now: datetime) -> bool:
        """Whether the issue must not be passed on now."""
        return self.until is not None and now < self.until and len(self.lifted_by) < _NEEDED

    @property
    def sentence(self) -> str:
        """The state in words."""
        if len(self.lifted_by) >= _NEEDED:
            return f"The embargo of issue {self.number} is lifted, by {' and '.join(self.lifted_by)}."
        names = ", ".join(self.lifted_by) or "nobody"
        return f"The embargo of issue {self.number} holds: {names} wants it lifted, and two different people must."


def embargo_of(watch: Watch, number: int) -> datetime | None:
    """Until when an issue is under embargo; None if it is not. WatchError if there is no such issue."""
    entry = next((entry for entry in watch.ledger.issues() if entry.number == number), None)
    if entry is None:
        raise WatchError(f"This watch has no issue {number}.")
    return _until(entry)


def _until(issue: IssuePublished) -> datetime | None:
    stored = issue.snapshot.get("embargo")
    return datetime.fromisoformat(stored) if stored else None


def embargo_states(watch: Watch) -> dict[int, EmbargoState]:
    """Where the embargo of every issue stands, by the issue's number."""
    names: dict[int, list[str]] = {}
    for entry in watch.ledger.entries(EmbargoLifted.kind):
        names.setdefault(entry.body["number"], []).append(entry.body["by"])
    return {
        issue.number: EmbargoState(issue.number, _until(issue), tuple(dict.fromkeys(names.get(issue.number, ()))))
        for issue in watch.ledger.issues()
    }


def check_embargo(watch: Watch, number: int, profile: Profile, now: datetime) -> None:
    """WatchError if an issue must not be written now for an audience outside the team."""
    state = _state(watch, number)
    if profile.for_release and state.holds(now):
        raise WatchError(
            f"Issue {number} is under embargo until {state.until}; wait, write it with --profile internal, or have two "
            f"people lift it with `trucewatch release lift {number} --by NAME`."
        )


def lift(watch: Watch, number: int, by: str, now: datetime) -> EmbargoState:
    """Record that a person wants an embargo lifted; the state after it. InputError without a name, WatchError if the
    issue has no embargo that still holds, or this person has lifted it already."""
    name = " ".join(by.split())
    if not name:
        raise InputError("Say who lifts the embargo, with --by NAME.")
    state = _state(watch, number)
    if not state.holds(now):
        raise WatchError(f"Issue {number} is under no embargo that still holds; nothing needs to be lifted.")
    if name.casefold() in {known.casefold() for known in state.lifted_by}:
        raise WatchError(f"{name} has lifted the embargo of issue {number} already; a second person must do so too.")
    body = EmbargoLifted(number=number, by=name)
    watch.ledger.append_many([(body.kind, body)], by=name)
    return _state(watch, number)


def _state(watch: Watch, number: int) -> EmbargoState:
    names = [e.body["by"] for e in watch.ledger.entries(EmbargoLifted.kind) if e.body["number"] == number]
    return EmbargoState(number, embargo_of(watch, number), tuple(dict.fromkeys(names)))
