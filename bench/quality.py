"""How well the extractors read: writes the table of figures into docs/quality.md, between its two markers.

    python -m bench quality

A corpus that is not here keeps no row; what is written around the markers stays as it is.
"""

import sys
from collections.abc import Iterable, Sequence

from bench.corpora import CORPORA, ROOT, Corpus, Figures
from bench.quality_details import details
from trucewatch.benchmark.results import CLAIM_COLUMNS as COLUMNS
from trucewatch.extract import Extractor, get_extractor
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World

PAGE = ROOT / "docs" / "quality.md"
START, END = "<!-- figures: python -m bench quality -->", "<!-- end of figures -->"
EXTRACTORS = ("english", "rules", "russian", "arabic")
CLAIM_COLUMNS = {name: words for name, words in COLUMNS.items() if name not in ("fact_p", "fact_r")}
PROBE_COLUMNS = {
    "found": "found",
    "status": "status",
    "figurative": "figurative with claims",
    "false_fact_rate": "false facts",
}

Row = tuple[Corpus, str, Figures]


def main() -> int:
    """Measure every extractor on every corpus that is here, and write the table; 1 if no extractor can run."""
    extractors = _runnable(EXTRACTORS)
    if not extractors:
        return 1
    world = World.general()
    rows: list[Row] = []
    for corpus in CORPORA:
        for name in corpus.extractors if corpus.is_here else ():
            if name not in extractors:
                continue
            rows.append((corpus, name, corpus.figures(extractors[name], world)))
            print(_line(rows[-1], CLAIM_COLUMNS | PROBE_COLUMNS), flush=True)
    text = PAGE.read_text("utf-8")
    text = between(text, START, END, tables(rows))
    for name, part in details(extractors, world).items():
        text = between(text, f"<!-- {name}: python -m bench quality -->", f"<!-- end of {name} -->", part)
    PAGE.write_text(text, "utf-8")
    return 0


def between(text: str, start: str, end: str, part: str) -> str:
    """The page's text with another part between two markers; as it was where the page lacks them."""
    if start not in text or end not in text:
        return text
    return f"{text[: text.index(start)]}{start}\n\n{part}\n{text[text.index(end) :]}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], names: int = 1) -> str:
    """A table in Markdown, so many of its first columns names and all others figures."""
    lines = [head, ["---"] * names + ["---:"] * (len(head) - names), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def tables(rows: Sequence[Row]) -> str:
    """The figures as two Markdown tables: coded reports, and probes."""
    probes = [row for row in rows if "found" in row[2]]
    claims = [row for row in rows if row not in probes]
    parts = ((claims, CLAIM_COLUMNS), (probes, PROBE_COLUMNS))
    return "\n".join(_table(part, columns) for part, columns in parts if part)


def _runnable(names: Iterable[str]) -> dict[str, Extractor]:
    found = {}
    for name in names:
        try:
            found[name] = get_extractor(name)
        except ExtractionError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return found


def _table(rows: Sequence[Row], columns: dict[str, str]) -> str:
    return table(["corpus", "extractor", *columns.values()], [_cells(row, columns) for row in rows], names=2)


def _cells(row: Row, columns: dict[str, str]) -> list[str]:
    corpus, extractor, figures = row
    return [corpus.name, extractor, *(_cell(figures.get(name)) for name in columns)]


def _cell(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.3f}"


def _line(row: Row, columns: dict[str, str]) -> str:
    corpus, extractor, figures = row
    return f"{corpus.name} {extractor}: " + " ".join(f"{k} {_cell(figures[k])}" for k in columns if k in figures)


if __name__ == "__main__":
    sys.exit(main())
