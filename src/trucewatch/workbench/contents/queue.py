"""What the review queue shows of one item: why it is worth a look, the report, the fields, and what lies beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from trucewatch.extract.llm.literal import spans_of
from trucewatch.ledger.reviewed import PERSON
from trucewatch.model import Claim, Incident, PlaceRef, Report, View
from trucewatch.publish.text import sentence_around, visible
from trucewatch.publish.wording import TYPE_WORDS
from trucewatch.review.deciding import Seen
from trucewatch.review.fields import CHOICES, FIELDS, line_of
from trucewatch.review.store import Item
from trucewatch.workbench.widgets.highlighted import Mark

__all__ = [
    "Beside",
    "ClaimShown",
    "FieldShown",
    "Group",
    "IncidentShown",
    "blank_fields",
    "claim_shown",
    "incident_shown",
    "said_of",
]

_MOST_BESIDE, _MOST_TWINS = 24, 9
_LONGEST = 160
_NAMES = {
    "trigger": "Words",
    "type": "Type",
    "initiators": "Who did it",
    "targets": "To whom",
    "places": "Where",
    "date_start": "From",
    "date_end": "To",
    "source": "Who says so",
    "source_chain": "Said through",
    "polarity": "Happened",
    "certainty": "Certainty",
    "mode": "Mode",
    "author_stance": "Stance",
    "links": "Links",
    "killed": "Killed",
    "injured": "Injured",
}


@dataclass(frozen=True)
class FieldShown:
    """A field as it can be edited: its line, the lines that the codebook allows (() for free text), how sure the
    extractor is of it ("" where nobody measured), and whether a person set it."""

    name: str
    label: str
    line: str
    choices: tuple[str, ...]
    sure: str
    by_person: bool


@dataclass(frozen=True)
class Beside:
    """Another claim that could bear on this one: of the same incident, of one that may be the same, or of the same
    report."""

    key: str
    said: str
    incident: str
    same_incident: bool


class Group:
    """What the last picture knew of claims and incidents: which lie close by, and their words. It was taken when the
    ledger's last entry was `head`; None: there is no picture yet."""

    def __init__(self, view: View | None = None, head: int = 0) -> None:
        self.head = head
        self.reports: Mapping[str, Report] = view.reports if view is not None else {}
        self.claims: Mapping[str, Claim] = view.claims if view is not None else {}
        self.incidents = {incident.id: incident for incident in view.incidents} if view is not None else {}
        self.of_claim = {key: name for name, incident in self.incidents.items() for key in incident.claims}

    def near(self, incident: Incident) -> Iterator[Incident]:
        """Incidents of the same day and place, or of the same place where nothing dates them."""
        place = _place_id(incident.place)
        if place is None:
            return
        for other in self._at.get(place, ()):
            if other.id != incident.id and other.date_start == incident.date_start:
                yield other

    @cached_property
    def of_report(self) -> dict[str, list[str]]:
        """Keys of the claims by report, in the order of the text."""
        found: dict[str, list[str]] = {}
        for claim in sorted(self.claims.values(), key=lambda c: c.trigger.start):
            found.setdefault(claim.report, []).append(claim.key)
        return found

    @cached_property
    def _at(self) -> dict[str, list[Incident]]:
        found: dict[str, list[Incident]] = {}
        for incident in self.incidents.values():
            if (place := _place_id(incident.place)) is not None:
                found.setdefault(place, []).append(incident)
        return found


@dataclass(frozen=True)
class ClaimShown:
    """A claim item laid open, as of the picture `group`. `decided` says who decided before, "" where nobody did."""

    group: Group
    key: str
    version: str
    title: str
    about: str
    reasons: tuple[tuple[str, str], ...]
    fields: tuple[FieldShown, ...]
    text: str
    marks: tuple[Mark, ...]
    report: Report
    incident: str
    beside: tuple[Beside, ...]
    blind: bool
    decided: str
    rejected: bool


@dataclass(frozen=True)
class IncidentShown:
    """An incident item laid open, as of the picture `group`: all its claims, and incidents near to it that may be the
    same event."""

    group: Group
    id: str
    title: str
    reasons: tuple[tuple[str, str], ...]
    claims: tuple[Beside, ...]
    twins: tuple[tuple[str, str], ...]


def claim_shown(item: Item | None, seen: Seen, group: Group) -> ClaimShown:
    """What is shown of a claim; `item` None where it is no item of the queue (any more)."""
    claim = seen.claim or seen.machine
    report = seen.report
    incident = group.incidents.get(group.of_claim.get(seen.key, ""))
    said = [part for part in (report.publisher, str(report.published) if report.published else "undated") if part]
    judgement = seen.judged.judgement
    decided = f"{judgement.body['by']} {judgement.verdict} it." if judgement is not None else ""
    return ClaimShown(
        group=group,
        key=seen.key,
        version=seen.version,
        title=visible(report.title or report.id),
        about=visible(", ".join(said)),
        reasons=_reasons(item),
        fields=tuple(_field(claim, name) for name in FIELDS),
        text=report.text,
        marks=tuple(_marks(claim, report, seen.beside)),
        report=report,
        incident=incident.id if incident is not None else "",
        beside=tuple(_beside(claim, incident, group)),
        blind=seen.blind,
        decided=decided,
        rejected=seen.claim is None,
    )


def incident_shown(item: Item | None, incident: Incident, group: Group) -> IncidentShown:
    """What is shown of an incident."""
    near = islice(group.near(incident), _MOST_TWINS)
    return IncidentShown(
        group=group,
        id=incident.id,
        title=_incident_line(incident),
        reasons=_reasons(item),
        claims=tuple(_line(group, key, incident) for key in incident.claims if key in group.claims),
        twins=tuple((other.id, _incident_line(other)) for other in near),
    )


def said_of(group: Group, name: str) -> str:
    """What a claim or an incident of the picture is, in a line; "" where the picture has none of that id."""
    if name in group.incidents:
        return _incident_line(group.incidents[name])
    if name not in group.claims:
        return ""
    incident = group.of_claim.get(name)
    return _line(group, name, None).said + (f" Of incident {incident}." if incident else "")


def blank_fields() -> tuple[FieldShown, ...]:
    """Every field, empty."""
    return tuple(FieldShown(name, _NAMES[name], "", CHOICES.get(name, ()), "", by_person=False) for name in FIELDS)


def _reasons(item: Item | None) -> tuple[tuple[str, str], ...]:
    if item is None:
        return (("", "It does not wait in the queue; you opened it by its address."),)
    return tuple((f"{reason.adds:+.1f}", visible(reason.said)) for reason in item.reasons)


def _field(claim: Claim, name: str) -> FieldShown:
    rule = "date" if name.startswith("date_") else name
    share = claim.confidence.get(rule)
    by_person = claim.rules.get(rule) == PERSON
    sure = "person" if by_person else "" if share is None else f"{share:.0%}"
    return FieldShown(name, _NAMES[name], line_of(claim, name), CHOICES.get(name, ()), sure, by_person)


def _marks(claim: Claim, report: Report, others: Sequence[Claim]) -> Iterator[Mark]:
    """The claim's own words, each where it stands nearest to the trigger, and the other claims' triggers."""
    trigger = claim.trigger
    if report.text[trigger.start : trigger.end] == trigger.text:
        yield Mark(trigger.start, trigger.end, "trigger", f"names the event: {TYPE_WORDS[claim.type]}")
    for kind, said, words in _worded(claim):
        spans = list(spans_of(report.text, words))
        if spans:
            near = min(spans, key=lambda span: abs(span.start - trigger.start))
            yield Mark(near.start, near.end, kind, said)
    for other in others:
        if other.trigger.end <= len(report.text):
            yield Mark(other.trigger.start, other.trigger.end, "other", f"claim {other.id}: {TYPE_WORDS[other.type]}")


def _worded(claim: Claim) -> Iterator[tuple[str, str, str]]:
    yield from (("actor", "who did it", ref.text) for ref in claim.initiators)
    yield from (("actor", "to whom", ref.text) for ref in claim.targets)
    yield from (("place", "where", place.name) for place in claim.places)
    if not claim.by_author:
        yield from (("source", "who says so", words) for words in claim.source)
    yield from (("toll", "of whom", toll.who) for toll in (*claim.killed, *claim.injured) if toll.who)


def _beside(claim: Claim, incident: Incident | None, group: Group) -> Iterator[Beside]:
    keys = [*incident.claims] if incident is not None else []
    near = [key for other in group.near(incident) for key in other.claims] if incident is not None else []
    keys = list(dict.fromkeys([*keys, *near, *group.of_report.get(claim.report, ())]))
    for key in [key for key in keys if key != claim.key][:_MOST_BESIDE]:
        yield _line(group, key, incident)


def _line(group: Group, key: str, own: Incident | None) -> Beside:
    claim = group.claims[key]
    report = group.reports.get(claim.report)
    text = report.text if report is not None else ""
    start, end = sentence_around(text, claim.trigger.start, claim.trigger.end)
    words = " ".join(text[start:end].split())
    short = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    said = f"{TYPE_WORDS[claim.type]} ({claim.polarity.value}): {visible(short)}"
    incident = group.of_claim.get(key, "")
    return Beside(key, said, incident, own is not None and incident == own.id)


def _incident_line(incident: Incident) -> str:
    """An incident in a line: type, place, day, how many claims."""
    day = str(incident.date_start) if incident.date_start else "undated"
    place = incident.place.name if incident.place is not None else "place not known"
    number = len(incident.claims)
    return visible(f"{TYPE_WORDS[incident.type]}, {place}, {day}, {number} claim{'s' if number > 1 else ''}")


def _place_id(place: PlaceRef | None) -> str | None:
    return place.place_id if place is not None else None
