"""The board of a watch on one day: clocks of agreements, duties, what is new, contested, and told by nobody."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.model import Incident, Mode, ObligationState, ObligationStatus, Proposition, Standing, Verdict, View
from trucewatch.model.coverage import ZoneDay
from trucewatch.monitor import Coverage
from trucewatch.monitoring import Monitoring
from trucewatch.publish.clock import clock, version_known
from trucewatch.publish.desk import Desk
from trucewatch.publish.naming import Naming
from trucewatch.publish.release import Released
from trucewatch.publish.text import visible
from trucewatch.publish.wording import (
    PROPOSITION_WORDS,
    STATE_WORDS,
    TYPE_WORDS,
    capital,
    counted,
    day,
    interval,
    quoted,
)
from trucewatch.workbench.contents.seen import Seen, isolated

__all__ = ["BoardTold", "ClockTold", "ContestedTold", "DutyTold", "GapTold", "IncidentTold", "board_told"]

NEW_DAYS = 7
"""How many days back, from the day of knowledge, something counts as new or changed."""

SOON_DAYS = 30
GAP_DAYS = 14
SHOWN = 15
_LATE = frozenset({ObligationState.OVERDUE, ObligationState.MISSED})
_OPEN = frozenset(
    {ObligationState.DUE, ObligationState.IN_PROGRESS, ObligationState.PARTLY_MET, ObligationState.PENDING}
)


@dataclass(frozen=True)
class ClockTold:
    """An agreement's clock: `at` says where it stands; `share` of its term that has passed, None where it has no end;
    `late` and `due` count its duties; `verdicts` its findings by verdict."""

    agreement: str
    title: str
    at: str
    version: str
    share: float | None
    late: int
    due: int
    verdicts: tuple[tuple[Verdict, int], ...]


@dataclass(frozen=True)
class DutyTold:
    """A duty that is late or due: `days_left` is negative once its day has passed."""

    agreement: str
    id: str
    duty: str
    actors: str
    deadline: date | None
    version: str
    days_left: int | None
    state: ObligationState
    state_words: str
    reason: str


@dataclass(frozen=True)
class IncidentTold:
    """An incident that is new (all its claims are) or changed, with how many of its claims are `added`."""

    id: str
    title: str
    new: bool
    added: int
    standing: Standing
    probability: float | None
    low: float | None
    high: float | None
    verdicts: tuple[Verdict, ...]
    last: date | None


@dataclass(frozen=True)
class ContestedTold:
    """One proposition that is asserted and denied: of which incident, what, and by how many claims each."""

    id: str
    title: str
    what: str
    supports: int
    denies: int
    probability: float | None
    last: date | None


@dataclass(frozen=True)
class GapTold:
    """A zone of an agreement and the days on which no source known speaks of it: unknown, not quiet."""

    agreement: str
    zone: str
    days: tuple[ZoneDay, ...]

    @property
    def unknown(self) -> int:
        """How many days of the span nobody tells of."""
        return sum(day.reports == 0 for day in self.days)


@dataclass(frozen=True)
class BoardTold:
    """All of it. Lists hold what is shown; the counts are of everything."""

    on: date
    known_on: date
    clocks: tuple[ClockTold, ...]
    late: tuple[DutyTold, ...]
    due: tuple[DutyTold, ...]
    moved: tuple[IncidentTold, ...]
    new: int
    changed: int
    contested: tuple[ContestedTold, ...]
    contested_all: int
    contested_incidents: int
    gaps: tuple[GapTold, ...]
    reports: int
    claims: int
    incidents: int
    unread: int


def board_told(monitoring: Monitoring, released: Released | None = None) -> BoardTold:
    """The board of a view; `released` where a profile lies between, whose coarser places are then shown."""
    view, desk = monitoring.view, Seen(monitoring.view, released).desk
    naming = desk.naming
    duties = [_duty(status, naming) for status in view.obligations]
    moved = _moved(monitoring, naming)
    contested = _contested(view)
    late = sorted((d for d in duties if d.state in _LATE), key=_by_deadline)
    due = sorted((d for d in duties if d.state in _OPEN and _soon(d)), key=_by_deadline)
    return BoardTold(
        monitoring.day,
        monitoring.known_day,
        tuple(_clocks(monitoring, late, due)),
        tuple(late),
        tuple(due),
        tuple(moved[:SHOWN]),
        sum(each.new for each in moved),
        sum(not each.new for each in moved),
        tuple(_contested_told(incident, proposition, desk) for incident, proposition in contested[:SHOWN]),
        len(contested),
        len({incident.id for incident, _ in contested}),
        tuple(_gaps(monitoring)),
        len(view.reports),
        len(view.claims),
        len(view.incidents),
        len(view.unread),
    )


def _clocks(monitoring: Monitoring, late: list[DutyTold], due: list[DutyTold]) -> Iterable[ClockTold]:
    found: dict[str, Counter[Verdict]] = {}
    for finding in monitoring.view.findings:
        found.setdefault(finding.agreement, Counter())[finding.verdict] += 1
    for agreement in monitoring.view.setting.agreements:
        told = clock(agreement, monitoring.day)
        version = version_known(agreement, monitoring.known_day)
        verdicts = found.get(agreement.id, Counter())
        yield ClockTold(
            agreement.id,
            agreement.title,
            _at(told.start, told.number, told.length, told.end),
            version.id if version else "no version public yet",
            min(1.0, max(0.0, told.number / told.length)) if told.length else None,
            sum(d.agreement == agreement.id for d in late),
            sum(d.agreement == agreement.id for d in due),
            tuple((verdict, verdicts[verdict]) for verdict in Verdict if verdicts[verdict]),
        )


def _at(start: date, number: int, length: int | None, end: date | None) -> str:
    if number < 1:
        return f"begins on {day(start)}, in {counted(1 - number, 'day')}"
    if length is None or end is None:
        return f"day {number} since {day(start)}, no end stated"
    if number > length:
        return f"its term of {counted(length, 'day')} ended on {day(end - timedelta(days=1))}"
    return f"day {number} of {length}, until {day(end - timedelta(days=1))}"


def _duty(status: ObligationStatus, naming: Naming) -> DutyTold:
    deadline = status.deadline
    return DutyTold(
        status.agreement,
        status.id,
        naming.release.words(status.duty),
        naming.parties(status.actors),
        deadline.day if deadline else None,
        (deadline.version + ("" if deadline.authoritative else ", not authoritative")) if deadline else "",
        status.days_left,
        status.state,
        STATE_WORDS[status.state],
        naming.release.words(status.reason),
    )


def _soon(duty: DutyTold) -> bool:
    return duty.days_left is not None and 0 <= duty.days_left <= SOON_DAYS


def _by_deadline(duty: DutyTold) -> tuple[date, str]:
    return duty.deadline or date.max, duty.id


def _moved(monitoring: Monitoring, naming: Naming) -> list[IncidentTold]:
    """Incidents with claims that became known in the last days, the latest first."""
    view = monitoring.view
    since = monitoring.known_day - timedelta(days=NEW_DAYS)
    learned = {key: _learned(view, key, monitoring) for key in view.reports}
    fresh = {key for key, at in learned.items() if at is not None and at > since}
    verdicts: dict[str, list[Verdict]] = {}
    for finding in view.findings:
        verdicts.setdefault(finding.incident, []).append(finding.verdict)
    found = []
    for incident in view.incidents:
        reports = [view.claims[key].report for key in incident.claims if key in view.claims]
        added = [report for report in reports if report in fresh]
        if not added:
            continue
        days = [at for report in added if (at := learned[report]) is not None]
        weight = incident.occurred.weight
        found.append(
            IncidentTold(
                incident.id,
                _title(incident, naming),
                len(added) == len(reports),
                len(added),
                incident.occurred.standing,
                weight.probability if weight else None,
                weight.low if weight else None,
                weight.high if weight else None,
                tuple(verdicts.get(incident.id, ())),
                max(days, default=None),
            )
        )
    return sorted(found, key=lambda each: (each.last or date.min, each.new, each.added, each.id), reverse=True)


def _learned(view: View, report_id: str, monitoring: Monitoring) -> date | None:
    """The day on which the watch counts as having known a report; None where it does not say."""
    report = view.reports[report_id]
    if report.received is not None:
        moment = report.received if report.received.tzinfo else report.received.replace(tzinfo=monitoring.watch.zone)
        return moment.astimezone(monitoring.watch.zone).date()
    return report.published


def _contested(view: View) -> list[tuple[Incident, Proposition]]:
    """Every contested proposition: the latest incident's first, and of one incident the most contested first."""
    found = [(i, p) for i in view.incidents for p in i.propositions if p.standing is Standing.CONTESTED]
    found.sort(key=lambda one: _sides(one[1]), reverse=True)
    return sorted(found, key=lambda one: (_last_day(one[0]) or date.min, one[0].id), reverse=True)


def _sides(proposition: Proposition) -> tuple[int, int]:
    supports, denies = len(proposition.supports), len(proposition.denies)
    return min(supports, denies), supports + denies


def _last_day(incident: Incident) -> date | None:
    return incident.date_end or incident.date_start or incident.reported_first


def _contested_told(incident: Incident, proposition: Proposition, desk: Desk) -> ContestedTold:
    what, value = capital(PROPOSITION_WORDS[proposition.kind]), visible(desk.value(incident, proposition))
    return ContestedTold(
        incident.id,
        _title(incident, desk.naming),
        f"{what}: {isolated(value)}" if value else what,
        len(proposition.supports),
        len(proposition.denies),
        proposition.weight.probability if proposition.weight else None,
        _last_day(incident),
    )


def _gaps(monitoring: Monitoring) -> Iterable[GapTold]:
    """The zones of agreements over the last days, those that nobody tells of first. Only claims of these days are
    looked at, so that a large watch is told of as fast as a small one."""
    view, last = monitoring.view, monitoring.day
    first = last - timedelta(days=GAP_DAYS - 1)
    reports = {k: r for k, r in view.reports.items() if r.published is None or r.published >= first}
    claims = {
        key: claim
        for key, claim in view.claims.items()
        if claim.mode is Mode.ACTUAL
        and claim.report in view.reports
        and (claim.date_end >= first if claim.date_end else claim.report in reports)
    }
    told = {claim.report: view.reports[claim.report] for claim in claims.values()} | reports
    keys = claims.keys()
    incidents = [i for i in view.incidents if not keys.isdisjoint(i.claims)]
    for agreement in view.setting.agreements:
        names = {zone.id: zone.id.replace("-", " ") for zone in agreement.zones}
        coverage = Coverage(agreement, claims, told, incidents, monitoring.world)
        days: dict[str, list[ZoneDay]] = {zone.id: [] for zone in agreement.zones}
        for each in coverage.days(first, last):
            if each.zone is not None:
                days[each.zone].append(each)
        found = [GapTold(agreement.id, names[zone], tuple(of)) for zone, of in days.items()]
        yield from sorted(found, key=lambda gap: -gap.unknown)


def _title(incident: Incident, naming: Naming) -> str:
    place = naming.release.place(incident.place) if incident.place is not None else None
    where = "place not stated" if place is None else quoted(place.name) if place.worded else place.name
    start, end = incident.date_start, incident.date_end
    when = interval(start, end) if start or end else "not dated"
    return capital(f"{TYPE_WORDS[incident.type]}, {where}, {when}")
