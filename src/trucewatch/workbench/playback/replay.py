"""A watch's view as known on each day on which it learned something, each worked out from the one before.

What comes out is what `Watch.view` makes of that day, without obligations and the corpus hash: a test holds the two
against each other over all days of the example. Of a day only the units (units.py) that something came to are grouped
and weighed anew, and only the places asked again that something bears on (holders.py).
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trucewatch.assess import assess
from trucewatch.assess.records import TrackRecords
from trucewatch.decisions import sensitive, signatures
from trucewatch.ledger.kinds import FindingSigned, PropositionResolved
from trucewatch.model import Claim, Copy, Finding, Incident, Regrouping, Report, Setting, View
from trucewatch.model.finding import Signature
from trucewatch.moments import day_of
from trucewatch.monitor import Judge
from trucewatch.regrouping import records_of, regroupings
from trucewatch.views import begun, held_places, setting_of, settled_by, world_of
from trucewatch.watch import Watch
from trucewatch.workbench.playback.arrivals import Arrivals, Day
from trucewatch.workbench.playback.copies import Copies
from trucewatch.workbench.playback.holders import Holders
from trucewatch.workbench.playback.units import Units, decided_together

__all__ = ["Replay", "Step"]


@dataclass(frozen=True)
class Step:
    """What was known on a day: the view, which of its incidents are not as they were on the day before (`changed`), and
    the ids of those that are gone."""

    day: date
    view: View
    changed: tuple[Incident, ...]
    gone: frozenset[str]


class Replay:
    """The days of a watch up to those of a whole `view`, which was made of what had been recorded up to `upto`. `more`
    are days to show even though nothing came on them."""

    def __init__(self, watch: Watch, view: View, upto: datetime, more: Iterable[date] = ()) -> None:
        self._watch, self._ledger, self._last, self._upto = watch, watch.ledger, view, upto
        self._arrivals = Arrivals(watch, view, upto)
        for day in more:
            self._arrivals.on(day)
        self._as_of = day_of(view.as_of, watch.zone)
        self._signing = next(self._ledger.entries(FindingSigned.kind), None) is not None
        self._resolving = next(self._ledger.entries(PropositionResolved.kind), None) is not None
        self._repeated = Copies(view.reports.values(), view.copies)
        self._reports: dict[str, Report] = {}
        self._claims: dict[str, dict[str, Claim]] = {}
        self._copies: tuple[Copy, ...] = ()
        self._decisions: list[Regrouping] = []
        self._decided: dict[Hashable, list[tuple[int, Regrouping]]] = {}
        self._records = TrackRecords()
        self._signed: dict[str, Signature] = {}
        self._incidents: dict[str, Incident] = {}
        self._of_unit: dict[Hashable, list[str]] = {}
        self._findings: dict[str, tuple[Finding, ...]] = {}
        self._judges: tuple[Judge, ...] = ()

    @property
    def days(self) -> list[date]:
        """The days of its steps."""
        return [day.day for day in self._arrivals]

    def steps(self) -> Iterator[Step]:
        """Every day on which something came, the earliest first. What a step holds is good until the next is asked."""
        for number, day in enumerate(self._arrivals):
            at = self._arrivals.moment(day.day)
            if number == 0 or day.settled:
                self._settle(at)
            yield self._step(day, at, anew=number == 0 or day.settled)

    def _settle(self, at: datetime) -> None:
        """Take up the watch's own data as they count at a moment."""
        settings = self._watch.settings
        self._setting: Setting = setting_of(self._ledger, settings, settled_by(settings, at, self._upto))
        self._world = world_of(self._setting, settings)
        readings = (c for day in self._arrivals for claims in day.claims.values() for c in claims.values())
        self._units = Units(self._last.reports, readings, self._world, decided_together(self._ledger))
        self._decided = self._units.sorted_out(self._decisions)
        self._of_unit, self._judges = {}, ()
        places = (place.id for place in self._setting.places)
        self._holders = Holders((*settings.watched_places, *places), self._world, self._last.as_of)
        for report, claims in self._claims.items():
            self._holders.put(report, claims)

    def _step(self, day: Day, at: datetime, *, anew: bool) -> Step:
        dirty = self._learned(day)
        if day.reports:
            dirty |= self._copied()
        if day.decided or not self._decisions:
            dirty |= self._regrouped(at)
        if self._resolving and self._taught(day, at):
            anew = True
        before = self._incidents
        units = self._all_units() if anew else self._units.of(sorted(dirty))
        self._regroup(units, at)
        rejudged = self._judged(units, at)
        shown = {key: one for key, one in self._incidents.items() if begun(one, self._as_of)}
        changed = tuple(shown[key] for key in rejudged if key in shown)
        return Step(day.day, self._view(shown, at), changed, frozenset(before.keys() - shown.keys()))

    # What came

    def _learned(self, day: Day) -> set[str]:
        """The claims that read otherwise from this day on."""
        self._reports |= {key: self._last.reports[key] for key in day.reports}
        dirty: set[str] = set()
        for report, claims in day.claims.items():
            held = self._claims.get(report, {})
            dirty |= {key for key in held.keys() | claims.keys() if held.get(key) != claims.get(key)}
            self._claims[report] = claims
            self._holders.put(report, claims)
        for report in day.heard:
            self._holders.heard(report)
        return dirty

    def _copied(self) -> set[str]:
        """The claims of reports whose way back to an original is not what it was."""
        fresh = self._repeated.learn(self._reports.keys())
        if fresh:
            self._copies = self._repeated.now
        return {key for report in fresh for key in self._claims.get(report, ())}

    def _regrouped(self, at: datetime) -> set[str]:
        """The claims that people's decisions on incidents came to, or left."""
        before, self._decisions = self._decisions, regroupings(self._ledger, at, self._upto)
        self._decided = self._units.sorted_out(self._decisions)
        differing = {*map(_told, before)} ^ {*map(_told, self._decisions)}
        return {key for change in (*before, *self._decisions) if _told(change) in differing for key in _about(change)}

    def _taught(self, day: Day, at: datetime) -> bool:
        """Whether the sources' track records are not what they were."""
        before = self._records
        known = (self._reports, self._known_claims(), self._copies)
        self._records = records_of(self._ledger, *known, self._world, at, self._upto)
        return before != self._records or day.decided

    # What it made of it

    def _all_units(self) -> dict[Hashable, None]:
        self._of_unit, self._incidents, self._findings = {}, {}, {}
        return self._units.of(key for claims in self._claims.values() for key in claims)

    def _regroup(self, units: Mapping[Hashable, None], at: datetime) -> None:
        """Group and weigh the claims of some units anew."""
        gone = {key for unit in units for key in self._of_unit.pop(unit, ())}
        kept = {key: one for key, one in self._incidents.items() if key not in gone}
        keys = self._units.claims(units)
        claims = [c for key in keys if (c := self._claims.get(key.rpartition("/")[0], {}).get(key)) is not None]
        decided = sorted({pair[0]: pair[1] for unit in units for pair in self._decided.get(unit, ())}.items())
        found = assess(
            self._reports,
            claims,
            self._copies,
            self._world,
            decisions=[change for _, change in decided],
            records=self._records,
            on=day_of(at, self._watch.zone),
        )
        for one in found:
            (unit,) = self._units.of(one.claims[:1])
            self._of_unit.setdefault(unit, []).append(one.id)
        self._incidents = kept | {one.id: one for one in found}

    def _judged(self, units: Mapping[Hashable, None], at: datetime) -> list[str]:
        """Judge what was weighed anew, and what people signed otherwise since; the ids of all of these."""
        fresh = dict.fromkeys(key for unit in units for key in self._of_unit.get(unit, ()))
        if self._signing:
            before, self._signed = self._signed, signatures(self._ledger, at, self._upto)
            self._judges = self._judges if before == self._signed else ()
            signed = {key for key in before.keys() | self._signed.keys() if before.get(key) != self._signed.get(key)}
            of_finding = {f.id: f.incident for findings in self._findings.values() for f in findings}
            fresh |= dict.fromkeys(of_finding[key] for key in sorted(signed) if key in of_finding)
        incidents = [self._incidents[key] for key in fresh if key in self._incidents]
        self._findings = {k: found for k, found in self._findings.items() if k in self._incidents and k not in fresh}
        claims = {key: self._claims[key.rpartition("/")[0]][key] for one in incidents for key in one.claims}
        found: dict[str, Sequence[Finding]] = {one.id: () for one in incidents}
        for one in incidents:
            if begun(one, self._as_of):
                up = (bench for bench in self._benches() if bench.comes_up(one, self._last.as_of.date()))
                found[one.id] = [bench.finding(one, claims, self._reports) for bench in up]
        self._findings |= {key: tuple(findings) for key, findings in found.items()}
        return list(found)

    def _benches(self) -> tuple[Judge, ...]:
        """Every agreement with what its tests look up, and what is signed by now."""
        if not self._judges:
            self._judges = tuple(Judge(one, self._world, self._signed) for one in self._setting.agreements)
        return self._judges

    def _known_claims(self) -> dict[str, Claim]:
        return {key: claim for report in self._last.reports for key, claim in self._claims.get(report, {}).items()}

    def _view(self, shown: Mapping[str, Incident], at: datetime) -> View:
        incidents = sorted(shown.values(), key=lambda i: (i.date_start or i.reported_first or date.max, i.id))
        by_agreement: dict[str, list[Finding]] = {agreement.id: [] for agreement in self._setting.agreements}
        for one in incidents:
            for finding in self._findings.get(one.id, ()):
                by_agreement[finding.agreement].append(finding)
        held = held_places(self._setting, self._watch.settings, tuple(incidents))
        return self._last.model_copy(
            update={
                "setting": self._setting,
                "known_on": at,
                "reports": {key: self._reports[key] for key in self._last.reports if key in self._reports},
                "copies": self._copies,
                "claims": self._known_claims(),
                "incidents": tuple(incidents),
                "findings": tuple(f for findings in by_agreement.values() for f in findings),
                "obligations": (),
                "holdings": self._holders.holdings(held, self._reports, at),
                "unread": (),
                "sensitive": sensitive(self._ledger, self._incidents.values(), self._upto),
                "corpus_hash": "",
            }
        )


def _told(change: Regrouping) -> str:
    return change.model_dump_json()


def _about(change: Regrouping) -> Sequence[str]:
    return (*change.claims, *change.others)
