"""Views of a watch on its two clocks, made from the ledger's projections alone.

`as_of` is the world's clock: events up to then, obligations as they stood then. `known_on` is ours: only what was known
by then counts. A view is a pure function of the ledger's entries and the two moments, so it can be asked again.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from trucewatch.assess import METHOD as ASSESS_METHOD
from trucewatch.assess import assess
from trucewatch.decisions import decided, events, sensitive, signatures
from trucewatch.ingest import find_copies
from trucewatch.ledger import Ledger
from trucewatch.ledger.entry import canonical
from trucewatch.model import (
    Actor,
    Agreement,
    Claim,
    EventType,
    Finding,
    Holding,
    Incident,
    ObligationStatus,
    Place,
    PlaceKind,
    Report,
    Setting,
    Source,
    View,
)
from trucewatch.model.finding import Signature
from trucewatch.moments import day_of, timezone
from trucewatch.monitor import Coverage, holdings, judge, obligations, quiet_rule
from trucewatch.monitor.findings import METHOD as MONITOR_METHOD
from trucewatch.regrouping import records_of, regroupings
from trucewatch.settings import WatchSettings
from trucewatch.world import World

__all__ = ["begun", "corpus_hash", "held_places", "setting_of", "settled_by", "view", "world_of"]

T = TypeVar("T")

_HOLDING_TYPES = frozenset({EventType.TERRITORY_CAPTURED, EventType.CONTROL, EventType.WITHDRAWAL})
_HELD_KINDS = frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD})


@dataclass(frozen=True)
class _Known:
    """What the ledger knew: the projections at one moment."""

    reports: dict[str, Report]
    claims: dict[str, Claim]
    unread: tuple[str, ...]


def setting_of(ledger: Ledger, settings: WatchSettings, upto: datetime | None = None) -> Setting:
    """The watch's own data as the ledger holds it (as recorded up to `upto`; None: now)."""
    parts = {part: loaded.content for part, loaded in ledger.settings(as_recorded=upto).items()}
    return Setting(
        id=settings.id,
        title=settings.title,
        timezone=settings.timezone,
        actors=tuple(Actor.model_validate(item) for item in parts.get("actors", ())),
        places=tuple(Place.model_validate(item) for item in parts.get("places", ())),
        sources=tuple(Source.model_validate(item) for item in parts.get("sources", ())),
        agreements=tuple(sorted(ledger.agreements(as_recorded=upto).values(), key=lambda a: a.id)),
    )


def world_of(setting: Setting, settings: WatchSettings) -> World:
    """Who is who and where is where, for this setting."""
    return World(
        setting.actors, setting.places, setting.sources, countries=settings.countries, gazetteers=settings.gazetteers
    )


def corpus_hash(reports: Mapping[str, Report], claims: Mapping[str, Claim], decisions: Sequence[str] = ()) -> str:
    """SHA-256 over the texts and claims that a view rests on, and over what people decided (hashes of those entries),
    in canonical JSON (RFC 8785)."""
    digest = hashlib.sha256(b'{"claims":{')
    for piece in _members(claims, lambda claim: claim.model_dump(mode="json")):
        digest.update(piece)
    if decisions:
        digest.update(b'},"decisions":' + canonical(list(decisions)) + b',"reports":{')
    else:
        digest.update(b'},"reports":{')
    for piece in _members(reports, lambda report: hashlib.sha256(report.text.encode()).hexdigest()):
        digest.update(piece)
    digest.update(b"}}")
    return digest.hexdigest()


def _members(values: Mapping[str, T], told: Callable[[T], Any]) -> Iterator[bytes]:
    """The members of an object in canonical JSON, one at a time: by their keys' UTF-16, as RFC 8785 sorts them."""
    for n, key in enumerate(sorted(values, key=lambda key: key.encode("utf-16-be", "surrogatepass"))):
        yield (b"," if n else b"") + canonical(key) + b":" + canonical(told(values[key]))


def view(
    ledger: Ledger,
    settings: WatchSettings,
    *,
    as_of: datetime,
    known_on: datetime,
    upto: datetime | None = None,
    without: Collection[str] = (),
) -> View:
    """Everything known on `known_on` of the world up to `as_of`; `upto` leaves out what was recorded after it, so that
    a view can be shown again as it was although the archive has grown since. `without` leaves out reports with all that
    was read in them, to see what rests on them."""
    setting = setting_of(ledger, settings, settled_by(settings, known_on, upto))
    world = world_of(setting, settings)
    known = _known(ledger, known_on, upto, without)
    copies = tuple(find_copies(list(known.reports.values())))
    day = day_of(as_of, timezone(settings.timezone))
    everything = assess(
        known.reports,
        known.claims.values(),
        copies,
        world,
        decisions=regroupings(ledger, known_on, upto),
        records=records_of(ledger, known.reports, known.claims, copies, world, known_on, upto),
        on=day_of(known_on, timezone(settings.timezone)),
    )
    incidents = tuple(i for i in everything if begun(i, day))
    findings = _findings(setting, incidents, known, world, as_of, signatures(ledger, known_on, upto))
    noted = {a.id: events(ledger, a.id, known_on, upto) for a in setting.agreements}
    return View(
        setting=setting,
        as_of=as_of,
        known_on=known_on,
        reports=known.reports,
        copies=copies,
        claims=known.claims,
        incidents=incidents,
        findings=findings,
        obligations=_obligations(setting, incidents, findings, known, world, noted, as_of, known_on),
        holdings=_holdings(setting, settings, incidents, known, world, as_of, known_on),
        unread=known.unread,
        sensitive=sensitive(ledger, everything, upto),
        corpus_hash=corpus_hash(known.reports, known.claims, decided(ledger, known_on, upto)),
        method=f"{ASSESS_METHOD}, {MONITOR_METHOD}",
    )


def _known(ledger: Ledger, known_on: datetime, upto: datetime | None, without: Collection[str]) -> _Known:
    reports = ledger.reports(known_on, as_recorded=upto)
    claims = ledger.claims(known_on, as_recorded=upto)
    return _Known(
        reports={key: report for key, report in reports.items() if key not in without},
        claims={key: claim for key, claim in claims.items() if claim.report not in without},
        unread=tuple(key for key in ledger.skipped(known_on, as_recorded=upto) if key not in without),
    )


def settled_by(settings: WatchSettings, known_on: datetime, upto: datetime | None) -> datetime | None:
    """Up to when the watch's own data counts. A running watch shows a past view with the names that it had then; one
    built from an archive, whose past lies before its own beginning, with the latest."""
    if settings.clock == "recorded":
        return min(known_on, upto) if upto else known_on
    return upto


def begun(incident: Incident, day: date) -> bool:
    """Whether an incident belongs to the world up to that day: it began by then, or was first spoken of by then where
    nothing dates it or nobody says that it has happened."""
    first = incident.date_start if incident.mode_actual else incident.reported_first
    first = first or incident.reported_first
    return first is None or first <= day


def _findings(
    setting: Setting,
    incidents: tuple[Incident, ...],
    known: _Known,
    world: World,
    as_of: datetime,
    signed: Mapping[str, Signature],
) -> tuple[Finding, ...]:
    return tuple(
        finding
        for agreement in setting.agreements
        for finding in judge(incidents, agreement, known.claims, known.reports, world, as_of, signed)
    )


def _obligations(
    setting: Setting,
    incidents: tuple[Incident, ...],
    findings: tuple[Finding, ...],
    known: _Known,
    world: World,
    noted: Mapping[str, Mapping[str, date]],
    as_of: datetime,
    known_on: datetime,
) -> tuple[ObligationStatus, ...]:
    def of(agreement: Agreement) -> tuple[ObligationStatus, ...]:
        quiet = any(quiet_rule(duty) is not None for duty in agreement.obligations)
        told = Coverage(agreement, known.claims, known.reports, incidents, world) if quiet else None
        return obligations(
            agreement,
            known.claims,
            known.reports,
            incidents,
            as_of=as_of,
            known_on=known_on,
            tz=setting.timezone,
            world=world,
            findings=findings,
            sourced=told.sourced() if told else None,
            events=noted[agreement.id],
        )

    return tuple(status for agreement in setting.agreements for status in of(agreement))


def _holdings(
    setting: Setting,
    settings: WatchSettings,
    incidents: tuple[Incident, ...],
    known: _Known,
    world: World,
    as_of: datetime,
    known_on: datetime,
) -> tuple[Holding, ...]:
    ids = held_places(setting, settings, incidents)
    return tuple(holdings(ids, known.claims, known.reports, world, as_of, known_on))


def held_places(setting: Setting, settings: WatchSettings, incidents: Iterable[Incident]) -> tuple[str, ...]:
    """The ids of the places whose holder a view tells: those that the watch lists, or else those whose control any
    incident speaks of."""
    return settings.watched_places or _spoken_of(setting, incidents)


def _spoken_of(setting: Setting, incidents: Iterable[Incident]) -> tuple[str, ...]:
    held = {place.id for place in setting.places if place.kind in _HELD_KINDS}
    found = (p.place_id for i in incidents if _HOLDING_TYPES & set(i.types) for p in i.places if p.place_id in held)
    return tuple(sorted({place_id for place_id in found if place_id}))
