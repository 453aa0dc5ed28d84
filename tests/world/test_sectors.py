import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.world.sectors import Spot, distance_km, extent, shifted, towards

HOMS = Spot(34.724, 36.7256, 6)


@pytest.mark.parametrize(("bearing", "north", "east"), [(0, 1, 0), (90, 0, 1), (180, -1, 0), (315, 1, -1)])
def test_shifting_goes_the_way_of_the_bearing(bearing: float, north: int, east: int) -> None:
    moved = shifted(HOMS, bearing, 20, 3)
    assert moved.radius_km == 3
    assert distance_km(HOMS.lat, HOMS.lon, moved.lat, moved.lon) == pytest.approx(20, rel=1e-6)
    for change, sign in ((moved.lat - HOMS.lat, north), (moved.lon - HOMS.lon, east)):
        assert (change > 0.05) == (sign > 0)
        assert (change < -0.05) == (sign < 0)


@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(0, 360), st.floats(0, 5000))
def test_a_shifted_point_stays_on_the_globe(lat: float, lon: float, bearing: float, km: float) -> None:
    moved = shifted(Spot(lat, lon, 1), bearing, km, 1)
    assert -90 <= moved.lat <= 90
    assert -180 <= moved.lon <= 180


def test_extent_is_the_middle_and_reaches_most() -> None:
    points = [(34.0, 36.0), (34.2, 36.0), (34.4, 36.0)]
    spot = extent(points)
    assert spot is not None
    assert (spot.lat, spot.lon) == (34.2, 36.0)
    assert spot.radius_km == pytest.approx(22.2, abs=0.5)
    assert extent([]) is None


def test_towards_takes_the_outermost_points_of_a_direction() -> None:
    square = [(lat / 10, lon / 10) for lat in range(11) for lon in range(11)]
    north = towards(square, (0.5, 0.5), 0)
    assert north is not None
    assert north.lat > 0.8
    assert north.lon == pytest.approx(0.5)
    assert towards(square[:2], (0.5, 0.5), 0) is None
