"""One wording for a place, read in its context: its pieces from the outermost inwards, each leaning on the one behind.

What the wording says around a name decides among namesakes and moves or widens the point (trucewatch.world.sectors).
A piece that hangs on a name nobody knows stays unknown, however well known the rest of the report is.
"""

import re
from collections.abc import Iterator, Sequence

from trucewatch.model import Place, PlaceKind, PlaceRef
from trucewatch.world.countries import Country, countries, country_named
from trucewatch.world.found import REGIONS, Found
from trucewatch.world.names import common_start, skeleton
from trucewatch.world.place_choice import PlaceChoice, PlaceContext
from trucewatch.world.place_phrase import Piece, PlacePhrase
from trucewatch.world.place_words import Hint, Join
from trucewatch.world.roads import length_km, named_road, nearest_on, road_ends
from trucewatch.world.sectors import Ring, Spot, distance_km, shifted, towards
from trucewatch.world.toponyms import Toponyms

__all__ = ["PlaceReading"]

_CITY_KM, _METROPOLIS_KM, _WIDE_KM, _VAST_KM = 3.0, 6.5, 15.0, 150.0
_CLUSTER_KM, _APART_KM = 25.0, 10.0
_HEARD_PEOPLE = 50_000
_CALLED_REGIONS = frozenset("UA RU BY KZ KG UZ TJ TM ET ML NE BF TD SN GH TZ CM CI GN ER DJ".split())
_REGION = re.compile(r"\bregions?\b", re.IGNORECASE)
_LOOSE = frozenset({Hint.AREA, Hint.SITE})
_KINDS = frozenset({Hint.TOWN, Hint.PROVINCE, Hint.DISTRICT, Hint.AREA, Hint.COUNTRY})


class PlaceReading:
    """One wording being resolved in one context."""

    def __init__(self, names: Toponyms, phrase: str, context: PlaceContext) -> None:
        self._names = names
        self._phrase = phrase
        self._context = context
        self._choice = PlaceChoice(names, context)
        self._focus = self._choice.focus

    def found(self) -> Found | None:
        """Where the wording points, None where that is unknown or open."""
        whole = self._choice.own(self._names.watch_worded(self._phrase))
        if whole is not None:
            return Found.at(whole)
        listed = self._choice.own(self._names.imported_spelled(self._phrase, self._focus))
        if listed is not None:
            return Found.at(listed)
        if "/" in self._phrase:
            return self._either()
        stretch = self._road()
        if stretch is not None:
            return stretch
        parsed = PlacePhrase(self._phrase)
        if parsed.between:
            middle = self._between(parsed.pieces)
            if middle is not None:
                return middle
        region = self._choice.own(self._names.regions_spelled(self._phrase))
        if region is not None:
            return Found.at(region)
        base: Found | None = None
        lost = False
        for piece in reversed(parsed.pieces):
            own = self._named(piece, base)
            if own is None and base is not None:
                own = self._leaning(piece, base)
            elif own is None and not lost:
                own = self._unnamed(piece)
            base = own
            lost = lost or (own is None and (bool(piece.names) or Hint.BORDER in piece.hints))
        return base

    def _either(self) -> Found | None:
        """ "Kafrah/Kesra village": one place under two names. None where both are known and lie apart."""
        parts = [part.strip() for part in self._phrase.split("/") if part.strip()]
        found = [f for part in parts if (f := PlaceReading(self._names, part, self._context).found()) is not None]
        if not found:
            return None
        first = found[0].spot
        apart = any(distance_km(first.lat, first.lon, f.spot.lat, f.spot.lon) > _APART_KM for f in found)
        return None if apart else found[0]

    def _between(self, pieces: Sequence[Piece]) -> Found | None:
        ends = [f for p in pieces if p.names and (f := self._named(p, None)) is not None]
        return Found.between(ends[0], ends[1], "between the two") if len(ends) == 2 else None

    def _road(self) -> Found | None:
        """A road known by name, or one named after the two places that it joins; None for any other wording."""
        for ends in road_ends(self._phrase):
            pieces = [PlacePhrase(end).pieces for end in ends]
            if all(len(p) == 1 and p[0].names for p in pieces):
                found = [self._named(p[0], None) for p in pieces]
                if found[0] is not None and found[1] is not None and found[0].place and found[1].place:
                    return Found.between(found[0], found[1], "along the road between the two")
        road = named_road(self._phrase, self._focus)
        if road is None:
            return None
        for ref in self._refs(0.0, _VAST_KM):
            lat, lon, away = nearest_on(road.through, ref.lat or 0.0, ref.lon or 0.0)
            if away <= _CLUSTER_KM:
                return Found(Spot(lat, lon, _CLUSTER_KM), None, None, f"where {road.id} passes {ref.name}")
        half = length_km(road.through) / 2
        lat, lon, _ = nearest_on(road.through, *_mean(road.through))
        return Found(Spot(lat, lon, half), None, None, f"along {road.id}", line=road.through)

    # A piece that names a place itself.

    def _named(self, piece: Piece, base: Found | None) -> Found | None:
        for run, reaching in piece.names:
            for name in dict.fromkeys((piece.text, reaching)):
                known = self._names.watch_spelled(name) or self._names.regions_spelled(name)
                known = known or (self._names.imported_spelled(name, self._focus) if name != run else [])
                own = self._choice.own(known, base.spot if base else None)
                if own is not None and name != run:
                    return Found.at(own)
            place = self._place(run, piece, base)
            if place is not None:
                return self._modified(Found.at(place), piece)
        for run, _ in piece.names:
            inside = self._in_city(run, piece, base)
            if inside is not None:
                return inside
        whole = self._whole(piece, base) if not piece.names else None
        if whole is not None:
            return Found.at(whole)
        if base is None and piece.country is not None and not piece.names:
            town = None if piece.has_adjective else self._namesake(piece.text, piece.country)
            return Found.at(town) if town else self._country(piece, piece.country)
        return None

    def _whole(self, piece: Piece, base: Found | None) -> Place | None:
        """ "Port Sudan", "Al Madinah": a name made of words that mean a kind of place or a country elsewhere."""
        parts = piece.text.split()
        if len(parts) < 2 or piece.has_adjective or not all(p[:1].isupper() for p in parts):
            return None
        spelled = [c for c in self._names.spelled(piece.text, self._focus) if self._may_be(c.place, piece, self._focus)]
        return self._choice.best(spelled, {Hint.TOWN}, base.spot if base else None)

    def _place(self, name: str, piece: Piece, base: Found | None) -> Place | None:
        country = country_named(name)
        if country is not None and not piece.hints & {Hint.BORDER, Hint.TOWN, Hint.QUARTER}:
            return self._namesake(name, country) or self._names.country_place(country.code)
        if Hint.PROVINCE in piece.hints or (Hint.RURAL in piece.hints and self._is_region(name, piece)):
            province = self._names.province(name, self._focus)
            if province is not None:
                piece.hints.discard(Hint.RURAL)
                return province
        focus = (piece.country.code,) if piece.country else self._focus
        spot = base.spot if base else None
        spelled = [c for c in self._names.spelled(name, focus) if self._may_be(c.place, piece, focus)]
        exact = self._choice.best(spelled, piece.hints, spot)
        if not piece.hints and (exact is None or ":" in exact.id):
            exact = self._names.division_named(name, exact, self._focus) or exact
        if exact is not None or piece.lower or country is not None:
            return exact
        heard = self._names.similar(name, self._heard_focus(focus))
        return self._choice.best([c for c in heard if self._may_be_heard(c.place, focus)], piece.hints, spot)

    def _is_region(self, name: str, piece: Piece) -> bool:
        """Whether "Donetsk region" means the division of that name: where divisions are called regions."""
        division = self._names.province(name, self._focus)
        is_called = division is not None and division.country in _CALLED_REGIONS
        return is_called and bool(_REGION.search(self._phrase)) and piece.bearing is None

    def _namesake(self, name: str, country: Country) -> Place | None:
        """The town that is called like a country abroad, where it is meant; None otherwise."""
        if not self._is_abroad(country):
            return None
        return self._choice.called_like_a_country(self._names.spelled(name, self._focus))

    def _may_be(self, place: Place, piece: Piece, focus: Sequence[str]) -> bool:
        home = not focus or place.country in (None, *focus)
        return home or (not piece.lower and self._choice.may_be_abroad(place, piece.hints, focus))

    def _heard_focus(self, focus: Sequence[str]) -> tuple[str, ...]:
        """Countries in which a name may be found by its sound: the watch's, else the two the report speaks of most."""
        return tuple(c for c in focus if c in self._names.focus) or tuple(focus[:2])

    def _may_be_heard(self, place: Place, focus: Sequence[str]) -> bool:
        """Whether a name that only sounds so may be this place: in the country spoken of second most, a large one."""
        return place.country in (None, *self._names.focus, *focus[:1]) or (place.population or 0) >= _HEARD_PEOPLE

    def _in_city(self, run: str, piece: Piece, base: Found | None) -> Found | None:
        """ "Aleppos Shaar", "Damascus Opera House", "Bab Touma Damascus": something in a city named beside it."""
        parts = run.split()
        for size in range(len(parts) - 1, 0, -1):
            for city_words, rest in ((parts[:size], parts[size:]), (parts[-size:], parts[:-size])):
                if common_start(rest[0]):
                    continue
                city = self._city(" ".join(city_words), base)
                if city is None:
                    continue
                inner = self._place(" ".join(rest), piece, Found.at(city))
                return Found.at(inner) if inner is not None else Found.at(city).within()
        return None

    def _city(self, name: str, base: Found | None) -> Place | None:
        if common_start(name):
            return None
        for spelling in (name, name.removesuffix("s")):
            known = [c for c in self._names.spelled(spelling, self._focus) if c.place.country in (None, *self._focus)]
            place = self._choice.best(known, {Hint.TOWN}, base.spot if base else None)
            if place is not None and _CITY_KM <= place.radius_km <= _WIDE_KM:
                return place
        return None

    def _modified(self, found: Found, piece: Piece) -> Found:
        """A named place, moved or widened by the words around its name."""
        described = piece.hints & {Hint.TOWN} and piece.country
        if piece.bearing is not None and not described and not (piece.join is Join.OF and piece.noun_bearing):
            return self._sector(piece, found, adjective=True)
        if Hint.RURAL in piece.hints:
            return found.widened(20)
        if Hint.EDGE in piece.hints:
            return found.widened(5)
        if Hint.SITE in piece.hints:
            return found.widened(10)
        if piece.hints & {Hint.QUARTER, Hint.PART} and found.spot.radius_km >= _CITY_KM:
            return found.within()
        return found

    def _country(self, piece: Piece, country: Country) -> Found | None:
        if Hint.BORDER in piece.hints or (
            piece.hints <= {Hint.SITE} and piece.has_adjective and country.code != next(iter(self._focus), country.code)
        ):
            return None
        if piece.capital:
            return self._capital(country)
        place = self._names.country_place(country.code)
        if place is None:
            return None
        found = Found.at(place)
        if piece.bearing is not None:
            return self._sector(piece, found, adjective=True)
        return found.within() if piece.hints - {Hint.COUNTRY} else found

    def _is_abroad(self, country: Country) -> bool:
        return bool(self._focus) and country.code not in self._focus

    def _capital(self, country: Country | None) -> Found | None:
        place = self._names.capital_of(country) if country else None
        return Found.at(place) if place else None

    # A piece without a name that leans on the place behind it.

    def _leaning(self, piece: Piece, base: Found) -> Found:
        """A part, an edge, a direction, or something near."""
        if piece.capital and base.place is not None and base.place.kind is PlaceKind.COUNTRY:
            return self._capital(country_named(base.place.name)) or base
        if piece.distance_km is not None:
            if piece.bearing is None:
                reach = piece.distance_km + base.spot.radius_km
                ring = Ring(None, max(0.0, piece.distance_km - base.spot.radius_km - 1), reach + 1)
                spot = Spot(base.spot.lat, base.spot.lon, reach)
                return base.moved(spot, f"{piece.distance_km:g} km from it", ring)
            slack = 1 + 0.15 * piece.distance_km
            ring = Ring(piece.bearing, piece.distance_km - slack, piece.distance_km + slack, 22.5)
            spot = shifted(base.spot, piece.bearing, piece.distance_km, slack)
            return base.moved(spot, f"{piece.distance_km:g} km from it on {piece.bearing:g} degrees", ring)
        if piece.bearing is not None and piece.join in (Join.OF, Join.IN) and not self._describes(piece):
            return self._sector(piece, base)
        if Hint.RURAL in piece.hints:
            return base.widened(20)
        if Hint.EDGE in piece.hints or piece.join is Join.NEAR:
            return base.widened(5)
        if piece.names:
            return base.within()
        apposed = piece.join is Join.OF and piece.hints <= _KINDS
        bare = piece.is_bare and piece.join is not None
        return base if apposed or bare else base.within()

    @staticmethod
    def _describes(piece: Piece) -> bool:
        """ "The northern city of X", "the northern Syrian town of X": the direction tells which X, not where in X."""
        if piece.noun_bearing:
            return False
        return not piece.hints - {Hint.TOWN, Hint.PROVINCE} and bool(piece.hints or piece.country)

    def _sector(self, piece: Piece, base: Found, *, adjective: bool = False) -> Found:
        bearing, radius, place = piece.bearing, base.spot.radius_km, base.place
        if bearing is None:
            return base
        if place is not None and place.kind in REGIONS:
            spot = towards(self._names.points_of(place), (place.lat, place.lon), bearing)
            part = Ring(bearing, 0.0, radius)
            return base.moved(spot or shifted(base.spot, bearing, radius / 2, radius * 0.7), "a part of it", part)
        if Hint.RURAL in piece.hints:
            around = Ring(bearing, radius / 2, 2 * radius + 24)
            return base.moved(shifted(base.spot, bearing, radius + 12, radius + 12), "its countryside", around)
        if Hint.EDGE in piece.hints:
            edge = Ring(bearing, radius / 2, 2 * radius)
            return base.moved(shifted(base.spot, bearing, radius, radius), "its edge", edge)
        adjective = adjective or not piece.noun_bearing
        if adjective and not piece.hints and self._seats_province(place):
            wide = Ring(bearing, 0.0, 2 * radius + 27)
            return base.moved(shifted(base.spot, bearing, radius + 12, radius + 15), "a part of it or its land", wide)
        if adjective or piece.the_bearing or Hint.PART in piece.hints:
            return base.moved(
                shifted(base.spot, bearing, radius / 2, radius * 0.7), "a part of it", Ring(bearing, 0.0, radius)
            )
        beyond = Ring(bearing, radius, 2 * radius + 16)
        return base.moved(shifted(base.spot, bearing, radius + 8, radius + 8), "outside it, on that side", beyond)

    def _seats_province(self, place: Place | None) -> bool:
        """Whether "northern X" may mean a province's north as well: X is its seat and no city of a million."""
        if place is None or place.kind is not PlaceKind.CITY or not _CITY_KM <= place.radius_km < _METROPOLIS_KM:
            return False
        return self._names.province(place.name, self._focus) is not None

    # A piece without a known name and with nothing behind it.

    def _unnamed(self, piece: Piece) -> Found | None:
        """A country's capital or sector, else by what the report named before."""
        if Hint.BORDER in piece.hints:
            return None
        if piece.names:
            return self._quarter(piece)
        country = piece.country or countries().get(self._main_country())
        if piece.capital and Hint.PROVINCE not in piece.hints:
            return self._capital(country)
        if Hint.COUNTRY in piece.hints and country is not None:
            place = self._names.country_place(country.code)
            found = Found.at(place) if place else None
            return self._sector(piece, found) if found and piece.bearing is not None else found
        if not piece.hints:
            return None
        parts = piece.hints & {Hint.QUARTER, Hint.PART, Hint.DISTRICT}
        if Hint.EDGE in piece.hints or piece.plural or not (piece.definite or parts):
            return self._cluster()
        return self._before(piece)

    def _cluster(self) -> Found | None:
        """Where a report names two or more places that all lie close together, what it leaves unnamed is among them."""
        refs = list(self._refs(0.0, 2 * _WIDE_KM))
        spots = [Spot(r.lat, r.lon, r.radius_km or 5.0) for r in refs if r.lat is not None and r.lon is not None]
        if len(spots) < 2:
            return None
        spread = max(distance_km(spots[0].lat, spots[0].lon, s.lat, s.lon) for s in spots)
        if spread > _CLUSTER_KM:
            return None
        spot = Spot(spots[0].lat, spots[0].lon, max(spread, _WIDE_KM))
        return Found(spot, None, None, "among the places named before")

    def _main_country(self) -> str:
        """The country that "the country" means: the only one of the watch, else that of the place named last, else the
        one that the report speaks of most; "" where none of these says."""
        if len(self._names.focus) == 1:
            return self._names.focus[0]
        for ref in reversed(self._context.near):
            place = self._names.get(ref.place_id) if ref.place_id else None
            if place is not None and place.country:
                return place.country
        return "" if self._names.focus else next(iter(self._context.countries), "")

    def _refs(self, low_km: float, high_km: float) -> Iterator[PlaceRef]:
        """What the report named before, the last first, of a size between the two radii."""
        for ref in reversed(self._context.near):
            if ref.lat is not None and ref.lon is not None and low_km <= (ref.radius_km or 5.0) <= high_km:
                yield ref

    def _quarter(self, piece: Piece) -> Found | None:
        """A named quarter that no gazetteer has lies somewhere in the city that the report spoke of last.

        Not where the quarter's name is so like the city's that it could be a place of its own.
        """
        refs = list(self._refs(_CITY_KM, _WIDE_KM))
        ref = next((r for r in refs if r.place_id), next(iter(refs), None))
        if ref is None or not piece.hints & {Hint.QUARTER, Hint.DISTRICT}:
            return None
        city = self._names.get(ref.place_id) if ref.place_id else None
        names = (ref.name, *((city.name, *city.variants) if city else ()))
        if any(skeleton(run) == skeleton(name) for run, _ in piece.names for name in names):
            return None
        return Found.as_named(ref, None)

    def _before(self, piece: Piece) -> Found | None:
        """The last place named before that is of the size the piece speaks of."""
        low, high = 0.0, _VAST_KM
        if Hint.PROVINCE in piece.hints:
            low = _WIDE_KM
        elif piece.hints & {Hint.TOWN, Hint.QUARTER}:
            high = _WIDE_KM
        refs = list(self._refs(low, high))
        if piece.hints & {Hint.TOWN, Hint.QUARTER} and any(r.place_id for r in refs):
            refs = [r for r in refs if r.place_id]
        ref = next(iter(refs), None)
        if ref is None:
            return None
        same = bool(ref.place_id) and piece.hints <= {Hint.TOWN, Hint.PROVINCE}
        found = Found.as_named(ref, self._names.get(ref.place_id) if same and ref.place_id else None)
        if piece.bearing is not None:
            return self._sector(piece, found)
        return found.widened(10) if piece.hints & _LOOSE else found


def _mean(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
