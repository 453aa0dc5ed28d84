"""Claims as PLOVER events (the shape of its JSON), by the codebook's crosswalk."""

import json
from typing import Any, BinaryIO, Literal

from trucewatch.model import Polarity, codebook
from trucewatch.publish.exports.base import Leaving, Record
from trucewatch.publish.text import visible

__all__ = ["EXPORTER", "MODES", "TYPES"]

TYPES = frozenset(
    "AGREE CONSULT SUPPORT COOPERATE AID YIELD RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE "
    "ASSAULT CONCEDE".split()
)
"""PLOVER's event types; CONCEDE is the later name of what the first manual calls YIELD."""
MODES = frozenset({"actual", "planned", "predicted", "conditional"})


class _Plover:
    name = "plover"
    suffix = "json"
    title = "Claims as PLOVER events (JSON lines)"
    holds: Literal["claims", "view"] = "claims"
    crosswalk = (
        ("type", "event_type, event_mode: the first code of the codebook's crosswalk; the others in alternatives"),
        ("initiators, targets", "actor, recipient"),
        ("place", "location"),
        ("date_start, date_end", "event_date_start, event_date_end"),
        ("killed, injured", "magnitude.dead, magnitude.injured"),
        ("polarity, certainty, mode, source", "status: our own, since PLOVER has no place for it"),
    )
    losses = (
        "PLOVER codes events, not who claims them: a reader who drops `status` takes denials for events.",
        "Types that the codebook has no PLOVER code for are left out.",
        "PLOVER's contexts and actor codes are not filled in.",
    )

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        number = 0
        for record in leaving.records:
            event = _event(record, leaving)
            if event is not None:
                out.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")
                number += 1
        return number


def _event(record: Record, leaving: Leaving) -> dict[str, Any] | None:
    claim = record.claim
    codes = codebook()[claim.type].plover
    if not codes:
        return None
    kind, _, mode = codes[0].partition("/")
    report = leaving.reports.get(claim.report)
    place = claim.places[0] if claim.places else None
    return {
        "id": f"{claim.report}/{claim.id}",
        "event_type": kind.strip(),
        "event_mode": mode.strip() or None,
        "alternatives": list(codes[1:]),
        "event_date_start": claim.date_start.isoformat() if claim.date_start else None,
        "event_date_end": claim.date_end.isoformat() if claim.date_end else None,
        "actor": [{"text": visible(a.text), "id": a.id} for a in claim.initiators],
        "recipient": [{"text": visible(a.text), "id": a.id} for a in claim.targets],
        "location": None
        if place is None
        else {"name": visible(place.name), "lat": place.lat, "lon": place.lon, "radius_km": place.radius_km},
        "magnitude": {
            "dead": [{"low": t.low, "high": t.high} for t in claim.killed],
            "injured": [{"low": t.low, "high": t.high} for t in claim.injured],
        },
        "status": {
            "polarity": "affirmed" if claim.polarity is Polarity.POSITIVE else "denied",
            "certainty": claim.certainty.value,
            "mode": claim.mode.value,
            "source": [visible(name) for name in claim.source],
        },
        "publisher": visible(report.publisher) if report is not None and report.publisher else None,
        "published": report.published.isoformat() if report is not None and report.published else None,
        "upstream_license": leaving.licence_of(claim.report),
        "sensitivity": record.sensitivity.value,
        "profile": leaving.profile.name,
    }


EXPORTER = _Plover()
