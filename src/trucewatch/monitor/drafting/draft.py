"""The draft of an agreement from one or more texts: parts found page by page, brought together, and written out.

Nothing is filled in by a guess: what the texts do not say is left out, and a line of the draft says so. Each entry
carries the words that it rests on. A draft that is written out can be read by load_agreement and is to be corrected.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from trucewatch.model import Claim, Report
from trucewatch.model.errors import InputError
from trucewatch.monitor.drafting.areas import Worded, zones_in
from trucewatch.monitor.drafting.duties import Due, Duty, duties_in, hostilities
from trucewatch.monitor.drafting.pages import Named, Page, quoted, slug
from trucewatch.monitor.drafting.reporting import reporting
from trucewatch.monitor.drafting.signing import Signing, find_signing, roles
from trucewatch.monitor.drafting.terms import Term, bodies_in, term_in
from trucewatch.monitor.moments import parse_offset

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["Draft", "draft"]

_ALIKE = 78
_TRUCE = re.compile(r"\b(?:truce|cease-?fire|cessation of hostilities|armistice|humanitarian pause)\b", re.IGNORECASE)
_GENERAL = re.compile(r"\b(?:parties|party|both|sides?|signator(?:y|ies)|guarantors?)\b", re.IGNORECASE)
_NO_TRUCE = re.compile(r"\b(?:reject|refus|denied|collaps|lasting|permanent)\w*", re.IGNORECASE)
_GUARANTORS = re.compile(r"\bguarantors?\b", re.IGNORECASE)


@dataclass
class Draft:
    """A proposed agreement as data of the schema, and what a person should look at first."""

    data: dict[str, Any]
    to_check: list[str] = field(default_factory=list)


def draft(reports: Sequence[Report], claims: Mapping[str, Sequence[Claim]], world: "World") -> Draft:
    """A proposal from reports, or from the text of an agreement itself; `claims` are each report's, by its id.

    InputError if there is no text.
    """
    pages = [Page(r, claims.get(r.id, ()), world) for r in reports if r.text.strip()]
    if not pages:
        raise InputError(
            "There is no text to draft an agreement from; name a file with a report or an agreement's text."
        )
    return _Drafting(pages).draft()


class _Drafting:
    """The pages of one agreement, brought together."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        self._to_check: list[str] = []
        self._notes: list[str] = []
        signings = [find_signing(page) for page in pages]
        self._signing = self._first_full(signings)
        self._versions = self._text_versions()

    def draft(self) -> Draft:
        """The whole proposal."""
        duties = self._duties()
        participants = self._participants()
        zones = self._zones()
        if not any(z for z in zones):
            self._to_check.append("no zone is named in the texts; without zones the agreement holds everywhere")
        if not any(d.modality == "must_not" for d in duties):
            duties += self._by_its_name()
        data: dict[str, Any] = {
            "schema": "trucewatch/agreement/0.1",
            "id": self._id(),
            "title": self._signing.title or "Untitled agreement",
            "signed": self._signed(),
            "text_versions": self._versions,
            "in_force": self._in_force(),
            "participants": participants,
            "zones": zones,
            "obligations": self._obligations([d for d in duties if not _only_reports(d)], participants, zones),
            "monitoring": self._monitoring(),
            "violations": self._violations(duties),
            "reporting": reporting(duties, self._pages),
            "sources": [p.report.id for p in self._pages],
            "notes": [
                "A draft made from the texts named under sources; every entry is to be checked against them.",
                *self._notes,
            ],
        }
        return Draft(data, self._to_check)

    # --- head

    def _first_full(self, found: Sequence[Signing]) -> Signing:
        best = max(found, key=lambda s: (bool(s.signers), s.day is not None, s.title is not None))
        title = best.title or next((s.title for s in found if s.title), None)
        return Signing(
            title, best.day or next((s.day for s in found if s.day), None), best.place, best.signers, best.quote
        )

    def _id(self) -> str:
        day = self._signing.day
        return slug(f"{self._signing.title or 'agreement'} {day or ''}")[:60].strip("-")

    def _signed(self) -> dict[str, Any]:
        published = [p.report.published for p in self._pages if p.report.published is not None]
        day = self._signing.day
        signed: dict[str, Any] = {}
        if day is None:
            day = min(published, default=None)
            if day is None:
                raise InputError(
                    "No text says on which day it was signed or published; give the day with --published YYYY-MM-DD."
                )
            self._to_check.append(f"no text says when it was signed; {day}, the first publication, stands in")
            signed["note_on_date"] = "not stated in the texts; the first publication stands in"
        self._day = day
        signed = {"date": day.isoformat(), **signed}
        if self._signing.place:
            signed["place"] = self._signing.place
        if self._signing.quote:
            signed["quote"] = self._signing.quote
        return signed

    def _text_versions(self) -> list[dict[str, Any]]:
        found = []
        for page in self._pages:
            version: dict[str, Any] = {"id": page.report.id}
            itself = page.is_instrument
            version["status"] = "signed" if itself else "secondary_report"
            if page.report.published:
                version["date"] = page.report.published.isoformat()
            version["authoritative"] = itself
            if not itself:
                version["note"] = "a report on the agreement, not its text"
            found.append(version)
        if not any(v["authoritative"] for v in found):
            self._to_check.append("none of the texts is the agreement itself: every deadline is as reported")
        return found

    def _in_force(self) -> dict[str, Any]:
        terms = [term_in(page, self._signing.day) for page in self._pages]
        start = next((t for t in terms if t.start is not None), None)
        rule: dict[str, Any] = {}
        if start is not None and start.start is not None:
            rule["from"] = start.start
        else:
            rule["from"] = self._day.isoformat()
            self._to_check.append("no text says when it enters into force; the day of signing stands in")
        length = next((t for t in terms if t.duration is not None), Term())
        if length.duration:
            rule["duration"] = length.duration
        extension = next((t.extension for t in terms if t.extension), None)
        if extension:
            rule["extension"] = {"mode": extension[0], "note": extension[1]}
        said = dict.fromkeys(t.quote for t in (start, length) if t is not None and t.quote)
        self._notes += [f"In force and for how long: {quoted(quote, None)}" for quote in said]
        return rule

    # --- who

    def _participants(self) -> list[dict[str, Any]]:
        found: dict[tuple[str, str], dict[str, Any]] = {}
        said = {(r.who.id, r.role): r for page in self._pages for r in roles(page)}
        for role in said.values():
            _put(found, role.who, role.role, role.quote)
        named_guarantors = any(key[1] == "guarantor" for key in found)
        speaks = next((p.quote(s) for p in self._pages for s in p.sentences if _GUARANTORS.search(s.text)), None)
        for signer in self._signing.signers:
            _put(found, signer, "signatory", self._signing.quote)
            if speaks is not None and not named_guarantors:
                _put(found, signer, "guarantor", speaks)
        if speaks is not None and not named_guarantors and self._signing.signers:
            self._to_check.append("the texts speak of guarantors and name none; those who signed are taken to be they")
        if not self._signing.signers:
            self._to_check.append("no text says who signed")
        unknown = sorted({e["actor"] for e in found.values()} - self._known_ids())
        if unknown:
            self._to_check.append(f"not known as actors here, the ids are made of the wording: {', '.join(unknown)}")
        return list(found.values())

    def _known_ids(self) -> set[str]:
        names = [*self._signing.signers, *(r.who for page in self._pages for r in roles(page))]
        return {n.id for n in names if n.known}

    def _bound(self, participants: Sequence[Mapping[str, Any]]) -> list[str]:
        """Those whom "the parties" means: who signed; the guarantors where nobody else did."""
        signed = [p["actor"] for p in participants if p["role"] in ("signatory", "party")]
        return list(dict.fromkeys(signed or [p["actor"] for p in participants if p["role"] == "guarantor"]))

    # --- where

    def _zones(self) -> list[dict[str, Any]]:
        worded: dict[str, tuple[Worded, str]] = {}
        for page in self._pages:
            for zone in zones_in(page):
                known = next((k for k in worded if fuzz.token_set_ratio(k, zone.words) > 92), None)
                if known is None:
                    worded[zone.words] = (zone, page.report.id)
        zones: list[dict[str, Any]] = []
        for words, (zone, report) in worded.items():
            name = _unique(slug(re.sub(r"^(?:the|parts? of)\s+", "", words))[:40].strip("-"), zones)
            version = {"id": "as-reported", "precision": "stated", "note": quoted(zone.quote, report), "src": [report]}
            entry: dict[str, Any] = {"id": name, "as_worded": words}
            if zone.kind:
                entry["kind"] = zone.kind
            entry["versions"] = [version]
            zones.append(entry)
        return zones

    # --- what

    def _duties(self) -> list[Duty]:
        return [d for page in self._pages for d in duties_in(page, self._signing.day)]

    def _by_its_name(self) -> list[Duty]:
        """What the very word for it prohibits, where no clause says so: a truce is an end of hostilities."""
        for page in self._pages:
            for sentence in page.sentences:
                found = _TRUCE.search(sentence.text)
                if found is not None and not _NO_TRUCE.search(sentence.text):
                    self._to_check.append(
                        f'no clause says which acts are prohibited; the word "{found[0].lower()}" is taken to mean '
                        "that hostilities are, which a person has to check"
                    )
                    quote = page.quote(sentence)
                    return [hostilities(quote, page.report.id)]
        return []

    def _obligations(
        self, duties: Iterable[Duty], participants: Sequence[Mapping[str, Any]], zones: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = []
        kept: list[Duty] = []
        for duty in duties:
            twin = next((i for i, d in enumerate(kept) if _same(d, duty)), None)
            if twin is not None:
                self._merge(entries[twin], kept[twin], duty)
                continue
            kept.append(duty)
            entries.append(self._obligation(duty, len(entries) + 1, participants, zones))
        return entries

    def _obligation(
        self, duty: Duty, index: int, participants: Sequence[Mapping[str, Any]], zones: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        actors = [self._as_participant(a, participants) for a in duty.actors if re.search(r"[A-Z]", a.words)]
        actors = [] if _GENERAL.search(duty.subject) else list(dict.fromkeys(actors))
        entry: dict[str, Any] = {
            "id": f"D{index}-{slug(duty.action)[:24]}",
            "actors": actors or self._actors_meant(duty, participants) or ["all"],
            "modality": duty.modality,
            "action": duty.action,
        }
        if duty.object:
            entry["object"] = duty.object
        if duty.modality == "must_not" and zones:
            entry["where"] = [z["id"] for z in zones]
        entry["event_types"] = list(duty.event_types)
        if duty.due is not None:
            entry["deadline"] = self._deadline(duty.due)
        if duty.cadence:
            entry["recurrence"] = duty.cadence
        entry |= {"text_version": duty.report, "note": quoted(duty.quote, duty.report), "src": [duty.report]}
        return entry

    def _as_participant(self, who: Named, participants: Sequence[Mapping[str, Any]]) -> str:
        """The participant of nearly the same name, where there is one; the name's own id otherwise."""
        ids = [str(p["actor"]) for p in participants]
        alike = [
            i for i in ids if i == who.id or fuzz.token_set_ratio(i.replace("-", " "), who.id.replace("-", " ")) > 95
        ]
        return alike[0] if alike else who.id

    def _actors_meant(self, duty: Duty, participants: Sequence[Mapping[str, Any]]) -> list[str]:
        if _GUARANTORS.search(duty.subject):
            return list(dict.fromkeys(p["actor"] for p in participants if p["role"] == "guarantor"))
        return self._bound(participants)

    def _deadline(self, due: Due) -> dict[str, Any]:
        rule: dict[str, Any] = {}
        if due.day is not None:
            rule = {"absolute": due.day.isoformat(), "kind": due.kind}
        else:
            rule = {"trigger": due.trigger, "offset": due.offset, "kind": due.kind} if due.trigger else {}
            if not due.trigger:
                self._to_check.append(f'the deadline "{due.words}" counts from something that has no id here')
                rule = {"trigger": f"event:{slug(due.words)}", "offset": due.offset, "kind": due.kind}
        rule["calendar"] = "working_days" if due.working else "calendar_days" if due.offset else "unstated"
        resolved = self._resolved(due)
        if resolved is not None:
            rule["resolved"] = resolved.isoformat()
        return rule

    def _resolved(self, due: Due) -> date | None:
        """The day of a term from the signing, the day of signing itself not counted."""
        if due.trigger != "signing" or due.offset is None or self._signing.day is None:
            return None
        start = datetime.combine(self._signing.day, time.min, UTC)
        return parse_offset(due.offset).after(start, working_days=due.working).date()

    def _merge(self, entry: dict[str, Any], before: Duty, duty: Duty) -> None:
        """A duty told again: another report's other term becomes another version's deadline."""
        if duty.due is None or duty.report == before.report:
            return
        rule = entry.setdefault("deadline", self._deadline(duty.due))
        value = duty.due.day.isoformat() if duty.due.day else duty.due.offset
        if value in (rule.get("absolute"), rule.get("offset"), rule.get("resolved")):
            return
        others = rule.setdefault("other_versions", [])
        others.append({"value": value, "version": duty.report, "note": quoted(duty.quote, duty.report)})
        self._to_check.append(f"{entry['id']}: {duty.report} gives another deadline ({duty.due.words})")

    # --- bodies, violations, reporting

    def _monitoring(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for page in self._pages:
            for name, quote in bodies_in(page):
                key = slug(name)
                alike = next((k for k in found if fuzz.token_set_ratio(k, key) > 90), None)
                if alike is None:
                    found[key] = {
                        "id": key,
                        "name": name,
                        "note": quoted(quote, page.report.id),
                        "src": [page.report.id],
                    }
        return list(found.values())

    def _violations(self, duties: Iterable[Duty]) -> dict[str, Any]:
        acts = list(dict.fromkeys(t for d in duties if d.modality == "must_not" for t in d.event_types))
        if not acts:
            self._to_check.append("no text says which acts are prohibited; findings stay open until acts are listed")
            return {"defined": "none", "event_types": []}
        return {"defined": "implied", "event_types": acts, "note": "read from the must-not duties below"}


def _only_reports(duty: Duty) -> bool:
    return duty.reports and duty.modality == "must"


def _same(one: Duty, other: Duty) -> bool:
    if one.modality != other.modality or one.report == other.report:
        return False
    shared = bool(set(one.event_types) & set(other.event_types)) or not (one.event_types and other.event_types)
    words = fuzz.token_set_ratio(f"{one.action} {one.object or ''}", f"{other.action} {other.object or ''}")
    return shared and words >= _ALIKE


def _put(found: dict[tuple[str, str], dict[str, Any]], who: Named, role: str, quote: str | None) -> None:
    entry: dict[str, Any] = {"actor": who.id, "role": role}
    entry["note"] = f"as worded: {who.words}" + (f". {quoted(quote, None)}" if quote else "")
    found.setdefault((who.id, role), entry)


def _unique(name: str, zones: Sequence[Mapping[str, Any]]) -> str:
    taken = {z["id"] for z in zones}
    candidate, number = name or "zone", 2
    while candidate in taken:
        candidate, number = f"{name}-{number}", number + 1
    return candidate
