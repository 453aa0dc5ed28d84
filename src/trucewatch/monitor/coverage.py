"""Coverage: which sources speak of which zone on which day, who was kept from looking, and how late things are told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

from trucewatch.model import Agreement, Claim, EventType, Incident, Mode, Polarity, Report
from trucewatch.model.coverage import Backfill, Restriction, ZoneDay
from trucewatch.monitor.areas import Area
from trucewatch.monitor.zones import ZoneMap

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["Coverage", "backfill"]

_LONGEST = timedelta(days=31)
_UNKNOWN = "unknown"
_WATCHERS = ("monitor", "observer", "inspector", "verification", "mission", "patrol", "peacekeep", "investigat")
_ARMED = frozenset(
    {
        EventType.ASSAULT, EventType.ARMED_CLASH, EventType.SHELLING, EventType.AIR_STRIKE, EventType.WEAPONS_FIRE,
        EventType.EXPLOSIVE_DEVICE, EventType.OFFENSIVE_LAUNCHED, EventType.TERRITORY_CAPTURED,
        EventType.CEASEFIRE_BREACH, EventType.CHEMICAL_ATTACK, EventType.VIOLENCE_AGAINST_CIVILIANS,
    }
)  # fmt: skip


@dataclass
class _Told:
    """What speaks of a zone on a day."""

    reports: set[str] = field(default_factory=set)
    origins: dict[str, str] = field(default_factory=dict)
    incidents: set[str] = field(default_factory=set)
    quiet: list[str] = field(default_factory=list)


class Coverage:
    """The sources of one agreement's zones, day by day, from known claims.

    A source speaks of a zone on a day if a claim of its report lies in that zone (or can) and is dated to that day, or
    is undated and was published on it. A report whose claims name no place speaks of no zone. A report of a body that
    the agreement names as monitor speaks of every zone on the day of its publication: what it does not mention it had
    the chance to.
    """

    def __init__(
        self,
        agreement: Agreement,
        claims: Mapping[str, Claim],
        reports: Mapping[str, Report],
        incidents: Iterable[Incident],
        world: "World",
    ) -> None:
        self._agreement, self._world = agreement, world
        self._claims, self._reports = claims, reports
        self._map = ZoneMap(agreement, world, tuple(Area(z) for z in agreement.zones))
        self._ids = [z.id for z in agreement.zones]
        self._origin = {k: (o.id, o.side or _UNKNOWN) for i in incidents for o in i.origins for k in o.claims}
        self._incident = {key: i.id for i in incidents for key in i.claims}
        self._told: dict[tuple[str | None, date], _Told] = defaultdict(_Told)
        for key, claim in claims.items():
            if claim.report in reports and claim.mode is Mode.ACTUAL:
                self._add(key, claim)
        self._add_monitors()

    def days(self, first: date, last: date) -> tuple[ZoneDay, ...]:
        """Every zone on every day of a span, the days without a source among them; then the days outside all zones
        for which some source speaks."""
        found = [
            self._day(zone, first + timedelta(days=n)) for zone in self._ids for n in range((last - first).days + 1)
        ]
        outside = sorted(day for zone, day in self._told if zone is None and first <= day <= last)
        return (*found, *(self._day(None, day) for day in outside))

    def sourced(self) -> dict[str | None, Collection[date]]:
        """The days on which some source speaks of each zone; under None those on which any speaks at all."""
        found: dict[str | None, set[date]] = {zone: set() for zone in self._ids}
        found[None] = {day for _, day in self._told}
        for zone, day in self._told:
            if zone is not None:
                found[zone].add(day)
        return dict(found)

    def restrictions(self) -> tuple[Restriction, ...]:
        """Reports that access was blocked, those that kept monitors out marked; in the order of their days."""
        found = []
        for key, claim in sorted(self._claims.items()):
            plain = claim.mode is Mode.ACTUAL and claim.polarity is Polarity.POSITIVE
            if claim.type is not EventType.ACCESS_RESTRICTION or not plain or claim.report not in self._reports:
                continue
            who = tuple(a.text for a in claim.targets)
            words = " ".join((*who, claim.trigger.text)).lower()
            found.append(
                Restriction(
                    day=claim.date_start or claim.date_end or self._reports[claim.report].published,
                    who=who,
                    by=tuple(a.id or a.text for a in claim.initiators),
                    place=claim.places[0].name if claim.places else None,
                    zones=tuple(z for z in self._zones_of(claim) if z is not None),
                    claims=(key,),
                    of_monitors=any(w in words for w in _WATCHERS) or self._is_monitor(claim),
                )
            )
        return tuple(sorted(found, key=lambda r: (r.day or date.min, r.claims)))

    # --- what one claim tells of

    def _add(self, key: str, claim: Claim) -> None:
        published = self._reports[claim.report].published
        first = claim.date_start or claim.date_end or published
        last = claim.date_end or first
        if first is None or last is None or last - first > _LONGEST:
            return
        origin = self._origin.get(key)
        for zone in self._zones_of(claim):
            for n in range((last - first).days + 1):
                told = self._told[zone, first + timedelta(days=n)]
                told.reports.add(claim.report)
                if origin:
                    told.origins[origin[0]] = origin[1]
                if claim.polarity is Polarity.NEGATIVE and claim.type in _ARMED and not claim.links:
                    told.quiet.append(key)
                elif key in self._incident:
                    told.incidents.add(self._incident[key])

    def _zones_of(self, claim: Claim) -> tuple[str | None, ...]:
        """The zones that a claim's place lies in or can; (None,) where it lies in none, () where it names no place."""
        first = claim.date_start or claim.date_end or self._reports[claim.report].published
        for ref in claim.places:
            found = self._map.touched(ref, first, claim.date_end or first)
            if found is not None:
                return found or (None,)
        return ()

    def _add_monitors(self) -> None:
        names = {n.casefold() for m in self._agreement.monitoring for n in (m.id, m.name or m.id)}
        for report in self._reports.values():
            if report.published is None or not names & self._publisher_names(report):
                continue
            for zone in self._ids:
                told = self._told[zone, report.published]
                told.reports.add(report.id)
                told.origins.setdefault(f"publisher:{(report.publisher or report.id).casefold()}", "none")

    def _publisher_names(self, report: Report) -> set[str]:
        if not report.publisher:
            return set()
        names = {report.publisher.casefold()}
        actor = self._world.actors.resolve(report.publisher, report.published).actor
        return names | ({actor.id.casefold(), actor.name.casefold()} if actor else set())

    def _is_monitor(self, claim: Claim) -> bool:
        monitors = {m.id for m in self._agreement.monitoring}
        return any(a.id in monitors for a in claim.targets)

    def _day(self, zone: str | None, day: date) -> ZoneDay:
        told = self._told.get((zone, day))
        if told is None:
            return ZoneDay(agreement=self._agreement.id, zone=zone, day=day, reports=0, origins=0, state="unknown")
        sides: dict[str, int] = {}
        for side in told.origins.values():
            sides[side] = sides.get(side, 0) + 1
        return ZoneDay(
            agreement=self._agreement.id,
            zone=zone,
            day=day,
            reports=len(told.reports),
            origins=len(told.origins),
            by_side=dict(sorted(sides.items())),
            incidents=len(told.incidents),
            quiet_said=tuple(sorted(told.quiet)),
            state="told",
        )


def backfill(
    incidents: Iterable[Incident], claims: Mapping[str, Claim], reports: Mapping[str, Report], first: date, last: date
) -> tuple[Backfill, ...]:
    """How late each day's incidents were first reported, and how many of them were known by the day after."""
    lags: dict[date, list[int]] = defaultdict(list)
    for incident in incidents:
        day = incident.date_start
        told = [p for k in incident.claims if (p := _published(k, claims, reports)) is not None]
        if day is not None and incident.mode_actual and first <= day <= last and told:
            lags[day].append(max(0, (min(told) - day).days))
    return tuple(
        Backfill(
            day=day,
            known_then=sum(lag <= 1 for lag in found),
            known_now=len(found),
            first_lags=tuple(sorted(found)),
            median_lag=median(found) if found else None,
        )
        for day, found in sorted(lags.items())
    )


def _published(key: str, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> date | None:
    claim = claims.get(key)
    report = reports.get(claim.report) if claim else None
    return report.published if report else None
