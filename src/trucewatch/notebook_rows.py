"""The columns of each list that a notebook takes from a watch, and the row of each value."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from trucewatch.model import Claim, Finding, Holding, Incident, ObligationStatus, Report, Source, TestName, Weight
from trucewatch.model.coverage import ZoneDay
from trucewatch.notebook_frames import Column, Kind
from trucewatch.publish.exports import Leaving
from trucewatch.publish.exports.claim_rows import COLUMNS as CLAIM_COLUMNS
from trucewatch.publish.exports.claim_rows import claim_rows
from trucewatch.publish.naming import Naming

__all__ = [
    "CLAIMS",
    "CONTROL",
    "COVERAGE",
    "FINDINGS",
    "INCIDENTS",
    "OBLIGATIONS",
    "REPORTS",
    "SOURCES",
    "claims",
    "control",
    "coverage",
    "findings",
    "incidents",
    "obligations",
    "reports",
    "sources",
]

Rows = tuple[Sequence[Any], list[tuple[Any, ...]]]
_APART = " | "


def _columns(shown: str, *columns: tuple[str, Kind, str]) -> tuple[Column, ...]:
    named = shown.split()
    return tuple(Column(name, kind, meaning, name in named) for name, kind, meaning in columns)


CLAIMS = _columns(
    "key type polarity mode initiators place date_start source published",
    *CLAIM_COLUMNS,  # type: ignore[arg-type]  # their kinds are words that a Table Schema knows, all of them ours too
)
INCIDENTS = _columns(
    "id type place date_start initiators targets standing probability origins verdicts",
    ("id", "string", "minted once, kept through merges"),
    ("type", "string", "what most claims say happened (codebook)"),
    ("place", "string", "the place that most claims name; missing where none does"),
    ("place_id", "string", "its entry in the gazetteer"),
    ("lat", "number", "WGS 84 degrees; missing where unknown"),
    ("lon", "number", "WGS 84 degrees; missing where unknown"),
    ("radius_km", "number", "how far from there it may lie"),
    ("date_start", "date", "first possible day; missing where no claim dates it"),
    ("date_end", "date", "last possible day"),
    ("reported_first", "date", "the earliest publication that speaks of it"),
    ("actual", "boolean", "whether anybody says that it has happened; else only planned, foreseen or conditional"),
    ("initiators", "string", "who is said to have done it, as the watch calls them"),
    ("targets", "string", "to whom"),
    ("standing", "string", "supported, reported, unconfirmed, contested, rejected or foreseen"),
    ("probability", "number", "that it happened, by the weighing; an ordering with a scale, not a frequency"),
    ("low", "number", "lower end of its interval (about 80 %)"),
    ("high", "number", "upper end"),
    ("grade", "string", "Admiralty letter and number"),
    ("origins", "integer", "independent voices; copies add nothing"),
    ("claims", "integer", "claims that speak of it"),
    ("killed_low", "integer", "lowest toll over the independent origins; missing where none gives one"),
    ("killed_high", "integer", "highest; missing where one leaves it open"),
    ("verdicts", "string", "what was found, under each agreement"),
)
FINDINGS = _columns(
    "id type place date_start zone verdict decided_by in_zone evidence",
    ("id", "string", "the finding"),
    ("incident", "string", "the incident that is judged"),
    ("agreement", "string", "the agreement that it is judged under"),
    ("type", "string", "what is said to have happened"),
    ("place", "string", "where"),
    ("date_start", "date", "first possible day; missing where no claim dates it"),
    ("zone", "string", "the zone judged against; missing where none applies"),
    ("verdict", "string", "what the six answers come to; established only where a person signed"),
    ("decided_by", "string", "the reason codes that decided (docs/findings.md)"),
    *((name.value, "string", f"answer and reason code of the test {name.value}") for name in TestName),
    ("text_version", "string", "the version of the agreement's text"),
    ("wording", "string", "the finding as a sentence"),
    ("signed_by", "string", "who signed it; missing where nobody did"),
)
OBLIGATIONS = _columns(
    "id actors duty deadline authoritative days_left state",
    ("id", "string", "the duty's id in its agreement"),
    ("agreement", "string", "the agreement"),
    ("provision", "string", "where it stands in the text"),
    ("actors", "string", "who owes it"),
    ("modality", "string", "must, must not, may …"),
    ("duty", "string", "what is owed"),
    ("state", "string", "where it stands on its clock"),
    ("deadline", "date", "by the best version of the text known then; missing where the text sets none"),
    ("text_version", "string", "the version that sets it"),
    ("authoritative", "boolean", "whether that version is"),
    ("days_left", "integer", "less than zero once the deadline has passed"),
    ("other_deadlines", "string", "what other versions say"),
    ("evidence", "integer", "claims that speak for the state"),
    ("reason", "string", "why it stands there"),
)
REPORTS = _columns(
    "id published publisher title language claims copy_of",
    ("id", "string", "the report"),
    ("published", "date", "as the publisher gives it; missing where unknown"),
    ("publisher", "string", "who put it out; missing where not named"),
    ("source", "string", "the watch's source of that name; missing where it lists none"),
    ("title", "string", "its headline"),
    ("url", "string", "its address"),
    ("language", "string", "ISO 639-1; missing where not sure"),
    ("claims", "integer", "claims read from it"),
    ("copy_of", "string", "the report that it repeats as a whole"),
    ("sha256", "string", "hash of the bytes as captured"),
    ("upstream_license", "string", "licence of its words"),
    ("text", "string", "its words, or what may leave of them"),
)
SOURCES = _columns(
    "id name kind lean start reports claims",
    ("id", "string", "the source"),
    ("name", "string", "what the watch calls it"),
    ("kind", "string", "what kind of voice"),
    ("lean", "string", "the side in whose success it has an interest; missing: unknown, none: judged to have none"),
    ("start", "string", "its first Admiralty letter, before any record"),
    ("reports", "integer", "reports of this view that it put out"),
    ("claims", "integer", "claims in them"),
)
CONTROL = _columns(
    "place_id place state holder since probability reason",
    ("place_id", "string", "the place"),
    ("place", "string", "its name"),
    ("state", "string", "held, contested or unknown"),
    ("holder", "string", "who holds it; missing unless it is held"),
    ("since", "date", "since when, where that is said"),
    ("candidate", "string", "the holder, or whoever was last said to hold it"),
    ("probability", "number", "that the candidate holds it"),
    ("claims", "integer", "claims that speak for it"),
    ("denied", "integer", "claims of a change that are denied or rejected"),
    ("reason", "string", "why"),
)
COVERAGE = _columns(
    "zone day state reports origins incidents",
    ("id", "string", "zone and day"),
    ("zone", "string", "the zone; missing: places outside every zone"),
    ("day", "date", "the day"),
    ("state", "string", "told, or unknown where no source speaks of the zone: never quiet by silence"),
    ("reports", "integer", "reports that speak of it"),
    ("origins", "integer", "independent origins among them"),
    ("incidents", "integer", "incidents dated to the day"),
    ("quiet_said", "integer", "claims that expressly say that nothing happened"),
    ("by_side", "string", "origins by side of interest"),
)


def claims(leaving: Leaving) -> Rows:
    """Every claim of the view, as in the exports of claims."""
    found: list[Claim] = [record.claim for record in leaving.records]
    return found, list(claim_rows(leaving))


def incidents(leaving: Leaving) -> Rows:
    """The incidents of the view."""
    naming = _naming(leaving)
    return leaving.incidents, [_incident(one, leaving, naming) for one in leaving.incidents]


def _incident(incident: Incident, leaving: Leaving, naming: Naming) -> tuple[Any, ...]:
    place = incident.place
    occurred = next((p for p in incident.propositions if p.kind.value == "occurred"), None)
    return (
        incident.id,
        incident.type,
        place.name if place else None,
        place.place_id if place else None,
        place.lat if place else None,
        place.lon if place else None,
        place.radius_km if place else None,
        incident.date_start,
        incident.date_end,
        incident.reported_first,
        incident.mode_actual,
        _joined(naming.actor(a) for a in incident.initiators),
        _joined(naming.actor(a) for a in incident.targets),
        occurred.standing if occurred else None,
        *_sure(occurred.weight if occurred else None),
        len(incident.origins),
        len(incident.claims),
        incident.killed_low,
        incident.killed_high,
        _joined(f.verdict.value for f in leaving.findings_of(incident)),
    )


def _sure(weight: Weight | None) -> tuple[Any, ...]:
    if weight is None:
        return (None, None, None, None)
    return weight.probability, weight.low, weight.high, f"{weight.grade_source}{weight.grade_item}"


def findings(leaving: Leaving) -> Rows:
    """The findings of the view."""
    assert leaving.released is not None
    about = {incident.id: incident for incident in leaving.incidents}
    found = leaving.released.view.findings
    return found, [_finding(one, about.get(one.incident)) for one in found]


def _finding(finding: Finding, incident: Incident | None) -> tuple[Any, ...]:
    answers = {test.name: f"{test.outcome.value}: {test.code}" for test in finding.tests}
    return (
        finding.id,
        finding.incident,
        finding.agreement,
        incident.type if incident else None,
        incident.place.name if incident and incident.place else None,
        incident.date_start if incident else None,
        finding.zone,
        finding.verdict,
        _joined(finding.decided_by),
        *(answers.get(name) for name in TestName),
        finding.text_version,
        finding.wording,
        finding.signature.by if finding.signature else None,
    )


def obligations(leaving: Leaving) -> Rows:
    """Where each duty of each agreement stands."""
    assert leaving.released is not None
    naming = _naming(leaving)
    held = leaving.released.view.obligations
    return held, [_obligation(one, naming) for one in held]


def _obligation(status: ObligationStatus, naming: Naming) -> tuple[Any, ...]:
    due = status.deadline
    return (
        status.id,
        status.agreement,
        status.provision,
        naming.parties(status.actors),
        status.modality,
        status.duty,
        status.state,
        due.day if due else None,
        due.version if due else None,
        due.authoritative if due else None,
        status.days_left,
        _joined(f"{other.day} ({other.version})" for other in status.others),
        len(status.evidence),
        status.reason,
    )


def reports(leaving: Leaving) -> Rows:
    """The reports that the view knows."""
    assert leaving.released is not None
    view, naming = leaving.released.view, _naming(leaving)
    number = Counter(claim.report for claim in view.claims.values())
    repeats = {copy.b: copy.a for copy in view.copies if copy.kind == "copy"}
    held = list(leaving.reports.values())
    return held, [_report(one, leaving, naming, number[one.id], repeats.get(one.id)) for one in held]


def _report(report: Report, leaving: Leaving, naming: Naming, number: int, copy_of: str | None) -> tuple[Any, ...]:
    source = naming.source(report)
    return (
        report.id,
        report.published,
        report.publisher,
        source.id if source else None,
        report.title,
        report.url,
        report.language,
        number,
        copy_of,
        report.capture.sha256 if report.capture else None,
        leaving.licence_of(report.id),
        report.text,
    )


def sources(leaving: Leaving) -> Rows:
    """The sources that the watch lists, with what they put out; who is only quoted has no reports of its own."""
    assert leaving.released is not None
    view, naming = leaving.released.view, _naming(leaving)
    publisher = {r.id: s.id for r in leaving.reports.values() if (s := naming.source(r)) is not None}
    put_out = Counter(publisher.values())
    spoke = Counter(publisher[c.report] for c in view.claims.values() if c.report in publisher)
    held = leaving.setting.sources
    return held, [_source(one, put_out[one.id], spoke[one.id]) for one in held]


def _source(source: Source, number: int, spoke: int) -> tuple[Any, ...]:
    return source.id, source.name, source.kind, source.lean, source.start, number, spoke


def control(leaving: Leaving) -> Rows:
    """Who held the places that the watch follows."""
    assert leaving.released is not None
    naming = _naming(leaving)
    held = leaving.released.view.holdings
    return held, [_holding(one, naming) for one in held]


def _holding(holding: Holding, naming: Naming) -> tuple[Any, ...]:
    return (
        holding.place_id,
        holding.place,
        holding.state,
        naming.actor(holding.holder) if holding.holder else None,
        holding.since,
        naming.actor(holding.candidate) if holding.candidate else None,
        holding.probability,
        len(holding.claims),
        len(holding.denied),
        holding.reason,
    )


def coverage(days: Iterable[ZoneDay]) -> list[tuple[Any, ...]]:
    """The row of each zone and day."""
    return [
        (
            f"{day.zone or 'outside'}/{day.day}",
            day.zone,
            day.day,
            day.state,
            day.reports,
            day.origins,
            day.incidents,
            len(day.quiet_said),
            _joined(f"{side}: {number}" for side, number in day.by_side.items()),
        )
        for day in days
    ]


def _naming(leaving: Leaving) -> Naming:
    assert leaving.released is not None
    return Naming(leaving.released.view)


def _joined(parts: Iterable[str]) -> str | None:
    return _APART.join(parts) or None
