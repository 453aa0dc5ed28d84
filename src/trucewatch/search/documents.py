"""What can be found of each thing that a watch holds: its title, its words, and what else it is found by."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from trucewatch.model import Agreement, Claim, Finding, Incident, ObligationStatus, Report, Setting, Source
from trucewatch.publish.text import sentence_around
from trucewatch.publish.wording import TYPE_WORDS
from trucewatch.search.words import folded

__all__ = [
    "KINDS",
    "Document",
    "Kind",
    "of_agreement",
    "of_claim",
    "of_finding",
    "of_incident",
    "of_obligation",
    "of_report",
    "of_source",
]


class Kind(StrEnum):
    """What is found."""

    INCIDENT = "incident"
    FINDING = "finding"
    OBLIGATION = "obligation"
    CLAIM = "claim"
    REPORT = "report"
    AGREEMENT = "agreement"
    SOURCE = "source"


KINDS = tuple(Kind)


@dataclass(frozen=True)
class Document:
    """A thing as it can be found: `title` in our words, `text` whose words are quoted in a result, and `facts`, other
    words that find it. `day` is its day where it has one, as ISO text."""

    kind: Kind
    key: str
    title: str
    text: str
    facts: tuple[str, ...] = ()
    day: str | None = None

    @cached_property
    def words(self) -> list[str]:
        """Everything that finds it, folded."""
        return folded("\n".join((self.title, *self.facts, self.text)))


def _words(value: str) -> str:
    return value.replace("_", " ")


def of_report(report: Report) -> Document:
    """A report by its text, title, publisher and authors."""
    return Document(
        Kind.REPORT,
        report.id,
        report.title or report.publisher or report.id,
        report.text,
        (report.id, report.publisher or "", *report.authors),
        report.published.isoformat() if report.published else None,
    )


def of_claim(claim: Claim, report: Report | None) -> Document:
    """A claim by its sentence, and by whom, whom, where and who says so, as worded."""
    trigger = claim.trigger
    text = trigger.text
    if report is not None and report.text[trigger.start : trigger.end] == trigger.text:
        start, end = sentence_around(report.text, trigger.start, trigger.end)
        text = report.text[start:end].strip()
    return Document(
        Kind.CLAIM,
        claim.key,
        f"{TYPE_WORDS[claim.type]}: {trigger.text}",
        text,
        (
            claim.key,
            _words(claim.type.value),
            *(actor.text for actor in (*claim.initiators, *claim.targets)),
            *(place.name for place in claim.places),
            *claim.source,
            *claim.source_chain,
            report.publisher or "" if report is not None else "",
        ),
        claim.date_start.isoformat() if claim.date_start else None,
    )


def of_incident(incident: Incident, setting: Setting, claims: Mapping[str, Claim]) -> Document:
    """An incident by its type, parties and places, and by the words that name it in its claims."""
    names = {actor.id: actor.name for actor in setting.actors}
    initiators = ", ".join(names.get(actor, actor) for actor in incident.initiators)
    targets = ", ".join(names.get(actor, actor) for actor in incident.targets)
    where = ", ".join(dict.fromkeys(place.name for place in incident.places))
    by, to = f" by {initiators}" if initiators else "", f" against {targets}" if targets else ""
    spot = incident.place.name if incident.place is not None else "a place not stated"
    day = incident.date_start or incident.reported_first
    triggers = dict.fromkeys(claims[key].trigger.text for key in incident.claims if key in claims)
    return Document(
        Kind.INCIDENT,
        incident.id,
        f"{TYPE_WORDS[incident.type]} in {spot}",
        f"Reported: {TYPE_WORDS[incident.type]}{by}{to} in {where or spot}; {_words(incident.occurred.standing)}.",
        (
            incident.id,
            *(_words(t.value) for t in incident.types),
            *incident.initiators,
            *incident.targets,
            *triggers,
            *(origin.name for origin in incident.origins),
        ),
        day.isoformat() if day is not None else None,
    )


def of_finding(finding: Finding) -> Document:
    """A finding by its wording and the reasons of its six tests."""
    return Document(
        Kind.FINDING,
        finding.id,
        f"{_words(finding.verdict.value)} under {finding.agreement}",
        finding.wording,
        (
            finding.id,
            finding.incident,
            finding.agreement,
            finding.zone or "",
            *map(_words, finding.decided_by),
            *(test.reason for test in finding.tests),
        ),
    )


def of_obligation(status: ObligationStatus) -> Document:
    """An obligation by its duty, its actors and why it stands where it stands."""
    return Document(
        Kind.OBLIGATION,
        f"{status.agreement}/{status.id}",
        f"{status.id}: {_words(status.state.value)}",
        status.duty,
        (status.agreement, status.provision or "", *status.actors, status.modality, status.reason),
        status.deadline.day.isoformat() if status.deadline else None,
    )


def of_source(source: Source) -> Document:
    """A source by its names and what kind of voice it is."""
    return Document(
        Kind.SOURCE,
        source.id,
        source.name,
        source.note or _words(source.kind.value),
        (source.id, *source.aliases, _words(source.kind.value)),
    )


def of_agreement(agreement: Agreement) -> Document:
    """An agreement by its titles, parties, and the words of its duties, zones and exclusions."""
    duties = [" ".join(filter(None, (o.provision, _words(o.action), o.object))) for o in agreement.obligations]
    zones = [zone.as_worded for zone in agreement.zones]
    return Document(
        Kind.AGREEMENT,
        agreement.id,
        agreement.title,
        ". ".join(filter(None, (*agreement.aka, *zones, *duties))) or agreement.title,
        (agreement.id, *(p.actor for p in agreement.participants), *(e.as_worded for e in agreement.exclusions)),
    )
