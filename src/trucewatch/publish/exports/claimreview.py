"""Findings as schema.org ClaimReview (JSON-LD): what was claimed, by whom, and what the tests came to."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Literal

from trucewatch.model import Claim, Finding, Verdict
from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.exports.incident_rows import Event, events
from trucewatch.publish.text import visible
from trucewatch.publish.wording import TYPE_WORDS, VERDICT_WORDS

__all__ = ["EXPORTER"]

_RATING = {
    Verdict.CONTRADICTED: 1,
    Verdict.INDETERMINATE: 2,
    Verdict.ALLEGED: 3,
    Verdict.PROBABLE: 4,
    Verdict.ESTABLISHED: 5,
}


class _ClaimReview:
    name = "claimreview"
    suffix = "jsonld"
    title = "Findings as schema.org ClaimReview (JSON-LD)"
    holds: Literal["claims", "view"] = "view"
    crosswalk = (
        ("finding", "ClaimReview"),
        ("incident", "itemReviewed (Claim), appearance one CreativeWork a report"),
        ("verdict", "reviewRating.alternateName; ratingValue 1 contradicted to 5 established"),
        ("finding's wording", "reviewBody"),
        ("view's moment", "datePublished"),
    )
    losses = (
        "“Not a violation” and “out of scope” have no rating value: they say nothing about whether it happened.",
        "The six tests are reduced to the wording; a rating is never about a person.",
        "One review stands for all who claim the same; who denies it is not told.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        graph = [_review(e, f, leaving) for e in events(leaving) for f in leaving.findings_of(e.incident)]
        body = {"@context": "https://schema.org", "@graph": graph}
        # "<" is written so that the file can stand inside a script element of a page.
        text = json.dumps(body, ensure_ascii=False, indent=1).replace("<", "\\u003c")
        out.write(text.encode() + b"\n")
        return len(graph)


def _review(event: Event, finding: Finding, leaving: Leaving) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": VERDICT_WORDS[finding.verdict]}
    if finding.verdict in _RATING:
        rating |= {"ratingValue": _RATING[finding.verdict], "bestRating": 5, "worstRating": 1}
    said = f"{TYPE_WORDS[event.incident.type]}, {event.place.name if event.place else 'place not stated'}"
    claim: dict[str, Any] = {
        "@type": "Claim",
        "identifier": event.incident.id,
        "name": visible(said),
        "appearance": list(_appearances(event, leaving)),
    }
    if event.publishers:
        claim["author"] = [{"@type": "Organization", "name": visible(name)} for name in event.publishers]
    return {
        "@type": "ClaimReview",
        "identifier": finding.id,
        "claimReviewed": visible(said),
        "reviewBody": visible(finding.wording),
        "datePublished": leaving.known_on.date().isoformat(),
        "author": {"@type": "Organization", "name": visible(leaving.setting.title)},
        "itemReviewed": claim,
        "reviewRating": rating,
        "license": ", ".join(event.licences),
    }


def _appearances(event: Event, leaving: Leaving) -> Iterator[dict[str, Any]]:
    claims: dict[str, Claim] = {c.report: c for c in reversed(event.claims)}
    for key in claims:
        report = leaving.reports.get(key)
        if report is None:
            continue
        work: dict[str, Any] = {"@type": "CreativeWork", "identifier": report.id}
        if report.title:
            work["headline"] = visible(report.title)
        if report.url:
            work["url"] = report.url
        if report.published:
            work["datePublished"] = report.published.isoformat()
        yield work


EXPORTER = _ClaimReview()
