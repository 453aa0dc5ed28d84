"""The second test: does the place lie in a zone, under every version of the boundary that can have been in force.

What a list or a party's own statement says about a place beats geometry; geometry gives a probability per version, and
the versions are reported from the smallest to the largest, never averaged (violation-notes.md, "Place uncertainty").
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from trucewatch.model import Agreement, EventType, Outcome, Place, PlaceRef
from trucewatch.model.agreement import Zone, ZoneVersion
from trucewatch.model.finding import BoundaryShare
from trucewatch.monitor.areas import Area, areas_of
from trucewatch.monitor.moments import day_of
from trucewatch.monitor.outlines import NearZones, Outlines, drawn_before
from trucewatch.monitor.spots import Spot, Spots

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["TestOfZone", "ZoneMap"]

INSIDE, LIKELY, UNLIKELY, OUTSIDE = 0.95, 0.75, 0.25, 0.05


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
    boundaries: tuple[BoundaryShare, ...] = ()
    once: float = 0.0

    @property
    def rank(self) -> tuple[int, float, float]:
        """How much it matters: inside before disputed, about the boundary, unknown, outside. Where no boundary in
        force is public, the zone that held the place by an earlier one (`once`) comes first."""
        order = {Outcome.YES: 5, Outcome.DISPUTED: 4, Outcome.NO: 0}
        unknown = {"boundary": 3, "geometry_unknown": 2, "place_vague": 2, "likely_outside": 1}
        shown = self.high if self.high is not None else 1.0
        return order.get(self.outcome, unknown.get(self.code, 1)), self.once, shown


@dataclass(frozen=True)
class _Answer:
    """What one version says: a probability, or "disputed", or None where it says nothing."""

    share: float | None
    said: str
    disputed: bool = False
    listed: bool = False
    vague: bool = False
    once: float = 0.0


@dataclass
class _Here:
    """A place of an event: where it lies, which areas it can touch, and what was answered about it before."""

    spot: Spot
    near: list[int]
    answers: dict[tuple[str, str], _Answer] = field(default_factory=dict)
    tests: dict[tuple[str, tuple[str, ...]], TestOfZone] = field(default_factory=dict)


class ZoneMap:
    """The areas of one agreement in which its prohibitions hold, ready to be asked about places.

    `by_weapon` tells whether which weapon it was can matter.
    """

    def __init__(self, agreement: Agreement, world: "World", areas: Sequence[Area] | None = None) -> None:
        """`areas` None: those in which something is prohibited."""
        self._areas = areas_of(agreement) if areas is None else tuple(areas)
        self._zones = tuple(area.zone for area in self._areas)
        self._outlines = Outlines()
        self._near = NearZones(self._zones, self._outlines)
        self._spots = Spots(world)
        self._known: dict[PlaceRef, _Here | None] = {}
        self._counted: dict[tuple[frozenset[EventType], frozenset[str], frozenset[str]], frozenset[int]] = {}
        self.by_weapon = any(area.weapons for area in self._areas)

    def test(
        self,
        places: Sequence[PlaceRef],
        first: date | None,
        last: date | None,
        *,
        acts: Collection[EventType] = (),
        actors: Collection[str] = (),
        weapons: frozenset[str] = frozenset(),
    ) -> TestOfZone:
        """The zone that matters most for an event at a place between two days (None: not bounded on that side).

        `places` are innermost first; the first one that can be located counts. The zone is None where the place lies
        outside all of them. `acts`, `actors` and `weapons` tell which strips along lines concern the event.
        """
        counting = self._counting(acts, actors, weapons)
        if not counting:
            return TestOfZone(Outcome.YES, "no_zones", "the agreement names no zones, so it holds everywhere")
        here = next((h for p in places if (h := self._at(p)) is not None), None)
        if here is None:
            return self._nowhere(places, counting)
        near = [i for i in here.near if i in counting]
        answers = [self._in_zone(here, z, _versions(z, first, last)) for z in (self._zones[i] for i in near)]
        best = max(answers, key=lambda answer: answer.rank, default=None)
        if best is not None and best.outcome is not Outcome.NO:
            return self._by_weapon(best, [self._areas[i] for i in near], answers, weapons)
        far = len(counting) - len(near)
        shares = [a.high for a in answers if a.high is not None] + ([0.0] if far else [])
        said = [a.reason for a in answers]
        if far:
            said.append(f"{here.spot.name} lies far outside {'every' if not answers else 'every other'} zone ({far})")
        boundaries = tuple(b for a in answers for b in a.boundaries)
        low, high = min(shares, default=None), max(shares, default=None)
        return TestOfZone(Outcome.NO, "outside", "; ".join(dict.fromkeys(said)), None, low, high, boundaries)

    def touched(self, ref: PlaceRef, first: date | None, last: date | None) -> tuple[str, ...] | None:
        """The zones that a place lies in, or can with a probability that counts; None where it cannot be located."""
        here = self._at(ref)
        if here is None:
            return None
        found = []
        for zone in (self._zones[i] for i in here.near):
            answer = self._in_zone(here, zone, _versions(zone, first, last))
            drawn = answer.high is not None and answer.high >= OUTSIDE
            if answer.outcome in (Outcome.YES, Outcome.DISPUTED) or (answer.outcome is Outcome.UNKNOWN and drawn):
                found.append(zone.id)
        return tuple(found)

    def _counting(
        self, acts: Collection[EventType], actors: Collection[str], weapons: frozenset[str]
    ) -> frozenset[int]:
        """Indexes of the areas that count: those that are there for these acts alone, where there are any."""
        key = (frozenset(acts), frozenset(actors), weapons)
        if key not in self._counted:
            self._counted[key] = self._count(*key)
        return self._counted[key]

    def _count(self, acts: frozenset[EventType], actors: frozenset[str], weapons: frozenset[str]) -> frozenset[int]:
        concerned = [i for i, area in enumerate(self._areas) if area.concerns(acts, actors)]
        special = [i for i in concerned if self._areas[i].only]
        if special:
            special += [i for i in concerned if self._areas[i].named_for & acts]
        if weapons and any(self._areas[i].weapons & weapons for i in special):
            special = [i for i in special if not self._areas[i].weapons or self._areas[i].weapons & weapons]
        return frozenset(special or concerned)

    def _at(self, ref: PlaceRef) -> _Here | None:
        """What is known here of a place; None where it cannot be located."""
        if ref not in self._known:
            spot = self._spots.of(ref)
            self._known[ref] = _Here(spot, self._near.to(spot)) if spot is not None else None
        return self._known[ref]

    def _nowhere(self, places: Sequence[PlaceRef], counting: frozenset[int]) -> TestOfZone:
        zones = [zone for i, zone in enumerate(self._zones) if i in counting]
        everywhere = next((z for z in zones if z.kind == "whole_territory"), None)
        if everywhere is not None and places:
            return TestOfZone(Outcome.YES, "whole_territory", _everywhere(everywhere), everywhere.id)
        if not places:
            return TestOfZone(Outcome.UNKNOWN, "no_place", "no claim names a place")
        return TestOfZone(Outcome.UNKNOWN, "place_unresolved", f"{places[0].name!r} could not be located")

    def _by_weapon(
        self, best: TestOfZone, near: Sequence[Area], answers: Sequence[TestOfZone], weapons: frozenset[str]
    ) -> TestOfZone:
        """Strips that differ by the weapon leave the answer open where no claim names the weapon."""
        strips = [a for area, a in zip(near, answers, strict=True) if area.weapons]
        if weapons or best.outcome is not Outcome.YES or best not in strips:
            return best
        if all(a.outcome is Outcome.YES for a in strips):
            return best
        shares = [a.high for a in strips if a.high is not None]
        said = "; ".join(dict.fromkeys(a.reason for a in strips))
        low, high = min(shares, default=None), max(shares, default=None)
        shown = tuple(b for a in strips for b in a.boundaries)
        return replace(
            best, outcome=Outcome.UNKNOWN, code="weapon_unnamed", reason=said, low=low, high=high, boundaries=shown
        )

    # --- one zone

    def _in_zone(self, here: _Here, zone: Zone, versions: Sequence[ZoneVersion]) -> TestOfZone:
        key = (zone.id, tuple(v.id for v in versions))
        if key not in here.tests:
            here.tests[key] = self._combine(zone, versions, [self._answer(here, zone, v) for v in versions])
        return here.tests[key]

    def _combine(self, zone: Zone, versions: Sequence[ZoneVersion], answers: Sequence[_Answer]) -> TestOfZone:
        reason = "; ".join(dict.fromkeys(a.said for a in answers))
        shares = [a.share for a in answers if a.share is not None]
        drawn = [a.share for a in answers if a.share is not None and not a.listed]
        outcome, code = self._outcome(answers, shares)
        if code == "inside" and zone.kind == "whole_territory" and not drawn:
            code = "whole_territory"
        return TestOfZone(
            outcome,
            code,
            reason,
            zone.id,
            min(drawn, default=None),
            max(drawn, default=None),
            tuple(_share(zone, version, answer) for version, answer in zip(versions, answers, strict=True)),
            max((a.once for a in answers), default=0.0),
        )

    @staticmethod
    def _outcome(answers: Sequence[_Answer], shares: Sequence[float]) -> tuple[Outcome, str]:
        if any(a.disputed for a in answers):
            return Outcome.DISPUTED, "zone_disputed"
        if any(a.vague for a in answers):
            return Outcome.UNKNOWN, "place_vague"
        if len(shares) < len(answers):
            return Outcome.UNKNOWN, "geometry_unknown"
        return _band(min(shares), max(shares))

    def _answer(self, here: _Here, zone: Zone, version: ZoneVersion) -> _Answer:
        key = (zone.id, version.id)
        if key not in here.answers:
            here.answers[key] = self._listed(here.spot, zone, version) or self._drawn(here.spot, zone, version)
        return here.answers[key]

    def _listed(self, spot: Spot, zone: Zone, version: ZoneVersion) -> _Answer | None:
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

    def _drawn(self, spot: Spot, zone: Zone, version: ZoneVersion) -> _Answer:
        """What the outline says: its own, or, only to rule a place out, the latest one before it."""
        label = f"{zone.id} ({version.id})"
        if spot.lat is None or spot.lon is None:
            return _Answer(None, f"{spot.name} has no coordinates, and no list says whether it belongs to {label}")
        if version.geometry is not None:
            outline = self._outlines.of(zone, version, 1.0)
            share = outline.share_inside(spot.lat, spot.lon, spot.radius_km)
            vague = share < UNLIKELY and outline.is_swallowed_by(spot.lat, spot.lon, spot.radius_km)
            said = f"{spot.name} lies in {label} with p = {share:.2f}" + (
                ", but is larger than the zone" if vague else ""
            )
            return _Answer(share, said, disputed=version.precision == "disputed" and share >= OUTSIDE, vague=vague)
        earlier = drawn_before(zone, version)
        if earlier is not None:
            outline = self._outlines.of(zone, earlier, 2.0)
            share = outline.share_inside(spot.lat, spot.lon, spot.radius_km)
            if share < OUTSIDE and not outline.is_swallowed_by(spot.lat, spot.lon, spot.radius_km):
                said = f"{spot.name} lies far outside {zone.id} ({earlier.id}); the later {version.id} is not public"
                return _Answer(share, said)
            return _Answer(None, f"the boundary of {label} is not public", once=share)
        return _Answer(None, f"the boundary of {label} is not public")


def _share(zone: Zone, version: ZoneVersion, answer: _Answer) -> BoundaryShare:
    return BoundaryShare(
        zone=zone.id,
        version=version.id,
        probability=answer.share,
        listed=answer.listed,
        disputed=answer.disputed,
        said=answer.said,
    )


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
