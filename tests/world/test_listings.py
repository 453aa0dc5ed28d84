from pathlib import Path

from trucewatch.world.listings import Listings
from trucewatch.world.place_index import PlaceIndex, Record

TOWNS = [
    Record("geonames:1", "Al Qamishli", ("Qamishly",), 37.05, 41.22, "SY", population=180_000),
    Record("geonames:2", "Manbij", ("Menbij",), 36.53, 37.95, "SY", population=100_000),
    Record("geonames:3", "Kobane", (), 36.89, 38.35, "TR", population=40_000),
]


def _of_all_countries(path: Path) -> Listings:
    PlaceIndex.build(path, "geonames", lambda: TOWNS, sounds="0")
    return Listings(lambda: _opened(path))


def _opened(path: Path) -> PlaceIndex:
    index = PlaceIndex.open(path)
    assert index is not None
    return index


def _heard(listings: Listings, name: str) -> set[str]:
    return {at(heard.number).id for heard, at in listings.heard(name, "SY")}


def test_what_finds_a_countrys_towns_by_sound_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "all.sqlite"
    assert _heard(_of_all_countries(path), "Qameeshlee") == {"geonames:1"}
    (kept,) = set(tmp_path.iterdir()) - {path}
    written = kept.stat().st_mtime_ns
    assert _heard(Listings(lambda: _opened(path)), "Qameeshlee") == {"geonames:1"}
    assert kept.stat().st_mtime_ns == written


def test_without_a_folder_to_keep_it_in_towns_are_found_by_sound_all_the_same() -> None:
    listings = Listings(lambda: PlaceIndex.in_memory("geonames", TOWNS, sounds="0"))
    assert _heard(listings, "Qameeshlee") == {"geonames:1"}


def test_a_damaged_file_of_sounds_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "all.sqlite"
    _heard(_of_all_countries(path), "Qameeshlee")
    (kept,) = set(tmp_path.iterdir()) - {path}
    kept.write_bytes(b"no database at all" * 100)
    assert _heard(Listings(lambda: _opened(path)), "Menbeej") == {"geonames:2"}
