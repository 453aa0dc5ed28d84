from pathlib import Path

import pytest

from trucewatch.world.geonames import default_cache, open_towns


def test_the_index_is_built_once_and_then_only_read(cache: Path) -> None:
    first = open_towns(["SY"], cache)
    files = {p: p.stat().st_mtime_ns for p in cache.iterdir()}
    again = open_towns(["SY"], cache)
    assert {p: p.stat().st_mtime_ns for p in cache.iterdir()} == files
    assert all(p.suffix == ".sqlite" for p in files)
    assert first.spelled("Manbij") == again.spelled("Manbij")


def test_a_town_is_found_by_any_of_its_spellings(cache: Path) -> None:
    names = open_towns(["SY"], cache)
    for spelling in ("Manbij", "MENBIJ", "منبج", "Манбидж"):
        assert [t.name for t in names.spelled(spelling)] == ["Manbij"]
    assert names.spelled("Nowhere at all") == ()


def test_the_worlds_large_cities_lie_beside_a_countrys_towns(cache: Path) -> None:
    names = open_towns(["SY"], cache)
    assert {t.country for t in names.spelled("Geneva")} == {"CH"}
    assert names.spelled("Debaltseve") == ()


def test_a_name_is_found_by_its_sound(cache: Path) -> None:
    names = open_towns(["SY"], cache)
    assert "Al Qāmishlī" in {names.at(h.number).name for h in names.heard("Qameeshlee", "SY")}


def test_where_nothing_can_be_written_the_index_lives_in_memory(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    names = open_towns(["LI"], blocked / "cache")
    assert [t.country for t in names.spelled("Vaduz")] == ["LI"]
    assert blocked.read_text() == "no folder"


def test_no_half_built_index_is_left(tmp_path: Path) -> None:
    open_towns(["LI"], tmp_path)
    assert ["-LI-" in p.name and p.suffix == ".sqlite" for p in tmp_path.iterdir()] == [True]


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100])
def test_a_damaged_index_is_built_anew(tmp_path: Path, damage: bytes) -> None:
    open_towns(["LI"], tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage)
    assert [t.country for t in open_towns(["LI"], tmp_path).spelled("Vaduz")] == ["LI"]
    assert path.read_bytes() != damage


def test_the_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "trucewatch"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_cache().parts[-2:] == (".cache", "trucewatch")
