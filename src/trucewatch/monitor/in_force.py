"""The first test: did the agreement bind these actors, in this zone, at every possible time of the event.

Every date that somebody gives for the start is kept (schema-notes.md, design decision 3); the answer says which was
used. Days are read in the agreement's own time zone, and an event dated to a day may lie anywhere in it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trucewatch.model import Agreement, Outcome
from trucewatch.monitor.moments import Span, is_moment, moment, parse_offset, zone_named
from trucewatch.monitor.parties import Footing, Standing
from trucewatch.monitor.windows import Window, WindowAnswer, is_dated, window_of, within, zones_of

__all__ = ["ForceClock", "TestOfForce"]

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}(T[0-9:]+([+-]\d{2}:\d{2}|Z)?)?")
_GOES_ON = frozenset({"by_consensus", "automatic_on_consensus", "by_agreement"})


@dataclass(frozen=True)
class TestOfForce:
    """The answer of the first test."""

    __test__ = False

    outcome: Outcome
    code: str
    reason: str


@dataclass(frozen=True)
class _Phase:
    """A start that binds some actors only, in some zones or, where none are named, in all."""

    start: datetime
    binds: frozenset[str]
    zones: frozenset[str]

    def holds_in(self, zone: str | None) -> bool:
        """Whether it speaks of a zone (None: of what lies in none)."""
        return not self.zones or zone in self.zones


@dataclass(frozen=True)
class _End:
    """An end: certainly in force until `last`, certainly over from `over`; the day between belongs to neither."""

    last: datetime
    over: datetime
    zone: str | None
    how: str


class ForceClock:
    """From when to when an agreement binds whom and where."""

    def __init__(self, agreement: Agreement) -> None:
        rule = agreement.in_force
        self.zone = zone_named(rule.tz)
        self._guarantors = {p.actor for p in agreement.participants if p.role == "guarantor"}
        self._start = moment(rule.start, self.zone)
        self._contested = tuple(moment(str(c.value), self.zone) for c in rule.from_contested if is_moment(str(c.value)))
        phases = [p for p in rule.phases if is_dated(p)]
        self._phases = tuple(self._phase(p) for p in phases if p.get("from"))
        self._windows = tuple(w for p in phases if (w := window_of(p, self._start, self.zone)) is not None)
        self._endless = tuple(
            self._phase(p) for p in phases if p.get("from") and window_of(p, self._start, self.zone) is None
        )
        self._has_term = rule.until is not None or rule.duration is not None
        self._ends = tuple(self._end(e) for e in rule.ended if e.get("date"))
        self._mode = rule.extension.mode if rule.extension else None
        self._term, self._firm = self._term_of(agreement)

    def test(self, span: Span, sides: Sequence[Sequence[Standing]], zone: str | None) -> TestOfForce:
        """Whether it was in force over the whole span of an event between two sides in a zone (None: anywhere)."""
        binding = self._binding(sides, zone)
        starts = (self._start, *self._contested, binding)
        early = self._before(span, min(starts), binding)
        if early is not None:
            return early
        if not span.wholly_from(max(starts)):
            return TestOfForce(Outcome.DISPUTED, "start_contested", f"a start on {max(starts):%Y-%m-%d} is also given")
        return (
            self._after(span, zone)
            or self._in_windows(span, sides, zone)
            or TestOfForce(Outcome.YES, "in_force", f"in force for these actors from {binding:%Y-%m-%d %H:%M}")
        )

    def _before(self, span: Span, earliest: datetime, binding: datetime) -> TestOfForce | None:
        if span.wholly_before(earliest):
            return TestOfForce(Outcome.NO, "before_in_force", f"before {earliest:%Y-%m-%d}, the first start given")
        if span.wholly_before(binding):
            dated = span.start is not None
            if binding > self._start:
                said = (
                    f"it binds these actors from {binding:%Y-%m-%d %H:%M}; a start on {earliest:%Y-%m-%d} is also given"
                )
                return TestOfForce(Outcome.DISPUTED if dated else Outcome.UNKNOWN, "before_area_regime", said)
            return TestOfForce(Outcome.DISPUTED, "start_contested", f"a start on {earliest:%Y-%m-%d} is also given")
        if not span.wholly_from(binding):
            if span.start is None:
                said = f"no claim dates it, and only from {binding:%Y-%m-%d} on were these actors bound"
                return TestOfForce(Outcome.UNKNOWN, "undated", said)
            return TestOfForce(
                Outcome.UNKNOWN, "straddles_start", f"it may lie before or after {binding:%Y-%m-%d %H:%M}"
            )
        return None

    def _after(self, span: Span, zone: str | None) -> TestOfForce | None:
        ends = [e for e in self._ends if e.zone is None or e.zone == zone]
        if self._term is not None and self._firm:
            ends.append(self._term)
        if ends:
            end = min(ends, key=lambda e: e.last)
            if span.wholly_from(end.over):
                return TestOfForce(Outcome.NO, "after_end", f"after {end.last:%Y-%m-%d}: {end.how}")
            if not span.wholly_before(end.last):
                return TestOfForce(
                    Outcome.UNKNOWN, "straddles_end", f"it may lie before or after {end.last:%Y-%m-%d}: {end.how}"
                )
        if self._term is not None and not self._firm and not span.wholly_before(self._term.last):
            return TestOfForce(
                Outcome.DISPUTED, "extension_unclear", f"the term ran to {self._term.last:%Y-%m-%d}; {self._term.how}"
            )
        return None

    def _in_windows(self, span: Span, sides: Sequence[Sequence[Standing]], zone: str | None) -> TestOfForce | None:
        """The answer of phases that end or have hours; None where none is there, or the event lies within one."""
        bound = [name for side in sides for name in _bound(side)]
        if any(p.holds_in(zone) and self._binds(p, bound) for p in self._endless):
            return None
        windows = [
            w for w in self._windows if (not bound or self._binds(w, bound)) and (not w.zones or zone in w.zones)
        ]
        if not windows:
            return None
        answer = within(span, windows)
        codes = {
            WindowAnswer.OUTSIDE: (Outcome.NO, "outside_window", "it lies outside the hours or pauses that are stated"),
            WindowAnswer.STRADDLES: (
                Outcome.UNKNOWN,
                "straddles_window",
                "the hours or phase that are stated cover only a part of the time at which it may have happened",
            ),
            WindowAnswer.BETWEEN: (Outcome.UNKNOWN, "between_phases", "it lies between two phases"),
            WindowAnswer.AFTER: (Outcome.UNKNOWN, "after_phases", "it lies after the end of the last phase"),
        }
        # A stage of the whole may end within the agreement's own term; a pause in one zone ends there for good.
        stages = self._has_term and not any(w.zones for w in windows)
        if answer is WindowAnswer.INSIDE or (answer is WindowAnswer.AFTER and stages):
            return None
        return TestOfForce(*codes[answer])

    def _binding(self, sides: Sequence[Sequence[Standing]], zone: str | None) -> datetime:
        """The start for the side that was bound last; a side that is not known is taken to be bound with the last."""
        if not self._phases:
            return self._start
        latest = self._start
        for side in sides:
            bound = _bound(side)
            starts = [p.start for p in self._phases if p.holds_in(zone) and self._binds(p, bound)]
            if starts:
                latest = max(latest, min(starts))
            elif not bound:
                latest = max(latest, self._last_bound(zone))
        return latest

    def _last_bound(self, zone: str | None) -> datetime:
        """When the last of those whom phases name was first bound; a later stage binds them again, not anew."""
        here = [p for p in self._phases if p.holds_in(zone)]
        everyone = min((p.start for p in here if "all" in p.binds), default=None)
        named = {n: min(p.start for p in here if n in p.binds) for p in here for n in p.binds if n != "all"}
        starts = [min(s, everyone) if everyone else s for s in named.values()]
        return max(starts, default=everyone or self._start)

    def _binds(self, phase: _Phase | Window, actors: Sequence[str]) -> bool:
        words = {"all"} | ({"guarantors"} if self._guarantors.intersection(actors) else {"parties", "signatories"})
        return bool(phase.binds & (set(actors) | words)) if actors else False

    def _phase(self, phase: Mapping[str, Any]) -> _Phase:
        binds = phase.get("binds") or ("all",)
        whom = frozenset(str(b) for b in binds) if isinstance(binds, list | tuple) else frozenset({str(binds)})
        return _Phase(moment(str(phase["from"]), self.zone), whom, zones_of(phase))

    def _end(self, entry: Mapping[str, Any]) -> _End:
        return self._point(str(entry["date"]), entry.get("zone"), str(entry.get("how") or "ended"))

    def _point(self, text: str, zone: str | None, how: str) -> _End:
        at = moment(text, self.zone)
        return _End(at, at if "T" in text else at + timedelta(days=1), zone, how)

    def _term_of(self, agreement: Agreement) -> tuple[_End | None, bool]:
        """The end of the stated term and whether nothing but the text's own words can move it."""
        rule = agreement.in_force
        found = _DAY.match(rule.until) if rule.until else None
        if found and rule.until:
            exact = found.end() == len(rule.until)
            term = self._point(found[0], None, rule.until if not exact else "the end of the term")
            return (None, False) if self._mode == "automatic" else (term, exact and self._mode not in _GOES_ON)
        if rule.duration is None or self._mode == "automatic":
            return None, False
        end = parse_offset(rule.duration).after(self._start)
        return _End(end, end, None, f"the end of {rule.duration}"), self._mode not in _GOES_ON


def _bound(side: Sequence[Standing]) -> list[str]:
    """The participants through whom the bound among them are bound, and the agreement's sides that they are on."""
    return [name for s in side if s.footing is Footing.BOUND for name in (s.through, s.side) if name]
