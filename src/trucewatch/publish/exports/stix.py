"""Reports, statements and incidents as a STIX 2.1 bundle, with an extension that holds a claim's status."""

import json
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, Literal

from trucewatch.model import Claim, Polarity, Report, Verdict
from trucewatch.publish.exports.base import Leaving, Record
from trucewatch.publish.exports.incident_rows import Event, events
from trucewatch.publish.text import visible
from trucewatch.publish.wording import TYPE_WORDS

__all__ = ["EXPORTER"]

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://trucewatch.org/stix")
_EXTENSION = f"extension-definition--{uuid.uuid5(_SPACE, 'claim-status')}"
_OURSELVES = f"identity--{uuid.uuid5(_SPACE, 'trucewatch')}"
_OPINION = {
    (Polarity.POSITIVE, "certain"): "strongly-agree",
    (Polarity.POSITIVE, "probable"): "agree",
    (Polarity.POSITIVE, "possible"): "neutral",
    (Polarity.NEGATIVE, "possible"): "neutral",
    (Polarity.NEGATIVE, "probable"): "disagree",
    (Polarity.NEGATIVE, "certain"): "strongly-disagree",
}
_CONFIDENCE = {Verdict.ESTABLISHED: 95, Verdict.PROBABLE: 75, Verdict.ALLEGED: 40, Verdict.INDETERMINATE: 20}


class _Stix:
    name = "stix"
    suffix = "json"
    title = "Incidents, opinions and reports as STIX 2.1"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("incident", "incident, with its id as external reference"),
        ("claim", "opinion on the incident; denied ones disagree"),
        ("report", "report, with address and hash as external reference"),
        ("place", "location with precision in metres, related by located-at"),
        ("publisher, speaker", "identity; opinion.authors"),
        ("polarity, certainty, mode, stance", "the extension definition “claim status”"),
        ("claim seen in a report", "sighting of the incident by the publisher"),
        ("profile", "marking-definition (statement)"),
    )
    losses = (
        "A claim's places, dates and figures beyond those of its incident are left out.",
        "A planned or foreseen event is an incident too; only the extension says that nobody holds it happened.",
        "STIX asks for moments of creation: all are the moment up to which the watch knew.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        objects = list(_Bundle(leaving).objects())
        bundle = {
            "type": "bundle",
            "id": f"bundle--{uuid.uuid5(_SPACE, leaving.corpus_hash + leaving.profile.name)}",
            "objects": objects,
        }
        out.write(json.dumps(bundle, ensure_ascii=False, indent=1).encode() + b"\n")
        return len(objects)


class _Bundle:
    def __init__(self, leaving: Leaving) -> None:
        self._leaving = leaving
        self._moment = _stamp(leaving.known_on)
        self._space = uuid.uuid5(_SPACE, leaving.setting.id)
        self._placed: set[str] = set()
        self._marking = self._id("marking-definition", leaving.profile.name)

    def _id(self, kind: str, name: str) -> str:
        return f"{kind}--{uuid.uuid5(self._space, f'{kind}/{name}')}"

    def _common(self, kind: str, name: str) -> dict[str, Any]:
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": self._id(kind, name),
            "created_by_ref": _OURSELVES,
            "created": self._moment,
            "modified": self._moment,
            "object_marking_refs": [self._marking],
        }

    def objects(self) -> Iterator[dict[str, Any]]:
        yield from self._ground()
        publishers: dict[str, str] = {}
        for report in self._leaving.reports.values():
            name = report.publisher or "publisher not named"
            if name not in publishers:
                identity = self._common("identity", name)
                publishers[name] = identity["id"]
                yield {**identity, "name": visible(name), "identity_class": "organization"}
        held = {f"{r.claim.report}/{r.claim.id}": r for r in self._leaving.records}
        of_report: dict[str, list[str]] = {}
        for event in events(self._leaving):
            yield from self._incident(event, held, publishers, of_report)
        for report in self._leaving.reports.values():
            if refs := of_report.get(report.id):
                yield self._report(report, refs)

    def _ground(self) -> Iterator[dict[str, Any]]:
        base = {"spec_version": "2.1", "created": self._moment}
        profile = self._leaving.profile
        yield {
            **base,
            "type": "identity",
            "id": _OURSELVES,
            "modified": self._moment,
            "name": "Trucewatch",
            "identity_class": "system",
        }
        yield {
            **base,
            "type": "marking-definition",
            "id": self._marking,
            "definition_type": "statement",
            "definition": {"statement": f"Release profile {profile.name}: {profile.title}"},
        }
        yield {
            **base,
            "type": "extension-definition",
            "id": _EXTENSION,
            "modified": self._moment,
            "created_by_ref": _OURSELVES,
            "name": "Claim status",
            "description": "How a source puts a claim: polarity, certainty, mode and the report's stance (codebook).",
            "schema": "https://trucewatch.org/schemas/claim-status.json",
            "version": "1.0.0",
            "extension_types": ["property-extension"],
        }

    def _incident(
        self, event: Event, held: dict[str, Record], publishers: dict[str, str], of_report: dict[str, list[str]]
    ) -> Iterator[dict[str, Any]]:
        incident = event.incident
        whole = {
            **self._common("incident", incident.id),
            "name": visible(f"{incident.id}: {TYPE_WORDS[incident.type]}"),
            "description": visible(event.summary),
            "external_references": [{"source_name": "trucewatch", "external_id": incident.id}],
        }
        if event.verdict in _CONFIDENCE:
            whole["confidence"] = _CONFIDENCE[event.verdict]
        yield whole
        yield from self._place(event, whole["id"])
        for claim in event.claims:
            record = held.get(f"{claim.report}/{claim.id}")
            if record is None:
                continue
            opinion = self._opinion(record.claim, whole["id"], record.sensitivity.value)
            of_report.setdefault(claim.report, [whole["id"]]).append(opinion["id"])
            yield opinion
            yield self._sighting(record.claim, whole["id"], publishers)

    def _place(self, event: Event, incident: str) -> Iterator[dict[str, Any]]:
        place = event.place
        if place is None or place.lat is None or place.lon is None:
            return
        location = {
            **self._common("location", f"{place.place_id}|{place.name}|{place.lat}|{place.lon}|{place.radius_km}"),
            "name": visible(place.name),
            "latitude": place.lat,
            "longitude": place.lon,
            "precision": round((place.radius_km or 0) * 1000, 1),
        }
        if location["id"] not in self._placed:
            self._placed.add(location["id"])
            yield location
        yield {
            **self._common("relationship", f"{incident}-{location['id']}"),
            "relationship_type": "located-at",
            "source_ref": incident,
            "target_ref": location["id"],
        }

    def _opinion(self, claim: Claim, incident: str, sensitivity: str) -> dict[str, Any]:
        key = f"{claim.report}/{claim.id}"
        return {
            **self._common("opinion", key),
            "explanation": visible(f"{', '.join(claim.source)}: “{claim.trigger.text}”"),
            "authors": [visible(name) for name in claim.source],
            "opinion": _OPINION[claim.polarity, claim.certainty.value],
            "object_refs": [incident],
            "external_references": [{"source_name": "trucewatch", "external_id": key}],
            "extensions": {
                _EXTENSION: {
                    "extension_type": "property-extension",
                    "polarity": claim.polarity.value,
                    "certainty": claim.certainty.value,
                    "mode": claim.mode.value,
                    "author_stance": claim.author_stance.value,
                    "sensitivity": sensitivity,
                    "upstream_license": self._leaving.licence_of(claim.report),
                }
            },
        }

    def _sighting(self, claim: Claim, incident: str, publishers: dict[str, str]) -> dict[str, Any]:
        report = self._leaving.reports.get(claim.report)
        name = (report.publisher if report is not None else None) or "publisher not named"
        sighting = {
            **self._common("sighting", f"{claim.report}/{claim.id}"),
            "sighting_of_ref": incident,
            "summary": False,
        }
        return {**sighting, "where_sighted_refs": [publishers[name]]} if name in publishers else sighting

    def _report(self, report: Report, refs: list[str]) -> dict[str, Any]:
        reference: dict[str, Any] = {"source_name": visible(report.publisher or "publisher not named")}
        reference["external_id"] = report.id
        if report.url:
            reference["url"] = report.url
        if report.capture is not None:
            reference["description"] = f"SHA-256 of the bytes as captured: {report.capture.sha256}"
        return {
            **self._common("report", report.id),
            "name": visible(report.title or f"Report {report.id}"),
            "report_types": ["observed-data"],
            "published": _stamp(report.published) if report.published else self._moment,
            "object_refs": list(dict.fromkeys(refs)),
            "external_references": [reference],
        }


def _stamp(moment: date | datetime) -> str:
    from datetime import UTC

    if not isinstance(moment, datetime):
        return f"{moment.isoformat()}T00:00:00.000Z"
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


EXPORTER = _Stix()
