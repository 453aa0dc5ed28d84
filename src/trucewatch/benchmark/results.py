"""The page of figures (benchmark/results.md): one row a method, in two tables, with what each has seen before."""

from collections.abc import Mapping

from trucewatch.benchmark.scores import BenchScores

__all__ = ["CLAIM_COLUMNS", "FIGURES", "row_of", "written"]

Row = Mapping[str, str]

CLAIM_COLUMNS = {
    "event_p": "event P",
    "event_r": "event R",
    "event_f1": "event F1",
    "initiators_f1": "initiators F1",
    "targets_f1": "targets F1",
    "source": "source",
    "status": "status",
    "date": "date",
    "place_25km": "place 25 km",
    "killed": "killed",
    "links": "links",
    "fact_p": "facts P",
    "fact_r": "facts R",
    "false_fact_rate": "false facts",
}
"""The figures on coded reports, by the scorer's name, with their column heads."""
_PROBES = {
    "probes_found": "found",
    "probes_status": "status",
    "probes_figurative": "figurative with claims",
    "probes_false_fact_rate": "false facts",
}
FIGURES = (*CLAIM_COLUMNS, *_PROBES)
"""The figures that a row has, by name."""

_SEEN = {
    "keywords": ("written with the reports at hand", "written with the probes at hand"),
    "rules": ("in no training; its rules were written with the reports at hand", "its rules were tried on them"),
    "english": ("**seen in training**: no measure of how it reads", "not trained on; its balance was tried on them"),
}
_UNKNOWN = "not known: ask whoever made the model"

_HEAD = """\
# Figures

Written by `python scripts/benchmark_table.py`; nothing in the tables is typed by hand. A language model of your own
joins with one command, and the rows of others stay:

```sh title="Not run by the tests: it needs an endpoint of yours"
python scripts/benchmark_table.py --llm --url http://127.0.0.1:8080/v1 --model my-model
```

All figures are of the whole published part. They run from 0 to 1, "-" where nothing could be counted. `false facts` is
better the lower it is, and so is `figurative with claims`; all others are better the higher. What they count:
[Quality](../docs/quality.md#what-the-columns-mean).

`keywords` is the baseline: a list of words, each taken for a plain statement of the report itself. `rules` and
`english` are Trucewatch's. **The tagger inside `english` was trained on these very reports, as they were before review;
its row in the first table shows that training worked and must not be compared with the others.** The probes were in no
training, but which of rules and tagger decides a field was tried on them, so the second table flatters both somewhat.
"""


def row_of(scores: BenchScores) -> dict[str, str]:
    """The cells of a method, by figure."""
    claims = scores.claims.total.as_dict() if scores.claims else {}
    probes = {f"probes_{name}": value for name, value in scores.probes.as_dict().items()} if scores.probes else {}
    return {name: _cell({**claims, **probes}.get(name)) for name in FIGURES}


def written(rows: Mapping[str, Row], before: str = "") -> str:
    """The page with the given rows by method; rows of other methods on the page as it was before are kept."""
    kept = _rows_on(before)
    methods = [*kept, *(method for method in rows if method not in kept)]
    methods.sort(key=lambda method: (list(_SEEN).index(method) if method in _SEEN else len(_SEEN), method))
    every = {method: rows.get(method) or kept[method] for method in methods}
    return f"{_HEAD}\n## Coded reports\n\n{_table(every, CLAIM_COLUMNS, 0)}\n## Probes\n\n{_table(every, _PROBES, 1)}"


def _table(rows: Mapping[str, Row], columns: Mapping[str, str], which: int) -> str:
    lines = [["method", *columns.values(), "seen before"], ["---", *("---:" for _ in columns), "---"]]
    for method, row in rows.items():
        seen = _SEEN[method][which] if method in _SEEN else _UNKNOWN
        lines.append([method, *(row[name] for name in columns), seen])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _rows_on(page: str) -> dict[str, dict[str, str]]:
    """The rows of a page that `written` made."""
    found: dict[str, dict[str, str]] = {}
    for heading, columns in (("## Coded reports", CLAIM_COLUMNS), ("## Probes", _PROBES)):
        _, _, part = page.partition(heading)
        for line in part.partition("\n## ")[0].splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) == len(columns) + 2 and cells[0] not in ("method", "---"):
                found.setdefault(cells[0], {}).update(zip(columns, cells[1:-1], strict=True))
    return {method: row for method, row in found.items() if len(row) == len(FIGURES)}


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float | int) else "-"
