"""What must hold of findings whatever the incidents are."""

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.model import PlaceRef, Standing, TestName
from trucewatch.monitor import judge, load_agreement
from trucewatch.monitor.geometry import Boundary
from trucewatch.world import World, load_actors, load_places

from .conftest import DATA, SOURCES, incident

PORT = load_agreement(DATA / "port-pause.yaml")
HARBOUR = World(load_actors(DATA / "port-actors.yaml"), load_places(DATA / "port-places.yaml"), SOURCES)

ACTORS = ["north-army", "north-guns", "north-militia", "south-army", "south-guns", "south-militia", "dune-group",
          "fisher-league", "townspeople", "nobody known"]  # fmt: skip
SIDES = [None, "none", "north", "south", "dune"]
PLACES = [None, "selm-port", "selm-pier", "selm-barracks", "mill", "edge", "rim", "far-town", "ocean"]
TYPES = ["shelling", "assault", "armed_clash", "siege", "explosive_device", "ceasefire_breach", "access_restriction"]


@st.composite
def events(draw, number=0):
    day = draw(st.none() | st.dates(date(2031, 2, 25), date(2031, 3, 9)))
    length = draw(st.integers(0, 4))
    return {
        "id_": f"i{number}",
        "type_": draw(st.sampled_from(TYPES)),
        "by": draw(st.lists(st.sampled_from(ACTORS), max_size=3, unique=True)),
        "to": draw(st.lists(st.sampled_from(ACTORS), max_size=3, unique=True)),
        "at": draw(st.sampled_from(PLACES)),
        "first": day,
        "last": date.fromordinal(day.toordinal() + length) if day else None,
        "reported": draw(st.none() | st.dates(date(2031, 2, 25), date(2031, 3, 12))),
        "standing": draw(st.sampled_from([s for s in Standing if s is not Standing.FORESEEN])),
        "origins": [(f"o{i}", draw(st.sampled_from(SIDES))) for i in range(draw(st.integers(1, 3)))],
    }


def judged(*found):
    made = [incident(**event) for event in found]
    return {f.incident: f for f in judge(made, PORT, {}, {}, HARBOUR, date(2032, 1, 1))}


@given(st.integers(2, 6).flatmap(lambda n: st.tuples(*(events(number=i) for i in range(n)))))
@settings(max_examples=60, deadline=None)
def test_an_incident_changes_no_finding_on_another(found):
    together = judged(*found)
    assert judged(*found[1:]) == {key: f for key, f in together.items() if key != "i0"}
    assert judged(*reversed(found)) == together


def _swapped(word):
    for one, other in (("north", "south"), ("south", "north")):
        if word is not None and word.startswith(one):
            return word.replace(one, other, 1)
    return word


@given(events())
@settings(max_examples=150, deadline=None)
def test_swapping_two_sides_that_stand_alike_swaps_the_findings(event):
    other = {
        **event,
        "by": [_swapped(a) for a in event["by"]],
        "to": [_swapped(a) for a in event["to"]],
        "origins": [(name, _swapped(side)) for name, side in event["origins"]],
    }
    here, there = judged(event).get("i0"), judged(other).get("i0")
    assert (here is None) == (there is None)
    if here and there:
        assert (here.verdict, here.decided_by, here.zone) == (there.verdict, there.decided_by, there.zone)
        assert [(t.outcome, t.code) for t in here.tests] == [(t.outcome, t.code) for t in there.tests]


@given(
    st.floats(-30.09, -29.91),
    st.floats(9.91, 10.09),
    st.floats(0.05, 60),
    st.floats(0.01, 0.99),
    st.sampled_from([0.0, 0.2, 5]),
)
@settings(max_examples=150, deadline=None)
def test_a_narrower_place_about_a_point_inside_is_never_moved_outside(lon, lat, radius, share, sigma):
    outline = Boundary(PORT.zones[0].versions[0].geometry, sigma)
    wide, narrow = (outline.share_inside(lat, lon, r) for r in (radius, radius * share))
    assert 0 <= wide <= 1
    assert narrow >= min(wide, 0.5) - 1e-3
    event = {"id_": "i0", "type_": "shelling", "by": ["north-army"], "to": ["south-army"], "first": date(2031, 3, 3)}
    for r in (radius, radius * share):
        at = PlaceRef(name="a point", lat=lat, lon=lon, radius_km=r)
        answer = judged({**event, "at": at})["i0"].test(TestName.IN_ZONE)
        if r < 20:
            assert answer.code != "outside"


@pytest.mark.parametrize("km", [-3.0, -1.0, 0.0, 1.0, 3.0])
@pytest.mark.parametrize(("radius", "sigma"), [(2.0, 1.0), (1.0, 0.0), (0.1, 3.0)])
def test_at_a_long_straight_edge_the_share_is_that_of_the_normal_law(km, radius, sigma):
    # An area four degrees wide at the equator, whose eastern edge lies at longitude 0.
    square = {"type": "Polygon", "coordinates": [[[-4, -2], [0, -2], [0, 2], [-4, 2], [-4, -2]]]}
    spread = math.hypot(radius / 2, sigma)
    expected = 0.5 * math.erfc(-km / spread / math.sqrt(2))
    assert Boundary(square, sigma).share_inside(0.0, -km / 111.32, radius) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize(("lat", "lon"), [(-10.0, 150.0), (90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0)])
def test_the_other_side_of_the_globe_is_outside(lat, lon):
    outline = Boundary(PORT.zones[0].versions[0].geometry, 1.0)
    assert outline.share_inside(lat, lon, 5.0) == 0.0
    assert not outline.is_swallowed_by(lat, lon, 5.0)


def test_a_zone_over_the_date_line_in_two_parts_is_read_as_two_parts():
    parts = [
        [[[179, -1], [180, -1], [180, 1], [179, 1], [179, -1]]],
        [[[-180, -1], [-179, -1], [-179, 1], [-180, 1], [-180, -1]]],
    ]
    outline = Boundary({"type": "MultiPolygon", "coordinates": parts}, 0.1)
    assert outline.share_inside(0.0, 179.5, 2.0) == 1.0
    assert outline.share_inside(0.0, -179.5, 2.0) == 1.0
    assert outline.share_inside(0.0, 170.0, 2.0) == 0.0
