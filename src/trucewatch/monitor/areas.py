"""The areas in which acts are held against an agreement: its zones, and strips along its lines.

A withdrawal line is a line at an offset from a baseline ("25 km from the line of contact"): for those whom it binds,
and the weapons that it names, the strip between the two is where they must not be (schema-notes.md, decision 5).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trucewatch.model import Agreement, EventType
from trucewatch.model.agreement import Line, Obligation, Zone, ZoneVersion
from trucewatch.monitor.shapes import buffered
from trucewatch.monitor.weapons import weapon_classes

__all__ = ["Area", "areas_of"]

_PRESENCE = frozenset({EventType.PROHIBITED_PRESENCE.value})
_BARRED = frozenset({"security_zone", "demilitarised", "disengagement"})
_STRIPS = frozenset({"withdrawal_line", "buffer_edge", "security_line"})


@dataclass(frozen=True)
class Area:
    """A zone, or a strip along a line taken as one. `applies_to`: whom it concerns (empty: everyone); `only`: the acts
    for which it counts (empty: every act); `named_for`: acts that a duty names it for; `weapons`: the classes of weapon
    that it bars (empty: not by weapon)."""

    zone: Zone
    applies_to: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    named_for: frozenset[str] = frozenset()
    weapons: frozenset[str] = frozenset()

    def concerns(self, acts: Collection[str], actors: Collection[str]) -> bool:
        """Whether it counts for acts of these types by these actors."""
        return (not self.only or bool(self.only & set(acts))) and (
            not self.applies_to or not actors or bool(self.applies_to & set(actors))
        )


def areas_of(agreement: Agreement) -> tuple[Area, ...]:
    """The areas that count: zones in which a duty prohibits something (all, where no prohibition names any), zones
    that bar forces or weapons, and the strips along lines."""
    named = _zones_named(agreement)
    counting = [z for z in agreement.zones if z.id in named] or list(agreement.zones)
    zones = [Area(z, named_for=frozenset(named.get(z.id, ()))) for z in counting]
    barred = frozenset(agreement.violations.event_types).union(*(o.event_types for o in agreement.obligations))
    held = {a.zone.id for a in zones}
    more = [Area(z, only=_PRESENCE) for z in agreement.zones if z.id not in held and z.kind in _BARRED]
    if not barred & _PRESENCE:
        more = []
    return (*zones, *more, *_strips(agreement))


def _zones_named(agreement: Agreement) -> dict[str, set[str]]:
    """Where duties prohibit something, and which acts."""
    listed = set(agreement.violations.event_types)
    named: dict[str, set[str]] = {}
    for duty in agreement.obligations:
        if duty.modality == "must_not" or listed & set(duty.event_types):
            for where in duty.where:
                named.setdefault(where, set()).update(duty.event_types)
    return named


def _strips(agreement: Agreement) -> Iterator[Area]:
    lines = {line.id: line for line in agreement.lines}
    duties: dict[str, list[Obligation]] = {}
    for duty in agreement.obligations:
        for where in duty.where:
            duties.setdefault(where, []).append(duty)
    for line in agreement.lines:
        on_it = duties.get(line.id, [])
        if line.derived_from is None and not on_it:
            continue
        if line.kind not in _STRIPS and not on_it:
            continue
        acts = frozenset(t for duty in on_it for t in duty.event_types) or _PRESENCE
        bound = frozenset(line.applies_to) or frozenset(a for duty in on_it for a in duty.actors if a != "all")
        yield Area(_strip(line, lines), bound, only=acts, weapons=weapon_classes(" ; ".join(line.weapons)))


def _strip(line: Line, lines: dict[str, Line]) -> Zone:
    baseline, offset = _baseline(line, lines)
    drawn = list(baseline.versions) or [{}]
    versions = tuple(_version(number, version, offset) for number, version in enumerate(drawn))
    said = line.as_worded or (f"within {offset:g} km of {baseline.id}" if line.derived_from else f"along {line.id}")
    return Zone(id=line.id, kind="security_zone", as_worded=said, versions=versions)


def _baseline(line: Line, lines: dict[str, Line]) -> tuple[Line, float]:
    """The line that offsets start from, and the whole offset in km: a line may be derived from a derived one."""
    offset, seen = 0.0, {line.id}
    while line.derived_from is not None:
        offset += abs(float(line.derived_from.get("offset_km") or 0))
        parent = lines.get(str(line.derived_from.get("line")))
        if parent is None or parent.id in seen:
            break
        seen.add(parent.id)
        line = parent
    return line, offset


def _version(number: int, version: dict[str, Any], offset: float) -> ZoneVersion:
    geometry, sigma = version.get("geometry"), version.get("boundary_sigma_km")
    # An offset of nothing leaves a line, on which nobody can be found: only what lies about it can be told.
    drawn = buffered(geometry, offset) if geometry and offset > 0 else None
    return ZoneVersion(
        id=str(version.get("id") or f"v{number}"),
        precision=version["precision"] if version.get("precision") in _PRECISIONS else "stated",
        valid_from=_text(version.get("valid_from") or version.get("from")),
        valid_to=_text(version.get("valid_to") or version.get("to")),
        geometry=drawn,
        boundary_sigma_km=sigma if isinstance(sigma, int | float) and sigma >= 0 else None,
        note=f"derived from the baseline by {offset:g} km" if offset else None,
    )


_PRECISIONS: Sequence[str] = ("stated", "indicative", "provisional", "official", "disputed")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
