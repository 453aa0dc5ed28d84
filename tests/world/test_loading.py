from datetime import date
from pathlib import Path

import pytest

from trucewatch.model import ActorKind, PlaceKind, RelationKind, SourceKind
from trucewatch.model.errors import ConfigError
from trucewatch.world import load_actors, load_places, load_sources

ACTORS = """
version: 0.1
actors:
- {id: council, name: River Council, side: gov, kind: state, aliases: [the council], valid: [1990-01-01, null]}
- id: guard
  name: River Guard (label)
  side: gov
  kind: armed_forces
  rels: [{part_of: council, note: "paid by it"}]
  astana: bound
- {id: old-band, name: Old Band, side: opp, kind: armed_group, ar: [العصبة], valid: [2012-01-23, 2016-07-28], src: [S1]}
- id: band
  name: New Band
  side: none
  kind: armed_group
  rels: [{predecessor: old-band}, {allied: elsewhere, from: 2016-04-01, to: 2017-08-01}]
"""
PLACES = """
places:
- id: town
  name: Salt Town
  lat: 33.5
  lon: 36.3
  r_km: 2
  kind: town
  source: "geonames:1"
  variants: [Saltville, "Arabian (sic S33)"]
  zone: {east: disputed}
- {id: mill, name: the mill, lat: 33.6, lon: 36.4, r_km: 0.5, kind: infrastructure, parent: town, protected: "a mill"}
"""
SOURCES = """
sources:
- {id: wire, name: Meridian Wire, kind: wire, lean: none, start: B, languages: [en]}
- {id: echo, name: Echo Review, kind: republisher, republishes: [wire]}
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "file.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_actors_as_in_the_domain_files(written) -> None:
    council, guard, old, band = load_actors(written(ACTORS))
    assert council.kind is ActorKind.STATE
    assert council.valid_from == date(1990, 1, 1)
    assert council.valid_to is None
    assert guard.name == "River Guard"
    assert guard.relations[0].kind is RelationKind.PART_OF
    assert old.aliases == ("العصبة",)
    assert band.side is None
    assert band.relations[1].to == "elsewhere"
    assert band.relations[1].until == date(2017, 8, 1)


def test_places_as_in_the_domain_files(written) -> None:
    town, mill = load_places(written(PLACES))
    assert (town.lat, town.radius_km, town.kind) == (33.5, 2.0, PlaceKind.TOWN)
    assert town.variants == ("Saltville", "Arabian")
    assert town.membership == {"east": "disputed"}
    assert town.gazetteer == "geonames:1"
    assert mill.parent == "town"
    assert mill.protected == "a mill"


def test_sources(written) -> None:
    wire, echo = load_sources(written(SOURCES))
    assert (wire.kind, wire.lean, wire.start) == (SourceKind.WIRE, "none", "B")
    assert echo.republishes == ("wire",)
    assert echo.start == "F"


def test_every_problem_is_told_at_once_with_line_and_entry(written) -> None:
    text = """actors:
- {id: one, name: One, kind: warlord}
- {id: one, name: Again, kind: unit}
- {id: two, kind: unit, valid: [2017-05-04, 2016-01-01]}
- {id: three, name: Three, kind: unit, rels: [{part_of: four}]}
- {id: four, name: Four, kind: unit, rels: [{part_of: three}, {married_to: one}]}
- {name: Nobody, kind: unit}
- {id: five, name: Five, kind: unit, valid: [soon, null], aliases: [No]}
- {id: Six Six, name: Six, kind: unit}
- just text
"""
    with pytest.raises(ConfigError) as caught:
        load_actors(written(text))
    message = str(caught.value)
    for part in (
        "line 2 (one): kind 'warlord' is not known; use one of state,",
        "line 3 (one): the id 'one' is already taken on line 2",
        "line 4 (two): it has no name",
        "line 4 (two): 'valid' ends on 2016-01-01, before it starts on 2017-05-04",
        "line 5 (three): it is part of itself",
        "line 6 (four): relation ['married_to'] is not known",
        "line 7 (no id): it has no id",
        "line 8 (five): the date in 'valid' 'soon' is no date",
        "line 8 (five): 'aliases' holds False",
        "line 9 (Six Six): id 'Six Six'",
        "line 10: an entry must be a mapping",
    ):
        assert part in message
    assert "file.yaml has" in message


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{id: a, name: A, lat: 91, lon: 0, r_km: 1, kind: town}", "'lat' is 91, which is not between -90 and 90"),
        ("{id: a, name: A, lat: 1, lon: -181, r_km: 1, kind: town}", "'lon' is -181"),
        ("{id: a, name: A, lat: north, lon: 0, r_km: 1, kind: town}", "'lat' must be a number"),
        ("{id: a, name: A, lat: .nan, lon: 0, r_km: 1, kind: town}", "'lat' is nan"),
        ("{id: a, name: A, lat: 1, lon: 0, r_km: 0, kind: town}", "'r_km' is 0"),
        ("{id: a, name: A, lat: 1, lon: 0, r_km: 1, kind: planet}", "kind 'planet' is not known"),
        ("{id: a, name: A, lat: 1, lon: 0, r_km: 1, kind: town, parent: b}", "parent 'b' is no place"),
        ("{id: a, name: A, lat: 1, lon: 0, r_km: 1, kind: town, parent: a}", "part of itself"),
        ("{id: a, name: A, lat: 1, lon: 0, r_km: 1, kind: town, zone: {z: maybe}}", "'zone' must map"),
        ("{id: a, name: A, name: B, lat: 1, lon: 0, r_km: 1, kind: town}", "'name' is given twice"),
    ],
)
def test_bad_places(written, entry: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=r"line 2 \(a\)") as caught:
        load_places(written(f"places:\n- {entry}\n"))
    assert problem in str(caught.value)


def test_bad_sources(written) -> None:
    text = "sources:\n- {id: a, name: A, kind: gossip, start: Z, republishes: [b]}\n"
    with pytest.raises(ConfigError) as caught:
        load_sources(written(text))
    for part in ("kind 'gossip'", "'start' is 'Z'; use one letter from A to F", "republishes 'b'"):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is empty"),
        ("# only a comment\n", "is empty"),
        ("- 1\n- 2\n", "must start with 'actors:'"),
        ("places: []\n", "has no list 'actors:'"),
        ("actors: {a: 1}\n", "must be a list of entries"),
        ("actors: [\n", "line 2 is no YAML"),
        ("actors:\n- {id: a, name: 'x\n", "is no YAML"),
        (b"actors: \xff\xfe", "is not UTF-8"),
        ("actors:\n- {id: a, name: A, kind: unit, valid: [2017-02-30, null]}\n", "mend the entry there"),
        ("actors:\n- {id: a, name: !!python/object:os.system x, kind: unit}\n", "mend the entry there"),
        ("[" * 2000, "is no YAML"),
    ],
)
def test_files_that_are_no_list_of_actors(written, content: str | bytes, problem: str) -> None:
    with pytest.raises(ConfigError, match=r"file\.yaml") as caught:
        load_actors(written(content))
    assert problem in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is missing"):
        load_actors(tmp_path / "nowhere.yaml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_actors(tmp_path)


def test_an_empty_list_is_no_error(written) -> None:
    assert load_actors(written("actors: []\n")) == ()


def test_the_domain_files_load() -> None:
    domain = Path(__file__).resolve().parents[3] / "shared" / "domain"
    if not domain.is_dir():
        pytest.skip("the shared domain files are not here")
    assert len(load_actors(domain / "syria-2017-actors.yaml")) > 30
    assert len(load_places(domain / "syria-2017-places.yaml")) > 30
