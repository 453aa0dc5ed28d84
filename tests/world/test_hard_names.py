"""Names as reports write them, hard on purpose: each is found where it lies or left unknown, none elsewhere.

The points are GeoNames' (CC BY 4.0), rounded; the wordings are ours.
"""

from pathlib import Path

import pytest

from trucewatch.model import PlaceKind
from trucewatch.world import PlaceContext, World
from trucewatch.world.sectors import distance_km

SYRIA: tuple[tuple[str, tuple[float, float] | None], ...] = (
    ("Dayr az-Zawr", (35.34, 40.14)),
    ("Der Zor", (35.34, 40.14)),
    ("deir el-zor", (35.34, 40.14)),
    ("Qamishlo", (37.05, 41.23)),
    ("Al-Kamishli", (37.05, 41.23)),
    ("Hassakeh", (36.50, 40.75)),
    ("As-Suweida", (32.71, 36.57)),
    ("Dar'a", (32.62, 36.10)),
    ("Lattakia", (35.53, 35.79)),
    ("Ladhakiyah", (35.53, 35.79)),
    ("Ma'arrat an-Nu'man", (35.65, 36.68)),
    ("Maaret al-Nouman", (35.65, 36.68)),
    ("Jisr al-Shughour", (35.81, 36.32)),
    ("A'zaz", (36.59, 37.05)),
    ("I'zaz", (36.59, 37.05)),
    ("Tell Abiad", (36.70, 38.95)),
    ("Ras al-'Ayn", (36.85, 40.07)),
    ("Albukamal", (34.45, 40.92)),
    ("Ayn al Arab", (36.89, 38.35)),
    ("Kobanê", (36.89, 38.35)),
    ("ﺣﻠﺐ", (36.20, 37.16)),
    ("في حلب", (36.20, 37.16)),
    ("в Алеппо", (36.20, 37.16)),
    ("the besieged city of Aleppo", (36.20, 37.16)),
    ("Aleppos", (36.20, 37.16)),
    ("Saraqebb", (35.86, 36.81)),
    ("Mnabij", (36.53, 37.96)),
    ("Kafr Zeita", (35.37, 36.60)),
    ("Jarablus town, Aleppo governorate", (36.82, 38.01)),
    ("Idleb gov.", (35.90, 36.63)),
    ("Rif Dimashq", (33.59, 36.41)),
    ("Qaboun", None),
    ("Kafr Qabun", None),
    ("Tell Homs", None),
    ("Zibriganah", None),
    ("Kabani", None),
    ("a village", None),
    ("near the Turkish border", None),
    ("the Russian embassy", None),
    ("Abu Xyz", None),
)
OTHERS: tuple[tuple[str, str, tuple[float, float] | None], ...] = (
    ("YE", "Hodeidah", (14.80, 42.95)),
    ("YE", "al-Hudayda", (14.80, 42.95)),
    ("YE", "Ta'izz", (13.58, 44.02)),
    ("YE", "Sa'ada city", (16.94, 43.76)),
    ("YE", "Al-Mokha", (13.32, 43.25)),
    ("YE", "ad-Dali'", (13.70, 44.73)),
    ("YE", "صنعاء", (15.35, 44.21)),
    ("UA", "Debaltsevo", (48.34, 38.40)),
    ("UA", "Дебальцево", (48.34, 38.40)),
    ("UA", "Gorlovka", (48.30, 38.02)),
    ("UA", "Shirokino", (47.10, 37.82)),
    ("UA", "Donetsk region", (48.06, 37.76)),
    ("UA", "Avdeevka", (48.14, 37.75)),
    ("UA", "Peski", None),
    ("SD", "Al Fashir", (13.63, 25.35)),
    ("SD", "El Geneina", (13.45, 22.45)),
    ("SD", "Port Sudan", (19.62, 37.22)),
    ("SD", "Um Durman", (15.64, 32.48)),
    ("SD", "Wad Madani", (14.40, 33.52)),
    ("CO", "Cucuta", (7.91, -72.50)),
    ("CO", "San Jose del Guaviare", (2.57, -72.64)),
    ("CO", "Norte de Santander", (7.88, -72.66)),
    ("CO", "El Carmen de Bolivar", (9.72, -75.12)),
)


@pytest.fixture(scope="module")
def worlds(cache: Path) -> dict[str, World]:
    """Each country's towns without any watch places."""
    return {code: World((), (), (), [code], cache=cache) for code in ("SY", "YE", "UA", "SD", "CO")}


@pytest.mark.parametrize(("code", "wording", "point"), [*(("SY", *row) for row in SYRIA), *OTHERS])
def test_a_name_is_found_where_it_lies_or_left_unknown(
    worlds: dict[str, World], code: str, wording: str, point: tuple[float, float] | None
) -> None:
    ref = worlds[code].places.resolve(wording, context=PlaceContext())
    if point is None:
        assert ref.lat is None, ref
    else:
        assert ref.lat is not None
        assert ref.lon is not None
        assert distance_km(ref.lat, ref.lon, *point) < 10, ref


@pytest.mark.parametrize(
    ("code", "name", "admin", "place_id"),
    [
        ("CO", "Palestina", "Huila department", "geonames:3673275"),
        ("CO", "Palestina", "Caldas", "geonames:3673269"),
        ("CO", "Montenegro", "Quindío", "geonames:3674463"),
        ("CO", "Palestina", None, "country:PS"),
        ("CO", "Montenegro", "Cauca", "country:ME"),
    ],
)
def test_the_province_tells_a_town_from_its_namesakes(
    worlds: dict[str, World], code: str, name: str, admin: str | None, place_id: str
) -> None:
    context = PlaceContext(admin=(admin,) if admin else ())
    assert worlds[code].places.resolve(name, context=context).place_id == place_id


@pytest.mark.parametrize(
    ("wording", "shape", "precision"),
    [
        ("Homs", "point", 1),
        ("near Homs", "point", 2),
        ("north of Homs", "sector", 2),
        ("7 km north-west of Palmyra", "sector", 2),
        ("the northern outskirts of Hama", "sector", 2),
        ("between Homs and Hama", "line", 2),
        ("along the M4", "line", 5),
        ("the Deir ez-Zor–Raqqa road", "line", 5),
        ("the Irbin-Harasta road", "line", 2),
        ("Idlib governorate", "region", 4),
        ("northern Aleppo province", "sector", 5),
        ("Eastern Ghouta", "region", 3),
        ("Syria", "region", 6),
        ("southern Syria", "sector", 5),
        ("Qaboun", "unknown", None),
        ("southeastern part of Qaboun", "unknown", None),
    ],
)
def test_a_place_is_a_distribution(worlds: dict[str, World], wording: str, shape: str, precision: int | None) -> None:
    found = worlds["SY"].places.locate(wording, context=PlaceContext())
    assert (str(found.shape), found.precision) == (shape, precision), found.rule
    assert (found.geometry is None) == (precision is None)
    assert found.rule


def test_a_sector_lies_on_its_side_and_at_its_distance(worlds: dict[str, World]) -> None:
    found = worlds["SY"].places.locate("7 km north-west of Palmyra", context=PlaceContext())
    assert found.geometry is not None
    corners = found.geometry["coordinates"][0]
    for lon, lat in corners:
        assert lat > 34.562
        assert lon < 38.284
        assert 4.5 < distance_km(lat, lon, 34.5624, 38.28402) < 9.5
    assert found.kind is PlaceKind.TOWN
    assert found.base_id == "geonames:163808"


def test_the_part_of_a_road_is_told_by_what_the_report_names(worlds: dict[str, World]) -> None:
    places = worlds["SY"].places
    ariha = places.resolve("Ariha", context=PlaceContext())
    found = places.locate("along the M4 highway", context=PlaceContext(near=(ariha,)))
    assert found.lat is not None
    assert found.lon is not None
    assert distance_km(found.lat, found.lon, 35.81, 36.61) < 15


def test_every_answer_names_its_gazetteer_and_what_it_lies_in(worlds: dict[str, World]) -> None:
    found = worlds["SY"].places.locate("Zabadani", context=PlaceContext(), drawn=False)
    assert (found.gazetteer, found.within[-1]) == ("geonames:172059", "Syria")
    assert len(found.within) == 2
    assert found.geometry is None
    assert found.ref.place_id == found.place_id
