"""Writes benchmark/results.md: what extractors reach on the benchmark.

    python scripts/benchmark_table.py                                 the extractors of Trucewatch, and keywords
    python scripts/benchmark_table.py --llm --url URL --model MODEL   a language model besides; rows of others stay

A language model may also be named in TRUCEWATCH_LLM_URL and TRUCEWATCH_LLM_MODEL; a key is taken from
TRUCEWATCH_LLM_KEY alone.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]

from trucewatch.benchmark.material import Material  # noqa: E402
from trucewatch.benchmark.results import FIGURES, row_of, written  # noqa: E402
from trucewatch.benchmark.runs import endpoint_of, predictions_of, reader_of  # noqa: E402
from trucewatch.benchmark.scores import score_all  # noqa: E402
from trucewatch.failures import guarded  # noqa: E402

PAGE = ROOT / "benchmark" / "results.md"
OWN = ("keywords", "rules", "english")


def measure(material: Material, names: list[str], url: str | None, model: str | None, page: Path = PAGE) -> None:
    """Run the named extractors and put their rows into the page, beside those of others that are there."""
    rows = {}
    for name in names:
        reader = reader_of(name, endpoint_of(url, model) if name == "llm" else None)
        scores = score_all(material, list(predictions_of(material, reader, lambda _done, _total: None)))
        method = f"llm: {endpoint_of(url, model).model}" if name == "llm" else name
        rows[method] = row_of(scores)
        told = ", ".join(f"{figure} {rows[method][figure]}" for figure in FIGURES)
        sys.stdout.write(f"{method}: {told}\n")
        before = page.read_text("utf-8") if page.exists() else ""
        page.write_text(written(rows, before), "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write benchmark/results.md.")
    parser.add_argument("--llm", action="store_true", help="a language model, and none of the others")
    parser.add_argument("--url", help="its base URL")
    parser.add_argument("--model", help="its name there")
    args = parser.parse_args()
    asked = ["llm"] if args.llm else list(OWN)
    from rich.console import Console

    guarded(lambda: measure(Material.at(ROOT / "benchmark"), asked, args.url, args.model), Console(stderr=True))
