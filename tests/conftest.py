"""What tests of several rooms share: the example watch, read once, and the material beside the project."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes go by their length: packed ones hold the time of packing, and every worker must call a test the same."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a loaded machine may lose a race that no person would notice, so it gets one more try."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the project; tests that need it skip where it is absent."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("needs ../shared, which is not here")
    return SHARED


@pytest.fixture(scope="session")
def example_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example watch with all its reports read."""
    from trucewatch.watch import Watch

    folder = tmp_path_factory.mktemp("example") / "syria-2017"
    shutil.copytree(ROOT / "examples" / "syria-2017", folder, ignore=shutil.ignore_patterns("ledger.db*", "evidence"))
    with Watch.open(folder) as watch:
        done = watch.add([folder / "reports" / "reports.jsonl"])
        assert done.refused == []
    return folder


@pytest.fixture
def example(example_folder: Path) -> Iterator["object"]:
    """The example watch, open."""
    from trucewatch.watch import Watch

    with Watch.open(example_folder) as watch:
        yield watch
