"""What an agreement file says that is kept but not understood, or that leaves a question open for good.

None of it stops an agreement from loading. Each notice says what follows: what will not be judged, counted or dated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from trucewatch.model import Agreement, EventType
from trucewatch.model.agreement import Line
from trucewatch.monitor.agreement_checks import At, Problem
from trucewatch.monitor.carve_outs import is_understood
from trucewatch.monitor.deadline_rules import trigger_parts
from trucewatch.monitor.moments import is_moment
from trucewatch.monitor.quiet_days import quiet_rule
from trucewatch.monitor.recurrence import recurrence_of
from trucewatch.monitor.shapes import half_width_km
from trucewatch.monitor.weapons import weapon_classes
from trucewatch.monitor.windows import is_dated

__all__ = ["notices"]

_PHASE_KEYS = frozenset(
    "id from to until end duration binds zone zones hours note geography name title src basis".split()
)
_END_KEYS = frozenset("zone date how src basis note".split())
_LINE_KEYS = frozenset("id valid_from valid_to from to geometry precision boundary_sigma_km src basis note".split())
_EARTH_KM = 20_000
_TYPES = frozenset(t.value for t in EventType)


def notices(agreement: Agreement) -> list[Problem]:
    """Every notice, in the order of the file's parts."""
    return [n for part in _PARTS for n in part(agreement)]


def _text_versions(agreement: Agreement) -> Iterator[Problem]:
    if not any(v.authoritative for v in agreement.text_versions):
        first = agreement.text_versions[0].id
        yield Problem(
            ("text_versions",), f"no version is marked authoritative; the first one, {first!r}, is taken as it"
        )
    for i, version in enumerate(agreement.text_versions):
        if version.date is None:
            yield Problem(
                ("text_versions", i), f"version {version.id!r} has no date, so it counts as public from the start"
            )


def _in_force(agreement: Agreement) -> Iterator[Problem]:
    rule = agreement.in_force
    for i, contested in enumerate(rule.from_contested):
        if not is_moment(str(contested.value)):
            yield Problem(
                ("in_force", "from_contested", i),
                f"{contested.value!r} is no date, so it is not compared with the start",
            )
    for i, phase in enumerate(rule.phases):
        at: At = ("in_force", "phases", i)
        yield from _unknown_keys(at, phase, _PHASE_KEYS, "it binds nobody by them")
        if not is_dated(phase):
            yield Problem(at, "a moment, duration or hours in it cannot be read as ISO; the phase is not applied")
        elif not any(phase.get(key) for key in ("from", "to", "until", "end", "hours", "duration")):
            yield Problem(at, "it has no date, so it is not applied")
    for i, end in enumerate(rule.ended):
        yield from _unknown_keys(("in_force", "ended", i), end, _END_KEYS, "they are kept only")
        if not end.get("date"):
            yield Problem(("in_force", "ended", i), "it has no date, so it ends nothing")
    if rule.until and not is_moment(rule.until[:10]):
        yield Problem(("in_force", "until"), f"{rule.until!r} begins with no ISO date, so no end is reckoned from it")
    if rule.tz is None:
        yield Problem(("in_force",), "no time zone (tz) is given; days are read in UTC")


def _unknown_keys(at: At, entry: Mapping[str, Any], known: frozenset[str], effect: str) -> Iterator[Problem]:
    strange = sorted(set(entry) - known)
    if strange:
        yield Problem(at, f"{', '.join(strange)}: kept but not understood; {effect}")


def _extras(agreement: Agreement) -> Iterator[Problem]:
    parts: list[tuple[At, BaseModel | None]] = [
        (("signed",), agreement.signed),
        (("in_force", "extension"), agreement.in_force.extension),
    ]
    for at, part in parts:
        strange = sorted(part.model_extra or {}) if part is not None else []
        if strange:
            yield Problem(at, f"{', '.join(strange)}: kept but not understood")


def _participants(agreement: Agreement) -> Iterator[Problem]:
    known = {p.actor for p in agreement.participants} | {m.id for m in agreement.monitoring} | {"all"}
    for i, duty in enumerate(agreement.obligations):
        strange = [a for a in duty.actors if a not in known]
        if strange:
            yield Problem(
                ("obligations", i, "actors"),
                f"{', '.join(strange)}: bound here, but neither a participant nor a monitor",
            )
    if not any(p.role in ("party", "signatory", "bound_by_text", "acceded") for p in agreement.participants):
        yield Problem(("participants",), "nobody is bound but guarantors at most; acts of others are out of scope")


def _zones(agreement: Agreement) -> Iterator[Problem]:
    for i, zone in enumerate(agreement.zones):
        for j, version in enumerate(zone.versions):
            at: At = ("zones", i, "versions", j)
            tells = version.geometry or version.includes or version.excludes or version.admin
            if not tells and zone.kind != "whole_territory":
                yield Problem(
                    at, f"{zone.id} has no geometry and no list, so whether a place lies in it is unknown unless a "
                    "place's own membership says so"
                )  # fmt: skip
            parted = [a for a in version.admin if a.lower().startswith("part ")]
            if parted and not version.geometry and not version.includes:
                yield Problem((*at, "admin"), f"{', '.join(parted)}: a part of a province rules nothing in or out")
            shape = version.geometry or {}
            if shape.get("type") in ("LineString", "MultiLineString", "Point", "MultiPoint") and not half_width_km(
                shape, zone.as_worded
            ):
                yield Problem(
                    (*at, "geometry"), "neither it (width_km, radius_km) nor the wording says how far the zone reaches "
                    "about the line or point, so places on it stay open"
                )  # fmt: skip


def _lines(agreement: Agreement) -> Iterator[Problem]:
    drawn = {line.id for line in agreement.lines if any(v.get("geometry") for v in line.versions)}
    for i, line in enumerate(agreement.lines):
        for j, version in enumerate(line.versions):
            yield from _unknown_keys(("lines", i, "versions", j), version, _LINE_KEYS, "they are kept only")
        if line.kind == "withdrawal_line" and line.derived_from is None:
            yield Problem(("lines", i), "a withdrawal line without a baseline (derived_from): no strip can be reckoned")
        baseline = _baseline(agreement, line)
        if baseline is not None and baseline not in drawn:
            yield Problem(("lines", i), f"its baseline {baseline} has no geometry, so places about it stay open")
        offset = float(line.derived_from.get("offset_km") or 0) if line.derived_from else 0.0
        if offset > _EARTH_KM:
            yield Problem(("lines", i, "derived_from"), f"{offset:g} km is more than half around the globe")
        for weapon in line.weapons:
            if not weapon_classes(weapon):
                yield Problem(
                    ("lines", i, "weapons"), f"{weapon!r} is no class of weapon that is told from others here"
                )


def _baseline(agreement: Agreement, line: Line) -> str | None:
    """The line from which a derived one is reckoned in the end; None for a line that is not derived."""
    lines = {other.id: other for other in agreement.lines}
    found, seen = None, {line.id}
    while line.derived_from is not None:
        found = str(line.derived_from.get("line"))
        if found in seen or found not in lines:
            break
        seen.add(found)
        line = lines[found]
    return found


def _obligations(agreement: Agreement) -> Iterator[Problem]:
    for i, duty in enumerate(agreement.obligations):
        at: At = ("obligations", i)
        rule = duty.deadline
        if rule is not None:
            if rule.trigger is not None and trigger_parts(rule.trigger)[0] is None:
                yield Problem(
                    (*at, "deadline", "trigger"), f"{rule.trigger!r} is no trigger (signing, entry_into_force, "
                    "obligation:<id>:<moment>, event:<id>); the deadline stays unknown"
                )  # fmt: skip
            if rule.trigger is None and rule.absolute is None and rule.resolved is None:
                said = "an offset without a trigger" if rule.offset else "neither a date nor a trigger"
                yield Problem((*at, "deadline"), f"{said}, so no day is reckoned")
            if (rule.trigger or "").startswith("event:") and quiet_rule(duty) is None:
                event = (rule.trigger or "")[6:]
                by = (
                    "the first report of it"
                    if event.partition(":")[0] in _TYPES
                    else "a person's note that it happened"
                )
                yield Problem((*at, "deadline", "trigger"), f"its clock waits for {event!r} and starts with {by}")
        if duty.recurrence and recurrence_of(duty.recurrence) is None:
            yield Problem((*at, "recurrence"), f"{duty.recurrence!r} is not understood; no turns are reckoned from it")
        if duty.modality == "must" and not duty.event_types:
            yield Problem(at, f"{duty.id} names no event types, so no report can be found that speaks of it as done")


def _violations(agreement: Agreement) -> Iterator[Problem]:
    rules = agreement.violations
    if not rules.event_types and not any(o.event_types for o in agreement.obligations if o.modality == "must_not"):
        yield Problem(("violations",), "no act is listed here or in a must-not duty, so every finding stays open")
    for i, text in enumerate(rules.carve_outs):
        if not is_understood(text):
            yield Problem(("violations", "carve_outs", i), f"{text!r}: kept for the reader; the tests do not apply it")
    for i, duty in enumerate(agreement.reporting):
        if duty.cadence and recurrence_of(duty.cadence) is None:
            yield Problem(("reporting", i, "cadence"), f"{duty.cadence!r} is not understood; no turns are reckoned")


_PARTS: Sequence[Callable[[Agreement], Iterator[Problem]]] = (
    _extras,
    _text_versions,
    _in_force,
    _participants,
    _zones,
    _lines,
    _obligations,
    _violations,
)
