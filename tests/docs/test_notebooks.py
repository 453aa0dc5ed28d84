"""The example notebooks run from top to bottom, show what they promise, and are kept without their outputs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
BOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))
LONGEST = 120


def _shown(book: nbformat.NotebookNode) -> str:
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    texts = [output.get("text", "") for output in outputs]
    texts += [text for output in outputs for text in output.get("data", {}).values()]
    return "\n".join(texts)


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    for cell in book.cells:
        assert cell.cell_type != "code" or (not cell.outputs and cell.execution_count is None)


EXPECTED = {
    "first-look": (
        "25 reports read",
        "the team&#x27;s own view, which must not leave it",
        "In zone",
        "text_version_later",
    ),
    "weighing-and-clocks": ("contested", "as of", "log-odds"),
    "coverage-and-trend": ("unknown", "origins", "allowing for effort"),
}


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning:jupyter_client.*", "ignore::DeprecationWarning:zmq.*")
def test_a_notebook_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=LONGEST, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = _shown(book)
    for words in EXPECTED[path.stem]:
        assert words in shown
