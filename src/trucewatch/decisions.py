"""What named people decided, as the ledger holds it on its two clocks: signed findings, events that happened."""

from datetime import date, datetime
from typing import Any

from trucewatch.ledger import Ledger
from trucewatch.ledger.entry import Entry
from trucewatch.ledger.kinds import EventNoted, FindingSigned, IncidentsRegrouped, PropositionResolved
from trucewatch.model import Verdict
from trucewatch.model.finding import Signature

__all__ = ["BY_PEOPLE", "decided", "events", "known_entries", "known_from", "signatures"]

BY_PEOPLE = frozenset({"joined", "parted"})
"""Changes of incidents that a named person made; the others are the method's."""


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
    kinds = (FindingSigned.kind, EventNoted.kind, PropositionResolved.kind, IncidentsRegrouped.kind)
    entries = [entry for kind in kinds for entry in known_entries(ledger, kind, known_on, upto)]
    return [entry.hash for entry in sorted(entries, key=lambda e: e.seq) if _is_by_people(entry)]


def _is_by_people(entry: Entry) -> bool:
    return entry.kind != IncidentsRegrouped.kind or any(c["change"] in BY_PEOPLE for c in entry.body["changes"])


def known_entries(ledger: Ledger, kind: str, known_on: datetime | None, upto: datetime | None) -> list[Entry]:
    """The entries of a kind that were recorded up to `upto` and count as known on `known_on` (None: no such bound)."""
    return [
        entry
        for entry in ledger.entries(kind)
        if (upto is None or entry.recorded_at <= upto) and (known_on is None or known_from(entry) <= known_on)
    ]


def known_from(entry: Entry) -> datetime:
    """From when an entry counts as known: as it states, else since it was recorded."""
    stated = entry.body.get("known_from")
    return datetime.fromisoformat(stated) if stated else entry.recorded_at
