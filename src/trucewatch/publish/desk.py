"""The desk on which a report is written: one issue's view with its look-ups and the phrases about its incidents."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trucewatch.model import (
    Claim,
    EventType,
    Finding,
    Incident,
    Issue,
    Outcome,
    PlaceRef,
    Proposition,
    PropositionKind,
    Report,
    Setting,
    Standing,
    TestName,
    codebook,
)
from trucewatch.model.errors import ConfigError
from trucewatch.publish.document import Sentence
from trucewatch.publish.editions import narrowed, period_of
from trucewatch.publish.naming import Naming
from trucewatch.publish.release import Profile, Shown, release_issue
from trucewatch.publish.wording import (
    STANDING_WORDS,
    TYPE_WORDS,
    VERDICT_WORDS,
    Statement,
    account,
    capital,
    counted,
    day,
    days_of,
    ended,
    interval,
    listing,
    quoted,
)
from trucewatch.world import World

__all__ = ["Desk", "outcome"]

_TO_WHOM = {
    EventType.TERRITORY_CAPTURED: "from",
    EventType.NEGOTIATION: "with",
    EventType.AGREEMENT_SIGNED: "with",
    EventType.CONTROL: "from",
    EventType.WITHDRAWAL: "before",
    EventType.REINFORCEMENT: "for",
    EventType.HUMANITARIAN_ACTION: "for",
}
_MUTUAL = frozenset({EventType.ARMED_CLASH, EventType.NEGOTIATION, EventType.AGREEMENT_SIGNED})


class Desk:
    """One issue laid out for writing, after it has passed the release rules: nothing that a profile (None: the public
    one) does not let leave at the moment `leaves` (None: the one up to which the issue knows) is on it.

    Days are those of the watch's time zone. Raises ConfigError if the setting names a time zone that does not exist.
    """

    def __init__(self, issue: Issue, profile: Profile | None = None, leaves: datetime | None = None) -> None:
        self.zone = _zone_of(issue.view.setting)
        self.issue, self.released = release_issue(issue, profile, leaves)
        whole = self.issue.view
        self.as_of, self.known_on = self._day(whole.as_of), self._day(whole.known_on)
        self.period = period_of(self.issue.scope, self.as_of)
        self.view = narrowed(whole, self.issue.scope, self.as_of, self.known_on)
        self.setting = self.view.setting
        self.naming = Naming(self.view, Shown(self.setting, self.released.coarsened))
        self.incidents = {incident.id: incident for incident in self.view.incidents}
        self._findings: dict[str, list[Finding]] = {}
        for finding in self.view.findings:
            self._findings.setdefault(finding.incident, []).append(finding)
        self._copies = {copy.b for copy in self.view.copies if copy.kind == "copy"}
        self._anchors = _anchors(self.incidents)

    def _day(self, moment: datetime) -> date:
        return self._local(moment).date()

    def _local(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo is None else moment.astimezone(self.zone)

    @property
    def local_as_of(self) -> datetime:
        """The moment up to which the report tells of the world, on the watch's clock."""
        return self._local(self.view.as_of)

    def cut_off(self, number: int) -> date | None:
        """Up to which day an issue of this record knew; None where the record does not say."""
        if number == self.issue.number:
            return self.known_on
        known = self.issue.cut_offs.get(number)
        return self._day(known) if known is not None else None

    @cached_property
    def world(self) -> World:
        """Who is who and where is where, as far as it may be told."""
        return World(self.setting.actors, self.setting.places, self.setting.sources)

    def is_copy(self, report_id: str) -> bool:
        """Whether a report as a whole repeats another one."""
        return report_id in self._copies

    def side_of(self, report: Report) -> str:
        """The side of interest of a report's publisher, as the watch names it."""
        source = self.naming.source(report)
        return self.naming.side(source.lean if source is not None else None)

    def findings_of(self, incident: Incident) -> tuple[Finding, ...]:
        """What was found on an incident, one finding an agreement; empty if it was not judged."""
        return tuple(self._findings.get(incident.id, ()))

    def claims(self, keys: Iterable[str]) -> tuple[Claim, ...]:
        """The claims of these keys that the view holds, in order."""
        return tuple(self.view.claims[key] for key in keys if key in self.view.claims)

    def known(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Those of the keys that the view holds, each once."""
        return tuple(dict.fromkeys(key for key in keys if key in self.view.claims))

    def anchor(self, incident_id: str) -> str:
        """The name of an incident's place in the document, empty for an unknown id."""
        return self._anchors.get(incident_id, "")

    def account(self, keys: Iterable[str]) -> Sentence:
        """Who says what, as one sentence with these claims."""
        known = self.known(keys)
        statements = [
            Statement(claim, self.naming.speakers(claim), self.naming.said_on(claim)) for claim in self.claims(known)
        ]
        return Sentence(
            account(statements) or "No statement is known.", known, basis="" if known else "the claims known"
        )

    def ours(self, text: str) -> str:
        """A sentence of the watch's own making, as a sentence."""
        return ended(self.naming.release.words(text))

    def link(self, incident: Incident, claims: tuple[str, ...] = ()) -> Sentence:
        """The incident's id, leading to its row."""
        return Sentence(incident.id, claims, target=self.anchor(incident.id))

    def when(self, incident: Incident) -> str:
        """The time of an incident; an undated one is said to be so, with the day it was first reported."""
        if incident.date_start is None and incident.date_end is None:
            first = incident.reported_first
            return "not dated" if first is None else f"not dated, reported {day(first)}"
        return interval(incident.date_start, incident.date_end)

    def where(self, incident: Incident, *, precision: bool = True) -> str:
        """The place of an incident no finer than may be shown, with how well it is known."""
        if incident.place is None:
            return "place not stated"
        place = self.naming.release.place(incident.place)
        name = quoted(place.name) if place.worded else place.name
        return f"{name} ({place.precision})" if precision else name

    def what(self, incident: Incident) -> str:
        """The type and the actors as reported, in the watch's neutral names, led by what is denied or unconfirmed."""
        return capital(f"{self._caution(incident)}{self._deed(incident)}")

    def _caution(self, incident: Incident) -> str:
        happened = next((p for p in incident.propositions if p.kind is PropositionKind.OCCURRED), None)
        if happened is None:
            return ""
        if happened.standing is Standing.UNCONFIRMED:
            return "unconfirmed: "
        if happened.standing in {Standing.CONTESTED, Standing.REJECTED}:
            return "claimed and denied: " if happened.supports else "denied: "
        return ""

    def _deed(self, incident: Incident) -> str:
        words = TYPE_WORDS[incident.type]
        if incident.type in _MUTUAL and incident.initiators and incident.targets:
            sides = (*incident.initiators, *incident.targets)
            return f"{words} between {listing([self._actor(incident, side) for side in sides])}"
        parts = [words]
        if incident.initiators:
            verb = "held by" if incident.type is EventType.CONTROL else "by"
            parts.append(f"{verb} {listing([self._actor(incident, i) for i in incident.initiators])}")
        if incident.targets:
            link = _TO_WHOM.get(incident.type, "against")
            parts.append(f"{link} {listing([self._actor(incident, t) for t in incident.targets])}")
        return " ".join(parts)

    def _actor(self, incident: Incident, value: str) -> str:
        kinds = {PropositionKind.INITIATOR, PropositionKind.TARGET}
        disputed = any(
            p.kind in kinds and p.value == value and p.standing in {Standing.CONTESTED, Standing.REJECTED}
            for p in incident.propositions
        )
        return self.naming.actor(value) + (" (disputed)" if disputed else "")

    def title(self, incident: Incident) -> str:
        """An incident in a few words: type, place, time."""
        return f"{TYPE_WORDS[incident.type]}, {self.where(incident, precision=False)}, {self.when(incident)}"

    def standing(self, proposition: Proposition) -> str:
        """How a proposition stands, in words; what is denied though nobody known claims it is said to be so."""
        denied = proposition.standing in {Standing.CONTESTED, Standing.REJECTED}
        if denied and proposition.denies and not proposition.supports:
            return "denied; nobody known claims it"
        return STANDING_WORDS[proposition.standing]

    def verdict(self, finding: Finding | None, incident: Incident) -> str:
        """The verdict and, after it, how the reports stand."""
        happened = next((p for p in incident.propositions if p.kind is PropositionKind.OCCURRED), None)
        words = "Not judged" if finding is None else VERDICT_WORDS[finding.verdict]
        return words if happened is None else f"{words}: {self.standing(happened)}"

    def value(self, incident: Incident, proposition: Proposition) -> str:
        """What a proposition asserts: a neutrally named actor, a place no finer than may be shown, days, a toll."""
        value = proposition.value
        if proposition.kind in {PropositionKind.INITIATOR, PropositionKind.TARGET}:
            return self.naming.actor(value)
        if proposition.kind is PropositionKind.PLACE:
            return self._place(incident, value)
        if proposition.kind is PropositionKind.DATE:
            return days_of(value)
        return value

    def _place(self, incident: Incident, value: str) -> str:
        ref = next((ref for ref in incident.places if value in {ref.name, ref.place_id}), PlaceRef(name=value))
        place = self.naming.release.place(ref)
        return quoted(place.name) if place.worded else place.name

    def origins(self, incident: Incident) -> str:
        """How many independent voices stand behind an incident, of which sides, in how many reports."""
        if not incident.origins:
            return "origins unknown"
        sides = sorted({self.naming.side(origin.side) for origin in incident.origins})
        reports = {claim.report for claim in self.claims(incident.claims)}
        copies = len(reports & self._copies)
        printed = counted(len(reports), "report") + (
            f", {counted(copies, 'copy', 'copies')} among them" if copies else ""
        )
        return f"{counted(len(incident.origins), 'origin')} ({', '.join(sides)}); {printed}"

    def is_process(self, incident: Incident) -> bool:
        """Whether the incident belongs to the agreement's machinery rather than to the ground."""
        return codebook()[incident.type].layer == "process"


def _zone_of(setting: Setting) -> ZoneInfo:
    """The watch's time zone. ConfigError if there is none of its name."""
    try:
        return ZoneInfo(setting.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"the watch {setting.id!r} names the time zone {setting.timezone!r}, which does not exist; "
            "give an IANA name such as Asia/Damascus"
        ) from error


def outcome(finding: Finding, name: TestName) -> Outcome | None:
    """The answer of one of a finding's tests; None if it was not asked."""
    return next((test.outcome for test in finding.tests if test.name is name), None)


def _anchors(incidents: Iterable[str]) -> dict[str, str]:
    anchors: dict[str, str] = {}
    taken: set[str] = set()
    for incident_id in incidents:
        anchor = "incident-" + re.sub(r"[^A-Za-z0-9_-]", "-", incident_id)
        while anchor in taken:
            anchor += "-"
        taken.add(anchor)
        anchors[incident_id] = anchor
    return anchors
