"""Incidents sorted by where the agreement puts them: in a zone, outside, before its time, or not decidable."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from trucewatch.model import EventType, Finding, Incident, Outcome, TestName, Verdict
from trucewatch.publish.desk import Desk, outcome

__all__ = ["Case", "Groups", "Tally", "first_day", "group", "tally", "zone_letters"]

_NOT_ON_THE_GROUND = frozenset({EventType.HUMANITARIAN_ACTION, EventType.CONTROL})


@dataclass(frozen=True)
class Case:
    """An incident with its finding under one agreement; None where it was not judged."""

    incident: Incident
    finding: Finding | None


@dataclass
class Groups:
    """Cases by agreement id and zone id, and those that lie outside or were judged under no agreement; each in order
    of time, undated ones last."""

    zones: dict[tuple[str, str], list[Case]] = field(default_factory=dict)
    undecided: list[Case] = field(default_factory=list)
    unjudged: list[Case] = field(default_factory=list)
    outside: list[Case] = field(default_factory=list)
    before: list[Case] = field(default_factory=list)
    process: list[Case] = field(default_factory=list)
    ahead: list[Case] = field(default_factory=list)

    def in_zones(self) -> list[Case]:
        """Every case that lies in a zone."""
        return [case for cases in self.zones.values() for case in cases]


@dataclass(frozen=True)
class Tally:
    """Incidents by verdict: three figures that contain each other, and those counted apart."""

    established: int
    probable: int
    alleged: int
    indeterminate: int
    contradicted: int
    other: int

    @property
    def figures(self) -> tuple[int, int, int]:
        """Established; established and probable; all alleged."""
        return (self.established, self.established + self.probable, self.established + self.probable + self.alleged)


def group(desk: Desk) -> Groups:
    """The view's incidents in their groups."""
    groups = Groups()
    for incident in sorted(desk.view.incidents, key=_time):
        for finding in desk.findings_of(incident) or (None,):
            _place(desk, groups, Case(incident, finding))
    return groups


def _place(desk: Desk, groups: Groups, case: Case) -> None:
    if not case.incident.mode_actual:
        groups.ahead.append(case)
    elif desk.is_process(case.incident):
        groups.process.append(case)
    elif case.incident.type not in _NOT_ON_THE_GROUND:
        _place_on_ground(groups, case)


def _place_on_ground(groups: Groups, case: Case) -> None:
    finding = case.finding
    if finding is None:
        groups.unjudged.append(case)
    elif outcome(finding, TestName.IN_FORCE) is Outcome.NO:
        groups.before.append(case)
    elif outcome(finding, TestName.IN_ZONE) is Outcome.NO:
        groups.outside.append(case)
    elif finding.zone is None:
        groups.undecided.append(case)
    else:
        groups.zones.setdefault((finding.agreement, finding.zone), []).append(case)


def first_day(incident: Incident) -> date | None:
    """The day on which an incident is counted; None where it is not dated."""
    return incident.date_start or incident.date_end


def _time(incident: Incident) -> tuple[date, date, str]:
    start = first_day(incident) or date.max
    return (start, incident.reported_first or date.max, incident.id)


def tally(cases: Iterable[Case]) -> Tally:
    """How many cases stand at which verdict."""
    verdicts = [case.finding.verdict for case in cases if case.finding is not None]
    counts = {verdict: verdicts.count(verdict) for verdict in Verdict}
    return Tally(
        counts[Verdict.ESTABLISHED],
        counts[Verdict.PROBABLE],
        counts[Verdict.ALLEGED],
        counts[Verdict.INDETERMINATE],
        counts[Verdict.CONTRADICTED],
        counts[Verdict.NOT_A_VIOLATION] + counts[Verdict.OUT_OF_SCOPE],
    )


def zone_letters(desk: Desk) -> dict[tuple[str, str], str]:
    """A letter for each zone of each agreement, the same in text and on maps: A to Z, then AA."""
    zones = [(agreement.id, zone.id) for agreement in desk.setting.agreements for zone in agreement.zones]
    return {key: _letter(number) for number, key in enumerate(zones)}


def _letter(number: int) -> str:
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
