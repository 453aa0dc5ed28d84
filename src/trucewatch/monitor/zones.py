"""The second test: does the place lie in a zone, under every version of the boundary that can have been in force.

What a list or a party's own statement says about a place beats geometry; geometry gives a probability per version, and
the versions are reported from the smallest to the largest, never averaged (violation-notes.md, "Place uncertainty").
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trucewatch.model import Agreement, Outcome, Place, PlaceRef
from trucewatch.model.agreement import Zone, ZoneVersion
from trucewatch.monitor.geometry import Boundary
from trucewatch.monitor.moments import day_of

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["TestOfZone", "ZoneMap"]

INSIDE, LIKELY, UNLIKELY, OUTSIDE = 0.95, 0.75, 0.25, 0.05

RADIUS_WHEN_UNSTATED_KM = 3.0
"""A point without a radius: UCDP precision 2, "near a known place" (violation-notes.md)."""

SIGMA_WHEN_UNSTATED_KM = {"official": 0.1, "provisional": 1.0}
"""By the precision of the boundary; any other precision is known to 3 km at best."""

_KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class TestOfZone:
    """The answer of the second test for one zone, or for all where `zone` is None."""

    __test__ = False

    outcome: Outcome
    code: str
    reason: str
    zone: str | None = None
    low: float | None = None
    high: float | None = None

    @property
    def rank(self) -> tuple[int, float]:
        """How much it matters: inside before disputed, about the boundary, unknown, outside."""
        order = {Outcome.YES: 5, Outcome.DISPUTED: 4, Outcome.NO: 0}
        unknown = {"boundary": 3, "geometry_unknown": 2, "place_vague": 2, "likely_outside": 1}
        return order.get(self.outcome, unknown.get(self.code, 1)), self.high if self.high is not None else 1.0


@dataclass(frozen=True)
class _Spot:
    """Where an event lay: the wording, the gazetteer's chain from the place upwards, and a density if known."""

    name: str
    chain: tuple[Place, ...]
    lat: float | None
    lon: float | None
    radius_km: float


@dataclass(frozen=True)
class _Answer:
    """What one version says: a probability, or "disputed", or None where it says nothing."""

    share: float | None
    said: str
    disputed: bool = False
    listed: bool = False
    vague: bool = False


class ZoneMap:
    """The zones of one agreement in which its prohibitions hold, ready to be asked about places."""

    def __init__(self, agreement: Agreement, world: "World") -> None:
        self._world = world
        self._zones = _zones_that_count(agreement)
        self._boundaries: dict[tuple[str, str, float], Boundary] = {}
        self._spots: dict[PlaceRef, _Spot | None] = {}
        self._answers: dict[tuple[PlaceRef, str, str], _Answer] = {}
        self._tests: dict[tuple[PlaceRef, str, tuple[str, ...]], TestOfZone] = {}

    def test(self, places: Sequence[PlaceRef], first: date | None, last: date | None) -> TestOfZone:
        """The zone that matters most for an event at a place between two days (None: not bounded on that side).

        `places` are innermost first; the first one that can be located counts. The zone is None where the place lies
        outside all of them.
        """
        if not self._zones:
            return TestOfZone(Outcome.YES, "no_zones", "the agreement names no zones, so it holds everywhere")
        ref = next((p for p in places if self._spot(p) is not None), None)
        if ref is None:
            everywhere = next((z for z in self._zones if z.kind == "whole_territory"), None)
            if everywhere is not None and places:
                return TestOfZone(Outcome.YES, "whole_territory", _everywhere(everywhere), everywhere.id)
            if not places:
                return TestOfZone(Outcome.UNKNOWN, "no_place", "no claim names a place")
            return TestOfZone(Outcome.UNKNOWN, "place_unresolved", f"{places[0].name!r} could not be located")
        answers = [self._in_zone(ref, zone, _versions(zone, first, last)) for zone in self._zones]
        best = max(answers, key=lambda answer: answer.rank)
        if best.outcome is not Outcome.NO:
            return best
        shares = [a.high for a in answers if a.high is not None]
        reason = "; ".join(dict.fromkeys(a.reason for a in answers))
        return TestOfZone(Outcome.NO, "outside", reason, None, min(shares, default=None), max(shares, default=None))

    # --- one zone

    def _in_zone(self, ref: PlaceRef, zone: Zone, versions: Sequence[ZoneVersion]) -> TestOfZone:
        key = (ref, zone.id, tuple(v.id for v in versions))
        if key not in self._tests:
            self._tests[key] = self._combine(zone, [self._answer(ref, zone, v) for v in versions])
        return self._tests[key]

    def _combine(self, zone: Zone, answers: Sequence[_Answer]) -> TestOfZone:
        reason = "; ".join(dict.fromkeys(a.said for a in answers))
        shares = [a.share for a in answers if a.share is not None]
        drawn = [a.share for a in answers if a.share is not None and not a.listed]
        low, high = min(drawn, default=None), max(drawn, default=None)
        if any(a.disputed for a in answers):
            return TestOfZone(Outcome.DISPUTED, "zone_disputed", reason, zone.id, low, high)
        if any(a.vague for a in answers):
            return TestOfZone(Outcome.UNKNOWN, "place_vague", reason, zone.id, low, high)
        if len(shares) < len(answers):
            return TestOfZone(Outcome.UNKNOWN, "geometry_unknown", reason, zone.id, low, high)
        outcome, code = _band(min(shares), max(shares))
        if code == "inside" and zone.kind == "whole_territory" and not drawn:
            code = "whole_territory"
        return TestOfZone(outcome, code, reason, zone.id, low, high)

    def _answer(self, ref: PlaceRef, zone: Zone, version: ZoneVersion) -> _Answer:
        key = (ref, zone.id, version.id)
        if key not in self._answers:
            spot = self._spot(ref)
            assert spot is not None
            self._answers[key] = self._listed(spot, zone, version) or self._drawn(spot, zone, version)
        return self._answers[key]

    def _listed(self, spot: _Spot, zone: Zone, version: ZoneVersion) -> _Answer | None:
        """What lists and statements say of the place, or of the nearest place that holds it."""
        for place in spot.chain or (None,):
            said = set(_assertions(place, spot.name, zone, version))
            if not said:
                continue
            name, label = place.name if place else spot.name, f"{zone.id} ({version.id})"
            if said == {"inside"}:
                return _Answer(1.0, f"a list or statement places {name} in {label}", listed=True)
            if said == {"outside"}:
                return _Answer(0.0, f"a list or statement places {name} outside {zone.id}", listed=True)
            return _Answer(None, f"whether {name} belongs to {label} is disputed", disputed=True)
        if zone.kind == "whole_territory" and version.geometry is None:
            return _Answer(1.0, _everywhere(zone), listed=True)
        return None

    def _drawn(self, spot: _Spot, zone: Zone, version: ZoneVersion) -> _Answer:
        """What the outline says: its own, or, only to rule a place out, the latest one before it."""
        label = f"{zone.id} ({version.id})"
        if spot.lat is None or spot.lon is None:
            return _Answer(None, f"{spot.name} has no coordinates, and no list says whether it belongs to {label}")
        if version.geometry is not None:
            outline = self._boundary(zone, version, 1.0)
            share = outline.share_inside(spot.lat, spot.lon, spot.radius_km)
            vague = share < UNLIKELY and outline.is_swallowed_by(spot.lat, spot.lon, spot.radius_km)
            said = f"{spot.name} lies in {label} with p = {share:.2f}" + (
                ", but is larger than the zone" if vague else ""
            )
            return _Answer(share, said, disputed=version.precision == "disputed" and share >= OUTSIDE, vague=vague)
        earlier = _drawn_before(zone, version)
        if earlier is not None:
            outline = self._boundary(zone, earlier, 2.0)
            share = outline.share_inside(spot.lat, spot.lon, spot.radius_km)
            if share < OUTSIDE and not outline.is_swallowed_by(spot.lat, spot.lon, spot.radius_km):
                said = f"{spot.name} lies far outside {zone.id} ({earlier.id}); the later {version.id} is not public"
                return _Answer(share, said)
        return _Answer(None, f"the boundary of {label} is not public")

    def _boundary(self, zone: Zone, version: ZoneVersion, widen: float) -> Boundary:
        key = (zone.id, version.id, widen)
        if key not in self._boundaries:
            sigma = version.boundary_sigma_km
            if sigma is None:
                sigma = SIGMA_WHEN_UNSTATED_KM.get(version.precision, 3.0)
            assert version.geometry is not None
            self._boundaries[key] = Boundary(version.geometry, sigma * widen)
        return self._boundaries[key]

    # --- the place

    def _spot(self, ref: PlaceRef) -> _Spot | None:
        if ref not in self._spots:
            self._spots[ref] = self._find(ref)
        return self._spots[ref]

    def _find(self, ref: PlaceRef) -> _Spot | None:
        place = self._world.places.get(ref.place_id) if ref.place_id else None
        if ref.lat is None or ref.lon is None:
            if place is None:
                return None
            return _Spot(ref.name, self._chain(place), place.lat, place.lon, place.radius_km)
        radius = ref.radius_km
        if radius is None:
            radius = place.radius_km if place else RADIUS_WHEN_UNSTATED_KM
        # "7 km north of X" names X and lies elsewhere: what is said of X does not hold there.
        here = place if place and _apart_km(ref.lat, ref.lon, place) <= place.radius_km else None
        return _Spot(ref.name, self._chain(here) if here else (), ref.lat, ref.lon, radius)

    def _chain(self, place: Place) -> tuple[Place, ...]:
        chain = [place]
        while (parent := chain[-1].parent) is not None:
            above = self._world.places.get(parent)
            if above is None or above in chain:
                break
            chain.append(above)
        return tuple(chain)


def _zones_that_count(agreement: Agreement) -> tuple[Zone, ...]:
    """The zones in which something is prohibited; all of them where no prohibition names any."""
    listed = set(agreement.violations.event_types)
    named = {
        where
        for obligation in agreement.obligations
        if obligation.modality == "must_not" or listed & set(obligation.event_types)
        for where in obligation.where
    }
    return tuple(z for z in agreement.zones if z.id in named) or agreement.zones


def _versions(zone: Zone, first: date | None, last: date | None) -> tuple[ZoneVersion, ...]:
    """The versions that can have been in force between two days; before all of them the first, after all the last."""
    holding = tuple(v for v in zone.versions if _overlaps(v, first, last))
    if holding:
        return holding
    ordered = sorted(zone.versions, key=lambda v: v.valid_from or "")
    ahead = [v for v in ordered if last is not None and v.valid_from and day_of(v.valid_from) > last]
    return (ahead[0],) if ahead else (ordered[-1],)


def _overlaps(version: ZoneVersion, first: date | None, last: date | None) -> bool:
    begun = version.valid_from is None or last is None or day_of(version.valid_from) <= last
    going = version.valid_to is None or first is None or first <= day_of(version.valid_to)
    return begun and going


def _drawn_before(zone: Zone, version: ZoneVersion) -> ZoneVersion | None:
    earlier = [v for v in zone.versions if v.geometry and (v.valid_from or "") <= (version.valid_from or "")]
    return max(earlier, key=lambda v: v.valid_from or "", default=None)


def _assertions(place: Place | None, wording: str, zone: Zone, version: ZoneVersion) -> Iterator[str]:
    names = {wording.casefold()}
    if place is not None:
        names = {n.casefold() for n in (place.id, place.name, *place.variants)}
        stated = place.membership.get(zone.id) or place.membership.get("all")
        if stated:
            yield stated
        if place.admin1 is not None and place.admin1 in version.admin:
            yield "inside"
    if names & ({zone.id.casefold()} if place else set()) or zone.as_worded.casefold() in names:
        yield "inside"
    if names & {n.casefold() for n in version.includes}:
        yield "inside"
    if names & {n.casefold() for n in version.excludes}:
        yield "outside"
    if names & {str(part.get("place") or part.get("id")).casefold() for part in version.disputed_parts}:
        yield "disputed"


def _band(low: float, high: float) -> tuple[Outcome, str]:
    if low >= LIKELY:
        return Outcome.YES, "inside" if low >= INSIDE else "likely_inside"
    if high < UNLIKELY:
        return (Outcome.NO, "outside") if high < OUTSIDE else (Outcome.UNKNOWN, "likely_outside")
    if low < UNLIKELY and high >= LIKELY:
        return Outcome.DISPUTED, "versions_disagree"
    return Outcome.UNKNOWN, "boundary"


def _everywhere(zone: Zone) -> str:
    return f"{zone.id} covers the whole territory"


def _apart_km(lat: float, lon: float, place: Place) -> float:
    """Distance over the few kilometres at which it matters, on a flat map."""
    east = (lon - place.lon) * math.cos(math.radians(lat))
    return math.hypot(lat - place.lat, east) * _KM_PER_DEGREE
