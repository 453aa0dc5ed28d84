"""Who holds which place on what was known, kept up to date: a place is asked again only where something came that bears
on it."""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import numpy as np

from trucewatch.model import Claim, Holding, LinkType, PlaceRef, Report
from trucewatch.monitor import holdings
from trucewatch.world import World

__all__ = ["Holders"]

_KM_PER_DEGREE = 111.2
_SLACK_KM = 0.5

Claims = Mapping[str, Claim]


class Holders:
    """The holders of some places on the day of `as_of`. Ids that the world does not have are left out."""

    def __init__(self, places: Iterable[str], world: World, as_of: datetime) -> None:
        self._world, self._as_of = world, as_of
        found = [place for name in dict.fromkeys(places) if (place := world.places.get(name)) is not None]
        self._ids = [place.id for place in found]
        self._known_ids = frozenset(self._ids)
        self._lat = np.array([place.lat for place in found])
        self._lon = np.array([place.lon for place in found])
        self._km = np.array([place.radius_km for place in found])
        self._near: dict[PlaceRef, frozenset[str]] = {}
        self._of_report: dict[str, dict[str, dict[str, Claim]]] = {}
        self._claims: dict[str, dict[str, dict[str, Claim]]] = {name: {} for name in self._ids}
        self._held: dict[str, Holding] = {}
        self._dirty = set(self._ids)

    def put(self, report: str, claims: Claims) -> None:
        """A report's claims as they are read from now on."""
        before, after = self._of_report.get(report, {}), self._bearing(claims)
        for name in before.keys() | after.keys():
            if before.get(name) == after.get(name):
                continue
            self._dirty.add(name)
            self._claims[name].pop(report, None)
            if name in after:
                self._claims[name][report] = after[name]
        self._of_report[report] = after

    def heard(self, report: str) -> None:
        """Say that a report counts now whose day of publication lay ahead."""
        self._dirty |= self._of_report.get(report, {}).keys()

    def holdings(self, names: Iterable[str], reports: Mapping[str, Report], known_on: datetime) -> tuple[Holding, ...]:
        """The holders of the named places among these, on what was known."""
        found = []
        for name in names:
            if name not in self._known_ids:
                continue
            if name in self._dirty:
                said = {key: claim for claims in self._claims[name].values() for key, claim in claims.items()}
                (self._held[name],) = holdings([name], said, reports, self._world, self._as_of, known_on)
                self._dirty.discard(name)
            found.append(self._held[name].model_copy(update={"known_on": known_on}))
        return tuple(found)

    def _bearing(self, claims: Claims) -> dict[str, dict[str, Claim]]:
        """By place, the claims of one report that who holds it can hang on: those that speak of it or a part of it, and
        those that deny them."""
        found: dict[str, dict[str, Claim]] = {}
        for key, claim in claims.items():
            for name in {name for ref in claim.places for name in self._around(ref)}:
                found.setdefault(name, {})[key] = claim
        denials = [(key, claim, denied) for key, claim in claims.items() for denied in _denied(claim)]
        for said in found.values():
            spoken = {claim.id for claim in said.values()}
            said.update((key, claim) for key, claim, denied in denials if denied in spoken)
        return found

    def _around(self, ref: PlaceRef) -> frozenset[str]:
        """The places that a named one is, or lies in."""
        known = self._near.get(ref)
        if known is None:
            known = self._near[ref] = frozenset(self._found(ref))
        return known

    def _found(self, ref: PlaceRef) -> Iterator[str]:
        if ref.place_id is not None:
            place = self._world.places.get(ref.place_id)
            inner = {ref.place_id} if place is None or place.parent is None else {ref.place_id, place.parent}
            yield from inner & self._known_ids
        elif ref.lat is not None and ref.lon is not None:
            east = (ref.lon - self._lon) * math.cos(math.radians(ref.lat))
            away = np.hypot(ref.lat - self._lat, east) * _KM_PER_DEGREE
            yield from (self._ids[n] for n in np.flatnonzero(away <= self._km + _SLACK_KM))


def _denied(claim: Claim) -> Iterator[str]:
    """The ids, within their report, of the claims that one denies."""
    yield from (link.to for link in claim.links if link.type is LinkType.DENIES)
