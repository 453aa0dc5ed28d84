"""What named people decided, as the ledger holds it on its two clocks: signed findings, events that happened."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from trucewatch.ledger import Ledger
from trucewatch.ledger.decision_rules import BY_PEOPLE
from trucewatch.ledger.entry import Entry
from trucewatch.ledger.kinds import (
    ClaimsLinked,
    DecisionUndone,
    EventNoted,
    FindingSigned,
    IncidentsRegrouped,
    PropositionResolved,
    RecordFlagged,
)
from trucewatch.model import Incident, Regrouping, Sensitivity, Verdict
from trucewatch.model.finding import Signature

__all__ = ["BY_PEOPLE", "decided", "events", "known_entries", "known_from", "links", "sensitive", "signatures"]


def signatures(ledger: Ledger, known_on: datetime | None, upto: datetime | None) -> dict[str, Signature]:
    """The signature that stands on each finding, by its id."""
    found: dict[str, Signature] = {}
    for entry in known_entries(ledger, FindingSigned.kind, known_on, upto):
        body: dict[str, Any] = entry.body
        if body["verdict"] is None:
            found.pop(body["finding"], None)
            continue
        found[body["finding"]] = Signature(
            by=body["by"],
            on=known_from(entry).date(),
            verdict=Verdict(body["verdict"]),
            reason=body["reason"],
            found=Verdict(body["found"]),
        )
    return found


def events(ledger: Ledger, agreement: str, known_on: datetime | None, upto: datetime | None) -> dict[str, date]:
    """The days of the events that an agreement's deadlines wait for, by the event's name."""
    found: dict[str, date] = {}
    for entry in known_entries(ledger, EventNoted.kind, known_on, upto):
        if entry.body["agreement"] != agreement:
            continue
        if entry.body["on"] is None:
            found.pop(entry.body["event"], None)
        else:
            found[entry.body["event"]] = date.fromisoformat(entry.body["on"])
    return found


def decided(ledger: Ledger, known_on: datetime | None, upto: datetime | None) -> list[str]:
    """The hashes of the entries in which people decided something, in the ledger's order: a view rests on them too."""
    kinds = (FindingSigned, EventNoted, PropositionResolved, IncidentsRegrouped, ClaimsLinked)
    entries = [entry for kind in kinds for entry in known_entries(ledger, kind.kind, known_on, upto)]
    entries += known_entries(ledger, RecordFlagged.kind, None, upto)
    return [entry.hash for entry in sorted(entries, key=lambda e: e.seq) if _is_by_people(entry)]


def _is_by_people(entry: Entry) -> bool:
    return entry.kind != IncidentsRegrouped.kind or any(c["change"] in BY_PEOPLE for c in entry.body["changes"])


def links(ledger: Ledger, known_on: datetime | None, upto: datetime | None) -> list[tuple[int, Regrouping]]:
    """What people's links between claims say of events, with the entries' numbers: who denies or confirms a claim
    speaks of the same event."""
    return [
        (
            entry.seq,
            Regrouping(
                change="joined",
                claims=(entry.body["claim"], entry.body["to"]),
                reason=entry.body["reason"],
                by=entry.body["by"],
            ),
        )
        for entry in known_entries(ledger, ClaimsLinked.kind, known_on, upto)
    ]


def sensitive(ledger: Ledger, incidents: Iterable[Incident], upto: datetime | None) -> dict[str, Sensitivity]:
    """The class that people gave to claims, by key, and to reports, by id. A flag protects: it holds on whatever day
    the view knows of. One on an incident holds for the claims that it had then and for those that it has now."""
    flags: dict[tuple[str, str], Entry] = {}
    for entry in known_entries(ledger, RecordFlagged.kind, None, upto):
        flags[entry.body["what"], entry.body["id"]] = entry
    now = {i.id: i.claims for i in incidents} if flags else {}
    found: dict[str, Sensitivity] = {}
    for (what, name), entry in flags.items():
        given = Sensitivity(entry.body["sensitivity"])
        for key in {*entry.body["claims"], *now.get(name, ())} if what == "incident" else {name}:
            found[key] = max(found.get(key, given), given, key=lambda s: s.rank)
    return dict(sorted(found.items()))


def known_entries(ledger: Ledger, kind: str, known_on: datetime | None, upto: datetime | None) -> list[Entry]:
    """The entries of a kind that were recorded up to `upto` and count as known on `known_on` (None: no such bound), but
    for decisions that were undone by then."""
    undone = {e.body["entry"] for e in _known_entries(ledger, DecisionUndone.kind, known_on, upto)}
    return [entry for entry in _known_entries(ledger, kind, known_on, upto) if entry.seq not in undone]


def _known_entries(ledger: Ledger, kind: str, known_on: datetime | None, upto: datetime | None) -> Iterator[Entry]:
    for entry in ledger.entries(kind):
        if (upto is None or entry.recorded_at <= upto) and (known_on is None or known_from(entry) <= known_on):
            yield entry


def known_from(entry: Entry) -> datetime:
    """From when an entry counts as known: as it states, else since it was recorded."""
    stated = entry.body.get("known_from")
    return datetime.fromisoformat(stated) if stated else entry.recorded_at
