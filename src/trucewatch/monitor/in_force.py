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
from trucewatch.monitor.moments import Span, moment, parse_offset, zone_named
from trucewatch.monitor.parties import Footing, Standing

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
    """A start that binds some actors only, in one zone or in all."""

    start: datetime
    binds: frozenset[str]
    zone: str | None


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
        self._contested = tuple(moment(str(c.value), self.zone) for c in rule.from_contested)
        self._phases = tuple(self._phase(p) for p in rule.phases if p.get("from"))
        self._ends = tuple(self._end(e) for e in rule.ended)
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
        return self._after(span, zone) or TestOfForce(
            Outcome.YES, "in_force", f"in force for these actors from {binding:%Y-%m-%d %H:%M}"
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

    def _binding(self, sides: Sequence[Sequence[Standing]], zone: str | None) -> datetime:
        """The start for the side that was bound last; a side that is not known is taken to be bound with the last."""
        if not self._phases:
            return self._start
        latest = self._start
        for side in sides:
            bound = [s.through for s in side if s.footing is Footing.BOUND and s.through]
            starts = [p.start for p in self._phases if (p.zone in (None, zone)) and self._binds(p, bound)]
            if starts:
                latest = max(latest, min(starts))
            elif not bound:
                latest = max(latest, *(p.start for p in self._phases if p.zone in (None, zone)), self._start)
        return latest

    def _binds(self, phase: _Phase, actors: Sequence[str]) -> bool:
        words = {"all"} | ({"guarantors"} if self._guarantors.intersection(actors) else {"parties", "signatories"})
        return bool(phase.binds & (set(actors) | words)) if actors else False

    def _phase(self, phase: Mapping[str, Any]) -> _Phase:
        return _Phase(
            moment(str(phase["from"]), self.zone), frozenset(phase.get("binds") or ("all",)), phase.get("zone")
        )

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
