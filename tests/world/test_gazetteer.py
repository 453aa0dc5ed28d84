import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.model import EventType, Place, PlaceKind, PlaceRef
from trucewatch.world import PlaceContext, World
from trucewatch.world.sectors import distance_km

NONE = PlaceContext()
KOBANI = PlaceRef(name="Kobani", lat=36.891, lon=38.3535, radius_km=2.2, place_id="geonames:172256")
IDLIB = PlaceRef(name="Idlib", lat=35.9306, lon=36.6339, radius_km=3, place_id="idlib")
DAMASCUS = PlaceRef(name="Damascus", lat=33.5102, lon=36.2913, radius_km=7, place_id="damascus")


def found(world: World, phrase: str, context: PlaceContext = NONE) -> PlaceRef:
    return world.places.resolve(phrase, context=context)


def km_from(ref: PlaceRef, lat: float, lon: float) -> float:
    assert ref.lat is not None
    assert ref.lon is not None
    return distance_km(ref.lat, ref.lon, lat, lon)


@pytest.mark.parametrize(
    ("phrase", "place_id"),
    [
        ("Qaboun", "qaboun"),
        ("the Qaboun district", "qaboun"),
        ("AL-QABUN", "qaboun"),
        ("Qabuun", "qaboun"),
        ("southeastern part of the Qaboun district", "qaboun-se"),
        ("the nearby Tabqa dam", "tabqa-dam"),
        ("Euphrates Dam", "tabqa-dam"),
        ("city of Homs", "homs"),
        ("the northern Syrian city of Idlib", "idlib"),
        ("Idlib", "idlib"),
        ("Idlib province", "idlib-gov"),
        ("the northwestern province of Idlib", "idlib-gov"),
        ("Syrias Homs", "homs"),
        ("the Syrian capital", "damascus"),
        ("the capital Damascus", "damascus"),
        ("العاصمة", "damascus"),
        ("دمشق", "damascus"),
        ("Manbij", "geonames:167357"),
        ("the town of Menbij", "geonames:167357"),
        ("Манбидж", "geonames:167357"),
        ("в Манбидже", "geonames:167357"),
        ("مدينة منبج", "geonames:167357"),
        ("Turkey", "country:TR"),
        ("the country", "country:SY"),
        ("Geneva", "geonames:2660646"),
    ],
)
def test_wordings_for_a_place_itself(syria: World, phrase: str, place_id: str) -> None:
    ref = found(syria, phrase)
    assert ref.place_id == place_id
    assert ref.name == phrase
    place = syria.places.get(place_id)
    assert place is not None
    assert (ref.lat, ref.lon) == (pytest.approx(place.lat, abs=1e-4), pytest.approx(place.lon, abs=1e-4))


@pytest.mark.parametrize(
    ("phrase", "context"),
    [
        ("Qaboun", NONE),
        ("Qaboun", PlaceContext(near=(KOBANI,), countries=("SY",))),
        ("the Qaboun district", PlaceContext(near=(KOBANI, KOBANI, KOBANI))),
        ("Qabun", PlaceContext(admin=("Aleppo Governorate",))),
        ("near Qaboun", PlaceContext(near=(KOBANI,))),
        ("the outskirts of Qaboun", PlaceContext(near=(KOBANI,))),
        ("Zibrigan", NONE),
        ("Zibrigan", PlaceContext(near=(IDLIB,))),
        ("near the Turkish border", NONE),
        ("the city", NONE),
        ("a checkpoint", NONE),
        ("somewhere", NONE),
        ("???", NONE),
        ("", NONE),
    ],
)
def test_what_no_gazetteer_has_stays_unknown(bare_syria: World, phrase: str, context: PlaceContext) -> None:
    ref = found(bare_syria, phrase, context)
    assert (ref.lat, ref.lon, ref.radius_km, ref.place_id) == (None, None, None, None)


@pytest.mark.parametrize(
    ("phrase", "side"),
    [
        ("north of Homs", (1, 0)),
        ("area north of the city of Homs", (1, 0)),
        ("eastern Damascus", (0, 1)),
        ("the south-western outskirts of Damascus", (-1, -1)),
        ("northern Tabqah", (1, 0)),
        ("Homs northern countryside", (1, 0)),
    ],
)
def test_directions_become_sectors(syria: World, phrase: str, side: tuple[int, int]) -> None:
    base = found(syria, next(n for n in ("Homs", "Damascus", "Tabqa") if n in phrase))
    ref = found(syria, phrase)
    assert base.lat is not None
    assert base.lon is not None
    assert ref.lat is not None
    assert ref.lon is not None
    assert (round((ref.lat - base.lat) * 50), round((ref.lon - base.lon) * 50)) != (0, 0)
    for change, sign in ((ref.lat - base.lat, side[0]), (ref.lon - base.lon, side[1])):
        assert abs(change) < 0.001 if sign == 0 else change * sign > 0
    assert ref.place_id is None
    assert ref.radius_km is not None


def test_a_stated_distance_is_kept(syria: World) -> None:
    ref = found(syria, "7 km north-west of Homs")
    assert km_from(ref, 34.724, 36.7256) == pytest.approx(7, abs=0.05)
    assert ref.lat is not None
    assert ref.lat > 34.724
    away = found(syria, "7 km from Homs")
    assert km_from(away, 34.724, 36.7256) < 0.05
    assert away.radius_km == pytest.approx(13)


@pytest.mark.parametrize("phrase", ["near Homs", "outskirts of Homs", "countryside of Homs", "Homs countryside"])
def test_by_a_place_is_wider_and_not_the_place(syria: World, phrase: str) -> None:
    ref, homs = found(syria, phrase), found(syria, "Homs")
    assert (ref.lat, ref.lon) == (homs.lat, homs.lon)
    assert ref.place_id is None
    assert ref.radius_km is not None
    assert homs.radius_km is not None
    assert ref.radius_km > homs.radius_km


def test_regions_have_their_directions_and_large_radii(syria: World) -> None:
    south, north = found(syria, "southern Syria"), found(syria, "northern Syria")
    assert south.lat is not None
    assert north.lat is not None
    assert south.lat < 33.6 < 36 < north.lat
    assert south.radius_km is not None
    assert south.radius_km > 50


def test_city_or_governorate_is_decided_by_the_words(bare_syria: World) -> None:
    city, province = found(bare_syria, "Homs city"), found(bare_syria, "Homs governorate")
    assert city.place_id == "geonames:169577"
    assert province.place_id == "admin1:SY.11"
    assert city.radius_km is not None
    assert province.radius_km is not None
    assert city.radius_km < 10 < 40 < province.radius_km


def test_what_hangs_on_a_place_lies_within_it(syria: World) -> None:
    ref = found(syria, "a school in the Zibrigan neighbourhood of Damascus")
    assert km_from(ref, 33.5102, 36.2913) < 0.1
    assert ref.place_id is None
    assert ref.radius_km == 7


def test_between_two_places(syria: World) -> None:
    ref = found(syria, "the road between Homs and Damascus")
    assert km_from(ref, 34.724, 36.7256) == pytest.approx(km_from(ref, 33.5102, 36.2913), rel=0.02)


def test_the_city_is_the_last_one_named(syria: World) -> None:
    assert found(syria, "the city", PlaceContext(near=(DAMASCUS, IDLIB))).place_id == "idlib"
    for word in ("المدينة", "городе"):
        assert found(syria, word, PlaceContext(near=(DAMASCUS, IDLIB))).place_id == "idlib"
    quarter = found(syria, "Zibrigan neighbourhood", PlaceContext(near=(DAMASCUS,)))
    assert (quarter.lat, quarter.place_id) == (33.5102, None)


def test_namesakes_are_told_apart_by_what_is_near(cache) -> None:
    def mill(place_id: str, lat: float) -> Place:
        return Place(id=place_id, name="Old Mill", lat=lat, lon=36.7, radius_km=1, kind=PlaceKind.VILLAGE)

    world = World((), (mill("north", 36.0), mill("south", 33.0)), (), ["SY"], cache=cache)
    assert found(world, "Old Mill").lat is None
    assert found(world, "Old Mill", PlaceContext(near=(IDLIB,))).place_id == "north"
    assert found(world, "Old Mill", PlaceContext(near=(DAMASCUS,))).place_id == "south"
    assert found(world, "Old Mill", PlaceContext(admin=("Idlib Governorate",))).place_id == "north"


def test_what_is_agreed_at_a_table_may_be_far_from_the_front(cache) -> None:
    world = World((), (), (), ["CO"], cache=cache)
    near = (found(world, "Bucaramanga"),)

    def of(event_type: EventType, phrase: str) -> PlaceRef:
        return found(world, phrase, PlaceContext(near=near, event_type=event_type))

    beside, table = of(EventType.SHELLING, "Rionegro"), of(EventType.AGREEMENT_SIGNED, "Rionegro")
    assert km_from(beside, 7.37, -73.15) < 25
    assert km_from(table, 6.155, -75.374) < 5
    assert km_from(of(EventType.SHELLING, "Barbosa"), 5.93, -73.62) < 5
    assert of(EventType.AGREEMENT_SIGNED, "Barbosa").lat is None


def test_shots_fall_in_the_city_that_is_called_like_a_country_abroad(cache) -> None:
    world = World((), (), (), ["CO"], cache=cache)
    shelled = found(world, "Armenia", PlaceContext(event_type=EventType.SHELLING))
    assert km_from(shelled, 4.535, -75.676) < 5
    assert found(world, "Armenia", PlaceContext(event_type=EventType.AGREEMENT_SIGNED)).place_id == "country:AM"
    assert found(world, "Armenia").place_id == "country:AM"


def test_a_town_outside_the_province_named_is_not_it(bare_syria: World) -> None:
    assert found(bare_syria, "Manbij", PlaceContext(admin=("Aleppo Governorate",))).place_id == "geonames:167357"
    assert found(bare_syria, "Manbij", PlaceContext(admin=("Daraa Governorate",))).lat is None


def test_typing_slips_are_forgiven_in_long_names_only(bare_syria: World) -> None:
    assert found(bare_syria, "Jarbaulus").place_id == "geonames:169179"
    assert found(bare_syria, "Hosm").lat is None


@pytest.mark.parametrize(
    ("phrase", "place_id"),
    [("the Golan Heights", "region-golan"), ("East Ghouta", "region-eastern-ghouta"), ("Голаны", None)],
)
def test_well_known_regions_need_no_watch(bare_syria: World, phrase: str, place_id: str | None) -> None:
    assert found(bare_syria, phrase).place_id == place_id


def test_a_watchs_own_place_comes_before_a_region_of_that_name(cache) -> None:
    own = Place(id="ghouta", name="Eastern Ghouta", lat=33.5, lon=36.5, radius_km=9, kind=PlaceKind.REGION)
    assert found(World((), (own,), (), ["SY"], cache=cache), "Eastern Ghouta").place_id == "ghouta"


def test_a_far_large_city_is_not_taken_for_a_quarter(bare_syria: World) -> None:
    near = PlaceContext(near=(IDLIB,))
    assert found(bare_syria, "Mashhad").lat is not None
    assert found(bare_syria, "Mashhad", near).lat is None
    assert found(bare_syria, "Mashhad street", near).place_id is None
    assert found(bare_syria, "Moscow", near).place_id == "geonames:524901"


def test_get_knows_every_scheme(syria: World) -> None:
    for place_id in ("qaboun", "geonames:167357", "country:SY", "admin1:SY.12", "region-golan"):
        place = syria.places.get(place_id)
        assert place is not None
        assert place.id == place_id
    for place_id in ("", "nowhere", "geonames:x", "geonames:0", "country:XX", "admin1:SY.99", "admin1:"):
        assert syria.places.get(place_id) is None


def test_find_in_spots_watch_places_towns_and_countries(syria: World) -> None:
    text = "From Qaboun’s mill to Khan Shaykhun and Menbij, and from Turkey to the homs and Geneva."
    assert [(text[m.start : m.end], m.id) for m in syria.places.find_in(text)] == [
        ("Qaboun", "qaboun"),
        ("Khan Shaykhun", "geonames:168325"),
        ("Menbij", "geonames:167357"),
        ("Turkey", "country:TR"),
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            (
                "the Homs north of near northern city province 7 km ( ) , 's Damascus and between in Syrian border "
                "Qaboun capital from"
            ).split()
        ),
        max_size=9,
    ).map(" ".join)
)
def test_no_wording_breaks_it_and_unknown_is_whole(syria: World, phrase: str) -> None:
    ref = found(syria, phrase, PlaceContext(near=(IDLIB, DAMASCUS), admin=("Idlib",), countries=("SY",)))
    assert (ref.lat is None) == (ref.lon is None) == (ref.radius_km is None)
    assert ref.place_id is None or syria.places.get(ref.place_id) is not None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_spans_lie_in_any_text(syria: World, text: str) -> None:
    assert all(0 <= m.start < m.end <= len(text) for m in syria.places.find_in(text))
