"""Data walks one way: a room imports only from the rooms above it (design.md, One corridor)."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "trucewatch"
CORRIDOR = ("model", "world", "ingest", "extract", "ledger", "assess", "monitor", "publish", "review", "search", "bulk")
NOT_FROM = {
    "ingest": {"ledger"},
    "extract": {"ledger"},
    "assess": {"ledger"},
    "monitor": {"ledger"},
    "publish": {"ledger"},
    "bulk": {"ledger", "monitor", "review", "search"},
}


def _imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        rooms |= {name.split(".")[1] for name in names if name.startswith("trucewatch.")}
    return rooms


@pytest.mark.parametrize("room", CORRIDOR)
def test_a_room_imports_only_from_rooms_above_it(room: str) -> None:
    allowed = set(CORRIDOR[: CORRIDOR.index(room) + 1]) - NOT_FROM.get(room, set()) | {"_version"}
    for path in sorted((SOURCE / room).rglob("*.py")):
        stray = _imported_rooms(path) - allowed
        assert not stray, f"{path.relative_to(SOURCE)} imports from {sorted(stray)}, which is not above {room}"


def test_every_folder_of_the_package_is_a_room_of_the_corridor() -> None:
    """Besides the command line and the workbench, which stand outside and may walk into every room."""
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert rooms - {"cli", "benchmark", "workbench"} <= set(CORRIDOR)
