"""What can be checked of an agreement whose file breaks the schema in places: the rest of it, so that every problem is
listed at once. Nothing of such a file is ever loaded."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from trucewatch.model import Agreement
from trucewatch.monitor.agreement_checks import At, Problem

__all__ = ["Partial", "validated"]

_ROUNDS = 12
_EMPTY: dict[str, Any] = {
    "participants": [],
    "zones": [],
    "obligations": [],
    "monitoring": [],
    "reporting": [],
    "sources": [],
    "violations": {"defined": "none"},
    "title": "untitled",
    "id": "unnamed",
    "schema": "trucewatch/agreement/0.1",
}
_NEEDED = ("signed", "text_versions", "in_force")


@dataclass
class Partial:
    """The agreement as far as it fits the schema (None: not even in parts), what the schema refuses, and where the
    entries that were left out stood."""

    agreement: Agreement | None = None
    errors: list[tuple[At, str]] = field(default_factory=list)
    left_out: dict[At, list[int]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def counts(self, problem: Problem) -> bool:
        """Whether a problem is the file's own, and not a reference to an entry that was left out."""
        if any(repr(name) in problem.message for name in self.names):
            return False
        return not any(self.as_written(problem).at[: len(at)] == at for at, _ in self.errors)

    def as_written(self, problem: Problem) -> Problem:
        """The problem at its place in the file: entries before it may have been left out."""
        at: At = ()
        here: At = ()
        for step in problem.at:
            shifted = step
            if isinstance(step, int):
                # Indexes were taken out one by one, each in the list as it stood then.
                for gone in reversed(self.left_out.get(here, [])):
                    shifted = shifted + 1 if isinstance(shifted, int) and gone <= shifted else shifted
            at, here = (*at, shifted), (*here, step)
        return Problem(at, problem.message)


def validated(data: Any) -> Partial:
    """The agreement in the data of a file, or as much of it as the schema accepts."""
    found = Partial()
    rest = data
    for _ in range(_ROUNDS):
        try:
            found.agreement = Agreement.model_validate(rest)
        except ValidationError as error:
            if rest is data:
                found.errors = [(tuple(item["loc"]), item["msg"]) for item in error.errors()]
                rest = copy.deepcopy(data)
            if not _trim(rest, [_reach(tuple(item["loc"]), item["type"]) for item in error.errors()], found):
                return found
        else:
            return found
    return found


def _trim(data: Any, places: Sequence[At], found: Partial) -> bool:
    """Take out of the data what the schema refuses; False where that leaves nothing to check."""
    if not isinstance(data, dict):
        return False
    # From the end, so that taking one entry out of a list moves no other that is still to go.
    for at in sorted(set(places), key=lambda a: [(isinstance(s, int), str(s).zfill(6)) for s in a], reverse=True):
        if not at or (len(at) == 1 and not _mend(data, str(at[0]))):
            return False
        if len(at) > 1 and not _take_out(data, at, found):
            return False
    return True


def _reach(at: At, kind: str) -> At:
    """What has to go: the wrong value, or, where one is missing, the entry of a list that lacks it."""
    if kind != "missing":
        return at
    last = max((n for n, step in enumerate(at) if isinstance(step, int)), default=None)
    return at if last is None else at[: last + 1]


def _mend(data: dict[str, Any], key: str) -> bool:
    if key in _EMPTY:
        data[key] = copy.deepcopy(_EMPTY[key])
        return True
    if key in _NEEDED:
        return False
    data.pop(key, None)
    return True


def _take_out(data: dict[str, Any], at: At, found: Partial) -> bool:
    """Remove a key or an entry of a list; False where the agreement cannot be read without it."""
    parent, last = _follow(data, at[:-1]), at[-1]
    if isinstance(parent, dict) and last in parent:
        parent.pop(last)
        return True
    if isinstance(parent, list) and isinstance(last, int):
        if last < len(parent):
            entry = parent.pop(last)
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                found.names.add(entry["id"])
            found.left_out.setdefault(at[:-1], []).append(last)
        return True
    return at[0] not in _NEEDED and _mend(data, str(at[0]))


def _follow(data: Any, at: At) -> Any:
    for step in at:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data
