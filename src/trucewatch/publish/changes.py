"""What became of findings, propositions and obligations between two views: nothing is changed silently."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from trucewatch.model import (
    Change,
    Finding,
    Incident,
    ObligationStatus,
    Proposition,
    PropositionKind,
    Standing,
    Verdict,
    View,
)
from trucewatch.publish.naming import Naming
from trucewatch.publish.wording import (
    PROPOSITION_WORDS,
    STANDING_WORDS,
    STATE_WORDS,
    TYPE_WORDS,
    VERDICT_WORDS,
    day,
    days_of,
    interval,
    quoted,
)

__all__ = ["changes"]

_Rung = TypeVar("_Rung", Verdict, Standing)

_VERDICT_RANK = {
    Verdict.ESTABLISHED: 4,
    Verdict.PROBABLE: 3,
    Verdict.ALLEGED: 2,
    Verdict.INDETERMINATE: 1,
    Verdict.CONTRADICTED: 0,
}
_STANDING_RANK = {
    Standing.SUPPORTED: 4,
    Standing.REPORTED: 3,
    Standing.UNCONFIRMED: 2,
    Standing.CONTESTED: 1,
    Standing.REJECTED: 0,
}


def changes(previous: View | None, current: View) -> tuple[Change, ...]:
    """The changes from the previous issue's view to this one, in the order of what they are about.

    A finding goes up or down the ladder contradicted, indeterminate, alleged, probable, established; a proposition
    the ladder rejected, contested, unconfirmed, reported, supported. A step on or off a ladder is "changed". What is
    said of an incident's details is told apart only where it moved otherwise than the incident as a whole.
    None for `previous` (the first issue) gives no change.
    """
    if previous is None:
        return ()
    naming = Naming(current)
    found = [
        *_findings(previous, current, naming),
        *_propositions(previous, current, naming),
        *_obligations(previous, current),
    ]
    return tuple(found)


def _findings(previous: View, current: View, naming: Naming) -> Iterator[Change]:
    before, after = _by_incident(previous), _by_incident(current)
    old, new = _incidents(previous), _incidents(current)
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        incident = new.get(key[0]) or old.get(key[0])
        if incident is None or (was and now and was.verdict is now.verdict and was.text_version == now.text_version):
            continue
        yield Change(
            subject=_title(incident, naming),
            kind=_step(was.verdict if was else None, now.verdict if now else None, _VERDICT_RANK),
            before=_verdict(was, now),
            after=_verdict(now, was),
            claims=_added(old.get(key[0]), new.get(key[0])),
            finding=key,
        )


def _verdict(finding: Finding | None, other: Finding | None) -> str | None:
    if finding is None:
        return None
    words = VERDICT_WORDS[finding.verdict]
    same_text = other is None or other.text_version == finding.text_version
    return words if same_text else f"{words} (text version {finding.text_version})"


def _by_incident(view: View) -> dict[tuple[str, str], Finding]:
    return {(finding.incident, finding.agreement): finding for finding in view.findings}


def _incidents(view: View) -> dict[str, Incident]:
    return {incident.id: incident for incident in view.incidents}


def _added(old: Incident | None, new: Incident | None) -> tuple[str, ...]:
    if new is None:
        return ()
    known = set(old.claims) if old is not None else set()
    return tuple(key for key in new.claims if key not in known) or new.claims


def _step(was: _Rung | None, now: _Rung | None, rank: Mapping[_Rung, int]) -> str:
    if was is None:
        return "new"
    if now is None:
        return "withdrawn"
    if was == now or was not in rank or now not in rank:
        return "changed"
    return "upgraded" if rank[now] > rank[was] else "downgraded"


def _propositions(previous: View, current: View, naming: Naming) -> Iterator[Change]:
    old = _incidents(previous)
    for incident in sorted(current.incidents, key=lambda item: item.id):
        earlier = old.get(incident.id)
        if earlier is not None:
            yield from _of_incident(earlier, incident, naming)


def _of_incident(earlier: Incident, incident: Incident, naming: Naming) -> Iterator[Change]:
    before = {(p.kind, p.value): p for p in earlier.propositions}
    after = {(p.kind, p.value): p for p in incident.propositions}
    steps = {key: (before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys())}
    whole = next((_standings(*pair) for key, pair in steps.items() if key[0] is PropositionKind.OCCURRED), None)
    for key, (was, now) in steps.items():
        goes_along = key[0] is not PropositionKind.OCCURRED and _standings(was, now) == whole
        if goes_along or not _telling(was, now):
            continue
        yield Change(
            subject=f"{_title(incident, naming)}: {_proposition(key, naming)}",
            kind=_step(was.standing if was else None, now.standing if now else None, _STANDING_RANK),
            before=STANDING_WORDS[was.standing] if was else None,
            after=STANDING_WORDS[now.standing] if now else None,
            claims=_new_claims(was, now),
        )


def _standings(was: Proposition | None, now: Proposition | None) -> tuple[Standing | None, Standing | None]:
    return (was.standing if was else None, now.standing if now else None)


def _telling(was: Proposition | None, now: Proposition | None) -> bool:
    """Whether a change is worth telling: a step of standing, or a dispute that came up or went."""
    if was is not None and now is not None:
        return was.standing is not now.standing
    only = was or now
    return only is not None and only.standing in {Standing.CONTESTED, Standing.REJECTED}


def _new_claims(was: Proposition | None, now: Proposition | None) -> tuple[str, ...]:
    if now is None:
        return ()
    keys = (*now.supports, *now.denies)
    known = {*was.supports, *was.denies} if was is not None else set()
    return tuple(key for key in keys if key not in known) or keys


def _proposition(key: tuple[PropositionKind, str], naming: Naming) -> str:
    kind, value = key
    if not value:
        return PROPOSITION_WORDS[kind]
    if kind in {PropositionKind.INITIATOR, PropositionKind.TARGET}:
        return f"{PROPOSITION_WORDS[kind]}, {naming.actor(value)}"
    if kind is PropositionKind.DATE:
        return f"{PROPOSITION_WORDS[kind]}, {days_of(value)}"
    return f"{PROPOSITION_WORDS[kind]}, {quoted(value)}"


def _title(incident: Incident, naming: Naming) -> str:
    place = naming.release.place(incident.place) if incident.place is not None else None
    where = "place not stated" if place is None else quoted(place.name) if place.worded else place.name
    when = interval(incident.date_start, incident.date_end)
    return f"{incident.id}: {TYPE_WORDS[incident.type]}, {where}, {when}"


def _obligations(previous: View, current: View) -> Iterator[Change]:
    before = {(o.agreement, o.id): o for o in previous.obligations}
    after = {(o.agreement, o.id): o for o in current.obligations}
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was and now and _status(was) == _status(now):
            continue
        status = now or was
        assert status is not None
        yield Change(
            subject=f"Obligation {status.id} ({status.duty})",
            kind="new" if was is None else "withdrawn" if now is None else "changed",
            before=_status(was),
            after=_status(now),
            claims=now.evidence if now is not None else (),
        )


def _status(status: ObligationStatus | None) -> str | None:
    if status is None:
        return None
    deadline = status.deadline
    by = "" if deadline is None else f", deadline {day(deadline.day)} (version {deadline.version})"
    return STATE_WORDS[status.state] + by
