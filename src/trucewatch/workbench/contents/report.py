"""One report: its words with the claims in them, where its bytes lie, whose it is, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from trucewatch.decisions import known_entries
from trucewatch.ledger.custody import Custody, custody_of
from trucewatch.ledger.kinds import RecordFlagged
from trucewatch.model import AUTHOR, Claim, Polarity, Report, TextSpan, heard_at
from trucewatch.model.errors import LedgerError
from trucewatch.publish.text import visible
from trucewatch.publish.wording import MODE_WORDS, STANCE_WORDS, TYPE_WORDS, capital, days_of, moment
from trucewatch.watch import Watch
from trucewatch.workbench.contents.seen import Seen, isolated
from trucewatch.workbench.widgets.highlighted import direction_of

__all__ = ["ClaimTold", "CopyTold", "Piece", "ReportTold", "custody_told", "flag_told", "pieces", "report_told"]


@dataclass(frozen=True)
class Piece:
    """A run of a report's text in which the same claims are named: their keys, and whether it is page furniture."""

    text: str
    claims: tuple[str, ...]
    furniture: bool


@dataclass(frozen=True)
class ClaimTold:
    """A claim in words, as a list beside the text has it. `chain` leads from the innermost voice outwards; `rules` says
    which rule or model made each field, and how sure it was; `heard` when in a recording its words are heard or shown
    ("" where the report is of none)."""

    key: str
    id: str
    start: int
    end: int
    trigger: str
    what: str
    who: str
    whom: str
    where: str
    when: str
    chain: tuple[str, ...]
    status: tuple[str, ...]
    incident: str
    links: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    heard: str = ""


@dataclass(frozen=True)
class CopyTold:
    """Another report that repeats this one (`earlier` False) or that this one repeats."""

    report: str
    name: str
    earlier: bool
    whole: bool
    shared: str
    reason: str


@dataclass(frozen=True)
class ReportTold:
    """A report laid open. `facts` are labelled lines; `origins` how its claims lead to voices (start, end, reason)."""

    id: str
    title: str
    direction: str
    language: str
    facts: tuple[tuple[str, str], ...]
    pieces: tuple[Piece, ...]
    claims: tuple[ClaimTold, ...]
    copies: tuple[CopyTold, ...]
    origins: tuple[tuple[str, str, str], ...]
    unread: bool


def report_told(seen: Seen, name: str) -> ReportTold | None:
    """The report of that id as it may be seen; None if there is none here."""
    report = seen.report(name)
    if report is None:
        return None
    claims = seen.claims_of.get(name, [])
    return ReportTold(
        id=name,
        title=visible(report.title or "No title"),
        direction=direction_of(report.language),
        language=report.language or "",
        facts=_facts(seen, report),
        pieces=pieces(report.text, claims, report.boilerplate),
        claims=tuple(_claim(seen, claim) for claim in claims),
        copies=_copies(seen, name),
        origins=_origins(seen, claims),
        unread=name in seen.view.unread,
    )


def pieces(text: str, claims: Sequence[Claim], furniture: Sequence[TextSpan] = ()) -> tuple[Piece, ...]:
    """The text cut where a claim's words or page furniture begin or end; joined again it is the text, with hidden
    characters spelt out."""
    spans = [(c.trigger.start, c.trigger.end, c.key) for c in claims if c.trigger.end <= len(text)]
    edges = {0, len(text)}
    for start, end, _ in spans:
        edges |= {start, end}
    for span in furniture:
        edges |= {min(span.start, len(text)), min(span.end, len(text))}
    points = sorted(edges)
    found = []
    for start, end in pairwise(points):
        named = tuple(key for a, b, key in spans if a < end and start < b)
        furnished = any(span.start < end and start < span.end for span in furniture)
        found.append(Piece(visible(text[start:end]), named, furnished))
    return tuple(found)


def _facts(seen: Seen, report: Report) -> tuple[tuple[str, str], ...]:
    zone = seen.desk.zone
    facts = [("Publisher", seen.desk.naming.publisher(report, report.id))]
    source = seen.desk.naming.source(report)
    if source is not None:
        facts.append(("Kind of source", source.kind.value.replace("_", " ")))
    if report.authors:
        facts.append(("Authors", ", ".join(report.authors)))
    facts.append(("Published", days_of(str(report.published)) if report.published else "not stated"))
    if report.received is not None:
        facts.append(("Received", moment(report.received, zone)))
    if report.updated is not None:
        facts.append(("Last changed", days_of(str(report.updated))))
    if report.reposted_from:
        facts.append(("Reposted from", report.reposted_from))
    facts.append(("Address", report.url or "not stated"))
    facts.append(("Language", report.language or "not known"))
    if report.upstream_license:
        facts.append(("Licence of the data set", report.upstream_license))
    if report.capture is not None:
        facts.append(("SHA-256 of the bytes", report.capture.sha256))
    return tuple((name, visible(value)) for name, value in facts)


def _claim(seen: Seen, claim: Claim) -> ClaimTold:
    desk = seen.desk
    said = "affirmed" if claim.polarity is Polarity.POSITIVE else "denied"
    outer = [words for words in dict.fromkeys(claim.source_chain) if words not in (*claim.source, AUTHOR)]
    publisher = desk.naming.publisher(seen.report(claim.report), claim.report)
    chain = (
        (f"{publisher} (own voice)",)
        if claim.by_author
        else (desk.naming.speaker(claim), *map(desk.naming.voice, outer), f"{publisher} (prints it)")
    )
    return ClaimTold(
        key=claim.key,
        id=claim.id,
        start=claim.trigger.start,
        end=claim.trigger.end,
        trigger=visible(claim.trigger.text),
        what=capital(TYPE_WORDS[claim.type]),
        who=isolated(visible(desk.naming.actors(tuple(a.id or a.text for a in claim.initiators)))),
        whom=isolated(visible(desk.naming.actors(tuple(a.id or a.text for a in claim.targets)))),
        where="; ".join(seen.place_name(place) for place in claim.places),
        when=_when(claim),
        chain=tuple(isolated(visible(voice)) for voice in chain),
        status=(said, claim.certainty.value, MODE_WORDS[claim.mode], STANCE_WORDS[claim.author_stance]),
        incident=seen.incident_of.get(claim.key, ""),
        links=tuple(f"{link.type.value.replace('_', ' ')} {link.to}" for link in claim.links),
        rules=tuple((name, _rule(claim, name)) for name in sorted(claim.rules)),
        heard=heard_at(seen.report(claim.report), claim.trigger.start, claim.trigger.end) or "",
    )


def _when(claim: Claim) -> str:
    if claim.date_start is None:
        return "not dated"
    return days_of(f"{claim.date_start}/{claim.date_end or claim.date_start}")


def _rule(claim: Claim, name: str) -> str:
    sure = claim.confidence.get(name)
    return visible(claim.rules[name] if sure is None else f"{claim.rules[name]} ({sure:.2f})")


def _copies(seen: Seen, name: str) -> tuple[CopyTold, ...]:
    found = []
    for copy in seen.copies_of.get(name, ()):
        other = copy.a if copy.b == name else copy.b
        found.append(
            CopyTold(
                report=other,
                name=seen.report_name(other),
                earlier=copy.b == name,
                whole=copy.kind == "copy",
                shared=f"{copy.shared:.0%}",
                reason=visible(copy.reason),
            )
        )
    return tuple(found)


def _origins(seen: Seen, claims: Sequence[Claim]) -> tuple[tuple[str, str, str], ...]:
    keys = {claim.key for claim in claims}
    steps: dict[tuple[str, str, str], None] = {}
    for name in dict.fromkeys(seen.incident_of[key] for key in sorted(keys) if key in seen.incident_of):
        incident = seen.incident(name)
        for origin in incident.origins if incident else ():
            for key in seen.desk.known(origin.claims):
                if key in keys:
                    steps[key, visible(origin.name), visible(origin.reasons.get(key, ""))] = None
    order = {claim.key: number for number, claim in enumerate(claims)}
    return tuple(sorted(steps, key=lambda step: order[step[0]]))


def custody_told(watch: Watch, seen: Seen, name: str) -> tuple[Custody | None, str]:
    """A report's chain of custody, and why it was taken down ("" if it was not). None where the ledger never held the
    report, or where the profile keeps in who captured what."""
    gone = watch.ledger.taken_down().get(name)
    reason = visible(gone.reason) if gone is not None else ""
    if not seen.whole:
        return None, "Its words were taken down." if reason else ""
    try:
        return custody_of(watch.ledger, watch.evidence, name), reason
    except LedgerError:
        return None, reason


def flag_told(watch: Watch, name: str) -> str:
    """The class that a person gave to a report and that holds now, with who, when and why; "" where nobody gave one."""
    entries = known_entries(watch.ledger, RecordFlagged.kind, None, None)
    entry = next((e for e in reversed(entries) if (e.body["what"], e.body["id"]) == ("report", name)), None)
    if entry is None:
        return ""
    said = f"{entry.body['sensitivity']}, set by {entry.by} on {moment(entry.recorded_at, watch.zone)}"
    return visible(f"{said}: {entry.body['reason']}")
