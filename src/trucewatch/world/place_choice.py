"""Which of several namesakes a report means: what it named before, the provinces and countries it speaks of, size."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.model import EventType, Place, PlaceKind, PlaceRef, codebook
from trucewatch.world.divisions import division_key, known_codes
from trucewatch.world.place_words import Hint
from trucewatch.world.sectors import Spot, distance_km
from trucewatch.world.toponyms import Candidate, Toponyms

__all__ = ["PlaceChoice", "PlaceContext"]

_FAR_KM, _HEARD_FAR_KM, _ABROAD_KM, _APART_KM = 200.0, 100.0, 400.0, 30.0
_SMALL, _LARGE = 20_000, 100_000
_OTHER_COUNTRY = 0.8
_MET_ANYWHERE = 0.25
"""How much of the way from the places named before counts for what is agreed at a table: talks on a front are held far
from it, while what happens on the ground lies near what else the report tells of."""
_CLEARLY = 0.3
_LOCAL = frozenset({Hint.QUARTER, Hint.SITE, Hint.DISTRICT})


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What a report says around a place: places it named before, in order of mention (`near`); names of provinces it
    lies in (`admin`), and of districts, which only make a place there likelier (`district`); ISO codes of the countries
    it speaks of (`countries`; (): those of the watch); the type of event, if known."""

    near: tuple[PlaceRef, ...] = ()
    admin: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    event_type: EventType | None = None
    district: tuple[str, ...] = ()


class PlaceChoice:
    """Weighs candidates in one context. `focus`: countries whose towns count, the watch's before the report's."""

    def __init__(self, names: Toponyms, context: PlaceContext) -> None:
        self._names = names
        self.focus = tuple(dict.fromkeys((*names.focus, *context.countries)))
        self._layer = codebook()[context.event_type].layer if context.event_type is not None else None
        self._pull = _MET_ANYWHERE if self._layer == "process" else 1.0
        self._near = [(r.lat, r.lon) for r in context.near if r.lat is not None and r.lon is not None]
        self._admins = [p for a in context.admin for p in names.provinces.named(a, self.focus)]
        self._districts = [d for name in context.district for d in names.districts(name, self.focus)]

    def own(self, places: Iterable[Place], base: Spot | None = None) -> Place | None:
        """The one of a gazetteer's own places that is meant."""
        return self.best([Candidate(p, 0.0, True) for p in places], set(), base)

    def called_like_a_country(self, candidates: Sequence[Candidate]) -> Place | None:
        """The town that is meant by the name of a country abroad, None where the country may be meant: the town in a
        province that the report names, else a large town at home where the event is one on the ground."""
        if not self._admins:
            home = self._names.focus or self.focus[:1]
            large = (c for c in candidates if c.place.country in home and (c.place.population or 0) >= _LARGE)
            candidates = [c for c in large if self._layer == "physical" and c.exact]
        return self.best(candidates, {Hint.TOWN}, None)

    def best(self, candidates: Sequence[Candidate], hints: set[Hint], base: Spot | None) -> Place | None:
        """The candidate that fits best, None where none fits or nothing tells two apart.

        `base` is a place that the wording puts it in or by.
        """
        scored = [(s, c.place) for c in candidates if (s := self._score(c, hints, base)) is not None]
        if not scored:
            return None
        first, place = min(scored, key=lambda pair: pair[0])
        for score, other in scored:
            if score - first < _CLEARLY and distance_km(place.lat, place.lon, other.lat, other.lon) > _APART_KM:
                return None
        return place

    def may_be_abroad(self, place: Place, hints: set[Hint], focus: Sequence[str]) -> bool:
        """Whether a town of a country that the report does not speak of may be meant: as long as it names nothing else
        far from there, or if it is a capital or a seat of talks; never for a quarter, road or building."""
        if not focus or place.country in (None, *focus):
            return True
        if hints & _LOCAL:
            return False
        return self._away(place) <= _ABROAD_KM or self._names.is_prominent(place)

    def _away(self, place: Place) -> float:
        """Distance to the nearest place that the report named before, 0 where it named none."""
        return min((distance_km(place.lat, place.lon, *point) for point in self._near), default=0.0)

    def _score(self, candidate: Candidate, hints: set[Hint], base: Spot | None) -> float | None:
        """How badly a candidate fits; None where the context rules it out."""
        place, population = candidate.place, candidate.place.population or 0
        if self._admins and not any(_inside(place, admin) for admin in self._admins):
            return None
        score = 2 * candidate.cost - 0.25 * math.log10(population + 1)
        if self.focus and place.country not in (None, *self._names.focus, self.focus[0]):
            score += _OTHER_COUNTRY
        score += _misfit(place.kind, hints) if place.population is None else 0.0
        if self._districts:
            score += min(1.0, min(distance_km(place.lat, place.lon, lat, lon) for lat, lon in self._districts) / 60)
        if base is not None:
            away = distance_km(place.lat, place.lon, base.lat, base.lon)
            allowed = 1.5 * base.radius_km + (60 if candidate.exact else 25)
            return score + away / 200 if away <= allowed else None
        if Hint.QUARTER in hints and not candidate.exact:
            return None
        away = self._away(place)
        is_town = ":" in place.id
        if is_town and Hint.QUARTER in hints and away > _HEARD_FAR_KM:
            return None
        if is_town and population < _SMALL and away > (_FAR_KM if candidate.exact else _HEARD_FAR_KM):
            return None
        return score + self._pull * min(away, 300.0) / 100


_HINTED = {
    PlaceKind.DISTRICT: {Hint.DISTRICT},
    PlaceKind.GOVERNORATE: {Hint.PROVINCE},
    PlaceKind.REGION: {Hint.AREA, Hint.RURAL, Hint.SITE},
    PlaceKind.INFRASTRUCTURE: {Hint.SITE},
    PlaceKind.NEIGHBOURHOOD: {Hint.QUARTER, Hint.DISTRICT},
}


def _misfit(kind: PlaceKind, hints: set[Hint]) -> float:
    """How badly a kind of place fits the kind words: a bare name is a town before it is a district or a hill."""
    wanted = _HINTED.get(kind)
    if wanted is None:
        return 0.3 if hints & {Hint.DISTRICT, Hint.PROVINCE, Hint.SITE, Hint.QUARTER} else 0.0
    return 0.0 if hints & wanted else 0.3 if kind is PlaceKind.NEIGHBOURHOOD else 0.8


def _inside(place: Place, admin: Place) -> bool:
    if place.id == admin.id:
        return True
    code, country = place.admin1, place.country
    if ":" in place.id and code and country and country == admin.country:
        if code in known_codes(country):
            return code == admin.admin1
        if division_key(code) == division_key(admin.name):
            return True
    return distance_km(place.lat, place.lon, admin.lat, admin.lon) <= 1.5 * admin.radius_km + place.radius_km + 20
