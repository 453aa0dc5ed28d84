"""One wording for a place, read in its context: its pieces from the outermost inwards, each leaning on the one behind.

What the wording says around a name decides among namesakes and moves or widens the point (trucewatch.world.sectors).
A piece that hangs on a name nobody knows stays unknown, however well known the rest of the report is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.model import Place, PlaceKind, PlaceRef
from trucewatch.world.countries import Country, countries, country_named
from trucewatch.world.names import common_start, skeleton
from trucewatch.world.place_choice import PlaceChoice, PlaceContext
from trucewatch.world.place_phrase import Piece, PlacePhrase
from trucewatch.world.place_words import Hint, Join
from trucewatch.world.sectors import Spot, distance_km, shifted, towards
from trucewatch.world.toponyms import Toponyms

__all__ = ["Found", "PlaceReading"]

_REGIONS = (PlaceKind.COUNTRY, PlaceKind.GOVERNORATE, PlaceKind.REGION, PlaceKind.DISTRICT)
_CITY_KM, _METROPOLIS_KM, _WIDE_KM, _VAST_KM = 3.0, 6.5, 15.0, 150.0
_CLUSTER_KM = 25.0
_LOOSE = frozenset({Hint.AREA, Hint.SITE})
_KINDS = frozenset({Hint.TOWN, Hint.PROVINCE, Hint.DISTRICT, Hint.AREA, Hint.COUNTRY})


@dataclass(frozen=True, slots=True)
class Found:
    """A spot, and the place it is; `place` None where it lies by or within `base`, the place it was reckoned from."""

    spot: Spot
    place: Place | None
    base: Place | None

    @classmethod
    def at(cls, place: Place) -> "Found":
        """The place itself."""
        return cls(Spot(place.lat, place.lon, place.radius_km), place, place)

    def moved(self, spot: Spot) -> "Found":
        """Somewhere else, reckoned from here."""
        return Found(spot, None, self.base)

    def within(self) -> "Found":
        """Somewhere in here."""
        return self.moved(self.spot)

    def widened(self, km: float) -> "Found":
        """Somewhere in or around here."""
        return self.moved(Spot(self.spot.lat, self.spot.lon, self.spot.radius_km + km))


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

    def _between(self, pieces: Sequence[Piece]) -> Found | None:
        ends = [f for p in pieces if p.names and (f := self._named(p, None)) is not None]
        if len(ends) != 2:
            return None
        a, b = ends[0].spot, ends[1].spot
        half = distance_km(a.lat, a.lon, b.lat, b.lon) / 2
        return Found(Spot((a.lat + b.lat) / 2, (a.lon + b.lon) / 2, half + 2), None, None)

    # A piece that names a place itself.

    def _named(self, piece: Piece, base: Found | None) -> Found | None:
        for run, reaching in piece.names:
            for name in dict.fromkeys((piece.text, reaching)):
                known = self._names.watch_spelled(name) or self._names.regions_spelled(name)
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
        if base is None and piece.country is not None and not piece.names:
            return self._country(piece, piece.country)
        return None

    def _place(self, name: str, piece: Piece, base: Found | None) -> Place | None:
        country = country_named(name)
        if country is not None and not piece.hints & {Hint.BORDER, Hint.TOWN, Hint.QUARTER}:
            return self._names.country_place(country.code)
        if Hint.PROVINCE in piece.hints:
            province = self._names.province(name, self._focus)
            if province is not None:
                return province
        focus = (piece.country.code,) if piece.country else self._focus
        spot = base.spot if base else None
        spelled = [c for c in self._names.spelled(name, focus) if self._may_be(c.place, piece, focus)]
        exact = self._choice.best(spelled, piece.hints, spot)
        if exact is not None or piece.lower or country is not None:
            return exact
        return self._choice.best(self._names.similar(name, self._heard_focus(focus)), piece.hints, spot)

    def _may_be(self, place: Place, piece: Piece, focus: Sequence[str]) -> bool:
        home = not focus or place.country in (None, *focus)
        return home or (not piece.lower and self._choice.may_be_abroad(place, piece.hints, focus))

    def _heard_focus(self, focus: Sequence[str]) -> tuple[str, ...]:
        """Countries in which a name may be found by its sound: the watch's, else the one the report speaks of most."""
        return tuple(c for c in focus if c in self._names.focus) or tuple(focus[:1])

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
            piece.hints <= {Hint.SITE} and piece.has_adjective and self._is_abroad(country)
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
                return base.widened(piece.distance_km)
            return base.moved(shifted(base.spot, piece.bearing, piece.distance_km, 1 + 0.15 * piece.distance_km))
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
        if place is not None and place.kind in _REGIONS:
            spot = towards(self._names.points_of(place), (place.lat, place.lon), bearing)
            return base.moved(spot or shifted(base.spot, bearing, radius / 2, radius * 0.7))
        if Hint.RURAL in piece.hints:
            return base.moved(shifted(base.spot, bearing, radius + 12, radius + 12))
        if Hint.EDGE in piece.hints:
            return base.moved(shifted(base.spot, bearing, radius, radius))
        adjective = adjective or not piece.noun_bearing
        if adjective and not piece.hints and self._seats_province(place):
            return base.moved(shifted(base.spot, bearing, radius + 12, radius + 15))
        if adjective or piece.the_bearing or Hint.PART in piece.hints:
            return base.moved(shifted(base.spot, bearing, radius / 2, radius * 0.7))
        return base.moved(shifted(base.spot, bearing, radius + 8, radius + 8))

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
        return Found(Spot(spots[0].lat, spots[0].lon, max(spread, _WIDE_KM)), None, None)

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
        ref = next(self._refs(_CITY_KM, _WIDE_KM), None)
        if ref is None or not piece.hints & {Hint.QUARTER, Hint.DISTRICT}:
            return None
        city = self._names.get(ref.place_id) if ref.place_id else None
        names = (ref.name, *((city.name, *city.variants) if city else ()))
        if any(skeleton(run) == skeleton(name) for run, _ in piece.names for name in names):
            return None
        return _at_ref(ref, None)

    def _before(self, piece: Piece) -> Found | None:
        """The last place named before that is of the size the piece speaks of."""
        low, high = 0.0, _VAST_KM
        if Hint.PROVINCE in piece.hints:
            low = _WIDE_KM
        elif piece.hints & {Hint.TOWN, Hint.QUARTER}:
            high = _WIDE_KM
        ref = next(self._refs(low, high), None)
        if ref is None:
            return None
        same = bool(ref.place_id) and piece.hints <= {Hint.TOWN, Hint.PROVINCE}
        found = _at_ref(ref, self._names.get(ref.place_id) if same and ref.place_id else None)
        if piece.bearing is not None:
            return self._sector(piece, found)
        return found.widened(10) if piece.hints & _LOOSE else found


def _at_ref(ref: PlaceRef, place: Place | None) -> Found:
    return Found(Spot(ref.lat or 0.0, ref.lon or 0.0, ref.radius_km or 5.0), place, place)
