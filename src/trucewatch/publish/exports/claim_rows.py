"""Claims as flat rows: our own schema, shared by CSV, Parquet and the data package."""

from collections.abc import Iterable, Iterator
from typing import Any

from trucewatch.model import ActorRef, Casualties, Claim, Polarity, Report, heard_at
from trucewatch.publish.exports.base import Leaving

__all__ = ["COLUMNS", "LOSSES", "claim_row", "claim_rows", "columns_of_report", "heard_in", "table_schema"]

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("key", "string", "the claim's name in the watch: report, slash, claim"),
    ("report", "string", "the report that it stands in"),
    ("type", "string", "what is claimed (codebook)"),
    ("polarity", "string", "affirmed, or denied: the source says that it did not happen"),
    ("certainty", "string", "the source's own commitment"),
    ("mode", "string", "actual, planned, predicted or conditional"),
    ("author_stance", "string", "what the report makes of it"),
    ("trigger", "string", "the words that name the event"),
    ("initiators", "string", "who did it, as worded, separated by ' | '"),
    ("initiator_ids", "string", "the same as ids of the watch; empty where unresolved"),
    ("targets", "string", "to whom, as worded"),
    ("target_ids", "string", "the same as ids of the watch"),
    ("place", "string", "the innermost place, no finer than the profile"),
    ("place_id", "string", "its entry in the gazetteer"),
    ("lat", "number", "WGS 84 degrees; empty where unknown"),
    ("lon", "number", "WGS 84 degrees; empty where unknown"),
    ("radius_km", "number", "how far from there the event may lie"),
    ("wider_places", "string", "the other places named, innermost first"),
    ("date_start", "date", "first day of the event; empty where the text gives none"),
    ("date_end", "date", "last day of the event"),
    ("source", "string", "who says so, innermost first; 'author' is the report itself"),
    ("source_chain", "string", "nested speakers, innermost first"),
    ("links", "string", "links to other claims of the report, as type:id"),
    ("killed_low", "integer", "lowest figure given; empty where none is given or shown"),
    ("killed_high", "integer", "highest figure given; empty where open or not shown"),
    ("injured_low", "integer", "lowest figure given"),
    ("injured_high", "integer", "highest figure given"),
    ("publisher", "string", "who put the report out"),
    ("published", "date", "when"),
    ("url", "string", "its address"),
    ("sha256", "string", "hash of the bytes as captured"),
    ("upstream_license", "string", "licence of the report's words; 'unknown' allows facts and short quotations only"),
    ("sensitivity", "string", "class of the record before the profile's rules were applied"),
    ("profile", "string", "the release profile that it left under"),
    ("method", "string", "what read the report"),
    ("heard_at", "string", "when the trigger is heard or shown in the recording (hh:mm:ss); empty for other reports"),
)
"""Name, kind and meaning of every column."""

LOSSES = (
    "The rule or model behind each field, and how sure it was, are left out.",
    "The words of the report beyond the trigger are left out, and so are the offsets of the trigger.",
    "Casualties of several groups in one claim are summed up.",
    "Alternatives for a place beyond its best point and radius are left out.",
)

_APART = " | "


def table_schema() -> dict[str, Any]:
    """The columns as a Table Schema (Frictionless)."""
    fields = [{"name": name, "type": kind, "description": meaning} for name, kind, meaning in COLUMNS]
    return {"fields": fields, "primaryKey": ["key"], "missingValues": [""]}


def claim_rows(leaving: Leaving) -> Iterator[tuple[Any, ...]]:
    """The claims that leave, one row each, in the order in which they are held; None where nothing is known."""
    about: dict[str, tuple[Any, ...]] = {}
    for record in leaving.records:
        of_report = about.get(record.claim.report)
        if of_report is None:
            name = record.claim.report
            of_report = about[name] = columns_of_report(leaving.reports.get(name), leaving.licence_of(name))
        heard = heard_in(leaving.reports.get(record.claim.report), record.claim)
        yield claim_row(record.claim, of_report, record.sensitivity, leaving.profile.name, heard)


def heard_in(report: Report | None, claim: Claim) -> str | None:
    """When a claim's trigger is heard or shown in the recording that its report is of; None where it is of none."""
    return heard_at(report, claim.trigger.start, claim.trigger.end)


def claim_row(
    c: Claim, of_report: tuple[Any, ...], sensitivity: str | None, profile: str | None, heard: str | None
) -> tuple[Any, ...]:
    """One claim as a row under COLUMNS; `of_report` are the columns of its report, `heard` what heard_in says. None for
    `sensitivity` and `profile`: no rules of release were applied."""
    place = c.places[0] if c.places else None
    return (
        f"{c.report}/{c.id}",
        c.report,
        c.type,
        "affirmed" if c.polarity is Polarity.POSITIVE else "denied",
        c.certainty,
        c.mode,
        c.author_stance,
        c.trigger.text,
        _texts(c.initiators),
        _ids(c.initiators),
        _texts(c.targets),
        _ids(c.targets),
        place.name if place else None,
        place.place_id if place else None,
        place.lat if place else None,
        place.lon if place else None,
        place.radius_km if place else None,
        _APART.join(p.name for p in c.places[1:]) or None,
        c.date_start,
        c.date_end,
        _APART.join(c.source),
        _APART.join(c.source_chain) or None,
        _APART.join(f"{link.type.value}:{link.to}" for link in c.links) or None,
        *_total(c.killed),
        *_total(c.injured),
        *of_report,
        sensitivity,
        profile,
        c.method or None,
        heard,
    )


def columns_of_report(report: Report | None, licence: str | None) -> tuple[Any, ...]:
    """The columns that all claims of a report share, with the licence of its words (None: nobody looked it up)."""
    if report is None:
        return None, None, None, None, licence
    sha256 = report.capture.sha256 if report.capture is not None else None
    return report.publisher, report.published, report.url, sha256, licence


def _texts(refs: Iterable[ActorRef]) -> str | None:
    return _APART.join([ref.text for ref in refs]) or None


def _ids(refs: tuple[ActorRef, ...]) -> str | None:
    return _APART.join([ref.id or "" for ref in refs]) or None if refs else None


def _total(tolls: tuple[Casualties, ...]) -> tuple[int | None, int | None]:
    if not tolls:
        return None, None
    lows = [toll.low for toll in tolls if toll.low is not None]
    highs = [toll.high for toll in tolls]
    open_end = any(high is None for high in highs)
    return sum(lows) if lows else None, None if open_end else sum(h for h in highs if h is not None)
