"""Imported gazetteers: GeoNames dumps and GeoJSON, good and broken."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from trucewatch.model import PlaceKind
from trucewatch.model.errors import ConfigError, InputError
from trucewatch.world import PlaceContext, World
from trucewatch.world.gazetteer_file import import_gazetteer
from trucewatch.world.listings import imported_in

NONE = PlaceContext()


def dump_line(number: int, name: str, lat: float, lon: float, **more: str) -> str:
    """A line of a GeoNames dump."""
    given = {"others": "", "cls": "P", "code": "PPL", "country": "SY", "admin1": "09", "people": "0", **more}
    fields = [str(number), name, name, given["others"], str(lat), str(lon), given["cls"], given["code"]]
    fields += [
        given["country"],
        "",
        given["admin1"],
        "",
        "",
        "",
        given["people"],
        "",
        "",
        "Asia/Damascus",
        "2026-01-01",
    ]
    return "\t".join(fields)


def feature(name: str | None, geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    named = {} if name is None else {"name": name}
    return {"type": "Feature", "properties": {**named, **properties}, "geometry": geometry}


def square(lon: float, lat: float, half: float = 0.1) -> dict[str, Any]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return {"type": "Polygon", "coordinates": [[[lon + x * half, lat + y * half] for x, y in corners]]}


def written(path: Path, features: list[dict[str, Any]]) -> Path:
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    path.write_text(f'{{"type": "FeatureCollection",\n"features": [\n{lines}\n]}}\n', "utf-8")
    return path


def world(cache: Path, path: Path, folder: Path, **options: Any) -> World:
    done = import_gazetteer(path, folder, countries=["SY"], **options)
    return World((), (), (), ["SY"], cache=cache, gazetteers=[done.path])


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    lines = [
        dump_line(900001, "Al Humran village", 36.41, 38.02, others="Humran,الحمران,Хумран"),
        dump_line(900002, "Kafrah/Kesra village", 36.52, 38.31),
        dump_line(900003, "Wadi al Amara", 36.12, 37.91, cls="T", code="VAL"),
        dump_line(900004, "Amara Dam", 36.14, 37.95, cls="S", code="DAM"),
        dump_line(900005, "Nahiyat Humran", 36.45, 38.05, cls="A", code="ADM3"),
        dump_line(900006, "Hawsh Nasib", 36.22, 37.31, code="PPLX"),
        dump_line(900007, "Syria", 35.0, 38.0, cls="A", code="PCLI"),
    ]
    path = tmp_path / "SY.txt"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("wording", "place_id"),
    [
        ("Al Humran village", "geonames:900001"),
        ("Al Humran", "geonames:900001"),
        ("the village of Humran", "geonames:900001"),
        ("al-Houmran", "geonames:900001"),
        ("الحمران", "geonames:900001"),
        ("Хумран", "geonames:900001"),
        ("Kesra", "geonames:900002"),
        ("Kafrah / Kesra", "geonames:900002"),
        ("the Amara dam", "geonames:900004"),
        ("Hawsh Nasib neighbourhood", "geonames:900006"),
    ],
)
def test_a_dumps_places_are_found_by_their_names_and_variants(
    cache: Path, dump: Path, tmp_path: Path, wording: str, place_id: str
) -> None:
    assert world(cache, dump, tmp_path).places.resolve(wording, context=NONE).place_id == place_id


def test_kinds_come_from_the_dumps_features(cache: Path, dump: Path, tmp_path: Path) -> None:
    places = world(cache, dump, tmp_path).places
    kinds = {number: places.get(f"geonames:90000{number}") for number in range(1, 8)}
    assert {n: p.kind for n, p in kinds.items() if p} == {
        1: PlaceKind.VILLAGE,
        2: PlaceKind.VILLAGE,
        3: PlaceKind.REGION,
        4: PlaceKind.INFRASTRUCTURE,
        5: PlaceKind.DISTRICT,
        6: PlaceKind.NEIGHBOURHOOD,
    }


def test_a_zip_as_geonames_offers_it_is_read(cache: Path, dump: Path, tmp_path: Path) -> None:
    packed = tmp_path / "SY.zip"
    with zipfile.ZipFile(packed, "w") as file:
        file.write(dump, "SY.txt")
        file.writestr("readme.txt", "what the columns mean")
    assert world(cache, packed, tmp_path).places.resolve("Al Humran", context=NONE).place_id == "geonames:900001"


def test_a_newer_file_takes_the_place_of_the_older(cache: Path, dump: Path, tmp_path: Path) -> None:
    import_gazetteer(dump, tmp_path, countries=["SY"])
    dump.write_text(dump_line(900009, "Hawsh Jadid", 36.0, 38.0) + "\n", "utf-8")
    import_gazetteer(dump, tmp_path, countries=["SY"])
    (path,) = imported_in(tmp_path)
    places = World((), (), (), ["SY"], cache=cache, gazetteers=[path]).places
    assert places.resolve("Hawsh Jadid", context=NONE).place_id == "geonames:900009"
    assert places.get("geonames:900001") is None


def test_admin_boundaries_give_outlines_and_levels(cache: Path, tmp_path: Path) -> None:
    names = {
        "ADM0_EN": "Syria",
        "ADM0_PCODE": "SY",
        "ADM1_EN": "Aleppo",
        "ADM2_EN": "Tell Amara",
        "ADM2_AR": "تل عمارة",
    }
    path = written(tmp_path / "adm2.geojson", [feature(None, square(38.0, 36.4), ADM2_PCODE="SY0299", **names)])
    places = world(cache, path, tmp_path).places
    found = places.locate("Tell Amara district", context=NONE)
    assert (found.place_id, str(found.shape), found.precision) == ("adm2:SY0299", "polygon", 3)
    assert found.geometry is not None
    assert found.geometry["type"] == "Polygon"
    assert places.resolve("تل عمارة", context=NONE).place_id == "adm2:SY0299"
    part = places.locate("northern Tell Amara district", context=NONE)
    assert part.geometry is not None
    assert min(lat for _, lat in part.geometry["coordinates"][0]) > 36.39


def test_any_geojson_with_names_is_read(cache: Path, tmp_path: Path) -> None:
    features = [
        feature(
            "Jisr Amara", {"type": "Point", "coordinates": [38.1, 36.3]}, place="village", alt_name="Amara Bridge;AB"
        ),
        feature("R99", {"type": "LineString", "coordinates": [[38.0, 36.2], [38.4, 36.6]]}),
    ]
    places = world(cache, written(tmp_path / "own.json", features), tmp_path).places
    assert places.resolve("Amara Bridge", context=NONE).place_id == "own:1"
    road = places.locate("R99", context=NONE)
    assert (str(road.shape), road.kind) == ("polygon", PlaceKind.INFRASTRUCTURE)


def test_the_name_may_stand_in_another_property(cache: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "own.geojson", [feature(None, square(38, 36), ort="Tell Amara", kind="region")])
    with pytest.raises(InputError, match=r"own.geojson has a problem.*line 3: the feature has no name.*kind, ort"):
        import_gazetteer(path, tmp_path, countries=["SY"])
    assert world(cache, path, tmp_path, name_field="ort").places.resolve("Tell Amara", context=NONE).lat == 36


BOW = {"type": "Polygon", "coordinates": [[[38, 36], [38.2, 36.2], [38.2, 36], [38, 36.2], [38, 36]]]}
DATE_LINE = {"type": "Polygon", "coordinates": [[[179, 10], [-179, 10], [-179, 11], [179, 11], [179, 10]]]}


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (feature("Bow", BOW), "line 4: Bow: its outline crosses or touches itself"),
        (feature("Line", DATE_LINE), "line 4: Line: it crosses the antimeridian"),
        (feature("Far", {"type": "Point", "coordinates": [38, 96]}), "line 4: Far: latitude 96 lies outside the globe"),
        (
            feature("Swapped", {"type": "Point", "coordinates": [33.5, 36.3]}),
            "line 4: Swapped: .* swapped they lie in it",
        ),
        (feature("None", {"type": "Point", "coordinates": []}), "line 4: None: its geometry is empty"),
        (feature("Odd", {"type": "Blob", "coordinates": [1, 2]}), "line 4: Odd: its geometry cannot be read"),
        ({"type": "Feature", "properties": {"name": "X"}, "geometry": None}, "line 4: X: it has no geometry"),
        ({"type": "Feature", "properties": None, "geometry": square(38, 36)}, "line 4: the feature has no properties"),
        (feature("Again", square(38, 36), id="a"), "line 4: Again: the id 'own:a' is already taken on line 3"),
    ],
)
def test_what_is_broken_is_named_with_its_line_and_nothing_is_imported(
    tmp_path: Path, bad: dict[str, Any], sentence: str
) -> None:
    path = written(tmp_path / "own.geojson", [feature("Good", square(38, 36), id="a"), bad])
    with pytest.raises(InputError, match=sentence):
        import_gazetteer(path, tmp_path, countries=["SY"])
    assert imported_in(tmp_path) == ()
    done = import_gazetteer(path, tmp_path, countries=["SY"], skip_broken=True)
    assert (done.places, done.skipped_count) == (1, 1)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("900001\tonly three\tcolumns", "line 1: it has 3 columns, a GeoNames dump has 19"),
        (dump_line(1, "Off", 95, 38), "line 1: latitude 95 lies outside the globe"),
        (dump_line(1, "Off", 36, 238), "line 1: longitude 238 lies outside the globe"),
        (dump_line(1, "Swapped", 40.1, 35.3), "line 1: Swapped: .*far outside SY"),
        (dump_line(1, "", 36, 38), "line 1: it must begin with a number and a name"),
        (dump_line(1, "A", 36, 38) + "\n" + dump_line(1, "B", 36, 38), "line 2: the id 1 is already taken on line 1"),
        (dump_line(1, "Syria", 35, 38, cls="A", code="PCLI"), "holds no place that could be imported"),
        ("no gazetteer at all", "neither a GeoNames dump .* nor GeoJSON"),
        ('{"type": "FeatureCollection", "features": [\n{"type": "Feature",, }]}', "line 2 is no JSON"),
        ('{"type": "Topology", "objects": {}}', "GeoJSON features are expected"),
        ('{"type": "FeatureCollection", "features": []}', "has no features"),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "SY.txt"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(InputError, match=sentence):
        import_gazetteer(path, tmp_path, countries=["SY"])
    assert imported_in(tmp_path) == ()


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "SY.txt"
    path.write_bytes("1\tDaraa\xe9\t".encode("latin-1") + b"\n")
    with pytest.raises(InputError, match="not UTF-8"):
        import_gazetteer(path, tmp_path)
    with pytest.raises(InputError, match="is no file"):
        import_gazetteer(tmp_path / "absent.txt", tmp_path)


def test_a_damaged_index_says_so(tmp_path: Path) -> None:
    path = tmp_path / "own-12345678-v5.sqlite"
    path.write_bytes(b"no database")
    with pytest.raises(ConfigError, match="import the gazetteer again"):
        World((), (), (), ["SY"], gazetteers=[path])
