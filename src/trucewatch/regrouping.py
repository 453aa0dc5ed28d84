"""What is decided about incidents, in the ledger: ids minted, merges and splits, people's words on claims, outcomes.

The method's changes are recorded after reports came in; a named person's at any time. Views read them back on both
clocks: minted ids are names and hold at once, people's words and outcomes from when they are known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trucewatch.assess import METHOD, group
from trucewatch.assess.identity import changes_between
from trucewatch.assess.learning import Resolution, records_from
from trucewatch.assess.records import TrackRecords
from trucewatch.decisions import BY_PEOPLE, known_entries, known_from, links
from trucewatch.ledger import Ledger
from trucewatch.ledger.entry import Entry
from trucewatch.ledger.kinds import IncidentsRegrouped, PropositionResolved
from trucewatch.model import Claim, Copy, Incident, Proposition, PropositionKind, Regrouping, Report
from trucewatch.model.errors import InputError
from trucewatch.world import World

__all__ = ["join", "part", "record_changes", "records_of", "regroupings", "resolve"]

_BY = "trucewatch"


def regroupings(ledger: Ledger, known_on: datetime | None = None, upto: datetime | None = None) -> list[Regrouping]:
    """What was decided, in the order of the ledger."""
    standing = {entry.seq for entry in known_entries(ledger, IncidentsRegrouped.kind, known_on, upto)}
    found = links(ledger, known_on, upto)
    for entry in ledger.entries(IncidentsRegrouped.kind):
        if upto is not None and entry.recorded_at > upto:
            break
        changes = (Regrouping.model_validate(change) for change in entry.body["changes"])
        found += [(entry.seq, c) for c in changes if entry.seq in standing or c.change not in BY_PEOPLE]
    return [change for _, change in sorted(found, key=lambda pair: pair[0])]


def records_of(
    ledger: Ledger,
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    copies: Sequence[Copy],
    world: World,
    known_on: datetime | None = None,
    upto: datetime | None = None,
) -> TrackRecords:
    """The sources' track records, from the outcomes that were known by then; a later outcome of the same proposition
    replaces the earlier one."""
    latest: dict[tuple[str, str, str], Entry] = {}
    for entry in known_entries(ledger, PropositionResolved.kind, known_on, upto):
        latest[entry.body["incident"], entry.body["proposition"], entry.body["value"]] = entry
    outcomes = [
        Resolution(
            learned=known_from(entry).date(),
            kind=PropositionKind(entry.body["proposition"]),
            true=entry.body["true"],
            supports=tuple(entry.body["supports"]),
            denies=tuple(entry.body["denies"]),
        )
        for entry in latest.values()
        if entry.body["true"] is not None
    ]
    return records_from(outcomes, reports, claims, copies, world)


@dataclass(frozen=True)
class _State:
    incidents: dict[str, tuple[str, ...]]
    decisions: list[Regrouping]


def _state(ledger: Ledger, world: World) -> _State:
    """The incidents of all claims that are here, as id and claim keys; nothing needs to be weighed for that."""
    decisions = regroupings(ledger)
    return _State(group(ledger.reports(), ledger.claims().values(), world, decisions), decisions)


def record_changes(ledger: Ledger, world: World) -> tuple[Regrouping, ...]:
    """Record what the method made of all claims that are here: incidents minted, grown, merged and split since it
    was last asked; nothing is written where nothing changed."""
    state = _state(ledger, world)
    changes = changes_between(_before(state.decisions), state.incidents, METHOD)
    if changes:
        ledger.append(IncidentsRegrouped.kind, IncidentsRegrouped(changes=tuple(changes), method=METHOD), by=_BY)
    return tuple(changes)


def _before(decisions: Sequence[Regrouping]) -> dict[str, Sequence[str]]:
    """The incidents that the ledger's decisions leave: claims under the ids that they were minted for or came to,
    merges made."""
    of: dict[str, str] = {}
    held: dict[str, dict[str, None]] = {}
    for change in decisions:
        if change.change == "minted" and change.incident:
            for key in held.pop(change.incident, {}):
                del of[key]
            for key in change.claims:
                held.get(of.get(key, ""), {}).pop(key, None)
            held[change.incident] = dict.fromkeys(change.claims)
            of |= dict.fromkeys(change.claims, change.incident)
        elif change.change == "grown" and change.incident:
            for key in change.claims:
                held.get(of.get(key, ""), {}).pop(key, None)
            held.setdefault(change.incident, {}).update(dict.fromkeys(change.claims))
            of |= dict.fromkeys(change.claims, change.incident)
        elif change.change == "merged" and change.incident:
            for other in change.others:
                moved = held.pop(other, {})
                held.setdefault(change.incident, {}).update(moved)
                of |= dict.fromkeys(moved, change.incident)
    return {name: tuple(keys) for name, keys in held.items() if keys}


def join(ledger: Ledger, world: World, ids: Sequence[str], by: str, reason: str) -> Regrouping:
    """Record that a named person holds several incidents to be one; InputError for an id that is none."""
    named = _state(ledger, world).incidents
    _known_ids(ids, named)
    if len(set(ids)) < 2:
        raise InputError("Name two incidents at least that are one; `trucewatch incidents` lists them.")
    claims = tuple(key for name in dict.fromkeys(ids) for key in named[name])
    change = Regrouping(change="joined", incident=ids[0], others=tuple(ids[1:]), claims=claims, reason=reason, by=by)
    return _by_person(ledger, world, change)


def part(ledger: Ledger, world: World, incident: str, claims: Sequence[str], by: str, reason: str) -> Regrouping:
    """Record that a named person holds some claims of an incident to be of another event; InputError where the claims
    are not of that incident, or are all of it."""
    named = _state(ledger, world).incidents
    _known_ids([incident], named)
    strangers = [key for key in claims if key not in named[incident]]
    if strangers or not claims:
        raise InputError(f"{', '.join(strangers) or 'No claim'} is no claim of {incident}; name claims as report/id.")
    rest = tuple(key for key in named[incident] if key not in claims)
    if not rest:
        raise InputError(f"These are all claims of {incident}; leave at least one of them in it.")
    change = Regrouping(change="parted", incident=incident, claims=tuple(claims), others=rest, reason=reason, by=by)
    return _by_person(ledger, world, change)


def _by_person(ledger: Ledger, world: World, change: Regrouping) -> Regrouping:
    ledger.append(IncidentsRegrouped.kind, IncidentsRegrouped(changes=(change,)), by=change.by)
    record_changes(ledger, world)
    return change


def resolve(
    ledger: Ledger,
    incident: Incident,
    proposition: Proposition,
    true: bool | None,
    by: str,
    reason: str,
    known_from: datetime | None = None,
) -> None:
    """Record that a named person found a proposition true or not (None: takes that back); track records learn from it
    from `known_from` on (None: from when it is recorded)."""
    body = PropositionResolved(
        incident=incident.id,
        proposition=proposition.kind,
        value=proposition.value,
        true=true,
        supports=proposition.supports,
        denies=proposition.denies,
        by=by,
        reason=reason,
        known_from=known_from,
    )
    ledger.append(PropositionResolved.kind, body, by=by)


def _known_ids(ids: Sequence[str], named: Mapping[str, object]) -> None:
    unknown = [name for name in ids if name not in named]
    if unknown:
        raise InputError(f"There is no incident {', '.join(unknown)} here; `trucewatch incidents` lists them.")
