"""Clocks that count consecutive quiet days in a zone and start again with each violation.

A day without any source is unknown, not quiet (violation-notes.md, Bias): such a day breaks no run, but a run that
leans on it has not been shown. A day with a finding that is still open is unknown in the same way.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.model import Agreement, Finding, Incident, Verdict
from trucewatch.model.agreement import Obligation
from trucewatch.model.finding import QuietClock
from trucewatch.monitor.moments import day_of, parse_offset
from trucewatch.monitor.numbers import NUMBER, number

__all__ = ["QuietRule", "quiet_clocks", "quiet_rule"]

_QUIET = r"(?:quiet|calm|silence|silent|violation[- ]free|incident[- ]free|truce|(?:no|without|free of)\b[^.;]{0,30})"
_RULES = (
    re.compile(
        rf"(?P<n>{NUMBER}) (?:\w+ )?(?:consecutive |successive |straight |full |whole )*{_QUIET} days?\b", re.IGNORECASE
    ),
    re.compile(rf"(?P<n>{NUMBER}) (?:\w+ )?(?:consecutive|successive|straight) (?:full )?days?\b", re.IGNORECASE),
    re.compile(rf"(?P<n>{NUMBER}) (?:\w+ )?days? (?:of |with )?(?:full |complete |sustained )?{_QUIET}", re.IGNORECASE),
    re.compile(rf"quiet days? (?P<n>{NUMBER})\b", re.IGNORECASE),
)
_SINCE_LAST = re.compile(r"\blast (?:violation|incident|breach|shot|attack|ceasefire violation)\b", re.IGNORECASE)
_BY_STRENGTH = (
    frozenset({Verdict.ESTABLISHED}),
    frozenset({Verdict.ESTABLISHED, Verdict.PROBABLE}),
    frozenset({Verdict.ESTABLISHED, Verdict.PROBABLE, Verdict.ALLEGED}),
)
_HOURS = re.compile(rf"(?P<n>{NUMBER}) hours?\b", re.IGNORECASE)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class QuietRule:
    """So many consecutive days without a violation start a duty's clock; `since_last` where the days are the duty's own
    offset from the last violation, so that nothing is added to them."""

    days: int
    since_last: bool = False


def quiet_rule(duty: Obligation) -> QuietRule | None:
    """The rule of quiet days in a duty's trigger, or, where it has none, in its wording; None where there is none.

    Forms: event:seven_consecutive_days_no_violation, event:quiet_days_7, event:last_violation with an offset in days.
    """
    rule = duty.deadline
    trigger = rule.trigger if rule and rule.trigger else ""
    if trigger.startswith("event:"):
        words = re.sub(r"[_\-:]+", " ", trigger[6:])
        if _SINCE_LAST.search(words) and rule and rule.offset:
            try:
                offset = parse_offset(rule.offset)
            except ValueError:
                return None
            days = offset.days + round(offset.clock / _DAY)
            return QuietRule(days, since_last=True) if days > 0 else None
        return _rule_in(words)
    if trigger or rule is None or rule.absolute or rule.resolved:
        return None
    return _rule_in(" ".join(filter(None, (duty.action, duty.object, duty.note))))


def _rule_in(words: str) -> QuietRule | None:
    words = _HOURS.sub(_in_days, words)
    for pattern in _RULES:
        if found := pattern.search(words):
            days = number(found["n"])
            if days and days >= 1:
                return QuietRule(int(days))
    return None


def _in_days(hours: re.Match[str]) -> str:
    """Hours as the whole days that hold them: reports date events to days."""
    return f"{math.ceil((number(hours['n']) or 0) / 24)} days"


def quiet_clocks(
    agreement: Agreement,
    duty: Obligation,
    findings: Iterable[Finding],
    incidents: Mapping[str, Incident],
    sourced: Mapping[str | None, Collection[date]],
    day: date,
) -> tuple[QuietClock, ...]:
    """The clock of each zone of a duty that hangs on quiet days, up to and with a day; () for any other duty.

    `sourced` holds the days of each zone (None: of the whole agreement) for which some source is known.
    """
    rule = quiet_rule(duty)
    if rule is None:
        return ()
    own = [f for f in findings if f.agreement == agreement.id]
    zones: list[str | None] = [z.id for z in agreement.zones if z.id in duty.where]
    zones = zones or [None]
    return tuple(
        _Run(agreement, zone, [f for f in own if zone is None or f.zone == zone], incidents).clock(
            rule, sourced.get(zone, ()), day
        )
        for zone in zones
    )


class _Run:
    """One zone's days with violations."""

    def __init__(
        self, agreement: Agreement, zone: str | None, findings: Sequence[Finding], incidents: Mapping[str, Incident]
    ) -> None:
        self._zone = zone
        self._start = _start(agreement, zone)
        self._broken: dict[date, list[Finding]] = {}
        self._open: set[date] = set()
        for finding in findings:
            days = _days(incidents[finding.incident]) if finding.incident in incidents else ()
            if finding.verdict in _BY_STRENGTH[-1]:
                for when in days:
                    self._broken.setdefault(when, []).append(finding)
            elif finding.verdict is Verdict.INDETERMINATE:
                self._open.update(days)

    def clock(self, rule: QuietRule, sourced: Collection[date], day: date) -> QuietClock:
        """The clock on a day."""
        last = self._last(_BY_STRENGTH[-1], day)
        since = max(self._start, last + _DAY) if last else self._start
        unknown = [d for d in _between(since, day) if d not in sourced or d in self._open]
        run = max(0, (day - since).days + 1)
        reached = self._reached(rule, sourced, day)
        return QuietClock(
            zone=self._zone,
            required=rule.days,
            run=run,
            unknown_days=len(unknown),
            since=since,
            last_reset=last,
            resets=tuple(f.id for f in self._broken.get(last, ())) if last else (),
            reached=reached,
            by_count=tuple(self._run_of(strength, day) for strength in _BY_STRENGTH),  # type: ignore[arg-type]
            reason=_reason(rule, run, len(unknown), since, last, reached),
        )

    def _last(self, strength: frozenset[Verdict], day: date) -> date | None:
        found = (d for d, fs in self._broken.items() if d <= day and any(f.verdict in strength for f in fs))
        return max(found, default=None)

    def _run_of(self, strength: frozenset[Verdict], day: date) -> int:
        last = self._last(strength, day)
        since = max(self._start, last + _DAY) if last else self._start
        return max(0, (day - since).days + 1)

    def _reached(self, rule: QuietRule, sourced: Collection[date], day: date) -> date | None:
        run = 0
        for when in _between(self._start, day):
            quiet = when not in self._broken and when not in self._open and when in sourced
            run = run + 1 if quiet else 0
            if run == rule.days:
                return when
        return None


def _start(agreement: Agreement, zone: str | None) -> date:
    """From when days can be counted: the start of the agreement, or of the zone where that is later."""
    begins = day_of(agreement.in_force.start)
    drawn = [day_of(v.valid_from) for z in agreement.zones if z.id == zone for v in z.versions if v.valid_from]
    return max([begins, *([min(drawn)] if drawn else [])])


def _days(incident: Incident) -> Iterable[date]:
    first = incident.date_start or incident.date_end or incident.reported_first
    last = incident.date_end or first
    return tuple(_between(first, last)) if first and last else ()


def _between(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _reason(rule: QuietRule, run: int, unknown: int, since: date, last: date | None, reached: date | None) -> str:
    ago = f"since the last day with a violation alleged or better, {last}" if last else f"since {since}"
    said = f"A run of {run} days {ago}; {rule.days} are needed"
    if unknown:
        said += f"; for {unknown} of them nothing is known or a finding is open, so they are not shown to be quiet"
    if reached:
        return f"{said}. The run was first full on {reached}, every day of it with a source."
    if run >= rule.days:
        return f"{said}. The run is long enough only if those days were quiet, which is unknown."
    return f"{said}. The run is not full."
